//! On what a value or a rule rests.

use std::fmt;

use serde::Serialize;

use crate::{Clause, Standing};

/// On what a value or a rule rests: the clause that says it, how firmly it stands, where that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authority {
    /// The clause.
    pub clause: Clause,
    /// How firmly it stands.
    pub standing: Standing,
    /// Where it was seen, or what it is modelled on.
    pub source: String,
}

impl fmt::Display for Authority {
    /// Clause and standing; the source is for those who ask.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} ({})", self.clause, self.standing))
    }
}
