//! What is wrong with the encoding of an object: either it cannot be read, or it can and the fault is named.

use s1spki_policies::{Oid, PolicyOid};

use crate::der::{self, DerFault, DerFaultKind, tag};
use crate::extension::ExtensionKind;

/// The bytes cannot be read as the object that they should be.
///
/// Where an object can be read in spite of a fault it is, and the fault is among its
/// [`EncodingFault`]s.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are not elements of DER, so nothing in them can be trusted to be where it seems.
    #[error("not DER: {0}")]
    Der(#[from] DerFault),
    /// The element is not a SEQUENCE, as the structure is.
    #[error("no {object}: {} was found at offset {offset}, SEQUENCE was wanted", tag::name(*found))]
    NotA {
        /// The structure, such as `Certificate`.
        object: &'static str,
        /// The identifier octet that is there.
        found: u8,
        /// Where.
        offset: usize,
    },
    /// A field is missing, or something else stands in its place.
    #[error("{object} without {field}: {}, at offset {offset}", found_text(*found))]
    Field {
        /// The structure, such as `TBSCertificate`.
        object: &'static str,
        /// The field, such as `serialNumber`.
        field: &'static str,
        /// The identifier octet that stands in its place; nothing where the structure ends.
        found: Option<u8>,
        /// Where the field should start.
        offset: usize,
    },
    /// Something follows that the structure does not have; it could hide a field.
    #[error("{object} with {}, which it does not have or not there, at offset {offset}", tag::name(*found))]
    Extra {
        /// The structure, such as `TBSCertificate`.
        object: &'static str,
        /// The identifier octet.
        found: u8,
        /// Where.
        offset: usize,
    },
    /// A field has the right type and a value that cannot be read.
    #[error("{field} cannot be read, at offset {offset}: {reason}")]
    Value {
        /// The field, such as `notBefore`.
        field: &'static str,
        /// Where it starts.
        offset: usize,
        /// Why.
        reason: &'static str,
    },
}

impl DecodeError {
    /// Where, in octets from the start of the object.
    #[must_use]
    pub const fn offset(&self) -> usize {
        match self {
            Self::Der(fault) => fault.offset,
            Self::NotA { offset, .. }
            | Self::Field { offset, .. }
            | Self::Extra { offset, .. }
            | Self::Value { offset, .. } => *offset,
        }
    }
}

fn found_text(found: Option<u8>) -> String {
    match found {
        Some(found) => format!("{} stands in its place", tag::name(found)),
        None => "the structure ends before it".to_owned(),
    }
}

/// A fault of encoding in an object that can be read all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}, at offset {offset}")]
pub struct EncodingFault {
    /// What is wrong.
    pub kind: EncodingFaultKind,
    /// Where, in octets from the start of the object.
    pub offset: usize,
}

