//! The certificate directory: which certificate does a Certificate ID, or an issuer and a serial number, name?
//!
//! A [`DirectoryBuilder`] takes certificates and makes a [`Directory`], which does not change any more and may be
//! asked from many threads. Who is asked for a certificate answers with a [`Resolution`]: there may be none, and there
//! may be several, which is never silently one.
//!
//! ```
//! use s1spki_validator::directory::{Directory, DirectoryBuilder, Resolution};
//!
//! let directory: Directory = DirectoryBuilder::new().build();
//! let id = "Z1/0x71872BDBC82789BC1401CE01BA06ADA3".parse()?;
//! assert!(matches!(directory.by_certificate_id(&id)?, Resolution::None));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arrangement;
mod builder;
mod entry;
mod error;
mod index;
mod interned;
mod issuers;
mod layout;
mod memory;
mod query;
mod records;
mod report;
mod resolution;
mod row;
mod search;
mod status;

use s1spki_policies::{CertificateId, Eui64, KeyUsage, RemotePartyRole, SerialNumber};

pub use builder::DirectoryBuilder;
pub use entry::Entry;
pub use error::DirectoryError;
pub use query::{IssuerAndSerial, Query};
pub use records::{SnapshotSource, SourceError};
pub use report::{RepeatedIdentifier, SharedKey};
pub use resolution::Resolution;
pub use status::{ParseRepositoryStatusError, RepositoryStatus};

use crate::certificate::Certificate;
use crate::crypto;
use crate::name::Name;
use arrangement::Arrangement;
use index::Index;
use issuers::Issuers;
use memory::Memory;
use query::{has_certificate_id, is_named};
use records::Records;

/// Certificates, to be found by what identifies them. It does not change; many threads may ask it at once.
///
/// An index is in memory. The certificates themselves may be, or stand in a snapshot, from which each is read when it
/// is found; then it is held against its SHA-256 and against the index, and asked again whether it is the one that was
/// looked for. A snapshot that somebody has spoilt gives an error, never another certificate. What was asked for by its
/// identifier of late is remembered: few certificates sign most messages.
#[derive(Debug)]
pub struct Directory {
    index: Index,
    issuers: Issuers,
    records: Records,
    memory: Memory,
}

impl Default for Directory {
    fn default() -> Self {
        DirectoryBuilder::new().build()
    }
}

impl Directory {
    /// Opens a snapshot: reads its index, checks that against its SHA-256 and itself, and leaves the certificates where
    /// they are.
    ///
    /// # Errors
    /// [`DirectoryError`] where the source is not a whole snapshot of this version.
    pub fn open(source: impl SnapshotSource + 'static) -> Result<Self, DirectoryError> {
        let (index, start) = Index::open(&source)?;
        Ok(Self {
            issuers: Issuers::of(&index)?,
            index,
            records: Records::Behind {
                source: Box::new(source),
                start,
            },
            memory: Memory::default(),
        })
    }

    /// Whether octets begin as a snapshot does.
    #[must_use]
    pub fn is_snapshot(beginning: &[u8]) -> bool {
        beginning.starts_with(layout::MAGIC)
    }

    /// Writes a snapshot, which [`open`](Self::open) reads. The same certificates give the same octets.
    ///
    /// # Errors
    /// Those of `write`, which is called with one part after the other, and those of this directory's own source.
    pub fn write_snapshot<E: From<DirectoryError>>(
        &self,
        mut write: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        write(self.index.octets())?;
        write(&self.index.checksum())?;
        (0..self.len()).try_for_each(|row| write(&self.record(row)?))
    }

