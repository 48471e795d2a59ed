//! Signature algorithm (RFC 5280 4.1.1.2, 4.1.2.3). Whether the signature verifies is for the path to say.

use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::facts::{CertificateFacts, algorithm_text, signature_algorithm, wanted_text};
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 2] = [&ALGORITHM, &AGREEMENT];

static ALGORITHM: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.signature.algorithm",
        summary: "the certificate is signed by the algorithm of the profile, with its parameters absent",
        basis: Basis::Policy,
        hint: "RFC 5758 3.2: with ECDSA the parameters are left out; NULL belongs to RSA",
    },
    ground: Ground::Profile(ProfileValue::SignatureAlgorithm),
    judge: algorithm,
};

fn algorithm(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    let found = facts.certificate().tbs_signature_algorithm();
    let wanted = *wanted.profile.signature_algorithm.value();
    Judgement::kept_or(signature_algorithm(found) == Some(wanted), || {
        Detail::new(algorithm_text(found), wanted_text(wanted))
    })
}

static AGREEMENT: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.signature.agreement",
        summary: "the algorithm beside the signature is the one inside the signed part",
        basis: Basis::Standard("RFC 5280 4.1.1.2"),
        hint: "the outer algorithm is not signed: somebody may have changed it",
    },
    ground: Ground::Standard,
    judge: agreement,
};

fn agreement(facts: &CertificateFacts, _: &Wanted<'_>) -> Judgement {
    let (inner, outer) = (
        facts.certificate().tbs_signature_algorithm(),
        facts.certificate().signature_algorithm(),
    );
    Judgement::kept_or(inner == outer, || {
        Detail::new(
            format!("{} outside", algorithm_text(outer)),
            format!("{}, as inside", algorithm_text(inner)),
        )
    })
}
