//! Extensions of certificates, CRLs and CRL entries (RFC 5280 4.2, 5.2, 5.3).

mod content;
mod distribution_point;
mod general_name;
mod grammar;
mod key_usage;
mod kind;
mod named_bits;
mod reason;

use std::collections::HashSet;

use s1spki_policies::{Moment, Oid, PolicyOid};

pub use distribution_point::{DistributionPoint, DistributionPointName, IssuingDistributionPoint};
pub use general_name::GeneralName;
pub use key_usage::KeyUsages;
pub use kind::ExtensionKind;
pub use reason::{CrlReason, ReasonFlags};

use crate::der::{Element, Octets, tag};
use crate::encoding::{DecodeError, EncodingFaultKind, Faults};
use crate::structure::Fields;

/// One extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    oid: Oid,
    /// Worked out once: it is asked for again and again.
    kind: Option<ExtensionKind>,
    critical: bool,
    value: Octets,
    offset: usize,
    content: ExtensionContent,
}

/// What an extension says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExtensionContent {
    /// RFC 5280 4.2.1.1.
    AuthorityKeyIdentifier(AuthorityKeyIdentifier),
    /// RFC 5280 4.2.1.2: the identifier's octets.
    SubjectKeyIdentifier(Octets),
    /// RFC 5280 4.2.1.3.
    KeyUsage(KeyUsages),
    /// RFC 5280 4.2.1.4.
    CertificatePolicies(Vec<PolicyInformation>),
    /// RFC 5280 4.2.1.5.
    PolicyMappings(Vec<PolicyMapping>),
    /// RFC 5280 4.2.1.6.
    SubjectAltName(Vec<GeneralName>),
    /// RFC 5280 4.2.1.7.
    IssuerAltName(Vec<GeneralName>),
    /// RFC 5280 4.2.1.9.
    BasicConstraints(BasicConstraints),
    /// RFC 5280 4.2.1.10.
    NameConstraints(NameConstraints),
    /// RFC 5280 4.2.1.11.
    PolicyConstraints(PolicyConstraints),
    /// RFC 5280 4.2.1.12: the purposes.
    ExtendedKeyUsage(Vec<Oid>),
    /// RFC 5280 4.2.1.13.
    CrlDistributionPoints(Vec<DistributionPoint>),
    /// RFC 5280 4.2.1.14: how many further certificates may be below before anyPolicy is ignored.
    InhibitAnyPolicy(u32),
    /// RFC 5280 4.2.1.15, 5.2.6: where the delta CRLs are.
    FreshestCrl(Vec<DistributionPoint>),
    /// RFC 5280 5.2.3: the content octets of the number, at most 20 and not negative.
    CrlNumber(Box<[u8]>),
    /// RFC 5280 5.2.4: the number of the complete CRL that this delta CRL builds on.
    DeltaCrlIndicator(Box<[u8]>),
    /// RFC 5280 5.2.5.
    IssuingDistributionPoint(IssuingDistributionPoint),
    /// RFC 5280 5.3.1.
    ReasonCode(CrlReason),
    /// RFC 5280 5.3.2.
    InvalidityDate(Moment),
    /// RFC 5280 5.3.3.
    CertificateIssuer(Vec<GeneralName>),
    /// An extension that is not in RFC 5280, or that says nothing about validity.
    Unknown,
    /// A known extension whose value cannot be read, and why.
    Malformed(String),
}

/// Who issued, and with which key (RFC 5280 4.2.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKeyIdentifier {
    /// The identifier of the issuer's key.
    pub key_identifier: Option<Octets>,
    /// The names of the issuer of the issuer's certificate; empty where the field is absent.
    pub issuer: Vec<GeneralName>,
    /// The content octets of the serial number of the issuer's certificate.
    pub serial: Option<Octets>,
}

/// One policy under which a certificate was issued (RFC 5280 4.2.1.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInformation {
    /// The policy.
    pub oid: PolicyOid,
    /// Whether qualifiers stand beside it.
    pub has_qualifiers: bool,
}

/// A policy of the issuer that counts as one of the subject (RFC 5280 4.2.1.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyMapping {
    /// The policy in the issuer's domain.
    pub issuer_domain_policy: PolicyOid,
    /// The policy in the subject's domain.
    pub subject_domain_policy: PolicyOid,
}

