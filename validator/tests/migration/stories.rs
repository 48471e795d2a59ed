//! Every scenario is judged as its story says, and every rule is kept in one and broken in another.

use std::collections::BTreeSet;

use s1spki_fixtures::migration::{Day, MigrationScenario};
use s1spki_validator::{GateVerdict, Outcome, catalogue};

use crate::gate::verdicts;

#[test]
fn every_scenario_is_judged_as_its_story_says() {
    let verdicts = verdicts().iter();
    let wrong: Vec<String> = verdicts
        .filter_map(|(scenario, day, verdict)| difference(scenario, day, verdict))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn difference(scenario: &MigrationScenario, day: &Day, verdict: &GateVerdict) -> Option<String> {
    let about = verdict
        .findings
        .iter()
        .find(|finding| finding.code() == scenario.about);
    let about = about.unwrap_or_else(|| panic!("{}: there is no rule {}", scenario.name, scenario.about));
    let mut breaches: Vec<&str> = verdict
        .findings_with(Outcome::Breach)
        .map(|finding| finding.code())
        .collect();
    breaches.sort_unstable();
    let found = (about.outcome().as_str(), verdict.decision.as_str(), breaches);
    let wanted = (day.outcome.to_string(), day.decision.to_string());
    let wanted_breaches: Vec<&str> = day.breaches.iter().map(String::as_str).collect();
    if (found.0, found.1) == (wanted.0.as_str(), wanted.1.as_str()) && found.2 == wanted_breaches {
        return None;
    }
    let remarks: Vec<String> = verdict
        .findings
        .iter()
        .filter(|finding| finding.outcome() != Outcome::Pass)
        .map(|finding| {
            let detail = finding
                .detail()
                .map(|detail| format!("found {}; wanted {}", detail.found, detail.wanted));
            format!(
                "    {} {}: {}",
                finding.outcome(),
                finding.code(),
                detail.unwrap_or_default()
            )
        })
        .collect();
    Some(format!(
        "{} at {}:\n  found  {found:?}\n  wanted {wanted:?}, {wanted_breaches:?}\n{}",
        scenario.name,
        day.at,
        remarks.join("\n")
    ))
}

/// A rule that no scenario keeps, or none breaks, is one that nobody has tried.
#[test]
fn every_rule_is_kept_in_one_scenario_and_broken_in_another() {
    let (mut kept, mut broken) = (BTreeSet::new(), BTreeSet::new());
    for finding in verdicts().iter().flat_map(|(_, _, verdict)| &verdict.findings) {
        match finding.outcome() {
            Outcome::Pass => kept.insert(finding.code()),
            Outcome::Breach | Outcome::Warning => broken.insert(finding.code()),
            Outcome::NotApplicable | Outcome::NotYetInForce | Outcome::NotChecked => false,
        };
    }
    let codes = catalogue().map(|entry| entry.rule().code);
    let untried: Vec<&str> = codes
        .filter(|code| code.starts_with("migration."))
        .filter(|code| !kept.contains(code) || !broken.contains(code))
        .collect();
    assert!(untried.is_empty(), "not tried in both outcomes: {untried:?}");
}

/// Every finding says on what it rests, and one that is not kept says what was found and wanted.
#[test]
fn every_finding_says_what_it_rests_on() {
    for (scenario, _, verdict) in verdicts() {
        for finding in &verdict.findings {
            let name = format!("{}, {}", scenario.name, finding.code());
            let is_kept = matches!(finding.outcome(), Outcome::Pass | Outcome::NotApplicable);
            let detail = finding.detail();
            assert!(is_kept || detail.is_some(), "{name}");
            assert!(
                detail.is_none_or(|detail| !detail.found.is_empty() && !detail.wanted.is_empty()),
                "{name}"
            );
            let is_open = matches!(finding.outcome(), Outcome::NotApplicable | Outcome::NotChecked);
            assert!(is_open || finding.source().is_some(), "{name}");
        }
    }
}
