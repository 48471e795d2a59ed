//! A trust anchor's own certificate binds the path where that is asked for, and only there (RFC 5937).

use s1spki_fixtures::make::{CertificateSpecimen, Critical, Extension, KeyUsageBit, Version};
use s1spki_policies::PolicyOid;
use s1spki_validator::path::{
    AnchorConstraints, ExplicitPolicy, PathReport, PathSettings, TimeChoice, TrustAnchor,
    UserInitialPolicySet,
};

use crate::pki::extension::{
    inhibit_any_policy, name_constraints, policies, policy_constraints, subject_alternative_names,
};
use crate::pki::general_name::dns;
use crate::pki::{With, at, breaches, ca, decoded, moment, validator, validator_under, without_lists};

fn enforced() -> PathSettings {
    PathSettings {
        anchor_constraints: AnchorConstraints::Enforced,
        ..without_lists()
    }
}

/// The report on a certificate two CAs below an anchor that was changed so.
fn under(settings: PathSettings, change: impl Fn(CertificateSpecimen) -> CertificateSpecimen) -> PathReport {
    let (root, sub) = (ca("root"), ca("CA"));
    let anchor = change(root.certifies(&root));
    let pool = [decoded(
        &root.certifies(&sub).with(policies(&["2.999.1".to_owned()])),
    )];
    let leaf = sub
        .issues("leaf")
        .with(policies(&["2.999.1".to_owned()]))
        .with(subject_alternative_names(&[dns("host.example.com")]));
    validator_under(settings, &anchor, &pool).validate(&decoded(&leaf), at())
}

#[test]
fn what_is_wrong_with_it_refuses_the_path() {
    type Change = fn(CertificateSpecimen) -> CertificateSpecimen;
    let changes: [(&str, Change); 8] = [
        ("expired", |mut root| {
            root.not_after = moment("2026-05-01").into();
            root
        }),
        ("not yet valid", |mut root| {
            root.not_before = moment("2026-07-01").into();
            root
        }),
        ("no basicConstraints", |mut root| {
            root.extensions_mut()
                .retain(|extension| extension.oid != "2.5.29.19");
            root
        }),
        ("basicConstraints with cA FALSE", |root| {
            root.with(Extension::new("2.5.29.19", Critical::True, vec![0x30, 0x00]))
        }),
        ("crl-sign", |root| {
            root.with(Extension::key_usage(&[KeyUsageBit::CrlSign]))
        }),
        ("critical extension 2.999.2026", |root| {
            root.with(Extension::unknown(Critical::True))
        }),
        ("extension 2.999.2026 twice", |mut root| {
            let twice = [
                Extension::unknown(Critical::Absent),
                Extension::unknown(Critical::Absent),
            ];
            root.extensions_mut().extend(twice);
            root
        }),
        ("extension 2.5.29.30: ", |root| {
            root.with(Extension::new("2.5.29.30", Critical::True, vec![0x04, 0x00]))
        }),
    ];
    for (found, change) in changes {
        let report = under(enforced(), change);
        assert_eq!(breaches(&report), ["path.anchor"], "{found}");
        let finding = report
            .findings()
            .iter()
            .find(|finding| finding.code() == "path.anchor");
        assert!(
            finding.unwrap().detail().unwrap().found.contains(found),
            "{found}"
        );
        assert!(under(without_lists(), change).is_valid(), "{found}");
    }
}

