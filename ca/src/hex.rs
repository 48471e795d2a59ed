//! Octets as hexadecimal digits.

use std::fmt;

/// Writes octets as pairs of lower-case digits.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
}

/// Reads pairs of digits of either case; `None` unless there are exactly `N` of them.
pub(crate) fn read<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let digits: Vec<u8> = digits
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let octets: Vec<u8> = pairs.iter().map(|[high, low]| (high << 4) | low).collect();
    rest.is_empty().then(|| octets.try_into().ok()).flatten()
}
