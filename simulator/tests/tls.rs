//! Over TLS, with a certificate that is trusted by its file, and with others.

#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use common::recording;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use kudosity_webhook::{Receiver, SharedSecret, WebhookLayer};
use kudosity_webhook_simulator::client::{
    Body, ConnectError, NoAnswer, Request, Response, Target, TargetError, Version, send,
};
use kudosity_webhook_simulator::conformance::{Options, Recorder, check};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tower::ServiceBuilder;

const SECRET: &str = "a-secret-that-goes-over-tls";

const BODY_TIMEOUT: Duration = Duration::from_secs(2);

/// Small, since one thread does the ciphers of both sides.
const MAX_BODY_SIZE: usize = 300_000;

/// A server with a certificate of its own, in a file.
struct Server {
    addr: SocketAddr,
    certificate: NamedTempFile,
}

/// Serves the layer with a certificate for these names.
async fn serve(names: &[&str], protocols: &[&str]) -> Server {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let mut config = config.with_single_cert(vec![cert.der().clone()], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|it| it.as_bytes().to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let certificate = NamedTempFile::new().unwrap();
    std::fs::write(&certificate, cert.pem()).unwrap();
    let receiver = Receiver::builder(SharedSecret::new(SECRET).unwrap());
    let receiver = receiver.body_timeout(BODY_TIMEOUT).max_body_size(MAX_BODY_SIZE).build();
    let layer = WebhookLayer::new(receiver);
    let service = ServiceBuilder::new().layer(layer).service(recording(Recorder::new()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, service) = (acceptor.clone(), service.clone());
            tokio::spawn(async move {
                // What becomes of a connection shows on its other end.
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let server = Builder::new(TokioExecutor::new());
                let service = TowerToHyperService::new(service);
                let _ = server.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    Server { addr, certificate }
}

impl Server {
    fn target(&self, host: &str) -> Target {
        let port = self.addr.port();
        Target::parse(&format!("https://{host}:{port}/hooks?secret={SECRET}")).unwrap()
    }

    fn trusted(&self, host: &str) -> Target {
        self.target(host).trusting(&self.certificate).unwrap()
    }
}

async fn deliver(target: &Target, version: Version) -> Result<Response, NoAnswer> {
    let body = r#"{"event_type":"NEWS","timestamp":"2026-02-03T04:05:06Z"}"#;
    exchange(target, version, &target.delivery(body)).await
}

async fn exchange(
    target: &Target,
    version: Version,
    request: &Request,
) -> Result<Response, NoAnswer> {
    send(target, version, request, Duration::from_secs(10)).await
}

#[tokio::test]
async fn a_server_is_checked_over_tls_by_both_versions() {
    let server = serve(&["localhost"], &["h2", "http/1.1"]).await;
    let mut options = Options::default();
    options.limits.body_timeout = BODY_TIMEOUT;
    options.limits.max_body_size = MAX_BODY_SIZE;
    let report = check(&server.trusted("localhost"), &options, |_| {}).await.unwrap();
    report.assert_passed();
    assert_eq!(report.versions, Version::ALL);
}

#[tokio::test]
async fn an_address_may_be_the_name_in_a_certificate() {
    let server = serve(&["127.0.0.1"], &["h2", "http/1.1"]).await;
    for version in Version::ALL {
        let answer = deliver(&server.trusted("127.0.0.1"), version).await;
        assert_eq!(answer.unwrap().status, 200, "{version}");
    }
}

#[tokio::test]
async fn a_body_breaks_off_under_tls_and_the_answer_still_comes() {
    let server = serve(&["localhost"], &[]).await;
    let target = server.trusted("localhost");
    let cut_off = target.delivery("").body(Body::cut_off("{", 100));
    assert_eq!(exchange(&target, Version::Http1, &cut_off).await.unwrap().status, 400);
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_or_of_another_host_is_an_error_with_its_remedy() {
    let server = serve(&["localhost"], &["h2", "http/1.1"]).await;
    for (target, reason) in [
        (server.target("localhost"), "UnknownIssuer"),
        (server.trusted("127.0.0.1"), "not valid for"),
    ] {
        for version in Version::ALL {
            let error = deliver(&target, version).await.unwrap_err();
            let certificate =
                matches!(error, NoAnswer::Unconnected(ConnectError::Certificate { .. }));
            let told = error.to_string();
            assert!(certificate && told.contains(reason), "{told}");
            assert!(told.contains("check the host's name, or trust"), "{told}");
        }
    }
}

#[tokio::test]
async fn a_server_without_that_version_or_without_tls_is_told_as_that() {
    let server = serve(&["localhost"], &["http/1.1"]).await;
    let target = server.trusted("localhost");
    assert_eq!(deliver(&target, Version::Http1).await.unwrap().status, 200);
    let error = deliver(&target, Version::Http2).await.unwrap_err();
    assert!(matches!(error, NoAnswer::Unconnected(ConnectError::Version { .. })), "{error:?}");
    assert!(error.to_string().contains("does not speak HTTP/2: take the other version"));

    let silent_on_versions = serve(&["localhost"], &[]).await;
    let target = silent_on_versions.trusted("localhost");
    assert_eq!(deliver(&target, Version::Http1).await.unwrap().status, 200);
    let error = deliver(&target, Version::Http2).await.unwrap_err();
    assert!(matches!(error, NoAnswer::Unconnected(ConnectError::Version { .. })), "{error:?}");

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = format!("https://{}/", listener.local_addr().unwrap());
    let answer = async {
        let mut stream = listener.accept().await.unwrap().0;
        stream.read_buf(&mut Vec::new()).await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    };
    let plain = Target::parse(&plain).unwrap();
    let (error, ()) = tokio::join!(deliver(&plain, Version::Http1), answer);
    let error = error.unwrap_err();
    assert!(matches!(error, NoAnswer::Unconnected(ConnectError::Handshake { .. })), "{error:?}");
    assert!(error.to_string().contains("take an http URL"), "{error}");
    assert!(error.to_string().contains("InvalidContentType"), "why: {error}");
}

#[test]
fn a_file_without_a_certificate_is_refused_by_its_name() {
    let target = Target::parse("https://localhost/").unwrap();
    for file in ["Cargo.toml", "no-such-file.pem"] {
        let error = target.clone().trusting(file).unwrap_err();
        assert_eq!(error, TargetError::Certificate(file.to_owned()));
        assert!(error.to_string().contains(file) && error.to_string().contains("PEM"), "{error}");
    }
}

#[tokio::test]
#[cfg(feature = "cli")]
async fn the_tool_trusts_the_file_that_it_is_given() {
    let server = serve(&["localhost"], &["h2", "http/1.1"]).await;
    let url = format!("https://localhost:{}/?secret={SECRET}", server.addr.port());
    let file = server.certificate.path().to_str().unwrap();
    for (options, code) in [
        (&["send"] as &[&str], 3),
        (&["send", "--cacert", file], 0),
        (&["send", "--cacert", file, "--http2"], 0),
        (&["load", "--cacert", file, "--requests", "20", "--stalled", "5"], 0),
    ] {
        let mut tool =
            tokio::process::Command::new(env!("CARGO_BIN_EXE_kudosity-webhook-simulator"));
        let ran = tool.args(options).arg(&url).output().await.unwrap();
        assert_eq!(ran.status.code(), Some(code), "{options:?}: {ran:?}");
    }
}
