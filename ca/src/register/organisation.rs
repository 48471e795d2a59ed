//! What the register knows of organisations.

use std::collections::BTreeSet;

use s1spki_policies::{Eui64, Moment, RemotePartyRole};
use serde::Serialize;

use crate::event::{Evidence, OrganisationRegistered, ResponsibleOfficer};
use crate::{OrganisationId, PersonId};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// What it is called here.
    pub id: OrganisationId,
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
    pub entered_by: PersonId,
    /// When.
    pub entered_at: Moment,
}

impl Organisation {
    pub(super) fn registered(event: &OrganisationRegistered, at: Moment) -> Self {
        Self {
            id: event.organisation.clone(),
            name: event.name.clone(),
            roles: event.roles.clone(),
            identifiers: event.identifiers.clone(),
            responsible_officers: event.responsible_officers.clone(),
            evidence: event.evidence.clone(),
            entered_by: event.by.clone(),
            entered_at: at,
        }
    }

    /// Whether this person may hand in requests for it.
    #[must_use]
    pub fn is_responsible(&self, person: &PersonId) -> bool {
        self.responsible_officers
            .iter()
            .any(|officer| officer.person == *person)
    }
}
