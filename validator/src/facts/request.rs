//! What is to be known of a certificate request.

use std::borrow::Cow;

use s1spki_policies::{AttributeType, Eui64, RemotePartyRole};

use super::{EntityFact, KeyFact, RoleFact, texts_of};
use crate::crypto;
use crate::extension::{Extension, ExtensionContent, ExtensionKind, KeyUsages};
use crate::request::CertificateRequest;

/// What is to be known of a certificate request.
#[derive(Clone, Debug)]
pub struct RequestFacts {
    request: CertificateRequest,
    /// The role that is asked for.
    pub role: RoleFact,
    /// The EUI-64 that is asked for, as the request spells it.
    pub entity: EntityFact,
    /// The common name that is asked for, if there is one.
    pub common_name: Option<String>,
    /// The form of the public key.
    pub key: KeyFact,
    /// The identifier of the public key by RFC 5280 4.2.1.2 method (2).
    pub key_identifier: [u8; 8],
}

impl RequestFacts {
    /// The facts of a request.
    #[must_use]
    pub fn of(request: &CertificateRequest) -> Self {
        let public_key = request.public_key();
        Self {
            role: RoleFact::of(request.subject()),
            entity: EntityFact::of(request.subject()),
            common_name: texts_of(request.subject(), AttributeType::CommonName)
                .next()
                .map(Cow::into_owned),
            key: KeyFact::of(public_key),
            key_identifier: crypto::key_identifier(public_key.key()),
            request: request.clone(),
        }
    }

    /// The request as decoded.
    #[must_use]
    pub const fn request(&self) -> &CertificateRequest {
        &self.request
    }

    /// The role that is asked for, where it is written as it should be.
    #[must_use]
    pub const fn role(&self) -> Option<RemotePartyRole> {
        self.role.code()
    }

    /// The EUI-64 that is asked for, whether it is spelt as a BIT STRING of 64 bits or as hexadecimal text.
    #[must_use]
    pub fn entity(&self) -> Option<Eui64> {
        self.entity.eui64().or_else(|| self.entity.spelt_as_text())
    }

    /// What the key is to be used for; nothing where the request does not say it once and readably.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsages> {
        let mut usages = self.requested(ExtensionKind::KeyUsage);
        match (usages.next()?.content(), usages.next()) {
            (ExtensionContent::KeyUsage(usage), None) => Some(*usage),
            _ => None,
        }
    }

    /// The requested extensions of one kind.
    pub fn requested(&self, kind: ExtensionKind) -> impl Iterator<Item = &Extension> {
        let extensions = self.request.requested_extensions().iter();
        extensions.filter(move |extension| extension.kind() == Some(kind))
    }
}
