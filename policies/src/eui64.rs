//! The 64-bit entity identifier.

use std::fmt;
use std::str::FromStr;

use crate::text::{octets_from_hex, serde_as_text};

/// The 64-bit identifier of a party or a device.
///
/// Read in every notation in use (upper or lower case; hyphens, colons, spaces or nothing between the
/// octets; eight raw octets), written in one: upper case with hyphens, as DUIS has it.
///
/// ```
/// use s1spki_policies::Eui64;
///
/// let supplier: Eui64 = "90b3d51f30010000".parse()?;
/// assert_eq!(supplier.to_string(), "90-B3-D5-1F-30-01-00-00");
/// # Ok::<(), s1spki_policies::ParseEui64Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Eui64([u8; 8]);

impl Eui64 {
    /// All zeros: not an identifier of anybody. Devices store it for the root.
    pub const NULL: Self = Self([0; 8]);

    /// The identifier with these octets.
    #[must_use]
    pub const fn new(octets: [u8; 8]) -> Self {
        Self(octets)
    }

    /// The eight octets, most significant first.
    #[must_use]
    pub const fn octets(self) -> [u8; 8] {
        self.0
    }

    /// Whether every bit is zero.
    #[must_use]
    pub const fn is_null(self) -> bool {
        u64::from_be_bytes(self.0) == 0
    }
}

impl fmt::Display for Eui64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g, h, i] = self.0;
        write!(
            f,
            "{a:02X}-{b:02X}-{c:02X}-{d:02X}-{e:02X}-{g:02X}-{h:02X}-{i:02X}"
        )
    }
}

impl fmt::Debug for Eui64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Eui64({self})")
    }
}

impl TryFrom<&[u8]> for Eui64 {
    type Error = ParseEui64Error;

    /// Reads eight raw octets.
    fn try_from(octets: &[u8]) -> Result<Self, Self::Error> {
        octets
            .try_into()
            .map(Self)
            .map_err(|_| ParseEui64Error::Length(octets.len()))
    }
}

/// The text or the octets are not an EUI-64.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseEui64Error {
    /// Not sixteen hexadecimal digits.
    #[error(
        "`{0}` is not an EUI-64: write 16 hexadecimal digits, such as 90-B3-D5-1F-30-01-00-00 or 90b3d51f30010000"
    )]
    Text(String),
    /// Not eight octets.
    #[error("an EUI-64 has 8 octets, not {0}")]
    Length(usize),
}

impl FromStr for Eui64 {
    type Err = ParseEui64Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let not_one = || ParseEui64Error::Text(text.to_owned());
        let octets: Vec<u8> = match ['-', ':', ' ']
            .into_iter()
            .find(|separator| text.contains(*separator))
        {
            Some(separator) => text
                .split(separator)
                .map(|pair| match octets_from_hex(pair).as_deref() {
                    Some([octet]) => Some(*octet),
                    _ => None,
                })
                .collect::<Option<_>>()
                .ok_or_else(not_one)?,
            None => octets_from_hex(text).ok_or_else(not_one)?,
        };
        Self::try_from(octets.as_slice()).map_err(|_| not_one())
    }
}

serde_as_text!(Eui64, "an EUI-64: 16 hexadecimal digits");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn odd_groups_mixed_separators_and_wrong_lengths_are_refused() {
        for text in [
            "",
            "90-B3",
            "90B3-D51F-3001-0000",
            "90-B3:D5-1F-30-01-00-00",
            "90b3d51f3001000",
            "zz",
        ] {
            assert_eq!(
                text.parse::<Eui64>(),
                Err(ParseEui64Error::Text(text.to_owned())),
                "{text}"
            );
        }
        assert_eq!(Eui64::try_from(&[0; 9][..]), Err(ParseEui64Error::Length(9)));
    }

    proptest! {
        #[test]
        fn every_notation_reads_the_same(octets: [u8; 8]) {
            let id = Eui64::new(octets);
            let written = id.to_string();
            for separator in ["-", "", ":", " "] {
                let other = written.replace('-', separator);
                prop_assert_eq!(other.parse(), Ok(id));
                prop_assert_eq!(other.to_lowercase().parse(), Ok(id));
            }
            prop_assert_eq!(Eui64::try_from(&octets[..]), Ok(id));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<Eui64>();
        }
    }
}
