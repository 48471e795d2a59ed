//! Path building: several issuers, cross certificates, renewed CAs, loops; and what is said where there is no
//! valid path.

use proptest::prelude::*;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    CertificateSpecimen, Critical, Extension, KeyUsageBit, RevocationReason, Version,
};
use s1spki_validator::crypto::SignatureFault;
use s1spki_validator::path::{
    ExplicitPolicy, KeyKind, PassedOverReason, PathOutcome, PathReport, PathSettings, PathValidator,
    PermittedAlgorithms, TimeChoice, TrustAnchor,
};
use s1spki_validator::{Certificate, Outcome};

use crate::pki::extension::{name_constraints, policy_constraints, subject_alternative_names};
use crate::pki::general_name::dns;
use crate::pki::{
    Ca, With, at, breaches, ca, ca_with_key, codes, decoded, moment, subjects, validator, without_lists,
};

#[test]
fn a_chain_in_any_order_with_strangers_and_twins() {
    let (root, upper, lower) = (ca("root"), ca("upper"), ca("lower"));
    let chain = [
        decoded(&root.certifies(&upper)),
        decoded(&upper.certifies(&lower)),
    ];
    let strangers = [
        decoded(&ca("stranger").certifies(&ca("strange"))),
        decoded(&root.certifies(&root)),
    ];
    let pool: Vec<Certificate> = chain.iter().chain(&strangers).chain(&chain).cloned().collect();
    let report =
        validator(without_lists(), &root, &pool, &[]).validate(&decoded(&lower.issues("leaf")), at());
    assert!(report.is_valid(), "{report:?}");
    assert_eq!(subjects(&report), ["leaf", "lower", "upper", "root"]);
    assert_eq!(report.passed_over_count(), 0);
    assert_eq!(report.work().signature_checks, 3);
}

#[test]
fn a_trust_anchor_is_a_name_and_a_key() {
    let root = ca("root");
    let certificate = decoded(&root.certifies(&root));
    let anchor =
        TrustAnchor::from_name_and_key(certificate.subject().clone(), certificate.public_key().clone());
    let validator = PathValidator::new(without_lists(), [anchor], [], []);
    assert!(
        validator
            .validate(&decoded(&root.issues("leaf")), at())
            .is_valid()
    );
    let namesake = ca_with_key("root", "another key");
    let report = validator.validate(&decoded(&namesake.issues("leaf")), at());
    assert_eq!(breaches(&report), ["path.signature"]);
    // An anchor that nobody issued has no path, and needs none.
    let issued = decoded(&ca("elsewhere").certifies(&root));
    let anchor = TrustAnchor::from_certificate(issued.clone());
    let report = PathValidator::new(without_lists(), [anchor], [], []).validate(&issued, at());
    assert_eq!(breaches(&report), ["path.issuer-unknown"]);
    assert!(
        report.findings()[0]
            .hint()
            .unwrap()
            .contains("itself a trust anchor")
    );
}

#[test]
fn of_several_issuers_the_one_whose_key_signed_is_taken() {
    let root = ca("root");
    let keys = ["one", "two", "three", "four"];
    let cas: Vec<Ca> = keys.iter().map(|key| ca_with_key("CA", key)).collect();
    let pool: Vec<Certificate> = cas.iter().map(|ca| decoded(&root.certifies(ca))).collect();
    let validator = validator(without_lists(), &root, &pool, &[]);
    for ca in &cas {
        // The key identifier leads straight to it.
        let report = validator.validate(&decoded(&ca.issues("leaf")), at());
        assert!(report.is_valid());
        assert_eq!(report.work().signature_checks, 2);
        // Without one all are tried, until it is found.
        let mut leaf = ca.issues("leaf");
        leaf.extensions_mut().remove(1);
        let report = validator.validate(&decoded(&leaf), at());
        assert!(report.is_valid());
        let wrong_key = PassedOverReason::Signature(SignatureFault::BadSignature);
        assert!(
            report
                .passed_over()
                .iter()
                .all(|passed_over| passed_over.reason == wrong_key)
        );
        // A wrong one misleads nobody.
        let misleading = Extension::authority_key_identifier(&cas[0].key.public().identifier());
        assert!(
            validator
                .validate(&decoded(&leaf.with(misleading)), at())
                .is_valid()
        );
    }
}

