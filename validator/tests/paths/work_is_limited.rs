//! Hostile input: the work ends, and the report says that it did.

use std::slice::from_ref;
use std::time::{Duration, Instant};

use s1spki_fixtures::make::Extension;
use s1spki_validator::path::{
    ExplicitPolicy, Limits, PathOutcome, PathReport, PathSettings, UserInitialPolicySet, Work, WorkAmount,
};
use s1spki_validator::{Certificate, Outcome};

use crate::pki::extension::{
    INDIRECT, distribution_point, issuing_distribution_point, name_constraints, policies, policy_mappings,
    subject_alternative_names,
};
use crate::pki::general_name::{directory, dns, uri};
use crate::pki::{
    Ca, With, at, breaches, ca, ca_with_key, codes, decoded, decoded_list, validator, without_lists,
};

/// Far more than any of these needs in an unoptimised build, and far less than unlimited work would take.
const LONGEST: Duration = Duration::from_secs(5);

fn in_time(judge: impl FnOnce() -> PathReport) -> PathReport {
    let start = Instant::now();
    let report = judge();
    assert!(start.elapsed() < LONGEST, "{:?}", start.elapsed());
    let (done, limit) = (report.work(), Limits::default().work);
    assert!(done.signature_checks <= limit.signature_checks);
    assert!(done.steps <= limit.steps);
    assert!(done.name_comparisons <= limit.name_comparisons);
    assert!(done.policy_nodes <= limit.policy_nodes);
    report
}

fn says_that_the_budget_ran_out(report: &PathReport) {
    assert_ne!(report.outcome(), PathOutcome::Valid);
    assert!(
        codes(report, Outcome::NotChecked).contains(&"path.budget"),
        "{report:?}"
    );
}

#[test]
fn thousands_of_cas_of_one_name() {
    let root = ca("root");
    let keys: Vec<Ca> = (0..150)
        .map(|key| ca_with_key("CA", &format!("namesake {key}")))
        .collect();
    let pool: Vec<Certificate> = (0_u32..3000)
        .map(|number| {
            let mut specimen = root.certifies(&keys[number as usize % keys.len()]);
            specimen.serial = [&[0x40][..], &number.to_be_bytes()].concat();
            decoded(&specimen)
        })
        .collect();
    let validator = validator(without_lists(), &root, &pool, &[]);
    let mut leaf = ca_with_key("CA", "nobody's key").issues("leaf");
    let report = in_time(|| validator.validate(&decoded(&leaf), at()));
    says_that_the_budget_ran_out(&report);
    assert_eq!(codes(&report, Outcome::NotChecked)[0], "path.issuer-unknown");
    assert_eq!(report.passed_over().len(), 50);
    assert!(report.passed_over_count() >= 100);
    // A key identifier still leads to the right one among them.
    leaf = keys[77].issues("leaf");
    assert!(in_time(|| validator.validate(&decoded(&leaf), at())).is_valid());
}

#[test]
fn every_ca_certifies_every_other() {
    // The 90 cross certificates of 10 CAs make some 10^6 paths, and none of them ends at the anchor.
    let cas: Vec<Ca> = (0..10).map(|number| ca(&format!("meshed {number}"))).collect();
    let pairs = cas.iter().flat_map(|a| cas.iter().map(move |b| (a, b)));
    let pool: Vec<Certificate> = pairs
        .filter(|(a, b)| a.name != b.name)
        .map(|(a, b)| decoded(&a.certifies(b)))
        .collect();
    let leaf = decoded(&cas[0].issues("leaf"));
    let report = in_time(|| validator(without_lists(), &ca("root"), &pool, &[]).validate(&leaf, at()));
    says_that_the_budget_ran_out(&report);
    let found = &report.findings()[1].detail().unwrap().found;
    assert_eq!(
        found,
        &format!(
            "the limit of {} {} was reached",
            Limits::default().work.steps,
            Work::Steps
        )
    );
}

