//! From the value of an extension to what it says.

use s1spki_policies::{Moment, Oid, PolicyOid};
use x509_parser::asn1_rs::{self, FromDer};
use x509_parser::extensions::{self as parsed, ParsedExtension, X509Extension};

use super::{
    AuthorityKeyIdentifier, BasicConstraints, DistributionPoint, ExtensionContent, ExtensionKind,
    GeneralName, IssuingDistributionPoint, KeyUsage, NameConstraints, PolicyConstraints, PolicyInformation,
    PolicyMapping, RevocationReason,
};
use crate::algorithm::oid_of;
use crate::der::{self, Element, Reader};
use crate::encoding::EncodingFault;

/// Reads the value of an extension.
///
/// `value` is the OCTET STRING extnValue, `extension` the octets of the whole extension.
pub(super) fn read(
    oid: &Oid,
    value: Element<'_>,
    extension: &[u8],
    faults: &mut Vec<EncodingFault>,
) -> ExtensionContent {
    let Some(kind) = ExtensionKind::of(oid) else {
        return ExtensionContent::Unknown;
    };
    match der::faults_at(value.content, value.content_offset()) {
        Ok(found) => faults.extend(found.into_iter().map(EncodingFault::from)),
        Err(fault) => return ExtensionContent::Malformed(fault.to_string()),
    }
    known(kind, value.content, extension).unwrap_or_else(ExtensionContent::Malformed)
}

fn known(kind: ExtensionKind, value: &[u8], extension: &[u8]) -> Result<ExtensionContent, String> {
    match kind {
        ExtensionKind::FreshestCrl => distribution_points(value).map(ExtensionContent::FreshestCrl),
        ExtensionKind::CertificateIssuer => general_names(value).map(ExtensionContent::CertificateIssuer),
        ExtensionKind::DeltaCrlIndicator => crl_number(value).map(ExtensionContent::DeltaCrlIndicator),
        ExtensionKind::CrlNumber => crl_number(value).map(ExtensionContent::CrlNumber),
        _ => {
            let (_, read) = X509Extension::from_der(extension).map_err(|error| error.to_string())?;
            from_parsed(read.parsed_extension())
        }
    }
}

fn from_parsed(read: &ParsedExtension<'_>) -> Result<ExtensionContent, String> {
    Ok(match read {
        ParsedExtension::AuthorityKeyIdentifier(value) => {
            ExtensionContent::AuthorityKeyIdentifier(authority_key_identifier(value)?)
        }
        ParsedExtension::SubjectKeyIdentifier(value) => {
            ExtensionContent::SubjectKeyIdentifier(value.0.into())
        }
        ParsedExtension::KeyUsage(value) => ExtensionContent::KeyUsage(KeyUsage::from_flags(value.flags)),
        ParsedExtension::CertificatePolicies(value) => {
            ExtensionContent::CertificatePolicies(value.iter().map(policy).collect::<Result<_, _>>()?)
        }
        ParsedExtension::PolicyMappings(value) => {
            ExtensionContent::PolicyMappings(value.mappings.iter().map(mapping).collect::<Result<_, _>>()?)
        }
        ParsedExtension::SubjectAlternativeName(value) => {
            ExtensionContent::SubjectAltName(GeneralName::from_parsed_list(&value.general_names)?)
        }
        ParsedExtension::IssuerAlternativeName(value) => {
            ExtensionContent::IssuerAltName(GeneralName::from_parsed_list(&value.general_names)?)
        }
        ParsedExtension::BasicConstraints(value) => ExtensionContent::BasicConstraints(BasicConstraints {
            ca: value.ca,
            path_length: value.path_len_constraint,
        }),
        ParsedExtension::NameConstraints(value) => ExtensionContent::NameConstraints(NameConstraints {
            permitted: subtrees(value.permitted_subtrees.as_deref())?,
            excluded: subtrees(value.excluded_subtrees.as_deref())?,
        }),
        ParsedExtension::PolicyConstraints(value) => ExtensionContent::PolicyConstraints(PolicyConstraints {
            require_explicit_policy: value.require_explicit_policy,
            inhibit_policy_mapping: value.inhibit_policy_mapping,
        }),
        ParsedExtension::ExtendedKeyUsage(_) => return Err("not read yet".to_owned()),
        ParsedExtension::CRLDistributionPoints(value) => ExtensionContent::CrlDistributionPoints(
            value
                .points
                .iter()
                .map(DistributionPoint::from_parsed)
                .collect::<Result<_, _>>()?,
        ),
        ParsedExtension::InhibitAnyPolicy(value) => ExtensionContent::InhibitAnyPolicy(value.skip_certs),
        ParsedExtension::IssuingDistributionPoint(value) => {
            ExtensionContent::IssuingDistributionPoint(IssuingDistributionPoint::from_parsed(value)?)
        }
        ParsedExtension::ReasonCode(value) => ExtensionContent::ReasonCode(
            RevocationReason::from_code(value.0)
                .ok_or_else(|| format!("there is no reason code {}", value.0))?,
        ),
        ParsedExtension::InvalidityDate(value) => ExtensionContent::InvalidityDate(
            Moment::from_unix_seconds(value.timestamp()).ok_or("not a date between the years 1 and 9999")?,
        ),
        ParsedExtension::ParseError { error } => return Err(error.to_string()),
        _ => return Err("x509-parser does not read it".to_owned()),
    })
}