#[test]
fn a_cross_certificate_leads_to_the_anchor_that_is_trusted() {
    let (ours, theirs, issuing) = (ca("our root"), ca("their root"), ca("issuing"));
    let pool = [
        decoded(&theirs.certifies(&issuing)),
        decoded(&ours.certifies(&theirs)),
        decoded(&theirs.certifies(&ours)),
    ];
    let leaf = decoded(&issuing.issues("leaf"));
    let report = validator(without_lists(), &ours, &pool, &[]).validate(&leaf, at());
    assert_eq!(subjects(&report), ["leaf", "issuing", "their root", "our root"]);
    let report = validator(without_lists(), &theirs, &pool, &[]).validate(&leaf, at());
    assert_eq!(subjects(&report), ["leaf", "issuing", "their root"]);
    assert!(report.is_valid());
    assert!(!report.policies().contains(&"2.999.1".parse().unwrap())); // none of them has one
}

#[test]
fn of_a_renewed_ca_the_certificate_that_is_valid_is_taken() {
    let (root, sub) = (ca("root"), ca("CA"));
    let renewed = |from: &str, until: &str| {
        let mut specimen = root.certifies(&sub);
        specimen.serial = from.as_bytes().to_vec();
        specimen.not_before = moment(from).into();
        specimen.not_after = moment(until).into();
        decoded(&specimen)
    };
    let pool = [
        renewed("2024-01-01", "2025-12-31"),
        renewed("2025-12-01", "2026-12-31"),
        renewed("2026-05-01", "2026-12-31"),
        renewed("2026-12-01", "2027-12-31"),
    ];
    let validator = validator(without_lists(), &root, &pool, &[]);
    let report = validator.validate(&decoded(&sub.issues("leaf")), at());
    assert!(report.is_valid());
    assert_eq!(report.certificates()[1].certificate(), &pool[2]); // the newest of those
    assert_eq!(report.passed_over_count(), 0); // taken at once
    // At a time at which none is, the report says so of one.
    let report = validator.validate(&decoded(&sub.issues("leaf")), moment("2028-01-01"));
    assert_eq!(breaches(&report), ["path.validity"]);
    assert_eq!(report.passed_over().len(), 3);
}

#[test]
fn a_path_that_breaks_a_rule_is_passed_over_for_one_that_does_not() {
    let (root, good, bad, sub) = (ca("root"), ca("good"), ca("bad"), ca("CA"));
    let no_ca = [Extension::key_usage(&[KeyUsageBit::DigitalSignature])];
    let pool = [
        decoded(&root.certifies(&good)),
        decoded(&good.certifies(&sub)),
        decoded(&root.certifies(&bad).with(no_ca[0].clone())),
        decoded(&bad.certifies(&sub)),
    ];
    let leaf = decoded(&sub.issues("leaf"));
    let report = validator(without_lists(), &root, &pool, &[]).validate(&leaf, at());
    assert!(report.is_valid());
    assert_eq!(subjects(&report), ["leaf", "CA", "good", "root"]);
    // Without the good one, the bad one is told in full.
    let report = validator(without_lists(), &root, &pool[2..], &[]).validate(&leaf, at());
    assert_eq!(breaches(&report), ["path.key-usage"]);
    assert_eq!(subjects(&report), ["leaf", "CA", "bad", "root"]);
    let finding = report.certificates()[2]
        .findings()
        .find(|finding| finding.code() == "path.key-usage");
    let detail = finding.unwrap().detail().unwrap();
    assert_eq!(
        (&*detail.found, &*detail.wanted),
        ("digital-signature", "key-cert-sign")
    );
}

