//! The gate: every octet of an object held against DER, without knowing its schema.

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
    let mut open: Vec<Open<'_>> = Vec::with_capacity(DEEPEST);
    let element = reader.read()?;
    if !reader.is_at_end() {
        return Err(DerFault::new(DerFaultKind::Trailing, reader.offset()));
    }
    enter(element, &mut open, &mut faults)?;
    while let Some(innermost) = open.last_mut() {
        match innermost.next()? {
            None => drop(open.pop()),
            Some(element) => {
                if let Some(kind) = innermost.order_fault(element) {
                    faults.push(DerFault::new(kind, element.offset));
                }
                enter(element, &mut open, &mut faults)?;
            }
        }
        faults.truncate(MOST_FAULTS);
    }
    Ok(faults)
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
    let mut open = Open {
        reader: set.reader(),
        previous: None,
        is_set: true,
    };
    while let Some(element) = open.next()? {
        if let Some(kind) = open.order_fault(element) {
            return Err(DerFault::new(kind, element.offset));
        }
    }
    Ok(())
}

/// A constructed element that is being read.
struct Open<'a> {
    reader: Reader<'a>,
    /// The element before, where order matters.
    previous: Option<&'a [u8]>,
    is_set: bool,
}

impl<'a> Open<'a> {
    fn next(&mut self) -> Result<Option<Element<'a>>, DerFault> {
        self.reader.next().transpose()
    }

    /// X.690 11.6 compares as if the shorter were padded with zeros. That is the plain order of octets here,
    /// because no element is the beginning of another.
    fn order_fault(&mut self, element: Element<'a>) -> Option<DerFaultKind> {
        if !self.is_set {
            return None;
        }
        let previous = self.previous.replace(element.raw)?;
        (previous > element.raw).then_some(DerFaultKind::SetOrder)
    }
}

fn enter<'a>(
    element: Element<'a>,
    open: &mut Vec<Open<'a>>,
    faults: &mut Vec<DerFault>,
) -> Result<(), DerFault> {
    if let Some(kind) = fault_of(element) {
        faults.push(DerFault::new(kind, element.offset));
        return Ok(());
    }
    if !element.is_constructed() {
        return Ok(());
    }
    if open.len() >= DEEPEST {
        return Err(DerFault::new(DerFaultKind::TooDeep, element.offset));
    }
    open.push(Open {
        reader: element.reader(),
        previous: None,
        is_set: element.tag == tag::SET,
    });
    Ok(())
}

/// What is wrong with this element, its inner elements aside.
fn fault_of(element: Element<'_>) -> Option<DerFaultKind> {
    let content = element.content;
    let fault = |holds: bool, kind| (!holds).then_some(kind);
    match element.tag {
        tag::BOOLEAN => fault(matches!(content, [0x00] | [0xFF]), DerFaultKind::Boolean),
        tag::INTEGER | tag::ENUMERATED => fault(is_minimal_integer(content), DerFaultKind::Integer),
        tag::BIT_STRING => fault(is_bit_string(content), DerFaultKind::BitString),
        tag::NULL => fault(content.is_empty(), DerFaultKind::Null),
        tag::OBJECT_IDENTIFIER => fault(is_object_identifier(content), DerFaultKind::ObjectIdentifier),
        tag::UTC_TIME => fault(is_utc_time(content), DerFaultKind::UtcTime),
        tag::GENERALIZED_TIME => fault(is_generalized_time(content), DerFaultKind::GeneralizedTime),
        tag::SET => fault(!content.is_empty(), DerFaultKind::EmptySet),
        tag::OCTET_STRING | tag::SEQUENCE => None,
        0x40.. => None, // application, context-specific, private: only the schema knows
        0x00 | 0x20 => Some(DerFaultKind::Reserved),
        other if is_in_wrong_form(other) => Some(DerFaultKind::WrongForm),
        other => fault(has_characters_of(other, content), DerFaultKind::Characters),
    }
}

/// X.690 8.9, 8.11, 10.2: of the universal types these four alone are constructed: EXTERNAL, EMBEDDED PDV,
/// SEQUENCE, SET.
const fn is_in_wrong_form(identifier: u8) -> bool {
    let is_constructed = identifier & 0x20 != 0;
    let is_structure = matches!(identifier & 0x1F, 0x08 | 0x0B | 0x10 | 0x11);
    is_constructed != is_structure
}

