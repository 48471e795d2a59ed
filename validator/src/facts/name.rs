//! What a subject's name says of role and identity.

use std::borrow::Cow;
use std::fmt;

use s1spki_policies::{AttributeType, Eui64, RemotePartyRole};

use crate::name::{Attribute, Name, StringKind};

/// The Remote Party Role Code of a name: its organizational unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleFact {
    /// Two hexadecimal characters.
    Code(RemotePartyRole),
    /// Something else.
    NotTwoHex {
        /// The text, or the name of the type where it is no text.
        text: String,
        /// The role that the text is in decimal: the mistake of a published certificate.
        decimal_of: Option<RemotePartyRole>,
    },
    /// There is no organizational unit.
    Absent,
    /// There are several; their texts.
    Several(Vec<String>),
}

impl RoleFact {
    /// The role that the name says.
    #[must_use]
    pub fn of(name: &Name) -> Self {
        let mut units = attributes_of(name, AttributeType::OrganizationalUnit);
        let Some(unit) = units.next() else {
            return Self::Absent;
        };
        if units.next().is_some() {
            let units = attributes_of(name, AttributeType::OrganizationalUnit);
            return Self::Several(units.map(|unit| value_text(unit).into_owned()).collect());
        }
        let text = value_text(unit);
        match text.parse() {
            Ok(role) => Self::Code(role),
            Err(_) => Self::NotTwoHex {
                decimal_of: RemotePartyRole::from_decimal_by_mistake(&text),
                text: text.into_owned(),
            },
        }
    }

    /// The role, where it is written as it should be.
    #[must_use]
    pub const fn code(&self) -> Option<RemotePartyRole> {
        match self {
            Self::Code(role) => Some(*role),
            _ => None,
        }
    }
}

/// The EUI-64 of a name: its unique identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityFact {
    /// A BIT STRING of 64 bits; it may still be [null](Eui64::is_null).
    Identifier(Eui64),
    /// A BIT STRING of another length.
    WrongLength {
        /// How many bits it has.
        bits: usize,
    },
    /// Another type than BIT STRING.
    WrongType {
        /// Which one.
        kind: StringKind,
        /// The text, if it is one.
        text: Option<String>,
    },
    /// There is no unique identifier.
    Absent,
    /// There are several.
    Several {
        /// How many.
        count: usize,
    },
}

impl EntityFact {
    /// The identifier that the name says.
    #[must_use]
    pub fn of(name: &Name) -> Self {
        let mut identifiers = attributes_of(name, AttributeType::UniqueIdentifier);
        let Some(identifier) = identifiers.next() else {
            return Self::Absent;
        };
        let others = identifiers.count();
        if others > 0 {
            return Self::Several {
                count: others.saturating_add(1),
            };
        }
        match (identifier.kind(), identifier.value()) {
            (StringKind::BitString, [unused_bits, octets @ ..]) => Self::of_bits(*unused_bits, octets),
            (StringKind::BitString, []) => Self::WrongLength { bits: 0 },
            (kind, _) => Self::WrongType {
                kind,
                text: identifier.text().map(Cow::into_owned),
            },
        }
    }

    fn of_bits(unused_bits: u8, octets: &[u8]) -> Self {
        match Eui64::try_from(octets) {
            Ok(identifier) if unused_bits == 0 => Self::Identifier(identifier),
            _ => Self::WrongLength {
                bits: octets.len().saturating_mul(8).saturating_sub(unused_bits.into()),
            },
        }
    }

    /// The identifier, where it is written as it should be.
    #[must_use]
    pub const fn eui64(&self) -> Option<Eui64> {
        match self {
            Self::Identifier(identifier) => Some(*identifier),
            _ => None,
        }
    }

    /// The identifier that a text spells: what `openssl req` writes, which knows no BIT STRING in a name.
    #[must_use]
    pub fn spelt_as_text(&self) -> Option<Eui64> {
        match self {
            Self::WrongType { text, .. } => text.as_deref()?.parse().ok(),
            _ => None,
        }
    }
}

