//! Verdicts that were reached before, for certificates that come again and again.
//!
//! # Why it can never accept what would be refused
//!
//! A verdict is a function of the certificate's octets, the policy, the anchors, the intermediate certificates, the
//! revocation lists, what is expected, and the time. All but the time are in the key, as SHA-256 over their octets:
//! whatever is changed in any of them, the answer is looked for under another key and not found. Time acts through
//! comparisons alone: with the limits of certificates and lists, and with the revocation dates of lists that were made
//! later. Between two neighbours of these moments every comparison comes out the same, and so does the verdict; an
//! entry holds for that time and no second longer. A verdict with remarks, whose text may name the time, holds for
//! the very second alone.

use std::collections::HashMap;
use std::sync::Mutex;

use s1spki_policies::Moment;

use crate::certificate::Certificate;
use crate::chain::ChainJudge;
use crate::crypto;
use crate::verdict::Brief;

/// Into how many parts a cache is divided, so that threads seldom wait for each other.
const PARTS: usize = 16;

/// Verdicts that were reached before. Threads share it, and so may judges: what one of them found is an answer to
/// another only if both were given the same.
///
/// It holds no more verdicts than it was made for. When it is full, those that were not asked for in the longer
/// half of its memory are dropped.
#[derive(Debug)]
pub struct VerdictCache {
    parts: [Mutex<Part>; PARTS],
    /// How many verdicts each of the two generations of a part may hold.
    most: usize,
}

/// A time, with its first and its last second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    first: i64,
    last: i64,
}

/// What an answer was given to: certificate, inputs of the judge, expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    certificate: [u8; 32],
    inputs: [u8; 32],
    /// The role code that is expected, if one is.
    role: Option<u8>,
}

#[derive(Clone, Debug)]
struct Entry {
    window: Window,
    brief: Brief,
}

/// Two generations: what is asked for moves to the young one, and what is still in the old one when the young one
/// is full goes.
#[derive(Debug, Default)]
struct Part {
    young: HashMap<Key, Entry>,
    old: HashMap<Key, Entry>,
}

impl VerdictCache {
    /// A cache that holds at most so many verdicts, rounded up to the next multiple of 32.
    #[must_use]
    pub fn holding(most: usize) -> Self {
        Self {
            parts: std::array::from_fn(|_| Mutex::default()),
            most: most.div_ceil(PARTS.saturating_mul(2)).max(1),
        }
    }

    /// What [`ChainJudge::brief`] says, found again or found out now.
    #[must_use]
    pub fn brief(&self, judge: &ChainJudge<'_>, bytes: &[u8]) -> Brief {
        self.recall(judge, crypto::sha256(bytes), || {
            match Certificate::decode(bytes) {
                Err(error) => (Brief::unreadable(&error), Window::at(judge.at())),
                Ok(certificate) => find_out(judge, &certificate),
            }
        })
    }

    /// The same about a certificate that is decoded, and knows its SHA-256 where it was asked for before.
    pub(crate) fn brief_on(&self, judge: &ChainJudge<'_>, certificate: &Certificate) -> Brief {
        self.recall(judge, certificate.sha256(), || find_out(judge, certificate))
    }

    fn recall(
        &self,
        judge: &ChainJudge<'_>,
        certificate: [u8; 32],
        find_out: impl FnOnce() -> (Brief, Window),
    ) -> Brief {
        let key = Key {
            certificate,
            inputs: judge.inputs().fingerprint,
            role: judge.expectation().role.map(|role| role.code()),
        };
        if let Some(brief) = self.find(&key, judge.at()) {
            return brief;
        }
        // Two threads may find the same out at once; both find the same.
        let (brief, window) = find_out();
        let entry = Entry {
            window,
            brief: brief.clone(),
        };
        self.keep(key, entry);
        brief
    }

    /// How many verdicts it holds now.
    #[must_use]
    pub fn len(&self) -> usize {
        let lengths = self.parts.iter().map(|part| match part.lock() {
            Ok(part) => part.young.len().saturating_add(part.old.len()),
            Err(_) => 0,
        });
        lengths.fold(0, usize::saturating_add)
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A part that a thread left in the middle of a change says nothing any more.
    fn find(&self, key: &Key, at: Moment) -> Option<Brief> {
        let mut part = self.part(key)?.lock().ok()?;
        if let Some(entry) = part.young.get(key) {
            return entry.window.contains(at).then(|| entry.brief.clone());
        }
        let entry = part.old.remove(key).filter(|entry| entry.window.contains(at))?;
        let brief = entry.brief.clone();
        part.keep(*key, entry, self.most);
        Some(brief)
    }

    fn keep(&self, key: Key, entry: Entry) {
        if let Some(mut part) = self.part(&key).and_then(|part| part.lock().ok()) {
            part.keep(key, entry, self.most);
        }
    }

    /// SHA-256 spreads evenly, whoever chooses the certificates would have to search for each.
    fn part(&self, key: &Key) -> Option<&Mutex<Part>> {
        let [octet, ..] = key.certificate;
        self.parts.get(usize::from(octet) % PARTS)
    }
}

/// The verdict, and for which time it holds.
fn find_out(judge: &ChainJudge<'_>, certificate: &Certificate) -> (Brief, Window) {
    let brief = judge.brief_on(certificate);
    let window = if brief.remarks.is_empty() {
        judge.inputs().window_of(certificate)
    } else {
        Window::at(judge.at())
    };
    (brief, window)
}

impl Part {
    fn keep(&mut self, key: Key, entry: Entry, most: usize) {
        if self.young.len() >= most && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, entry);
    }
}

impl Window {
    /// All time.
    pub(crate) const ALL: Self = Self {
        first: i64::MIN,
        last: i64::MAX,
    };

    /// One second.
    fn at(at: Moment) -> Self {
        let second = at.unix_seconds();
        Self {
            first: second,
            last: second,
        }
    }

    /// Whether a moment lies in it.
    fn contains(self, moment: Moment) -> bool {
        (self.first..=self.last).contains(&moment.unix_seconds())
    }

    /// What both have in common; empty, and so holding for no time, where that is nothing.
    pub(crate) fn narrowed_to(self, other: Self) -> Self {
        Self {
            first: self.first.max(other.first),
            last: self.last.min(other.last),
        }
    }

    /// Narrows it round `at`, so that it does not reach over `boundary`.
    ///
    /// A rule may compare with `<` or with `<=`: the boundary itself, and the second after it, each begin a new time.
    pub(crate) fn end_at(&mut self, boundary: Moment, at: Moment) {
        let (boundary, at) = (boundary.unix_seconds(), at.unix_seconds());
        for begin in [boundary, boundary.saturating_add(1)] {
            if begin <= at {
                self.first = self.first.max(begin);
            } else {
                self.last = self.last.min(begin.saturating_sub(1));
            }
        }
    }
}
