//! One validation: its time, its budget, and what it has found out so far.

use s1spki_policies::Moment;

use super::PathValidator;
use super::budget::{Budget, Exhausted, Work};
use super::candidate::Issuer;
use super::pool::{KeyNumber, Pool, Remembered};
use super::processing::SignatureAnswer;
use crate::algorithm::SubjectPublicKeyInfo;
use crate::certificate::Certificate;
use crate::crypto::{self, SignatureFault};
use crate::revocation::KnownStatuses;

/// One validation: its time, its budget, and what it has found out so far.
pub(crate) struct Validation<'v> {
    pub(crate) validator: &'v PathValidator,
    pub(crate) at: Moment,
    pub(crate) budget: Budget,
    /// The signatures that were asked about: a question asked again is not counted again.
    pub(crate) answers: Vec<Answer>,
    /// What was found out by others at the same time.
    pub(crate) known_statuses: Option<&'v KnownStatuses>,
    /// The certificates whose status is being found out, the latest last.
    pub(crate) statuses_in_progress: Vec<&'v Certificate>,
    /// The certificates of the pool with a valid path to an anchor, as signers of revocation lists.
    pub(crate) valid_signers: Vec<(usize, usize)>,
    /// Whether a signer of revocation lists needed a path of its own.
    pub(crate) has_judged_a_signer: bool,
}

/// A signed object, by where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signed {
    /// A certificate that the caller gave, by its place in the path.
    Given(usize),
    /// A certificate of the pool.
    Certificate(usize),
    /// A revocation list.
    List(usize),
}

impl Signed {
    /// Which certificate of the pool it is, if it is one.
    pub(crate) const fn held(self) -> Option<usize> {
        match self {
            Self::Certificate(index) => Some(index),
            Self::Given(_) | Self::List(_) => None,
        }
    }
}

/// Whether a key made a signature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Answer {
    signed: Signed,
    key: KeyNumber,
    verifies: Result<(), SignatureFault>,
}

/// The key of an issuer, and its number if the pool knows it.
#[derive(Clone, Copy)]
pub(crate) struct IssuerKey<'v> {
    number: Option<KeyNumber>,
    key: &'v SubjectPublicKeyInfo,
}

impl IssuerKey<'_> {
    /// Whether it is the same key.
    pub(crate) fn is_same(self, other: IssuerKey<'_>) -> bool {
        self.key == other.key
    }
}

/// A certificate of a path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link<'v> {
    pub(crate) certificate: &'v Certificate,
    pub(crate) signed: Signed,
    /// Whether the key above it made its signature.
    pub(crate) signature: SignatureAnswer,
}

impl<'v> Validation<'v> {
    pub(crate) const fn new(validator: &'v PathValidator, at: Moment) -> Self {
        Self {
            validator,
            at,
            budget: Budget::new(validator.settings.limits),
            answers: Vec::new(),
            known_statuses: None,
            statuses_in_progress: Vec::new(),
            valid_signers: Vec::new(),
            has_judged_a_signer: false,
        }
    }

    /// A validation that takes from what others have found out, and adds to it.
    pub(crate) const fn sharing(validator: &'v PathValidator, statuses: &'v KnownStatuses) -> Self {
        let mut validation = Self::new(validator, statuses.at);
        validation.known_statuses = Some(statuses);
        validation
    }

    pub(crate) const fn pool(&self) -> &'v Pool {
        &self.validator.pool
    }

    /// The key of an anchor or a certificate of the pool.
    pub(crate) fn key_of(&self, issuer: Issuer) -> Option<IssuerKey<'v>> {
        let (number, key) = match issuer {
            Issuer::Anchor(index) => {
                let held = self.pool().anchor(index)?;
                (held.key, held.anchor.public_key())
            }
            Issuer::Certificate(index) => {
                let held = self.pool().certificate(index)?;
                (held.key, held.certificate.public_key())
            }
        };
        Some(IssuerKey {
            number: Some(number),
            key,
        })
    }

    /// The key of a certificate that may not be in the pool.
    pub(crate) fn key_in(&self, certificate: &'v Certificate) -> IssuerKey<'v> {
        let key = certificate.public_key();
        IssuerKey {
            number: self.pool().key_number(key),
            key,
        }
    }

    /// Whether a key made the signature of a certificate.
    pub(crate) fn verify_certificate(
        &mut self,
        certificate: &Certificate,
        signed: Signed,
        issuer: IssuerKey<'_>,
    ) -> Result<Result<(), SignatureFault>, Exhausted> {
        let remembered = match signed {
            Signed::Certificate(index) => self.pool().certificate(index).map(|held| &held.remembered),
            Signed::Given(_) | Signed::List(_) => None,
        };
        self.ask(signed, issuer, remembered, || {
            if certificate.signature_unused_bits() != 0 {
                return Err(SignatureFault::BadSignature);
            }
            let algorithm = certificate.signature_algorithm();
            crypto::verify(issuer.key, algorithm, certificate.tbs(), certificate.signature())
        })
    }

    /// Whether a key made the signature of a revocation list.
    pub(crate) fn verify_list(
        &mut self,
        index: usize,
        issuer: IssuerKey<'_>,
    ) -> Result<Result<(), SignatureFault>, Exhausted> {
        let Some(held) = self.validator.lists.get(index) else {
            return Ok(Err(SignatureFault::BadSignature));
        };
        self.ask(Signed::List(index), issuer, Some(&held.remembered), || {
            let list = &held.list;
            if list.signature_unused_bits() != 0 {
                return Err(SignatureFault::BadSignature);
            }
            crypto::verify(
                issuer.key,
                list.signature_algorithm(),
                list.tbs(),
                list.signature(),
            )
        })
    }

    fn ask(
        &mut self,
        signed: Signed,
        issuer: IssuerKey<'_>,
        remembered: Option<&Remembered>,
        verify: impl FnOnce() -> Result<(), SignatureFault>,
    ) -> Result<Result<(), SignatureFault>, Exhausted> {
        let is_asked = |answer: &&Answer| answer.signed == signed && Some(answer.key) == issuer.number;
        if let Some(answer) = self.answers.iter().find(is_asked) {
            return Ok(answer.verifies);
        }
        self.budget.spend(Work::SignatureChecks, 1)?;
        let verifies = match (remembered, issuer.number) {
            (Some(remembered), Some(key)) => remembered.get_or_verify(key, verify),
            _ => verify(),
        };
        self.answers.extend(issuer.number.map(|key| Answer {
            signed,
            key,
            verifies,
        }));
        Ok(verifies)
    }
}
