//! Events of organisations.

use std::collections::BTreeSet;

use s1spki_policies::{Eui64, Moment, RemotePartyRole};
use serde::{Deserialize, Serialize};

use crate::{Hash, OrganisationId, PersonId};

/// An organisation is in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationRegistered {
    /// What it is called here.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The roles for which it may hold certificates.
    pub roles: BTreeSet<RemotePartyRole>,
    /// Its identifiers.
    pub identifiers: BTreeSet<Eui64>,
    /// The people who may hand in requests for it.
    pub responsible_officers: Vec<ResponsibleOfficer>,
    /// On what this rests.
    pub evidence: Evidence,
    /// Which officer entered it.
    pub by: PersonId,
}

/// What the register says of an organisation is now this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationAmended {
    /// Everything that is now said of it.
    pub now: OrganisationRegistered,
    /// Why.
    pub reason: String,
}

/// A person who may hand in requests for an organisation (SEC: Authorised Responsible Officer).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponsibleOfficer {
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
}

/// How it was established who an organisation is. The documents themselves are kept elsewhere; what stands here
/// is their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The scheme, such as GPG46.
    pub scheme: String,
    /// The level that was reached in it.
    pub level: u8,
    /// The SHA-256 of the file of evidence.
    pub file_sha256: Hash,
    /// Who collected it, and may therefore not approve what rests on it.
    pub collected_by: PersonId,
    /// When.
    pub collected_at: Moment,
}
