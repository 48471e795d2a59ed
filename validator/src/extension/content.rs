//! From the value of an extension to what it says.

use std::collections::BTreeSet;

use s1spki_policies::{Moment, Oid, PolicyOid};
use x509_parser::asn1_rs::{self, FromDer};
use x509_parser::extensions::{self as parsed, ParsedExtension, X509Extension};

use super::distribution_point::{read_distribution_points, read_issuing_distribution_point};
use super::general_name::read_general_names;
use super::grammar;
use super::named_bits::NamedBits;
use super::{
    AuthorityKeyIdentifier, BasicConstraints, CrlReason, ExtensionContent, ExtensionKind, GeneralName,
    KeyUsages, NameConstraints, PolicyConstraints, PolicyInformation, PolicyMapping,
};
use crate::der::{self, Element, tag};
use crate::encoding::{EncodingFaultKind, Faults};
use crate::structure::Fields;

/// Reads the value of an extension.
///
/// `value` is the OCTET STRING extnValue, `extension` the octets of the whole extension. What cannot be read
/// is a fault, and [`Malformed`](ExtensionContent::Malformed).
pub(super) fn read(oid: &Oid, value: Element<'_>, extension: &[u8], faults: &mut Faults) -> ExtensionContent {
    let Some(kind) = ExtensionKind::of(oid) else {
        check_unknown(value, faults);
        return ExtensionContent::Unknown;
    };
    known(kind, value, extension, faults).unwrap_or_else(|reason| {
        let fault = EncodingFaultKind::MalformedExtension {
            oid: oid.clone(),
            reason: reason.clone(),
        };
        faults.push(fault, value.offset);
        ExtensionContent::Malformed(reason)
    })
}

/// RFC 5280 4.2: the value is DER, whatever it says.
fn check_unknown(value: Element<'_>, faults: &mut Faults) {
    if let Err(fault) = der::check_at(value.content, value.content_offset()) {
        faults.push(EncodingFaultKind::Der(fault.kind), fault.offset);
    }
}

fn known(
    kind: ExtensionKind,
    octets: Element<'_>,
    extension: &[u8],
    faults: &mut Faults,
) -> Result<ExtensionContent, String> {
    der::check_at(octets.content, octets.content_offset()).map_err(in_words)?;
    let value = octets.reader().read().map_err(in_words)?;
    grammar::check(kind, value, faults).map_err(in_words)?;
    Ok(match kind {
        ExtensionKind::AuthorityKeyIdentifier => {
            ExtensionContent::AuthorityKeyIdentifier(authority_key_identifier(value, faults)?)
        }
        ExtensionKind::SubjectKeyIdentifier => ExtensionContent::SubjectKeyIdentifier(value.content.into()),
        ExtensionKind::KeyUsage => ExtensionContent::KeyUsage(key_usage(value, faults)?),
        ExtensionKind::CertificatePolicies => ExtensionContent::CertificatePolicies(policies(value, faults)?),
        ExtensionKind::BasicConstraints => {
            ExtensionContent::BasicConstraints(basic_constraints(value, faults)?)
        }
        ExtensionKind::ExtendedKeyUsage => ExtensionContent::ExtendedKeyUsage(purposes(value)?),
        ExtensionKind::CrlNumber => ExtensionContent::CrlNumber(value.content.into()),
        ExtensionKind::DeltaCrlIndicator => ExtensionContent::DeltaCrlIndicator(value.content.into()),
        ExtensionKind::CrlDistributionPoints => {
            ExtensionContent::CrlDistributionPoints(read_distribution_points(value, faults)?)
        }
        ExtensionKind::FreshestCrl => ExtensionContent::FreshestCrl(read_distribution_points(value, faults)?),
        ExtensionKind::IssuingDistributionPoint => {
            ExtensionContent::IssuingDistributionPoint(read_issuing_distribution_point(value, faults)?)
        }
        ExtensionKind::CertificateIssuer => ExtensionContent::CertificateIssuer(read_general_names(value)?),
        _ => {
            let (_, read) = X509Extension::from_der(extension).map_err(in_words)?;
            from_parsed(read.parsed_extension(), value.offset, faults)?
        }
    })
}

