//! Who or what a certificate or request says it is: what a reader wants to see first.

use std::fmt;

use s1spki_policies::{CertificateId, Eui64, KeyUsage, Policy, RemotePartyRole, Validity};
use serde::Serialize;

use crate::extension::KeyUsages;
use crate::facts::{CertificateFacts, RequestFacts, RoleFact};
use crate::hexadecimal::hexadecimal;

/// Who or what a certificate or request says it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Issuer common name and serial number, of a certificate that has both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_id: Option<CertificateId>,
    /// The issuer's name, of a certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The subject's name.
    pub subject: String,
    /// The role; nothing where the role code is malformed.
    pub role: Option<NamedRole>,
    /// The EUI-64; nothing where it is malformed, or where there is none.
    pub eui64: Option<Eui64>,
    /// What the key is for; nothing where it is not said.
    pub key_usage: Option<Vec<KeyUsage>>,
    /// From when until when, of a certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validity: Option<Validity>,
    /// The SHA-256 of all its octets, in lower-case hexadecimal.
    pub sha256: String,
}

/// A role, and what the policy calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedRole {
    /// The Remote Party Role Code.
    pub code: RemotePartyRole,
    /// Its name in the role table; nothing where it has none.
    pub name: Option<String>,
}

impl NamedRole {
    fn of(role: &RoleFact, policy: &Policy) -> Option<Self> {
        let code = role.code()?;
        let row = policy.roles().get(&code);
        let name = row.and_then(|row| row.value().name.clone());
        Some(Self { code, name })
    }
}

impl fmt::Display for NamedRole {
    /// `02 supplier`, or `2A` where it has no name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{} {name}", self.code),
            None => self.code.fmt(f),
        }
    }
}

impl Identity {
    /// Who a certificate says it is.
    #[must_use]
    pub fn of_certificate(facts: &CertificateFacts, policy: &Policy) -> Self {
        let certificate = facts.certificate();
        Self {
            certificate_id: facts.certificate_id.clone(),
            issuer: Some(certificate.issuer().to_string()),
            subject: certificate.subject().to_string(),
            role: NamedRole::of(&facts.role, policy),
            eui64: facts.entity(),
            key_usage: certificate.key_usage().map(words),
            validity: Some(certificate.validity()),
            sha256: hexadecimal(&certificate.sha256()).to_lowercase(),
        }
    }

    /// Whom a request asks a certificate for.
    #[must_use]
    pub fn of_request(facts: &RequestFacts, policy: &Policy) -> Self {
        let request = facts.request();
        Self {
            certificate_id: None,
            issuer: None,
            subject: request.subject().to_string(),
            role: NamedRole::of(&facts.role, policy),
            eui64: facts.entity(),
            key_usage: facts.key_usage().map(words),
            validity: None,
            sha256: hexadecimal(&request.sha256()).to_lowercase(),
        }
    }
}

fn words(usages: KeyUsages) -> Vec<KeyUsage> {
    usages.iter().collect()
}