#[test]
fn a_long_path_and_one_that_is_too_long() {
    let cas: Vec<Ca> = (0..=20).map(|number| ca(&format!("level {number}"))).collect();
    let pool: Vec<Certificate> = cas
        .windows(2)
        .map(|pair| decoded(&pair[0].certifies(&pair[1])))
        .collect();
    let validator = validator(without_lists(), &cas[0], &pool, &[]);
    let of_level = |level: usize| in_time(|| validator.validate(&decoded(&cas[level].issues("leaf")), at()));
    assert_eq!(of_level(15).certificates().len(), Limits::default().path_length);
    assert!(of_level(15).is_valid());
    let report = of_level(16);
    assert_eq!(breaches(&report), ["path.issuer-unknown"]);
    let reason = report.passed_over()[0].reason.to_string();
    assert_eq!(reason, "the path would have more than 16 certificates");
}

#[test]
fn a_mapping_ladder_of_24_levels() {
    let both = ["2.999.1".to_owned(), "2.999.2".to_owned()];
    let crossed: Vec<(String, String)> = both
        .iter()
        .flat_map(|a| both.iter().map(move |b| (a.clone(), b.clone())))
        .collect();
    let cas: Vec<Ca> = (0..=24).map(|number| ca(&format!("rung {number}"))).collect();
    let above: Vec<Certificate> = cas
        .windows(2)
        .map(|pair| {
            pair[0]
                .certifies(&pair[1])
                .with(policies(&both))
                .with(policy_mappings(&crossed))
        })
        .map(|specimen| decoded(&specimen))
        .rev()
        .collect();
    let settings = PathSettings {
        explicit_policy: ExplicitPolicy::Required,
        user_initial_policy_set: UserInitialPolicySet::only([both[0].parse().unwrap()]),
        ..without_lists()
    };
    let validator = validator(settings, &cas[0], &[], &[]);
    let leaf = decoded(&cas[24].issues("leaf").with(policies(&both)));
    let report = in_time(|| validator.validate_path(&leaf, &above, at()));
    assert!(report.is_valid(), "{:?}", breaches(&report));
    assert_eq!(report.policies().anchor_domain.len(), 1);
    assert_eq!(report.policies().subject_domain.len(), 2);
    assert!(report.work().policy_nodes < 500);
}

#[test]
fn many_policies_and_mappings() {
    let (root, sub) = (ca("root"), ca("CA"));
    let many: Vec<String> = (0..6000).map(|number| format!("2.999.{number}")).collect();
    let mappings: Vec<(String, String)> = many
        .iter()
        .map(|policy| (policy.clone(), format!("{policy}.1")))
        .collect();
    let mapped: Vec<String> = mappings.iter().map(|(_, policy)| policy.clone()).collect();
    let sub_certificate = decoded(
        &root
            .certifies(&sub)
            .with(policies(&many))
            .with(policy_mappings(&mappings)),
    );
    let leaf = decoded(&sub.issues("leaf").with(policies(&mapped)));
    let judge = |settings| {
        in_time(|| validator(settings, &root, from_ref(&sub_certificate), &[]).validate(&leaf, at()))
    };
    let report = judge(without_lists());
    assert!(report.is_valid());
    assert_eq!(report.policies().anchor_domain.len(), 6000);
    let settings = PathSettings {
        limits: Limits {
            work: WorkAmount {
                policy_nodes: 20_000,
                ..Limits::default().work
            },
            ..Limits::default()
        },
        ..without_lists()
    };
    let report = judge(settings);
    says_that_the_budget_ran_out(&report);
    assert!(codes(&report, Outcome::NotChecked).contains(&"path.policy"));
    assert!(report.policies().anchor_domain.is_empty());
}

#[test]
fn many_names_times_many_constraints() {
    let (root, sub) = (ca("root"), ca("CA"));
    let names = |count: usize| -> Vec<Vec<u8>> {
        (0..count)
            .map(|number| dns(&format!("{number}.example")))
            .collect()
    };
    let judge = |subtrees: usize, hosts: usize| {
        let pool = [decoded(
            &root.certifies(&sub).with(name_constraints(&[], &names(subtrees))),
        )];
        let hosts: Vec<Vec<u8>> = (0..hosts)
            .map(|number| dns(&format!("{number}.example.org")))
            .collect();
        let leaf = decoded(&sub.issues("leaf").with(subject_alternative_names(&hosts)));
        let validator = validator(without_lists(), &root, &pool, &[]);
        in_time(|| validator.validate(&leaf, at()))
    };
    assert!(judge(400, 400).is_valid());
    let report = judge(1500, 1500);
    says_that_the_budget_ran_out(&report);
    assert!(codes(&report, Outcome::NotChecked).contains(&"path.name-constraints"));
}

