//! The cryptography door: the only user of `ring` and `p256`.

use p256::elliptic_curve::sec1::{FromSec1Point, Sec1Point};
use ring::digest;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use crate::algorithm::{AlgorithmIdentifier, Parameters, SubjectPublicKeyInfo};
use crate::request::CertificateRequest;

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SignatureFault {
    /// The algorithm is not one that is verified here, or its parameters are not the ones it must have.
    #[error("the signature algorithm is not supported, or its parameters are wrong")]
    UnsupportedAlgorithm,
    /// The key is not one for this algorithm.
    #[error("the public key is not one for the signature algorithm")]
    KeyDoesNotFit,
    /// The signature is not that of this key over these octets.
    #[error("the signature does not verify")]
    BadSignature,
}

/// Verifies a signature.
///
/// These algorithms are supported: ECDSA on P-256 and P-384 with SHA-256 and SHA-384, RSA PKCS #1
/// (2048 to 8192 bits) with SHA-256, SHA-384 and SHA-512, Ed25519. What a policy allows is for the caller to ask.
///
/// # Errors
/// [`SignatureFault`]: which of the three does not hold.
pub fn verify(
    key: &SubjectPublicKeyInfo,
    algorithm: &AlgorithmIdentifier,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let scheme = Scheme::of(algorithm).ok_or(SignatureFault::UnsupportedAlgorithm)?;
    let verifier = scheme.verifier(key).ok_or(SignatureFault::KeyDoesNotFit)?;
    UnparsedPublicKey::new(verifier, key.key())
        .verify(message, signature)
        .map_err(|_| SignatureFault::BadSignature)
}

/// The hash of an ECDSA signature whose two numbers stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EcdsaHash {
    /// SHA-256, which goes with P-256.
    Sha256,
    /// SHA-384, which goes with P-384.
    Sha384,
}

/// Verifies an ECDSA signature in the form of XML signatures and of JWS: the numbers r and s side by side, each in as
/// many octets as the order of the curve has (RFC 4050 3.3, RFC 7518 3.4, IEEE P1363).
///
/// # Errors
/// [`SignatureFault::KeyDoesNotFit`] where the key is on another curve than the one that goes with the hash;
/// [`SignatureFault::BadSignature`].
pub fn verify_side_by_side(
    key: &SubjectPublicKeyInfo,
    hash: EcdsaHash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let verifier: &'static dyn VerificationAlgorithm = match (hash, KeyType::of_whole_octets(key)) {
        (EcdsaHash::Sha256, Some(KeyType::P256)) => &signature::ECDSA_P256_SHA256_FIXED,
        (EcdsaHash::Sha384, Some(KeyType::P384)) => &signature::ECDSA_P384_SHA384_FIXED,
        _ => return Err(SignatureFault::KeyDoesNotFit),
    };
    UnparsedPublicKey::new(verifier, key.key())
        .verify(message, signature)
        .map_err(|_| SignatureFault::BadSignature)
}

/// Verifies that who made a request holds the private key: its signature under its own public key.
///
/// # Errors
/// As [`verify`].
pub fn verify_possession(request: &CertificateRequest) -> Result<(), SignatureFault> {
    verify(
        request.public_key(),
        request.signature_algorithm(),
        request.certification_request_info(),
        request.signature(),
    )
}

/// A signature algorithm.
#[derive(Clone, Copy)]
enum Scheme {
    EcdsaSha256,
    EcdsaSha384,
    RsaSha256,
    RsaSha384,
    RsaSha512,
    Ed25519,
}

/// 1.2.840.10045.4.3.2.
const ECDSA_WITH_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
/// 1.2.840.10045.4.3.3.
const ECDSA_WITH_SHA384: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03];
/// 1.2.840.113549.1.1.11.
const RSA_WITH_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
/// 1.2.840.113549.1.1.12.
const RSA_WITH_SHA384: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0C];
/// 1.2.840.113549.1.1.13.
const RSA_WITH_SHA512: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0D];
/// 1.3.101.112, of key and signature alike.
const ED25519: &[u8] = &[0x2B, 0x65, 0x70];
/// 1.2.840.10045.2.1.
const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// 1.2.840.113549.1.1.1.
const RSA_ENCRYPTION: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
/// 1.2.840.10045.3.1.7.
const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
/// 1.3.132.0.34.
const P384: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x22];

