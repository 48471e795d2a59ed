//! Lines and summaries are as their published schemas say.

use std::fs;
use std::path::Path;

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::Desk;

fn published(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/schemas");
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// The published schema of lines, and no field besides those that it names. Whole verdicts have a test of their own.
fn of_lines() -> Validator {
    let verdict = published("verdict-1.json");
    let registry = Registry::new().add("urn:s1spki:schema:verdict:1", verdict);
    let registry = registry.unwrap().prepare().unwrap();
    let mut schema = published("batch-line-1.json");
    for form in ["compact", "unread", "finding"] {
        schema["$defs"][form]["additionalProperties"] = Value::Bool(false);
    }
    jsonschema::options()
        .with_registry(&registry)
        .build(&schema)
        .unwrap()
}

#[track_caller]
fn assert_valid(validator: &Validator, value: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{value}: {}", errors.join("; "));
}

/// Every line is as the schema says.
#[track_caller]
pub(crate) fn assert_lines(lines: &[Value]) {
    let validator = of_lines();
    lines.iter().for_each(|line| assert_valid(&validator, line));
}

#[test]
fn a_line_that_the_schema_does_not_know_is_noticed() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 2);
    let good = crate::lines(&desk.run(&["in.ndjson"]).stdout).swap_remove(1);
    let validator = of_lines();
    assert!(validator.is_valid(&good));
    for (field, wrong) in [
        ("line", json!(0)),
        ("judge", json!("somebody")),
        ("decision", json!("maybe")),
        ("standing", json!("firm")),
        ("sha256", json!("00")),
        ("findings", json!([])),
        ("findings", json!([{ "code": "a.b", "outcome": "pass" }])),
        ("error", json!("and a decision")),
        ("surprise", json!(1)),
    ] {
        let mut line = good.clone();
        line[field] = wrong;
        assert!(!validator.is_valid(&line), "{line}");
    }
}

#[test]
fn the_summary_is_as_its_schema_says() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 4);
    fs::write(desk.path("odd.ndjson"), "{\n").unwrap();
    let output = desk.run(&["in.ndjson", "odd.ndjson", "--json"]);
    let mut schema = published("batch-summary-1.json");
    schema["additionalProperties"] = Value::Bool(false);
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let summary: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_valid(&validator, &summary);
    assert_eq!(
        summary,
        json!({ "certificates": 5, "accept": 2, "refuse": 2, "undecided": 1, "unread": 1, "breaches": { "revocation.status": 2 } })
    );
}
