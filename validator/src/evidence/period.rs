//! From when until when.

use std::fmt;
use std::str::FromStr;

use s1spki_policies::{Moment, ParseMomentError};

/// A stretch of time, open at either end where nothing is said. Written `2021-01-01T00:00:00Z/2022-01-01T00:00:00Z`;
/// an open end is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Its first moment.
    pub from: Option<Moment>,
    /// The first moment after it.
    pub until: Option<Moment>,
}

/// The text is not a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseSpanError {
    /// It has no `/`.
    #[error(
        "`{0}` is not a stretch of time: write from/until, such as 2021-01-01/2022-01-01, either end may be empty"
    )]
    NoDivision(String),
    /// One of its ends is not a moment.
    #[error(transparent)]
    End(#[from] ParseMomentError),
    /// It ends before it begins.
    #[error("`{0}` ends before it begins")]
    Backwards(String),
}

impl Span {
    /// Whether `at` lies in it.
    #[must_use]
    pub fn contains(self, at: Moment) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Whether it is open at both ends.
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.from.is_none() && self.until.is_none()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |moment: Option<Moment>| moment.map(|moment| moment.to_string()).unwrap_or_default();
        write!(f, "{}/{}", end(self.from), end(self.until))
    }
}

impl FromStr for Span {
    type Err = ParseSpanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, until) = text
            .split_once('/')
            .ok_or_else(|| ParseSpanError::NoDivision(text.to_owned()))?;
        let end = |text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some),
        };
        let span = Self {
            from: end(from)?,
            until: end(until)?,
        };
        match span {
            Self {
                from: Some(from),
                until: Some(until),
            } if until < from => Err(ParseSpanError::Backwards(text.to_owned())),
            span => Ok(span),
        }
    }
}
