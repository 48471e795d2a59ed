//! The gate: every octet of an object held against DER, without knowing its schema.

use super::content::fault_of;
use super::{DerFault, DerFaultKind, Element, Reader, tag};

/// How deeply elements may be nested. Certificates in use need about ten.
const DEEPEST: usize = 24;

/// How many faults are listed: enough to see what is wrong, too few to fill the memory.
const MOST_FAULTS: usize = 100;

/// Checks that `bytes` are exactly one element in DER, and everything inside it.
///
/// Context-specific simple types are only checked for their lengths: what they are is known to the schema
/// alone. So is the content of OCTET STRINGs; check each extension value on its own.
///
/// # Errors
/// The first fault.
pub fn check(bytes: &[u8]) -> Result<(), DerFault> {
    check_at(bytes, 0)
}

/// The same for bytes that stand at `offset` of the object.
pub(crate) fn check_at(bytes: &[u8], offset: usize) -> Result<(), DerFault> {
    match faults_at(bytes, offset)?.into_iter().next() {
        None => Ok(()),
        Some(first) => Err(first),
    }
}

/// Checks as [`check`] does and lists the faults that are confined to one element, at most 100 of them, in the
/// order of the bytes.
///
/// # Errors
/// The first fault that is not [confined](DerFaultKind::is_confined): after it nothing can be read.
pub fn faults(bytes: &[u8]) -> Result<Vec<DerFault>, DerFault> {
    faults_at(bytes, 0)
}

fn faults_at(bytes: &[u8], offset: usize) -> Result<Vec<DerFault>, DerFault> {
    let mut reader = Reader::at(bytes, offset);
    let mut faults = Vec::new();
    let element = reader.read()?;
    if !reader.is_at_end() {
        return Err(DerFault::new(DerFaultKind::Trailing, reader.offset()));
    }
    enter(element, 0, &mut faults)?;
    Ok(faults)
}

/// Checks an element, and everything inside it; `depth` elements are round it.
fn enter(element: Element<'_>, depth: usize, faults: &mut Vec<DerFault>) -> Result<(), DerFault> {
    if let Some(kind) = fault_of(element) {
        note(kind, element, faults);
        return Ok(());
    }
    if !element.is_constructed() {
        return Ok(());
    }
    if depth >= DEEPEST {
        return Err(DerFault::new(DerFaultKind::TooDeep, element.offset));
    }
    let mut order = Order::of(element);
    for inner in element.reader() {
        let inner = inner?;
        if let Some(kind) = order.fault(inner) {
            note(kind, inner, faults);
        }
        enter(inner, depth.saturating_add(1), faults)?;
    }
    Ok(())
}

fn note(kind: DerFaultKind, element: Element<'_>, faults: &mut Vec<DerFault>) {
    if faults.len() < MOST_FAULTS {
        faults.push(DerFault::new(kind, element.offset));
    }
}

/// Checks the content of an element that stands for one with the tag `universal` (IMPLICIT tagging).
pub(crate) fn check_content(universal: u8, element: Element<'_>) -> Result<(), DerFault> {
    let element = Element {
        tag: universal,
        ..element
    };
    match fault_of(element) {
        Some(kind) => Err(DerFault::new(kind, element.offset)),
        None => Ok(()),
    }
}

/// Checks that the elements of a SET OF, tagged otherwise, are in ascending order (X.690 11.6).
pub(crate) fn check_order(set: Element<'_>) -> Result<(), DerFault> {
    let mut order = Order::OfSet { previous: None };
    for element in set.reader() {
        let element = element?;
        if let Some(kind) = order.fault(element) {
            return Err(DerFault::new(kind, element.offset));
        }
    }
    Ok(())
}

/// In which order elements are to stand.
enum Order<'a> {
    /// In whatever order they were given.
    Any,
    /// In ascending order.
    OfSet { previous: Option<&'a [u8]> },
}

impl<'a> Order<'a> {
    const fn of(element: Element<'a>) -> Self {
        match element.tag {
            tag::SET => Self::OfSet { previous: None },
            _ => Self::Any,
        }
    }

