//! What a key may be used for (RFC 5280 4.2.1.3).

use std::fmt;

/// One purpose of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUsageBit {
    /// Bit 0.
    DigitalSignature,
    /// Bit 1; X.509 calls it contentCommitment.
    NonRepudiation,
    /// Bit 2.
    KeyEncipherment,
    /// Bit 3.
    DataEncipherment,
    /// Bit 4.
    KeyAgreement,
    /// Bit 5.
    KeyCertSign,
    /// Bit 6.
    CrlSign,
    /// Bit 7.
    EncipherOnly,
    /// Bit 8.
    DecipherOnly,
}

impl KeyUsageBit {
    /// Every purpose, by its bit.
    pub const ALL: [Self; 9] = [
        Self::DigitalSignature,
        Self::NonRepudiation,
        Self::KeyEncipherment,
        Self::DataEncipherment,
        Self::KeyAgreement,
        Self::KeyCertSign,
        Self::CrlSign,
        Self::EncipherOnly,
        Self::DecipherOnly,
    ];

    /// The name in RFC 5280.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DigitalSignature => "digitalSignature",
            Self::NonRepudiation => "nonRepudiation",
            Self::KeyEncipherment => "keyEncipherment",
            Self::DataEncipherment => "dataEncipherment",
            Self::KeyAgreement => "keyAgreement",
            Self::KeyCertSign => "keyCertSign",
            Self::CrlSign => "cRLSign",
            Self::EncipherOnly => "encipherOnly",
            Self::DecipherOnly => "decipherOnly",
        }
    }

    const fn mask(self) -> u16 {
        1 << (self as u16)
    }
}

impl fmt::Display for KeyUsageBit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a key may be used for: a set of purposes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// The set of these purposes.
    #[must_use]
    pub fn of(bits: &[KeyUsageBit]) -> Self {
        Self(bits.iter().fold(0, |set, bit| set | bit.mask()))
    }

    /// The set whose bit `n` is the purpose with bit `n`; bits above 8 have no meaning and are dropped.
    pub(crate) const fn from_flags(flags: u16) -> Self {
        Self(flags & 0x01FF)
    }

    /// Whether the purpose is among them.
    #[must_use]
    pub const fn contains(self, bit: KeyUsageBit) -> bool {
        self.0 & bit.mask() != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The purposes, by their bits.
    pub fn bits(self) -> impl Iterator<Item = KeyUsageBit> {
        KeyUsageBit::ALL
            .into_iter()
            .filter(move |bit| self.contains(*bit))
    }
}

impl fmt::Display for KeyUsage {
    /// The names, with commas: `keyCertSign, cRLSign`; `none` where there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.bits().map(KeyUsageBit::as_str).collect();
        f.pad(&if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        })
    }
}

impl fmt::Debug for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUsage({self})")
    }
}
