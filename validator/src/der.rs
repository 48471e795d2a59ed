//! DER (X.690): a tiny reader of elements, and the strict gate before every decoder.

mod check;
mod content;
mod fault;
mod octets;
pub mod tag;

use std::ops::Range;

pub use check::{check, faults};
pub(crate) use check::{check_at, check_content, check_order};
pub use fault::{DerFault, DerFaultKind};
pub use octets::Octets;

/// One element: identifier, length and content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The identifier octet.
    pub tag: u8,
    /// The content octets.
    pub content: &'a [u8],
    /// Identifier, length and content.
    pub raw: &'a [u8],
    /// Where the identifier stands, in octets from the start of the object.
    pub offset: usize,
}

impl<'a> Element<'a> {
    /// Where the content starts, in octets from the start of the object.
    #[must_use]
    pub const fn content_offset(&self) -> usize {
        let header = self.raw.len().saturating_sub(self.content.len());
        self.offset.saturating_add(header)
    }

    /// Where it stands in the object.
    #[must_use]
    pub const fn place(&self) -> Range<usize> {
        self.offset..self.offset.saturating_add(self.raw.len())
    }

    /// A reader of the elements inside.
    #[must_use]
    pub const fn reader(&self) -> Reader<'a> {
        Reader::at(self.content, self.content_offset())
    }

    /// Whether the content is made of elements.
    #[must_use]
    pub const fn is_constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }
}

/// Reads elements one after the other; it looks into none of them.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A reader from the start of an object.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self::at(bytes, 0)
    }

    /// A reader of bytes that stand at `offset` of the object.
    #[must_use]
    pub const fn at(bytes: &'a [u8], offset: usize) -> Self {
        Self { rest: bytes, offset }
    }

    /// Where the next element starts, in octets from the start of the object.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Whether every octet has been read.
    #[must_use]
    pub const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The identifier octet of the next element.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element.
    ///
    /// # Errors
    /// A [`DerFault`] where identifier or length is not DER, or the content is cut short.
    pub fn read(&mut self) -> Result<Element<'a>, DerFault> {
        let fault = |kind| DerFault::new(kind, self.offset);
        let header = Header::read(self.rest).map_err(fault)?;
        let truncated = || fault(DerFaultKind::Truncated);
        let (raw, rest) = header
            .total()
            .and_then(|total| self.rest.split_at_checked(total))
            .ok_or_else(truncated)?;
        let content = raw.get(header.size..).ok_or_else(truncated)?;
        let element = Element {
            tag: header.tag,
            content,
            raw,
            offset: self.offset,
        };
        self.offset = self.offset.saturating_add(raw.len());
        self.rest = rest;
        Ok(element)
    }

    /// The next element, if it has this tag.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_if(&mut self, tag: u8) -> Result<Option<Element<'a>>, DerFault> {
        if self.peek() == Some(tag) {
            self.read().map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Element<'a>, DerFault>;

    /// The next element; nothing more after the first fault.
    fn next(&mut self) -> Option<Self::Item> {
        if self.is_at_end() {
            return None;
        }
        let element = self.read();
        if element.is_err() {
            self.rest = &[];
        }
        Some(element)
    }
}

/// Identifier and length octets.
struct Header {
    tag: u8,
    /// How many octets identifier and length have.
    size: usize,
    /// How many octets the content has.
    length: usize,
}

impl Header {
    fn read(bytes: &[u8]) -> Result<Self, DerFaultKind> {
        match *bytes {
            [] | [_] => Err(DerFaultKind::Truncated),
            [tag, ..] if tag & 0x1F == 0x1F => Err(DerFaultKind::LongFormTag),
            [tag, length @ 0..=0x7F, ..] => Ok(Self {
                tag,
                size: 2,
                length: usize::from(length),
            }),
            [_, 0x80, ..] => Err(DerFaultKind::IndefiniteLength),
            [tag, form, ref rest @ ..] => {
                let count = usize::from(form & 0x7F);
                let octets = rest.get(..count).ok_or(DerFaultKind::Truncated)?;
                Ok(Self {
                    tag,
                    size: count.saturating_add(2),
                    length: long_length(octets)?,
                })
            }
        }
    }

    fn total(&self) -> Option<usize> {
        self.size.checked_add(self.length)
    }
}

/// X.690 10.1: the definite form in the fewest octets.
fn long_length(octets: &[u8]) -> Result<usize, DerFaultKind> {
    if octets.first() == Some(&0) {
        return Err(DerFaultKind::NonMinimalLength);
    }
    let length = octets.iter().try_fold(0_usize, |length, octet| {
        length.checked_mul(256)?.checked_add(usize::from(*octet))
    });
    match length {
        Some(0..=0x7F) => Err(DerFaultKind::NonMinimalLength),
        Some(length) => Ok(length),
        None => Err(DerFaultKind::Truncated), // longer than any memory
    }
}

/// The value of an INTEGER that is not negative and small; `None` otherwise.
#[must_use]
pub fn small_integer(content: &[u8]) -> Option<u32> {
    match content {
        [] => None,
        [first, ..] if first & 0x80 != 0 => None,
        octets => octets.iter().try_fold(0_u32, |number, octet| {
            number.checked_mul(256)?.checked_add(u32::from(*octet))
        }),
    }
}

/// Writes one element around `content`.
#[must_use]
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short @ 0..=0x7F) => bytes.push(short),
        _ => {
            let length = content.len().to_be_bytes();
            let start = length.iter().position(|octet| *octet != 0).unwrap_or_default();
            let octets = length.get(start..).unwrap_or_default();
            bytes.push(0x80 | u8::try_from(octets.len()).unwrap_or_default()); // at most 8
            bytes.extend_from_slice(octets);
        }
    }
    bytes.extend_from_slice(content);
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(number in 0_u8..0x1F, content in proptest::collection::vec(any::<u8>(), 0..400)) {
            let bytes = element(tag::context(number), &content);
            let mut reader = Reader::new(&bytes);
            let read = reader.read().unwrap();
            prop_assert_eq!((read.tag, read.content, read.raw), (tag::context(number), &content[..], &bytes[..]));
            prop_assert!(reader.is_at_end());
        }
    }
}
