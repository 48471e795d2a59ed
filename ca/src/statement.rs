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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ring::hmac;
    use serde_json::{Value, json};

    use super::*;
    use crate::double::{FaultySigner, new_key};
    use crate::key::SoftKey;

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Approval {
        request: String,
        exp: u64,
    }

    impl Statement for Approval {
        const KIND: &'static str = "approval";
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct Rejection {
        request: String,
    }

    impl Statement for Rejection {
        const KIND: &'static str = "rejection";
    }

    /// Lapsed long ago: whether that matters is not decided here.
    fn approval() -> Approval {
        Approval {
            request: "R-1".to_owned(),
            exp: 1,
        }
    }

    fn signed(key: &SoftKey) -> SignedStatement {
        sign(&approval(), "officer-1", key).unwrap()
    }

    /// A compact JWS with any header and any claims, and a good signature over them.
    fn forged(header: &Value, claims: &Value, key: &SoftKey) -> SignedStatement {
        let part = |value: &Value| provider::base64url(value.to_string().as_bytes()).unwrap();
        let unsigned = format!("{}.{}", part(header), part(claims));
        let signature = provider::encode_signature(&key.sign(unsigned.as_bytes()).unwrap()).unwrap();
        SignedStatement(format!("{unsigned}.{signature}"))
    }

    #[test]
    fn what_was_signed_is_what_is_read() {
        let key = new_key();
        let signed = signed(&key);
        assert_eq!(verify::<Approval>(&signed, key.public_key()), Ok(approval()));
        assert_eq!(signed.claimed_key().as_deref(), Ok("officer-1"));
        let json = serde_json::to_string(&signed).unwrap();
        assert_eq!(json, format!("\"{signed}\""));
        assert_eq!(serde_json::from_str::<SignedStatement>(&json).unwrap(), signed);
        // The header and the claims, each in the one spelling.
        let header = json!({ "typ": "s1spki-approval+jws", "alg": "ES256", "kid": "officer-1" });
        let claims = json!({ "request": "R-1", "exp": 1 });
        assert_eq!(
            verify::<Approval>(&forged(&header, &claims, &key), key.public_key()),
            Ok(approval())
        );
    }

    #[test]
    fn another_key_or_another_kind_is_refused() {
        let (key, other) = (new_key(), new_key());
        let signed = signed(&key);
        let refused = verify::<Approval>(&signed, other.public_key());
        assert_eq!(refused, Err(StatementError::Signature));
        let kind = StatementError::Kind {
            found: "s1spki-approval+jws".to_owned(),
            wanted: "s1spki-rejection+jws".to_owned(),
        };
        // As claims, an approval would do: a rejection looks at fewer of them.
        assert_eq!(verify::<Rejection>(&signed, key.public_key()).unwrap_err(), kind);
    }

    #[test]
    fn every_changed_character_is_seen() {
        let key = new_key();
        let signed = signed(&key);
        for place in 0..signed.as_str().len() {
            for other in ["A", "z", "_", "."] {
                let mut text = signed.as_str().to_owned();
                text.replace_range(place..=place, other);
                if text != signed.as_str() {
                    let read = verify::<Approval>(&SignedStatement::new(text.clone()), key.public_key());
                    assert!(read.is_err(), "{text}");
                }
            }
        }
    }

    /// RFC 8725 2.1: no other algorithm, whatever its signature, and not the public key as a shared secret.
    #[test]
    fn no_other_algorithm_is_taken() {
        let key = new_key();
        let claims = json!({ "request": "R-1", "exp": 1 });
        for algorithm in ["HS256", "HS384", "ES384", "RS256", "PS256", "EdDSA"] {
            let header = json!({ "typ": "s1spki-approval+jws", "alg": algorithm, "kid": "officer-1" });
            let refused = verify::<Approval>(&forged(&header, &claims, &key), key.public_key());
            assert_eq!(refused, Err(StatementError::Algorithm), "{algorithm}");
        }
        let header = json!({ "typ": "s1spki-approval+jws", "alg": "HS256", "kid": "officer-1" });
        let by_ecdsa = forged(&header, &claims, &key);
        let (unsigned, _) = by_ecdsa.as_str().rsplit_once('.').unwrap();
        for secret in [
            &key.public_key().point()[..],
            key.public_key().to_pem().as_bytes(),
        ] {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), unsigned.as_bytes());
            let tag = provider::base64url(tag.as_ref()).unwrap();
            let confused = SignedStatement(format!("{unsigned}.{tag}"));
            assert_eq!(
                verify::<Approval>(&confused, key.public_key()),
                Err(StatementError::Algorithm)
            );
        }
        for header in [
            json!({ "alg": "none" }),
            json!({ "alg": "none", "typ": "s1spki-approval+jws" }),
        ] {
            let part = |value: &Value| provider::base64url(value.to_string().as_bytes()).unwrap();
            let unsecured = SignedStatement(format!("{}.{}.", part(&header), part(&claims)));
            let refused = verify::<Approval>(&unsecured, key.public_key());
            assert!(matches!(refused, Err(StatementError::Form(_))), "{refused:?}");
        }
    }

    #[test]
    fn a_header_with_more_in_it_is_refused_though_the_signature_is_good() {
        let key = new_key();
        let claims = json!({ "request": "R-1", "exp": 1 });
        let with = |field: &str, value: Value| {
            let mut header = json!({ "typ": "s1spki-approval+jws", "alg": "ES256", "kid": "officer-1" });
            header[field] = value;
            verify::<Approval>(&forged(&header, &claims, &key), key.public_key())
        };
        for (field, value) in [
            ("crit", json!(["exp"])),
            ("cty", json!("json")),
            ("jku", json!("https://example.com/keys")),
            ("x5c", json!(["MAA="])),
            ("b64", json!(false)),
            ("anything", json!(1)),
        ] {
            assert_eq!(with(field, value), Err(StatementError::Header), "{field}");
        }
        let kind = |found: &str| StatementError::Kind {
            found: found.to_owned(),
            wanted: "s1spki-approval+jws".to_owned(),
        };
        assert_eq!(with("typ", json!("JWT")), Err(kind("JWT")));
        assert_eq!(with("typ", Value::Null), Err(kind("")));
    }

    #[test]
    fn a_statement_without_a_key_name_names_no_key() {
        let key = new_key();
        let header = json!({ "typ": "s1spki-approval+jws", "alg": "ES256" });
        let statement = forged(&header, &json!({ "request": "R-1", "exp": 1 }), &key);
        assert_eq!(
            verify::<Approval>(&statement, key.public_key()),
            Err(StatementError::Header)
        );
        let form = StatementError::Form("no key is named in its header".to_owned());
        assert_eq!(statement.claimed_key(), Err(form));
    }

    #[test]
    fn what_is_no_statement_is_refused() {
        let key = new_key();
        let signed = signed(&key);
        let more = format!("{signed}.e30");
        let unknown_claim = forged(
            &json!({ "typ": "s1spki-approval+jws", "alg": "ES256", "kid": "officer-1" }),
            &json!({ "request": "R-1", "exp": 1, "admin": true }),
            &key,
        );
        for text in ["", ".", "..", "a.b", "e30.e30.e30", &more, unknown_claim.as_str()] {
            let refused = verify::<Approval>(&SignedStatement::new(text), key.public_key());
            assert!(
                matches!(refused, Err(StatementError::Form(_))),
                "{text}: {refused:?}"
            );
        }
    }

    #[test]
    fn a_key_that_fails_or_signs_wrongly_gives_no_statement() {
        let error = |signer: FaultySigner| sign(&approval(), "officer-1", &signer).unwrap_err().to_string();
        assert!(error(FaultySigner::failing()).ends_with("did not sign: the module does not answer"));
        assert!(
            error(FaultySigner::signing_something_else()).ends_with("did not sign: its signature is wrong")
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-Za-z0-9_.-]{0,80}") {
            let key = PublicKey::from_point(&[0x04; 65]).unwrap();
            prop_assert!(verify::<Approval>(&SignedStatement::new(text), &key).is_err());
        }
    }
}
