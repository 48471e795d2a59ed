//! Trust anchors (RFC 5280 6.1.1 (d)).

use std::sync::Arc;

use crate::algorithm::SubjectPublicKeyInfo;
use crate::certificate::Certificate;
use crate::name::Name;

/// A name and a key that are trusted. It is cheap to clone.
///
/// Where it comes from a certificate, that certificate is no part of the path: neither its validity nor its
/// policies nor its constraints bind (RFC 5280 6.1.1 (d), 6.2). Constraints that shall bind go into the
/// settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustAnchor(Arc<Source>);

#[derive(Debug, PartialEq, Eq)]
enum Source {
    Certificate(Certificate),
    NameAndKey { name: Name, key: SubjectPublicKeyInfo },
}

impl TrustAnchor {
    /// The subject of a certificate, and its key.
    #[must_use]
    pub fn from_certificate(certificate: Certificate) -> Self {
        Self(Arc::new(Source::Certificate(certificate)))
    }

    /// A name and a key.
    #[must_use]
    pub fn from_name_and_key(name: Name, key: SubjectPublicKeyInfo) -> Self {
        Self(Arc::new(Source::NameAndKey { name, key }))
    }

    /// The trusted issuer name.
    #[must_use]
    pub fn name(&self) -> &Name {
        match &*self.0 {
            Source::Certificate(certificate) => certificate.subject(),
            Source::NameAndKey { name, .. } => name,
        }
    }

    /// The trusted public key.
    #[must_use]
    pub fn public_key(&self) -> &SubjectPublicKeyInfo {
        match &*self.0 {
            Source::Certificate(certificate) => certificate.public_key(),
            Source::NameAndKey { key, .. } => key,
        }
    }

    /// The certificate that it comes from, if it comes from one.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        match &*self.0 {
            Source::Certificate(certificate) => Some(certificate),
            Source::NameAndKey { .. } => None,
        }
    }

    /// An order among anchors that does not depend on how they were given.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let certificate = self.certificate().map(Certificate::sha256);
        (
            self.name().der().to_vec(),
            self.public_key().der().to_vec(),
            certificate,
        )
    }
}