#[test]
fn many_lists_and_signers_of_one_name() {
    let root = ca("root");
    let keys: Vec<Ca> = (0..150)
        .map(|key| ca_with_key("root", &format!("namesake {key}")))
        .collect();
    let pool: Vec<Certificate> = keys
        .iter()
        .map(|namesake| decoded(&root.certifies(namesake)))
        .collect();
    let lists: Vec<_> = (0..200)
        .map(|number| {
            // Signed by nobody that is known, so that every namesake's key is asked for every list.
            let mut list = ca_with_key("root", "nobody's key").lists(number, &[]);
            list.extensions_mut().remove(0);
            decoded_list(&list)
        })
        .collect();
    let validator = validator(PathSettings::default(), &root, &pool, &lists);
    let report = in_time(|| validator.validate(&decoded(&root.issues("leaf")), at()));
    says_that_the_budget_ran_out(&report);
    assert!(codes(&report, Outcome::NotChecked).contains(&"revocation.status"));
}

#[test]
fn signers_whose_status_hangs_on_other_signers() {
    let root = ca("root");
    let (indirect, last_point) = (
        issuing_distribution_point(None, &[INDIRECT]),
        uri("http://last.example/"),
    );
    let of_root = decoded_list(
        &root
            .lists(1, &[])
            .with(issuing_distribution_point(Some(&last_point), &[])),
    );
    let judge = |count: usize| {
        let listers: Vec<Ca> = (0..count).map(|number| ca(&format!("lister {number}"))).collect();
        // Each leaves the word on itself to the next, and only the last to the root.
        let to = |next: Option<&Ca>| match next {
            Some(next) => distribution_point(None, Some(&directory(&next.name))),
            None => distribution_point(Some(&last_point), None),
        };
        let of_lister = |number: usize| root.certifies(&listers[number]).with(to(listers.get(number + 1)));
        let pool: Vec<Certificate> = (0..count).map(|number| decoded(&of_lister(number))).collect();
        let lists = listers
            .iter()
            .map(|lister| decoded_list(&lister.lists(1, &[]).with(indirect.clone())));
        let lists: Vec<_> = lists.chain([of_root.clone()]).collect();
        let leaf = decoded(&root.issues("leaf").with(to(listers.first())));
        let report =
            in_time(|| validator(PathSettings::default(), &root, &pool, &lists).validate(&leaf, at()));
        breaches(&report)
    };
    assert!(judge(1).is_empty());
    assert!(judge(4).is_empty());
    assert_eq!(judge(5), ["revocation.status", "revocation.list.signer"]);
    assert_eq!(judge(8), ["revocation.status", "revocation.list.signer"]);
}

#[test]
fn an_exhausted_status_is_not_an_unknown_status_that_is_allowed() {
    let root = ca("root");
    let lists: Vec<_> = (0..200)
        .map(|number| decoded_list(&ca_with_key("root", "nobody's key").lists(number, &[])))
        .collect();
    let report = in_time(|| {
        validator(without_lists(), &root, &[], &lists).validate(&decoded(&root.issues("leaf")), at())
    });
    assert_eq!(report.outcome(), PathOutcome::Undecided);
    says_that_the_budget_ran_out(&report);
}

#[test]
fn what_is_remembered_does_not_change_what_is_counted() {
    let (root, sub) = (ca("root"), ca("CA"));
    let pool = [decoded(&root.certifies(&sub))];
    let lists = [
        decoded_list(&root.lists(1, &[])),
        decoded_list(&sub.lists(1, &[])),
    ];
    let validator = validator(PathSettings::default(), &root, &pool, &lists);
    let leaf = decoded(
        &sub.issues("leaf")
            .with(Extension::unknown(s1spki_fixtures::make::Critical::Absent)),
    );
    let reports: Vec<String> = (0..3)
        .map(|_| format!("{:?}", validator.validate(&leaf, at())))
        .collect();
    assert!(validator.validate(&leaf, at()).is_valid());
    assert_eq!(validator.validate(&leaf, at()).work().signature_checks, 4);
    assert!(reports.windows(2).all(|pair| pair[0] == pair[1]));
}
