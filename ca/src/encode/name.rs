//! Names (RFC 5280 4.1.2.4).

use pkcs8::der::asn1::AnyRef;
use pkcs8::der::{Decode, Tag, Tagged};
use s1spki_policies::Oid;
use yasna::DERWriterSeq;
use yasna::tags::{TAG_OID, TAG_PRINTABLESTRING};

use super::EncodeError;

/// A name in DER: relative distinguished names of one attribute each, in the order given.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Name(Vec<u8>);

/// One attribute of a name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NameAttribute {
    /// What it is, such as 2.5.4.11 (organizationalUnitName).
    pub oid: Oid,
    /// Its value, and the type of it.
    pub value: AttributeValue,
}

/// The value of an attribute. The type is never guessed: each of these is other octets in DER.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AttributeValue {
    /// A PrintableString: letters, digits, space and `'()+,-./:=?`.
    Printable(String),
    /// A UTF8String.
    Utf8(String),
    /// A BIT STRING of whole octets.
    BitString(Vec<u8>),
}

impl Name {
    /// Writes the attributes, in their order.
    ///
    /// # Errors
    /// [`EncodeError`] where a value is empty, or cannot be of its type.
    pub fn new(attributes: &[NameAttribute]) -> Result<Self, EncodeError> {
        attributes.iter().try_for_each(NameAttribute::inspect)?;
        Ok(Self(yasna::construct_der(|writer| {
            writer.write_sequence(|names| {
                for attribute in attributes {
                    names
                        .next()
                        .write_set(|set| set.next().write_sequence(|pair| attribute.write(pair)));
                }
            });
        })))
    }

    /// Takes up the name in a certificate as it stands there, so that the issuer of a certificate is the
    /// subject of its authority octet by octet (RFC 5280 4.1.2.4).
    ///
    /// # Errors
    /// [`EncodeError::NotAName`] where the octets are not one SEQUENCE.
    pub fn from_der(der: &[u8]) -> Result<Self, EncodeError> {
        match AnyRef::from_der(der) {
            Ok(name) if name.tag() == Tag::Sequence => Ok(Self(der.to_vec())),
            _ => Err(EncodeError::NotAName),
        }
    }

    /// The DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl NameAttribute {
    /// An attribute with a PrintableString.
    #[must_use]
    pub fn printable(oid: Oid, value: impl Into<String>) -> Self {
        let value = AttributeValue::Printable(value.into());
        Self { oid, value }
    }

    /// An attribute with a UTF8String.
    #[must_use]
    pub fn utf8(oid: Oid, value: impl Into<String>) -> Self {
        let value = AttributeValue::Utf8(value.into());
        Self { oid, value }
    }

    /// An attribute with a BIT STRING of whole octets.
    #[must_use]
    pub fn bit_string(oid: Oid, value: impl Into<Vec<u8>>) -> Self {
        let value = AttributeValue::BitString(value.into());
        Self { oid, value }
    }

    fn inspect(&self) -> Result<(), EncodeError> {
        let length = match &self.value {
            AttributeValue::Printable(text) if !text.chars().all(is_printable) => {
                return Err(EncodeError::NotPrintable {
                    oid: self.oid.clone(),
                    value: text.clone(),
                });
            }
            AttributeValue::Printable(text) | AttributeValue::Utf8(text) => text.len(),
            AttributeValue::BitString(octets) => octets.len(),
        };
        match length {
            0 => Err(EncodeError::EmptyAttribute(self.oid.clone())),
            _ => Ok(()),
        }
    }

    fn write(&self, pair: &mut DERWriterSeq<'_>) {
        write_oid(pair, &self.oid);
        match &self.value {
            // Not by `write_printable_string`, which panics at a question mark.
            AttributeValue::Printable(text) => pair
                .next()
                .write_tagged_implicit(TAG_PRINTABLESTRING, |writer| writer.write_bytes(text.as_bytes())),
            AttributeValue::Utf8(text) => pair.next().write_utf8_string(text),
            AttributeValue::BitString(octets) => {
                pair.next()
                    .write_bitvec_bytes(octets, octets.len().saturating_mul(8));
            }
        }
    }
}

/// Writes an identifier; its content is DER already.
pub(super) fn write_oid(sequence: &mut DERWriterSeq<'_>, oid: &Oid) {
    sequence
        .next()
        .write_tagged_implicit(TAG_OID, |writer| writer.write_bytes(oid.der_content()));
}

/// X.680 41.4, table 10.
fn is_printable(character: char) -> bool {
    character.is_ascii_alphanumeric() || " '()+,-./:=?".contains(character)
}