impl fmt::Display for EntityFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identifier(identifier) => identifier.fmt(f),
            Self::WrongLength { bits } => write!(f, "a BIT STRING of {bits} bits"),
            Self::WrongType { kind, text: None } => kind.fmt(f),
            Self::WrongType {
                kind,
                text: Some(text),
            } => write!(f, "{kind} `{text}`"),
            Self::Absent => f.write_str("none"),
            Self::Several { count } => write!(f, "{count} of them"),
        }
    }
}

/// Which of the attribute types of the profiles an attribute is of.
pub(crate) fn attribute_of(attribute: &Attribute) -> Option<AttributeType> {
    match attribute.oid().der_content() {
        [0x55, 0x04, 0x03] => Some(AttributeType::CommonName),
        [0x55, 0x04, 0x0B] => Some(AttributeType::OrganizationalUnit),
        [0x55, 0x04, 0x2D] => Some(AttributeType::UniqueIdentifier),
        _ => None,
    }
}

/// The texts of all attributes of one type.
pub(crate) fn texts_of(name: &Name, of_type: AttributeType) -> impl Iterator<Item = Cow<'_, str>> {
    attributes_of(name, of_type).map(value_text)
}

fn attributes_of(name: &Name, of_type: AttributeType) -> impl Iterator<Item = &Attribute> {
    name.attributes()
        .filter(move |attribute| attribute_of(attribute) == Some(of_type))
}

/// The text, or the name of the type where it is no text.
fn value_text(attribute: &Attribute) -> Cow<'_, str> {
    attribute
        .text()
        .unwrap_or_else(|| attribute.kind().to_string().into())
}

#[cfg(test)]
mod tests {
    use s1spki_fixtures::make::{self, NameText, oid};

    use super::*;

    const ENTITY: [u8; 8] = [0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x01, 0x00, 0x00];

    fn name(attributes: impl IntoIterator<Item = make::Attribute>) -> Name {
        Name::decode(&make::Name::of(attributes).der()).unwrap()
    }

    fn unit(text: &str) -> make::Attribute {
        make::Attribute::text(oid::ORGANIZATIONAL_UNIT, NameText::Utf8, text)
    }

    #[test]
    fn a_role_is_two_hex_characters_once() {
        let decimal = RoleFact::NotTwoHex {
            text: "137".to_owned(),
            decimal_of: Some(RemotePartyRole::new(0x89)),
        };
        assert_eq!(RoleFact::of(&name([unit("137")])), decimal);
        assert_eq!(
            RoleFact::of(&name([unit("7f")])),
            RoleFact::Code(RemotePartyRole::new(0x7F))
        );
        assert_eq!(RoleFact::of(&name([])), RoleFact::Absent);
        let several = RoleFact::Several(vec!["02".to_owned(), "03".to_owned()]);
        assert_eq!(RoleFact::of(&name([unit("02"), unit("03")])), several);
    }

    #[test]
    fn an_identifier_is_64_bits_once() {
        let bits = |octets: &[u8]| make::Attribute::unique_identifier(octets);
        assert_eq!(
            EntityFact::of(&name([bits(&ENTITY)])),
            EntityFact::Identifier(Eui64::new(ENTITY))
        );
        let short = EntityFact::of(&name([bits(&ENTITY[..7])]));
        assert_eq!(short, EntityFact::WrongLength { bits: 56 });
        let text = make::Attribute::text(oid::UNIQUE_IDENTIFIER, NameText::Utf8, "90b3d51f30010000");
        let text = EntityFact::of(&name([text]));
        assert_eq!(
            (text.eui64(), text.spelt_as_text()),
            (None, Some(Eui64::new(ENTITY)))
        );
        let twice = EntityFact::of(&name([bits(&ENTITY), bits(&[0xFF; 8])]));
        assert_eq!(twice, EntityFact::Several { count: 2 });
        assert_eq!(EntityFact::of(&name([])), EntityFact::Absent);
    }
}
