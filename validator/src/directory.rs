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

mod builder;
mod entry;
mod error;
mod query;
mod report;
mod resolution;
mod status;

use s1spki_policies::{CertificateId, Eui64, KeyUsage, RemotePartyRole, SerialNumber};

pub use builder::DirectoryBuilder;
pub use entry::Entry;
pub use error::DirectoryError;
pub use query::{IssuerAndSerial, Query};
pub use report::{RepeatedIdentifier, SharedKey};
pub use resolution::Resolution;
pub use status::{ParseRepositoryStatusError, RepositoryStatus};

use crate::name::Name;

/// Certificates, to be found by what identifies them. It does not change; many threads may ask it at once.
#[derive(Debug, Default)]
pub struct Directory {
    entries: Vec<Entry>,
}

impl Directory {
    /// How many certificates there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no certificate.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The certificate with this Certificate ID: issuer common name and serial number (S1SR draft, clause 2).
    /// Null names none. Common names are compared by value, as X.520 has it.
    ///
    /// # Errors
    /// [`DirectoryError`] where a record cannot be read, or is not what the index says.
    pub fn by_certificate_id(&self, id: &CertificateId) -> Result<Resolution, DirectoryError> {
        self.resolve(&Query {
            certificate_id: Some(id.clone()),
            ..Query::default()
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
        self.resolve(&Query {
            issuer_and_serial: Some(IssuerAndSerial {
                issuer: issuer.clone(),
                serial: serial.clone(),
            }),
            ..Query::default()
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

    /// The certificates to which everything in the query applies, one after the other.
    pub fn find<'a>(
        &'a self,
        query: &'a Query,
    ) -> impl Iterator<Item = Result<Entry, DirectoryError>> + use<'a> {
        let entries = self.entries.iter().filter(|entry| query.applies_to(entry));
        entries.map(|entry| Ok(entry.clone()))
    }

    /// The identifiers (issuer and serial number) that more than one certificate has.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn repeated_identifiers(&self) -> Result<Vec<RepeatedIdentifier>, DirectoryError> {
        Ok(Vec::new())
    }

    /// The public keys that more than one certificate has.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn shared_keys(&self) -> Result<Vec<SharedKey>, DirectoryError> {
        Ok(Vec::new())
    }

    fn resolve(&self, query: &Query) -> Result<Resolution, DirectoryError> {
        let entries: Result<Vec<Entry>, DirectoryError> = self.find(query).collect();
        entries.map(Resolution::of)
    }
}
