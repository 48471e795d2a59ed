//! Basic constraints (RFC 5280 4.2.1.9). An organisation has none; one that has is in breach of the list of
//! extensions.

use s1spki_policies::ExtensionType;

use super::extension::{critical, present, unusable};
use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::extension::BasicConstraints;
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 4] = [&PRESENT, &CRITICAL, &AUTHORITY, &PATH_LENGTH];

static PRESENT: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.basic-constraints.present",
        summary: "basicConstraints of an authority are there",
        basis: Basis::Policy,
        hint: "without them nothing that the key signs is accepted",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| present(facts, wanted, ExtensionType::BasicConstraints),
};

static CRITICAL: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.basic-constraints.critical",
        summary: "basicConstraints are critical as the profile says",
        basis: Basis::Policy,
        hint: "a reader may pass over what is not critical",
    },
    ground: Ground::Profile(ProfileValue::Extensions),
    judge: |facts, wanted| critical(facts, wanted, ExtensionType::BasicConstraints),
};

static AUTHORITY: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.basic-constraints.authority",
        summary: "basicConstraints of an authority say cA TRUE",
        basis: Basis::Policy,
        hint: "without cA TRUE nothing that the key signs is accepted",
    },
    ground: Ground::Profile(ProfileValue::BasicConstraints),
    judge: |facts, wanted| {
        with_constraints(facts, wanted, |found| {
            Judgement::kept_or(found.ca, || Detail::new("cA FALSE", "cA TRUE"))
        })
    },
};

static PATH_LENGTH: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.basic-constraints.path-length",
        summary: "the path length of an authority is that of the profile",
        basis: Basis::Policy,
        hint: "an issuing authority has path length 0: no authority below it",
    },
    ground: Ground::Profile(ProfileValue::BasicConstraints),
    judge: |facts, wanted| {
        let wanted_length = wanted.profile.basic_constraints.as_ref();
        let wanted_length = wanted_length.and_then(|constraint| constraint.value().path_length);
        with_constraints(facts, wanted, |found| {
            Judgement::kept_or(found.path_length == wanted_length.map(u32::from), || {
                Detail::new(
                    length_text(found.path_length),
                    length_text(wanted_length.map(u32::from)),
                )
            })
        })
    },
};

fn with_constraints(
    facts: &CertificateFacts,
    wanted: &Wanted<'_>,
    judge: impl FnOnce(BasicConstraints) -> Judgement,
) -> Judgement {
    match unusable(facts, wanted, ExtensionType::BasicConstraints) {
        Some(judgement) => judgement,
        None => facts
            .certificate()
            .basic_constraints()
            .map_or(Judgement::NotApplicable, judge),
    }
}

fn length_text(length: Option<u32>) -> String {
    match length {
        Some(length) => format!("pathLenConstraint {length}"),
        None => "no pathLenConstraint".to_owned(),
    }
}