impl Scheme {
    fn of(algorithm: &AlgorithmIdentifier) -> Option<Self> {
        let (scheme, parameters) = match algorithm.oid().der_content() {
            // RFC 5758 3.2, RFC 8410 3: parameters are absent.
            ECDSA_WITH_SHA256 => (Self::EcdsaSha256, Parameters::Absent),
            ECDSA_WITH_SHA384 => (Self::EcdsaSha384, Parameters::Absent),
            ED25519 => (Self::Ed25519, Parameters::Absent),
            // RFC 4055 5: parameters are NULL.
            RSA_WITH_SHA256 => (Self::RsaSha256, Parameters::Null),
            RSA_WITH_SHA384 => (Self::RsaSha384, Parameters::Null),
            RSA_WITH_SHA512 => (Self::RsaSha512, Parameters::Null),
            _ => return None,
        };
        (*algorithm.parameters() == parameters).then_some(scheme)
    }

    /// What verifies this scheme with this key; `None` where the key is not one for it.
    fn verifier(self, key: &SubjectPublicKeyInfo) -> Option<&'static dyn VerificationAlgorithm> {
        Some(match (self, KeyType::of_whole_octets(key)?) {
            (Self::EcdsaSha256, KeyType::P256) => &signature::ECDSA_P256_SHA256_ASN1,
            (Self::EcdsaSha384, KeyType::P256) => &signature::ECDSA_P256_SHA384_ASN1,
            (Self::EcdsaSha256, KeyType::P384) => &signature::ECDSA_P384_SHA256_ASN1,
            (Self::EcdsaSha384, KeyType::P384) => &signature::ECDSA_P384_SHA384_ASN1,
            (Self::RsaSha256, KeyType::Rsa) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Self::RsaSha384, KeyType::Rsa) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Self::RsaSha512, KeyType::Rsa) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Self::Ed25519, KeyType::Ed25519) => &signature::ED25519,
            _ => return None,
        })
    }
}

/// What kind of key a public key is.
#[derive(Clone, Copy)]
enum KeyType {
    P256,
    P384,
    Rsa,
    Ed25519,
}

impl KeyType {
    /// No key in use ends within an octet.
    fn of_whole_octets(key: &SubjectPublicKeyInfo) -> Option<Self> {
        Self::of(key).filter(|_| key.unused_bits() == 0)
    }

    fn of(key: &SubjectPublicKeyInfo) -> Option<Self> {
        let algorithm = key.algorithm();
        match (algorithm.oid().der_content(), algorithm.parameters()) {
            (EC_PUBLIC_KEY, Parameters::Oid(curve)) => match curve.der_content() {
                P256 => Some(Self::P256),
                P384 => Some(Self::P384),
                _ => None,
            },
            (RSA_ENCRYPTION, Parameters::Null) => Some(Self::Rsa),
            (ED25519, Parameters::Absent) => Some(Self::Ed25519),
            _ => None,
        }
    }
}

/// The key identifier of RFC 5280 4.2.1.2, method (2): 0100 and the low 60 bits of the SHA-1 of the key, which
/// is the value of the BIT STRING subjectPublicKey without its first octet.
#[must_use]
pub fn key_identifier(key: &[u8]) -> [u8; 8] {
    let [.., a, b, c, d, e, f, g, h] = key_identifier_sha1(key);
    [0x40 | (a & 0x0F), b, c, d, e, f, g, h]
}

/// The key identifier of RFC 5280 4.2.1.2, method (1): the SHA-1 of the key.
#[must_use]
pub fn key_identifier_sha1(key: &[u8]) -> [u8; 20] {
    octets(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key))
}

/// The SHA-256 of some octets.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    octets(digest::digest(&digest::SHA256, bytes))
}

/// Whether the octets are an uncompressed point on P-256, and not the point at infinity (RFC 5480 2.2).
#[must_use]
pub fn is_on_curve(point: &[u8]) -> bool {
    let is_uncompressed = point.len() == 65 && point.first() == Some(&0x04);
    is_uncompressed
        && Sec1Point::<p256::NistP256>::from_bytes(point)
            .is_ok_and(|point| bool::from(p256::AffinePoint::from_sec1_point(&point).is_some()))
}

fn octets<const LENGTH: usize>(digest: digest::Digest) -> [u8; LENGTH] {
    let mut octets = [0; LENGTH];
    for (octet, byte) in octets.iter_mut().zip(digest.as_ref()) {
        *octet = *byte;
    }
    octets
}
