//! Private keys at rest: PKCS#8 EncryptedPrivateKeyInfo in PEM, which OpenSSL reads and writes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use pkcs8::der::asn1::{AnyRef, OctetStringRef};
use pkcs8::der::{self, Decode, Encode};
use pkcs8::pkcs5::{self, EncryptionScheme, pbes2};
use pkcs8::spki::AlgorithmIdentifierRef;
use pkcs8::{EncryptedPrivateKeyInfo, EncryptedPrivateKeyInfoRef};
use zeroize::Zeroizing;

use super::{KeyError, KeyFileError, SecretKey, SoftKey};
use crate::durable::{self, Existing, Readers};
use crate::entropy::Entropy;
use crate::signer::Signer;
use crate::{Passphrase, PublicKey};

/// The PEM label of an EncryptedPrivateKeyInfo (RFC 7468 11).
const LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// A block of AES, which is also the length of the salt.
const BLOCK: usize = 16;

/// No key file is near as long; what is longer is not one.
const LONGEST_FILE: u64 = 16 * 1024;

/// How often PBKDF2 turns: the time that one guess at the passphrase takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounds(u32);

impl Rounds {
    /// The fewest that are taken: what OWASP advises for PBKDF2-HMAC-SHA256.
    pub const LEAST: Self = Self(600_000);
    /// The most: beyond these a forged file would only keep the machine busy (RFC 8018 4.2).
    pub const MOST: Self = Self(10_000_000);

    /// So many rounds.
    ///
    /// # Errors
    /// [`KeyError::Rounds`] where they are too few or too many.
    pub const fn new(rounds: u32) -> Result<Self, KeyError> {
        if rounds < Self::LEAST.0 || rounds > Self::MOST.0 {
            return Err(KeyError::Rounds {
                found: rounds,
                least: Self::LEAST.0,
                most: Self::MOST.0,
            });
        }
        Ok(Self(rounds))
    }
}

/// A private key encrypted under a passphrase: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedKey {
    der: Vec<u8>,
    parameters: pbes2::Parameters,
    ciphertext: Vec<u8>,
}

impl EncryptedKey {
    /// Encrypts a key.
    ///
    /// # Errors
    /// [`KeyError::Entropy`] where there is no salt to be had.
    pub fn seal(
        secret: &SecretKey,
        passphrase: &Passphrase,
        rounds: Rounds,
        entropy: &dyn Entropy,
    ) -> Result<Self, KeyError> {
        let (mut salt, mut iv) = ([0; BLOCK], [0; BLOCK]);
        entropy.fill(&mut salt)?;
        entropy.fill(&mut iv)?;
        let failed = |_| KeyError::Rejected("it cannot be encrypted".to_owned());
        let parameters =
            pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(rounds.0, &salt, iv).map_err(failed)?;
        // Encrypted where it stands, with room for the padding, so that no second copy is made.
        let plaintext = secret.octets();
        let mut buffer = Zeroizing::new([plaintext, &[0; BLOCK]].concat());
        let ciphertext = parameters
            .encrypt_in_place(passphrase.octets(), &mut buffer, plaintext.len())
            .map_err(failed)?;
        let info = EncryptedPrivateKeyInfo {
            encryption_algorithm: parameters.into(),
            encrypted_data: OctetStringRef::new(ciphertext)
                .map_err(|_| failed(pkcs5::Error::EncryptFailed))?,
        };
        let der = info.to_der().map_err(|_| failed(pkcs5::Error::EncryptFailed))?;
        Self::from_der(der)
    }

    /// Decrypts the key, which has to be the one that belongs to `expected`: CBC has no integrity of its own.
    ///
    /// # Errors
    /// [`KeyError::WrongPassphrase`], [`KeyError::WrongKey`], or [`KeyError::Damaged`] where the passphrase is
    /// right and the rest is not. Damage to the first 16 octets looks like a wrong passphrase.
    pub fn open(&self, passphrase: &Passphrase, expected: &PublicKey) -> Result<SoftKey, KeyError> {
        let key = self.open_unknown(passphrase)?;
        if key.public_key() != expected {
            return Err(KeyError::WrongKey {
                wanted: expected.identifier(),
                found: key.public_key().identifier(),
            });
        }
        Ok(key)
    }

