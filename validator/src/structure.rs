//! Takes SEQUENCEs apart so that every octet is accounted for.
//!
//! `x509-parser` reads what is inside: dates and the values of extensions. It passes over elements that a
//! structure does not have, it gives no positions, and it would hold each entry of a CRL as a structure of its
//! own; therefore the envelopes are opened here, in the order of RFC 5280 4.1 and 5.1.

use std::ops::Range;

use s1spki_policies::Oid;

use crate::der::{self, Element, Reader, tag};
use crate::encoding::{DecodeError, EncodingFaultKind, Faults};

/// The fields of one SEQUENCE, in their order.
pub(crate) struct Fields<'a> {
    object: &'static str,
    reader: Reader<'a>,
}

impl<'a> Fields<'a> {
    /// The fields inside `element`; `object` is the structure's name in its standard.
    pub(crate) const fn of(element: Element<'a>, object: &'static str) -> Self {
        Self {
            object,
            reader: element.reader(),
        }
    }

    /// The fields of the SEQUENCE that fills `bytes`, whose lengths have been checked.
    pub(crate) fn outermost(bytes: &'a [u8], object: &'static str) -> Result<Self, DecodeError> {
        Self::of_sequence(Reader::new(bytes).read()?, object)
    }

    /// The fields of an element that must be a SEQUENCE.
    pub(crate) fn of_sequence(element: Element<'a>, object: &'static str) -> Result<Self, DecodeError> {
        if element.tag == tag::SEQUENCE {
            return Ok(Self::of(element, object));
        }
        Err(DecodeError::NotA {
            object,
            found: element.tag,
            offset: element.offset,
        })
    }

    /// The next field, which has one of these tags.
    pub(crate) fn required(&mut self, tags: &[u8], field: &'static str) -> Result<Element<'a>, DecodeError> {
        let found = self.reader.peek();
        if found.is_some_and(|tag| tags.contains(&tag)) {
            return Ok(self.reader.read()?);
        }
        Err(DecodeError::Field {
            object: self.object,
            field,
            found,
            offset: self.reader.offset(),
        })
    }

    /// The next field, if it is there.
    pub(crate) fn optional(&mut self, tags: &[u8]) -> Result<Option<Element<'a>>, DecodeError> {
        match self.reader.peek() {
            Some(tag) if tags.contains(&tag) => Ok(Some(self.reader.read()?)),
            _ => Ok(None),
        }
    }

    /// The next field, which is an OBJECT IDENTIFIER.
    pub(crate) fn object_identifier(&mut self, field: &'static str) -> Result<Oid, DecodeError> {
        let element = self.required(&[tag::OBJECT_IDENTIFIER], field)?;
        Oid::from_der_content(element.content).map_err(|_| DecodeError::Value {
            field,
            offset: element.offset,
            reason: "not an object identifier",
        })
    }

    /// The next field, which is an INTEGER that is not negative and small.
    pub(crate) fn small_integer(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        let element = self.required(&[tag::INTEGER], field)?;
        der::small_integer(element.content).ok_or(DecodeError::Value {
            field,
            offset: element.offset,
            reason: "negative or too large",
        })
    }

    /// The next field, which is a BIT STRING.
    pub(crate) fn bit_string(&mut self, field: &'static str) -> Result<Bits<'a>, DecodeError> {
        let element = self.required(&[tag::BIT_STRING], field)?;
        Bits::of(element.content).ok_or(DecodeError::Value {
            field,
            offset: element.offset,
            reason: "not a BIT STRING",
        })
    }

    /// The next field, whatever it is, if there is one.
    pub(crate) fn any(&mut self) -> Result<Option<Element<'a>>, DecodeError> {
        Ok(self.reader.next().transpose()?)
    }

    /// The tag of the next field.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.reader.peek()
    }

    /// Where the next field starts.
    pub(crate) const fn offset(&self) -> usize {
        self.reader.offset()
    }

    /// Nothing may follow. What does could hide a field, so the structure cannot be read.
    pub(crate) fn nothing_more(self) -> Result<(), DecodeError> {
        match self.reader.peek() {
            None => Ok(()),
            Some(found) => Err(DecodeError::Extra {
                object: self.object,
                found,
                offset: self.reader.offset(),
            }),
        }
    }

    /// Nothing may follow; what does is a fault, and hides nothing that is read here.
    pub(crate) fn end(self, faults: &mut Faults) {
        if !self.reader.is_at_end() {
            faults.push(EncodingFaultKind::ExtraElement(self.object), self.reader.offset());
        }
    }
}

/// The bits of a BIT STRING.
#[derive(Clone, Copy)]
pub(crate) struct Bits<'a> {
    pub(crate) octets: &'a [u8],
    /// How many bits of the last octet do not belong to it.
    pub(crate) unused: u8,
}

impl<'a> Bits<'a> {
    /// The bits of a BIT STRING with this content (X.690 8.6.2).
    pub(crate) const fn of(content: &'a [u8]) -> Option<Self> {
        match content {
            [unused @ 0..=7, octets @ ..] if *unused == 0 || !octets.is_empty() => Some(Self {
                octets,
                unused: *unused,
            }),
            _ => None,
        }
    }

    /// Where the octets stand, of a BIT STRING that ends there: nothing follows them in it.
    pub(crate) const fn place_ending_at(self, end: usize) -> Range<usize> {
        end.saturating_sub(self.octets.len())..end
    }
}
