//! Certificate serial numbers.

use std::fmt;
use std::str::FromStr;

use smallvec::SmallVec;

use crate::text::{octets_from_hex, serde_as_text};

/// The most octets that the content of a serial number may have (RFC 5280 4.1.2.2).
const MOST_OCTETS: usize = 20;

/// A certificate's serial number: a positive integer of at most 20 octets (RFC 5280 4.1.2.2).
///
/// Serial numbers have up to 48 decimal digits, so they are octets here, never a machine integer. Three
/// spellings occur in the field and all are read: decimal (XML), hexadecimal (repository), hexadecimal with
/// separators. Bare digits are decimal; write `0x` before a hexadecimal number that has no letters.
/// Written one way: `0x` and an even number of upper-case hexadecimal digits.
///
/// ```
/// use s1spki_policies::SerialNumber;
///
/// let serial: SerialNumber = "71:87:2b:db:c8:27:89:bc:14:01:ce:01:ba:06:ad:a3".parse()?;
/// assert_eq!(serial.to_string(), "0x71872BDBC82789BC1401CE01BA06ADA3");
/// assert_eq!(serial.to_decimal(), "150904613156123043518571660678160362915");
/// assert_eq!(serial.to_decimal().parse(), Ok(serial));
/// # Ok::<(), s1spki_policies::ParseSerialNumberError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SerialNumber(SmallVec<[u8; MOST_OCTETS]>); // big-endian magnitude, no leading zero octet, never empty

impl SerialNumber {
    /// The serial number with this magnitude, most significant octet first; leading zero octets are dropped.
    ///
    /// # Errors
    /// [`ParseSerialNumberError::Zero`] for zero, and [`ParseSerialNumberError::TooLong`] where its DER form
    /// would have more than 20 content octets.
    pub fn from_magnitude(octets: &[u8]) -> Result<Self, ParseSerialNumberError> {
        let start = octets
            .iter()
            .position(|octet| *octet != 0)
            .ok_or(ParseSerialNumberError::Zero)?;
        let magnitude = octets.get(start..).unwrap_or_default();
        let serial = Self(SmallVec::from_slice(magnitude));
        if serial.der_length() > MOST_OCTETS {
            return Err(ParseSerialNumberError::TooLong(serial.der_length()));
        }
        Ok(serial)
    }

    /// The magnitude, most significant octet first, without leading zeros.
    #[must_use]
    pub fn magnitude(&self) -> &[u8] {
        &self.0
    }

    /// How many content octets the DER INTEGER has: the magnitude, and a zero octet where its top bit is set.
    #[must_use]
    pub fn der_length(&self) -> usize {
        let top_bit_set = self.0.first().is_some_and(|octet| octet & 0x80 != 0);
        self.0.len().saturating_add(usize::from(top_bit_set))
    }

    /// The number in decimal, as XML signatures write it (`X509SerialNumber`).
    #[must_use]
    pub fn to_decimal(&self) -> String {
        // Base 10^9 limbs, least significant first; at most 20 octets, so the quadratic way is fine.
        const BASE: u64 = 1_000_000_000;
        let mut limbs: Vec<u64> = vec![0];
        for octet in &self.0 {
            let mut carry = u64::from(*octet);
            for limb in &mut limbs {
                // limb < 10^9, so limb * 256 + carry fits in 64 bits with room to spare.
                let next = limb.wrapping_mul(256).wrapping_add(carry);
                *limb = next.rem_euclid(BASE);
                carry = next.div_euclid(BASE);
            }
            if carry > 0 {
                limbs.push(carry);
            }
        }
        let mut limbs = limbs.iter().rev();
        let first = limbs.next().map(ToString::to_string).unwrap_or_default();
        limbs.fold(first, |text, limb| format!("{text}{limb:09}"))
    }

