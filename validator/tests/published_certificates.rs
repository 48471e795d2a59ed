//! The published test PKI ZAZ1: certificates that follow the profile, and real certificates with real defects, each of
//! which is named and none invented.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use s1spki_fixtures::oracle::{OpenSsl, Revocation, Verification};
use s1spki_fixtures::samples::{Samples, samples};
use s1spki_policies::{Moment, Policy};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, CertificateVerdict, ChainJudge, Decision, Finding, Inspector, Outcome};

/// A published certificate with defects, by its serial number.
struct Defective {
    serial: &'static str,
    /// What is wrong with it, read in its octets with `openssl asn1parse`.
    profile: &'static [&'static str],
    /// What is wrong with its path to Z1 at 2025-09-15.
    path: &'static [&'static str],
}

/// Issuer in UTF8String, 100 years, policies before the rest, no authority key identifier; names Z1, not signed by it.
const HAND_MADE: [&str; 4] = [
    "profile.authority-key-identifier.present",
    "profile.extension.order",
    "profile.issuer.string-type",
    "profile.validity.period",
];

const DEFECTIVE: &[Defective] = &[
    // Well-formed, but issued by the unrelated authority Z2.
    Defective {
        serial: "0x56BAD381C75108CC442C8461BAA79861",
        profile: &[],
        path: &["path.issuer-unknown"],
    },
    // Hand-made, and its role is 137: dSPXmlSign in decimal.
    Defective {
        serial: "0x261E9CCC40A78FD13D83BCE07DACFE08",
        profile: &[
            HAND_MADE[0],
            HAND_MADE[1],
            HAND_MADE[2],
            "profile.role.form",
            HAND_MADE[3],
        ],
        path: &["path.signature"],
    },
    // From OB, of 2015: critical and empty basicConstraints; it ran out in April 2025.
    Defective {
        serial: "0x43F410FE3624C88E20521E8CA23ECD25",
        profile: &["profile.extension.unlisted"],
        path: &["path.issuer-unknown", "path.validity"],
    },
    // From Z99: NULL parameters, issuer in UTF8String, policies and authority key identifier too early.
    Defective {
        serial: "0x6C274B2F59A4253B9155DEE50776980C",
        profile: &[
            "profile.extension.order",
            "profile.issuer.string-type",
            "profile.signature.algorithm",
        ],
        path: &["path.issuer-unknown"],
    },
    // Hand-made.
    Defective {
        serial: "0x14BE4AD2EA1D0E4EC7F7156BD24624A7",
        profile: &HAND_MADE,
        path: &["path.signature"],
    },
];

fn at() -> Moment {
    "2025-09-15T00:00:00Z".parse().unwrap()
}

fn zaz1() -> Policy {
    Policy::embedded("zaz1").unwrap().unwrap()
}

fn judge<'a>(policy: &'a Policy, samples: &Samples) -> ChainJudge<'a> {
    let anchor = Certificate::decode(&samples.zaz1_issuing()).unwrap();
    ChainJudge::new(policy, at(), [TrustAnchor::from_certificate(anchor)], [], [])
}

fn breaches(verdict: &CertificateVerdict) -> BTreeSet<&'static str> {
    let findings = verdict.findings();
    findings
        .filter(|finding| finding.outcome() == Outcome::Breach)
        .map(Finding::code)
        .collect()
}

#[test]
fn good_certificates_are_accepted_alone_and_in_their_chain() {
    let Some(samples) = samples("good_certificates_are_accepted_alone_and_in_their_chain") else {
        return;
    };
    let policy = zaz1();
    let (inspector, judge) = (Inspector::new(&policy, at()), judge(&policy, &samples));
    for sample in samples.zaz1_good() {
        let alone = inspector.inspect(&sample.name, &sample.der);
        assert_eq!(alone.decision, Decision::Accept, "{}", sample.name);
        let in_chain = judge.judge(&sample.name, &sample.der);
        assert_eq!(in_chain.decision, Decision::Accept, "{}", sample.name);
        // No list of this PKI was ever published: that is said, and tolerated.
        let warnings: BTreeSet<&str> = in_chain
            .findings()
            .filter(|finding| finding.outcome() == Outcome::Warning)
            .map(Finding::code)
            .collect();
        let unknown = BTreeSet::from(["revocation.list.available", "revocation.status"]);
        assert_eq!(warnings, unknown, "{}", sample.name);
    }
}