    /// Decrypts a key of which nobody knows the public half yet, such as one that is about to be registered.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_unknown(&self, passphrase: &Passphrase) -> Result<SoftKey, KeyError> {
        let mut buffer = Zeroizing::new(self.ciphertext.clone());
        let length = self
            .parameters
            .decrypt_in_place(passphrase.octets(), &mut buffer)
            .map(<[u8]>::len);
        // A wrong passphrase gives noise from the first block on. Where that block is right and the end is
        // not, the passphrase was right and the file was changed.
        if !begins_like_a_private_key(&buffer) {
            return Err(KeyError::WrongPassphrase);
        }
        let Ok(length) = length else {
            return Err(KeyError::Damaged {
                what: "its end is not what was encrypted",
            });
        };
        buffer.truncate(length);
        SoftKey::from_secret(&SecretKey(buffer))
    }

    /// Reads PEM.
    ///
    /// # Errors
    /// [`KeyError`] where it is not an encrypted private key in PKCS#8, or encrypted in a weaker or another way.
    pub fn from_pem(text: &[u8]) -> Result<Self, KeyError> {
        let pem = pem::parse(text).map_err(|_| KeyError::NotPem)?;
        match pem.tag() {
            LABEL => Self::from_der(pem.into_contents()),
            label if label.ends_with("PRIVATE KEY") => Err(KeyError::NotEncrypted {
                label: label.to_owned(),
            }),
            label => Err(KeyError::Label {
                label: label.to_owned(),
            }),
        }
    }

    fn from_der(der: Vec<u8>) -> Result<Self, KeyError> {
        let info =
            EncryptedPrivateKeyInfoRef::try_from(der.as_slice()).map_err(|error| unreadable(&der, &error))?;
        let parameters = accepted(&info.encryption_algorithm)?;
        let ciphertext = info.encrypted_data.as_bytes().to_vec();
        if ciphertext.is_empty() || !ciphertext.len().is_multiple_of(BLOCK) {
            return Err(KeyError::Damaged {
                what: "its length is not whole blocks",
            });
        }
        Ok(Self {
            der,
            parameters,
            ciphertext,
        })
    }

    /// The key in PEM, lines of 64 characters.
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::pem_text(LABEL, self.der.clone())
    }

    /// Reads the file of a key, which nobody else may be able to read.
    ///
    /// # Errors
    /// [`KeyFileError`] where it cannot be read, may be read by others, or is not such a key.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let failed = |source| KeyFileError::Io {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(failed)?;
        refuse_other_readers(path, &file)?;
        let mut text = Vec::new();
        file.take(LONGEST_FILE).read_to_end(&mut text).map_err(failed)?;
        Self::from_pem(&text).map_err(|source| KeyFileError::Key {
            path: path.to_owned(),
            source,
        })
    }

    /// Writes the key to a new file that its owner alone may read. A file that is there is never replaced.
    ///
    /// # Errors
    /// [`KeyFileError::Write`].
    pub fn write(&self, path: &Path) -> Result<(), KeyFileError> {
        durable::write(path, self.to_pem().as_bytes(), Readers::Owner, Existing::Keep)?;
        Ok(())
    }
}

/// The parameters, if they are of the one scheme that is taken.
fn accepted(scheme: &EncryptionScheme) -> Result<pbes2::Parameters, KeyError> {
    let other = |found: String| Err(KeyError::Scheme { found });
    let parameters = match scheme {
        EncryptionScheme::Pbes2(parameters) => parameters,
        other_scheme => return other(format!("the scheme {}", other_scheme.oid())),
    };
    let Some(kdf) = parameters.kdf.pbkdf2() else {
        return other(format!("the key derivation {}", parameters.kdf.oid()));
    };
    if kdf.prf != pbes2::Pbkdf2Prf::HmacWithSha256 {
        return other(format!("PBKDF2 over {:?}", kdf.prf));
    }
    if !matches!(parameters.encryption, pbes2::EncryptionScheme::Aes256Cbc { .. }) {
        return other(format!("the cipher {}", parameters.encryption.oid()));
    }
    Rounds::new(kdf.iteration_count)?;
    Ok(parameters.clone())
}

/// Why the octets cannot be read: an identifier that the decoder does not know is another scheme, the rest is
/// damage.
fn unreadable(der: &[u8], error: &pkcs8::Error) -> KeyError {
    let unknown = match error {
        pkcs8::Error::Asn1(error) => match error.kind() {
            der::ErrorKind::OidUnknown { oid } => Some(oid.to_string()),
            _ => other_scheme(der),
        },
        _ => None,
    };
    unknown.map_or(
        KeyError::Damaged {
            what: "it is not PKCS#8",
        },
        |found| KeyError::Scheme { found },
    )
}

