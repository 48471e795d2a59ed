//! Public keys.

use std::fmt;
use std::str::FromStr;

use ring::digest::{self, SHA1_FOR_LEGACY_USE_ONLY};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::hex;

/// The subjectPublicKeyInfo of a P-256 key up to the point: id-ecPublicKey, prime256v1, and the BIT STRING's
/// header (RFC 5480 2).
const SPKI_HEADER: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86,
    0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The PEM label of a subjectPublicKeyInfo (RFC 7468 13).
const PEM_LABEL: &str = "PUBLIC KEY";

/// A public key on P-256, as its uncompressed point of 65 octets (RFC 5480 2.2). In JSON it is written as 130
/// hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PublicKey([u8; 65]);

impl PublicKey {
    /// The key with this point: 0x04 and two coordinates. Whether it lies on the curve is seen when a
    /// signature is verified.
    ///
    /// # Errors
    /// [`PublicKeyError::Point`] where it is not an uncompressed point of 65 octets.
    pub fn from_point(point: &[u8]) -> Result<Self, PublicKeyError> {
        match <[u8; 65]>::try_from(point) {
            Ok(point) if point.starts_with(&[0x04]) => Ok(Self(point)),
            _ => Err(PublicKeyError::Point(point.len())),
        }
    }

    /// Reads a subjectPublicKeyInfo in DER, which has one form alone for a P-256 key.
    ///
    /// # Errors
    /// [`PublicKeyError::NotP256`] for any other form.
    pub fn from_subject_public_key_info(der: &[u8]) -> Result<Self, PublicKeyError> {
        let point = der.strip_prefix(&SPKI_HEADER).ok_or(PublicKeyError::NotP256)?;
        Self::from_point(point)
    }

    /// Reads a subjectPublicKeyInfo in PEM, as `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    /// [`PublicKeyError`] where it is not PEM, not of a public key, or not of a P-256 key.
    pub fn from_pem(text: &str) -> Result<Self, PublicKeyError> {
        let pem = pem::parse(text).map_err(|_| PublicKeyError::NotPem)?;
        if pem.tag() != PEM_LABEL {
            return Err(PublicKeyError::Label(pem.tag().to_owned()));
        }
        Self::from_subject_public_key_info(pem.contents())
    }

    /// The 65 octets of the point.
    #[must_use]
    pub const fn point(&self) -> &[u8; 65] {
        &self.0
    }

    /// The subjectPublicKeyInfo in DER.
    #[must_use]
    pub fn to_subject_public_key_info(&self) -> Vec<u8> {
        [SPKI_HEADER.as_slice(), &self.0].concat()
    }

    /// The subjectPublicKeyInfo in PEM, lines of 64 characters.
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::pem_text(PEM_LABEL, self.to_subject_public_key_info())
    }

    /// The key identifier of RFC 5280 4.2.1.2, method (2): the bits 0100 and the last 60 bits of the SHA-1 of
    /// the point (GBCS 12).
    #[must_use]
    pub fn identifier(&self) -> KeyIdentifier {
        let digest = digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let last = digest.as_ref().last_chunk::<8>().copied().unwrap_or_default();
        let low_60_bits = u64::from_be_bytes(last) & 0x0FFF_FFFF_FFFF_FFFF;
        KeyIdentifier((0x4000_0000_0000_0000 | low_60_bits).to_be_bytes())
    }

    /// Whether `signature` is this key's ECDSA signature (SHA-256, in DER) over `message`.
    #[must_use]
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.0)
            .verify(message, signature)
            .is_ok()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.0.iter().map(|octet| format!("{octet:02x}")).collect()
    }
}

impl TryFrom<String> for PublicKey {
    type Error = PublicKeyError;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        let point: [u8; 65] = hex::read(&digits).ok_or(PublicKeyError::Digits)?;
        Self::from_point(&point)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.identifier())
    }
}

/// The key identifier of a certificate: eight octets, written as 16 upper-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct KeyIdentifier([u8; 8]);

impl KeyIdentifier {
    /// The identifier with these octets.
    #[must_use]
    pub const fn new(octets: [u8; 8]) -> Self {
        Self(octets)
    }

    /// The eight octets.
    #[must_use]
    pub const fn octets(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for KeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:016X}", u64::from_be_bytes(self.0)))
    }
}

impl fmt::Debug for KeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyIdentifier({self})")
    }
}

impl From<KeyIdentifier> for String {
    fn from(identifier: KeyIdentifier) -> Self {
        identifier.to_string()
    }
}

/// The text is not a key identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a key identifier: write 16 hexadecimal digits, such as 4F5688D7EC933BE2")]
pub struct ParseKeyIdentifierError(String);

