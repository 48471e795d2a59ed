//! From certificates to a directory.

use super::{Directory, Entry, RepositoryStatus};
use crate::certificate::Certificate;
use crate::encoding::DecodeError;

/// Takes certificates and makes a directory of them. The order in which they come does not matter.
#[derive(Debug, Default)]
pub struct DirectoryBuilder {
    entries: Vec<Entry>,
}

impl DirectoryBuilder {
    /// One without certificates.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate: what it is called where it comes from, its DER, and what the repository says of it.
    ///
    /// # Errors
    /// [`DecodeError`] where the bytes cannot be read as a certificate; nothing is added then.
    pub fn add(&mut self, label: &str, der: &[u8], status: RepositoryStatus) -> Result<(), DecodeError> {
        let certificate = Certificate::decode(der)?;
        self.entries.push(Entry::new(label, certificate, status));
        Ok(())
    }

    /// How many certificates were added.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was added.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Makes the directory.
    #[must_use]
    pub fn build(self) -> Directory {
        Directory {
            entries: self.entries,
        }
    }
}