    /// The SHA-256 that names the content: equal where certificates, labels and status are.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        self.index.checksum()
    }

    /// How many certificates there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is no certificate.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The certificate with this Certificate ID: issuer common name and serial number (S1SR draft, clause 2).
    /// Null names none. Common names are compared by value, as X.520 has it.
    ///
    /// # Errors
    /// [`DirectoryError`] where a record cannot be read, or is not what the index says.
    pub fn by_certificate_id(&self, id: &CertificateId) -> Result<Resolution, DirectoryError> {
        self.resolve(self.rows_of_certificate_id(id), |entry| {
            has_certificate_id(entry, id)
        })
    }

    /// The certificate of this issuer with this serial number. Names are compared by value (RFC 5280 7.1); a serial
    /// number alone names nothing.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn by_issuer_and_serial(
        &self,
        issuer: &Name,
        serial: &SerialNumber,
    ) -> Result<Resolution, DirectoryError> {
        self.resolve(self.rows_named(issuer, serial), |entry| {
            is_named(entry, issuer, serial)
        })
    }

    /// The certificates of this party.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn by_eui64(&self, eui64: Eui64) -> Result<Vec<Entry>, DirectoryError> {
        let query = Query {
            eui64: Some(eui64),
            ..Query::default()
        };
        self.find(&query).collect()
    }

    /// The certificates of parties in this role.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn by_role(&self, role: RemotePartyRole) -> Result<Vec<Entry>, DirectoryError> {
        let query = Query {
            role: Some(role),
            ..Query::default()
        };
        self.find(&query).collect()
    }

    /// The certificates whose key may be used for this.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn by_key_usage(&self, usage: KeyUsage) -> Result<Vec<Entry>, DirectoryError> {
        let query = Query {
            key_usage: Some(usage),
            ..Query::default()
        };
        self.find(&query).collect()
    }

    /// The certificates that the repository gave this status.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn by_status(&self, status: RepositoryStatus) -> Result<Vec<Entry>, DirectoryError> {
        let query = Query {
            status: Some(status),
            ..Query::default()
        };
        self.find(&query).collect()
    }

    /// The certificates with this subject key identifier.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn by_subject_key_identifier(&self, identifier: &[u8]) -> Result<Vec<Entry>, DirectoryError> {
        let query = Query {
            subject_key_identifier: Some(identifier.to_vec()),
            ..Query::default()
        };
        self.find(&query).collect()
    }

    /// The certificates to which everything in the query applies, by issuer and serial number. A record that may be one of
    /// them and cannot be read is an error among them.
    pub fn find<'a>(
        &'a self,
        query: &'a Query,
    ) -> impl Iterator<Item = Result<Entry, DirectoryError>> + use<'a> {
        let entries = self.rows(query).map(|row| self.entry(row));
        entries.filter(|entry| entry.as_ref().map_or(true, |entry| query.applies_to(entry)))
    }

    /// Every certificate, by issuer and serial number.
    pub fn entries(&self) -> impl Iterator<Item = Result<Entry, DirectoryError>> {
        (0..self.len()).map(|row| self.entry(row))
    }

    fn of(arrangement: Arrangement) -> Self {
        let (index, records) = arrangement.into_parts();
        Self {
            issuers: Issuers::of(&index).unwrap_or_default(),
            index,
            records: Records::Held(records),
            memory: Memory::default(),
        }
    }

    /// What these certificates come to, of which those are asked again that the index speaks of.
    fn resolve(
        &self,
        rows: impl Iterator<Item = usize>,
        is_meant: impl Fn(&Entry) -> bool,
    ) -> Result<Resolution, DirectoryError> {
        let entries = rows.map(|row| self.memory.recall(row, || self.entry(row)));
        let meant = entries.filter(|entry| entry.as_ref().map_or(true, &is_meant));
        let meant: Result<Vec<Entry>, DirectoryError> = meant.collect();
        meant.map(Resolution::of)
    }

    /// Reads a certificate, and believes nothing that the index says of it.
    fn entry(&self, row: usize) -> Result<Entry, DirectoryError> {
        let wrong = |reason| DirectoryError::Record {
            offset: self.offset_of(row),
            reason,
        };
        let record = self.record(row)?;
        let (label, der) =
            records::parts(&record).ok_or_else(|| wrong("its label is cut off or not UTF-8"))?;
        let certificate =
            Certificate::decode(der).map_err(|_| wrong("it cannot be read as a certificate"))?;
        if !self.agrees(row, &certificate) {
            return Err(wrong("it is not the certificate of which the index speaks"));
        }
        let status = self.index.status(row).unwrap_or_default();
        Ok(Entry::new(label, certificate, status))
    }

    /// Where the record of a certificate stands in a snapshot.
    fn offset_of(&self, row: usize) -> u64 {
        let place = self.index.record_place(row).unwrap_or_default();
        self.index.records_start().saturating_add(place.start)
    }

    /// The octets of a record, which are those that the index has the SHA-256 of.
    fn record(&self, row: usize) -> Result<std::borrow::Cow<'_, [u8]>, DirectoryError> {
        let record = self
            .records
            .read(self.index.record_place(row).unwrap_or_default())?;
        if self.index.record_hash(row) == Some(&crypto::sha256(&record)) {
            return Ok(record);
        }
        Err(DirectoryError::Record {
            offset: self.offset_of(row),
            reason: "it is damaged: its SHA-256 is not the one in the index",
        })
    }
}