/// X.690 8.3.2: the first nine bits are not all alike.
pub(crate) fn is_minimal_integer(content: &[u8]) -> bool {
    match content {
        [] => false,
        [0x00, second, ..] => second & 0x80 != 0,
        [0xFF, second, ..] => second & 0x80 == 0,
        _ => true,
    }
}

/// X.690 8.6 and 11.2.1.
fn is_bit_string(content: &[u8]) -> bool {
    match content {
        [0] => true,
        [unused @ 0..=7, .., last] => {
            let mask = 0xFF_u8 >> 8_u8.saturating_sub(*unused).min(7);
            *unused == 0 || last & mask == 0
        }
        _ => false,
    }
}

/// X.690 8.19.2: every arc ends, none starts with a padding octet.
fn is_object_identifier(content: &[u8]) -> bool {
    let mut at_start = true;
    for octet in content {
        if at_start && *octet == 0x80 {
            return false;
        }
        at_start = octet & 0x80 == 0;
    }
    at_start && !content.is_empty()
}

fn is_utc_time(content: &[u8]) -> bool {
    match number_pairs::<6>(content) {
        Some([year, rest @ ..]) => {
            let century = if year >= 50 { 19 } else { 20 }; // RFC 5280 4.1.2.5.1
            is_date_and_time(century, year, rest)
        }
        None => false,
    }
}

fn is_generalized_time(content: &[u8]) -> bool {
    match number_pairs::<7>(content) {
        Some([century, year, rest @ ..]) => is_date_and_time(century, year, rest),
        None => false,
    }
}

/// Exactly `COUNT` pairs of digits and a `Z`.
fn number_pairs<const COUNT: usize>(content: &[u8]) -> Option<[u8; COUNT]> {
    let digits = content.strip_suffix(b"Z")?;
    let (pairs, []) = digits.as_chunks::<2>() else {
        return None;
    };
    let pairs: &[[u8; 2]; COUNT] = pairs.try_into().ok()?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(pairs.map(|[tens, ones]| {
        tens.wrapping_sub(b'0')
            .wrapping_mul(10)
            .wrapping_add(ones.wrapping_sub(b'0'))
    }))
}

fn is_date_and_time(century: u8, year: u8, [month, day, hour, minute, second]: [u8; 5]) -> bool {
    let year = i32::from(century)
        .saturating_mul(100)
        .saturating_add(i32::from(year));
    let month = time::Month::try_from(month);
    let is_day = month.is_ok_and(|month| (1..=month.length(year)).contains(&day));
    is_day && hour < 24 && minute < 60 && second < 60
}

/// Whether the octets are characters of this string type; of other types nothing is asked.
fn has_characters_of(identifier: u8, content: &[u8]) -> bool {
    match identifier {
        tag::UTF8_STRING => std::str::from_utf8(content).is_ok(),
        tag::NUMERIC_STRING => content
            .iter()
            .all(|octet| octet.is_ascii_digit() || *octet == b' '),
        tag::PRINTABLE_STRING => content.iter().all(|octet| is_printable(*octet)),
        tag::IA5_STRING => content.is_ascii(),
        tag::VISIBLE_STRING => content.iter().all(|octet| matches!(octet, b' '..=b'~')),
        tag::BMP_STRING => {
            let (units, rest) = content.as_chunks::<2>();
            rest.is_empty() && units.iter().all(|[high, _]| !matches!(high, 0xD8..=0xDF))
        }
        tag::UNIVERSAL_STRING => {
            let (units, rest) = content.as_chunks::<4>();
            rest.is_empty()
                && units
                    .iter()
                    .all(|unit| char::from_u32(u32::from_be_bytes(*unit)).is_some())
        }
        _ => true,
    }
}

/// The characters of PrintableString (X.680 41.4).
const fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric()
        || matches!(
            octet,
            b' ' | b'\'' | b'(' | b')' | b'+' | b',' | b'-' | b'.' | b'/' | b':' | b'=' | b'?'
        )
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
            let start = (0..15).find(|start| is_minimal_integer(&octets[*start..])).unwrap_or(15);
            prop_assert_eq!(check(&element(tag::INTEGER, &octets[start..])), Ok(()));
            if start > 0 {
                let padded = element(tag::INTEGER, &octets[start - 1..]);
                prop_assert_eq!(check(&padded), Err(DerFault::new(DerFaultKind::Integer, 0)));
            }
        }
    }
}
