//! Looking things up, page by page.

use std::fmt;
use std::str::FromStr;

use s1spki_policies::{Eui64, Moment, RemotePartyRole};

use crate::KeyIdentifier;

/// Which entries of the ledger are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kinds<'a> {
    /// Every entry.
    All,
    /// Only events with these names; the others are not even read.
    Only(&'a [&'a str]),
}

/// Which certificates are wanted: those that agree with everything that is set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CertificateFilter {
    /// Issued with this key.
    pub issuer: Option<KeyIdentifier>,
    /// Of the subject with this identifier.
    pub eui64: Option<Eui64>,
    /// Of subjects with this role.
    pub role: Option<RemotePartyRole>,
    /// Of the subject with exactly this common name.
    pub common_name: Option<String>,
    /// For this key.
    pub subject_key: Option<KeyIdentifier>,
    /// Revoked, or not.
    pub status: Option<RevocationStatus>,
    /// With a notAfter of this moment or later.
    pub expires_from: Option<Moment>,
    /// With a notAfter of this moment or earlier.
    pub expires_until: Option<Moment>,
}

/// Whether a certificate was revoked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RevocationStatus {
    /// It was not.
    Unrevoked,
    /// It was.
    Revoked,
}

/// Which requests are wanted: those that agree with everything that is set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RequestFilter {
    /// In this state.
    pub state: Option<String>,
    /// For this organisation.
    pub organisation: Option<String>,
}

/// Which part of a listing is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// Where the page before ended; nothing for the first.
    pub after: Option<Cursor>,
    /// The most rows that are wanted.
    pub limit: u32,
}

impl Page {
    /// The first page.
    #[must_use]
    pub const fn first(limit: u32) -> Self {
        Self { after: None, limit }
    }

    /// The page after that.
    #[must_use]
    pub const fn after(cursor: Cursor, limit: u32) -> Self {
        Self {
            after: Some(cursor),
            limit,
        }
    }
}

/// A place in a listing. It stays good while rows are added: those already seen do not come again, and none
/// that was there is left out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cursor {
    /// What the listing is ordered by, in seconds since 1970.
    pub(super) moment: i64,
    /// The row, where the moments are equal.
    pub(super) row: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.moment, self.row)
    }
}

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('.');
        let numbers = parts.and_then(|(moment, row)| Some((moment.parse().ok()?, row.parse().ok()?)));
        match numbers {
            Some((moment, row)) => Ok(Self { moment, row }),
            None => Err(ParseCursorError(text.to_owned())),
        }
    }
}

/// The text is not a place in a listing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a place in a listing: take the one that the page before gave")]
pub struct ParseCursorError(String);

/// A page of a listing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins; nothing where this is the last.
    pub next: Option<Cursor>,
}
