//! Algorithm identifiers and public keys.

use std::ops::Range;

use s1spki_policies::Oid;

use crate::der::{Element, Octets, tag};
use crate::encoding::{DecodeError, EncodingFaultKind, Faults};
use crate::structure::Fields;

/// Which algorithm, with which parameters (RFC 5280 4.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmIdentifier {
    oid: Oid,
    parameters: Parameters,
    der: Octets,
}

/// The parameters of an algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameters {
    /// There is no such field.
    Absent,
    /// NULL.
    Null,
    /// An object identifier: for an elliptic curve key the curve (RFC 5480 2.1.1).
    Oid(Oid),
    /// Anything else, such as the parameters of a curve spelt out.
    Other,
}

impl AlgorithmIdentifier {
    /// Which algorithm.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.oid
    }

    /// Its parameters.
    #[must_use]
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The whole identifier, exactly as encoded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    pub(crate) fn decode(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut fields = Fields::of_sequence(element, "AlgorithmIdentifier")?;
        let oid = fields.object_identifier("algorithm")?;
        let parameters = Parameters::of(fields.any()?);
        fields.end(faults);
        Ok(Self {
            oid,
            parameters,
            der: element.raw.into(),
        })
    }
}

impl Parameters {
    fn of(element: Option<Element<'_>>) -> Self {
        let Some(element) = element else {
            return Self::Absent;
        };
        match (element.tag, element.content) {
            (tag::NULL, []) => Self::Null,
            (tag::OBJECT_IDENTIFIER, content) => {
                Oid::from_der_content(content).map_or(Self::Other, Self::Oid)
            }
            _ => Self::Other,
        }
    }
}

/// A subject's public key, and for which algorithm it is (RFC 5280 4.1.2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectPublicKeyInfo {
    algorithm: AlgorithmIdentifier,
    /// Where the octets of the key stand in `der`.
    key: Range<usize>,
    unused_bits: u8,
    der: Box<[u8]>,
}

impl SubjectPublicKeyInfo {
    /// For which algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> &AlgorithmIdentifier {
        &self.algorithm
    }

    /// The key: the octets of the BIT STRING without the count of unused bits. For an elliptic curve that is
    /// the encoded point.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        self.der.get(self.key.clone()).unwrap_or_default()
    }

    /// How many bits of the last octet do not belong to the key; no algorithm in use has any.
    #[must_use]
    pub const fn unused_bits(&self) -> u8 {
        self.unused_bits
    }

    /// The whole structure, exactly as encoded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    pub(crate) fn decode(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(element, "SubjectPublicKeyInfo");
        let algorithm = fields.required(&[tag::SEQUENCE], "algorithm")?;
        let algorithm = AlgorithmIdentifier::decode(algorithm, faults)?;
        let bits = fields.bit_string("subjectPublicKey")?;
        let key = bits.place_ending_at(fields.offset().saturating_sub(element.offset));
        fields.end(faults);
        Ok(Self {
            algorithm,
            key,
            unused_bits: bits.unused,
            der: element.raw.into(),
        })
    }
}

/// The signature of a signed object, and by which algorithm: what stands after the signed part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) algorithm: AlgorithmIdentifier,
    /// Where its octets stand in the object.
    pub(crate) place: Range<usize>,
    pub(crate) unused_bits: u8,
}

impl Signature {
    /// Reads the last two fields of `Certificate`, `CertificateList` or `CertificationRequest`.
    pub(crate) fn decode(fields: &mut Fields<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let algorithm = fields.required(&[tag::SEQUENCE], "signatureAlgorithm")?;
        let algorithm = AlgorithmIdentifier::decode(algorithm, faults)?;
        let offset = fields.offset();
        let bits = fields.bit_string("signature")?;
        if bits.unused > 0 {
            faults.push(EncodingFaultKind::UnusedBits("signature"), offset);
        }
        Ok(Self {
            algorithm,
            place: bits.place_ending_at(fields.offset()),
            unused_bits: bits.unused,
        })
    }
}
