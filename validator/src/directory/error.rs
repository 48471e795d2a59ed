//! Why a directory cannot be opened or read.

/// Why a directory cannot be opened or read. Offsets are counted in octets from the start of the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The first octets are not those of a snapshot.
    #[error(
        "it is no directory snapshot: `s1spki-directory` was wanted at offset 0; make one with `directory build`"
    )]
    NotASnapshot,
    /// Another version of the format.
    #[error("the snapshot has version {0} of the format, 1 was wanted; make it anew with `directory build`")]
    Version(u32),
    /// It is shorter or longer than its header says.
    #[error(
        "the snapshot has {found} octets, {wanted} were wanted; it was cut off or added to: make it anew"
    )]
    Length {
        /// How many there are.
        found: u64,
        /// How many follow from the header.
        wanted: u64,
    },
    /// The head does not have the SHA-256 that stands after it.
    #[error("the index of the snapshot is damaged: its SHA-256 at offset {offset} is another; make it anew")]
    Checksum {
        /// Where the SHA-256 stands.
        offset: u64,
    },
    /// The index contradicts itself.
    #[error("the index of the snapshot is wrong at offset {offset}: {reason}; make it anew")]
    Index {
        /// Where.
        offset: u64,
        /// What is wrong.
        reason: &'static str,
    },
    /// A record is not what the index says, or cannot be read as a certificate.
    #[error("the record at offset {offset} of the snapshot is wrong: {reason}; make it anew")]
    Record {
        /// Where it starts.
        offset: u64,
        /// What is wrong.
        reason: &'static str,
    },
    /// The octets cannot be had.
    #[error("the snapshot cannot be read at offset {offset}: {reason}")]
    Read {
        /// Where.
        offset: u64,
        /// What the system says.
        reason: String,
    },
}
