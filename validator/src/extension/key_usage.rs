//! What a key may be used for (RFC 5280 4.2.1.3).

use std::fmt;

use s1spki_policies::KeyUsage;

/// What a key may be used for: a set of uses.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct KeyUsages(u16);

impl KeyUsages {
    /// The set whose bit `n` is the use with bit `n`; bits above 8 have no meaning and are dropped.
    pub(crate) const fn from_flags(flags: u16) -> Self {
        Self(flags & 0x01FF)
    }

    /// The set as bits: bit `n` is the use with bit `n`.
    pub(crate) const fn flags(self) -> u16 {
        self.0
    }

    /// Whether the use is among them.
    #[must_use]
    pub const fn contains(self, usage: KeyUsage) -> bool {
        self.0 & mask(usage) != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The uses, by their bits.
    pub fn iter(self) -> impl Iterator<Item = KeyUsage> {
        KeyUsage::ALL
            .iter()
            .copied()
            .filter(move |usage| self.contains(*usage))
    }
}

const fn mask(usage: KeyUsage) -> u16 {
    match usage {
        KeyUsage::DigitalSignature => 1,
        KeyUsage::NonRepudiation => 1 << 1,
        KeyUsage::KeyEncipherment => 1 << 2,
        KeyUsage::DataEncipherment => 1 << 3,
        KeyUsage::KeyAgreement => 1 << 4,
        KeyUsage::KeyCertSign => 1 << 5,
        KeyUsage::CrlSign => 1 << 6,
        KeyUsage::EncipherOnly => 1 << 7,
        KeyUsage::DecipherOnly => 1 << 8,
    }
}

impl FromIterator<KeyUsage> for KeyUsages {
    fn from_iter<I: IntoIterator<Item = KeyUsage>>(usages: I) -> Self {
        Self(usages.into_iter().fold(0, |set, usage| set | mask(usage)))
    }
}

impl fmt::Display for KeyUsages {
    /// The words of the policies, with commas: `key-cert-sign, crl-sign`; `none` where there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(KeyUsage::as_str).collect();
        f.pad(&if words.is_empty() {
            "none".to_owned()
        } else {
            words.join(", ")
        })
    }
}

impl fmt::Debug for KeyUsages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUsages({self})")
    }
}
