//! Name constraints (RFC 5280 4.2.1.10): the state variables permitted_subtrees and excluded_subtrees.
//!
//! RFC 5280 6.1.4 (g) intersects the permitted subtrees of all CAs of the path and unites the excluded ones.
//! Here the lists stay apart: a name is permitted if each list that speaks of its form permits it, which is
//! the same and needs no intersection to be computed.
//!
//! A constraint that cannot be applied refuses the name: otherName, x400Address, ediPartyName and
//! registeredID, for which RFC 5280 defines no subtrees; a mail address without `@`; a URI without a fully
//! qualified host name; an IP address or mask of the wrong length.

mod subtree;

use std::fmt;

use self::subtree::{ConstrainedName, Position};
use super::budget::{Budget, Exhausted, Work};
use super::text::some_of;
use crate::extension::{GeneralName, NameConstraints};
use crate::name::Name;

/// The constraints in force at one place of a path.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameConstraintState<'a> {
    /// Each list of permitted subtrees: the initial one, and that of each CA.
    permitted: Vec<&'a [GeneralName]>,
    /// Each list of excluded subtrees.
    excluded: Vec<&'a [GeneralName]>,
}

/// A name that breaks a constraint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Violation<'a> {
    /// It lies in none of the permitted subtrees of its form.
    NotPermitted {
        name: String,
        permitted: &'a [GeneralName],
    },
    /// It lies in an excluded subtree.
    Excluded { name: String, subtree: &'a GeneralName },
    /// Whether it lies in the subtree cannot be said.
    Unclear {
        name: String,
        subtree: &'a GeneralName,
        reason: &'static str,
    },
}

impl<'a> NameConstraintState<'a> {
    /// RFC 5280 6.1.2 (b), (c): the initial subtrees.
    pub(crate) fn new(initial: &'a NameConstraints) -> Self {
        let mut state = Self::default();
        state.add(initial);
        state
    }

    /// RFC 5280 6.1.4 (g): what a CA adds.
    pub(crate) fn add(&mut self, constraints: &'a NameConstraints) {
        if !constraints.permitted.is_empty() {
            self.permitted.push(&constraints.permitted);
        }
        if !constraints.excluded.is_empty() {
            self.excluded.push(&constraints.excluded);
        }
    }

    /// Whether any constraint is in force.
    pub(crate) fn is_empty(&self) -> bool {
        self.permitted.is_empty() && self.excluded.is_empty()
    }

    /// RFC 5280 6.1.3 (b), (c): the first name of a certificate that breaks a constraint, if one does.
    pub(crate) fn first_violation(
        &self,
        subject: &Name,
        alternative_names: Option<&[GeneralName]>,
        budget: &mut Budget,
    ) -> Result<Option<Violation<'a>>, Exhausted> {
        if self.is_empty() {
            return Ok(None);
        }
        for name in ConstrainedName::of_certificate(subject, alternative_names) {
            for permitted in &self.permitted {
                if let Some(violation) = not_permitted(&name, permitted, budget)? {
                    return Ok(Some(violation));
                }
            }
            for subtree in self.excluded.iter().copied().flatten() {
                if let Some(violation) = excluded(&name, subtree, budget)? {
                    return Ok(Some(violation));
                }
            }
        }
        Ok(None)
    }
}

/// RFC 5280 6.1.3 (b): the name must lie in one of the subtrees of its form, if there is any.
fn not_permitted<'a>(
    name: &ConstrainedName<'_>,
    permitted: &'a [GeneralName],
    budget: &mut Budget,
) -> Result<Option<Violation<'a>>, Exhausted> {
    let mut found: Option<Violation<'_>> = None;
    for subtree in permitted {
        budget.spend(Work::NameComparisons, 1)?;
        match name.position(subtree) {
            Position::OtherForm => {}
            Position::Inside => return Ok(None),
            Position::Outside => {
                found.get_or_insert_with(|| Violation::NotPermitted {
                    name: name.to_string(),
                    permitted,
                });
            }
            Position::Unclear(reason) => found = Some(name.unclear(subtree, reason)),
        }
    }
    Ok(found)
}

/// RFC 5280 6.1.3 (c): the name must lie in no excluded subtree.
fn excluded<'a>(
    name: &ConstrainedName<'_>,
    subtree: &'a GeneralName,
    budget: &mut Budget,
) -> Result<Option<Violation<'a>>, Exhausted> {
    budget.spend(Work::NameComparisons, 1)?;
    Ok(match name.position(subtree) {
        Position::OtherForm | Position::Outside => None,
        Position::Inside => Some(Violation::Excluded {
            name: name.to_string(),
            subtree,
        }),
        Position::Unclear(reason) => Some(name.unclear(subtree, reason)),
    })
}

impl Violation<'_> {
    /// The name that breaks the constraint.
    pub(crate) fn found(&self) -> &str {
        match self {
            Self::NotPermitted { name, .. } | Self::Excluded { name, .. } | Self::Unclear { name, .. } => {
                name
            }
        }
    }
}

impl fmt::Display for Violation<'_> {
    /// What was wanted of the name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPermitted { permitted, .. } => {
                write!(
                    f,
                    "a name in one of the permitted subtrees {}",
                    some_of(*permitted)
                )
            }
            Self::Excluded { subtree, .. } => write!(f, "no name in the excluded subtree {subtree}"),
            Self::Unclear { subtree, reason, .. } => {
                write!(
                    f,
                    "a name that can be held against the subtree {subtree}, but {reason}"
                )
            }
        }
    }
}
