//! What came of very many: every installation is counted once, and once under each of its rules, cohorts, suppliers.

use s1spki_fixtures::migration::{MigrationScenario, made, world};
use s1spki_policies::{Moment, Policy};
use s1spki_validator::evidence::InstallationEvidence;
use s1spki_validator::gate::{Counted, MigrationGate, MigrationSummary};
use s1spki_validator::report::{group_html, group_text};
use s1spki_validator::{Decision, Outcome, PolicyInForce};

use crate::gate::{directory, judge};

fn at() -> Moment {
    "2021-03-15T09:00:00Z".parse().unwrap()
}

fn summary(names: &[&str], policy: &Policy) -> MigrationSummary {
    let (made, world) = (made(at()), world(at()));
    let (judge, directory) = (judge(&made, policy, at()), directory(&made));
    let gate = MigrationGate::new(policy, &judge, &directory);
    let mut summary = MigrationSummary::default();
    for name in names {
        let json = MigrationScenario::named(name).evidence(at(), &world);
        let evidence: InstallationEvidence = serde_json::from_value(json).unwrap();
        summary.count(&Counted::of(
            &gate.decide_briefly(*name, &evidence),
            &evidence,
            at(),
        ));
    }
    summary
}

const GROUP: [&str; 5] = [
    "a-good-installation",
    "split-supply-needs-two-authorisations",
    "supplier-certificate-is-revoked",
    "exclusions-were-not-looked-for",
    "infrastructure-of-other-cohorts",
];

#[test]
fn every_installation_is_counted_by_decision_rule_cohort_and_supplier() {
    let policy = Policy::embedded("lab").unwrap().unwrap();
    let mut summary = summary(&GROUP, &policy);
    summary.count(&Counted::unread());
    let decisions = summary.decisions;
    assert_eq!(
        (decisions.accepted, decisions.refused, decisions.undecided),
        (2, 2, 2)
    );
    assert_eq!((summary.unread, decisions.decision()), (1, Decision::Refuse));
    let codes = |outcome| -> Vec<(&str, u64)> {
        let rules = summary.rules_with(outcome).into_iter();
        rules.map(|(rule, count)| (rule.code, count)).collect()
    };
    assert_eq!(
        codes(Outcome::Breach),
        [
            ("migration.active-authorisation", 1),
            ("migration.supplier-certificate.chain", 1)
        ]
    );
    assert_eq!(codes(Outcome::NotChecked), [("migration.exclusion", 1)]);
    assert_eq!(summary.cohorts["FOC"].total(), 4);
    assert_eq!(summary.cohorts["IOC"].accepted, 1);
    assert_eq!(summary.suppliers["02-00-5E-10-00-00-00-01"].total(), 5);
    assert_eq!(summary.suppliers["02-00-5E-10-00-00-00-02"].refused, 1);
}

#[test]
fn the_page_holds_every_number_and_nothing_that_runs() {
    let policy = Policy::embedded("lab").unwrap().unwrap();
    let mut summary = summary(&GROUP, &policy);
    let hostile = "<script>alert(1)</script>\u{202e}";
    summary.cohorts.insert(hostile.to_owned(), summary.decisions);
    let page = group_html(&summary, at(), &PolicyInForce::from(&policy));
    let document = roxmltree::Document::parse(page.trim_start_matches("<!DOCTYPE html>").trim()).unwrap();
    let tags: Vec<&str> = document
        .descendants()
        .map(|node| node.tag_name().name())
        .collect();
    for forbidden in ["script", "img", "link", "iframe", "a", "image", "use"] {
        assert!(!tags.contains(&forbidden), "{forbidden}");
    }
    let texts: String = document.descendants().filter_map(|node| node.text()).collect();
    for wanted in [
        "migration.supplier-certificate.chain",
        "accepted, 40 %",
        "FOC",
        "\\u{202e}",
        "<script>",
    ] {
        assert!(texts.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("://"), "nothing is fetched");
}

#[test]
fn the_text_has_the_most_frequent_rule_first() {
    let policy = Policy::embedded("lab").unwrap().unwrap();
    let names = [
        "supplier-certificate-is-revoked",
        "supplier-certificate-is-past",
        "requesting-party-is-not-open",
    ];
    let text = group_text(&summary(&names, &policy)).to_string();
    let place = |code: &str| text.find(code).unwrap_or_else(|| panic!("{code} in {text}"));
    assert!(
        place("migration.supplier-certificate.chain") < place("migration.requesting-party-open"),
        "{text}"
    );
}
