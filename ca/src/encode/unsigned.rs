//! What stands between rcgen and a signer: rcgen encodes and signs at once, and here it only encodes.

use std::cell::RefCell;

use rcgen::{
    CertificateParams, DistinguishedName, Error, Issuer, PKCS_ECDSA_P256_SHA256, PublicKeyData,
    SignatureAlgorithm, SigningKey,
};

use super::{EncodeError, Name};

/// ecdsa-with-SHA256, without parameters (RFC 5758 3.2).
const ECDSA_WITH_SHA256: [u8; 12] = [
    0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02,
];

/// What rcgen writes where it is given no name.
const EMPTY_NAME: [u8; 2] = [0x30, 0x00];

/// Takes the place of the authority's key: keeps what it is given to sign, and signs nothing.
pub(super) struct Recorder<'a> {
    /// The point of the subject's key.
    pub(super) point: &'a [u8],
    to_be_signed: RefCell<Vec<u8>>,
}

impl<'a> Recorder<'a> {
    pub(super) const fn new(point: &'a [u8]) -> Self {
        Self {
            point,
            to_be_signed: RefCell::new(Vec::new()),
        }
    }

    /// What rcgen wanted signed.
    pub(super) fn recorded(self) -> Vec<u8> {
        self.to_be_signed.into_inner()
    }
}

impl PublicKeyData for Recorder<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for Recorder<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.to_be_signed.replace(message.to_vec());
        Ok(Vec::new())
    }
}

/// An issuer without a name and without powers that rcgen would look at.
pub(super) fn nameless_issuer<'a, 'b>(recorder: &'a Recorder<'b>) -> Issuer<'static, &'a Recorder<'b>> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    Issuer::new(params, recorder)
}

/// Puts names in their places in a SEQUENCE; rcgen has to have left them empty.
pub(super) fn with_names(sequence: &[u8], names: &[(usize, &Name)]) -> Result<Vec<u8>, EncodeError> {
    // The octets are rcgen's; for those of strangers, this reader is too trusting.
    let mut parts = yasna::parse_der(sequence, |reader| {
        reader.collect_sequence_of(|part| part.read_der())
    })
    .map_err(|error| EncodeError::Encoder(error.to_string()))?;
    for (place, name) in names {
        match parts.get_mut(*place) {
            Some(part) if *part == EMPTY_NAME => name.der().clone_into(part),
            _ => return Err(EncodeError::Encoder(format!("part {place} is not an empty name"))),
        }
    }
    Ok(yasna::construct_der(|writer| {
        writer.write_sequence(|sequence| parts.iter().for_each(|part| sequence.next().write_der(part)));
    }))
}

/// What was signed, the algorithm, and the signature (RFC 5280 4.1.1 and 5.1.1).
pub(super) fn assemble(to_be_signed: &[u8], signature: &[u8]) -> Vec<u8> {
    yasna::construct_der(|writer| {
        writer.write_sequence(|sequence| {
            sequence.next().write_der(to_be_signed);
            sequence.next().write_der(&ECDSA_WITH_SHA256);
            sequence
                .next()
                .write_bitvec_bytes(signature, signature.len().saturating_mul(8));
        });
    })
}