    fn from_decimal(digits: &str) -> Result<Self, ParseSerialNumberError> {
        // No serial number of 20 octets has more than 48 digits.
        let significant = digits.trim_start_matches('0');
        if significant.len() > 48 {
            return Err(ParseSerialNumberError::TooLong(significant.len().div_ceil(2)));
        }
        let mut octets = [0_u8; MOST_OCTETS];
        for digit in significant.bytes() {
            let mut carry = u16::from(digit.wrapping_sub(b'0'));
            for octet in octets.iter_mut().rev() {
                // 255 * 10 + 9 fits in 16 bits, and the carry stays below 10.
                let [high, low] = u16::from(*octet)
                    .wrapping_mul(10)
                    .wrapping_add(carry)
                    .to_be_bytes();
                *octet = low;
                carry = u16::from(high);
            }
            if carry > 0 {
                return Err(ParseSerialNumberError::TooLong(MOST_OCTETS.saturating_add(1)));
            }
        }
        Self::from_magnitude(&octets)
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

impl Ord for SerialNumber {
    /// By value.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0
            .len()
            .cmp(&other.0.len())
            .then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for SerialNumber {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The text or the octets are not a serial number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseSerialNumberError {
    /// Zero is not a serial number (RFC 5280 4.1.2.2); as a Certificate ID it means "null".
    #[error("zero is not a serial number (RFC 5280 4.1.2.2)")]
    Zero,
    /// More than 20 octets.
    #[error("a serial number has at most 20 octets (RFC 5280 4.1.2.2), not {0}")]
    TooLong(usize),
    /// Neither decimal nor hexadecimal.
    #[error(
        "`{0}` is not a serial number: write decimal digits, 0x and hexadecimal digits, or hexadecimal octets with colons"
    )]
    Text(String),
}

impl FromStr for SerialNumber {
    type Err = ParseSerialNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let not_one = || ParseSerialNumberError::Text(text.to_owned());
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::from_decimal(text);
        }
        let octets = if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            let padding = if digits.len().is_multiple_of(2) { "" } else { "0" };
            octets_from_hex(&format!("{padding}{digits}")).filter(|octets| !octets.is_empty())
        } else if let Some(separator) = [':', '-', ' ']
            .into_iter()
            .find(|separator| text.contains(*separator))
        {
            text.split(separator)
                .map(|pair| match octets_from_hex(pair).as_deref() {
                    Some([octet]) => Some(*octet),
                    _ => None,
                })
                .collect()
        } else {
            octets_from_hex(text).filter(|octets| !octets.is_empty())
        };
        Self::from_magnitude(&octets.ok_or_else(not_one)?)
    }
}

serde_as_text!(SerialNumber, "a serial number: decimal, or hexadecimal after 0x");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zero_and_too_long_are_refused() {
        for zero in ["0", "000", "0x00", "00:00"] {
            assert_eq!(
                zero.parse::<SerialNumber>(),
                Err(ParseSerialNumberError::Zero),
                "{zero}"
            );
        }
        let longest = SerialNumber::from_magnitude(&[0x7F; 20]).unwrap();
        assert_eq!(longest.to_decimal().parse(), Ok(longest));
        assert_eq!(
            SerialNumber::from_magnitude(&[0x80; 20]),
            Err(ParseSerialNumberError::TooLong(21))
        );
        assert_eq!(
            "9".repeat(60).parse::<SerialNumber>(),
            Err(ParseSerialNumberError::TooLong(30))
        );
        for text in ["", "0x", "x", "7:1", "71-87:2b", "-1", "+1", "0x7g"] {
            assert_eq!(
                text.parse::<SerialNumber>(),
                Err(ParseSerialNumberError::Text(text.to_owned())),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_spelling_reads_the_same(octets in proptest::collection::vec(any::<u8>(), 1..=19)) {
            prop_assume!(octets.iter().any(|octet| *octet != 0));
            let serial = SerialNumber::from_magnitude(&octets).unwrap();
            prop_assert_eq!(&serial.to_string().parse::<SerialNumber>(), &Ok(serial.clone()));
            prop_assert_eq!(&serial.to_decimal().parse::<SerialNumber>(), &Ok(serial.clone()));
            let pairs: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            if pairs.len() > 1 {
                prop_assert_eq!(&pairs.join(":").parse::<SerialNumber>(), &Ok(serial.clone()));
            }
        }

        #[test]
        fn small_numbers_agree_with_the_machine(number in 1_u128..) {
            let serial = SerialNumber::from_magnitude(&number.to_be_bytes()).unwrap();
            prop_assert_eq!(serial.to_decimal(), number.to_string());
        }

        #[test]
        fn order_is_by_value(a in 1_u64.., b in 1_u64..) {
            let serial = |number: u64| SerialNumber::from_magnitude(&number.to_be_bytes()).unwrap();
            prop_assert_eq!(serial(a).cmp(&serial(b)), a.cmp(&b));
        }
    }
}
