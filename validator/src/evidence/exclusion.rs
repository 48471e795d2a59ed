//! Categories of installations that are not migrated.

use std::fmt;
use std::str::FromStr;

use super::Answer;
use super::text::serde_as_text;

/// That an installation falls into a category of TMAD clause 18, by the category's name in the policy.
///
/// Some categories ask for something besides, and some leave it to people whether they exclude: `confirmed` is the
/// answer to that. Written as the name, with the answer where there is one: `supplier-contract-ended:yes`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExclusionRecord {
    /// The category.
    pub category: String,
    /// Whether what the category asks for besides is so; nothing where nobody was asked.
    pub confirmed: Option<Answer>,
}

/// The text is not an exclusion.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an exclusion: write the name of a category, or name:yes or name:no")]
pub struct ParseExclusionError(String);

impl fmt::Display for ExclusionRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = match self.confirmed {
            None => "",
            Some(Answer::Yes) => ":yes",
            Some(Answer::No) => ":no",
        };
        write!(f, "{}{answer}", self.category)
    }
}

impl FromStr for ExclusionRecord {
    type Err = ParseExclusionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (category, confirmed) = match text.split_once(':') {
            None => (text, None),
            Some((category, "yes")) => (category, Some(Answer::Yes)),
            Some((category, "no")) => (category, Some(Answer::No)),
            Some(_) => return Err(ParseExclusionError(text.to_owned())),
        };
        if category.is_empty() {
            return Err(ParseExclusionError(text.to_owned()));
        }
        Ok(Self {
            category: category.to_owned(),
            confirmed,
        })
    }
}

serde_as_text!(
    ExclusionRecord,
    "the name of an exclusion category, perhaps with :yes or :no"
);
