//! Passphrases.

use std::fmt;

use zeroize::Zeroizing;

/// What unlocks a private key. Its memory is wiped when it goes; it is never printed.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The passphrase with this text, which has to have at least so many octets: 1 to open an existing
    /// key, what the policy wants for a new one.
    ///
    /// # Errors
    /// [`PassphraseError`] where it is empty or too short. Its text is wiped then too.
    pub fn new(text: String, at_least: usize) -> Result<Self, PassphraseError> {
        let text = Zeroizing::new(text);
        if text.is_empty() {
            return Err(PassphraseError::Empty);
        }
        if text.len() < at_least {
            return Err(PassphraseError::TooShort { at_least });
        }
        Ok(Self(text))
    }

    pub(crate) fn octets(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(...)")
    }
}

/// Why a text is not good enough as a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// There is none.
    #[error("the passphrase is empty")]
    Empty,
    /// It is too short; how short is not said.
    #[error("the passphrase is too short: at least {at_least} octets are wanted")]
    TooShort {
        /// How many octets are wanted.
        at_least: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str, at_least: usize) -> Result<String, PassphraseError> {
        Passphrase::new(text.to_owned(), at_least).map(|passphrase| passphrase.0.to_string())
    }

    #[test]
    fn octets_count() {
        assert_eq!(made("", 0), Err(PassphraseError::Empty));
        assert_eq!(
            made("häßlich", 10),
            Err(PassphraseError::TooShort { at_least: 10 })
        );
        assert_eq!(made("häßlich", 9), Ok("häßlich".to_owned()));
    }

    #[test]
    fn it_is_never_printed() {
        let passphrase = Passphrase::new("correct horse".to_owned(), 1).unwrap();
        assert_eq!(format!("{passphrase:?}"), "Passphrase(...)");
    }
}
