//! What holds of every installation.

use proptest::prelude::*;
use proptest::sample::subsequence;
use s1spki_fixtures::migration::{MigrationScenario, made, world};
use s1spki_policies::Moment;
use s1spki_validator::evidence::InstallationEvidence;
use s1spki_validator::gate::MigrationGate;
use s1spki_validator::{Decision, GateVerdict};
use serde_json::Value;

use crate::gate::{directory, judge, policy};

fn at() -> Moment {
    "2021-03-15T09:00:00Z".parse().unwrap()
}

/// The places of all members of an object, the outer ones first.
fn members(evidence: &Value, above: &str, into: &mut Vec<String>) {
    if let Value::Object(object) = evidence {
        for (name, value) in object {
            let pointer = format!("{above}/{name}");
            into.push(pointer.clone());
            members(value, &pointer, into);
        }
    }
}

fn without(mut evidence: Value, pointer: &str) -> Value {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    if let Some(parent) = evidence.pointer_mut(parent).and_then(Value::as_object_mut) {
        parent.remove(member);
    }
    evidence
}

/// One step at a time, every member alone, and then everything: whoever leaves something out never gets more.
///
/// What stays behind is no evidence but a choice: without it the supply takes part. A supply that is not there at all
/// is nothing that could be migrated, so that leaving out a whole supply asks about another installation.
#[test]
fn leaving_evidence_out_never_turns_a_refusal_into_an_acceptance() {
    let scenarios = MigrationScenario::all();
    let scenarios: Vec<&MigrationScenario> = scenarios
        .iter()
        .filter(|scenario| scenario.policy.is_none())
        .collect();
    let policy = policy(scenarios[0]);
    let (made, world) = (made(at()), world(at()));
    let (judge, directory) = (judge(&made, &policy, at()), directory(&made));
    let gate = MigrationGate::new(&policy, &judge, &directory);
    let decide = |evidence: &Value| {
        let evidence: InstallationEvidence = serde_json::from_value(evidence.clone()).unwrap();
        gate.decide_briefly("", &evidence).decision
    };
    let mut tried = 0;
    for scenario in scenarios {
        let whole = scenario.evidence(at(), &world);
        if decide(&whole) == Decision::Accept {
            continue;
        }
        let mut pointers = Vec::new();
        members(&whole, "", &mut pointers);
        for pointer in pointers
            .iter()
            .filter(|pointer| !["/electricity", "/gas"].contains(&pointer.as_str()))
        {
            // An entry of a list of certificates or devices that is cut is no entry any more.
            let cut = without(whole.clone(), pointer);
            if serde_json::from_value::<InstallationEvidence>(cut.clone()).is_ok() {
                tried += 1;
                assert_ne!(
                    decide(&cut),
                    Decision::Accept,
                    "{} without {pointer}",
                    scenario.name
                );
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// What one installation comes to hangs on nothing but itself, however the others stand around it.
    #[test]
    fn the_order_of_installations_does_not_matter(order in subsequence((0..60_usize).collect::<Vec<_>>(), 30).prop_shuffle()) {
        let scenarios = MigrationScenario::all();
        let scenarios: Vec<&MigrationScenario> = scenarios.iter().filter(|scenario| scenario.policy.is_none()).collect();
        let policy = policy(scenarios[0]);
        let (made, world) = (made(at()), world(at()));
        let (judge, directory) = (judge(&made, &policy, at()), directory(&made));
        let evidence = |scenario: &MigrationScenario| -> InstallationEvidence {
            serde_json::from_value(scenario.evidence(at(), &world)).unwrap()
        };
        let told = |verdict: GateVerdict| (verdict.decision, verdict.standing, verdict.findings);
        let shared = MigrationGate::new(&policy, &judge, &directory);
        for index in order {
            let evidence = evidence(scenarios[index]);
            let alone = MigrationGate::new(&policy, &judge, &directory);
            prop_assert_eq!(
                told(shared.decide_briefly("", &evidence)),
                told(alone.decide("", &evidence))
            );
        }
    }
}
