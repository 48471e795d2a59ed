//! Octets that are mostly few.

use std::fmt;
use std::ops::Deref;

use smallvec::SmallVec;

/// Some octets of an object, such as a key identifier. Up to 24 of them stand where they are kept, without an
/// allocation.
#[derive(Clone, PartialEq, Eq)]
pub struct Octets(SmallVec<[u8; 24]>);

impl Deref for Octets {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for Octets {
    fn from(octets: &[u8]) -> Self {
        Self(SmallVec::from_slice(octets))
    }
}

impl<const LENGTH: usize> From<[u8; LENGTH]> for Octets {
    fn from(octets: [u8; LENGTH]) -> Self {
        octets.as_slice().into()
    }
}

impl fmt::Debug for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
