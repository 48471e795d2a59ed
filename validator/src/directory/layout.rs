//! Where everything stands in a snapshot.
//!
//! A snapshot is a head, the SHA-256 of the head, and the records. The head is a header, which counts, and the
//! index: tables of cells of fixed width, whose places follow from the counts. Numbers are big-endian. The book's
//! page on stored formats says the same in a table.

use std::ops::Range;

use super::DirectoryError;

/// The first octets of every snapshot.
pub(super) const MAGIC: &[u8; 16] = b"s1spki-directory";

/// The version of the format.
const VERSION: u32 = 1;

/// The length of the header.
pub(super) const HEADER: usize = 64;

/// The length of the checksum.
pub(super) const CHECKSUM: usize = 32;

/// What the header counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) certificates: u32,
    /// Names of issuers, each once.
    pub(super) issuers: u32,
    /// Texts of subjects, each once.
    pub(super) subjects: u32,
    /// Certificates with an EUI-64.
    pub(super) eui64s: u32,
    /// Certificates with a subject key identifier.
    pub(super) key_identifiers: u32,
    /// The octets of all names of issuers.
    pub(super) issuer_octets: u64,
    /// The octets of all texts of subjects.
    pub(super) subject_octets: u64,
    /// The octets of all records.
    pub(super) record_octets: u64,
}

impl Counts {
    pub(super) fn encode(&self) -> Vec<u8> {
        let numbers = [
            VERSION,
            self.certificates,
            self.issuers,
            self.subjects,
            self.eui64s,
            self.key_identifiers,
        ];
        let lengths = [self.issuer_octets, self.subject_octets, self.record_octets];
        let mut header = MAGIC.to_vec();
        header.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
        header.extend(lengths.iter().flat_map(|length| length.to_be_bytes()));
        header
    }

    /// # Errors
    /// Where the octets are not the header of a snapshot of this version.
    pub(super) fn decode(header: &[u8]) -> Result<Self, DirectoryError> {
        let fields = header.strip_prefix(MAGIC).ok_or(DirectoryError::NotASnapshot)?;
        let (numbers, rest) = fields.as_chunks::<4>().0.split_at_checked(6).unwrap_or_default();
        let lengths = rest.as_flattened().as_chunks::<8>().0;
        let (
            [version, certificates, issuers, subjects, eui64s, key_identifiers],
            [issuer_octets, subject_octets, record_octets],
        ) = (numbers, lengths)
        else {
            return Err(DirectoryError::NotASnapshot);
        };
        let version = u32::from_be_bytes(*version);
        if version != VERSION {
            return Err(DirectoryError::Version(version));
        }
        Ok(Self {
            certificates: u32::from_be_bytes(*certificates),
            issuers: u32::from_be_bytes(*issuers),
            subjects: u32::from_be_bytes(*subjects),
            eui64s: u32::from_be_bytes(*eui64s),
            key_identifiers: u32::from_be_bytes(*key_identifiers),
            issuer_octets: u64::from_be_bytes(*issuer_octets),
            subject_octets: u64::from_be_bytes(*subject_octets),
            record_octets: u64::from_be_bytes(*record_octets),
        })
    }
}

/// Where every table stands in the head, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// 8 octets an issuer: where its name ends among the names.
    pub(super) issuer_ends: Range<usize>,
    /// The names of the issuers in DER, in ascending order.
    pub(super) issuer_names: Range<usize>,
    /// 8 octets a subject: where its text ends among the texts.
    pub(super) subject_ends: Range<usize>,
    /// The texts of the subjects in ascending order, each with a line feed after it.
    pub(super) subject_texts: Range<usize>,
    /// 4 octets a certificate: the number of its issuer.
    pub(super) issuers: Range<usize>,
    /// 20 octets a certificate: its serial number.
    pub(super) serials: Range<usize>,
    /// 8 octets a certificate: where its record ends among the records.
    pub(super) record_ends: Range<usize>,
    /// 32 octets a certificate: the SHA-256 of its record.
    pub(super) record_hashes: Range<usize>,
    /// 2 octets a certificate: its role.
    pub(super) roles: Range<usize>,
    /// 2 octets a certificate: what its key may be used for.
    pub(super) key_usages: Range<usize>,
    /// 1 octet a certificate: the status that the repository gave it.
    pub(super) statuses: Range<usize>,
    /// 8 octets a certificate: the first second of its validity.
    pub(super) not_before: Range<usize>,
    /// 8 octets a certificate: the last second of its validity.
    pub(super) not_after: Range<usize>,
    /// 4 octets a certificate: the number of its subject's text.
    pub(super) subjects: Range<usize>,
    /// 8 octets of EUI-64 and 4 for the number of the certificate, in ascending order.
    pub(super) eui64s: Range<usize>,
    /// The first 8 octets of a subject key identifier and 4 for the number of the certificate, in ascending order.
    pub(super) key_identifiers: Range<usize>,
    /// The first 8 octets of a public key's SHA-256 and 4 for the number of the certificate, in ascending order.
    pub(super) public_keys: Range<usize>,
}

