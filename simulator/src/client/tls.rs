use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{AlertDescription, ClientConfig, Error, RootCertStore};

use super::{ConnectError, Target, TargetError, Version};

/// What is trusted, and one configuration for each version, so that sessions are resumed.
#[derive(Clone)]
pub(super) struct Tls {
    roots: Arc<RootCertStore>,
    http1: TlsConnector,
    http2: TlsConnector,
}

impl Target {
    /// Trusts the authorities in a PEM file too, beside those of the operating system.
    ///
    /// # Errors
    ///
    /// [`TargetError::Certificate`] where the file holds no certificate.
    pub fn trusting(mut self, pem: impl AsRef<Path>) -> Result<Self, TargetError> {
        let pem = pem.as_ref();
        let error = || TargetError::Certificate(pem.display().to_string());
        let certificates = CertificateDer::pem_file_iter(pem).map_err(|_| error())?;
        let certificates: Vec<_> = certificates.collect::<Result<_, _>>().map_err(|_| error())?;
        if let Some(tls) = &mut self.tls {
            let mut roots = RootCertStore::clone(&tls.roots);
            for certificate in &certificates {
                roots.add(certificate.clone()).map_err(|_| error())?;
            }
            *tls = Tls::trusting(roots)?;
        }
        if certificates.is_empty() { Err(error()) } else { Ok(self) }
    }
}

impl Tls {
    /// Trusts what the operating system does; what of that cannot be read is left out.
    pub(super) fn native() -> Result<Self, TargetError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Self::trusting(roots)
    }

    fn trusting(roots: RootCertStore) -> Result<Self, TargetError> {
        let roots = Arc::new(roots);
        let provider = Arc::new(ring::default_provider());
        // Named, since a program of another's may hold two providers.
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| TargetError::WithoutTls)?
            .with_root_certificates(Arc::clone(&roots))
            .with_no_client_auth();
        let connector = |protocol: &[u8]| {
            let mut config = config.clone();
            config.alpn_protocols = vec![protocol.to_vec()];
            TlsConnector::from(Arc::new(config))
        };
        Ok(Self { http1: connector(b"http/1.1"), http2: connector(b"h2"), roots })
    }

    pub(super) async fn handshake(
        &self,
        stream: TcpStream,
        target: &Target,
        version: Version,
    ) -> Result<TlsStream<TcpStream>, ConnectError> {
        let authority = || target.authority();
        let name = ServerName::try_from(target.host.to_string()).map_err(|_| {
            let reason = "the host cannot be the name in a certificate".to_owned();
            ConnectError::Certificate { authority: authority(), reason }
        })?;
        let connector = match version {
            Version::Http1 => &self.http1,
            Version::Http2 => &self.http2,
        };
        let stream = connector.connect(name, stream).await;
        let stream = stream.map_err(|error| refused(error, authority(), version))?;
        // A server that does not agree on a version speaks HTTP/1.1.
        let agreed = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let expected = version == Version::Http2;
        let other = || ConnectError::Version { authority: authority(), version };
        if agreed == expected { Ok(stream) } else { Err(other()) }
    }
}

fn refused(source: io::Error, authority: String, version: Version) -> ConnectError {
    let error = source.get_ref().and_then(|error| error.downcast_ref::<Error>());
    match error {
        Some(Error::InvalidCertificate(reason)) => {
            let reason = reason.to_string();
            ConnectError::Certificate { authority, reason }
        }
        Some(Error::AlertReceived(AlertDescription::NoApplicationProtocol)) => {
            ConnectError::Version { authority, version }
        }
        _ => ConnectError::Handshake { authority, source },
    }
}
