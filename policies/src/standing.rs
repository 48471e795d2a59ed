//! How firmly a value stands.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How firmly a policy value stands: what was seen, and where.
///
/// A verdict says on what standing it rests. Production refuses to start while a value that gates
/// issuance is [`Assumed`](Self::Assumed) and not adopted by two officers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The text of the governing document was seen.
    Designated,
    /// Seen in published certificates or messages.
    Measured,
    /// Modelled on a sister document, inferred, or recalled; to be confirmed or adopted.
    Assumed,
    /// Consulted on, never designated.
    Proposed,
}

impl Standing {
    /// Every standing, from the firmest to the weakest.
    pub const ALL: [Self; 4] = [Self::Designated, Self::Measured, Self::Assumed, Self::Proposed];

    /// The word as it stands in a policy file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Designated => "designated",
            Self::Measured => "measured",
            Self::Assumed => "assumed",
            Self::Proposed => "proposed",
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text is not one of the four standings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a standing: write designated, measured, assumed or proposed")]
pub struct ParseStandingError(String);

impl FromStr for Standing {
    type Err = ParseStandingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|standing| standing.as_str() == text)
            .ok_or_else(|| ParseStandingError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standing_reads_back_as_written() {
        for standing in Standing::ALL {
            assert_eq!(standing.to_string().parse(), Ok(standing));
        }
        assert_eq!(
            "law".parse::<Standing>(),
            Err(ParseStandingError("law".to_owned()))
        );
    }
}
