//! Signatures verified: digest and signature, each for itself.

use super::rule;
use super::signature::XmlSignature;
use super::signed_info::SignedInfo;
use crate::algorithm::SubjectPublicKeyInfo;
use crate::crypto::{self, EcdsaHash, SignatureFault};
use crate::finding::{Detail, Finding};
use crate::hexadecimal::hexadecimal;

/// What came of verifying a signature with one key. Only where both hold is the message what the holder of the key signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureOutcome {
    /// Whether the message is what SignedInfo says (XML Signature 3.2.1).
    pub digest: DigestOutcome,
    /// Whether SignedInfo is what was signed with the key (XML Signature 3.2.2).
    pub signature: SignatureVerdict,
}

/// Whether a message has the digest that is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestOutcome {
    /// It has, in this form.
    Matches(SignedForm),
    /// It has another one.
    Differs {
        /// What is stated.
        stated: [u8; 32],
        /// What the message has.
        computed: [u8; 32],
    },
    /// There was nothing to compare: the form of the signature is at fault.
    NotChecked,
}

/// In which form a message was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedForm {
    /// It is a document of its own.
    Document,
    /// It stands inside another message, and was signed as it stands there, with the namespaces in scope.
    Inside,
    /// It stands inside another message, and was signed as a document of its own.
    Alone,
}

/// Whether a signature is that of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// It is.
    Good,
    /// It is not.
    Bad,
    /// The key is not one on P-256.
    KeyDoesNotFit,
    /// There was nothing to verify: the form of the signature is at fault.
    NotChecked,
}

impl SignatureOutcome {
    /// Whether both digest and signature hold.
    #[must_use]
    pub const fn is_good(self) -> bool {
        matches!(
            (self.digest, self.signature),
            (DigestOutcome::Matches(_), SignatureVerdict::Good)
        )
    }

    /// What was found: one finding for the digest, one for the signature.
    #[must_use]
    pub fn findings(self) -> [Finding; 2] {
        let not_checked = |rule| {
            Finding::not_checked(
                rule,
                Detail::new("a signature of another form", "the form that is verified"),
            )
        };
        let digest = match self.digest {
            DigestOutcome::Matches(_) => Finding::pass(&rule::DIGEST),
            DigestOutcome::Differs { stated, computed } => Finding::breach(
                &rule::DIGEST,
                Detail::new(
                    format!("the digest {}", hexadecimal(&computed)),
                    format!("the signed digest {}", hexadecimal(&stated)),
                ),
            ),
            DigestOutcome::NotChecked => not_checked(&rule::DIGEST),
        };
        let breach = |found| {
            let wanted = "the signature of the named certificate's key over SignedInfo";
            Finding::breach(&rule::VERIFIES, Detail::new(found, wanted))
        };
        let signature = match self.signature {
            SignatureVerdict::Good => Finding::pass(&rule::VERIFIES),
            SignatureVerdict::Bad => breach("a signature that is not that of the key"),
            SignatureVerdict::KeyDoesNotFit => breach("a key that is not on P-256"),
            SignatureVerdict::NotChecked => not_checked(&rule::VERIFIES),
        };
        [digest, signature]
    }
}

impl XmlSignature {
    /// Verifies the signature with a key, which the caller has found by [`key_info`](Self::key_info) and trusts.
    #[must_use]
    pub fn verify(&self, key: &SubjectPublicKeyInfo) -> SignatureOutcome {
        SignatureOutcome {
            digest: self.compare_digest(),
            signature: self.verify_value(key),
        }
    }

    /// Compares the digest, and looks at no signature: what can be said while no key is known.
    #[must_use]
    pub fn verify_digest(&self) -> SignatureOutcome {
        SignatureOutcome {
            digest: self.compare_digest(),
            signature: SignatureVerdict::NotChecked,
        }
    }

    fn compare_digest(&self) -> DigestOutcome {
        let reference = self.signed_info.as_ref().and_then(SignedInfo::reference);
        let stated = reference.and_then(|reference| reference.digest.as_ref()?.value());
        let (Some(stated), Some((_, first))) = (stated, self.digests.first()) else {
            return DigestOutcome::NotChecked;
        };
        match self.digests.iter().find(|(_, digest)| digest == stated) {
            Some((form, _)) => DigestOutcome::Matches(*form),
            None => DigestOutcome::Differs {
                stated: *stated,
                computed: *first,
            },
        }
    }

    fn verify_value(&self, key: &SubjectPublicKeyInfo) -> SignatureVerdict {
        let is_verified_here = self
            .signed_info
            .as_ref()
            .is_some_and(SignedInfo::is_ecdsa_with_sha256);
        let value = self.value.as_ref().and_then(|value| value.value());
        let (Some(value), Some(octets), true) = (value, &self.signed_octets, is_verified_here) else {
            return SignatureVerdict::NotChecked;
        };
        match crypto::verify_side_by_side(key, EcdsaHash::Sha256, octets, value) {
            Ok(()) => SignatureVerdict::Good,
            Err(SignatureFault::BadSignature) => SignatureVerdict::Bad,
            Err(SignatureFault::KeyDoesNotFit | SignatureFault::UnsupportedAlgorithm) => {
                SignatureVerdict::KeyDoesNotFit
            }
        }
    }
}
