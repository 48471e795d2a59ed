//! Certificates (RFC 5280 4.1).

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use s1spki_policies::{SerialNumber, Validity};

use crate::algorithm::{AlgorithmIdentifier, Signature, SubjectPublicKeyInfo};
use crate::crypto;
use crate::date::{Date, DateForm, TIME};
use crate::der::{self, Element, tag};
use crate::encoding::{DecodeError, EncodingFault, EncodingFaultKind, Faults};
use crate::extension::{
    AuthorityKeyIdentifier, BasicConstraints, Extension, ExtensionContent, ExtensionKind, KeyUsages,
    PolicyInformation, duplicates, find,
};
use crate::name::Name;
use crate::structure::Fields;

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

/// `TBSCertificate`, the part that is signed.
struct Tbs {
    place: Range<usize>,
    version: u32,
    serial_octets: Box<[u8]>,
    serial: Option<SerialNumber>,
    signature_algorithm: AlgorithmIdentifier,
    issuer: Name,
    not_before: Date,
    not_after: Date,
    subject: Name,
    public_key: SubjectPublicKeyInfo,
    has_issuer_unique_id: bool,
    has_subject_unique_id: bool,
    extensions: Vec<Extension>,
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
        &self.0.signature.octets
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

impl Tbs {
    /// RFC 5280 4.1.2, field by field.
    fn decode(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(element, "TBSCertificate");
        let version = version(&mut fields, faults)?;
        let serial = fields.required(&[tag::INTEGER], "serialNumber")?;
        let signature_algorithm = fields.required(&[tag::SEQUENCE], "signature")?;
        let signature_algorithm = AlgorithmIdentifier::decode(signature_algorithm, faults)?;
        let issuer_element = fields.required(&[tag::SEQUENCE], "issuer")?;
        let issuer = Name::read(issuer_element, faults)?;
        if issuer.is_empty() {
            faults.push(EncodingFaultKind::EmptyIssuer, issuer_element.offset);
        }
        let validity = fields.required(&[tag::SEQUENCE], "validity")?;
        let (not_before, not_after) = decode_validity(validity, faults)?;
        let subject = Name::read(fields.required(&[tag::SEQUENCE], "subject")?, faults)?;
        let public_key = fields.required(&[tag::SEQUENCE], "subjectPublicKeyInfo")?;
        let public_key = SubjectPublicKeyInfo::decode(public_key, faults)?;
        let has_issuer_unique_id = unique_id(&mut fields, 1, faults)?;
        let has_subject_unique_id = unique_id(&mut fields, 2, faults)?;
        let list = fields.optional(&[tag::constructed(3)])?;
        let extensions = match list {
            Some(list) => decode_extensions(list, faults)?,
            None => Vec::new(),
        };
        fields.end(faults);
        let least = match list {
            Some(_) => 3,
            None if has_issuer_unique_id || has_subject_unique_id => 2,
            None => 1,
        };
        if !(least..=3).contains(&version) {
            faults.push(EncodingFaultKind::Version(version), element.content_offset());
        }
        Ok(Self {
            place: element.place(),
            version,
            serial_octets: serial.content.into(),
            serial: decode_serial(serial, faults),
            signature_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            public_key,
            has_issuer_unique_id,
            has_subject_unique_id,
            extensions,
        })
    }
}

/// RFC 5280 4.1.2.1: `[0] EXPLICIT INTEGER DEFAULT v1`.
fn version(fields: &mut Fields<'_>, faults: &mut Faults) -> Result<u32, DecodeError> {
    let Some(explicit) = fields.optional(&[tag::constructed(0)])? else {
        return Ok(1);
    };
    let mut inner = Fields::of(explicit, "version");
    let version = inner.small_integer("version")?.saturating_add(1);
    inner.end(faults);
    if version == 1 {
        faults.push(EncodingFaultKind::ExplicitDefault("version v1"), explicit.offset);
    }
    Ok(version)
}

/// RFC 5280 4.1.2.8: `[1]` and `[2] IMPLICIT BIT STRING`.
fn unique_id(fields: &mut Fields<'_>, number: u8, faults: &mut Faults) -> Result<bool, DecodeError> {
    let Some(element) = fields.optional(&[tag::context(number)])? else {
        return Ok(false);
    };
    if let Err(fault) = der::check_content(tag::BIT_STRING, element) {
        faults.push(EncodingFaultKind::Der(fault.kind), fault.offset);
    }
    Ok(true)
}

/// RFC 5280 4.1.2.2: positive, at most 20 octets.
fn decode_serial(element: Element<'_>, faults: &mut Faults) -> Option<SerialNumber> {
    let content = element.content;
    let kind = match content {
        [first, ..] if first & 0x80 != 0 => EncodingFaultKind::SerialNegative,
        _ if content.iter().all(|octet| *octet == 0) => EncodingFaultKind::SerialZero,
        _ => match SerialNumber::from_magnitude(content) {
            Ok(serial) => return Some(serial),
            Err(_) => EncodingFaultKind::SerialTooLong(content.len()),
        },
    };
    faults.push(kind, element.offset);
    None
}

/// RFC 5280 4.1.2.5.
fn decode_validity(element: Element<'_>, faults: &mut Faults) -> Result<(Date, Date), DecodeError> {
    let mut fields = Fields::of(element, "Validity");
    let not_before = Date::decode(fields.required(&TIME, "notBefore")?, "notBefore", faults)?;
    let not_after = Date::decode(fields.required(&TIME, "notAfter")?, "notAfter", faults)?;
    fields.end(faults);
    if not_after.moment < not_before.moment {
        let kind = EncodingFaultKind::Reversed {
            first: "notBefore",
            last: "notAfter",
        };
        faults.push(kind, element.offset);
    }
    Ok((not_before, not_after))
}

/// RFC 5280 4.1.2.9: `[3] EXPLICIT Extensions`.
fn decode_extensions(explicit: Element<'_>, faults: &mut Faults) -> Result<Vec<Extension>, DecodeError> {
    let mut inner = Fields::of(explicit, "extensions");
    let list = inner.required(&[tag::SEQUENCE], "Extensions")?;
    inner.end(faults);
    Extension::decode_list(list, "extensions", faults)
}
