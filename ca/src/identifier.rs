//! What people, organisations and requests are called.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most characters of a name of this kind: it has to fit in a column.
const MOST_CHARACTERS: usize = 64;

/// Declares a word that is a short text of lower-case letters, digits and `.-_@`.
macro_rules! short_name {
    ($(#[$attribute:meta])* $name:ident, $what:literal) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ParseIdentifierError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match is_short_name(text) {
                    true => Ok(Self(text.into())),
                    false => Err(ParseIdentifierError { text: text.to_owned(), what: $what }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseIdentifierError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

short_name! {
    /// A person: an officer of this authority, a responsible officer of an organisation, or somebody who
    /// collected evidence. One name is one person, whatever roles that person has.
    PersonId, "a person"
}

short_name! {
    /// An organisation in the register.
    OrganisationId, "an organisation"
}

fn is_short_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_@".contains(c);
    text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.chars().all(inner)
        && text.len() <= MOST_CHARACTERS
}

/// A certificate request, by its number in the order of arrival: `R1` is the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct RequestId(NonZeroU32);

impl RequestId {
    /// The first request of an authority.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// The request that comes after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// How many requests came before this one.
    pub(crate) fn index(self) -> usize {
        usize::try_from(self.0.get().saturating_sub(1)).unwrap_or(usize::MAX)
    }

    /// The request before which so many came.
    pub(crate) fn at_index(index: usize) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("R{}", self.0))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestId({self})")
    }
}

impl FromStr for RequestId {
    type Err = ParseIdentifierError;

    /// Reads `R7`, `r7` and `7`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix(['R', 'r']).unwrap_or(text);
        let number = digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse());
        match number {
            Some(Ok(number)) => Ok(Self(number)),
            _ => Err(ParseIdentifierError {
                text: text.to_owned(),
                what: "a request",
            }),
        }
    }
}

impl TryFrom<String> for RequestId {
    type Error = ParseIdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RequestId> for String {
    fn from(request: RequestId) -> Self {
        request.to_string()
    }
}

/// The text is not the name of a person, an organisation or a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` does not name {what}: people and organisations have up to 64 lower-case letters, digits and `.-_@`, \
     such as supplier-one; requests have a number, such as R7"
)]
pub struct ParseIdentifierError {
    /// The text as given.
    pub text: String,
    /// What it was to name.
    pub what: &'static str,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn other_texts_name_nobody() {
        let long = "a".repeat(65);
        for text in ["", "Alice", "a b", "-a", "é", &long] {
            assert_eq!(text.parse::<PersonId>().unwrap_err().what, "a person", "{text}");
            assert_eq!(
                text.parse::<OrganisationId>().unwrap_err().what,
                "an organisation",
                "{text}"
            );
        }
        for text in ["", "R", "R0", "R-1", "+1", "R1x", "4294967296"] {
            assert_eq!(text.parse::<RequestId>().unwrap_err().text, text);
        }
    }

    #[test]
    fn requests_are_counted_from_one() {
        assert_eq!(RequestId::FIRST.to_string(), "R1");
        assert_eq!(
            RequestId::at_index(RequestId::FIRST.next().index()),
            RequestId::FIRST.next()
        );
    }

    proptest! {
        #[test]
        fn every_name_reads_back_as_written(text in "[a-z0-9][a-z0-9._@-]{0,63}", number in 1_u32..) {
            prop_assert_eq!(text.parse::<PersonId>().unwrap().to_string(), text);
            let request: RequestId = number.to_string().parse().unwrap();
            prop_assert_eq!(request.to_string().parse(), Ok(request));
        }
    }
}
