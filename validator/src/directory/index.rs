//! The index of a directory: every table in memory, and nothing of the certificates themselves.

use std::ops::Range;

use super::layout::{CHECKSUM, Counts, HEADER, Layout};
use super::records::{SnapshotSource, read_at};
use super::row::{ABSENT, Row};
use super::{DirectoryError, RepositoryStatus};
use crate::crypto;

/// The head of a snapshot: header and index, as they are in the file.
#[derive(Debug)]
pub(super) struct Index {
    octets: Vec<u8>,
    layout: Layout,
}

impl Index {
    /// The index whose octets were just made.
    pub(super) const fn made(octets: Vec<u8>, layout: Layout) -> Self {
        Self { octets, layout }
    }

    /// Reads the head of a snapshot, and says where the records start. Nothing is read before its length is known to
    /// fit, and nothing is believed before it has the right SHA-256.
    ///
    /// # Errors
    /// Where the source is not a whole snapshot.
    pub(super) fn open(source: &dyn SnapshotSource) -> Result<(Self, u64), DirectoryError> {
        let found = source.length().map_err(|error| DirectoryError::Read {
            offset: 0,
            reason: error.to_string(),
        })?;
        let start = usize::try_from(found).unwrap_or(usize::MAX).min(HEADER);
        let counts = Counts::decode(&read_at(source, 0, start)?)?;
        let too_long = DirectoryError::Length {
            found,
            wanted: u64::MAX,
        };
        let layout = Layout::of(&counts).ok_or_else(|| too_long.clone())?;
        let records = layout.head().checked_add(CHECKSUM).ok_or(too_long)?;
        let records = u64::try_from(records).unwrap_or(u64::MAX);
        let wanted = records.saturating_add(counts.record_octets);
        if found != wanted {
            return Err(DirectoryError::Length { found, wanted });
        }
        let octets = read_at(source, 0, layout.head())?;
        let index = Self { octets, layout };
        let offset = u64::try_from(index.layout.head()).unwrap_or(u64::MAX);
        if read_at(source, offset, CHECKSUM)? != index.checksum() {
            return Err(DirectoryError::Checksum { offset });
        }
        index.check(&counts)?;
        Ok((index, records))
    }

    /// The head of the snapshot.
    pub(super) fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The SHA-256 of the head.
    pub(super) fn checksum(&self) -> [u8; CHECKSUM] {
        crypto::sha256(&self.octets)
    }

    /// Where the records of the snapshot start.
    pub(super) fn records_start(&self) -> u64 {
        u64::try_from(self.layout.head().saturating_add(CHECKSUM)).unwrap_or(u64::MAX)
    }

    /// How many certificates there are.
    pub(super) fn len(&self) -> usize {
        self.statuses().len()
    }

    /// The names of the issuers in DER, by their numbers, and where in the snapshot each stands.
    pub(super) fn issuer_names(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let names = self.part(&self.layout.issuer_names);
        let start = u64::try_from(self.layout.issuer_names.start).unwrap_or(u64::MAX);
        places(self.cells(&self.layout.issuer_ends)).map(move |place| {
            let name = names.get(place_in_memory(&place)).unwrap_or_default();
            (start.saturating_add(place.start), name)
        })
    }

    /// The name of an issuer in DER.
    pub(super) fn issuer_name(&self, number: u32) -> Option<&[u8]> {
        let place = place_of(
            self.cells(&self.layout.issuer_ends),
            usize::try_from(number).ok()?,
        )?;
        self.part(&self.layout.issuer_names).get(place_in_memory(&place))
    }

    /// The text of a subject.
    pub(super) fn subject_text(&self, number: u32) -> Option<&[u8]> {
        let place = place_of(self.subject_ends(), usize::try_from(number).ok()?)?;
        self.subject_texts()
            .get(place_in_memory(&place))?
            .strip_suffix(b"\n")
    }

    /// The texts of all subjects, each with a line feed after it.
    pub(super) fn subject_texts(&self) -> &[u8] {
        self.part(&self.layout.subject_texts)
    }

    /// Where the texts end among them.
    pub(super) fn subject_ends(&self) -> &[[u8; 8]] {
        self.cells(&self.layout.subject_ends)
    }

