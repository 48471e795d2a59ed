//! Examples of broken rules, as the specimens of the tests show them.

use serde::{Deserialize, Serialize};

/// A rule, broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The code of the rule.
    pub code: String,
    /// The specimen: the name of a scenario, or of a defect.
    pub specimen: String,
    /// What happened to it, where it is a scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<String>,
    /// The policy under which it was judged; nothing where path validation was asked without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// What came of the check.
    pub outcome: String,
    /// What was there.
    pub found: String,
    /// What should have been there.
    pub wanted: String,
}

/// The example of the rule with this code.
///
/// They are written by the test that makes the specimens (`tests/reports/example.rs`).
pub(super) fn example(code: &str) -> Option<Example> {
    let all: Vec<Example> = serde_json::from_str(include_str!("examples.json")).unwrap_or_default();
    all.into_iter().find(|example| example.code == code)
}
