//! Remote Party Role Codes.

use std::fmt;
use std::str::FromStr;

use crate::text::{octets_from_hex, serde_as_text};

/// The number of the role that a certificate's subject plays, from 0 to 255.
///
/// In a certificate and a CSR it is the organizational unit, written as exactly two hexadecimal
/// characters (App M Appendix F). Which codes exist, and what they are called, is policy data.
///
/// ```
/// use s1spki_policies::RemotePartyRole;
///
/// let supplier: RemotePartyRole = "02".parse()?;
/// assert_eq!(supplier.code(), 2);
/// assert_eq!(RemotePartyRole::new(0x7F).to_string(), "7F");
/// # Ok::<(), s1spki_policies::ParseRoleError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RemotePartyRole(u8);

impl RemotePartyRole {
    /// The role of a root authority, in the organizational unit of its name (measured: `OU=00`).
    pub const ROOT: Self = Self(0x00);
    /// The role of an issuing authority, in the organizational unit of its name (measured: `OU=07`).
    pub const ISSUING_AUTHORITY: Self = Self(0x07);

    /// The role with this code.
    #[must_use]
    pub const fn new(code: u8) -> Self {
        Self(code)
    }

    /// The code as a number; the decimal form that the repository web service uses.
    #[must_use]
    pub const fn code(self) -> u8 {
        self.0
    }

    /// If `text` is not two hexadecimal characters but a role code in decimal, that role: the mistake of
    /// a published certificate, which carries `137` instead of `89`.
    ///
    /// Two decimal digits are never taken for it, since they are good hexadecimal.
    #[must_use]
    pub fn from_decimal_by_mistake(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || text.len() == 2 {
            return None;
        }
        text.parse().ok().map(Self)
    }
}

impl fmt::Display for RemotePartyRole {
    /// Two upper-case hexadecimal characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}", self.0)
    }
}

impl fmt::Debug for RemotePartyRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RemotePartyRole({self})")
    }
}

/// The text is not a Remote Party Role Code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseRoleError {
    /// It is the code in decimal.
    #[error("`{text}` is decimal: the Remote Party Role Code is two hexadecimal characters, here `{wanted}`")]
    Decimal {
        /// The text as given.
        text: String,
        /// The same role, written as it should be.
        wanted: RemotePartyRole,
    },
    /// It is something else.
    #[error("`{0}` is not a Remote Party Role Code: write two hexadecimal characters, such as 02 or 7F")]
    NotTwoHex(String),
}

impl FromStr for RemotePartyRole {
    type Err = ParseRoleError;

    /// Reads exactly two hexadecimal characters, of either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some([code]) = octets_from_hex(text).as_deref() {
            return Ok(Self(*code));
        }
        Err(match Self::from_decimal_by_mistake(text) {
            Some(wanted) => ParseRoleError::Decimal {
                text: text.to_owned(),
                wanted,
            },
            None => ParseRoleError::NotTwoHex(text.to_owned()),
        })
    }
}

serde_as_text!(
    RemotePartyRole,
    "a Remote Party Role Code: two hexadecimal characters"
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_code_reads_back_in_either_case() {
        for code in 0..=u8::MAX {
            let role = RemotePartyRole::new(code);
            assert_eq!(role.to_string().parse(), Ok(role));
            assert_eq!(role.to_string().to_lowercase().parse(), Ok(role));
        }
    }

    #[test]
    fn decimal_is_named_as_the_mistake_it_is() {
        let wanted = RemotePartyRole::new(0x89);
        let error = ParseRoleError::Decimal {
            text: "137".to_owned(),
            wanted,
        };
        assert_eq!("137".parse::<RemotePartyRole>(), Err(error));
        assert_eq!(RemotePartyRole::from_decimal_by_mistake("89"), None);
        assert_eq!(RemotePartyRole::from_decimal_by_mistake("256"), None);
        assert_eq!(RemotePartyRole::from_decimal_by_mistake(""), None);
    }

    proptest! {
        #[test]
        fn only_two_hex_characters_are_read(text in "\\PC{0,4}") {
            let two_hex = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            prop_assert_eq!(text.parse::<RemotePartyRole>().is_ok(), two_hex);
        }
    }
}
