//! The part of a certificate that is signed (RFC 5280 4.1.2).

use std::ops::Range;

use s1spki_policies::SerialNumber;

use crate::algorithm::{AlgorithmIdentifier, SubjectPublicKeyInfo};
use crate::date::{Date, TIME};
use crate::der::{self, Element, Octets, tag};
use crate::encoding::{DecodeError, EncodingFaultKind, Faults};
use crate::extension::Extension;
use crate::name::Name;
use crate::structure::Fields;

/// `TBSCertificate`, the part that is signed.
pub(super) struct Tbs {
    pub(super) place: Range<usize>,
    pub(super) version: u32,
    pub(super) serial_octets: Octets,
    pub(super) serial: Option<SerialNumber>,
    pub(super) signature_algorithm: AlgorithmIdentifier,
    pub(super) issuer: Name,
    pub(super) not_before: Date,
    pub(super) not_after: Date,
    pub(super) subject: Name,
    pub(super) public_key: SubjectPublicKeyInfo,
    pub(super) has_issuer_unique_id: bool,
    pub(super) has_subject_unique_id: bool,
    pub(super) extensions: Vec<Extension>,
}

impl Tbs {
    /// RFC 5280 4.1.2, field by field.
    pub(super) fn decode(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
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
        fields.nothing_more()?;
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