/// The identifier of the encryption scheme, where it is not PBES2.
fn other_scheme(der: &[u8]) -> Option<String> {
    let scheme = AnyRef::from_der(der).and_then(|info| {
        info.sequence(|info| {
            let scheme = AlgorithmIdentifierRef::decode(info)?;
            AnyRef::decode(info)?;
            Ok::<_, der::Error>(scheme.oid)
        })
    });
    scheme
        .ok()
        .filter(|scheme| *scheme != pbes2::PBES2_OID)
        .map(|scheme| scheme.to_string())
}

/// Whether the octets begin as a PrivateKeyInfo does: SEQUENCE, version 0, SEQUENCE (RFC 5208 5).
fn begins_like_a_private_key(octets: &[u8]) -> bool {
    match octets {
        [0x30, 0x81, _, rest @ ..] | [0x30, _, rest @ ..] => rest.starts_with(&[0x02, 0x01, 0x00, 0x30]),
        _ => false,
    }
}

#[cfg(unix)]
fn refuse_other_readers(path: &Path, file: &File) -> Result<(), KeyFileError> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = file.metadata().map_err(|source| KeyFileError::Io {
        path: path.to_owned(),
        source,
    })?;
    match metadata.permissions().mode() & 0o7777 {
        mode if mode & 0o077 != 0 => Err(KeyFileError::Readable {
            path: path.to_owned(),
            mode,
        }),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn refuse_other_readers(_: &Path, _: &File) -> Result<(), KeyFileError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::double::{SeededEntropy, new_key};
    use crate::entropy::SystemEntropy;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text.to_owned(), 1).unwrap()
    }

    /// A key, and the same encrypted under `correct horse`.
    fn sealed() -> (SoftKey, EncryptedKey) {
        let (key, secret) = SoftKey::generate(&SystemEntropy::new()).unwrap();
        let encrypted = EncryptedKey::seal(
            &secret,
            &passphrase("correct horse"),
            Rounds::LEAST,
            &SeededEntropy::new(1),
        )
        .unwrap();
        (key, encrypted)
    }

    #[test]
    fn the_key_that_was_sealed_is_the_key_that_is_opened() {
        let (key, encrypted) = sealed();
        let read = EncryptedKey::from_pem(encrypted.to_pem().as_bytes()).unwrap();
        assert_eq!(read, encrypted);
        let opened = read.open(&passphrase("correct horse"), key.public_key()).unwrap();
        let signature = opened.sign(b"message").unwrap();
        assert!(key.public_key().has_signed(b"message", &signature));
    }

    #[test]
    fn a_wrong_passphrase_is_told_from_a_wrong_key_and_from_damage() {
        let (key, encrypted) = sealed();
        let opened = |key: &EncryptedKey, text: &str, expected: &PublicKey| {
            key.open(&passphrase(text), expected)
                .map(|key| key.public_key().clone())
        };
        for wrong in ["correct horsf", "Correct horse", "correct horse ", "x"] {
            let error = Err(KeyError::WrongPassphrase);
            assert_eq!(opened(&encrypted, wrong, key.public_key()), error, "{wrong}");
        }
        let other = new_key();
        let wrong_key = KeyError::WrongKey {
            wanted: other.public_key().identifier(),
            found: key.public_key().identifier(),
        };
        assert_eq!(
            opened(&encrypted, "correct horse", other.public_key()),
            Err(wrong_key)
        );
        let damaged_at = |place: usize| {
            let mut damaged = encrypted.clone();
            damaged.ciphertext[place] ^= 1;
            opened(&damaged, "correct horse", key.public_key())
        };
        let length = encrypted.ciphertext.len();
        assert_eq!(damaged_at(0), Err(KeyError::WrongPassphrase));
        for place in [length - 1, length - 17] {
            let damaged = damaged_at(place);
            assert!(
                matches!(damaged, Err(KeyError::Damaged { .. })),
                "{place}: {damaged:?}"
            );
        }
    }

    #[test]
    fn rounds_have_a_floor_and_a_ceiling() {
        assert_eq!(Rounds::new(600_000), Ok(Rounds::LEAST));
        for found in [0, 1, 599_999, 10_000_001, u32::MAX] {
            let error = KeyError::Rounds {
                found,
                least: 600_000,
                most: 10_000_000,
            };
            assert_eq!(Rounds::new(found), Err(error));
        }
    }

    #[test]
    fn what_is_no_key_is_refused_by_name() {
        let damaged = |what| Err(KeyError::Damaged { what });
        let pem = |label: &str, der: &[u8]| crate::pem_text(label, der.to_vec());
        let label = |label: &str| label.to_owned();
        let cases = [
            (String::new(), Err(KeyError::NotPem)),
            (
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n".to_owned(),
                Err(KeyError::NotPem),
            ),
            (
                pem("CERTIFICATE", &[]),
                Err(KeyError::Label {
                    label: label("CERTIFICATE"),
                }),
            ),
            (
                pem("PRIVATE KEY", &[]),
                Err(KeyError::NotEncrypted {
                    label: label("PRIVATE KEY"),
                }),
            ),
            (
                pem("EC PRIVATE KEY", &[]),
                Err(KeyError::NotEncrypted {
                    label: label("EC PRIVATE KEY"),
                }),
            ),
            (pem(LABEL, &[]), damaged("it is not PKCS#8")),
            (pem(LABEL, &[0x30, 0x00]), damaged("it is not PKCS#8")),
        ];
        for (text, wanted) in cases {
            assert_eq!(EncryptedKey::from_pem(text.as_bytes()), wanted, "{text}");
        }
        let short = EncryptedKey::from_pem(pem(LABEL, &der_with(&[3; 143])).as_bytes());
        assert_eq!(short, damaged("its length is not whole blocks"));
        let empty = EncryptedKey::from_pem(pem(LABEL, &der_with(&[])).as_bytes());
        assert_eq!(empty, damaged("its length is not whole blocks"));
    }

    proptest! {
        #[test]
        fn no_octets_panic(noise: Vec<u8>, cut in 0_usize..300, place in 0_usize..300, flip in 1_u8..) {
            let mut der = der_with(&[3; 144]);
            der.truncate(cut);
            if let Some(octet) = der.get_mut(place) {
                *octet ^= flip;
            }
            for octets in [der, noise] {
                let _ = EncryptedKey::from_pem(crate::pem_text(LABEL, octets.clone()).as_bytes());
                let _ = EncryptedKey::from_pem(&octets);
            }
        }
    }

    /// Well formed, and with this ciphertext, which was never encrypted.
    fn der_with(ciphertext: &[u8]) -> Vec<u8> {
        let parameters =
            pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(600_000, &[1; BLOCK], [2; BLOCK]).unwrap();
        let info = EncryptedPrivateKeyInfo {
            encryption_algorithm: parameters.into(),
            encrypted_data: OctetStringRef::new(ciphertext).unwrap(),
        };
        info.to_der().unwrap()
    }

    #[test]
    fn what_is_secret_is_never_printed() {
        let (key, secret) = SoftKey::generate(&SystemEntropy::new()).unwrap();
        assert_eq!(format!("{secret:?}"), "SecretKey(...)");
        let identifier = key.public_key().identifier();
        assert_eq!(format!("{key:?}"), format!("SoftKey(PublicKey({identifier}))"));
    }

    #[test]
    fn a_file_is_the_owners_alone_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issuing.key");
        let (_, encrypted) = sealed();
        encrypted.write(&path).unwrap();
        assert_eq!(EncryptedKey::read(&path).unwrap(), encrypted);
        let error = encrypted.write(&path).unwrap_err().to_string();
        let wanted = format!(
            "{} exists already: remove it, or write to another name",
            path.display()
        );
        assert_eq!(error, wanted);
        let missing = EncryptedKey::read(&folder.path().join("other.key")).unwrap_err();
        assert!(matches!(missing, KeyFileError::Io { .. }), "{missing}");
        std::fs::write(&path, "nothing").unwrap();
        let error = EncryptedKey::read(&path).unwrap_err();
        assert!(
            matches!(
                error,
                KeyFileError::Key {
                    source: KeyError::NotPem,
                    ..
                }
            ),
            "{error}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issuing.key");
        sealed().1.write(&path).unwrap();
        for mode in [0o640, 0o604, 0o644, 0o610, 0o602] {
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            let error = EncryptedKey::read(&path).unwrap_err();
            assert!(
                matches!(error, KeyFileError::Readable { mode: found, .. } if found == mode),
                "{error}"
            );
        }
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o400)).unwrap();
        EncryptedKey::read(&path).unwrap();
    }
}
