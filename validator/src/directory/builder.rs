//! From certificates to a directory.

use super::arrangement::Arrangement;
use super::interned::Interned;
use super::row::{Keys, Row, searchable};
use super::{Directory, RepositoryStatus};
use crate::certificate::Certificate;
use crate::encoding::DecodeError;

/// Takes certificates and makes a directory of them. The order in which they come does not matter.
///
/// A certificate that comes again is kept once, under the first of its labels by the alphabet; a status that is known
/// counts more than one that is not. With two statuses that contradict each other it is kept twice, so that it does not
/// resolve to one.
#[derive(Debug, Default)]
pub struct DirectoryBuilder {
    candidates: Vec<Candidate>,
    issuers: Interned,
    subjects: Interned,
}

/// A certificate that was added.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) label: Box<str>,
    pub(super) der: Box<[u8]>,
    pub(super) status: RepositoryStatus,
    /// The number of its issuer.
    pub(super) issuer: u32,
    /// The number of its subject's text.
    pub(super) subject: u32,
    pub(super) row: Row,
    pub(super) keys: Keys,
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
        let subject = searchable(certificate.subject());
        self.candidates.push(Candidate {
            label: label.into(),
            der: der.into(),
            status,
            issuer: self.issuers.number_of(certificate.issuer().der()),
            subject: self.subjects.number_of(subject.as_bytes()),
            row: Row::of(&certificate),
            keys: Keys::of(&certificate),
        });
        Ok(())
    }

    /// Takes everything that was added to another one: threads may have one each.
    pub fn append(&mut self, other: Self) {
        let issuers = self.issuers.append(other.issuers);
        let subjects = self.subjects.append(other.subjects);
        self.candidates
            .extend(other.candidates.into_iter().map(|mut candidate| {
                issuers.renumber(&mut candidate.issuer);
                subjects.renumber(&mut candidate.subject);
                candidate
            }));
    }

    /// How many certificates were added, those that came again included.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.candidates.len()
    }

    /// Whether nothing was added.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    /// Makes the directory.
    #[must_use]
    pub fn build(self) -> Directory {
        Directory::of(self.arrange())
    }

    /// Writes the snapshot of the directory, without ever holding the certificates twice. The same certificates, in
    /// whatever order they were added, give the same octets.
    ///
    /// # Errors
    /// Those of `write`, which is called with one part after the other.
    pub fn write_snapshot<E>(self, write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        self.arrange().write(write)
    }

    fn arrange(self) -> Arrangement {
        let (issuers, issuer_places) = self.issuers.sorted();
        let (subjects, subject_places) = self.subjects.sorted();
        let mut candidates = self.candidates;
        for candidate in &mut candidates {
            issuer_places.renumber(&mut candidate.issuer);
            subject_places.renumber(&mut candidate.subject);
        }
        candidates.sort_unstable_by(|one, other| one.order().cmp(&other.order()));
        candidates.dedup_by(|next, kept| kept.takes_in(next));
        Arrangement::of(issuers, subjects, candidates)
    }
}

impl Candidate {
    /// What comes again stands together.
    fn order(&self) -> (u32, &[u8; 20], &[u8], RepositoryStatus, &str) {
        let Self {
            label,
            der,
            status,
            issuer,
            row,
            ..
        } = self;
        (*issuer, &row.serial, der, *status, label)
    }

    /// Whether another one, which stands behind it, is the same certificate with a status that does not contradict it.
    fn takes_in(&mut self, next: &mut Self) -> bool {
        let is_same = self.der == next.der;
        if !is_same || (self.status != next.status && self.status != RepositoryStatus::Unknown) {
            return false;
        }
        self.status = next.status;
        if next.label < self.label {
            std::mem::swap(&mut self.label, &mut next.label);
        }
        true
    }
}
