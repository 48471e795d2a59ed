//! A rule of the command gate, and the function that looks.

use super::facts::Facts;
use crate::finding::{Finding, Rule};

/// One check of the gate.
pub(crate) struct Check {
    /// The rule.
    pub(crate) rule: Rule,
    /// Where the provision that it rests on stands in the policy, or begins; nothing for a public standard.
    pub(crate) ground: Option<&'static str>,
    /// Looks at the facts.
    pub(super) look: fn(&Facts<'_>, &'static Rule) -> Finding,
}

impl Check {
    /// What comes of it.
    pub(super) fn finding(&'static self, facts: &Facts<'_>) -> Finding {
        (self.look)(facts, &self.rule)
    }
}
