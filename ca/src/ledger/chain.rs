//! Walking along a ledger, and what can be found wrong with it.

use s1spki_policies::Moment;

use super::{Entry, Head};
use crate::Hash;

/// A walk along a ledger, entry by entry, that stops at the first fault.
///
/// ```
/// use s1spki_ca::ledger::{Chain, Draft, Head};
///
/// let at = "2026-01-01".parse()?;
/// let extension = Head::EMPTY.extend(at, [Draft::new("opened", "{}"), Draft::new("closed", "{}")])?;
/// let mut chain = Chain::new();
/// for entry in extension.entries() {
///     chain.follow(entry)?;
/// }
/// assert_eq!(chain.finish()?, extension.head());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Chain {
    head: Head,
    known: Option<Head>,
}

impl Chain {
    /// A walk from the first entry on.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            head: Head::EMPTY,
            known: None,
        }
    }

    /// A walk that must come past a head that was noted earlier: then a ledger that was cut off or written
    /// anew is told as well.
    #[must_use]
    pub const fn against(known: Head) -> Self {
        Self {
            head: Head::EMPTY,
            known: Some(known),
        }
    }

    /// Takes the next entry.
    ///
    /// # Errors
    /// The [`LedgerFault`] that it shows. The walk then stays where it was.
    pub fn follow(&mut self, entry: &Entry) -> Result<(), LedgerFault> {
        let sequence = entry.sequence;
        let wanted = self.head.sequence.saturating_add(1);
        if sequence != wanted {
            return Err(match self.head {
                Head::EMPTY => LedgerFault::First { found: sequence },
                _ => LedgerFault::Gap {
                    wanted,
                    found: sequence,
                },
            });
        }
        if entry.previous != self.head.hash {
            return Err(LedgerFault::Previous {
                sequence,
                wanted: self.head.hash,
                found: entry.previous,
            });
        }
        let computed = entry.computed_hash();
        if entry.hash != computed {
            return Err(LedgerFault::Hash {
                sequence,
                wanted: computed,
                found: entry.hash,
            });
        }
        if let Some(last) = self.head.at
            && entry.at < last
        {
            return Err(LedgerFault::TimeWentBack {
                sequence,
                last,
                found: entry.at,
            });
        }
        if let Some(known) = self.known
            && known.sequence == sequence
            && known.hash != entry.hash
        {
            return Err(LedgerFault::Rewritten {
                sequence,
                wanted: known.hash,
                found: entry.hash,
            });
        }
        self.head = entry.head();
        Ok(())
    }

    /// How far the walk has come.
    #[must_use]
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Ends the walk, and says where the ledger ends.
    ///
    /// # Errors
    /// [`LedgerFault::CutOff`] where it ends before the head that it was held against.
    pub fn finish(self) -> Result<Head, LedgerFault> {
        match self.known {
            Some(known) if known.sequence > self.head.sequence => Err(LedgerFault::CutOff {
                wanted: known.sequence,
                found: self.head.sequence,
            }),
            _ => Ok(self.head),
        }
    }
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

/// Verifies a whole ledger, and says where it ends.
///
/// # Errors
/// The first [`LedgerFault`].
pub fn verify<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Head, LedgerFault> {
    walk(Chain::new(), entries)
}

/// Verifies a whole ledger against a head that was noted earlier.
///
/// # Errors
/// The first [`LedgerFault`].
pub fn verify_against<'a>(
    known: Head,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> Result<Head, LedgerFault> {
    walk(Chain::against(known), entries)
}

fn walk<'a>(mut chain: Chain, entries: impl IntoIterator<Item = &'a Entry>) -> Result<Head, LedgerFault> {
    for entry in entries {
        chain.follow(entry)?;
    }
    chain.finish()
}

