//! DUIS messages and their signatures, held against xmllint, xmlsec1 and published messages.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod canonical;
mod hardening;
mod published;
mod signature;
mod structure;

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{Authority, OrganisationProfile, OrganisationUsage};
use s1spki_validator::duis::{Message, SignatureOutcome, XmlLimits, XmlSignature};
use s1spki_validator::{Certificate, SubjectPublicKeyInfo};

/// The key that signs messages.
pub(crate) fn key() -> TestKey {
    TestKey::p256("message signer")
}

/// The public key, out of a certificate.
pub(crate) fn public_key(key: &TestKey) -> SubjectPublicKeyInfo {
    let profile = OrganisationProfile::lab(OrganisationUsage::Signing, &Authority::lab_issuing(), key);
    let certificate = Certificate::decode(&profile.specimen().der()).unwrap();
    certificate.public_key().clone()
}

pub(crate) fn decode(text: &str) -> Message {
    Message::decode(text.as_bytes(), &XmlLimits::default()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What came of the one signature.
pub(crate) fn outcome(text: &str) -> SignatureOutcome {
    let message = decode(text);
    message.signature().unwrap().verify(&public_key(&key()))
}

/// Whether the message would be taken for signed: one signature of the right form, in its place, and it holds.
pub(crate) fn is_accepted(text: &str) -> bool {
    let Ok(message) = Message::decode(text.as_bytes(), &XmlLimits::default()) else {
        return false;
    };
    let is_good = |signature: &XmlSignature| {
        let findings = signature.findings(&allowed());
        let is_well_formed = findings
            .iter()
            .all(|finding| finding.outcome().as_str() == "pass");
        is_well_formed && signature.verify(&public_key(&key())).is_good()
    };
    message.faults().is_empty() && message.signature().is_some_and(is_good)
}

/// The algorithms that are allowed.
pub(crate) fn allowed() -> s1spki_policies::XmlSignatureForm {
    let set = |uri: &str| [uri.to_owned()].into_iter().collect();
    s1spki_policies::XmlSignatureForm {
        canonicalisation: set("http://www.w3.org/2001/10/xml-exc-c14n#"),
        signature: set("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        digest: set("http://www.w3.org/2001/04/xmlenc#sha256"),
        transforms: vec!["http://www.w3.org/2000/09/xmldsig#enveloped-signature".to_owned()],
    }
}

/// The codes of all faults of a message and of its signatures, each once and in their order.
pub(crate) fn codes(text: &str) -> Vec<&'static str> {
    let message = match Message::decode(text.as_bytes(), &XmlLimits::default()) {
        Ok(message) => message,
        Err(error) => return vec![error.rule().code],
    };
    let mut codes: Vec<&str> = message.faults().iter().map(|fault| fault.rule().code).collect();
    for signature in message.signatures() {
        let findings = signature.findings(&allowed());
        let broken = findings
            .iter()
            .filter(|finding| finding.outcome().as_str() == "breach");
        codes.extend(broken.map(|finding| finding.code()));
    }
    codes.dedup();
    codes
}
