//! Why a rule says no.

pub mod ground;

use std::fmt;

use s1spki_policies::{Clause, Provision};
use serde::Serialize;

/// A ground on which commands are refused: an entry of the [catalogue](ground::ALL). Its code is stable; tools
/// may depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The stable code, such as `request.approval.own-request`.
    pub code: &'static str,
    /// What would have been accepted.
    pub wanted: &'static str,
    /// What to do.
    pub hint: &'static str,
}

/// A command was refused: the rules say no, and nothing was changed but that the refusal was recorded.
///
/// Where the disk, a key or the clock fails, that is an [`OperationError`](crate::OperationError) instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The stable code.
    pub code: &'static str,
    /// What is the case.
    pub what: String,
    /// What would have been accepted.
    pub wanted: String,
    /// What to do.
    pub hint: String,
    /// The clause of the policy that says so, if it is one of the policy's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<Clause>,
    /// Each of the things that it is about, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
}

impl Refusal {
    /// A refusal on this ground; `what` says what is the case.
    #[must_use]
    pub fn on(ground: &Ground, what: impl Into<String>) -> Self {
        Self {
            code: ground.code,
            what: what.into(),
            wanted: ground.wanted.to_owned(),
            hint: ground.hint.to_owned(),
            clause: None,
            items: Vec::new(),
        }
    }

    /// The same, saying more exactly what would have been accepted.
    #[must_use]
    pub fn wanting(self, wanted: impl Into<String>) -> Self {
        Self {
            wanted: wanted.into(),
            ..self
        }
    }

    /// The same, about each of these.
    #[must_use]
    pub fn about(self, items: Vec<String>) -> Self {
        Self { items, ..self }
    }

    /// The same, resting on a value of the policy.
    #[must_use]
    pub fn resting_on<T>(self, provision: &Provision<T>) -> Self {
        Self {
            clause: Some(provision.authority().clause.clone()),
            ..self
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}", self.what, self.code)?;
        if let Some(clause) = &self.clause {
            write!(f, ", {clause}")?;
        }
        write!(f, "]; wanted: {}; {}", self.wanted, self.hint)?;
        self.items.iter().try_for_each(|item| write!(f, "\n  {item}"))
    }
}

impl std::error::Error for Refusal {}
