//! The published GB test PKI: every good certificate has a valid path, every other one fails by the right rule.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use s1spki_fixtures::samples::{Sample, Samples, samples};
use s1spki_policies::Moment;
use s1spki_validator::path::{
    ExplicitPolicy, NameMatching, PathOutcome, PathReport, PathSettings, PathValidator, TrustAnchor,
    UserInitialPolicySet,
};
use s1spki_validator::revocation::{RevocationSettings, RevocationStatus, UnknownStatus};
use s1spki_validator::{Certificate, Outcome};

const POLICY: &str = "1.2.826.0.1.8641679.1.2.1.4";

fn at() -> Moment {
    "2025-09-15T00:00:00Z".parse().unwrap()
}

fn settings(unknown_status: UnknownStatus) -> PathSettings {
    PathSettings {
        user_initial_policy_set: UserInitialPolicySet::only([POLICY.parse().unwrap()]),
        explicit_policy: ExplicitPolicy::Required,
        revocation: RevocationSettings {
            unknown_status,
            ..RevocationSettings::default()
        },
        ..PathSettings::default()
    }
}

/// A validator that trusts Z1, the issuing authority: its root was never published.
fn validator(samples: &Samples, settings: PathSettings) -> PathValidator {
    let z1 = Certificate::decode(&samples.zaz1_issuing()).unwrap();
    PathValidator::new(settings, [TrustAnchor::from_certificate(z1)], [], [])
}

fn report(validator: &PathValidator, sample: &Sample) -> PathReport {
    validator.validate(&Certificate::decode(&sample.der).unwrap(), at())
}

fn codes(report: &PathReport, outcome: Outcome) -> Vec<&'static str> {
    let with_outcome = report
        .all_findings()
        .filter(|finding| finding.outcome() == outcome);
    with_outcome.map(|finding| finding.code()).collect()
}

#[test]
fn every_good_certificate_has_a_valid_path() {
    let Some(samples) = samples("every_good_certificate_has_a_valid_path") else {
        return;
    };
    let validator = validator(&samples, settings(UnknownStatus::Allow));
    for sample in samples.zaz1_good() {
        let report = report(&validator, &sample);
        assert_eq!(
            report.outcome(),
            PathOutcome::Valid,
            "{}: {report:#?}",
            sample.name
        );
        assert_eq!(report.certificates().len(), 1);
        assert_eq!(report.policies().anchor_domain, [POLICY.parse().unwrap()].into());
        assert_eq!(report.policies().subject_domain, report.policies().anchor_domain);
        // An unknown status that is allowed is still shown.
        let warnings = ["revocation.status", "revocation.list.available"];
        assert_eq!(codes(&report, Outcome::Warning), warnings, "{}", sample.name);
    }
}

#[test]
fn an_unknown_status_comes_to_what_the_settings_say() {
    let Some(samples) = samples("an_unknown_status_comes_to_what_the_settings_say") else {
        return;
    };
    for (unknown_status, outcome, of_finding) in [
        (UnknownStatus::Allow, PathOutcome::Valid, Outcome::Warning),
        (
            UnknownStatus::Undecided,
            PathOutcome::Undecided,
            Outcome::NotChecked,
        ),
        (UnknownStatus::Refuse, PathOutcome::Invalid, Outcome::Breach),
    ] {
        let validator = validator(&samples, settings(unknown_status));
        let report = report(&validator, &samples.zaz1_good()[0]);
        assert_eq!(report.outcome(), outcome);
        assert!(codes(&report, of_finding).contains(&"revocation.status"));
        let status = report.certificates()[0].revocation().status();
        assert!(matches!(status, RevocationStatus::Unknown(_)));
    }
}

#[test]
fn every_nonconforming_certificate_fails_by_the_right_rule() {
    let Some(samples) = samples("every_nonconforming_certificate_fails_by_the_right_rule") else {
        return;
    };
    let by_name = validator(&samples, settings(UnknownStatus::Allow));
    let by_octets = validator(
        &samples,
        PathSettings {
            name_matching: NameMatching::ByteIdentity,
            ..settings(UnknownStatus::Allow)
        },
    );
    let unknown: &[&str] = &["path.issuer-unknown"];
    // The names of hand-made certificates chain by RFC 5280 7.1, not octet by octet.
    let forged: (&[&str], &[&str]) = (&["path.signature"], &["path.signature", "path.name-chaining"]);
    let expired: &[&str] = &["path.issuer-unknown", "path.validity"];
    let cases = [
        ("role02-90b3d51f30010000-ka-56bad381", (unknown, unknown)), // Z2
        ("role137-90b3d51f30000002-ds-261e9ccc", forged),
        ("role7F-00db123456780004-ds-43f410fe", (expired, expired)), // OB
        ("role7F-90b3d51f30010009-ka-6c274b2f", (unknown, unknown)), // Z99
        ("role87-90b3d51f30010000-ds-14be4ad2", forged),
    ];
    let others = samples.zaz1_nonconforming();
    assert_eq!(others.len(), cases.len());
    for (name, (wanted_by_name, wanted_by_octets)) in cases {
        let sample = others
            .iter()
            .find(|sample| sample.name.starts_with(name))
            .unwrap();
        for (validator, wanted) in [(&by_name, wanted_by_name), (&by_octets, wanted_by_octets)] {
            let report = report(validator, sample);
            assert_eq!(report.outcome(), PathOutcome::Invalid);
            assert_eq!(codes(&report, Outcome::Breach), wanted, "{name}: {report:#?}");
        }
    }
}
