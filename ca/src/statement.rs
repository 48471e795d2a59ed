//! Signed statements: what a person declares, with that person's signature over it.
//!
//! A statement is a compact JWS (RFC 7515) with ES256 (RFC 7518 3.4). Nothing here reads a clock: when a
//! statement lapses is one of its claims.

mod provider;

use std::fmt;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::PublicKey;
use crate::signer::{Signer, SignerError};

/// What can be declared and signed.
///
/// `KIND` keeps one kind of statement from being taken for another (RFC 8725 3.11): the header's `typ` is
/// `s1spki-KIND+jws`, and no other is accepted.
pub trait Statement: Serialize + DeserializeOwned {
    /// What kind of statement it is, such as `approval`.
    const KIND: &'static str;
}

/// A statement in the form that is kept and handed on: the octets that were signed, never written anew.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignedStatement(String);

impl SignedStatement {
    /// Takes up a compact JWS; nothing is looked at before [`verify`].
    #[must_use]
    pub fn new(compact: impl Into<String>) -> Self {
        Self(compact.into())
    }

    /// The compact JWS.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that the statement says it was signed with. Nothing is verified yet: this is only to find the
    /// public key for [`verify`].
    ///
    /// # Errors
    /// [`StatementError::Form`] where there is no header to be read, or no key named in it.
    pub fn claimed_key(&self) -> Result<String, StatementError> {
        provider::install()?;
        let header = jsonwebtoken::decode_header(&self.0).map_err(|error| form(&error))?;
        header
            .kid
            .ok_or(StatementError::Form("no key is named in its header".to_owned()))
    }
}

impl fmt::Display for SignedStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Signs a statement. `key` names the signer's key for those who verify.
///
/// # Errors
/// [`StatementError::Signer`] where the key does not sign, or signs wrongly.
pub fn sign<S: Statement>(
    statement: &S,
    key: &str,
    signer: &dyn Signer,
) -> Result<SignedStatement, StatementError> {
    let unsigned = provider::encode_unsigned(&header::<S>(key), statement)?;
    let signature = signer.sign(unsigned.as_bytes())?;
    if !signer.public_key().has_signed(unsigned.as_bytes(), &signature) {
        return Err(StatementError::Signer(SignerError {
            key: signer.public_key().identifier(),
            reason: "its signature is wrong".to_owned(),
        }));
    }
    let signature = provider::encode_signature(&signature)?;
    Ok(SignedStatement(format!("{unsigned}.{signature}")))
}

/// Verifies that a statement of this kind was signed with `key`, and reads it.
///
/// # Errors
/// [`StatementError`] where it is not one, is of another kind, or the signature is wrong.
pub fn verify<S: Statement>(signed: &SignedStatement, key: &PublicKey) -> Result<S, StatementError> {
    provider::install()?;
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false; // the crate would read a clock
    validation.validate_aud = false;
    let decoded = jsonwebtoken::decode::<S>(&signed.0, &DecodingKey::from_ec_der(key.point()), &validation)
        .map_err(|error| refusal(&error))?;
    // The whole header is compared: `crit`, a key or a certificate of the sender's choice, or any other field
    // that nobody asked for is refused (RFC 7515 4.1).
    let named = decoded.header.kid.clone().unwrap_or_default();
    let wanted = header::<S>(&named);
    if decoded.header.typ != wanted.typ {
        return Err(StatementError::Kind {
            found: decoded.header.typ.unwrap_or_default(),
            wanted: wanted.typ.unwrap_or_default(),
        });
    }
    if decoded.header != wanted {
        return Err(StatementError::Header);
    }
    Ok(decoded.claims)
}

fn header<S: Statement>(key: &str) -> Header {
    let mut header = Header::new(Algorithm::ES256);
    header.typ = Some(format!("s1spki-{}+jws", S::KIND));
    header.kid = Some(key.to_owned());
    header
}

fn form(error: &jsonwebtoken::errors::Error) -> StatementError {
    StatementError::Form(error.to_string())
}

fn refusal(error: &jsonwebtoken::errors::Error) -> StatementError {
    match error.kind() {
        ErrorKind::InvalidSignature => StatementError::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::UnsupportedAlgorithm => StatementError::Algorithm,
        _ => form(error),
    }
}

/// Why a statement is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// Not a compact JWS with claims of this kind.
    #[error("this is not a signed statement: {0}")]
    Form(String),
    /// Signed by another algorithm, or by none.
    #[error("the statement is not signed by ES256, the one algorithm that is taken")]
    Algorithm,
    /// The signature is not the key's over these octets.
    #[error("the signature of the statement is wrong: it was changed, or signed with another key")]
    Signature,
    /// Another kind of statement.
    #[error("this is a statement of type `{found}`, and `{wanted}` is wanted")]
    Kind {
        /// The type in its header.
        found: String,
        /// The type that is wanted.
        wanted: String,
    },
    /// The header has more in it than algorithm, type and key.
    #[error("the header of the statement has fields other than alg, typ and kid")]
    Header,
    /// The key did not sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// Another part of the program has chosen how JOSE signatures are made.
    #[error("another cryptography provider for JOSE is installed in this process")]
    ForeignProvider,
}
