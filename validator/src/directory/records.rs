//! Where the records of a directory are read.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::DirectoryError;

/// Why octets cannot be had, in the words of whatever they stand in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Octets that can be read at any place: a file, or memory. The directory knows no disk.
pub trait SnapshotSource: Send + Sync {
    /// How many octets there are.
    ///
    /// # Errors
    /// Where that cannot be learnt.
    fn length(&self) -> Result<u64, SourceError>;

    /// Fills `octets` with those that stand at `offset`.
    ///
    /// # Errors
    /// Where they cannot be read, or there are fewer.
    fn read_at(&self, offset: u64, octets: &mut [u8]) -> Result<(), SourceError>;
}

impl<T: AsRef<[u8]> + Send + Sync> SnapshotSource for T {
    fn length(&self) -> Result<u64, SourceError> {
        Ok(u64::try_from(self.as_ref().len()).unwrap_or(u64::MAX))
    }

    fn read_at(&self, offset: u64, octets: &mut [u8]) -> Result<(), SourceError> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(octets.len());
        let found = self.as_ref().get(start..end);
        octets.copy_from_slice(found.ok_or_else(|| SourceError("it ends before".to_owned()))?);
        Ok(())
    }
}

/// Reads from a source; what cannot be read is an error with its place.
pub(super) fn read_at(
    source: &dyn SnapshotSource,
    offset: u64,
    length: usize,
) -> Result<Vec<u8>, DirectoryError> {
    let mut octets = vec![0; length];
    match source.read_at(offset, &mut octets) {
        Ok(()) => Ok(octets),
        Err(error) => Err(DirectoryError::Read {
            offset,
            reason: error.to_string(),
        }),
    }
}

/// The records, one after the other.
pub(super) enum Records {
    /// In memory, as they were built.
    Held(Vec<u8>),
    /// In a snapshot, from an offset on.
    Behind {
        source: Box<dyn SnapshotSource>,
        start: u64,
    },
}

impl Records {
    /// The octets of a record; its place is counted from the first one.
    pub(super) fn read(&self, place: Range<u64>) -> Result<Cow<'_, [u8]>, DirectoryError> {
        let length = usize::try_from(place.end.saturating_sub(place.start)).unwrap_or(usize::MAX);
        match self {
            Self::Held(octets) => {
                let start = usize::try_from(place.start).unwrap_or(usize::MAX);
                let record = octets.get(start..start.saturating_add(length));
                Ok(Cow::Borrowed(record.unwrap_or_default()))
            }
            Self::Behind { source, start } => {
                let offset = start.saturating_add(place.start);
                read_at(&**source, offset, length).map(Cow::Owned)
            }
        }
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Held(_) => "Held",
            Self::Behind { .. } => "Behind",
        })
    }
}

/// A record: what a certificate is called, and its DER.
pub(super) fn record(label: &str, der: &[u8]) -> Vec<u8> {
    let length = u32::try_from(label.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], label.as_bytes(), der].concat()
}

/// The two parts of a record; nothing where it does not have them.
pub(super) fn parts(record: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = record.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (label, der) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(label).ok()?, der))
}