    /// The number of each certificate's issuer.
    pub(super) fn issuers(&self) -> &[[u8; 4]] {
        self.cells(&self.layout.issuers)
    }

    /// The serial numbers.
    pub(super) fn serials(&self) -> &[[u8; 20]] {
        self.cells(&self.layout.serials)
    }

    /// The roles.
    pub(super) fn roles(&self) -> &[[u8; 2]] {
        self.cells(&self.layout.roles)
    }

    /// What the keys may be used for.
    pub(super) fn key_usages(&self) -> &[[u8; 2]] {
        self.cells(&self.layout.key_usages)
    }

    /// What the repository said.
    pub(super) fn statuses(&self) -> &[u8] {
        self.part(&self.layout.statuses)
    }

    /// The first seconds of the validities.
    pub(super) fn not_before(&self) -> &[[u8; 8]] {
        self.cells(&self.layout.not_before)
    }

    /// The last seconds of the validities.
    pub(super) fn not_after(&self) -> &[[u8; 8]] {
        self.cells(&self.layout.not_after)
    }

    /// The number of each certificate's subject.
    pub(super) fn subjects(&self) -> &[[u8; 4]] {
        self.cells(&self.layout.subjects)
    }

    /// EUI-64s with the numbers of their certificates.
    pub(super) fn eui64s(&self) -> &[[u8; 12]] {
        self.cells(&self.layout.eui64s)
    }

    /// Subject key identifiers with the numbers of their certificates.
    pub(super) fn key_identifiers(&self) -> &[[u8; 12]] {
        self.cells(&self.layout.key_identifiers)
    }

    /// Public keys with the numbers of their certificates.
    pub(super) fn public_keys(&self) -> &[[u8; 12]] {
        self.cells(&self.layout.public_keys)
    }

    /// Where the record of a certificate stands among the records.
    pub(super) fn record_place(&self, row: usize) -> Option<Range<u64>> {
        place_of(self.cells(&self.layout.record_ends), row)
    }

    /// The SHA-256 of the record of a certificate.
    pub(super) fn record_hash(&self, row: usize) -> Option<&[u8; 32]> {
        self.cells(&self.layout.record_hashes).get(row)
    }

    /// What the repository said of a certificate.
    pub(super) fn status(&self, row: usize) -> Option<RepositoryStatus> {
        status_of(*self.statuses().get(row)?)
    }

    /// What the index holds of a certificate.
    pub(super) fn row(&self, row: usize) -> Option<Row> {
        Some(Row {
            serial: *self.serials().get(row)?,
            role: u16::from_be_bytes(*self.roles().get(row)?),
            key_usage: u16::from_be_bytes(*self.key_usages().get(row)?),
            not_before: i64::from_be_bytes(*self.not_before().get(row)?),
            not_after: i64::from_be_bytes(*self.not_after().get(row)?),
        })
    }

    fn part(&self, place: &Range<usize>) -> &[u8] {
        self.octets.get(place.clone()).unwrap_or_default()
    }

    fn cells<const WIDTH: usize>(&self, place: &Range<usize>) -> &[[u8; WIDTH]] {
        self.part(place).as_chunks().0
    }

    /// Whether the tables are in order, and every number in them is one of something.
    fn check(&self, counts: &Counts) -> Result<(), DirectoryError> {
        let Layout {
            issuer_ends,
            subject_ends,
            record_ends,
            ..
        } = &self.layout;
        self.check_ends(issuer_ends, counts.issuer_octets)?;
        self.check_ends(subject_ends, counts.subject_octets)?;
        self.check_ends(record_ends, counts.record_octets)?;
        self.check_numbers(&self.layout.issuers, counts.issuers)?;
        self.check_numbers(&self.layout.subjects, counts.subjects)?;
        self.check_rows()?;
        for place in [
            &self.layout.eui64s,
            &self.layout.key_identifiers,
            &self.layout.public_keys,
        ] {
            self.check_sorted(place, counts.certificates)?;
        }
        Ok(())
    }

