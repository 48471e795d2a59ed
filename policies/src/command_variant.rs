//! Command variants.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A Command Variant of DUIS, 1 to 9: what is to be done with a request.
///
/// 1 to 3 carry a non-critical request (over the WAN, returned to the user, both), 4 asks for a critical one to be
/// transformed, 5 to 7 carry a signed critical one (as 1 to 3), 8 is for no device, 9 is internal to the DCC
/// (comments of the DUIS schema).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct CommandVariant(u8);

impl CommandVariant {
    /// The command variant with this number; `None` outside 1 to 9.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        match number {
            1..=9 => Some(Self(number)),
            _ => None,
        }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for CommandVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<CommandVariant> for u8 {
    fn from(variant: CommandVariant) -> Self {
        variant.0
    }
}

/// The text or number is not a command variant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a Command Variant: write a number from 1 to 9")]
pub struct ParseCommandVariantError(String);

impl TryFrom<u8> for CommandVariant {
    type Error = ParseCommandVariantError;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(number).ok_or_else(|| ParseCommandVariantError(number.to_string()))
    }
}

impl FromStr for CommandVariant {
    type Err = ParseCommandVariantError;

    /// Reads one digit from 1 to 9.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = match text.as_bytes() {
            [digit @ b'1'..=b'9'] => digit.checked_sub(b'0').and_then(Self::new),
            _ => None,
        };
        number.ok_or_else(|| ParseCommandVariantError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_digit_from_1_to_9_is_read() {
        for number in 1..=9 {
            let variant = CommandVariant::new(number).unwrap();
            assert_eq!(variant.to_string().parse(), Ok(variant));
        }
        for text in ["", "0", "10", "01", "+1", " 1", "a"] {
            let error = ParseCommandVariantError(text.to_owned());
            assert_eq!(text.parse::<CommandVariant>(), Err(error), "{text}");
        }
        assert_eq!(CommandVariant::new(0), None);
        assert_eq!(CommandVariant::new(10), None);
    }
}