#[test]
fn of_several_paths_that_are_not_valid_the_best_is_told() {
    let (root, sub) = (ca("root"), ca("CA"));
    // The newest is looked at first, and has more faults.
    let with = |from: &str, usages: &[KeyUsageBit], length: Option<u64>| {
        let mut made = root.certifies(&sub).with(Extension::key_usage(usages));
        made.extensions_mut()
            .retain(|extension| length.is_some() || extension.oid != "2.5.29.19");
        made.serial = from.as_bytes().to_vec();
        made.not_before = moment(from).into();
        decoded(&made)
    };
    let pool = [
        with("2026-03-01", &[KeyUsageBit::CrlSign], None),
        with("2026-02-01", &[KeyUsageBit::CrlSign], Some(3)),
        with("2026-01-01", &[KeyUsageBit::DigitalSignature], None),
    ];
    let leaf = sub.issues("leaf");
    let list = crate::pki::decoded_list(&sub.lists(1, &[(&leaf, RevocationReason::Superseded)]));
    let report = validator(without_lists(), &root, &pool, &[list]).validate(&decoded(&leaf), at());
    assert_eq!(report.certificates()[1].certificate(), &pool[1]);
    assert_eq!(report.passed_over_count(), 2);
    // The status is told of it too.
    assert_eq!(breaches(&report), ["revocation.status", "path.key-usage"]);
}

#[test]
fn what_another_candidate_has_cost_does_not_matter_once_a_path_is_valid() {
    let (root, sub) = (ca("root"), ca("CA"));
    let many: Vec<Vec<u8>> = (0..2000)
        .map(|number| dns(&format!("{number}.example")))
        .collect();
    let others: Vec<Vec<u8>> = (0..2000)
        .map(|number| dns(&format!("{number}.example.org")))
        .collect();
    let mut costly = root.certifies(&sub).with(name_constraints(&[], &others));
    costly.not_before = moment("2026-02-01").into(); // looked at first
    let pool = [decoded(&costly), decoded(&root.certifies(&sub))];
    let leaf = decoded(&sub.issues("leaf").with(subject_alternative_names(&many)));
    let report = validator(without_lists(), &root, &pool, &[]).validate(&leaf, at());
    assert_eq!(report.certificates()[1].certificate(), &pool[1]);
    assert!(report.is_valid());
    assert_eq!(report.passed_over_count(), 1);
}

#[test]
fn every_rule_that_is_broken_is_told_at_once() {
    let (root, sub) = (ca("root"), ca("CA"));
    let mut ca_certificate = root
        .certifies(&sub)
        .with(Extension::key_usage(&[KeyUsageBit::CrlSign]));
    ca_certificate.not_after = moment("2026-02-01").into();
    ca_certificate
        .extensions_mut()
        .retain(|extension| extension.oid != "2.5.29.19");
    let mut leaf = sub.issues("leaf").with(Extension::unknown(Critical::True));
    leaf.not_before = moment("2026-07-01").into();
    let report =
        validator(without_lists(), &root, &[decoded(&ca_certificate)], &[]).validate(&decoded(&leaf), at());
    let of = |index: usize| -> Vec<&str> {
        let findings = report.certificates()[index].findings();
        let breaches = findings.filter(|finding| finding.outcome() == Outcome::Breach);
        breaches.map(|finding| finding.code()).collect()
    };
    assert_eq!(of(0), ["path.validity", "path.critical-extension"]);
    assert_eq!(
        of(1),
        ["path.validity", "path.basic-constraints", "path.key-usage"]
    );
}

