//! How `jsonwebtoken` is made to use ring, and keys that it never sees.
//!
//! The crate wants the octets of a private key; a key in a hardware module has none to give. So it encodes, and
//! the [`Signer`](crate::signer::Signer) signs: what the crate is handed in place of a key is first nothing, and
//! then the finished signature. A private key can therefore never pass through here.

use std::sync::OnceLock;

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind, new_error};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::Serialize;

use super::StatementError;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Finished::new(*algorithm, key)?)),
    verifier_factory: |algorithm, key| Ok(Box::new(Es256::new(*algorithm, key)?)),
    key_utils: KeyUtils::new_unimplemented(), // for JWK, which is not used here
};

/// Makes the crate use this provider. May be called any number of times.
pub(super) fn install() -> Result<(), StatementError> {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    match INSTALLED.get_or_init(|| PROVIDER.install_default().is_ok()) {
        true => Ok(()),
        false => Err(StatementError::ForeignProvider),
    }
}

/// The header and the claims, encoded: the octets to be signed (RFC 7515 5.1).
pub(super) fn encode_unsigned(header: &Header, claims: &impl Serialize) -> Result<String, StatementError> {
    install()?;
    let mut encoded = jsonwebtoken::encode(header, claims, &EncodingKey::from_ec_der(&[]))
        .map_err(|error| super::form(&error))?;
    encoded.pop(); // the dot before the signature, which is empty
    Ok(encoded)
}

/// The signature, from DER into the form of RFC 7518 3.4, encoded.
pub(super) fn encode_signature(der: &[u8]) -> Result<String, StatementError> {
    let fixed = r_and_s(der).ok_or(StatementError::Form("the signature is not DER".to_owned()))?;
    base64url(&fixed)
}

/// Octets in base64url, as the crate writes a signature.
pub(super) fn base64url(octets: &[u8]) -> Result<String, StatementError> {
    install()?;
    let tagged = [FINISHED, octets].concat();
    jsonwebtoken::crypto::sign(&[], &EncodingKey::from_ec_der(&tagged), Algorithm::ES256)
        .map_err(|error| super::form(&error))
}

/// What goes before a finished signature, and never before a key.
const FINISHED: &[u8] = b"finished signature:";

/// Hands over a signature that was made elsewhere.
struct Finished(Vec<u8>);

impl Finished {
    fn new(algorithm: Algorithm, key: &EncodingKey) -> Result<Self, Error> {
        match (algorithm, key.as_bytes()) {
            (Algorithm::ES256, []) => Ok(Self(Vec::new())),
            (Algorithm::ES256, octets) => octets
                .strip_prefix(FINISHED)
                .map(|signature| Self(signature.to_vec()))
                .ok_or_else(|| new_error(ErrorKind::InvalidEcdsaKey)),
            _ => Err(new_error(ErrorKind::InvalidAlgorithm)),
        }
    }
}

impl signature::Signer<Vec<u8>> for Finished {
    fn try_sign(&self, _: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.clone())
    }
}

impl JwtSigner for Finished {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

/// Verifies with ring.
struct Es256(Vec<u8>);

impl Es256 {
    fn new(algorithm: Algorithm, key: &DecodingKey) -> Result<Self, Error> {
        match algorithm {
            Algorithm::ES256 => Ok(Self(key.try_get_as_bytes()?.to_vec())),
            _ => Err(new_error(ErrorKind::InvalidAlgorithm)),
        }
    }
}

impl signature::Verifier<Vec<u8>> for Es256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.0)
            .verify(message, signature)
            .map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Es256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

/// The two numbers of an ECDSA-Sig-Value, 32 octets each.
fn r_and_s(der: &[u8]) -> Option<[u8; 64]> {
    let (r, s) = yasna::parse_der(der, |reader| {
        reader.read_sequence(|reader| {
            let (r, _) = reader.next().read_bigint_bytes()?;
            let (s, _) = reader.next().read_bigint_bytes()?;
            Ok((r, s))
        })
    })
    .ok()?;
    let mut fixed = [0; 64];
    let (left, right) = fixed.split_at_mut(32);
    right_aligned(left, &r)?;
    right_aligned(right, &s)?;
    Some(fixed)
}

/// Puts the number in the last octets of `field`; `None` where it is too long.
fn right_aligned(field: &mut [u8], number: &[u8]) -> Option<()> {
    let significant = number
        .iter()
        .position(|octet| *octet != 0)
        .unwrap_or(number.len());
    let number = number.get(significant..)?;
    let start = field.len().checked_sub(number.len())?;
    field.get_mut(start..)?.copy_from_slice(number);
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_installed_once_however_often_and_from_wherever_it_is_asked_for() {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..100).for_each(|_| assert_eq!(install(), Ok(()))));
            }
        });
    }

    /// The one thing that must not happen: a private key handed in as a key, and handed out as a signature.
    #[test]
    fn a_private_key_is_never_taken_for_a_signature() {
        install().unwrap();
        for key in [&[0x30, 0x81, 0x87][..], &[0x04; 65], b"finished"] {
            let signed = jsonwebtoken::crypto::sign(b"m", &EncodingKey::from_ec_der(key), Algorithm::ES256);
            assert_eq!(signed.unwrap_err(), new_error(ErrorKind::InvalidEcdsaKey));
        }
        let signed = jsonwebtoken::crypto::sign(b"m", &EncodingKey::from_secret(&[]), Algorithm::HS256);
        assert_eq!(signed.unwrap_err(), new_error(ErrorKind::InvalidAlgorithm));
    }

    #[test]
    fn numbers_are_brought_to_their_length() {
        // r = 1 and s = 2^255, which has a zero octet in front in DER.
        let mut der = vec![0x30, 0x26, 0x02, 0x01, 0x01, 0x02, 0x21, 0x00, 0x80];
        der.extend([0; 31]);
        let mut wanted = [0; 64];
        (wanted[31], wanted[32]) = (1, 0x80);
        assert_eq!(r_and_s(&der), Some(wanted));
        assert_eq!(r_and_s(&der[..20]), None);
        let too_long = [&[0x30, 0x26, 0x02, 0x21][..], &[0x7F; 33], &[0x02, 0x01, 0x01]].concat();
        assert_eq!(r_and_s(&too_long), None);
    }

    proptest! {
        #[test]
        fn no_signature_panics(der: Vec<u8>) {
            let _ = r_and_s(&der);
        }
    }
}