    /// X.690 11.6 compares as if the shorter were padded with zeros. That is the plain order of octets here,
    /// because no element is the beginning of another.
    fn fault(&mut self, element: Element<'a>) -> Option<DerFaultKind> {
        let Self::OfSet { previous } = self else {
            return None;
        };
        let previous = previous.replace(element.raw)?;
        (previous > element.raw).then_some(DerFaultKind::SetOrder)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::der::element;

    #[track_caller]
    fn assert_fault(bytes: &[u8], kind: DerFaultKind, offset: usize) {
        assert_eq!(check(bytes), Err(DerFault::new(kind, offset)), "{bytes:02X?}");
    }

    #[test]
    fn every_element_is_checked() {
        use DerFaultKind as Kind;
        let cases: [(&[u8], Kind); 42] = [
            (&[], Kind::Truncated),
            (&[0x30], Kind::Truncated),
            (&[0x02, 0x02, 0x01], Kind::Truncated),
            (&[0x04, 0x82, 0x01], Kind::Truncated),
            (&[0x04, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1], Kind::Truncated),
            (&[0x30, 0x80, 0x00, 0x00], Kind::IndefiniteLength),
            (&[0x04, 0x81, 0x01, 0x00], Kind::NonMinimalLength),
            (&[0x04, 0x82, 0x00, 0x80], Kind::NonMinimalLength),
            (&[0x1F, 0x02, 0x01, 0x00], Kind::LongFormTag),
            (&[0xBF, 0x1F, 0x00], Kind::LongFormTag),
            (&[0x10, 0x00], Kind::WrongForm),
            (&[0x24, 0x02, 0x04, 0x00], Kind::WrongForm),
            (&[0x23, 0x04, 0x03, 0x02, 0x00, 0x01], Kind::WrongForm),
            (&[0x01, 0x01, 0x01], Kind::Boolean),
            (&[0x01, 0x00], Kind::Boolean),
            (&[0x02, 0x00], Kind::Integer),
            (&[0x02, 0x02, 0x00, 0x7F], Kind::Integer),
            (&[0x02, 0x02, 0xFF, 0x80], Kind::Integer),
            (&[0x0A, 0x02, 0x00, 0x01], Kind::Integer),
            (&[0x03, 0x00], Kind::BitString),
            (&[0x03, 0x01, 0x01], Kind::BitString),
            (&[0x03, 0x02, 0x08, 0x00], Kind::BitString),
            (&[0x03, 0x02, 0x01, 0x01], Kind::BitString),
            (&[0x05, 0x01, 0x00], Kind::Null),
            (&[0x06, 0x00], Kind::ObjectIdentifier),
            (&[0x06, 0x02, 0x2A, 0x86], Kind::ObjectIdentifier),
            (&[0x06, 0x03, 0x2A, 0x80, 0x01], Kind::ObjectIdentifier),
            (&[0x31, 0x00], Kind::EmptySet),
            (b"\x17\x0B2509150000Z", Kind::UtcTime),
            (b"\x17\x11250915000000+0000", Kind::UtcTime),
            (b"\x17\x0D250229000000Z", Kind::UtcTime),
            (b"\x17\x0D250915240000Z", Kind::UtcTime),
            (b"\x18\x1120250915000000.5Z", Kind::GeneralizedTime),
            (b"\x18\x0E20250915000000", Kind::GeneralizedTime),
            (b"\x18\x0F20251315000000Z", Kind::GeneralizedTime),
            (b"\x13\x03a*b", Kind::Characters),
            (b"\x0C\x02\xC3\x28", Kind::Characters),
            (b"\x16\x01\x80", Kind::Characters),
            (b"\x12\x01a", Kind::Characters),
            (&[0x1E, 0x03, 0x00, 0x41, 0x00], Kind::Characters),
            (&[0x1C, 0x04, 0x00, 0x11, 0x00, 0x00], Kind::Characters),
            (&[0x00, 0x00], Kind::Reserved),
        ];
        for (bytes, kind) in cases {
            assert_fault(bytes, kind, 0);
            if kind.is_confined() {
                // The same inside something, with a good neighbour on either side.
                let inner = [&[0x05, 0x00], bytes, &[0x05, 0x00]].concat();
                assert_fault(&element(tag::SEQUENCE, &inner), kind, 4);
            }
        }
    }

    #[test]
    fn what_is_der_passes() {
        for bytes in [
            &[0x30, 0x00][..],
            &[0x01, 0x01, 0xFF],
            &[0x02, 0x01, 0x00],
            &[0x02, 0x02, 0x00, 0x80],
            &[0x02, 0x02, 0xFF, 0x7F],
            &[0x03, 0x01, 0x00],
            &[0x03, 0x02, 0x07, 0x80],
            &[0x06, 0x03, 0x55, 0x04, 0x03],
            b"\x17\x0D240229235959Z",
            b"\x18\x0F99991231235959Z",
            b"\x13\x05Z1 '?",
            b"\x0C\x02\xC3\xBC",
            &[0x31, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02],
            &[0x81, 0x01, 0x55],
        ] {
            assert_eq!(check(bytes), Ok(()), "{bytes:02X?}");
        }
    }

    #[test]
    fn sets_are_in_ascending_order() {
        assert_fault(
            &[0x31, 0x06, 0x02, 0x01, 0x02, 0x02, 0x01, 0x01],
            DerFaultKind::SetOrder,
            5,
        );
        assert_fault(&[0x30, 0x02, 0x05, 0x00, 0x05], DerFaultKind::Trailing, 4);
    }

    #[test]
    fn several_faults_are_listed_but_not_all_of_very_many() {
        let bad = [0x01, 0x01, 0x01].repeat(1000);
        let faults = faults(&element(tag::SEQUENCE, &bad)).unwrap();
        assert_eq!(faults.len(), MOST_FAULTS);
        assert_eq!(faults[1], DerFault::new(DerFaultKind::Boolean, 7));
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth| (1..depth).fold(vec![0x30, 0x00], |inner, _| element(tag::SEQUENCE, &inner));
        assert_eq!(check(&nested(DEEPEST)), Ok(()));
        assert_eq!(
            check(&nested(DEEPEST + 1)).unwrap_err().kind,
            DerFaultKind::TooDeep
        );
        assert_eq!(check(&nested(2_000)).unwrap_err().kind, DerFaultKind::TooDeep);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = check(&bytes);
        }

        #[test]
        fn integers_of_the_machine_are_minimal(number: i128) {
            let octets = number.to_be_bytes();
            let start = (0..15).find(|start| check(&element(tag::INTEGER, &octets[*start..])).is_ok()).unwrap_or(15);
            prop_assert_eq!(check(&element(tag::INTEGER, &octets[start..])), Ok(()));
            if start > 0 {
                let padded = element(tag::INTEGER, &octets[start - 1..]);
                prop_assert_eq!(check(&padded), Err(DerFault::new(DerFaultKind::Integer, 0)));
            }
        }
    }
}