impl Layout {
    /// The layout that follows from the counts; nothing where it would be longer than anything can be.
    pub(super) fn of(counts: &Counts) -> Option<Self> {
        let mut places = Places { end: HEADER };
        let certificates = u64::from(counts.certificates);
        Some(Self {
            issuer_ends: places.next(counts.issuers.into(), 8)?,
            issuer_names: places.next(counts.issuer_octets, 1)?,
            subject_ends: places.next(counts.subjects.into(), 8)?,
            subject_texts: places.next(counts.subject_octets, 1)?,
            issuers: places.next(certificates, 4)?,
            serials: places.next(certificates, 20)?,
            record_ends: places.next(certificates, 8)?,
            record_hashes: places.next(certificates, 32)?,
            roles: places.next(certificates, 2)?,
            key_usages: places.next(certificates, 2)?,
            statuses: places.next(certificates, 1)?,
            not_before: places.next(certificates, 8)?,
            not_after: places.next(certificates, 8)?,
            subjects: places.next(certificates, 4)?,
            eui64s: places.next(counts.eui64s.into(), 12)?,
            key_identifiers: places.next(counts.key_identifiers.into(), 12)?,
            public_keys: places.next(certificates, 12)?,
        })
    }

    /// The length of the head.
    pub(super) const fn head(&self) -> usize {
        self.public_keys.end
    }
}

/// Gives one place after the other.
struct Places {
    end: usize,
}

impl Places {
    fn next(&mut self, count: u64, width: usize) -> Option<Range<usize>> {
        let start = self.end;
        let length = usize::try_from(count).ok()?.checked_mul(width)?;
        self.end = start.checked_add(length)?;
        Some(start..self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: Counts = Counts {
        certificates: 3,
        issuers: 2,
        subjects: 1,
        eui64s: 2,
        key_identifiers: 3,
        issuer_octets: 40,
        subject_octets: 9,
        record_octets: 1700,
    };

    #[test]
    fn a_header_reads_back_as_written() {
        let header = COUNTS.encode();
        assert_eq!(header.len(), HEADER);
        assert_eq!(Counts::decode(&header), Ok(COUNTS));
    }

    #[test]
    fn other_files_and_other_versions_are_told_apart() {
        let mut header = COUNTS.encode();
        assert_eq!(Counts::decode(&header[..40]), Err(DirectoryError::NotASnapshot));
        assert_eq!(Counts::decode(b"PK\x03\x04"), Err(DirectoryError::NotASnapshot));
        header[19] = 2;
        assert_eq!(Counts::decode(&header), Err(DirectoryError::Version(2)));
    }

    #[test]
    fn tables_follow_each_other_and_nothing_overflows() {
        let layout = Layout::of(&COUNTS).unwrap();
        assert_eq!(layout.issuer_ends, HEADER..HEADER + 16);
        assert_eq!(
            layout.head(),
            HEADER + 16 + 40 + 8 + 9 + 3 * 89 + 2 * 12 + 3 * 12 + 3 * 12
        );
        let endless = Counts {
            issuer_octets: u64::MAX,
            ..COUNTS
        };
        assert_eq!(Layout::of(&endless), None);
    }
}
