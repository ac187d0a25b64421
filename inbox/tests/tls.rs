//! PostgreSQL is reached by TLS where it has it, and a certificate that nobody vouches for is refused.

#![cfg(feature = "postgres")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use kudosity_webhook_inbox::{Inbox, InboxBuilder, StoreError};
use private_postgres::Server;
use tempfile::TempDir;

/// A key, and a certificate that it signed itself, for 127.0.0.1.
struct Certificate(TempDir);

impl Certificate {
    fn made() -> Self {
        let made = Self(tempfile::tempdir().unwrap());
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=database"]);
        openssl.args(["-addext", "subjectAltName=IP:127.0.0.1"]);
        openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
        openssl.arg("-keyout").arg(made.key()).arg("-out").arg(made.file());
        let said = openssl.output().expect("the program `openssl`: install its package");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        made
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("certificate.pem")
    }

    fn key(&self) -> PathBuf {
        self.0.path().join("key.pem")
    }
}

/// Has a server show a certificate, and take connections with and without TLS.
fn secure(server: &mut Server, certificate: &Certificate) {
    let (file, key) = (certificate.file(), certificate.key());
    for owned in [certificate.0.path(), &file, &key] {
        server.own(owned).unwrap();
    }
    let set = |name, value: &Path| {
        server.ask(&format!("ALTER SYSTEM SET {name} = '{}'", value.display())).unwrap();
    };
    set("ssl_cert_file", &file);
    set("ssl_key_file", &key);
    set("ssl", Path::new("on"));
    server.stop().unwrap();
    server.restart().unwrap();
}

fn inbox(server: &Server, parameters: &str) -> InboxBuilder {
    let url = server.url();
    let (url, _) = url.split_once('?').unwrap();
    Inbox::postgres(format!("{url}?{parameters}"))
}

async fn open(server: &Server, parameters: &str) -> Result<Inbox, StoreError> {
    inbox(server, parameters).open().await
}

/// It does not pass by itself: a spool would be filled for nobody.
#[cfg(feature = "sqlite")]
async fn is_refused_with_a_spool_too(server: &Server, parameters: &str) {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("spool.db");
    let refused = inbox(server, parameters).spool(&spool).open().await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{parameters}: {refused:?}");
    assert!(!spool.exists(), "{parameters}");
}

/// Which connections of inboxes have TLS.
fn connected(server: &Server) -> String {
    let asked = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                 WHERE application_name = 'kudosity-webhook-inbox'";
    server.ask(asked).unwrap()
}

#[tokio::test]
#[ignore = "needs PostgreSQL and openssl: see CONTRIBUTING.md"]
async fn postgresql_is_reached_by_tls_and_a_certificate_that_is_unknown_is_refused() {
    let mut server = Server::start().unwrap();
    // Insisted on before there is any.
    for refused in ["sslmode=require", "sslmode=verify-full", "sslmode=unheard-of"] {
        assert!(open(&server, refused).await.is_err(), "{refused}");
        #[cfg(feature = "sqlite")]
        is_refused_with_a_spool_too(&server, refused).await;
    }

    let certificate = Certificate::made();
    secure(&mut server, &certificate);
    for refused in ["sslmode=verify-full", "sslmode=verify-ca"] {
        let error = open(&server, refused).await.unwrap_err().to_string();
        assert!(error.contains("UnknownIssuer"), "{error}");
        assert_eq!(connected(&server), "", "by {refused}");
        #[cfg(feature = "sqlite")]
        is_refused_with_a_spool_too(&server, refused).await;
    }
    let known = format!("sslmode=verify-full&sslrootcert={}", certificate.file().display());
    for parameters in ["sslmode=require", "", &known] {
        let inbox = open(&server, parameters).await.unwrap();
        assert_eq!(inbox.depth().await.unwrap().waiting, 0);
        assert_eq!(connected(&server), "t", "by {parameters}");
        drop(inbox);
    }
}

/// A task that is still connecting, and waits for the file of a certificate, must not see the runtime go.
#[cfg(feature = "cli")]
#[test]
#[ignore = "needs PostgreSQL and openssl: see CONTRIBUTING.md"]
fn the_tool_ends_in_order_whatever_still_connects_to_postgresql() {
    let mut server = Server::start().unwrap();
    let (certificate, other) = (Certificate::made(), Certificate::made());
    secure(&mut server, &certificate);
    let url = server.url();
    let (url, _) = url.split_once('?').unwrap();
    for (root, code) in [(&certificate, 2), (&other, 3)] {
        let url = format!("{url}?sslmode=verify-full&sslrootcert={}", root.file().display());
        for _ in 0..20 {
            let mut tool = Command::new(env!("CARGO_BIN_EXE_inbox"));
            let said = tool.args(["list", "--database", &url]).output().unwrap();
            let error = String::from_utf8(said.stderr).unwrap();
            assert_eq!((said.status.code(), error.lines().count()), (Some(code), 1), "{error}");
        }
    }
}
