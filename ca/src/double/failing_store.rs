//! A store that fails at a chosen write.

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

use s1spki_policies::{Moment, SerialNumber};

use crate::KeyIdentifier;
use crate::ledger::{Entry, Extension, Head};
use crate::store::{
    BurnedSerial, CertificateFilter, CertificateKey, Change, CrlRecord, Kinds, Listing, Page, Projector,
    RequestFilter, RequestRecord, Revocation, Store, StoreError, StoredCertificate,
};

/// At which point of a write the store fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Nothing is written.
    BeforeCommit,
    /// Everything is written, and nobody is told: the machine went down in between.
    AfterCommit,
}

/// Passes everything on to a real store, and fails at one write: the first is write 1. From then on it is dead.
pub(crate) struct FailingStore<S> {
    inner: S,
    fails_at: usize,
    when: When,
    writes: usize,
}

impl<S: Store> FailingStore<S> {
    pub(crate) fn new(inner: S, fails_at: usize, when: When) -> Self {
        Self {
            inner,
            fails_at,
            when,
            writes: 0,
        }
    }

    /// The real store, as the failure left it.
    pub(crate) fn into_inner(self) -> S {
        self.inner
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut S) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.writes += 1;
        if self.writes < self.fails_at {
            return work(&mut self.inner);
        }
        if self.writes == self.fails_at && self.when == When::AfterCommit {
            work(&mut self.inner)?;
        }
        Err(StoreError::Io {
            path: PathBuf::from("failing.db"),
            source: io::Error::other("the disk was told to fail"),
        })
    }
}

impl<S: Store> Store for FailingStore<S> {
    fn head(&self) -> Result<Head, StoreError> {
        self.inner.head()
    }

    fn entries(
        &self,
        from: u64,
        kinds: Kinds<'_>,
        each: &mut dyn FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.inner.entries(from, kinds, each)
    }

    fn append(&mut self, extension: &Extension, changes: &[Change]) -> Result<Head, StoreError> {
        self.write(|inner| inner.append(extension, changes))
    }

    fn rebuild(&mut self, project: &mut Projector<'_>) -> Result<Head, StoreError> {
        self.write(|inner| inner.rebuild(project))
    }

    fn certificate(&self, key: &CertificateKey) -> Result<Option<StoredCertificate>, StoreError> {
        self.inner.certificate(key)
    }

    fn certificates(
        &self,
        filter: &CertificateFilter,
        page: Page,
    ) -> Result<Listing<StoredCertificate>, StoreError> {
        self.inner.certificates(filter, page)
    }

    fn revocations(
        &self,
        issuer: KeyIdentifier,
        unexpired_at: Moment,
    ) -> Result<Vec<(SerialNumber, Revocation)>, StoreError> {
        self.inner.revocations(issuer, unexpired_at)
    }

    fn open_serials(&self) -> Result<Vec<BurnedSerial>, StoreError> {
        self.inner.open_serials()
    }

    fn request(&self, id: &str) -> Result<Option<RequestRecord>, StoreError> {
        self.inner.request(id)
    }

    fn requests(&self, filter: &RequestFilter, page: Page) -> Result<Listing<RequestRecord>, StoreError> {
        self.inner.requests(filter, page)
    }

    fn latest_crl(&self, issuer: KeyIdentifier) -> Result<Option<CrlRecord>, StoreError> {
        self.inner.latest_crl(issuer)
    }

    fn integrity_check(&self) -> Result<(), StoreError> {
        self.inner.integrity_check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Draft;
    use crate::store::SqliteStore;

    /// What is there after three writes of which the second fails.
    fn sequence_after(when: When) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::create(&folder.path().join("ca.db")).unwrap();
        let mut store = FailingStore::new(store, 2, when);
        let mut acknowledged = 0;
        for _ in 0..3 {
            let head = store.head().unwrap();
            let extension = head
                .extend("2026-01-01".parse().unwrap(), [Draft::new("counted", "")])
                .unwrap();
            acknowledged += u64::from(store.append(&extension, &[]).is_ok());
        }
        assert_eq!(acknowledged, 1);
        store.into_inner().head().unwrap().sequence
    }

    #[test]
    fn a_failure_before_the_commit_writes_nothing_and_one_after_it_everything() {
        assert_eq!(sequence_after(When::BeforeCommit), 1);
        assert_eq!(sequence_after(When::AfterCommit), 2);
    }
}
