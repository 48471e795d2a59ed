//! Where the state is kept: the ledger, and what is looked up often.
//!
//! The ledger is the truth. Everything else in a store is a projection: what the entries say, put where it is
//! quickly found. The two are written together, and the projections can be [rebuilt](Store::rebuild) at any
//! time. A store has no rules about certificates: what an entry means for the projections, it is told as
//! [`Change`]s.

mod change;
mod error;
mod query;
mod sqlite;

use std::ops::ControlFlow;

use s1spki_policies::{Moment, SerialNumber};

use crate::KeyIdentifier;
use crate::ledger::{Chain, Entry, Extension, Head};

pub use change::{
    BurnedSerial, CertificateKey, CertificateRecord, Change, CrlRecord, RequestRecord, Revocation,
    StoredCertificate,
};
pub use error::StoreError;
pub use query::{
    CertificateFilter, Cursor, Kinds, Listing, Page, ParseCursorError, RequestFilter, RevocationStatus,
};
pub use sqlite::SqliteStore;

/// Keeps the ledger and its projections. One writer at a time; the database decides who it is.
pub trait Store: Send {
    /// Where the ledger ends.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn head(&self) -> Result<Head, StoreError>;

    /// Hands over the entries from `from` on, in order, until there are no more or `each` breaks off.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn entries(
        &self,
        from: u64,
        kinds: Kinds<'_>,
        each: &mut dyn FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Enters an extension, together with what it changes in the projections. When this returns, all of it is
    /// on the disk; when it fails, none of it.
    ///
    /// # Errors
    /// [`StoreError::HeadMoved`] where the ledger does not end where the extension begins any more;
    /// [`StoreError::SerialUsed`], [`StoreError::SerialUnknown`] or [`StoreError::CrlNumber`] where a change
    /// contradicts what is stored; otherwise [`StoreError`] where the database fails.
    fn append(&mut self, extension: &Extension, changes: &[Change]) -> Result<Head, StoreError>;

    /// Throws the projections away and makes them anew from the ledger, which is verified on the way. `project`
    /// says what an entry changes.
    ///
    /// # Errors
    /// [`StoreError::Ledger`] where the ledger has a fault, [`StoreError::Projection`] where `project` cannot
    /// make sense of an entry; then the projections stay as they were.
    fn rebuild(&mut self, project: &mut Projector<'_>) -> Result<Head, StoreError>;

    /// The certificate with this issuer and serial number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn certificate(&self, key: &CertificateKey) -> Result<Option<StoredCertificate>, StoreError>;

    /// The certificates that `filter` lets through: those that expire first come first, and of those that
    /// expire together the older ones.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn certificates(
        &self,
        filter: &CertificateFilter,
        page: Page,
    ) -> Result<Listing<StoredCertificate>, StoreError>;

    /// The revocations of an authority, by serial number; those of certificates that expired before
    /// `unexpired_at` are left out, as a CRL may leave them out (RFC 5280 3.3).
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn revocations(
        &self,
        issuer: KeyIdentifier,
        unexpired_at: Moment,
    ) -> Result<Vec<(SerialNumber, Revocation)>, StoreError>;

    /// The serial numbers that were burned and have neither a certificate nor a revocation: they wait for
    /// approval, were given up, or the process died before there was a record. Which of these it is, the ledger
    /// says.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn open_serials(&self) -> Result<Vec<BurnedSerial>, StoreError>;

    /// The request with this identifier.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn request(&self, id: &str) -> Result<Option<RequestRecord>, StoreError>;

    /// The requests that `filter` lets through, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn requests(&self, filter: &RequestFilter, page: Page) -> Result<Listing<RequestRecord>, StoreError>;

    /// The CRL of an authority with the highest number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    fn latest_crl(&self, issuer: KeyIdentifier) -> Result<Option<CrlRecord>, StoreError>;

    /// Has the database look through its own files. What the entries say is verified by [`verify`].
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with what it found.
    fn integrity_check(&self) -> Result<(), StoreError>;
}

/// Says what an entry changes in the projections.
pub type Projector<'a> =
    dyn FnMut(&Entry) -> Result<Vec<Change>, Box<dyn std::error::Error + Send + Sync>> + 'a;

/// Verifies the ledger of a store, against a head that was noted earlier if there is one.
///
/// # Errors
/// [`StoreError::Ledger`] with the first fault, or [`StoreError`] where the database fails.
pub fn verify(store: &dyn Store, known: Option<Head>) -> Result<Head, StoreError> {
    let mut chain = known.map_or_else(Chain::new, Chain::against);
    let mut fault = None;
    store.entries(1, Kinds::All, &mut |entry| match chain.follow(&entry) {
        Ok(()) => ControlFlow::Continue(()),
        Err(found) => {
            fault = Some(found);
            ControlFlow::Break(())
        }
    })?;
    match fault {
        Some(fault) => Err(fault.into()),
        None => Ok(chain.finish()?),
    }
}
