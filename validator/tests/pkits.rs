//! NIST PKITS (the Public Key Interoperability Test Suite), sections 4.1 to 4.16, re-keyed to P-256: every
//! setting, as the path that the suite gives, and as one unordered bag from which the path is built.
//!
//! Where a verdict or a policy set differs from the suite's, `pkits-exceptions.toml` must give the reason; a reason
//! for what does not differ is an error too.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use s1spki_fixtures::samples::{PkitsTest, Samples, samples};
use s1spki_policies::PolicyOid;
use s1spki_validator::path::{
    AnyPolicyChoice, ExplicitPolicy, PathReport, PathSettings, PathValidator, PolicyMappingChoice,
    TrustAnchor, UserInitialPolicySet,
};
use s1spki_validator::{Certificate, Finding, Outcome, RevocationList};

/// One setting, decoded.
struct Setting {
    test: PkitsTest,
    settings: PathSettings,
    anchor: TrustAnchor,
    /// The end entity first.
    path: Vec<Certificate>,
    others: Vec<Certificate>,
    lists: Vec<RevocationList>,
}

impl Setting {
    fn new(samples: &Samples, test: PkitsTest) -> Self {
        let certificate = |name: &String| Certificate::decode(&samples.pkits_certificate(name)).unwrap();
        let list = |name: &String| RevocationList::decode(&samples.pkits_revocation_list(name)).unwrap();
        let policies = test
            .initial_policy_set
            .iter()
            .map(|oid| oid.parse::<PolicyOid>().unwrap());
        Self {
            settings: PathSettings {
                user_initial_policy_set: UserInitialPolicySet::only(policies),
                explicit_policy: match test.initial_explicit_policy {
                    true => ExplicitPolicy::Required,
                    false => ExplicitPolicy::NotRequired,
                },
                policy_mapping: match test.initial_policy_mapping_inhibit {
                    true => PolicyMappingChoice::Inhibited,
                    false => PolicyMappingChoice::Allowed,
                },
                any_policy: match test.initial_any_policy_inhibit {
                    true => AnyPolicyChoice::Inhibited,
                    false => AnyPolicyChoice::Allowed,
                },
                ..PathSettings::default()
            },
            anchor: TrustAnchor::from_certificate(certificate(&test.trust_anchor)),
            path: test.path.iter().rev().map(certificate).collect(),
            others: test.crl_issuer_certs.iter().map(certificate).collect(),
            lists: test.crls.iter().map(list).collect(),
            test,
        }
    }

    /// The path as it is; the rest, for the paths of those who signed the lists.
    fn as_given(&self) -> PathReport {
        let cas = self.path.iter().skip(1).chain(&self.others).cloned();
        let validator = self.validator(cas.collect());
        validator.validate_path(&self.path[0], &self.path[1..], self.test.time)
    }

    /// Everything in one bag, the end entity and the trust anchor's certificate included.
    fn built(&self) -> PathReport {
        let bag = self
            .path
            .iter()
            .chain(&self.others)
            .chain(self.anchor.certificate())
            .cloned();
        self.validator(bag.collect())
            .validate(&self.path[0], self.test.time)
    }

    fn validator(&self, pool: Vec<Certificate>) -> PathValidator {
        let anchors = [self.anchor.clone()];
        PathValidator::new(self.settings.clone(), anchors, pool, self.lists.clone())
    }

    /// What differs from the suite.
    fn difference(&self, report: &PathReport) -> Option<String> {
        if report.is_valid() != self.test.should_validate {
            return Some(format!(
                "valid: {}; {}",
                report.is_valid(),
                broken(report).join(", ")
            ));
        }
        let wanted = self
            .test
            .user_constrained_policy_set
            .as_ref()
            .filter(|_| report.is_valid())?;
        let found: Vec<String> = report
            .policies()
            .anchor_domain
            .iter()
            .map(ToString::to_string)
            .collect();
        (found != *wanted).then(|| format!("policies {}", found.join(", ")))
    }
}

/// Every certificate of the suite.
fn all_certificates(settings: &[Setting]) -> Vec<Certificate> {
    let certificates = settings
        .iter()
        .flat_map(|setting| setting.path.iter().chain(&setting.others));
    certificates.cloned().collect()
}

/// The codes of the rules that are broken or were not checked.
fn broken(report: &PathReport) -> Vec<String> {
    let is_broken = |finding: &&Finding| matches!(finding.outcome(), Outcome::Breach | Outcome::NotChecked);
    report
        .all_findings()
        .filter(is_broken)
        .map(|finding| match finding.detail() {
            Some(detail) => format!(
                "{} (found {}; wanted {})",
                finding.code(),
                detail.found,
                detail.wanted
            ),
            None => finding.code().to_owned(),
        })
        .collect()
}

fn settings(test: &str) -> Option<Vec<Setting>> {
    let samples = samples(test)?;
    Some(
        samples
            .pkits()
            .into_iter()
            .map(|test| Setting::new(&samples, test))
            .collect(),
    )
}

/// The written reasons, by setting.
fn exceptions() -> BTreeMap<String, String> {
    let table: toml::Table = include_str!("pkits-exceptions.toml").parse().unwrap();
    table
        .into_iter()
        .map(|(setting, reason)| (setting, reason.as_str().unwrap().to_owned()))
        .collect()
}

fn hold_against_the_suite(settings: &[Setting], judge: impl Fn(&Setting) -> PathReport) {
    assert_eq!(settings.len(), 249);
    let mut exceptions = exceptions();
    let mut faults = Vec::new();
    for setting in settings {
        let id = &setting.test.id;
        match (setting.difference(&judge(setting)), exceptions.remove(id)) {
            (None, None) | (Some(_), Some(_)) => {}
            (Some(difference), None) => faults.push(format!("{id} {}: {difference}", setting.test.name)),
            (None, Some(_)) => faults.push(format!("{id}: an exception for what does not differ")),
        }
    }
    faults.extend(
        exceptions
            .into_keys()
            .map(|id| format!("{id}: an exception for an unknown setting")),
    );
    assert!(
        faults.is_empty(),
        "{} differ:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn every_setting_as_a_given_path() {
    if let Some(settings) = settings("every_setting_as_a_given_path") {
        hold_against_the_suite(&settings, Setting::as_given);
    }
}

#[test]
fn every_setting_as_an_unordered_bag() {
    if let Some(settings) = settings("every_setting_as_an_unordered_bag") {
        hold_against_the_suite(&settings, Setting::built);
    }
}

/// More certificates, hundreds of them with faults, make no verdict another one.
#[test]
fn every_setting_among_all_certificates_of_the_suite() {
    if let Some(settings) = settings("every_setting_among_all_certificates_of_the_suite") {
        let all = all_certificates(&settings);
        hold_against_the_suite(&settings, |setting| {
            setting
                .validator(all.clone())
                .validate(&setting.path[0], setting.test.time)
        });
    }
}

/// The suite states a policy set for 114 of the settings that are accepted: all of them.
#[test]
fn every_accepted_setting_has_a_policy_set() {
    if let Some(settings) = settings("every_accepted_setting_has_a_policy_set") {
        let accepted = settings.iter().filter(|setting| setting.test.should_validate);
        let with_set = accepted.filter(|setting| setting.test.user_constrained_policy_set.is_some());
        assert_eq!(with_set.count(), 114);
    }
}
