//! The schema of the evidence on commands is that of what is read: every scenario follows it, and whatever it names is
//! read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use s1spki_fixtures::command::CommandScenario;
use s1spki_validator::evidence::CommandEvidence;
use serde_json::{Value, json};

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/schemas/command-1.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_evidence_of_every_scenario_follows_the_schema() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    for scenario in CommandScenario::all() {
        let evidence = scenario.make().evidence;
        let errors: Vec<String> = validator
            .iter_errors(&evidence)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", scenario.name);
    }
}

#[test]
fn every_member_that_the_schema_names_is_read_and_no_other() {
    let schema = schema();
    let whole = CommandScenario::named("supplier-disables-supply").make().evidence;
    for name in schema["properties"].as_object().unwrap().keys() {
        assert!(whole.get(name).is_some(), "{name} is in no scenario");
    }
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for place in [
        "",
        "/device",
        "/certificate_ids",
        "/counters",
        "/registration",
        "/users/0",
        "/anomaly_thresholds",
    ] {
        let mut odd = whole.clone();
        odd.pointer_mut(place).unwrap()["unheard_of"] = json!(1);
        assert!(!validator.is_valid(&odd), "{place}");
        assert!(serde_json::from_value::<CommandEvidence>(odd).is_err(), "{place}");
    }
}
