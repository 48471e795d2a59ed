//! Yes or no, where somebody was asked.

use serde::{Deserialize, Serialize};

/// What somebody answered. Nobody asked is another thing: then the member is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
}