    /// Ends ascend, and the last is the end of everything.
    fn check_ends(&self, place: &Range<usize>, all: u64) -> Result<(), DirectoryError> {
        let ends = self.cells::<8>(place);
        let last = ends.last().map_or(0, |end| u64::from_be_bytes(*end));
        self.check_all(
            place,
            ends.windows(2),
            8,
            "an end before its beginning",
            |pair| matches!(pair, [one, next] if one <= next),
        )?;
        if last == all {
            return Ok(());
        }
        Err(wrong(place.end, "the last end is not that of the part"))
    }

    fn check_numbers(&self, place: &Range<usize>, count: u32) -> Result<(), DirectoryError> {
        let cells = self.cells::<4>(place).iter();
        self.check_all(
            place,
            cells,
            4,
            "the number of something that is not there",
            |cell| u32::from_be_bytes(**cell) < count,
        )
    }

    /// Certificates ascend by issuer and serial number, and have codes that mean something.
    fn check_rows(&self) -> Result<(), DirectoryError> {
        let keys = || self.issuers().iter().zip(self.serials());
        let place = &self.layout.serials;
        let pairs = keys().zip(keys().skip(1));
        self.check_all(
            place,
            pairs,
            20,
            "a certificate before its predecessor",
            |(one, next)| one <= next,
        )?;
        let codes = |place: &Range<usize>, most: u16| {
            let reason = "a code without a meaning";
            self.check_all(place, self.cells::<2>(place).iter(), 2, reason, |cell| {
                let code = u16::from_be_bytes(**cell);
                code <= most || code == ABSENT
            })
        };
        codes(&self.layout.roles, 0xFF)?;
        codes(&self.layout.key_usages, 0x01FF)?;
        let statuses = self.statuses().iter();
        self.check_all(
            &self.layout.statuses,
            statuses,
            1,
            "a status without a meaning",
            |code| status_of(**code).is_some(),
        )
    }

    fn check_sorted(&self, place: &Range<usize>, certificates: u32) -> Result<(), DirectoryError> {
        let cells = self.cells::<12>(place);
        self.check_all(
            place,
            cells.windows(2),
            12,
            "an entry before its predecessor",
            |pair| matches!(pair, [one, next] if one < next),
        )?;
        let numbers = cells.iter();
        let reason = "the number of a certificate that is not there";
        self.check_all(place, numbers, 12, reason, |cell| number_in(cell) < certificates)
    }

    /// Names the first thing in a table that is not as it should be.
    fn check_all<T>(
        &self,
        place: &Range<usize>,
        mut things: impl Iterator<Item = T>,
        width: usize,
        reason: &'static str,
        is_right: impl Fn(&T) -> bool,
    ) -> Result<(), DirectoryError> {
        match things.position(|thing| !is_right(&thing)) {
            None => Ok(()),
            Some(number) => Err(wrong(
                place.start.saturating_add(number.saturating_mul(width)),
                reason,
            )),
        }
    }
}

/// The number of a certificate in a cell of a sorted table.
pub(super) fn number_in(cell: &[u8; 12]) -> u32 {
    cell.last_chunk()
        .map_or(u32::MAX, |number| u32::from_be_bytes(*number))
}

/// The place of a status among all of them.
pub(super) fn status_code(status: RepositoryStatus) -> u8 {
    let place = RepositoryStatus::ALL.iter().position(|other| *other == status);
    place
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX)
}

fn status_of(code: u8) -> Option<RepositoryStatus> {
    RepositoryStatus::ALL.get(usize::from(code)).copied()
}

fn wrong(offset: usize, reason: &'static str) -> DirectoryError {
    DirectoryError::Index {
        offset: u64::try_from(offset).unwrap_or(u64::MAX),
        reason,
    }
}

/// The place that ends with one of these.
fn place_of(ends: &[[u8; 8]], number: usize) -> Option<Range<u64>> {
    let end_of = |number: usize| ends.get(number).map(|end| u64::from_be_bytes(*end));
    let start = number.checked_sub(1).map_or(Some(0), end_of)?;
    Some(start..end_of(number)?)
}

/// The places between ends.
fn places(ends: &[[u8; 8]]) -> impl Iterator<Item = Range<u64>> {
    let mut start = 0;
    ends.iter().map(move |end| {
        let end = u64::from_be_bytes(*end);
        std::mem::replace(&mut start, end)..end
    })
}

fn place_in_memory(place: &Range<u64>) -> Range<usize> {
    let within = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    within(place.start)..within(place.end)
}
