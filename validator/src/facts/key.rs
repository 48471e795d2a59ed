//! The form of a public key.

use std::fmt;

use super::algorithm::algorithm_text;
use crate::algorithm::{Parameters, SubjectPublicKeyInfo};
use crate::crypto;

/// The form of a public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFact {
    /// id-ecPublicKey, named curve P-256, an uncompressed point that lies on the curve (RFC 5480).
    P256Uncompressed,
    /// Not a key on the named curve P-256; the algorithm in words.
    OtherAlgorithm(String),
    /// On P-256, but not an uncompressed point; the form in words.
    OtherForm(&'static str),
    /// On P-256 and uncompressed, but the point is not on the curve.
    OffCurve,
}

impl KeyFact {
    /// The form of this key.
    #[must_use]
    pub fn of(public_key: &SubjectPublicKeyInfo) -> Self {
        let algorithm = public_key.algorithm();
        let on_p256 = algorithm.oid().der_content() == EC_PUBLIC_KEY
            && matches!(algorithm.parameters(), Parameters::Oid(curve) if curve.der_content() == P256);
        if !on_p256 {
            return Self::OtherAlgorithm(algorithm_text(algorithm));
        }
        match (public_key.key(), public_key.unused_bits()) {
            ([0x04, point @ ..], 0) if point.len() == 64 => {
                if crypto::is_on_curve(public_key.key()) {
                    Self::P256Uncompressed
                } else {
                    Self::OffCurve
                }
            }
            (key, unused_bits) => Self::OtherForm(form(key, unused_bits)),
        }
    }
}

impl fmt::Display for KeyFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::P256Uncompressed => "P-256, uncompressed",
            Self::OtherAlgorithm(algorithm) => algorithm,
            Self::OtherForm(form) => form,
            Self::OffCurve => "a point that is not on P-256",
        })
    }
}

/// RFC 5480 2.2, SEC 1 2.3.3: the first octet says how the point is written.
fn form(key: &[u8], unused_bits: u8) -> &'static str {
    match (key, unused_bits) {
        (_, 1..) => "a BIT STRING that does not end with a whole octet",
        ([0x02 | 0x03, ..], _) => "a compressed point",
        ([0x06 | 0x07, ..], _) => "a point in hybrid form",
        ([0x00], _) => "the point at infinity",
        ([0x04, ..], _) => "an uncompressed point of the wrong length",
        _ => "octets that are not a point",
    }
}

/// 1.2.840.10045.2.1.
const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// 1.2.840.10045.3.1.7.
const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