fn from_parsed(
    read: &ParsedExtension<'_>,
    offset: usize,
    faults: &mut Faults,
) -> Result<ExtensionContent, String> {
    Ok(match read {
        ParsedExtension::PolicyMappings(value) => {
            ExtensionContent::PolicyMappings(value.mappings.iter().map(mapping).collect::<Result<_, _>>()?)
        }
        ParsedExtension::SubjectAlternativeName(value) => {
            ExtensionContent::SubjectAltName(alternative_names(&value.general_names)?)
        }
        ParsedExtension::IssuerAlternativeName(value) => {
            ExtensionContent::IssuerAltName(alternative_names(&value.general_names)?)
        }
        ParsedExtension::NameConstraints(value) => {
            ExtensionContent::NameConstraints(name_constraints(value, offset, faults)?)
        }
        ParsedExtension::PolicyConstraints(value) => {
            ExtensionContent::PolicyConstraints(policy_constraints(value, offset, faults))
        }
        ParsedExtension::InhibitAnyPolicy(value) => ExtensionContent::InhibitAnyPolicy(value.skip_certs),
        ParsedExtension::ReasonCode(value) => ExtensionContent::ReasonCode(
            CrlReason::from_code(value.0).ok_or_else(|| format!("there is no reason {}", value.0))?,
        ),
        ParsedExtension::InvalidityDate(value) => ExtensionContent::InvalidityDate(
            Moment::from_unix_seconds(value.timestamp()).ok_or("not a date between the years 1 and 9999")?,
        ),
        ParsedExtension::ParseError { error } => return Err(error.to_string()),
        _ => return Err("it is not read here".to_owned()),
    })
}

/// RFC 5280 4.2.1.1.
fn authority_key_identifier(
    value: Element<'_>,
    faults: &mut Faults,
) -> Result<AuthorityKeyIdentifier, String> {
    let mut read = AuthorityKeyIdentifier::default();
    for field in value.reader() {
        let field = field.map_err(in_words)?;
        match field.tag {
            KEY_IDENTIFIER => read.key_identifier = Some(field.content.into()),
            AUTHORITY_CERT_ISSUER => read.issuer = read_general_names(field)?,
            AUTHORITY_CERT_SERIAL_NUMBER => read.serial = Some(field.content.into()),
            _ => {}
        }
    }
    if read.issuer.is_empty() != read.serial.is_none() {
        faults.push(EncodingFaultKind::IssuerWithoutSerial, value.offset);
    }
    Ok(read)
}

const KEY_IDENTIFIER: u8 = tag::context(0);
const AUTHORITY_CERT_ISSUER: u8 = tag::constructed(1);
const AUTHORITY_CERT_SERIAL_NUMBER: u8 = tag::context(2);

/// RFC 5280 4.2.1.3.
fn key_usage(value: Element<'_>, faults: &mut Faults) -> Result<KeyUsages, String> {
    let bits = NamedBits::of(value.content).ok_or("a bit that keyUsage does not have")?;
    if bits.has_trailing_zeros {
        faults.push(EncodingFaultKind::TrailingZeroBits("keyUsage"), value.offset);
    }
    if bits.flags == 0 {
        faults.push(EncodingFaultKind::EmptyKeyUsage, value.offset);
    }
    Ok(KeyUsages::from_flags(bits.flags))
}

/// RFC 5280 4.2.1.4.
fn policies(value: Element<'_>, faults: &mut Faults) -> Result<Vec<PolicyInformation>, String> {
    let mut policies = Vec::new();
    for element in value.reader() {
        let mut fields = Fields::of(element.map_err(in_words)?, "PolicyInformation");
        let oid = fields.object_identifier("policyIdentifier").map_err(in_words)?;
        policies.push(PolicyInformation {
            oid: PolicyOid::new(oid),
            has_qualifiers: fields.peek().is_some(),
        });
    }
    if policies.len() > 1 {
        let mut seen = BTreeSet::new();
        for duplicate in policies.iter().filter(|policy| !seen.insert(&policy.oid)) {
            let kind = EncodingFaultKind::DuplicatePolicy(duplicate.oid.clone());
            faults.push(kind, value.offset);
        }
    }
    Ok(policies)
}

