//! What goes wrong, apart from what is refused.

use crate::clock::ClockError;
use crate::encode::EncodeError;
use crate::entropy::EntropyError;
use crate::event::{Contradiction, EventError};
use crate::ledger::ExtendError;
use crate::refusal::Refusal;
use crate::signer::SignerError;
use crate::statement::StatementError;
use crate::store::StoreError;
use crate::template::TemplateError;

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The rules say no. That is on record.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something does not work. Nothing was changed, unless it says so.
    #[error(transparent)]
    Failed(#[from] OperationError),
}

/// What does not work: the disk, a key, the clock, or the authority itself.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An entry cannot be made.
    #[error(transparent)]
    Extend(#[from] ExtendError),
    /// An entry cannot be read.
    #[error(transparent)]
    Event(#[from] EventError),
    /// A key did not sign. What was intended is abandoned, and on record as that.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// A statement was not signed.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The clock.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The random generator.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A throwaway key cannot be made, or a key not opened.
    #[error(transparent)]
    Key(#[from] crate::key::KeyError),
    /// Something that the policy wants cannot be written.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// What cannot be is the case. The authority has locked itself.
    #[error("the authority has locked itself: {0}; two officers unlock it with a reason")]
    Contradiction(Contradiction),
    /// A contradiction before the authority was established. It never will be.
    #[error("establishing the authority was broken off: {0}; begin again in a new folder")]
    Unfinished(String),
    /// A record says something that cannot be put into the tables.
    #[error("entry {sequence} of the ledger cannot be put into the tables: {what}")]
    Projection {
        /// The entry.
        sequence: u64,
        /// Why.
        what: String,
    },
    /// A row of the tables cannot be read.
    #[error("{0} cannot be read from the tables: have them rebuilt from the ledger")]
    Row(String),
}

impl From<EncodeError> for OperationError {
    fn from(error: EncodeError) -> Self {
        Self::Template(error.into())
    }
}
