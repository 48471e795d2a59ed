//! Key usage.

use std::fmt;
use std::ops::BitOr;

/// What a key may be used for: the named bits of the keyUsage extension (RFC 5280 4.2.1.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyUsage(u16); // bit 0 of the BIT STRING is the highest bit

/// The names of the bits, from bit 0 on.
const NAMES: [&str; 9] = [
    "digitalSignature",
    "contentCommitment",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

impl KeyUsage {
    /// Bit 0: to verify signatures other than those on certificates and CRLs.
    pub const DIGITAL_SIGNATURE: Self = Self(0x8000);
    /// Bit 4: to agree on keys.
    pub const KEY_AGREEMENT: Self = Self(0x0800);
    /// Bit 5: to verify signatures on certificates.
    pub const KEY_CERT_SIGN: Self = Self(0x0400);
    /// Bit 6: to verify signatures on CRLs.
    pub const CRL_SIGN: Self = Self(0x0200);

    /// The usage with these bits, bit 0 of the BIT STRING being the highest; `None` where there is no bit, or
    /// one that has no name.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Option<Self> {
        match bits {
            0 => None,
            bits if bits & 0x007F != 0 => None,
            bits => Some(Self(bits)),
        }
    }

    /// The bits, bit 0 of the BIT STRING being the highest.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whether it has every bit of `other`.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for KeyUsage {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Display for KeyUsage {
    /// The names of RFC 5280, with commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = (0..16)
            .zip(NAMES)
            .filter(|(bit, _)| (self.0 << bit) & 0x8000 != 0)
            .map(|(_, name)| name)
            .collect();
        f.pad(&names.join(", "))
    }
}

impl fmt::Debug for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUsage({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_without_a_name_are_refused() {
        assert_eq!(KeyUsage::from_bits(0), None);
        assert_eq!(KeyUsage::from_bits(0x0001), None);
        assert_eq!(KeyUsage::from_bits(0x8000), Some(KeyUsage::DIGITAL_SIGNATURE));
    }

    #[test]
    fn names_come_in_the_order_of_the_bits() {
        let authority = KeyUsage::CRL_SIGN | KeyUsage::KEY_CERT_SIGN;
        assert_eq!(authority.to_string(), "keyCertSign, cRLSign");
        assert!(authority.contains(KeyUsage::CRL_SIGN));
        assert!(!authority.contains(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::CRL_SIGN));
    }
}