#[test]
fn each_rule_is_broken_where_it_is_broken() {
    let (root, sub) = (ca("root"), ca("CA"));
    let judge = |ca_certificate: &CertificateSpecimen, leaf: &CertificateSpecimen, settings: PathSettings| {
        validator(settings, &root, &[decoded(ca_certificate)], &[]).validate(&decoded(leaf), at())
    };
    let of = |report: &PathReport, index: usize| -> Vec<&str> {
        let findings = report.certificates()[index].findings();
        let breaches = findings.filter(|finding| finding.outcome() == Outcome::Breach);
        breaches.map(|finding| finding.code()).collect()
    };
    let (ca_certificate, leaf) = (root.certifies(&sub), sub.issues("leaf"));
    // An explicit policy is asked of every certificate (RFC 5280 6.1.3 (f)).
    let explicit = PathSettings {
        explicit_policy: ExplicitPolicy::Required,
        ..without_lists()
    };
    let report = judge(&ca_certificate, &leaf, explicit);
    assert_eq!(
        (of(&report, 0), of(&report, 1)),
        (vec!["path.policy"], vec!["path.policy"])
    );
    // The last certificate may ask for one itself (RFC 5280 6.1.5 (b)).
    let asking = leaf.clone().with(policy_constraints(Some(0), None));
    assert_eq!(
        of(&judge(&ca_certificate, &asking, without_lists()), 0),
        ["path.policy"]
    );
    let not_yet = leaf.clone().with(policy_constraints(Some(1), None));
    assert!(judge(&ca_certificate, &not_yet, without_lists()).is_valid());
    // An extension twice, among few and among many.
    for others in [0, 20] {
        let mut twice = leaf.clone();
        let more = (0..others)
            .map(|number| Extension::new(&format!("2.999.{number}"), Critical::Absent, vec![5, 0]));
        twice.extensions_mut().extend(more);
        assert!(judge(&ca_certificate, &twice, without_lists()).is_valid());
        let first = twice.extensions_mut()[0].clone();
        twice.extensions_mut().push(first);
        assert_eq!(
            of(&judge(&ca_certificate, &twice, without_lists()), 0),
            ["path.duplicate-extension"]
        );
    }
    // A certificate of X.509 v1 is no CA's.
    let mut v1 = ca_certificate.clone();
    v1.version = Version::Absent;
    v1.extensions = None;
    let report = judge(&v1, &leaf, without_lists());
    assert_eq!(of(&report, 1), ["path.basic-constraints"]);
    let finding = report.certificates()[1]
        .findings()
        .find(|finding| finding.code() == "path.basic-constraints");
    assert!(
        finding
            .unwrap()
            .detail()
            .unwrap()
            .found
            .contains("before X.509 v3")
    );
}

#[test]
fn every_rule_is_told_of_every_certificate() {
    let (root, sub) = (ca("root"), ca("CA"));
    let leaf = decoded(&sub.issues("leaf"));
    for pool in [vec![decoded(&root.certifies(&sub))], Vec::new()] {
        let report = validator(PathSettings::default(), &root, &pool, &[]).validate(&leaf, at());
        for certificate in report.certificates() {
            let mut codes: Vec<&str> = certificate.findings().map(|finding| finding.code()).collect();
            codes.sort_unstable();
            let of_path = s1spki_validator::path::rule::OF_CERTIFICATE.iter();
            let mut wanted: Vec<&str> = of_path
                .chain(&s1spki_validator::revocation::rule::ALL)
                .map(|rule| rule.code)
                .collect();
            wanted.sort_unstable();
            assert_eq!(codes, wanted);
        }
        let codes: Vec<&str> = report.findings().iter().map(|finding| finding.code()).collect();
        assert_eq!(codes, ["path.issuer-unknown", "path.budget"]);
    }
}

#[test]
fn without_an_anchor_nothing_that_rests_on_it_passes() {
    let (root, sub) = (ca("root"), ca("CA"));
    let pool = [decoded(&root.certifies(&sub))];
    let report = validator(PathSettings::default(), &ca("other root"), &pool, &[])
        .validate(&decoded(&sub.issues("leaf")), at());
    assert_eq!(subjects(&report), ["leaf", "CA"]);
    assert_eq!(breaches(&report), ["path.issuer-unknown"]);
    let passes = |index: usize| -> Vec<&str> {
        let findings = report.certificates()[index].findings();
        findings
            .filter(|finding| finding.outcome() == Outcome::Pass)
            .map(|finding| finding.code())
            .collect()
    };
    let on_its_own = [
        "path.algorithm",
        "path.validity",
        "path.critical-extension",
        "path.duplicate-extension",
        "path.malformed-extension",
        "path.repetition",
    ];
    assert!(
        on_its_own
            .iter()
            .all(|code| passes(0).contains(code) && passes(1).contains(code))
    );
    // What the path shows as far as it goes: the leaf's signature and issuer, and that the CA is one.
    let shown = ["path.signature", "path.name-chaining"];
    assert_eq!(passes(0).len(), on_its_own.len() + shown.len());
    assert!(shown.iter().all(|code| passes(0).contains(code)));
    let shown = ["path.basic-constraints", "path.key-usage"];
    assert_eq!(passes(1).len(), on_its_own.len() + shown.len());
    assert!(shown.iter().all(|code| passes(1).contains(code)));
}