impl FromStr for KeyIdentifier {
    type Err = ParseKeyIdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        hex::read(text)
            .map(Self)
            .ok_or_else(|| ParseKeyIdentifierError(text.to_owned()))
    }
}

impl TryFrom<String> for KeyIdentifier {
    type Error = ParseKeyIdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// The octets or the text are not a public key of this PKI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// Not an uncompressed point.
    #[error(
        "a P-256 point is 65 octets of which the first is 04 (uncompressed, RFC 5480 2.2), not these {0}"
    )]
    Point(usize),
    /// Not the subjectPublicKeyInfo of a P-256 key.
    #[error("this is not a P-256 public key with a named curve and an uncompressed point (RFC 5480 2.1.1)")]
    NotP256,
    /// Not the hexadecimal digits of a point.
    #[error("a P-256 point is written as 130 hexadecimal digits, of which the first two are 04")]
    Digits,
    /// Not PEM.
    #[error("this is not PEM: wanted -----BEGIN PUBLIC KEY-----, as `openssl pkey -pubout` writes it")]
    NotPem,
    /// PEM of something else.
    #[error("this is a PEM of `{0}`, and a PUBLIC KEY is wanted, as `openssl pkey -pubout` writes it")]
    Label(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::double::new_key;
    use crate::signer::Signer;

    #[test]
    fn every_form_reads_back_as_written() {
        let key = new_key().public_key().clone();
        assert_eq!(PublicKey::from_point(key.point()), Ok(key.clone()));
        assert_eq!(PublicKey::from_pem(&key.to_pem()), Ok(key.clone()));
        let info = key.to_subject_public_key_info();
        assert_eq!(PublicKey::from_subject_public_key_info(&info), Ok(key.clone()));
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<PublicKey>(&json).unwrap(), key);
        let digits = String::from(key);
        assert_eq!(
            PublicKey::try_from(digits[2..].to_owned()),
            Err(PublicKeyError::Digits)
        );
    }

    #[test]
    fn key_identifiers_read_back_as_written() {
        let z1 = KeyIdentifier::new([0x4F, 0x56, 0x88, 0xD7, 0xEC, 0x93, 0x3B, 0xE2]);
        assert_eq!(z1.to_string(), "4F5688D7EC933BE2");
        assert_eq!("4f5688d7ec933be2".parse(), Ok(z1));
        assert_eq!(serde_json::to_string(&z1).unwrap(), "\"4F5688D7EC933BE2\"");
        for text in [
            "",
            "4F5688D7EC933B",
            "4F5688D7EC933BE2E2",
            "4F:56:88:D7:EC:93:3B:E2",
        ] {
            let error = ParseKeyIdentifierError(text.to_owned());
            assert_eq!(text.parse::<KeyIdentifier>(), Err(error));
        }
    }

    #[test]
    fn other_points_and_other_keys_are_refused() {
        let key = new_key().public_key().clone();
        let point = key.point();
        assert_eq!(
            PublicKey::from_point(&point[..64]),
            Err(PublicKeyError::Point(64))
        );
        let mut compressed = [0x02; 33];
        compressed[1..].copy_from_slice(&point[1..33]);
        assert_eq!(PublicKey::from_point(&compressed), Err(PublicKeyError::Point(33)));
        let mut hybrid = *point;
        hybrid[0] = 0x06;
        assert_eq!(PublicKey::from_point(&hybrid), Err(PublicKeyError::Point(65)));
        let mut info = key.to_subject_public_key_info();
        info.push(0);
        assert_eq!(
            PublicKey::from_subject_public_key_info(&info),
            Err(PublicKeyError::Point(66))
        );
        info[22] = 0x22; // another curve
        assert_eq!(
            PublicKey::from_subject_public_key_info(&info),
            Err(PublicKeyError::NotP256)
        );
        assert_eq!(PublicKey::from_pem("no PEM"), Err(PublicKeyError::NotPem));
        let certificate = key.to_pem().replace("PUBLIC KEY", "CERTIFICATE");
        let error = PublicKeyError::Label("CERTIFICATE".to_owned());
        assert_eq!(PublicKey::from_pem(&certificate), Err(error));
    }

    #[test]
    fn a_signature_is_over_one_message_by_one_key() {
        let (key, other) = (new_key(), new_key());
        let signature = key.sign(b"message").unwrap();
        assert!(key.public_key().has_signed(b"message", &signature));
        assert!(!key.public_key().has_signed(b"massage", &signature));
        assert!(!other.public_key().has_signed(b"message", &signature));
        assert!(!key.public_key().has_signed(b"message", &[]));
        // A point off the curve verifies nothing.
        let off_curve = PublicKey::from_point(&[0x04; 65]).unwrap();
        assert!(!off_curve.has_signed(b"message", &signature));
    }
}
