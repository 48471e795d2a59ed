//! Version, signature and key of a request: the proof that the asker holds the private key.

use super::Case;
use crate::crypto::SignatureFault;
use crate::facts::{KeyFact, algorithm_text, signature_algorithm, wanted_text};
use crate::finding::{Basis, Detail, Rule};
use crate::rule::ground::ProfileValue;
use crate::rule::{Check, Ground, Judgement, Wanted, key};

pub(super) static CHECKS: [&Check<Case>; 6] = [
    &VERSION,
    &SIGNATURE_ALGORITHM,
    &POSSESSION,
    &KEY_ALGORITHM,
    &KEY_FORM,
    &KEY_POINT,
];

static VERSION: Check<Case> = Check {
    rule: Rule {
        code: "request.version",
        summary: "the request has version 0",
        basis: Basis::Standard("RFC 2986 4.1"),
        hint: "there is no other version; have the request made anew",
    },
    ground: Ground::Standard,
    judge: |case, _| {
        let version = case.facts.request().version();
        Judgement::kept_or(version == 0, || Detail::new(version, 0))
    },
};

static SIGNATURE_ALGORITHM: Check<Case> = Check {
    rule: Rule {
        code: "request.signature-algorithm",
        summary: "the request is signed by the algorithm of the profile, with its parameters absent",
        basis: Basis::Policy,
        hint: "sign with ECDSA and SHA-256: `openssl req -sha256` with a key on P-256",
    },
    ground: Ground::Profile(ProfileValue::SignatureAlgorithm),
    judge: signature,
};

fn signature(case: &Case, wanted: &Wanted<'_>) -> Judgement {
    let found = case.facts.request().signature_algorithm();
    let wanted = *wanted.profile.signature_algorithm.value();
    Judgement::kept_or(signature_algorithm(found) == Some(wanted), || {
        Detail::new(algorithm_text(found), wanted_text(wanted))
    })
}

static POSSESSION: Check<Case> = Check {
    rule: Rule {
        code: "request.possession",
        summary: "the request is signed by the private key that belongs to its public key",
        basis: Basis::Standard("RFC 2986 4.2"),
        hint: "the request was changed after it was signed, or somebody else's key stands in it",
    },
    ground: Ground::Standard,
    judge: possession,
};

fn possession(case: &Case, _: &Wanted<'_>) -> Judgement {
    let unverifiable = matches!(case.facts.key, KeyFact::OtherForm(_) | KeyFact::OffCurve);
    match case.possession {
        Ok(()) => Judgement::Kept,
        Err(SignatureFault::BadSignature) if !unverifiable => Judgement::Broken(Detail::new(
            "a signature that does not verify",
            "a signature by the key inside",
        )),
        Err(SignatureFault::BadSignature) => Judgement::Unread(Detail::new(
            &case.facts.key,
            "a key by which a signature can be verified",
        )),
        Err(fault) => Judgement::Unread(Detail::new(fault, "a signature that can be verified")),
    }
}

static KEY_ALGORITHM: Check<Case> = Check {
    rule: Rule {
        code: "request.key-algorithm",
        summary: "the public key is an elliptic curve key on the named curve P-256",
        basis: Basis::Policy,
        hint: "make a key pair on P-256: `openssl ecparam -genkey -name prime256v1 -noout`",
    },
    ground: Ground::Profile(ProfileValue::Key),
    judge: |case, _| key::algorithm(&case.facts.key),
};

static KEY_FORM: Check<Case> = Check {
    rule: Rule {
        code: "request.key-form",
        summary: "the point is written uncompressed",
        basis: Basis::Policy,
        hint: "write the point as 04 and its two coordinates: `openssl ec -conv_form uncompressed`",
    },
    ground: Ground::Profile(ProfileValue::Key),
    judge: |case, _| key::form(&case.facts.key),
};

static KEY_POINT: Check<Case> = Check {
    rule: Rule {
        code: "request.key-point",
        summary: "the point lies on the curve",
        basis: Basis::Standard("RFC 5480 2.2"),
        hint: "this is no public key at all; make a new key pair",
    },
    ground: Ground::Standard,
    judge: |case, _| key::point(&case.facts.key),
};
