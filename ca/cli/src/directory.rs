//! The directory of an authority, and what stands where in it.

use std::path::{Path, PathBuf};

use s1spki_ca::ListKind;
use s1spki_ca::store::SqliteStore;
use s1spki_policies::SerialNumber;

use crate::failure::Failure;

/// The directory of an authority.
///
/// | name | what |
/// |---|---|
/// | `ledger.db` | the ledger, and the tables that are made from it: the whole state, with the policy in force |
/// | `keys/root.pem`, `keys/issuing.pem` | the private keys, encrypted, readable by their owner alone |
/// | `published/` | what is for everybody; all of it can be written again from the ledger |
/// | `published/root.pem`, `published/issuing.pem` | the certificates of the two authorities |
/// | `published/root.crl`, `published/issuing.crl` | their lists of revoked certificates, in DER |
/// | `published/certificates/` | the certificates of organisations, by serial number |
///
/// The keys of officers are not here: each officer keeps their own.
#[derive(Clone, Debug)]
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn ledger(&self) -> PathBuf {
        self.join("ledger.db")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.join("keys")
    }

    pub(crate) fn root_key(&self) -> PathBuf {
        self.keys().join("root.pem")
    }

    pub(crate) fn issuing_key(&self) -> PathBuf {
        self.keys().join("issuing.pem")
    }

    pub(crate) fn published(&self) -> PathBuf {
        self.join("published")
    }

    pub(crate) fn root_certificate(&self) -> PathBuf {
        self.published().join("root.pem")
    }

    pub(crate) fn issuing_certificate(&self) -> PathBuf {
        self.published().join("issuing.pem")
    }

    pub(crate) fn certificates(&self) -> PathBuf {
        self.published().join("certificates")
    }

    /// `0x26DB…` becomes `26DB….pem`.
    pub(crate) fn certificate(&self, serial: &SerialNumber) -> PathBuf {
        let digits = serial.to_string();
        let digits = digits.strip_prefix("0x").unwrap_or(&digits);
        self.certificates().join(format!("{digits}.pem"))
    }

    pub(crate) fn list(&self, kind: ListKind) -> PathBuf {
        self.published().join(match kind {
            ListKind::Crl => "issuing.crl",
            ListKind::Arl => "root.crl",
        })
    }

    /// What stands in the directory under this name; in the current one it is called by that name alone.
    fn join(&self, name: &str) -> PathBuf {
        match self.0 == Path::new(".") {
            true => name.into(),
            false => self.0.join(name),
        }
    }

    /// Opens the store.
    pub(crate) fn store(&self) -> Result<SqliteStore, Failure> {
        Ok(SqliteStore::open(&self.ledger())?)
    }
}
