//! What is wrong with a message that can be read.

use crate::finding::{Detail, Finding, Rule};

/// One fault of a message or of a signature: the rule that it breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub(super) rule: &'static Rule,
    pub(super) line: u32,
    pub(super) found: String,
    pub(super) wanted: String,
}

impl Fault {
    pub(super) fn new(
        rule: &'static Rule,
        line: u32,
        found: impl Into<String>,
        wanted: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            line,
            found: found.into(),
            wanted: wanted.into(),
        }
    }

    /// The rule that is broken.
    #[must_use]
    pub const fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// The line of the message, the first being 1.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// What is there.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// What should be there.
    #[must_use]
    pub fn wanted(&self) -> &str {
        &self.wanted
    }

    /// The fault as a breach of its rule.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let found = format!("{} (line {})", self.found, self.line);
        Finding::breach(self.rule, Detail::new(found, &self.wanted))
    }
}

/// A breach for each fault of each rule, and a pass for each rule without one.
pub(super) fn findings<'a>(
    rules: impl IntoIterator<Item = &'static Rule>,
    faults: impl IntoIterator<Item = &'a Fault> + Clone,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules {
        let count = findings.len();
        let of_rule = faults.clone().into_iter().filter(|fault| fault.rule == rule);
        findings.extend(of_rule.map(Fault::finding));
        if findings.len() == count {
            findings.push(Finding::pass(rule));
        }
    }
    findings
}