/// What is wrong with the encoding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodingFaultKind {
    /// An element breaks DER.
    #[error("not DER: {0}")]
    Der(DerFaultKind),
    /// X.690 11.5: a field is encoded although it has its default value.
    #[error("{0} is encoded although it has its default value (X.690 11.5)")]
    ExplicitDefault(&'static str),
    /// Something stands in the structure that it does not have.
    #[error("{0} has an element too many")]
    ExtraElement(&'static str),
    /// A field that must be there is not.
    #[error("{0} is missing")]
    MissingField(&'static str),
    /// A list that must not be empty is.
    #[error("{0} is present and empty")]
    EmptyList(&'static str),
    /// A BIT STRING that holds whole octets counts unused bits.
    #[error("{0} does not end with a whole octet")]
    UnusedBits(&'static str),
    /// RFC 5280 4.1.1.2, 5.1.1.2: the algorithms inside and outside the signed part differ.
    #[error("the signature algorithm outside the signed part is not the one inside (RFC 5280 4.1.1.2)")]
    AlgorithmMismatch,
    /// RFC 5280 4.1.2.1, 5.1.2.1: a version that the contents do not go with, or that does not exist.
    #[error("version {0} does not go with the contents (RFC 5280 4.1.2.1)")]
    Version(u32),
    /// RFC 5280 4.1.2.2: the serial number is zero.
    #[error("the serial number is zero (RFC 5280 4.1.2.2)")]
    SerialZero,
    /// RFC 5280 4.1.2.2: the serial number is negative.
    #[error("the serial number is negative (RFC 5280 4.1.2.2)")]
    SerialNegative,
    /// RFC 5280 4.1.2.2: the serial number has more than 20 octets.
    #[error("the serial number has {0} octets; 20 are the most (RFC 5280 4.1.2.2)")]
    SerialTooLong(usize),
    /// RFC 5280 4.1.2.4: the issuer is an empty name.
    #[error("the issuer is an empty name (RFC 5280 4.1.2.4)")]
    EmptyIssuer,
    /// RFC 5280 4.1.2.5: a date of 1950 to 2049 as GeneralizedTime.
    #[error("{0} is before 2050 and a GeneralizedTime (RFC 5280 4.1.2.5)")]
    GeneralizedTimeBefore2050(&'static str),
    /// The last moment is before the first.
    #[error("{last} is before {first}")]
    Reversed {
        /// The field that should be earlier.
        first: &'static str,
        /// The field that should be later.
        last: &'static str,
    },
    /// RFC 5280 4.2: an extension occurs twice.
    #[error("the extension {0} occurs more than once (RFC 5280 4.2)")]
    DuplicateExtension(Oid),
    /// RFC 2986 4.1: an attribute type occurs twice in a request.
    #[error("the attribute {0} occurs more than once")]
    DuplicateAttribute(Oid),
    /// X.690 11.2.2: a list of named bits ends with bits that are zero.
    #[error("{0} ends with bits that are zero (X.690 11.2.2)")]
    TrailingZeroBits(&'static str),
    /// RFC 5280 4.2.1.1: authorityCertIssuer and authorityCertSerialNumber are not both there or both absent.
    #[error("authorityCertIssuer and authorityCertSerialNumber do not come together (RFC 5280 4.2.1.1)")]
    IssuerWithoutSerial,
    /// RFC 5280 4.2.1.3: no bit is set.
    #[error("keyUsage has no bit set (RFC 5280 4.2.1.3)")]
    EmptyKeyUsage,
    /// RFC 5280 4.2.1.4: a policy occurs twice.
    #[error("the policy {0} occurs more than once (RFC 5280 4.2.1.4)")]
    DuplicatePolicy(PolicyOid),
    /// RFC 5280 4.2.1.9: pathLenConstraint where cA is not asserted.
    #[error("pathLenConstraint without cA (RFC 5280 4.2.1.9)")]
    PathLengthWithoutCa,
    /// RFC 5280 4.2.1.10, 4.2.1.11, 5.2.5: an extension that says nothing.
    #[error("{0} says nothing: all its fields are absent (RFC 5280 4.2.1.10, 4.2.1.11, 5.2.5)")]
    NothingSaid(ExtensionKind),
    /// RFC 5280 4.2.1.13: a distribution point that names neither a place nor a CRL issuer.
    #[error("a distribution point that names neither a place nor a CRL issuer (RFC 5280 4.2.1.13)")]
    DistributionPointWithoutName,
    /// RFC 5280 5.2.5: more than one of the three onlyContains fields is TRUE.
    #[error("the CRL is limited to more than one kind of certificates (RFC 5280 5.2.5)")]
    SeveralScopes,
    /// The value of a known extension cannot be read.
    #[error("the value of the extension {oid} cannot be read: {reason}")]
    MalformedExtension {
        /// The extension.
        oid: Oid,
        /// Why.
        reason: String,
    },
}

/// The faults found so far in one object.
#[derive(Default)]
pub(crate) struct Faults(Vec<EncodingFault>);

impl Faults {
    /// The most faults that are kept: enough to see what is wrong, too few to fill the memory.
    const MOST: usize = 100;

    /// Checks that `bytes` can be taken apart; what is wrong inside single elements is a fault.
    pub(crate) fn of_der(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut faults = Self::default();
        for fault in der::faults(bytes)? {
            faults.push(EncodingFaultKind::Der(fault.kind), fault.offset);
        }
        Ok(faults)
    }

    pub(crate) fn push(&mut self, kind: EncodingFaultKind, offset: usize) {
        if self.0.len() < Self::MOST {
            self.0.push(EncodingFault { kind, offset });
        }
    }

    /// All of them, in the order of the octets.
    pub(crate) fn into_sorted(mut self) -> Box<[EncodingFault]> {
        self.0.sort_by_key(|fault| fault.offset);
        self.0.into()
    }
}
