//! Distinguished names, and when two are the same (RFC 5280 4.1.2.4, 7.1).

mod attribute;
mod comparison;
mod parse;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use s1spki_policies::Oid;
use smallvec::SmallVec;

pub use attribute::{Attribute, StringKind};
pub use parse::ParseNameError;

use crate::der::{self, Element, Reader, tag};
use crate::encoding::{DecodeError, Faults};

/// A distinguished name. It keeps its DER; equality is that of the octets, [`matches`](Self::matches) is that
/// of RFC 5280 7.1.
#[derive(Clone)]
pub struct Name {
    der: Box<[u8]>,
    rdns: Vec<Rdn>,
    /// The comparison forms of the RDNs, one after the other, once they are asked for. Each says where it ends, so
    /// that one name is within another exactly if its form starts with the other's.
    comparison: OnceLock<Box<[u8]>>,
}

impl Name {
    /// Decodes a name that fills `bytes`.
    ///
    /// # Errors
    /// Where the bytes are not a name in DER.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        der::check(bytes)?;
        let mut faults = Faults::default();
        let name = Self::read(Reader::new(bytes).read()?, &mut faults)?;
        match faults.into_sorted().first() {
            None => Ok(name),
            Some(extra) => Err(DecodeError::Value {
                field: "name",
                offset: extra.offset,
                reason: "an attribute has an element too many",
            }),
        }
    }

    /// Reads a name whose octets have passed the gate.
    pub(crate) fn read(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        if element.tag != tag::SEQUENCE {
            return Err(DecodeError::NotA {
                object: "Name",
                found: element.tag,
                offset: element.offset,
            });
        }
        let mut rdns = Vec::new();
        for set in element.reader() {
            let set = set?;
            if set.tag != tag::SET {
                return Err(DecodeError::Value {
                    field: "name",
                    offset: set.offset,
                    reason: "a relative distinguished name that is not a SET",
                });
            }
            rdns.push(Rdn::read(set, faults)?);
        }
        Ok(Self {
            der: element.raw.into(),
            rdns,
            comparison: OnceLock::new(),
        })
    }

    /// The octets, exactly as encoded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The relative distinguished names, in the order of the encoding.
    #[must_use]
    pub fn rdns(&self) -> &[Rdn] {
        &self.rdns
    }

    /// All attributes, in the order of the encoding.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.rdns.iter().flat_map(Rdn::attributes)
    }

    /// All attributes of one type.
    pub fn attributes_of<'a>(&'a self, oid: &'a Oid) -> impl Iterator<Item = &'a Attribute> {
        self.attributes().filter(move |attribute| attribute.oid() == oid)
    }

    /// Whether it has no RDN at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// The text of the last common name (2.5.4.3), which is the most specific one.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        self.attributes()
            .filter(|attribute| attribute.oid().der_content() == text::COMMON_NAME)
            .last()
            .and_then(Attribute::text)
            .map(Cow::into_owned)
    }

    /// Whether both are the same name by the rules of RFC 5280 7.1: letter case and the amount of white space
    /// are insignificant, and so is the string type.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self == other || (self.has_types_of(other) && self.comparison_form() == other.comparison_form())
    }

    /// Whether the RDNs of both have the same types: most different names differ in that already.
    fn has_types_of(&self, other: &Self) -> bool {
        let has_same_types = |(one, other): (&Rdn, &Rdn)| match (one.attributes(), other.attributes()) {
            ([one], [other]) => one.oid() == other.oid(),
            (several, others) => several.len() == others.len(),
        };
        self.rdns.len() == other.rdns.len() && self.rdns.iter().zip(&other.rdns).all(has_same_types)
    }

    /// Whether this name lies in the subtree of `base` (RFC 5280 4.2.1.10, directoryName).
    #[must_use]
    pub fn is_within(&self, base: &Self) -> bool {
        self.comparison_form().starts_with(base.comparison_form())
    }

    /// The octets that are equal exactly if two names [match](Self::matches): a key to find names by.
    pub(crate) fn comparison_form(&self) -> &[u8] {
        self.comparison.get_or_init(|| {
            let mut form = Vec::with_capacity(self.der.len().saturating_mul(2));
            for rdn in &self.rdns {
                comparison::append(&mut form, rdn);
            }
            form.into()
        })
    }

    /// Reads a name that was part of a decoded object, with whatever faults that had.
    pub(crate) fn decode_leniently(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut faults = Faults::of_der(bytes)?;
        Self::read(Reader::new(bytes).read()?, &mut faults)
    }

    /// The name that a nameRelativeToCRLIssuer stands for: this one, and one RDN more (RFC 5280 4.2.1.13).
    #[must_use]
    pub fn extended_by(&self, rdn: &Rdn) -> Self {
        let mut rdns = self.rdns.clone();
        rdns.push(rdn.clone());
        let content: Vec<u8> = rdns.iter().flat_map(Rdn::der).collect();
        Self {
            der: der::element(tag::SEQUENCE, &content).into(),
            rdns,
            comparison: OnceLock::new(),
        }
    }

    /// Reads a name from text as RFC 2253 writes it, the last RDN first: `CN=Z1,OU=07`. Its values become UTF8String, so it
    /// [matches](Self::matches) the name that was written, and need not be equal to it.
    ///
    /// # Errors
    /// Where the text is not a name, or has an attribute of a type that is not known.
    pub fn from_rfc2253(text: &str) -> Result<Self, ParseNameError> {
        parse::from_rfc2253(text)
    }

    /// The name as RFC 2253 writes it, the last RDN first: `CN=Z1,OU=07`.
    #[must_use]
    pub fn to_rfc2253(&self) -> String {
        text::rfc2253(self)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Name {}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.der.hash(state);
    }
}

impl fmt::Display for Name {
    /// In the order of the encoding: `OU=07, CN=Z1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&text::in_order(self))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// The form in which texts of names are equal exactly if X.520 has them match: letter case and the amount of white
/// space are insignificant. A text with a character that RFC 4518 prohibits is its own form.
pub(crate) fn matching_form(text: &str) -> Cow<'_, str> {
    comparison::prepared(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A relative distinguished name: a set of attributes, nearly always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rdn {
    attributes: SmallVec<[Attribute; 1]>,
}

impl Rdn {
    /// Its attributes, in the order of the encoding.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Whether both are the same by the rules of RFC 5280 7.1.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        let form = |rdn| {
            let mut form = Vec::new();
            comparison::append(&mut form, rdn);
            form
        };
        form(self) == form(other)
    }

    /// Reads the content of a SET; the tag itself may be another one (nameRelativeToCRLIssuer).
    pub(crate) fn read(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut attributes = SmallVec::new();
        for attribute in element.reader() {
            attributes.push(Attribute::read(attribute?, faults)?);
        }
        Ok(Self { attributes })
    }

    fn der(&self) -> Vec<u8> {
        let content: Vec<u8> = self.attributes.iter().flat_map(Attribute::der).collect();
        der::element(tag::SET, &content)
    }
}
