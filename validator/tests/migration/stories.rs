//! Every scenario is judged as its story says, and every rule is kept in one and broken in another.

use std::collections::BTreeSet;

use s1spki_fixtures::migration::{Day, MigrationScenario};
use s1spki_validator::{GateVerdict, Outcome, catalogue};

use crate::gate::Worlds;

#[test]
fn every_scenario_is_judged_as_its_story_says() {
    let mut worlds = Worlds::default();
    let mut wrong = Vec::new();
    for scenario in MigrationScenario::all() {
        for day in &scenario.days {
            let verdict = worlds.verdict(&scenario, day);
            if let Some(difference) = difference(&scenario, day, &verdict) {
                wrong.push(difference);
            }
        }
    }
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
    let mut worlds = Worlds::default();
    let (mut kept, mut broken) = (BTreeSet::new(), BTreeSet::new());
    for scenario in MigrationScenario::all() {
        for day in &scenario.days {
            for finding in &worlds.verdict(&scenario, day).findings {
                match finding.outcome() {
                    Outcome::Pass => kept.insert(finding.code()),
                    Outcome::Breach | Outcome::Warning => broken.insert(finding.code()),
                    _ => false,
                };
            }
        }
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
    let mut worlds = Worlds::default();
    for scenario in MigrationScenario::all() {
        let verdict = worlds.verdict(&scenario, &scenario.days[0]);
        for finding in &verdict.findings {
            let name = format!("{}, {}", scenario.name, finding.code());
            if finding.outcome() != Outcome::NotApplicable {
                assert!(
                    finding.source().is_some() || finding.outcome() == Outcome::NotChecked,
                    "{name}"
                );
            }
            if matches!(
                finding.outcome(),
                Outcome::Breach | Outcome::Warning | Outcome::NotChecked
            ) {
                let detail = finding.detail().unwrap_or_else(|| panic!("{name}"));
                assert!(
                    !detail.found.is_empty() && !detail.wanted.is_empty(),
                    "{name}: {detail:?}"
                );
            }
        }
    }
}
