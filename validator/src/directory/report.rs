//! What a directory should not hold.

use super::Entry;

/// Certificates of one issuer with one serial number, which RFC 5280 4.1.2.2 wants to be unique.
#[derive(Clone, Debug)]
pub struct RepeatedIdentifier {
    /// The certificates; at least two.
    pub entries: Vec<Entry>,
}

/// Certificates with one public key: a signature that verifies says nothing about which of them was meant.
#[derive(Clone, Debug)]
pub struct SharedKey {
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub sha256: [u8; 32],
    /// The certificates; at least two.
    pub entries: Vec<Entry>,
}
