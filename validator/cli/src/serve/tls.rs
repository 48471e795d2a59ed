//! TLS 1.3: the certificate of the service, and whether clients need one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{ServerConfig, version};
use s1spki_validator::Certificate;
use zeroize::Zeroizing;

use super::client::ClientVerifier;
use super::held::Held;
use super::trust::FileMark;
use crate::input::reason;
use crate::problem::Problem;

/// The one provider of cryptography.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// The certificate of the service and its private key, and where they come from.
#[derive(Debug)]
pub(super) struct Identity {
    certificate: PathBuf,
    key: PathBuf,
    held: Held<CertifiedKey>,
}

impl Identity {
    pub(super) fn start(certificate: PathBuf, key: PathBuf) -> Result<Self, Problem> {
        let held = Held::new(certified_key(&certificate, &key, &provider())?);
        Ok(Self {
            certificate,
            key,
            held,
        })
    }

    /// Reads both again.
    pub(super) fn load(&self) -> Result<CertifiedKey, Problem> {
        certified_key(&self.certificate, &self.key, &provider())
    }

    /// Connections that come from now on are shown this one.
    pub(super) fn replace(&self, certified: CertifiedKey) {
        self.held.replace(certified);
    }

    pub(super) fn marks(&self) -> Vec<FileMark> {
        [&self.certificate, &self.key]
            .map(|path| FileMark::of(path.clone()))
            .into()
    }
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.held.current())
    }
}

/// The side of the service.
///
/// Only TLS 1.3 is offered: rustls checks the signatures of a TLS 1.2 handshake with a reader that refuses
/// certificates of this PKI, whose certificatePolicies are critical.
pub(super) fn server_config(
    identity: Arc<Identity>,
    clients: Option<Arc<ClientVerifier>>,
) -> Result<ServerConfig, Problem> {
    let builder = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&version::TLS13])
        .map_err(|error| Problem::input(format_args!("TLS cannot start: {error}")))?;
    let builder = builder.with_client_cert_verifier(match clients {
        Some(clients) => clients,
        None => WebPkiClientVerifier::no_client_auth(),
    });
    let mut config = builder.with_cert_resolver(identity);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A resumed session is not asked for its certificate again, and that may have been revoked.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn certified_key(certificate: &Path, key: &Path, provider: &CryptoProvider) -> Result<CertifiedKey, Problem> {
    let chain = CertificateDer::pem_slice_iter(&read(certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Problem::input(format_args!("`{}`: {error}", certificate.display())))?;
    let Some(leaf) = chain.first() else {
        return Err(
            Problem::input(format_args!("`{}` holds no certificate", certificate.display()))
                .with_hint("give it in PEM, with those above it below"),
        );
    };
    let unusable = |reason: String| {
        Problem::input(format_args!(
            "the key in `{}` cannot be used: {reason}",
            key.display()
        ))
        .with_hint("give PKCS #8 in PEM, not encrypted: openssl pkcs8 -topk8 -nocrypt")
    };
    let private = PrivateKeyDer::from_pem_slice(&Zeroizing::new(read(key)?))
        .map_err(|error| unusable(error.to_string()))?;
    let signing = provider
        .key_provider
        .load_private_key(private)
        .map_err(|error| unusable(error.to_string()))?;
    if !is_of(leaf, &*signing) {
        return Err(Problem::input(format_args!(
            "the key in `{}` is not that of the certificate in `{}`",
            key.display(),
            certificate.display()
        ))
        .with_hint("the certificate of the service comes first in its file"));
    }
    Ok(CertifiedKey::new(chain, signing))
}

/// Whether the certificate is about the key. One that our strict decoder refuses is left to the clients.
fn is_of(certificate: &CertificateDer<'_>, key: &dyn SigningKey) -> bool {
    match (Certificate::decode(certificate), key.public_key()) {
        (Ok(certificate), Some(public)) => certificate.public_key().der() == &*public,
        _ => true,
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    fs::read(path).map_err(|error| {
        Problem::input(format_args!(
            "`{}` cannot be read: {}",
            path.display(),
            reason(&error)
        ))
    })
}
