//! Takes SEQUENCEs apart so that every octet is accounted for.
//!
//! The values inside are read by `x509-parser`. It passes over elements that a structure does not have, and
//! it gives no positions; therefore the envelope is opened here.

use crate::der::{Element, Reader, tag};
use crate::encoding::{DecodeError, EncodingFault, EncodingFaultKind};

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
        let element = Reader::new(bytes).read()?;
        if element.tag == tag::SEQUENCE {
            return Ok(Self::of(element, object));
        }
        Err(DecodeError::Field {
            object,
            field: "its SEQUENCE",
            found: Some(element.tag),
            offset: 0,
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

    /// The next field, whatever it is, if there is one.
    pub(crate) fn any(&mut self) -> Result<Option<Element<'a>>, DecodeError> {
        Ok(self.reader.next().transpose()?)
    }

    /// Nothing may follow; what does is a fault.
    pub(crate) fn end(self, faults: &mut Vec<EncodingFault>) {
        if !self.reader.is_at_end() {
            faults.push(EncodingFaultKind::ExtraElement(self.object).at(self.reader.offset()));
        }
    }
}
