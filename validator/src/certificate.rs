//! Certificates (RFC 5280 4.1).

mod tbs;

use std::fmt;
use std::sync::{Arc, OnceLock};

use s1spki_policies::{SerialNumber, Validity};

use crate::algorithm::{AlgorithmIdentifier, Signature, SubjectPublicKeyInfo};
use crate::crypto;
use crate::date::DateForm;
use crate::der::tag;
use crate::encoding::{DecodeError, EncodingFault, EncodingFaultKind, Faults};
use crate::extension::{
    AuthorityKeyIdentifier, BasicConstraints, Extension, ExtensionContent, ExtensionKind, KeyUsages,
    PolicyInformation, duplicates, find,
};
use crate::name::Name;
use crate::structure::Fields;
use tbs::Tbs;

/// A certificate, decoded once. It owns its octets and is cheap to clone.
///
/// Decoding says nothing about whether the certificate is good: what breaks RFC 5280 and can still be read is
/// among the [`encoding_faults`](Self::encoding_faults). Two certificates are equal if all their octets are.
#[derive(Clone)]
pub struct Certificate(Arc<Decoded>);

struct Decoded {
    der: Box<[u8]>,
    sha256: OnceLock<[u8; 32]>,
    tbs: Tbs,
    signature: Signature,
    faults: Box<[EncodingFault]>,
}

impl Certificate {
    /// Decodes a certificate that fills `bytes`.
    ///
    /// # Errors
    /// [`DecodeError`] where the bytes cannot be read as a certificate.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut faults = Faults::of_der(bytes)?;
        let mut certificate = Fields::outermost(bytes, "Certificate")?;
        let tbs = certificate.required(&[tag::SEQUENCE], "tbsCertificate")?;
        let tbs = Tbs::decode(tbs, &mut faults)?;
        let signature = Signature::decode(&mut certificate, &mut faults)?;
        certificate.end(&mut faults);
        if signature.algorithm != tbs.signature_algorithm {
            faults.push(EncodingFaultKind::AlgorithmMismatch, tbs.place.end);
        }
        Ok(Self(Arc::new(Decoded {
            der: bytes.into(),
            sha256: OnceLock::new(),
            tbs,
            signature,
            faults: faults.into_sorted(),
        })))
    }

    /// The whole certificate, exactly as encoded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The signed part, exactly as encoded.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.0.der.get(self.0.tbs.place.clone()).unwrap_or_default()
    }

    /// The SHA-256 fingerprint of the whole certificate. It names these octets; it does not identify the
    /// certificate, because an ECDSA signature has a twin that verifies as well.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| crypto::sha256(self.der()))
    }

    /// The version as people count it: 3 for X.509 v3.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.0.tbs.version
    }

    /// The content octets of the serial number, exactly as encoded.
    #[must_use]
    pub fn serial_octets(&self) -> &[u8] {
        &self.0.tbs.serial_octets
    }

    /// The serial number; nothing where it is zero, negative or longer than 20 octets.
    #[must_use]
    pub fn serial(&self) -> Option<&SerialNumber> {
        self.0.tbs.serial.as_ref()
    }

    /// The signature algorithm that the signed part names.
    #[must_use]
    pub fn tbs_signature_algorithm(&self) -> &AlgorithmIdentifier {
        &self.0.tbs.signature_algorithm
    }

    /// The signature algorithm that stands beside the signature.
    #[must_use]
    pub fn signature_algorithm(&self) -> &AlgorithmIdentifier {
        &self.0.signature.algorithm
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.0.der.get(self.0.signature.place.clone()).unwrap_or_default()
    }

    /// How many bits of the last octet do not belong to the signature; no algorithm in use has any.
    #[must_use]
    pub fn signature_unused_bits(&self) -> u8 {
        self.0.signature.unused_bits
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.tbs.issuer
    }

    /// Whom it is about.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.tbs.subject
    }

    /// From when until when it holds.
    #[must_use]
    pub fn validity(&self) -> Validity {
        Validity {
            not_before: self.0.tbs.not_before.moment,
            not_after: self.0.tbs.not_after.moment,
        }
    }

    /// How notBefore is encoded.
    #[must_use]
    pub fn not_before_form(&self) -> DateForm {
        self.0.tbs.not_before.form
    }

    /// How notAfter is encoded.
    #[must_use]
    pub fn not_after_form(&self) -> DateForm {
        self.0.tbs.not_after.form
    }

    /// The subject's public key.
    #[must_use]
    pub fn public_key(&self) -> &SubjectPublicKeyInfo {
        &self.0.tbs.public_key
    }

    /// Whether the field issuerUniqueID is there.
    #[must_use]
    pub fn has_issuer_unique_id(&self) -> bool {
        self.0.tbs.has_issuer_unique_id
    }

    /// Whether the field subjectUniqueID is there.
    #[must_use]
    pub fn has_subject_unique_id(&self) -> bool {
        self.0.tbs.has_subject_unique_id
    }

    /// The extensions, in their order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.0.tbs.extensions
    }

    /// The first extension of a kind; a second one is among the [`encoding_faults`](Self::encoding_faults).
    #[must_use]
    pub fn extension(&self, kind: ExtensionKind) -> Option<&Extension> {
        find(self.extensions(), kind)
    }

    /// Every extension that has one of the same kind before it.
    pub fn duplicate_extensions(&self) -> impl Iterator<Item = &Extension> {
        duplicates(self.extensions())
    }

    /// What breaks the encoding rules and can be read all the same, in the order of the octets.
    #[must_use]
    pub fn encoding_faults(&self) -> &[EncodingFault] {
        &self.0.faults
    }

    /// Whether issuer and subject are the same name (RFC 5280 6.1).
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer().matches(self.subject())
    }

    /// What the key may be used for, if a readable extension says so.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsages> {
        match self.extension(ExtensionKind::KeyUsage)?.content() {
            ExtensionContent::KeyUsage(usage) => Some(*usage),
            _ => None,
        }
    }

    /// Whether the subject is a CA, if a readable extension says so.
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        match self.extension(ExtensionKind::BasicConstraints)?.content() {
            ExtensionContent::BasicConstraints(constraints) => Some(*constraints),
            _ => None,
        }
    }

    /// The identifier of the subject's key, if a readable extension has it.
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        match self.extension(ExtensionKind::SubjectKeyIdentifier)?.content() {
            ExtensionContent::SubjectKeyIdentifier(identifier) => Some(identifier),
            _ => None,
        }
    }

    /// What identifies the issuer's key, if a readable extension has it.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&AuthorityKeyIdentifier> {
        match self.extension(ExtensionKind::AuthorityKeyIdentifier)?.content() {
            ExtensionContent::AuthorityKeyIdentifier(identifier) => Some(identifier),
            _ => None,
        }
    }

    /// The policies under which it was issued; nothing where no readable extension has them.
    #[must_use]
    pub fn policies(&self) -> Option<&[PolicyInformation]> {
        match self.extension(ExtensionKind::CertificatePolicies)?.content() {
            ExtensionContent::CertificatePolicies(policies) => Some(policies),
            _ => None,
        }
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl std::hash::Hash for Certificate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.der().hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("serial", &self.serial())
            .field("issuer", self.issuer())
            .field("subject", self.subject())
            .finish_non_exhaustive()
    }
}
