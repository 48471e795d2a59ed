//! Rules as entries of a catalogue, and what one of them found.

use std::fmt;
use std::sync::Arc;

use s1spki_policies::{Authority, Standing};
use serde::{Deserialize, Serialize, Serializer};

/// One check: an entry of the catalogue. Its code is stable; tools may depend on it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code, such as `profile.validity.period` or `path.signature`.
    pub code: &'static str,
    /// What holds where the rule is kept, in one sentence without a full stop.
    pub summary: &'static str,
    /// On what the rule rests.
    pub basis: Basis,
    /// What to do where it is broken.
    pub hint: &'static str,
}

/// On what a rule rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A clause of a public standard, such as `RFC 5280 4.1.2.2`.
    Standard(&'static str),
    /// A value of the policy file, which brings its own clause, standing and source.
    Policy,
}

/// What came of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Looked at, and kept.
    Pass,
    /// Looked at, and broken: the decision is to refuse.
    Breach,
    /// Broken, but not by a rule that refuses.
    Warning,
    /// Does not concern what is judged.
    NotApplicable,
    /// Was not in force at the time of the decision.
    NotYetInForce,
    /// Could not be looked at, because something that it needs was not given.
    NotChecked,
}

impl Outcome {
    /// The word for people and machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Breach => "breach",
            Self::Warning => "warning",
            Self::NotApplicable => "not-applicable",
            Self::NotYetInForce => "not-yet-in-force",
            Self::NotChecked => "not-checked",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What one rule found in one certificate.
///
/// A finding that passes allocates nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    rule: &'static Rule,
    outcome: Outcome,
    authority: Option<Arc<Authority>>,
    detail: Option<Box<Detail>>,
}

/// What a finding that is not a pass has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// What is there.
    pub found: String,
    /// What should be there.
    pub wanted: String,
    /// What to do, where it can be said better than the rule's own hint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where: the offset in the DER, in octets from its start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
}

impl Detail {
    /// What was found, and what was wanted.
    #[must_use]
    pub fn new(found: impl fmt::Display, wanted: impl fmt::Display) -> Self {
        Self {
            found: found.to_string(),
            wanted: wanted.to_string(),
            hint: None,
            offset: None,
        }
    }

    /// The same with a better hint than the rule's own.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// The same, with this hint where it has none of its own.
    #[must_use]
    pub fn or_hint(self, hint: &str) -> Self {
        match self.hint {
            Some(_) => self,
            None => self.with_hint(hint),
        }
    }

    /// The same with the place in the DER.
    #[must_use]
    pub fn at_offset(self, offset: usize) -> Self {
        Self {
            offset: Some(offset),
            ..self
        }
    }
}

impl Finding {
    /// The rule was kept.
    #[must_use]
    pub const fn pass(rule: &'static Rule) -> Self {
        Self {
            rule,
            outcome: Outcome::Pass,
            authority: None,
            detail: None,
        }
    }

    /// The rule does not concern what is judged.
    #[must_use]
    pub const fn not_applicable(rule: &'static Rule) -> Self {
        Self {
            rule,
            outcome: Outcome::NotApplicable,
            authority: None,
            detail: None,
        }
    }

    /// The rule was broken.
    #[must_use]
    pub fn breach(rule: &'static Rule, detail: Detail) -> Self {
        Self::with(rule, Outcome::Breach, detail)
    }

    /// The rule was broken, but does not refuse.
    #[must_use]
    pub fn warning(rule: &'static Rule, detail: Detail) -> Self {
        Self::with(rule, Outcome::Warning, detail)
    }

    /// The rule could not be looked at; `detail` says what is missing.
    #[must_use]
    pub fn not_checked(rule: &'static Rule, detail: Detail) -> Self {
        Self::with(rule, Outcome::NotChecked, detail)
    }

    /// The rule was not in force at the time of the decision; `detail` says from when it is.
    #[must_use]
    pub fn not_yet_in_force(rule: &'static Rule, detail: Detail) -> Self {
        Self::with(rule, Outcome::NotYetInForce, detail)
    }

    fn with(rule: &'static Rule, outcome: Outcome, detail: Detail) -> Self {
        Self {
            rule,
            outcome,
            authority: None,
            detail: Some(Box::new(detail)),
        }
    }

    /// The same finding, resting on a value of the policy.
    #[must_use]
    pub fn resting_on(self, authority: &Arc<Authority>) -> Self {
        Self {
            authority: Some(Arc::clone(authority)),
            ..self
        }
    }

    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// The rule's stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.rule.code
    }

    /// What came of the check.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What was found and wanted; nothing where the rule was kept.
    #[must_use]
    pub fn detail(&self) -> Option<&Detail> {
        self.detail.as_deref()
    }

    /// The clause that the finding rests on, as text.
    #[must_use]
    pub fn clause(&self) -> String {
        match (&self.authority, self.rule.basis) {
            (Some(authority), _) => authority.clause.to_string(),
            (None, Basis::Standard(clause)) => clause.to_owned(),
            (None, Basis::Policy) => "policy".to_owned(),
        }
    }

    /// How firmly that clause stands; a public standard is designated.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.authority
            .as_ref()
            .map_or(Standing::Designated, |authority| authority.standing)
    }

    /// Where the clause was seen, if the finding rests on a value of the policy.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.authority.as_ref().map(|authority| authority.source.as_str())
    }

    /// What to do, where the rule was not kept.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        let detail = self.detail()?;
        Some(detail.hint.as_deref().unwrap_or(self.rule.hint))
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Record<'a> {
            code: &'a str,
            outcome: Outcome,
            summary: &'a str,
            clause: String,
            standing: Standing,
            #[serde(skip_serializing_if = "Option::is_none")]
            source: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            found: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            wanted: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            hint: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            offset: Option<usize>,
        }
        Record {
            code: self.code(),
            outcome: self.outcome,
            summary: self.rule.summary,
            clause: self.clause(),
            standing: self.standing(),
            source: self.source(),
            found: self.detail().map(|detail| detail.found.as_str()),
            wanted: self.detail().map(|detail| detail.wanted.as_str()),
            hint: self.hint(),
            offset: self.detail().and_then(|detail| detail.offset),
        }
        .serialize(serializer)
    }
}
