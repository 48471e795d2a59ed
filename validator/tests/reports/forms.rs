//! Golden files of some scenarios in every form, and what holds of a form in all of them.

use s1spki_fixtures::scenario::Scenario;
use s1spki_validator::Verdict;
use s1spki_validator::report::{Passes, junit, sarif, text};
use s1spki_validator::{Decision, Outcome};
use serde_json::Value;

use crate::case;
use crate::golden::assert_golden;

/// One accepted, one with a bad leaf, one with a bad authority, one revoked, one with another path, one open.
const SCENARIOS: [&str; 7] = [
    "supplier-signing-and-key-agreement-are-good",
    "role-is-decimal",
    "issuing-authority-may-not-sign-certificates",
    "certificate-is-revoked",
    "crl-has-expired",
    "issuer-is-unknown",
    "two-issuing-authorities-stand-side-by-side",
];

/// One accepted, one refused for its certificate, one open.
const MIGRATIONS: [&str; 3] = [
    "dormant-installation-led-by-the-dcc",
    "supplier-certificate-is-revoked",
    "exclusions-were-not-looked-for",
];

fn golden_cases() -> Vec<(String, Verdict)> {
    let scenarios = SCENARIOS.iter().map(|name| {
        let verdict = case::chain(&Scenario::named(name));
        ((*name).to_owned(), verdict)
    });
    let migrations = MIGRATIONS.map(|name| (name.to_owned(), case::migration(name)));
    scenarios
        .chain([("unreadable".to_owned(), case::unreadable())])
        .chain(migrations)
        .collect()
}

pub(crate) fn every_case() -> Vec<(String, Verdict)> {
    let all = Scenario::all();
    let chains = all
        .iter()
        .map(|scenario| (scenario.name.clone(), case::chain(scenario)));
    let others = [
        ("unreadable".to_owned(), case::unreadable()),
        ("requests".to_owned(), case::requests()),
        ("lists".to_owned(), case::lists()),
    ];
    chains.chain(others).chain(case::migrations()).collect()
}

#[test]
fn text_is_golden() {
    for (name, verdict) in golden_cases() {
        assert_golden(
            &format!("{name}.txt"),
            &text(&verdict, Passes::Counted).to_string(),
        );
    }
}

#[test]
fn text_has_no_line_of_more_than_80_columns_that_has_two_words() {
    for (name, verdict) in every_case() {
        let text = text(&verdict, Passes::Counted).to_string();
        let long: Vec<&str> = text
            .lines()
            .filter(|line| line.chars().count() > 80 && line.split_whitespace().count() > 1)
            .collect();
        assert!(long.is_empty(), "{name}: {long:?}");
    }
}

#[test]
fn junit_is_golden() {
    for (name, verdict) in golden_cases() {
        assert_golden(&format!("{name}.junit.xml"), &junit(&verdict));
    }
}

#[test]
fn junit_counts_what_it_holds() {
    for (name, verdict) in every_case() {
        let report = junit(&verdict);
        let document = roxmltree::Document::parse(&report).unwrap();
        let of = |tag: &str| {
            document
                .descendants()
                .filter(|node| node.has_tag_name(tag))
                .count()
        };
        let decisions: Vec<Decision> = verdict.decisions().collect();
        let with = |decision| decisions.iter().filter(|other| **other == decision).count();
        assert_eq!(of("testcase"), decisions.len() + verdict.unread.len(), "{name}");
        assert_eq!(of("failure"), with(Decision::Refuse), "{name}");
        assert_eq!(of("skipped"), with(Decision::Undecided), "{name}");
        assert_eq!(of("error"), verdict.unread.len(), "{name}");
        for suite in ["testsuites", "testsuite"] {
            let mut nodes = document.descendants();
            let suite = nodes.find(|node| node.has_tag_name(suite)).unwrap();
            let said = |name| suite.attribute(name).unwrap().parse::<usize>().unwrap();
            assert_eq!(said("tests"), of("testcase"), "{name}");
            assert_eq!(said("failures"), of("failure"), "{name}");
            assert_eq!(said("errors"), of("error"), "{name}");
        }
        let mut nodes = document.descendants();
        let suite = nodes.find(|node| node.has_tag_name("testsuite")).unwrap();
        let skipped = of("skipped").to_string();
        assert_eq!(suite.attribute("skipped"), Some(skipped.as_str()), "{name}");
    }
}

#[test]
fn sarif_is_golden() {
    for (name, verdict) in golden_cases() {
        assert_golden(&format!("{name}.sarif"), &(sarif(&verdict).unwrap() + "\n"));
    }
}

/// The fields that SARIF 2.1.0 requires, and that what refers to something finds it.
#[test]
fn sarif_has_what_the_standard_requires() {
    for (name, verdict) in every_case() {
        let log: Value = serde_json::from_str(&sarif(&verdict).unwrap()).unwrap();
        assert_eq!(log["version"], "2.1.0", "{name}");
        let run = &log["runs"][0];
        assert!(run["tool"]["driver"]["name"].is_string(), "{name}");
        assert_eq!(
            run["invocations"][0]["executionSuccessful"],
            verdict.unread.is_empty(),
            "{name}"
        );
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let results = run["results"].as_array().unwrap();
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"], "{name}");
            assert!(!result["message"]["text"].as_str().unwrap().is_empty(), "{name}");
            let (kind, level) = (
                result["kind"].as_str().unwrap(),
                result["level"].as_str().unwrap(),
            );
            assert_eq!(kind == "fail", level != "none", "{name}: 3.27.10");
            let location = &result["locations"][0]["physicalLocation"];
            assert!(location["artifactLocation"]["uri"].is_string(), "{name}");
        }
        let breaches = verdict
            .certificates
            .iter()
            .flat_map(|certificate| certificate.findings());
        let requested = verdict.requests.iter().flat_map(|request| &request.findings);
        let gates = verdict.gates.iter();
        let of_gates = gates.flat_map(|gate| {
            let certificates = gate
                .certificates
                .iter()
                .flat_map(|certificate| certificate.verdict.findings());
            gate.findings.iter().chain(certificates)
        });
        let listed = verdict.lists.iter().flat_map(|list| &list.findings);
        let breaches = breaches
            .chain(requested)
            .chain(listed)
            .chain(of_gates)
            .filter(|finding| finding.outcome() == Outcome::Breach);
        let errors = results.iter().filter(|result| result["level"] == "error");
        assert_eq!(errors.count(), breaches.count(), "{name}");
    }
}
