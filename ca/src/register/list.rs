//! What the register knows of the lists of revoked certificates.

use s1spki_policies::Moment;
use serde::Serialize;

use crate::event::{ListIntended, ListIssued};

/// How far the lists of one authority have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ListFacts {
    /// The highest number that was given to a list, signed or not; zero before the first.
    pub last_number: u64,
    /// The time of that list.
    pub last_this_update: Option<Moment>,
    /// The last list that was signed.
    pub issued: Option<IssuedListFacts>,
}

/// What is known of a list that was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct IssuedListFacts {
    /// Its number.
    pub number: u64,
    /// When it was made.
    pub this_update: Moment,
    /// When the next one is due.
    pub next_update: Moment,
}

impl ListFacts {
    pub(super) const fn intend(&mut self, event: &ListIntended) {
        self.last_number = event.number;
        self.last_this_update = Some(event.this_update);
    }

    pub(super) const fn issue(&mut self, event: &ListIssued) {
        self.issued = Some(IssuedListFacts {
            number: event.number,
            this_update: event.this_update,
            next_update: event.next_update,
        });
    }
}
