//! Certificates in the order of a snapshot, and the octets that they become.

use super::builder::Candidate;
use super::index::{Index, status_code};
use super::layout::{Counts, Layout};
use super::records::record;
use crate::crypto;

/// Certificates in the order of a snapshot, none of them twice.
pub(super) struct Arrangement {
    index: Index,
    candidates: Vec<Candidate>,
}

impl Arrangement {
    /// All of these must be sorted, and the candidates must have the places of issuers and subjects.
    pub(super) fn of(issuers: Vec<Box<[u8]>>, subjects: Vec<Box<[u8]>>, candidates: Vec<Candidate>) -> Self {
        Self {
            index: index(&issuers, subjects, &candidates),
            candidates,
        }
    }

    /// The index, and all records together.
    pub(super) fn into_parts(self) -> (Index, Vec<u8>) {
        let mut records = Vec::new();
        for candidate in self.candidates {
            records.extend(record(&candidate.label, &candidate.der)); // and the candidate goes
        }
        (self.index, records)
    }

    pub(super) fn write<E>(self, mut write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        write(self.index.octets())?;
        write(&self.index.checksum())?;
        for candidate in &self.candidates {
            write(&record(&candidate.label, &candidate.der))?;
        }
        Ok(())
    }
}

/// What is worked out of all certificates together.
struct Tables {
    record_ends: Vec<[u8; 8]>,
    eui64s: Vec<[u8; 12]>,
    key_identifiers: Vec<[u8; 12]>,
    public_keys: Vec<[u8; 12]>,
}

impl Tables {
    fn of(candidates: &[Candidate]) -> Self {
        Self {
            record_ends: ends(candidates.iter().map(Candidate::record_length)),
            eui64s: sorted_table(candidates, |candidate| candidate.keys.eui64),
            key_identifiers: sorted_table(candidates, |candidate| candidate.keys.key_identifier),
            public_keys: sorted_table(candidates, |candidate| Some(candidate.keys.public_key)),
        }
    }

    fn counts(&self, issuers: &[Box<[u8]>], subjects: &[Box<[u8]>]) -> Counts {
        Counts {
            certificates: count(&self.record_ends),
            issuers: count(issuers),
            subjects: count(subjects),
            eui64s: count(&self.eui64s),
            key_identifiers: count(&self.key_identifiers),
            issuer_octets: octets(issuers),
            subject_octets: octets(subjects),
            record_octets: self.record_ends.last().map_or(0, |end| u64::from_be_bytes(*end)),
        }
    }
}

/// The parts stand in the order of [`Layout`].
fn index(issuers: &[Box<[u8]>], mut subjects: Vec<Box<[u8]>>, candidates: &[Candidate]) -> Index {
    for text in &mut subjects {
        *text = [text, &b"\n"[..]].concat().into();
    }
    let tables = Tables::of(candidates);
    let counts = tables.counts(issuers, &subjects);
    let layout = Layout::of(&counts).unwrap_or_default();
    let mut head = Vec::with_capacity(layout.head());
    head.extend(counts.encode());
    append_names(&mut head, issuers);
    append_names(&mut head, &subjects);
    append_rows(&mut head, candidates, &tables.record_ends);
    for table in [&tables.eui64s, &tables.key_identifiers, &tables.public_keys] {
        head.extend(table.as_flattened());
    }
    Index::made(head, layout)
}

fn append_names(head: &mut Vec<u8>, names: &[Box<[u8]>]) {
    head.extend(ends(names.iter().map(|name| name.len())).as_flattened());
    head.extend(names.iter().flatten());
}

fn append_rows(head: &mut Vec<u8>, candidates: &[Candidate], record_ends: &[[u8; 8]]) {
    column(head, candidates, |candidate| candidate.issuer.to_be_bytes());
    column(head, candidates, |candidate| candidate.row.serial);
    head.extend(record_ends.as_flattened());
    column(head, candidates, Candidate::record_hash);
    column(head, candidates, |candidate| candidate.row.role.to_be_bytes());
    column(head, candidates, |candidate| {
        candidate.row.key_usage.to_be_bytes()
    });
    column(head, candidates, |candidate| [status_code(candidate.status)]);
    column(head, candidates, |candidate| {
        candidate.row.not_before.to_be_bytes()
    });
    column(head, candidates, |candidate| {
        candidate.row.not_after.to_be_bytes()
    });
    column(head, candidates, |candidate| candidate.subject.to_be_bytes());
}

fn column<const WIDTH: usize>(
    head: &mut Vec<u8>,
    candidates: &[Candidate],
    cell: impl Fn(&Candidate) -> [u8; WIDTH],
) {
    head.extend(candidates.iter().flat_map(cell));
}

impl Candidate {
    fn record_length(&self) -> usize {
        4_usize
            .saturating_add(self.label.len())
            .saturating_add(self.der.len())
    }

    fn record_hash(&self) -> [u8; 32] {
        crypto::sha256(&record(&self.label, &self.der))
    }
}

/// Where each thing ends if they stand one after the other.
fn ends(lengths: impl Iterator<Item = usize>) -> Vec<[u8; 8]> {
    let mut end: u64 = 0;
    let ends = lengths.map(|length| {
        end = end.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        end.to_be_bytes()
    });
    ends.collect()
}

/// Keys in ascending order, each with the number of its certificate.
fn sorted_table(candidates: &[Candidate], key: impl Fn(&Candidate) -> Option<[u8; 8]>) -> Vec<[u8; 12]> {
    let rows = (0_u32..).zip(candidates);
    let mut table: Vec<[u8; 12]> = rows
        .filter_map(|(row, candidate)| {
            let mut cell = [0; 12];
            let (first, last) = cell.split_first_chunk_mut::<8>()?;
            *first = key(candidate)?;
            last.copy_from_slice(&row.to_be_bytes());
            Some(cell)
        })
        .collect();
    table.sort_unstable();
    table
}

fn count<T>(things: &[T]) -> u32 {
    u32::try_from(things.len()).unwrap_or(u32::MAX)
}

fn octets(names: &[Box<[u8]>]) -> u64 {
    let lengths = names
        .iter()
        .map(|name| u64::try_from(name.len()).unwrap_or(u64::MAX));
    lengths.fold(0, u64::saturating_add)
}