#[test]
fn every_real_defect_is_named_and_none_is_invented() {
    let Some(samples) = samples("every_real_defect_is_named_and_none_is_invented") else {
        return;
    };
    let policy = zaz1();
    let (inspector, judge) = (Inspector::new(&policy, at()), judge(&policy, &samples));
    let nonconforming = samples.zaz1_nonconforming();
    assert_eq!(nonconforming.len(), DEFECTIVE.len());
    for sample in nonconforming {
        let certificate = Certificate::decode(&sample.der).unwrap();
        let serial = certificate.serial().unwrap().to_string();
        let known = DEFECTIVE.iter().find(|known| known.serial == serial);
        let known = known.unwrap_or_else(|| panic!("{} is not in the table", sample.name));
        let of_profile = || known.profile.iter().copied();

        let in_chain = judge.judge(&sample.name, &sample.der);
        assert_eq!(in_chain.decision, Decision::Refuse, "{}", sample.name);
        let expected: BTreeSet<&str> = of_profile().chain(known.path.iter().copied()).collect();
        assert_eq!(breaches(&in_chain), expected, "{}", sample.name);

        // Alone there is no path, and a certificate that has run out is not in force.
        let alone = inspector.inspect(&sample.name, &sample.der);
        let expired = known
            .path
            .contains(&"path.validity")
            .then_some("validity.in-force");
        let expected: BTreeSet<&str> = of_profile().chain(expired).collect();
        assert_eq!(breaches(&alone), expected, "{}", sample.name);
        let accepted = alone.decision == Decision::Accept;
        assert_eq!(accepted, expected.is_empty(), "{}", sample.name);
    }
}

#[test]
fn openssl_thinks_the_same_of_every_path() {
    let name = "openssl_thinks_the_same_of_every_path";
    let (Some(samples), Some(openssl)) = (samples(name), OpenSsl::for_test(name)) else {
        return;
    };
    let anchor = samples.zaz1_issuing();
    let policy = zaz1();
    let policy_oid = policy.policy_oid().value().to_string();
    let judge = judge(&policy, &samples);
    for sample in samples.zaz1_good().iter().chain(&samples.zaz1_nonconforming()) {
        let answer = openssl.verify(&Verification {
            certificate: &sample.der,
            anchor: &anchor,
            intermediates: Vec::new(),
            lists: Vec::new(),
            revocation: Revocation::Ignore,
            policy: Some(&policy_oid),
            at: at(),
        });
        let ours = judge.judge(&sample.name, &sample.der);
        let of_path = breaches(&ours).iter().any(|code| code.starts_with("path."));
        assert_eq!(answer.success, !of_path, "{}: {}", sample.name, answer.complaint);
    }
}

#[test]
fn the_issuing_authority_follows_its_profile_and_a_device_certificate_does_not() {
    let Some(samples) =
        samples("the_issuing_authority_follows_its_profile_and_a_device_certificate_does_not")
    else {
        return;
    };
    let policy = zaz1();
    let inspector = Inspector::new(&policy, at());
    let issuing = inspector.inspect("Z1", &samples.zaz1_issuing());
    assert_eq!(issuing.of_certificate.profile.as_deref(), Some("issuing"));
    assert_eq!(issuing.decision, Decision::Accept);
    for sample in samples.zaz1_device() {
        let device = inspector.inspect(&sample.name, &sample.der);
        // An empty subject, and a critical subjectAltName that names the device.
        let found = breaches(&device);
        assert!(
            found.contains("profile.subject.attributes"),
            "{}: {found:?}",
            sample.name
        );
        assert!(
            found.contains("profile.extension.unlisted"),
            "{}: {found:?}",
            sample.name
        );
    }
}

#[test]
fn a_published_certificate_fails_under_the_production_policy_by_its_profile() {
    let Some(samples) = samples("a_published_certificate_fails_under_the_production_policy_by_its_profile")
    else {
        return;
    };
    // The test PKI is not FOC: what the policy of FOC wants differently is said, and rests on assumed values.
    let policy = Policy::embedded("foc-s1spki").unwrap().unwrap();
    let inspector = Inspector::new(&policy, at());
    let refused: BTreeSet<&str> = samples
        .zaz1_good()
        .iter()
        .flat_map(|sample| breaches(&inspector.inspect(&sample.name, &sample.der)))
        .collect();
    assert_eq!(refused, BTreeSet::from(["profile.validity.period"]));
}
