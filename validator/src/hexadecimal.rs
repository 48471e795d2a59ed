//! Octets as people read them.

/// Two upper-case hexadecimal digits for each octet.
pub(crate) fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}
