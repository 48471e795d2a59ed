//! Algorithm identifiers and public keys.

use s1spki_policies::Oid;
use x509_parser::asn1_rs::FromDer;
use x509_parser::x509;

use crate::der::{Element, tag};
use crate::encoding::{DecodeError, EncodingFault, EncodingFaultKind};
use crate::structure::Fields;

/// Which algorithm, with which parameters (RFC 5280 4.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmIdentifier {
    oid: Oid,
    parameters: Parameters,
    der: Box<[u8]>,
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

    pub(crate) fn decode(
        element: Element<'_>,
        field: &'static str,
        faults: &mut Vec<EncodingFault>,
    ) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(element, "AlgorithmIdentifier");
        fields.required(&[tag::OBJECT_IDENTIFIER], "algorithm")?;
        let unreadable = |reason| DecodeError::Value {
            field,
            offset: element.offset,
            reason,
        };
        let (_, read) = x509::AlgorithmIdentifier::from_der(element.raw)
            .map_err(|_| unreadable("not an algorithm identifier"))?;
        let oid = oid_of(&read.algorithm).ok_or_else(|| unreadable("its object identifier is not DER"))?;
        let parameters = match read.parameters {
            None => Parameters::Absent,
            Some(any) => {
                fields.any()?;
                match (any.tag().0, any.data) {
                    (5, []) => Parameters::Null,
                    (6, content) => Oid::from_der_content(content).map_or(Parameters::Other, Parameters::Oid),
                    _ => Parameters::Other,
                }
            }
        };
        fields.end(faults);
        Ok(Self {
            oid,
            parameters,
            der: element.raw.into(),
        })
    }
}

/// The same identifier in the words of the policies; `None` where its octets are not DER.
pub(crate) fn oid_of(oid: &x509_parser::asn1_rs::Oid<'_>) -> Option<Oid> {
    Oid::from_der_content(oid.as_bytes()).ok()
}

/// A subject's public key, and for which algorithm it is (RFC 5280 4.1.2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectPublicKeyInfo {
    algorithm: AlgorithmIdentifier,
    key: Box<[u8]>,
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
        &self.key
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

    pub(crate) fn decode(element: Element<'_>, faults: &mut Vec<EncodingFault>) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(element, "SubjectPublicKeyInfo");
        let algorithm = fields.required(&[tag::SEQUENCE], "algorithm")?;
        let algorithm = AlgorithmIdentifier::decode(algorithm, "algorithm of the public key", faults)?;
        let bits = bit_string(
            fields.required(&[tag::BIT_STRING], "subjectPublicKey")?,
            "subjectPublicKey",
        )?;
        fields.end(faults);
        Ok(Self {
            algorithm,
            key: bits.octets.into(),
            unused_bits: bits.unused_bits,
            der: element.raw.into(),
        })
    }
}

/// The bits of a BIT STRING.
pub(crate) struct Bits<'a> {
    pub(crate) octets: &'a [u8],
    pub(crate) unused_bits: u8,
}

pub(crate) fn bit_string<'a>(element: Element<'a>, field: &'static str) -> Result<Bits<'a>, DecodeError> {
    match element.content {
        [unused_bits @ 0..=7, octets @ ..] if *unused_bits == 0 || !octets.is_empty() => Ok(Bits {
            octets,
            unused_bits: *unused_bits,
        }),
        _ => Err(DecodeError::Value {
            field,
            offset: element.offset,
            reason: "not a BIT STRING",
        }),
    }
}

/// The signature of a signed object, and by which algorithm: what stands after the signed part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) algorithm: AlgorithmIdentifier,
    pub(crate) octets: Box<[u8]>,
}

impl Signature {
    /// Reads the last two fields of `Certificate`, `CertificateList` or `CertificationRequest`.
    pub(crate) fn decode(
        fields: &mut Fields<'_>,
        faults: &mut Vec<EncodingFault>,
    ) -> Result<Self, DecodeError> {
        let algorithm = fields.required(&[tag::SEQUENCE], "signatureAlgorithm")?;
        let algorithm = AlgorithmIdentifier::decode(algorithm, "signatureAlgorithm", faults)?;
        let value = fields.required(&[tag::BIT_STRING], "signature")?;
        let bits = bit_string(value, "signature")?;
        if bits.unused_bits > 0 {
            faults.push(EncodingFaultKind::UnusedBits("signature").at(value.offset));
        }
        Ok(Self {
            algorithm,
            octets: bits.octets.into(),
        })
    }
}
