//! Registration: who is responsible for a meter, and what is about to change.

use s1spki_policies::{Eui64, Moment};
use serde::{Deserialize, Serialize};

use super::Tenure;

/// What registration data say of one meter point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The meter point: an MPAN or an MPRN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mpxn: Option<String>,
    /// The suppliers, each for its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppliers: Option<Vec<Tenure>>,
    /// The network operators, each for its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_operators: Option<Vec<Tenure>>,
    /// When a change of supplier takes effect; an empty list where none is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_of_supplier: Option<Vec<Moment>>,
    /// When a change of tenancy is planned; an empty list where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_of_tenancy: Option<Vec<Moment>>,
}

/// Who holds a place at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Responsible {
    /// Nobody said.
    Unknown,
    /// It was said, and nobody does at that time.
    Nobody,
    /// One party does.
    One(Eui64),
    /// More than one does, which contradicts itself.
    Several(Vec<Eui64>),
}

impl Registration {
    /// Who supplies at `at`.
    #[must_use]
    pub fn supplier(&self, at: Moment) -> Responsible {
        Responsible::among(self.suppliers.as_deref(), at)
    }

    /// Who operates the network at `at`.
    #[must_use]
    pub fn network_operator(&self, at: Moment) -> Responsible {
        Responsible::among(self.network_operators.as_deref(), at)
    }
}

impl Responsible {
    fn among(tenures: Option<&[Tenure]>, at: Moment) -> Self {
        let Some(tenures) = tenures else {
            return Self::Unknown;
        };
        let at_that_time = tenures.iter().filter(|tenure| tenure.span.contains(at));
        let mut parties: Vec<Eui64> = at_that_time.map(|tenure| tenure.party).collect();
        parties.sort_unstable();
        parties.dedup();
        match parties.as_slice() {
            [] => Self::Nobody,
            [one] => Self::One(*one),
            _ => Self::Several(parties),
        }
    }

    /// The party, where it is one.
    #[must_use]
    pub const fn one(&self) -> Option<Eui64> {
        match self {
            Self::One(party) => Some(*party),
            Self::Unknown | Self::Nobody | Self::Several(_) => None,
        }
    }
}
