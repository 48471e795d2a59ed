//! Counters against replay.

use serde::{Deserialize, Serialize};

/// The highest counters that were acted on (S1SR draft, 11.1(a) and 11.2(a)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counters {
    /// The Execution Counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<u64>,
    /// The CoS Execution Counter, which counts changes of supplier alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_of_supplier: Option<u64>,
}
