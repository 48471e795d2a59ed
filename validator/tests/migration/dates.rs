//! Both sides of every date on which a rule of the gate begins, changes or ends.

use std::collections::BTreeSet;

use s1spki_fixtures::migration::MigrationScenario;
use s1spki_policies::{Moment, Policy};
use s1spki_validator::catalogue;

/// A rule that begins or ends on a day has a scenario about it on that day and on the day before.
#[test]
fn every_date_has_a_scenario_on_both_sides() {
    let policy = Policy::embedded("foc-s1spki").unwrap().unwrap();
    let scenarios = MigrationScenario::all();
    let mut missing = BTreeSet::new();
    let mut dates = 0;
    for entry in catalogue().filter(|entry| entry.rule().code.starts_with("migration.")) {
        let code = entry.rule().code;
        for record in entry.provisions(&policy) {
            let dating = record.dating.as_ref().unwrap();
            for date in [dating.from, dating.until].into_iter().flatten() {
                dates += 1;
                let about = scenarios.iter().filter(|scenario| scenario.about == code);
                let days: Vec<Moment> = about
                    .flat_map(|scenario| &scenario.days)
                    .map(|day| day.at)
                    .collect();
                let near = |at: &&Moment| (at.unix_seconds() - date.unix_seconds()).abs() < 86_400;
                let before = days.iter().filter(near).any(|at| *at < date);
                let after = days.iter().filter(near).any(|at| *at >= date);
                if !before || !after {
                    missing.insert(format!("{} at {date}", record.path));
                }
            }
        }
    }
    assert!(dates > 20, "only {dates} dates");
    assert!(
        missing.is_empty(),
        "no scenario on one of the sides: {missing:#?}"
    );
}
