//! The lines of the gates are as their published schema says.

use std::fs;
use std::path::Path;

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

fn published(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/schemas");
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// The published schema, and no field besides those that it names.
fn validator() -> Validator {
    let registry = Registry::new().add("urn:s1spki:schema:verdict:1", published("verdict-1.json"));
    let registry = registry.unwrap().prepare().unwrap();
    let mut schema = published("gate-line-1.json");
    for form in ["decided", "unread", "finding"] {
        schema["$defs"][form]["additionalProperties"] = Value::Bool(false);
    }
    jsonschema::options()
        .with_registry(&registry)
        .build(&schema)
        .unwrap()
}

/// Every line is as the schema says, and a line that was spoilt is not.
#[track_caller]
pub(crate) fn assert_lines(lines: &[Value]) {
    let validator = validator();
    for line in lines {
        let errors: Vec<String> = validator
            .iter_errors(line)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{line}: {}", errors.join("; "));
        for (field, wrong) in [
            ("line", json!(0)),
            ("judge", json!("somebody")),
            ("decision", json!("maybe")),
            (
                "findings",
                json!([{ "code": "a.b", "outcome": "pass", "found": "" }]),
            ),
            ("surprise", json!(1)),
        ] {
            let mut spoilt = line.clone();
            spoilt[field] = wrong;
            assert!(!validator.is_valid(&spoilt), "{spoilt}");
        }
    }
}