fn authority_key_identifier(
    value: &parsed::AuthorityKeyIdentifier<'_>,
) -> Result<AuthorityKeyIdentifier, String> {
    Ok(AuthorityKeyIdentifier {
        key_identifier: value
            .key_identifier
            .as_ref()
            .map(|identifier| identifier.0.into()),
        issuer: GeneralName::from_parsed_list(value.authority_cert_issuer.as_deref().unwrap_or_default())?,
        serial: value.authority_cert_serial.map(Into::into),
    })
}

fn policy_oid(oid: &asn1_rs::Oid<'_>) -> Result<PolicyOid, String> {
    oid_of(oid)
        .map(PolicyOid::new)
        .ok_or_else(|| "a policy identifier that is not DER".to_owned())
}

fn policy(value: &parsed::PolicyInformation<'_>) -> Result<PolicyInformation, String> {
    Ok(PolicyInformation {
        oid: policy_oid(&value.policy_id)?,
        has_qualifiers: value.policy_qualifiers.is_some(),
    })
}

fn mapping(value: &parsed::PolicyMapping<'_>) -> Result<PolicyMapping, String> {
    Ok(PolicyMapping {
        issuer_domain_policy: policy_oid(&value.issuer_domain_policy)?,
        subject_domain_policy: policy_oid(&value.subject_domain_policy)?,
    })
}

fn subtrees(value: Option<&[parsed::GeneralSubtree<'_>]>) -> Result<Vec<GeneralName>, String> {
    value
        .unwrap_or_default()
        .iter()
        .map(|subtree| GeneralName::from_parsed(&subtree.base))
        .collect()
}

fn distribution_points(value: &[u8]) -> Result<Vec<DistributionPoint>, String> {
    let (_, read) = parsed::CRLDistributionPoints::from_der(value).map_err(|error| error.to_string())?;
    read.points.iter().map(DistributionPoint::from_parsed).collect()
}

fn general_names(value: &[u8]) -> Result<Vec<GeneralName>, String> {
    let list = Reader::new(value).read().map_err(|fault| fault.to_string())?;
    list.reader()
        .map(|name| {
            let raw = name.map_err(|fault| fault.to_string())?.raw;
            let (_, read) = parsed::GeneralName::from_der(raw).map_err(|error| error.to_string())?;
            GeneralName::from_parsed(&read)
        })
        .collect()
}

/// RFC 5280 5.2.3: not negative, at most 20 octets.
fn crl_number(value: &[u8]) -> Result<Box<[u8]>, String> {
    let number = Reader::new(value).read().map_err(|fault| fault.to_string())?;
    match number.content {
        [first, ..] if first & 0x80 == 0 && number.content.len() <= 20 => Ok(number.content.into()),
        _ => Err("a CRL number that is negative or has more than 20 octets".to_owned()),
    }
}
