//! SHA-256 values.

use std::fmt;
use std::str::FromStr;

use ring::digest;
use serde::{Deserialize, Serialize};

use crate::hex;

/// A SHA-256 value: 32 octets, written as 64 lower-case hexadecimal digits, as `sha256sum` writes it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Hash([u8; 32]);

impl Hash {
    /// All zeros: what stands before the first entry of a ledger.
    pub const ZERO: Self = Self([0; 32]);

    /// The hash of `octets`.
    #[must_use]
    pub fn of(octets: &[u8]) -> Self {
        Self::from(digest::digest(&digest::SHA256, octets))
    }

    /// The value with these octets.
    #[must_use]
    pub const fn new(octets: [u8; 32]) -> Self {
        Self(octets)
    }

    /// The 32 octets.
    #[must_use]
    pub const fn octets(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<digest::Digest> for Hash {
    /// Takes a SHA-256 digest; of any other, the first 32 octets.
    fn from(digest: digest::Digest) -> Self {
        let mut octets = [0; 32];
        octets
            .iter_mut()
            .zip(digest.as_ref())
            .for_each(|(to, from)| *to = *from);
        Self(octets)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(f, &self.0)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

/// The text is not a SHA-256 value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a SHA-256 value: write 64 hexadecimal digits")]
pub struct ParseHashError(String);

impl FromStr for Hash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        hex::read(text)
            .map(Self)
            .ok_or_else(|| ParseHashError(text.to_owned()))
    }
}

impl TryFrom<String> for Hash {
    type Error = ParseHashError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_value() {
        // FIPS 180-4, the example "abc".
        assert_eq!(
            Hash::of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "ba78", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64)] {
            assert_eq!(
                text.parse::<Hash>(),
                Err(ParseHashError(text.to_owned())),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_hash_reads_back_as_written(octets: [u8; 32]) {
            let hash = Hash::new(octets);
            prop_assert_eq!(hash.to_string().parse(), Ok(hash));
            prop_assert_eq!(hash.to_string().to_uppercase().parse(), Ok(hash));
            let json = serde_json::to_string(&hash).unwrap();
            prop_assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);
        }
    }
}