/// RFC 5280 4.2.1.5.
fn mapping(value: &parsed::PolicyMapping<'_>) -> Result<PolicyMapping, String> {
    Ok(PolicyMapping {
        issuer_domain_policy: policy_oid(&value.issuer_domain_policy)?,
        subject_domain_policy: policy_oid(&value.subject_domain_policy)?,
    })
}

/// RFC 5280 4.2.1.6, 4.2.1.7.
fn alternative_names(value: &[parsed::GeneralName<'_>]) -> Result<Vec<GeneralName>, String> {
    let names = GeneralName::from_parsed_list(value)?;
    with_addresses_of(&[4, 16], names)
}

/// RFC 5280 4.2.1.9.
fn basic_constraints(value: Element<'_>, faults: &mut Faults) -> Result<BasicConstraints, String> {
    let mut fields = Fields::of(value, "BasicConstraints");
    let ca = fields.optional(&[tag::BOOLEAN]).map_err(in_words)?;
    let length = fields.optional(&[tag::INTEGER]).map_err(in_words)?;
    let constraints = BasicConstraints {
        ca: ca.is_some_and(|ca| ca.content != [0x00]),
        path_length: length.and_then(|length| der::small_integer(length.content)),
    };
    if constraints.path_length.is_some() && !constraints.ca {
        faults.push(EncodingFaultKind::PathLengthWithoutCa, value.offset);
    }
    Ok(constraints)
}

/// RFC 5280 4.2.1.10.
fn name_constraints(
    value: &parsed::NameConstraints<'_>,
    offset: usize,
    faults: &mut Faults,
) -> Result<NameConstraints, String> {
    if value.permitted_subtrees.is_none() && value.excluded_subtrees.is_none() {
        faults.push(
            EncodingFaultKind::NothingSaid(ExtensionKind::NameConstraints),
            offset,
        );
    }
    Ok(NameConstraints {
        permitted: subtrees(value.permitted_subtrees.as_deref())?,
        excluded: subtrees(value.excluded_subtrees.as_deref())?,
    })
}

fn subtrees(value: Option<&[parsed::GeneralSubtree<'_>]>) -> Result<Vec<GeneralName>, String> {
    let bases = value.unwrap_or_default().iter().map(|subtree| &subtree.base);
    let names: Result<_, String> = bases.map(GeneralName::from_parsed).collect();
    with_addresses_of(&[8, 32], names?)
}

/// An address has 4 or 16 octets (4.2.1.6); with its mask it has twice as many (4.2.1.10).
fn with_addresses_of(lengths: &[usize], names: Vec<GeneralName>) -> Result<Vec<GeneralName>, String> {
    for name in &names {
        if let GeneralName::IpAddress(octets) = name
            && !lengths.contains(&octets.len())
        {
            return Err(format!("an iPAddress of {} octets", octets.len()));
        }
    }
    Ok(names)
}

/// RFC 5280 4.2.1.11.
fn policy_constraints(
    value: &parsed::PolicyConstraints,
    offset: usize,
    faults: &mut Faults,
) -> PolicyConstraints {
    if value.require_explicit_policy.is_none() && value.inhibit_policy_mapping.is_none() {
        faults.push(
            EncodingFaultKind::NothingSaid(ExtensionKind::PolicyConstraints),
            offset,
        );
    }
    PolicyConstraints {
        require_explicit_policy: value.require_explicit_policy,
        inhibit_policy_mapping: value.inhibit_policy_mapping,
    }
}

/// RFC 5280 4.2.1.12. The type that `x509-parser` has for it loses the order.
fn purposes(value: Element<'_>) -> Result<Vec<Oid>, String> {
    let (_, read) = <Vec<asn1_rs::Oid<'_>>>::from_der(value.raw).map_err(in_words)?;
    read.iter().map(oid).collect()
}

fn oid(oid: &asn1_rs::Oid<'_>) -> Result<Oid, String> {
    Oid::from_der_content(oid.as_bytes()).map_err(in_words)
}

fn policy_oid(value: &asn1_rs::Oid<'_>) -> Result<PolicyOid, String> {
    oid(value).map(PolicyOid::new)
}

fn in_words(error: impl ToString) -> String {
    error.to_string()
}
