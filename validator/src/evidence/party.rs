//! Parties, with the time for which something is true of them.

use std::fmt;
use std::str::FromStr;

use s1spki_policies::{Eui64, Moment, ParseEui64Error, ParseMomentError};

use super::text::serde_as_text;
use super::{ParseSpanError, Span};

/// A party that holds a place for some time, such as a supplier of a meter. Written as its EUI-64 alone where that
/// is always so, else with the time: `90-B3-D5-1F-30-01-00-00@2021-01-01/2022-01-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tenure {
    /// The party.
    pub party: Eui64,
    /// From when until when.
    pub span: Span,
}

/// The text is not a party with a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseTenureError {
    /// What stands before the `@`.
    #[error(transparent)]
    Party(#[from] ParseEui64Error),
    /// What stands after it.
    #[error(transparent)]
    Span(#[from] ParseSpanError),
}

impl fmt::Display for Tenure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span.is_open() {
            true => self.party.fmt(f),
            false => write!(f, "{}@{}", self.party, self.span),
        }
    }
}

impl FromStr for Tenure {
    type Err = ParseTenureError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (party, span) = match text.split_once('@') {
            None => (text, Span::default()),
            Some((party, span)) => (party, span.parse()?),
        };
        Ok(Self {
            party: party.parse()?,
            span,
        })
    }
}

serde_as_text!(Tenure, "an EUI-64, perhaps with @from/until");

/// That a party authorised a migration. Written as its EUI-64, with the moment where it is known:
/// `90-B3-D5-1F-30-01-00-00@2021-03-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Authorisation {
    /// The supplier.
    pub supplier: Eui64,
    /// When it was given; nothing where that is not known.
    pub given: Option<Moment>,
}

/// The text is not an authorisation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseAuthorisationError {
    /// What stands before the `@`.
    #[error(transparent)]
    Supplier(#[from] ParseEui64Error),
    /// What stands after it.
    #[error(transparent)]
    Given(#[from] ParseMomentError),
}

impl fmt::Display for Authorisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.given {
            None => self.supplier.fmt(f),
            Some(given) => write!(f, "{}@{given}", self.supplier),
        }
    }
}

impl FromStr for Authorisation {
    type Err = ParseAuthorisationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (supplier, given) = match text.split_once('@') {
            None => (text, None),
            Some((supplier, given)) => (supplier, Some(given.parse()?)),
        };
        Ok(Self {
            supplier: supplier.parse()?,
            given,
        })
    }
}

serde_as_text!(Authorisation, "the EUI-64 of a supplier, perhaps with @moment");