/// What is wrong with a ledger, and at which entry. Each of them locks the CA.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFault {
    /// The first entry is not entry 1.
    #[error("the ledger begins with entry {found}: the entries before it are missing")]
    First {
        /// The sequence number that is there.
        found: u64,
    },
    /// An entry is missing, or not in its place.
    #[error("entry {wanted} of the ledger is missing, or out of its place: entry {found} stands there")]
    Gap {
        /// The sequence number that should be there.
        wanted: u64,
        /// The sequence number that is there.
        found: u64,
    },
    /// An entry does not follow the one before.
    #[error(
        "entry {sequence} of the ledger follows an entry with hash {found}; the one before it has {wanted}"
    )]
    Previous {
        /// The entry.
        sequence: u64,
        /// The hash of the entry before.
        wanted: Hash,
        /// The hash that the entry names.
        found: Hash,
    },
    /// An entry is not what was entered.
    #[error("entry {sequence} of the ledger was changed: its hash should be {wanted}, and {found} is stored")]
    Hash {
        /// The entry.
        sequence: u64,
        /// The hash of what stands there.
        wanted: Hash,
        /// The hash that is stored.
        found: Hash,
    },
    /// An entry is older than the one before.
    #[error("entry {sequence} of the ledger was made at {found}, before the one in front of it at {last}")]
    TimeWentBack {
        /// The entry.
        sequence: u64,
        /// When the entry before was made.
        last: Moment,
        /// When this one was made.
        found: Moment,
    },
    /// The ledger holds together, but is not the one whose head was noted.
    #[error(
        "entry {sequence} of the ledger is not the one that was noted: wanted hash {wanted}, found {found}"
    )]
    Rewritten {
        /// The entry.
        sequence: u64,
        /// The hash that was noted.
        wanted: Hash,
        /// The hash that is there.
        found: Hash,
    },
    /// The ledger ends before the head that was noted.
    #[error("the ledger ends with entry {found}, and entry {wanted} was noted: its end was cut off")]
    CutOff {
        /// The sequence number that was noted.
        wanted: u64,
        /// The last one that is there.
        found: u64,
    },
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::Draft;

    const AT: &str = "2026-01-01T00:00:00Z";

    /// Eight entries, a second apart.
    fn entries() -> Vec<Entry> {
        let mut head = Head::EMPTY;
        let mut entries = Vec::new();
        for number in 0_i64..8 {
            let at = AT.parse::<Moment>().unwrap().plus_seconds(number).unwrap();
            let draft = Draft::new("counted", number.to_string());
            let extension = head.extend(at, [draft]).unwrap();
            head = extension.head();
            entries.extend_from_slice(extension.entries());
        }
        entries
    }

    /// The entry as someone would leave it who knows how the hash is made.
    fn sealed(mut entry: Entry) -> Entry {
        entry.hash = entry.computed_hash();
        entry
    }

    #[test]
    fn a_ledger_that_was_left_alone_has_no_fault() {
        let entries = entries();
        let head = entries[7].head();
        assert_eq!(verify(&entries), Ok(head));
        assert_eq!(verify(&[]), Ok(Head::EMPTY));
        for known in &entries {
            assert_eq!(verify_against(known.head(), &entries), Ok(head));
        }
    }

    #[test]
    fn an_edit_is_told_by_the_entry_itself() {
        type Edit = fn(&mut Entry);
        let edits: [Edit; 4] = [
            |entry| entry.payload.push(b' '),
            |entry| entry.payload.clear(),
            |entry| entry.kind.push('x'),
            |entry| entry.at = entry.at.plus_seconds(1).unwrap(),
        ];
        for edit in edits {
            let mut entries = entries();
            edit(&mut entries[3]);
            let (wanted, found) = (entries[3].computed_hash(), entries[3].hash);
            let sequence = 4;
            assert_eq!(
                verify(&entries),
                Err(LedgerFault::Hash {
                    sequence,
                    wanted,
                    found
                })
            );
        }
    }

    #[test]
    fn an_edit_with_a_new_hash_is_told_by_the_entry_after() {
        let mut entries = entries();
        entries[3].payload = b"forged".to_vec();
        entries[3] = sealed(entries[3].clone());
        let fault = LedgerFault::Previous {
            sequence: 5,
            wanted: entries[3].hash,
            found: entries[4].previous,
        };
        assert_eq!(verify(&entries), Err(fault));
    }

    #[test]
    fn a_ledger_written_anew_is_told_by_a_head_that_was_noted() {
        let original = entries();
        let mut head = original[2].head();
        let mut forged = original[..3].to_vec();
        for entry in &original[3..] {
            let extension = head.extend(entry.at, [Draft::new("forged", "")]).unwrap();
            head = extension.head();
            forged.extend_from_slice(extension.entries());
        }
        assert_eq!(verify(&forged), Ok(head));
        let fault = LedgerFault::Rewritten {
            sequence: 6,
            wanted: original[5].hash,
            found: forged[5].hash,
        };
        assert_eq!(verify_against(original[5].head(), &forged), Err(fault));
    }

    #[test]
    fn what_is_missing_or_out_of_place_is_named() {
        let all = entries();
        let without = |index: usize| {
            let mut entries = all.clone();
            entries.remove(index);
            entries
        };
        assert_eq!(verify(&without(0)), Err(LedgerFault::First { found: 2 }));
        assert_eq!(verify(&without(4)), Err(LedgerFault::Gap { wanted: 5, found: 6 }));
        let mut swapped = all.clone();
        swapped.swap(4, 5);
        assert_eq!(verify(&swapped), Err(LedgerFault::Gap { wanted: 5, found: 6 }));
        let mut twice = all.clone();
        twice.insert(4, all[3].clone());
        assert_eq!(verify(&twice), Err(LedgerFault::Gap { wanted: 5, found: 4 }));
        // The end is seen only by someone who noted it.
        assert_eq!(verify(&without(7)), Ok(all[6].head()));
        let cut_off = LedgerFault::CutOff { wanted: 8, found: 7 };
        assert_eq!(verify_against(all[7].head(), &without(7)), Err(cut_off));
        let emptied = LedgerFault::CutOff { wanted: 8, found: 0 };
        assert_eq!(verify_against(all[7].head(), &[]), Err(emptied));
    }

    #[test]
    fn time_does_not_go_back_even_where_the_hashes_hold() {
        let mut entries = entries()[..4].to_vec();
        entries[3].at = AT.parse().unwrap();
        entries[3] = sealed(entries[3].clone());
        let fault = LedgerFault::TimeWentBack {
            sequence: 4,
            last: entries[2].at,
            found: entries[3].at,
        };
        assert_eq!(verify(&entries), Err(fault));
    }

    #[test]
    fn after_a_fault_the_walk_stays_where_it_was() {
        let entries = entries();
        let mut chain = Chain::new();
        chain.follow(&entries[0]).unwrap();
        assert_eq!(
            chain.follow(&entries[2]),
            Err(LedgerFault::Gap { wanted: 2, found: 3 })
        );
        assert_eq!(chain.head(), entries[0].head());
        assert_eq!(chain.follow(&entries[1]), Ok(()));
    }

    proptest! {
        #[test]
        fn no_octet_of_a_leaf_can_change_unseen(index in 0_usize..8, place: prop::sample::Index, flip in 1_u8..) {
            let entry = &entries()[index];
            let mut leaf = entry.leaf();
            let place = place.index(leaf.len());
            leaf[place] ^= flip;
            prop_assert_ne!(Hash::of(&[&[0][..], &leaf].concat()), entry.hash);
        }

        /// No two different entries have the same leaf: lengths keep kind and payload apart.
        #[test]
        fn leaves_are_one_to_one(a: (String, Vec<u8>), b: (String, Vec<u8>)) {
            let leaf = |(kind, payload): &(String, Vec<u8>)| {
                let draft = Draft::new(kind.clone(), payload.clone());
                Head::EMPTY.extend(AT.parse().unwrap(), [draft]).unwrap().entries()[0].leaf()
            };
            prop_assert_eq!(a == b, leaf(&a) == leaf(&b));
        }
    }
}
