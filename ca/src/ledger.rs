//! The ledger: what happened, in order, each entry bound to the one before by a hash.
//!
//! Pure data: how it is kept is the business of [`store`](crate::store). Whoever holds the last hash and its
//! sequence number (the [`Head`]) can tell whether anything before it was edited, removed or put in another
//! order. What was cut off at the end can only be told by someone who kept a later head.

mod chain;

use std::fmt;

use ring::digest;
use s1spki_policies::Moment;
use serde::{Deserialize, Serialize};

use crate::Hash;

pub use chain::{Chain, LedgerFault, verify, verify_against};

/// What every encoded entry begins with: what it is, and the version of the encoding.
const LABEL: &[u8; 16] = b"s1spki-ledger/v1";

/// RFC 6962 2.1: a leaf of a Merkle tree is hashed after this octet, a node after 0x01.
const LEAF: [u8; 1] = [0x00];

/// What someone wants to have entered: an event, not yet in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The name of the event, such as `request-approved`.
    pub kind: String,
    /// The event as canonical JSON.
    pub payload: Vec<u8>,
}

impl Draft {
    /// An event with this name and these octets.
    #[must_use]
    pub fn new(kind: impl Into<String>, payload: impl Into<Vec<u8>>) -> Self {
        Self {
            kind: kind.into(),
            payload: payload.into(),
        }
    }
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place: 1 for the first, then without a gap.
    pub sequence: u64,
    /// When it was entered; never earlier than the entry before.
    pub at: Moment,
    /// The name of the event.
    pub kind: String,
    /// The event as canonical JSON.
    pub payload: Vec<u8>,
    /// The hash of the entry before; of the first, [`Hash::ZERO`].
    pub previous: Hash,
    /// The hash of this entry, which stands for it and for all before.
    pub hash: Hash,
}

impl Entry {
    /// The octets that the entry's hash is over: **a stored format, never to be changed**. Another one needs
    /// another label.
    ///
    /// | octets | what |
    /// |---|---|
    /// | 16 | `s1spki-ledger/v1` |
    /// | 8 | sequence |
    /// | 8 | seconds since 1970-01-01T00:00:00Z, two's complement |
    /// | 8, then that many | length of the kind, the kind in UTF-8 |
    /// | 8 | length of the payload |
    /// | 32 | SHA-256 of the payload |
    /// | 32 | hash of the entry before |
    ///
    /// Numbers are big-endian. The payload goes in as its hash, so that the octets stay few however large a
    /// CRL is, and so that the chain can be checked by someone to whom a payload may not be shown.
    ///
    /// These octets are also the entry's leaf in the Merkle tree of a transparency log: the entry's
    /// [`hash`](Self::hash) is the leaf hash of RFC 6962 2.1, and the tree can be built from the hashes alone.
    #[must_use]
    pub fn leaf(&self) -> Vec<u8> {
        let payload = Hash::of(&self.payload);
        [
            LABEL.as_slice(),
            &self.sequence.to_be_bytes(),
            &self.at.unix_seconds().to_be_bytes(),
            &length(self.kind.as_bytes()),
            self.kind.as_bytes(),
            &length(&self.payload),
            payload.octets(),
            self.previous.octets(),
        ]
        .concat()
    }

    /// The hash that the entry should have: SHA-256 of 0x00 and its [`leaf`](Self::leaf).
    #[must_use]
    pub fn computed_hash(&self) -> Hash {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&LEAF);
        context.update(&self.leaf());
        context.finish().into()
    }

    /// The head of a ledger that ends with this entry.
    #[must_use]
    pub const fn head(&self) -> Head {
        Head {
            sequence: self.sequence,
            hash: self.hash,
            at: Some(self.at),
        }
    }
}

/// A length as eight octets; no buffer is longer than 2^64 octets.
fn length(octets: &[u8]) -> [u8; 8] {
    u64::try_from(octets.len()).unwrap_or(u64::MAX).to_be_bytes()
}

/// Where a ledger ends: enough to extend it, and enough to hold it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of entries, which is the sequence number of the last.
    pub sequence: u64,
    /// The hash of the last entry.
    pub hash: Hash,
    /// When the last entry was made; nothing in an empty ledger.
    pub at: Option<Moment>,
}

impl Head {
    /// The head of a ledger without entries.
    pub const EMPTY: Self = Self {
        sequence: 0,
        hash: Hash::ZERO,
        at: None,
    };

