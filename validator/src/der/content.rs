//! What the content octets of each type must be.

use super::{DerFaultKind, Element, tag};

/// What is wrong with this element, its inner elements aside.
pub(super) fn fault_of(element: Element<'_>) -> Option<DerFaultKind> {
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
