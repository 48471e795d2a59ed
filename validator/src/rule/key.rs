//! The subject's public key (RFC 5480).

use super::ground::ProfileValue;
use super::{Check, Ground, Judgement};
use crate::facts::{CertificateFacts, KeyFact};
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 3] = [&ALGORITHM, &FORM, &POINT];

static ALGORITHM: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.key.algorithm",
        summary: "the public key is an elliptic curve key on the named curve P-256",
        basis: Basis::Policy,
        hint: "make a new key pair on P-256 (prime256v1)",
    },
    ground: Ground::Profile(ProfileValue::Key),
    judge: |facts, _| algorithm(&facts.key),
};

/// The key is on the named curve P-256, the only form that a policy can state.
pub(super) fn algorithm(key: &KeyFact) -> Judgement {
    match key {
        KeyFact::OtherAlgorithm(found) => Judgement::Broken(Detail::new(found, "id-ecPublicKey with P-256")),
        _ => Judgement::Kept,
    }
}

static FORM: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.key.form",
        summary: "the point is written uncompressed",
        basis: Basis::Policy,
        hint: "write the point as 04 and its two coordinates: 65 octets (RFC 5480 2.2)",
    },
    ground: Ground::Profile(ProfileValue::Key),
    judge: |facts, _| form(&facts.key),
};

/// The point is uncompressed.
pub(super) fn form(key: &KeyFact) -> Judgement {
    match key {
        KeyFact::OtherAlgorithm(_) => Judgement::NotApplicable,
        KeyFact::OtherForm(found) => {
            Judgement::Broken(Detail::new(found, "an uncompressed point of 65 octets"))
        }
        KeyFact::P256Uncompressed | KeyFact::OffCurve => Judgement::Kept,
    }
}

static POINT: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.key.point",
        summary: "the point lies on the curve",
        basis: Basis::Standard("RFC 5480 2.2"),
        hint: "this is no public key at all; make a new key pair",
    },
    ground: Ground::Standard,
    judge: |facts, _| point(&facts.key),
};

/// The point is on the curve.
pub(super) fn point(key: &KeyFact) -> Judgement {
    match key {
        KeyFact::OtherAlgorithm(_) | KeyFact::OtherForm(_) => Judgement::NotApplicable,
        KeyFact::OffCurve => Judgement::Broken(Detail::new(key, "a point on P-256")),
        KeyFact::P256Uncompressed => Judgement::Kept,
    }
}
