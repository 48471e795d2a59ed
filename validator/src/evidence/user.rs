//! Users of the service.

use s1spki_policies::{Eui64, UserRole};
use serde::{Deserialize, Serialize};

/// A User, its roles, and whether it may act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Who it is.
    pub eui64: Eui64,
    /// In which roles it acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<UserRole>>,
    /// Whether it may act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<UserStatus>,
}

/// Whether a User may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserStatus {
    /// It may.
    Live,
    /// It may not yet, or for now.
    Suspended,
    /// It may not any more.
    Withdrawn,
}
