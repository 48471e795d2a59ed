//! The types of extension values (RFC 5280 appendix A.2) as data, and whether octets are of a type.
//!
//! `x509-parser` reads the values. It passes over elements that a type does not have and takes some that it
//! cannot read for absent; therefore a value is held against its type first, octet by octet.

use super::ExtensionKind;
use crate::der::{self, DerFault, Element, Reader, tag};
use crate::encoding::{EncodingFaultKind, Faults};

/// A type of ASN.1.
enum Type {
    /// A simple type: the tag that it has here, and that of the type itself, which IMPLICIT tagging replaces.
    Simple { tag: u8, universal: u8 },
    /// `INTEGER (0..MAX)`, and how many octets it may have here.
    Natural { tag: u8, most: usize },
    /// `SEQUENCE { ... }`.
    Sequence { tag: u8, fields: &'static [Field] },
    /// `SEQUENCE SIZE (1..MAX) OF` or `SET SIZE (1..MAX) OF`.
    ListOf { tag: u8, of: &'static Self },
    /// `SEQUENCE OF`, which may be empty.
    AnyNumberOf { tag: u8, of: &'static Self },
    /// An explicit tag around a type.
    Explicit { tag: u8, of: &'static Self },
    /// `CHOICE { ... }`.
    Choice(&'static [Self]),
    /// One element of this tag, whose content is read elsewhere or not at all.
    Opaque { tag: u8 },
    /// `ANY`.
    Any,
}

/// A field of a SEQUENCE.
enum Field {
    Required(Type),
    Optional(Type),
    /// `BOOLEAN DEFAULT FALSE`, with its tag and its name.
    DefaultFalse(u8, &'static str),
}

use Field::{DefaultFalse, Optional, Required};

const fn universal(tag: u8) -> Type {
    Type::Simple { tag, universal: tag }
}

const fn implicit(number: u8, universal: u8) -> Type {
    let tag = tag::context(number);
    Type::Simple { tag, universal }
}

/// A count of certificates, less than 2^31.
const fn small(tag: u8) -> Type {
    Type::Natural { tag, most: 4 }
}

const fn sequence(fields: &'static [Field]) -> Type {
    let tag = tag::SEQUENCE;
    Type::Sequence { tag, fields }
}

const fn sequence_of(of: &'static Type) -> Type {
    let tag = tag::SEQUENCE;
    Type::ListOf { tag, of }
}

const OBJECT_IDENTIFIER: Type = universal(tag::OBJECT_IDENTIFIER);

// 4.2.1.1
const AUTHORITY_KEY_IDENTIFIER: Type = sequence(&[
    Optional(implicit(0, tag::OCTET_STRING)), // keyIdentifier
    Optional(Type::ListOf {
        tag: tag::constructed(1), // authorityCertIssuer
        of: &GENERAL_NAME,
    }),
    Optional(implicit(2, tag::INTEGER)), // authorityCertSerialNumber
]);

// 4.2.1.2
const SUBJECT_KEY_IDENTIFIER: Type = universal(tag::OCTET_STRING);

// 4.2.1.3
const KEY_USAGE: Type = universal(tag::BIT_STRING);

// 4.2.1.4
const CERTIFICATE_POLICIES: Type = sequence_of(&POLICY_INFORMATION);
const POLICY_INFORMATION: Type = sequence(&[
    Required(OBJECT_IDENTIFIER),
    Optional(sequence_of(&POLICY_QUALIFIER_INFO)),
]);
const POLICY_QUALIFIER_INFO: Type = sequence(&[Required(OBJECT_IDENTIFIER), Required(Type::Any)]);

// 4.2.1.5
const POLICY_MAPPINGS: Type = sequence_of(&POLICY_MAPPING);
const POLICY_MAPPING: Type = sequence(&[Required(OBJECT_IDENTIFIER), Required(OBJECT_IDENTIFIER)]);

// 4.2.1.6, 4.2.1.7, 5.3.3
const GENERAL_NAMES: Type = sequence_of(&GENERAL_NAME);
const GENERAL_NAME: Type = Type::Choice(&[
    Type::Sequence {
        tag: tag::constructed(0), // otherName
        fields: &[
            Required(OBJECT_IDENTIFIER),
            Required(Type::Explicit {
                tag: tag::constructed(0),
                of: &Type::Any,
            }),
        ],
    },
    implicit(1, tag::IA5_STRING), // rfc822Name
    implicit(2, tag::IA5_STRING), // dNSName
    Type::Opaque {
        tag: tag::constructed(3),
    }, // x400Address
    Type::Explicit {
        tag: tag::constructed(4), // directoryName
        of: &NAME,
    },
    Type::Opaque {
        tag: tag::constructed(5),
    }, // ediPartyName
    implicit(6, tag::IA5_STRING),        // uniformResourceIdentifier
    implicit(7, tag::OCTET_STRING),      // iPAddress
    implicit(8, tag::OBJECT_IDENTIFIER), // registeredID
]);

// 4.1.2.4
const NAME: Type = Type::AnyNumberOf {
    tag: tag::SEQUENCE,
    of: &RELATIVE_DISTINGUISHED_NAME,
};
const RELATIVE_DISTINGUISHED_NAME: Type = Type::ListOf {
    tag: tag::SET,
    of: &ATTRIBUTE,
};
const ATTRIBUTE: Type = sequence(&[Required(OBJECT_IDENTIFIER), Required(Type::Any)]);

// 4.2.1.9
const BASIC_CONSTRAINTS: Type = sequence(&[
    DefaultFalse(tag::BOOLEAN, "cA FALSE"),
    Optional(small(tag::INTEGER)), // pathLenConstraint
]);

// 4.2.1.10: minimum is 0, which is the default, and maximum is absent.
const NAME_CONSTRAINTS: Type = sequence(&[
    Optional(Type::ListOf {
        tag: tag::constructed(0), // permittedSubtrees
        of: &GENERAL_SUBTREE,
    }),
    Optional(Type::ListOf {
        tag: tag::constructed(1), // excludedSubtrees
        of: &GENERAL_SUBTREE,
    }),
]);
const GENERAL_SUBTREE: Type = sequence(&[Required(GENERAL_NAME)]);

// 4.2.1.11
const POLICY_CONSTRAINTS: Type = sequence(&[
    Optional(small(tag::context(0))), // requireExplicitPolicy
    Optional(small(tag::context(1))), // inhibitPolicyMapping
]);

// 4.2.1.12
const EXTENDED_KEY_USAGE: Type = sequence_of(&OBJECT_IDENTIFIER);

// 4.2.1.13, 4.2.1.15, 5.2.6
const DISTRIBUTION_POINTS: Type = sequence_of(&DISTRIBUTION_POINT);
const DISTRIBUTION_POINT: Type = sequence(&[
    Optional(DISTRIBUTION_POINT_NAME),
    Optional(implicit(1, tag::BIT_STRING)), // reasons
    Optional(Type::ListOf {
        tag: tag::constructed(2), // cRLIssuer
        of: &GENERAL_NAME,
    }),
]);
const DISTRIBUTION_POINT_NAME: Type = Type::Explicit {
    tag: tag::constructed(0),
    of: &Type::Choice(&[
        Type::ListOf {
            tag: tag::constructed(0), // fullName
            of: &GENERAL_NAME,
        },
        Type::ListOf {
            tag: tag::constructed(1), // nameRelativeToCRLIssuer
            of: &ATTRIBUTE,
        },
    ]),
};

// 5.2.5
const ISSUING_DISTRIBUTION_POINT: Type = sequence(&[
    Optional(DISTRIBUTION_POINT_NAME),
    DefaultFalse(tag::context(1), "onlyContainsUserCerts FALSE"),
    DefaultFalse(tag::context(2), "onlyContainsCACerts FALSE"),
    Optional(implicit(3, tag::BIT_STRING)), // onlySomeReasons
    DefaultFalse(tag::context(4), "indirectCRL FALSE"),
    DefaultFalse(tag::context(5), "onlyContainsAttributeCerts FALSE"),
]);

// 4.2.1.14
const INHIBIT_ANY_POLICY: Type = small(tag::INTEGER);

// 5.2.3, 5.2.4
const CRL_NUMBER: Type = Type::Natural {
    tag: tag::INTEGER,
    most: 20,
};

// 5.3.1
const REASON_CODE: Type = universal(tag::ENUMERATED);

// 5.3.2
const INVALIDITY_DATE: Type = universal(tag::GENERALIZED_TIME);

const fn type_of(kind: ExtensionKind) -> &'static Type {
    match kind {
        ExtensionKind::AuthorityKeyIdentifier => &AUTHORITY_KEY_IDENTIFIER,
        ExtensionKind::SubjectKeyIdentifier => &SUBJECT_KEY_IDENTIFIER,
        ExtensionKind::KeyUsage => &KEY_USAGE,
        ExtensionKind::CertificatePolicies => &CERTIFICATE_POLICIES,
        ExtensionKind::PolicyMappings => &POLICY_MAPPINGS,
        ExtensionKind::SubjectAltName | ExtensionKind::IssuerAltName | ExtensionKind::CertificateIssuer => {
            &GENERAL_NAMES
        }
        ExtensionKind::BasicConstraints => &BASIC_CONSTRAINTS,
        ExtensionKind::NameConstraints => &NAME_CONSTRAINTS,
        ExtensionKind::PolicyConstraints => &POLICY_CONSTRAINTS,
        ExtensionKind::ExtendedKeyUsage => &EXTENDED_KEY_USAGE,
        ExtensionKind::CrlDistributionPoints | ExtensionKind::FreshestCrl => &DISTRIBUTION_POINTS,
        ExtensionKind::InhibitAnyPolicy => &INHIBIT_ANY_POLICY,
        ExtensionKind::CrlNumber | ExtensionKind::DeltaCrlIndicator => &CRL_NUMBER,
        ExtensionKind::IssuingDistributionPoint => &ISSUING_DISTRIBUTION_POINT,
        ExtensionKind::ReasonCode => &REASON_CODE,
        ExtensionKind::InvalidityDate => &INVALIDITY_DATE,
    }
}

/// The octets are not of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum GrammarFault {
    #[error(transparent)]
    Der(#[from] DerFault),
    #[error("an element of another type than RFC 5280 has there, at offset {0}")]
    OtherType(usize),
    #[error("an element that the type does not have, at offset {0}")]
    ExtraElement(usize),
    #[error("the structure ends before all its fields are there, at offset {0}")]
    Incomplete(usize),
    #[error("an empty list, at offset {0}")]
    EmptyList(usize),
    #[error("a negative number, at offset {0}")]
    Negative(usize),
    #[error("a number larger than any in use, at offset {0}")]
    TooLarge(usize),
}

/// Holds the value of an extension against its type.
///
/// A default that is encoded is added to `faults`: it breaks DER alone.
pub(super) fn check(
    kind: ExtensionKind,
    value: Element<'_>,
    faults: &mut Faults,
) -> Result<(), GrammarFault> {
    type_of(kind).check(value, faults)
}

impl Type {
    /// Whether an element with this tag can be of this type.
    fn begins_with(&self, found: u8) -> bool {
        match self {
            Self::Simple { tag, .. }
            | Self::Natural { tag, .. }
            | Self::Sequence { tag, .. }
            | Self::ListOf { tag, .. }
            | Self::AnyNumberOf { tag, .. }
            | Self::Explicit { tag, .. }
            | Self::Opaque { tag } => *tag == found,
            Self::Choice(alternatives) => alternatives
                .iter()
                .any(|alternative| alternative.begins_with(found)),
            Self::Any => true,
        }
    }

    fn check(&self, element: Element<'_>, faults: &mut Faults) -> Result<(), GrammarFault> {
        if !self.begins_with(element.tag) {
            return Err(GrammarFault::OtherType(element.offset));
        }
        match self {
            Self::Simple { universal, .. } => Ok(der::check_content(*universal, element)?),
            Self::Natural { most, .. } => check_natural(*most, element),
            Self::Sequence { fields, .. } => check_fields(fields, element.reader(), faults),
            Self::ListOf { .. } if element.content.is_empty() => Err(GrammarFault::EmptyList(element.offset)),
            Self::ListOf { of, .. } | Self::AnyNumberOf { of, .. } => {
                element.reader().try_for_each(|item| of.check(item?, faults))
            }
            Self::Explicit { of, .. } => {
                let mut inner = element.reader();
                if inner.is_at_end() {
                    return Err(GrammarFault::Incomplete(element.offset));
                }
                of.check(inner.read()?, faults)?;
                check_end(&inner)
            }
            Self::Choice(alternatives) => alternatives
                .iter()
                .filter(|alternative| alternative.begins_with(element.tag))
                .try_for_each(|alternative| alternative.check(element, faults)),
            Self::Opaque { .. } | Self::Any => Ok(()),
        }
    }
}

fn check_natural(most: usize, element: Element<'_>) -> Result<(), GrammarFault> {
    der::check_content(tag::INTEGER, element)?;
    match element.content {
        [first, ..] if first & 0x80 != 0 => Err(GrammarFault::Negative(element.offset)),
        content if content.len() > most => Err(GrammarFault::TooLarge(element.offset)),
        _ => Ok(()),
    }
}

fn check_fields(fields: &[Field], mut reader: Reader<'_>, faults: &mut Faults) -> Result<(), GrammarFault> {
    for field in fields {
        match field {
            Required(of) => {
                if reader.is_at_end() {
                    return Err(GrammarFault::Incomplete(reader.offset()));
                }
                of.check(reader.read()?, faults)?;
            }
            Optional(of) => {
                if reader.peek().is_some_and(|found| of.begins_with(found)) {
                    of.check(reader.read()?, faults)?;
                }
            }
            DefaultFalse(tag, name) => {
                if let Some(element) = reader.read_if(*tag)? {
                    der::check_content(tag::BOOLEAN, element)?;
                    if element.content == [0x00] {
                        faults.push(EncodingFaultKind::ExplicitDefault(name), element.offset);
                    }
                }
            }
        }
    }
    check_end(&reader)
}

fn check_end(reader: &Reader<'_>) -> Result<(), GrammarFault> {
    if reader.is_at_end() {
        Ok(())
    } else {
        Err(GrammarFault::ExtraElement(reader.offset()))
    }
}