/// Whether the subject is a CA, and how long a path below it may be (RFC 5280 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject is a CA.
    pub ca: bool,
    /// How many intermediate certificates that are not self-issued may follow.
    pub path_length: Option<u32>,
}

/// Where the subjects below must lie, and where they must not (RFC 5280 4.2.1.10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// The permitted subtrees; empty where the field is absent.
    pub permitted: Vec<GeneralName>,
    /// The excluded subtrees; empty where the field is absent.
    pub excluded: Vec<GeneralName>,
}

/// Constraints on policies (RFC 5280 4.2.1.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// After how many certificates an explicit policy is required.
    pub require_explicit_policy: Option<u32>,
    /// After how many certificates policy mapping is no longer permitted.
    pub inhibit_policy_mapping: Option<u32>,
}

impl Extension {
    /// Which extension, if it is one of RFC 5280.
    #[must_use]
    pub const fn kind(&self) -> Option<ExtensionKind> {
        self.kind
    }

    /// The identifier of the extension.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.oid
    }

    /// Whether who does not know the extension must refuse the object.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.critical
    }

    /// The content octets of extnValue, exactly as encoded.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// What it says.
    #[must_use]
    pub const fn content(&self) -> &ExtensionContent {
        &self.content
    }

    /// Where it starts, in octets from the start of the object.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Reads one `Extension`.
    pub(crate) fn decode(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut fields = Fields::of_sequence(element, "Extension")?;
        let oid = fields.object_identifier("extnID")?;
        let critical = fields.optional(&[tag::BOOLEAN])?;
        if let Some(critical) = critical
            && critical.content == [0]
        {
            faults.push(
                EncodingFaultKind::ExplicitDefault("critical FALSE"),
                critical.offset,
            );
        }
        let value = fields.required(&[tag::OCTET_STRING], "extnValue")?;
        fields.end(faults);
        let content = content::read(&oid, value, element.raw, faults);
        Ok(Self {
            kind: ExtensionKind::of(&oid),
            oid,
            critical: critical.is_some_and(|critical| critical.content != [0]),
            value: value.content.into(),
            offset: element.offset,
            content,
        })
    }

    /// Reads `Extensions`: a list that must not be empty, of which no two are the same.
    pub(crate) fn decode_list(
        element: Element<'_>,
        field: &'static str,
        faults: &mut Faults,
    ) -> Result<Vec<Self>, DecodeError> {
        let mut extensions = Vec::new();
        Self::decode_into(&mut extensions, element, field, faults)?;
        report_duplicates(&extensions, faults);
        Ok(extensions)
    }

    /// Reads a list that must not be empty to the end of `extensions`.
    pub(crate) fn decode_into(
        extensions: &mut Vec<Self>,
        element: Element<'_>,
        field: &'static str,
        faults: &mut Faults,
    ) -> Result<(), DecodeError> {
        if element.content.is_empty() {
            faults.push(EncodingFaultKind::EmptyList(field), element.offset);
        }
        for extension in element.reader() {
            extensions.push(Self::decode(extension?, faults)?);
        }
        Ok(())
    }
}

/// The first extension of a kind.
pub(crate) fn find(extensions: &[Extension], kind: ExtensionKind) -> Option<&Extension> {
    extensions.iter().find(|extension| extension.kind() == Some(kind))
}

/// RFC 5280 4.2: no extension occurs twice.
pub(crate) fn report_duplicates(extensions: &[Extension], faults: &mut Faults) {
    for duplicate in duplicates(extensions) {
        let kind = EncodingFaultKind::DuplicateExtension(duplicate.oid.clone());
        faults.push(kind, duplicate.offset);
    }
}

/// Up to this many extensions are compared each with each, which is quicker than keeping a set.
const FEW: usize = 16;

/// Every extension that has one with the same identifier before it.
pub(crate) fn duplicates(extensions: &[Extension]) -> impl Iterator<Item = &Extension> {
    let is_few = extensions.len() <= FEW;
    let mut seen = HashSet::new();
    let numbered = extensions.iter().enumerate();
    numbered.filter_map(move |(index, extension)| {
        let is_seen = if is_few {
            let mut before = extensions.iter().take(index);
            before.any(|other| other.oid == extension.oid)
        } else {
            !seen.insert(&extension.oid)
        };
        is_seen.then_some(extension)
    })
}

#[cfg(test)]
mod tests;
