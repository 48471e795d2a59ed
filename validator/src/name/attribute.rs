//! Attributes of names (RFC 5280 4.1.2.4).

use std::borrow::Cow;
use std::fmt;

use s1spki_policies::Oid;

use super::text;
use crate::der::{self, Element, Octets, tag};
use crate::encoding::{DecodeError, Faults};
use crate::structure::Fields;

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    oid: Oid,
    pub(super) tag: u8,
    value: Octets,
}

/// The type of an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StringKind {
    /// PrintableString.
    Printable,
    /// UTF8String.
    Utf8,
    /// IA5String.
    Ia5,
    /// NumericString.
    Numeric,
    /// TeletexString.
    Teletex,
    /// BMPString.
    Bmp,
    /// UniversalString.
    Universal,
    /// BIT STRING.
    BitString,
    /// Another type, by its identifier octet.
    Other(u8),
}

impl StringKind {
    const fn of(identifier: u8) -> Self {
        match identifier {
            tag::PRINTABLE_STRING => Self::Printable,
            tag::UTF8_STRING => Self::Utf8,
            tag::IA5_STRING => Self::Ia5,
            tag::NUMERIC_STRING => Self::Numeric,
            tag::TELETEX_STRING => Self::Teletex,
            tag::BMP_STRING => Self::Bmp,
            tag::UNIVERSAL_STRING => Self::Universal,
            tag::BIT_STRING => Self::BitString,
            other => Self::Other(other),
        }
    }
}

impl fmt::Display for StringKind {
    /// The name of the type in ASN.1.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tag = match *self {
            Self::Printable => tag::PRINTABLE_STRING,
            Self::Utf8 => tag::UTF8_STRING,
            Self::Ia5 => tag::IA5_STRING,
            Self::Numeric => tag::NUMERIC_STRING,
            Self::Teletex => tag::TELETEX_STRING,
            Self::Bmp => tag::BMP_STRING,
            Self::Universal => tag::UNIVERSAL_STRING,
            Self::BitString => tag::BIT_STRING,
            Self::Other(other) => other,
        };
        f.pad(&tag::name(tag))
    }
}

impl Attribute {
    /// The type of the attribute.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.oid
    }

    /// The type of its value.
    #[must_use]
    pub const fn kind(&self) -> StringKind {
        StringKind::of(self.tag)
    }

    /// The content octets of its value. A BIT STRING starts with the count of unused bits.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The value as text; nothing where its type is not a string, or the octets are not of that type.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'_, str>> {
        text::of(self.kind(), &self.value)
    }

    /// The short name of the attribute's type, such as `CN`, or its object identifier.
    #[must_use]
    pub fn type_name(&self) -> Cow<'static, str> {
        text::type_name(&self.oid)
    }

    pub(super) fn read(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut fields = Fields::of_sequence(element, "AttributeTypeAndValue")?;
        let oid = fields.object_identifier("type")?;
        let value = fields.any()?.ok_or(DecodeError::Field {
            object: "AttributeTypeAndValue",
            field: "value",
            found: None,
            offset: fields.offset(),
        })?;
        fields.end(faults);
        Ok(Self {
            oid,
            tag: value.tag,
            value: value.content.into(),
        })
    }

    /// Its type and its value in DER.
    pub(super) fn der(&self) -> Vec<u8> {
        let mut content = der::element(tag::OBJECT_IDENTIFIER, self.oid.der_content());
        content.extend_from_slice(&der::element(self.tag, &self.value));
        der::element(tag::SEQUENCE, &content)
    }
}
