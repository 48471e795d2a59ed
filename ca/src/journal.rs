//! The ledger and what it adds up to, kept together: nothing is the case that is not on the disk.

use std::ops::ControlFlow;

use s1spki_policies::Moment;

use crate::Hash;
use crate::error::OperationError;
use crate::event::{AuthorityLocked, Contradiction, Event, EventError};
use crate::ledger::{Chain, Entry, Head};
use crate::projection;
use crate::register::{Recorded, Register};
use crate::store::{Kinds, Store, StoreError};

/// An event that is on the disk. Made by recording it, and in no other way.
#[derive(Clone, Debug)]
pub struct Durable {
    event: Event,
    at: Moment,
    entry: Hash,
    sequence: u64,
}

impl Durable {
    /// One that is on no disk.
    #[cfg(test)]
    pub(crate) const fn for_test(event: Event, at: Moment, entry: Hash, sequence: u64) -> Self {
        Self {
            event,
            at,
            entry,
            sequence,
        }
    }

    /// The event.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// When it was entered.
    #[must_use]
    pub const fn at(&self) -> Moment {
        self.at
    }

    /// Its place in the ledger.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The hash of its entry.
    #[must_use]
    pub const fn entry(&self) -> Hash {
        self.entry
    }
}

/// A store, and the register that its ledger adds up to.
pub(crate) struct Journal<S> {
    store: S,
    register: Register,
    head: Head,
}

impl<S: Store> Journal<S> {
    /// Reads the whole ledger, and verifies it on the way.
    pub(crate) fn open(store: S) -> Result<Self, OperationError> {
        let mut register = Register::default();
        let mut chain = Chain::new();
        let mut fault: Option<OperationError> = None;
        store.entries(1, Kinds::All, &mut |entry| {
            let followed = chain
                .follow(&entry)
                .map_err(|fault| StoreError::from(fault).into());
            let applied = followed.and_then(|()| Ok(apply(&mut register, &entry)?));
            match applied {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    fault = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        match fault {
            Some(fault) => Err(fault),
            None => Ok(Self {
                store,
                register,
                head: chain.head(),
            }),
        }
    }

    pub(crate) const fn register(&self) -> &Register {
        &self.register
    }

    pub(crate) const fn store(&self) -> &S {
        &self.store
    }

    pub(crate) const fn head(&self) -> Head {
        self.head
    }

    #[cfg(test)]
    pub(crate) fn into_store(self) -> S {
        self.store
    }

    /// Enters events in the ledger and in the tables, in one step, and then takes note of them. When this
    /// returns, they are on the disk; when it fails, nothing is the case that was not before.
    ///
    /// Where the tables contradict the ledger, that is entered instead, and locks the authority.
    pub(crate) fn record(&mut self, events: Vec<Event>, at: Moment) -> Result<Vec<Durable>, OperationError> {
        match self.append(events, at) {
            Err(OperationError::Store(error)) if contradicts(&error) => {
                let what = error.to_string();
                let contradiction = Contradiction::TablesDiffer { what };
                let locked = AuthorityLocked {
                    contradiction: contradiction.clone(),
                };
                self.append(vec![locked.into()], at)?;
                Err(OperationError::Contradiction(contradiction))
            }
            outcome => outcome,
        }
    }

    fn append(&mut self, events: Vec<Event>, at: Moment) -> Result<Vec<Durable>, OperationError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let extension = self.head.extend(at, events.iter().map(Event::draft))?;
        let places = events.into_iter().zip(extension.entries());
        let durable: Vec<Durable> = places
            .map(|(event, entry)| Durable {
                event,
                at: entry.at,
                entry: entry.hash,
                sequence: entry.sequence,
            })
            .collect();
        let changes = projection::changes(&self.register, &durable)?;
        self.head = self.store.append(&extension, &changes)?;
        for durable in &durable {
            self.register.apply(&durable.recorded());
        }
        Ok(durable)
    }

    /// Throws the tables away, and makes them anew from the ledger.
    pub(crate) fn rebuild(&mut self) -> Result<Head, OperationError> {
        let mut register = Register::default();
        let head = self.store.rebuild(&mut |entry| {
            let event = Event::of(entry)?;
            let durable = Durable {
                event,
                at: entry.at,
                entry: entry.hash,
                sequence: entry.sequence,
            };
            let changes = projection::changes(&register, std::slice::from_ref(&durable))?;
            register.apply(&durable.recorded());
            Ok(changes)
        })?;
        self.register = register;
        self.head = head;
        Ok(head)
    }
}

impl Durable {
    const fn recorded(&self) -> Recorded<'_> {
        Recorded {
            event: &self.event,
            at: self.at,
            entry: self.entry,
        }
    }
}

fn apply(register: &mut Register, entry: &Entry) -> Result<(), EventError> {
    let event = Event::of(entry)?;
    register.apply(&Recorded {
        event: &event,
        at: entry.at,
        entry: entry.hash,
    });
    Ok(())
}

/// Whether the tables say of a number that it was used, though the ledger does not, or the other way round.
const fn contradicts(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::SerialUsed(_)
            | StoreError::SerialUnknown(_)
            | StoreError::RevokedAlready(_)
            | StoreError::CrlNumber { .. }
    )
}
