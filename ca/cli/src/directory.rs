//! The directory of an authority, and what stands where in it.

use std::path::{Path, PathBuf};

use s1spki_ca::store::SqliteStore;

use crate::failure::Failure;

/// The directory of an authority.
///
/// | name | what |
/// |---|---|
/// | `ledger.db` | the ledger, and what is looked up in it: the whole state |
/// | `policy.toml` | the policy in force |
/// | `keys/root.pem`, `keys/issuing.pem` | the private keys, encrypted |
/// | `published/` | certificates and lists for everybody |
#[derive(Clone, Debug)]
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn ledger(&self) -> PathBuf {
        self.0.join("ledger.db")
    }

    /// Opens the store.
    pub(crate) fn store(&self) -> Result<SqliteStore, Failure> {
        Ok(SqliteStore::open(&self.ledger())?)
    }
}