    /// Puts drafts in their places after this head, all entered at `at`.
    ///
    /// # Errors
    /// [`ExtendError`] where there are none, or where `at` is earlier than the last entry.
    pub fn extend(
        self,
        at: Moment,
        drafts: impl IntoIterator<Item = Draft>,
    ) -> Result<Extension, ExtendError> {
        if let Some(last) = self.at
            && at < last
        {
            return Err(ExtendError::TimeWentBack { last, at });
        }
        let mut head = self;
        let mut entries = Vec::new();
        for draft in drafts {
            let entry = head.next(at, draft)?;
            head = entry.head();
            entries.push(entry);
        }
        if entries.is_empty() {
            return Err(ExtendError::Nothing);
        }
        Ok(Extension { after: self, entries })
    }

    fn next(self, at: Moment, draft: Draft) -> Result<Entry, ExtendError> {
        let mut entry = Entry {
            sequence: self.sequence.checked_add(1).ok_or(ExtendError::Exhausted)?,
            at,
            kind: draft.kind,
            payload: draft.payload,
            previous: self.hash,
            hash: Hash::ZERO,
        };
        entry.hash = entry.computed_hash();
        Ok(entry)
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {} with hash {}", self.sequence, self.hash)
    }
}

/// Why drafts cannot be put in their places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtendError {
    /// There are no drafts.
    #[error("there is nothing to enter in the ledger")]
    Nothing,
    /// The clock stands before the last entry.
    #[error("the last entry of the ledger was made at {last}, and the clock says {at}: set the clock right")]
    TimeWentBack {
        /// When the last entry was made.
        last: Moment,
        /// What the clock says.
        at: Moment,
    },
    /// No sequence number is left.
    #[error("the ledger has no sequence number left")]
    Exhausted,
}

/// Entries that follow each other and a known head: made by [`Head::extend`] alone, so that no store needs to
/// be told what a ledger may be extended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    after: Head,
    entries: Vec<Entry>,
}

impl Extension {
    /// The head that these entries follow.
    #[must_use]
    pub const fn after(&self) -> Head {
        self.after
    }

    /// The entries; at least one.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The head once they are entered.
    #[must_use]
    pub fn head(&self) -> Head {
        self.entries.last().map_or(self.after, Entry::head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    /// On disk: these values must never change. They were computed with Python's struct and hashlib from the
    /// table of [`Entry::leaf`].
    #[test]
    fn the_stored_format_is_this() {
        let drafts = [
            Draft::new("authority-opened", r#"{"name":"Z1"}"#),
            Draft::new("request-submitted", ""),
        ];
        let extension = Head::EMPTY
            .extend(moment("2026-01-02T03:04:05Z"), drafts)
            .unwrap();
        let hashes: Vec<String> = extension
            .entries()
            .iter()
            .map(|entry| entry.hash.to_string())
            .collect();
        assert_eq!(
            hashes,
            [
                "f143a33372ea8146b259afc7866797c78b03c69c5e5bc27e8ee00d1c99d90251",
                "5c52c8e979ca9801f6db9ceb2a37ffb0e7987dcbc59f9db66372c411e884b75e"
            ]
        );
        assert_eq!(extension.head().sequence, 2);
        assert_eq!(extension.head().at, Some(moment("2026-01-02T03:04:05Z")));
    }

    #[test]
    fn a_leaf_has_few_octets_however_large_the_payload() {
        let extension = Head::EMPTY
            .extend(
                moment("2026-01-01"),
                [Draft::new("crl-issued", vec![0; 5_000_000])],
            )
            .unwrap();
        assert_eq!(
            extension.entries()[0].leaf().len(),
            16 + 8 + 8 + 8 + "crl-issued".len() + 8 + 32 + 32
        );
    }

    #[test]
    fn what_cannot_be_entered_is_refused() {
        let at = moment("2026-01-01");
        let head = Head::EMPTY.extend(at, [Draft::new("opened", "")]).unwrap().head();
        assert_eq!(head.extend(at, []), Err(ExtendError::Nothing));
        let earlier = moment("2025-12-31T23:59:59Z");
        assert_eq!(
            head.extend(earlier, [Draft::new("closed", "")]),
            Err(ExtendError::TimeWentBack {
                last: at,
                at: earlier
            })
        );
        let last = Head {
            sequence: u64::MAX,
            ..head
        };
        assert_eq!(
            last.extend(at, [Draft::new("closed", "")]),
            Err(ExtendError::Exhausted)
        );
    }
}