#[test]
fn its_constraints_hold_below() {
    type Change = fn(CertificateSpecimen) -> CertificateSpecimen;
    let changes: [(&str, Change); 6] = [
        ("path.name-constraints", |root| {
            root.with(name_constraints(&[dns("example.org")], &[]))
        }),
        ("path.name-constraints", |root| {
            root.with(name_constraints(&[], &[dns("example.com")]))
        }),
        ("path.path-length", |root| {
            root.with(Extension::basic_constraints(Some(0)))
        }),
        ("path.policy", |root| {
            root.with(policies(&["2.999.2".to_owned()]))
                .with(policy_constraints(Some(0), None))
        }),
        ("", |root| {
            root.with(policies(&["2.999.1".to_owned()]))
                .with(policy_constraints(Some(0), None))
        }),
        ("", |root| {
            root.with(policy_constraints(Some(0), None))
                .with(inhibit_any_policy(0))
        }),
    ];
    for (code, change) in changes {
        let report = under(enforced(), change);
        let wanted: &[&str] = if code.is_empty() { &[] } else { &[code] };
        let mut found = breaches(&report);
        found.dedup();
        assert_eq!(found, wanted);
        assert!(under(without_lists(), change).is_valid());
    }
}

/// RFC 5937 3: what the anchor does not say leaves the policies open.
#[test]
fn an_anchor_without_policies_leaves_them_open() {
    let policy: PolicyOid = "2.999.1".parse().unwrap();
    let explicit = PathSettings {
        explicit_policy: ExplicitPolicy::Required,
        user_initial_policy_set: UserInitialPolicySet::only([policy.clone()]),
        ..enforced()
    };
    let open = under(explicit.clone(), |root| root);
    assert!(open.is_valid());
    assert_eq!(open.policies().anchor_domain, [policy].into());
    let other = under(explicit, |root| root.with(policies(&["2.999.2".to_owned()])));
    assert_eq!(breaches(&other), ["path.policy"]);
}

#[test]
fn time_does_not_count_for_it_either_where_it_does_not_count() {
    let settings = PathSettings {
        time: TimeChoice::Ignore,
        ..enforced()
    };
    let report = under(settings, |mut root| {
        root.not_after = moment("2026-05-01").into();
        root
    });
    assert!(report.is_valid());
}

/// RFC 5280 6.1.4 (k): that its subject is a CA is known from elsewhere.
#[test]
fn an_anchor_before_v3_need_not_say_that_it_is_a_ca() {
    let report = under(enforced(), |mut root| {
        root.version = Version::Absent;
        root.extensions = None;
        root
    });
    assert!(report.is_valid());
}

#[test]
fn a_name_and_a_key_bind_nothing() {
    let root = ca("root");
    let certificate = decoded(
        &root
            .certifies(&root)
            .with(name_constraints(&[dns("example.org")], &[])),
    );
    let anchor =
        TrustAnchor::from_name_and_key(certificate.subject().clone(), certificate.public_key().clone());
    let leaf = root
        .issues("leaf")
        .with(subject_alternative_names(&[dns("example.com")]));
    let validator = s1spki_validator::path::PathValidator::new(enforced(), [anchor], [], []);
    let report = validator.validate(&decoded(&leaf), at());
    assert!(report.is_valid());
    assert!(
        report
            .findings()
            .iter()
            .all(|finding| finding.code() != "path.anchor")
    );
}

/// Where one anchor's certificate refuses the path, another may not.
#[test]
fn another_anchor_is_looked_for() {
    let (root, other, sub) = (ca("root"), ca("other root"), ca("CA"));
    let mut expired = root.certifies(&root);
    expired.not_after = moment("2026-05-01").into();
    let anchors =
        [expired, other.certifies(&other)].map(|root| TrustAnchor::from_certificate(decoded(&root)));
    let pool = [decoded(&root.certifies(&sub)), decoded(&other.certifies(&sub))];
    let leaf = decoded(&sub.issues("leaf"));
    let validator = s1spki_validator::path::PathValidator::new(enforced(), anchors, pool, []);
    let report = validator.validate(&leaf, at());
    assert!(report.is_valid());
    assert_eq!(crate::pki::subjects(&report), ["leaf", "CA", "other root"]);
    assert!(validator_of_root_alone(&root).validate(&leaf, at()).is_valid());
}

fn validator_of_root_alone(root: &crate::pki::Ca) -> s1spki_validator::path::PathValidator {
    validator(without_lists(), root, &[decoded(&root.certifies(&ca("CA")))], &[])
}
