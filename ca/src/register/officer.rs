//! What the register knows of officers.

use s1spki_policies::Moment;
use serde::Serialize;

use crate::event::OfficerEnrolled;
use crate::{PersonId, PublicKey};

/// Somebody who is or was an officer. Nobody is ever forgotten: what was signed stays verifiable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Officer {
    /// The person.
    pub id: PersonId,
    /// The person's full name.
    pub name: String,
    /// The person's key.
    pub public_key: PublicKey,
    /// Since when.
    pub enrolled_at: Moment,
    /// Until when; nothing while the person is an officer.
    pub removed_at: Option<Moment>,
}

impl Officer {
    pub(super) fn enrolled(event: &OfficerEnrolled, at: Moment) -> Self {
        Self {
            id: event.officer.clone(),
            name: event.name.clone(),
            public_key: event.public_key.clone(),
            enrolled_at: at,
            removed_at: None,
        }
    }

    /// Whether the person is an officer now.
    #[must_use]
    pub const fn is_present(&self) -> bool {
        self.removed_at.is_none()
    }
}