#[test]
fn a_name_that_chains_with_a_signature_that_does_not() {
    let (root, sub) = (ca("root"), ca("CA"));
    let impostor = ca_with_key("CA", "impostor");
    let pool = [decoded(&root.certifies(&sub))];
    let report =
        validator(without_lists(), &root, &pool, &[]).validate(&decoded(&impostor.issues("leaf")), at());
    assert_eq!(subjects(&report), ["leaf", "CA", "root"]);
    assert_eq!(breaches(&report), ["path.signature"]);
    assert!(codes(&report, Outcome::NotChecked).contains(&"revocation.status"));
}

#[test]
fn a_loop_ends() {
    let (a, b, c) = (ca("A"), ca("B"), ca("C"));
    let pool = [
        decoded(&a.certifies(&b)),
        decoded(&b.certifies(&c)),
        decoded(&c.certifies(&a)),
    ];
    let report =
        validator(without_lists(), &ca("root"), &pool, &[]).validate(&decoded(&a.issues("leaf")), at());
    assert_eq!(breaches(&report), ["path.issuer-unknown"]);
    assert_eq!(subjects(&report), ["leaf", "A", "C", "B"]);
    let is_loop = |reason: &PassedOverReason| *reason == PassedOverReason::Repetition;
    assert!(
        report
            .passed_over()
            .iter()
            .any(|passed_over| is_loop(&passed_over.reason))
    );
}

#[test]
fn a_given_path_is_taken_as_it_is() {
    let (root, upper, lower) = (ca("root"), ca("upper"), ca("lower"));
    let (upper_certificate, lower_certificate) = (
        decoded(&root.certifies(&upper)),
        decoded(&upper.certifies(&lower)),
    );
    let leaf = decoded(&lower.issues("leaf"));
    let validator = validator(without_lists(), &root, &[], &[]);
    let judged = |above: &[&Certificate]| {
        let above: Vec<Certificate> = above.iter().copied().cloned().collect();
        validator.validate_path(&leaf, &above, at())
    };
    assert!(judged(&[&lower_certificate, &upper_certificate]).is_valid());
    let swapped = judged(&[&upper_certificate, &lower_certificate]);
    assert!(breaches(&swapped).contains(&"path.name-chaining"));
    assert!(breaches(&swapped).contains(&"path.signature"));
    assert_eq!(breaches(&judged(&[&lower_certificate])), ["path.issuer-unknown"]);
    let twice = judged(&[&lower_certificate, &upper_certificate, &upper_certificate]);
    assert!(breaches(&twice).contains(&"path.repetition"));
    assert_eq!(judged(&[]).outcome(), PathOutcome::Invalid);
    // Of two anchors of one name the one whose key it is.
    let namesake = ca_with_key("root", "another key of the root");
    for anchors in [
        [root.anchor(), namesake.anchor()],
        [namesake.anchor(), root.anchor()],
    ] {
        let validator = PathValidator::new(without_lists(), anchors, [], []);
        let above = [lower_certificate.clone(), upper_certificate.clone()];
        assert!(validator.validate_path(&leaf, &above, at()).is_valid());
        let of_namesake = decoded(&namesake.issues("leaf"));
        assert!(validator.validate_path(&of_namesake, &[], at()).is_valid());
    }
}

#[test]
fn the_time_counts_unless_it_is_said_not_to() {
    let root = ca("root");
    let leaf = decoded(&root.issues("leaf"));
    for (at, valid) in [
        ("2025-12-31T23:59:59Z", false),
        ("2026-01-01T00:00:00Z", true),
        ("2026-12-31T23:59:59Z", true), // RFC 5280 4.1.2.5: both ends belong to it
        ("2027-01-01T00:00:00Z", false),
    ] {
        let report = validator(without_lists(), &root, &[], &[]).validate(&leaf, moment(at));
        assert_eq!(report.is_valid(), valid, "{at}");
        let settings = PathSettings {
            time: TimeChoice::Ignore,
            ..without_lists()
        };
        let report = validator(settings, &root, &[], &[]).validate(&leaf, moment(at));
        assert!(report.is_valid(), "{at}");
        assert!(codes(&report, Outcome::NotApplicable).contains(&"path.validity"));
    }
}

