//! Cohorts of SMETS1 installations.

use std::fmt;
use std::str::FromStr;

use crate::text::serde_as_text;

/// A cohort of SMETS1 installations, such as `FOC` or `MOC (MDS)`.
///
/// The letters name four and speak of five, so any name is a cohort; [`is_known`](Self::is_known) says whether the
/// letters name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cohort(String);

impl Cohort {
    /// The cohorts that the letters of 2020 to 2022 name.
    pub const KNOWN: [&str; 4] = ["IOC", "MOC (MDS)", "MOC (Secure)", "FOC"];

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the letters name it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        Self::KNOWN.contains(&self.as_str())
    }
}

impl fmt::Display for Cohort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The text is not the name of a cohort.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a cohort: write a name of 1 to 40 printable characters, such as FOC")]
pub struct ParseCohortError(String);

impl FromStr for Cohort {
    type Err = ParseCohortError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length = text.chars().count();
        let printable = !text.chars().any(char::is_control) && text.trim() == text;
        match (1..=40).contains(&length) && printable {
            true => Ok(Self(text.to_owned())),
            false => Err(ParseCohortError(text.to_owned())),
        }
    }
}

serde_as_text!(Cohort, "the name of a cohort, such as FOC");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_printable_name_is_a_cohort_and_four_are_known() {
        for known in Cohort::KNOWN {
            assert!(known.parse::<Cohort>().unwrap().is_known());
        }
        assert!(!"a fifth one".parse::<Cohort>().unwrap().is_known());
        for text in ["", " FOC", "FO\nC"] {
            assert_eq!(text.parse::<Cohort>(), Err(ParseCohortError(text.to_owned())));
        }
    }
}
