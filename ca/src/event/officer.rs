//! Events of officers.

use serde::{Deserialize, Serialize};

use crate::statement::SignedStatement;
use crate::{PersonId, PublicKey};

/// A person may act as an officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerEnrolled {
    /// The person.
    pub officer: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's key.
    pub public_key: PublicKey,
    /// The statements of the officers who want it; none for those with whom the authority began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<SignedStatement>,
}

/// A person may no longer act as an officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerRemoved {
    /// The person.
    pub officer: PersonId,
    /// Why.
    pub reason: String,
    /// Which officer says so.
    pub by: PersonId,
}
