//! What breaks DER.

/// Where and how bytes break DER (X.690).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}, at offset {offset}")]
pub struct DerFault {
    /// What is wrong.
    pub kind: DerFaultKind,
    /// Where, in octets from the start of the object.
    pub offset: usize,
}

impl DerFault {
    /// A fault at a place.
    #[must_use]
    pub const fn new(kind: DerFaultKind, offset: usize) -> Self {
        Self { kind, offset }
    }
}

/// What is wrong with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum DerFaultKind {
    /// The bytes end before the element does.
    #[error("cut short: the bytes end before the element does")]
    Truncated,
    /// Bytes after the end of the element.
    #[error("bytes after the end of the element")]
    Trailing,
    /// X.690 10.1: the indefinite form of length is BER.
    #[error("indefinite length (X.690 10.1)")]
    IndefiniteLength,
    /// X.690 10.1: a length in more octets than it needs.
    #[error("a length in more octets than it needs (X.690 10.1)")]
    NonMinimalLength,
    /// X.690 8.1.2.4: a tag number in more than one octet; X.509 has none above 30.
    #[error("a tag number in more than one octet, which X.509 does not have (X.690 8.1.2.4)")]
    LongFormTag,
    /// Elements nested more deeply than any X.509 object.
    #[error("elements nested more deeply than in any X.509 object")]
    TooDeep,
    /// X.690 8.9, 10.2: a string or another simple type in constructed form, or a SEQUENCE or SET in primitive form.
    #[error("constructed form of a simple type, or simple form of a constructed one (X.690 8.9, 10.2)")]
    WrongForm,
    /// X.690 8.2, 11.1: a BOOLEAN that is neither 00 nor FF.
    #[error("a BOOLEAN that is neither 00 nor FF (X.690 11.1)")]
    Boolean,
    /// X.690 8.3.2: an INTEGER or ENUMERATED in more octets than it needs, or in none.
    #[error("an INTEGER in more octets than it needs, or in none (X.690 8.3)")]
    Integer,
    /// X.690 8.6, 11.2.1: a BIT STRING without its first octet, with more than 7 unused bits, or with unused bits that are set.
    #[error("a BIT STRING whose unused bits are miscounted or set (X.690 8.6, 11.2.1)")]
    BitString,
    /// X.690 8.8: a NULL with content.
    #[error("a NULL with content (X.690 8.8)")]
    Null,
    /// X.690 8.19: an OBJECT IDENTIFIER that is empty, cut short or padded.
    #[error("an OBJECT IDENTIFIER that is empty, cut short or padded (X.690 8.19)")]
    ObjectIdentifier,
    /// X.690 11.6: the elements of a SET are not in ascending order.
    #[error("the elements of a SET are not in ascending order (X.690 11.6)")]
    SetOrder,
    /// A SET without elements; X.509 has none that may be empty.
    #[error("a SET without elements")]
    EmptySet,
    /// X.690 11.8, RFC 5280 4.1.2.5.1: a UTCTime that is not a date in the form `YYMMDDhhmmssZ`.
    #[error("a UTCTime that is not a date in the form YYMMDDhhmmssZ (RFC 5280 4.1.2.5.1)")]
    UtcTime,
    /// X.690 11.7, RFC 5280 4.1.2.5.2: a GeneralizedTime that is not a date in the form `YYYYMMDDhhmmssZ`.
    #[error("a GeneralizedTime that is not a date in the form YYYYMMDDhhmmssZ (RFC 5280 4.1.2.5.2)")]
    GeneralizedTime,
    /// X.690 8.23: a string with characters that its type does not have.
    #[error("a string with characters that its type does not have (X.690 8.23)")]
    Characters,
    /// X.690 8.1.5: the tag 0, which ends an indefinite length and is no type.
    #[error("the tag 0, which is no type (X.690 8.1.5)")]
    Reserved,
}

impl DerFaultKind {
    /// Whether the fault lies inside one element, so that everything around it can still be read.
    #[must_use]
    pub const fn is_confined(self) -> bool {
        !matches!(
            self,
            Self::Truncated
                | Self::Trailing
                | Self::IndefiniteLength
                | Self::NonMinimalLength
                | Self::LongFormTag
                | Self::TooDeep
        )
    }
}
