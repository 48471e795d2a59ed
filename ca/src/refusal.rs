//! Why a rule says no.

pub mod ground;

use std::fmt;
use std::sync::Arc;

use s1spki_policies::{Authority, Clause, Provision};
use serde::{Serialize, Serializer};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    ground: &'static Ground,
    what: String,
    wanted: Option<String>,
    authority: Option<Arc<Authority>>,
    items: Vec<String>,
}

impl Refusal {
    /// A refusal on this ground; `what` says what is the case.
    #[must_use]
    pub fn on(ground: &'static Ground, what: impl Into<String>) -> Self {
        Self {
            ground,
            what: what.into(),
            wanted: None,
            authority: None,
            items: Vec::new(),
        }
    }

    /// The same, saying more exactly what would have been accepted.
    #[must_use]
    pub fn wanting(self, wanted: impl Into<String>) -> Self {
        Self {
            wanted: Some(wanted.into()),
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
            authority: Some(Arc::clone(provision.authority())),
            ..self
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.ground.code
    }

    /// What is the case.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What would have been accepted.
    #[must_use]
    pub fn wanted(&self) -> &str {
        self.wanted.as_deref().unwrap_or(self.ground.wanted)
    }

    /// What to do.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        self.ground.hint
    }

    /// The clause of the policy that says so, if it is one of the policy's.
    #[must_use]
    pub fn clause(&self) -> Option<&Clause> {
        self.authority.as_ref().map(|authority| &authority.clause)
    }

    /// Each of the things that it is about, where there are several.
    #[must_use]
    pub fn items(&self) -> &[String] {
        &self.items
    }
}

impl fmt::Display for Refusal {
    /// On one line, then the items on a line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}", self.what, self.code())?;
        if let Some(authority) = &self.authority {
            write!(f, ", {authority}")?;
        }
        write!(f, "]; wanted: {}; {}", self.wanted(), self.hint())?;
        self.items.iter().try_for_each(|item| write!(f, "\n  {item}"))
    }
}

impl std::error::Error for Refusal {}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Record<'a> {
            code: &'a str,
            what: &'a str,
            wanted: &'a str,
            hint: &'a str,
            #[serde(flatten, skip_serializing_if = "Option::is_none")]
            authority: Option<&'a Authority>,
            #[serde(skip_serializing_if = "<[String]>::is_empty")]
            items: &'a [String],
        }
        Record {
            code: self.code(),
            what: &self.what,
            wanted: self.wanted(),
            hint: self.hint(),
            authority: self.authority.as_deref(),
            items: &self.items,
        }
        .serialize(serializer)
    }
}