#[test]
fn algorithms_and_keys_are_a_choice() {
    let root = ca("root");
    let (ecdsa, p256) = ("1.2.840.10045.4.3.2", "1.2.840.10045.3.1.7");
    let permitted = |signature: &str, curve: &str| PathSettings {
        algorithms: PermittedAlgorithms::Only {
            signatures: vec![signature.parse().unwrap()],
            keys: vec![KeyKind {
                algorithm: "1.2.840.10045.2.1".parse().unwrap(),
                curve: Some(curve.parse().unwrap()),
            }],
        },
        ..without_lists()
    };
    let judge = |settings, leaf: &Certificate| {
        let report = validator(settings, &root, &[], &[]).validate(leaf, at());
        breaches(&report)
    };
    let leaf = decoded(&root.issues("leaf"));
    assert!(judge(permitted(ecdsa, p256), &leaf).is_empty());
    assert_eq!(
        judge(permitted("1.2.840.10045.4.3.3", p256), &leaf),
        ["path.algorithm"]
    );
    assert_eq!(judge(permitted(ecdsa, "1.3.132.0.34"), &leaf), ["path.algorithm"]);
    let mut other_key = root.issues("leaf");
    other_key.public_key = TestKey::p384().public().info.clone();
    let other_key = decoded(&other_key);
    assert!(judge(without_lists(), &other_key).is_empty());
    assert_eq!(judge(permitted(ecdsa, p256), &other_key), ["path.algorithm"]);
    // The trust anchor's key counts too.
    let p384 = Certificate::decode(&{
        let mut anchor = root.certifies(&root);
        anchor.public_key = TestKey::p384().public().info.clone();
        anchor.der()
    });
    let under_p384 = PathValidator::new(
        permitted(ecdsa, p256),
        [TrustAnchor::from_certificate(p384.unwrap())],
        [],
        [],
    );
    assert!(breaches(&under_p384.validate(&leaf, at())).contains(&"path.algorithm"));
    // Named twice, and not alike.
    let mut differing = root.issues("leaf");
    differing.inner_algorithm = s1spki_fixtures::make::Algorithm::EcdsaWithSha384.der();
    assert_eq!(judge(without_lists(), &decoded(&differing)), ["path.algorithm"]);
}

/// A PKI of six CAs of three names, whose certificates are any.
fn meshes() -> impl Strategy<Value = (Vec<(usize, usize)>, u64)> {
    (
        proptest::collection::vec((0_usize..7, 0_usize..7), 0..18),
        any::<u64>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the order in which certificates are given, the report is the same; and more certificates can make
    /// a path, but never one whose parts do not hold.
    #[test]
    fn order_does_not_matter_and_paths_hold((edges, seed) in meshes()) {
        let root = ca("root");
        let cas: Vec<Ca> = std::iter::once(root.clone())
            .chain((1..7).map(|number| ca_with_key(&format!("CA {}", number % 3), &format!("mesh {number}"))))
            .collect();
        let mut pool: Vec<Certificate> =
            edges.iter().map(|(issuer, subject)| decoded(&cas[*issuer].certifies(&cas[*subject]))).collect();
        let leaf = decoded(&cas[6].issues("leaf"));
        let first = validator(without_lists(), &root, &pool, &[]).validate(&leaf, at());
        // Turn the order about, as the seed says.
        for index in (1..pool.len()).rev() {
            let other = usize::try_from(seed.rotate_left(u32::try_from(index).unwrap() * 7) % (index as u64 + 1)).unwrap();
            pool.swap(index, other);
        }
        let second = validator(without_lists(), &root, &pool, &[]).validate(&leaf, at());
        prop_assert_eq!(format!("{first:?}"), format!("{second:?}"));

        // A path exists exactly if the certificates make one: reachability, found in another way.
        let mut reachable = [true, false, false, false, false, false, false];
        for _ in 0..7 {
            for (issuer, subject) in &edges {
                reachable[*subject] |= reachable[*issuer];
            }
        }
        prop_assert_eq!(first.is_valid(), reachable[6]);
        if first.is_valid() {
            let certificates = first.certificates();
            for pair in certificates.windows(2) {
                prop_assert_eq!(pair[0].certificate().issuer(), pair[1].certificate().subject());
            }
            prop_assert!(certificates.len() <= 7);
        }
    }
}
