//! What can go wrong with a store.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use super::CertificateKey;
use crate::KeyIdentifier;
use crate::ledger::{Head, LedgerFault};

/// What a database said that nobody expected.
type Source = Box<dyn Error + Send + Sync>;

/// Why a store did not do as asked. Where it was asked to write, nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no database.
    #[error("there is no database at {}", .0.display())]
    Missing(PathBuf),
    /// There is one already, and a new one was to be made.
    #[error("{} exists already: a new database is not made over it", .0.display())]
    Exists(PathBuf),
    /// The file is something else.
    #[error("{} is not a database of this program", .0.display())]
    NotOurs(PathBuf),
    /// The database was written by a later version of this program.
    #[error("{} has the layout of version {found}, and this program knows up to {known}: use a newer one", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// The version of its layout.
        found: u32,
        /// The newest that is known here.
        known: u32,
    },
    /// Another process has it open.
    #[error("{} is in use by {holder}: wait for it, or end it", path.display())]
    AlreadyOpen {
        /// The database.
        path: PathBuf,
        /// Who has it open.
        holder: String,
    },
    /// Somebody else has extended the ledger meanwhile.
    #[error(
        "the ledger was extended meanwhile: it ends with {found}, and not with {expected}; look again and decide anew"
    )]
    HeadMoved {
        /// Where it was expected to end.
        expected: Head,
        /// Where it ends.
        found: Head,
    },
    /// A serial number is used a second time, or a certificate stored twice. This locks the CA.
    #[error("serial number {0} is used already")]
    SerialUsed(CertificateKey),
    /// A certificate is stored or revoked under a serial number that was never burned.
    #[error("serial number {0} was never given out")]
    SerialUnknown(CertificateKey),
    /// A serial number is revoked a second time.
    #[error("certificate {0} is revoked already")]
    RevokedAlready(CertificateKey),
    /// The number of a CRL is not higher than those before.
    #[error("CRL number {number} of authority {issuer} is not higher than those before it")]
    CrlNumber {
        /// The authority.
        issuer: KeyIdentifier,
        /// The number.
        number: u64,
    },
    /// The ledger has a fault. This locks the CA.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    /// An entry cannot be made sense of.
    #[error("entry {sequence} of the ledger cannot be projected: {source}")]
    Projection {
        /// The entry.
        sequence: u64,
        /// Why.
        source: Source,
    },
    /// The disk, or the space given to the database, is full.
    #[error("the disk of {} is full: make room; nothing was written", .0.display())]
    Full(PathBuf),
    /// The database may only be read.
    #[error("{} may only be read: see to the rights of the file and its folder", .0.display())]
    ReadOnly(PathBuf),
    /// Another program holds the database at this moment.
    #[error("{} is held by another program: end it, and try again", .0.display())]
    Busy(PathBuf),
    /// The database is damaged.
    #[error("{} is damaged ({detail}): restore it from a copy, then verify the ledger", path.display())]
    Corrupt {
        /// The database.
        path: PathBuf,
        /// What shows it.
        detail: String,
    },
    /// A file cannot be reached.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Anything else that the database says.
    #[error("{}: {source}", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// What it says.
        source: Source,
    },
}
