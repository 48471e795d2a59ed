//! Octets as hexadecimal digits.

use std::fmt;

use s1spki_policies::octets_from_hex;

/// Writes octets as pairs of lower-case digits.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
}

/// Reads pairs of digits of either case; `None` unless there are exactly `N` of them.
pub(crate) fn read<const N: usize>(digits: &str) -> Option<[u8; N]> {
    octets_from_hex(digits)?.try_into().ok()
}
