//! The status that the repository gives a certificate.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The status that the repository gives a certificate. It is what was said when the directory was made; whether a
/// certificate is in its validity at some time is asked of the [certificate](super::Entry::certificate).
///
/// Read from the word or from the letter of the repository's search, written as the word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepositoryStatus {
    /// Nothing was said.
    #[default]
    Unknown,
    /// `P`: issued, and not accepted yet.
    #[serde(alias = "P")]
    Pending,
    /// `I`: in use.
    #[serde(alias = "I")]
    InUse,
    /// `N`: not in use.
    #[serde(alias = "N")]
    NotInUse,
    /// `E`: expired.
    #[serde(alias = "E")]
    Expired,
    /// `R`: revoked.
    #[serde(alias = "R")]
    Revoked,
}

impl RepositoryStatus {
    /// Every status.
    pub const ALL: [Self; 6] = [
        Self::Unknown,
        Self::Pending,
        Self::InUse,
        Self::NotInUse,
        Self::Expired,
        Self::Revoked,
    ];

    /// The word in files and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Pending => "pending",
            Self::InUse => "in-use",
            Self::NotInUse => "not-in-use",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// The letter of the repository's search; nothing where nothing was said.
    const fn letter(self) -> Option<&'static str> {
        match self {
            Self::Unknown => None,
            Self::Pending => Some("P"),
            Self::InUse => Some("I"),
            Self::NotInUse => Some("N"),
            Self::Expired => Some("E"),
            Self::Revoked => Some("R"),
        }
    }
}

impl fmt::Display for RepositoryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text is not the status of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a status: write unknown, pending (P), in-use (I), not-in-use (N), expired (E) or revoked (R)"
)]
pub struct ParseRepositoryStatusError(String);

impl FromStr for RepositoryStatus {
    type Err = ParseRepositoryStatusError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|status| status.as_str() == text || status.letter() == Some(text))
            .ok_or_else(|| ParseRepositoryStatusError(text.to_owned()))
    }
}
