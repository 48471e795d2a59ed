//! The published schemas say what JSON there is: no field that they do not name, and none that never comes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use s1spki_fixtures::scenario::Scenario;
use s1spki_validator::Verdict;
use s1spki_validator::report::{SCHEMA, json};
use serde_json::Value;

use crate::case;

pub(crate) fn schema(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/schemas");
    let text = fs::read_to_string(folder.join(format!("{name}-{}.json", SCHEMA))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The schema that also forbids every field that it does not name. The published one leaves them open, so that
/// readers with an older copy of it are not disturbed by a new field.
fn closed(mut schema: Value) -> Value {
    close(&mut schema);
    schema
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.get("properties").is_some_and(Value::is_object) && fields.contains_key("required") {
                fields.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn verdicts_on_certificates() -> Vec<(String, Verdict)> {
    let scenarios = Scenario::all();
    let chains = scenarios
        .iter()
        .map(|scenario| (scenario.name.clone(), case::chain(scenario)));
    let alone = scenarios
        .iter()
        .map(|scenario| (format!("{}, alone", scenario.name), case::alone(scenario)));
    let unreadable = ("unreadable".to_owned(), case::unreadable());
    let expecting = case::chain_of_an_operator(&scenarios[0]);
    let expecting = ("expecting".to_owned(), expecting);
    chains.chain(alone).chain([unreadable, expecting]).collect()
}

fn told(verdict: &Verdict) -> Value {
    serde_json::from_str(&json(verdict).unwrap()).unwrap()
}

#[track_caller]
pub(crate) fn assert_valid(validator: &Validator, name: &str, told: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(told)
        .map(|error| format!("{name}: {}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// The names of all fields, wherever they stand.
pub(crate) fn fields(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                into.insert(name.clone());
                fields(member, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, into)),
        _ => {}
    }
}

/// The names of the fields that a schema names.
pub(crate) fn named(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                into.extend(properties.keys().cloned());
            }
            members.values().for_each(|member| named(member, into));
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, into)),
        _ => {}
    }
}

#[track_caller]
fn assert_told(schema: Value, all: &[(String, Verdict)]) {
    let validator = jsonschema::draft202012::new(&closed(schema.clone())).unwrap();
    let (mut wanted, mut found) = (BTreeSet::new(), BTreeSet::new());
    named(&schema, &mut wanted);
    for (name, verdict) in all {
        let told = told(verdict);
        assert_valid(&validator, name, &told);
        fields(&told, &mut found);
    }
    let never: Vec<&String> = wanted.difference(&found).collect();
    assert!(
        never.is_empty(),
        "the schema names fields that never come: {never:?}"
    );
}

#[test]
fn the_schema_of_verdicts_names_every_field() {
    assert_told(schema("verdict"), &verdicts_on_certificates());
}

#[test]
fn the_schema_of_requests_names_every_field() {
    let mut verdict = case::requests();
    verdict.unread = case::unreadable().unread;
    assert_told(schema("request"), &[("requests".to_owned(), verdict)]);
}

/// What is told of certificates is what the schema of verdicts says; the fields of the gate itself all come.
#[test]
fn the_schema_of_gates_names_every_field() {
    let schema = schema("gate");
    let validator = jsonschema::draft202012::new(&closed(schema.clone())).unwrap();
    let (mut wanted, mut found) = (BTreeSet::new(), BTreeSet::new());
    named(&schema["$defs"]["gate"], &mut wanted);
    let unread = case::migration("a-good-installation").with_unread(case::unreadable().unread);
    for (name, verdict) in case::migrations()
        .into_iter()
        .chain([("unread".to_owned(), unread)])
    {
        let told = told(&verdict);
        assert_valid(&validator, &name, &told);
        fields(&told, &mut found);
    }
    assert!(wanted.is_subset(&found), "{:?}", wanted.difference(&found));
}

#[test]
fn the_schema_of_lists_names_every_field() {
    let mut verdict = case::lists();
    verdict.unread = case::unreadable().unread;
    assert_told(schema("list"), &[("lists".to_owned(), verdict)]);
}

#[test]
fn a_field_that_the_schema_does_not_name_is_noticed() {
    let open = jsonschema::draft202012::new(&schema("verdict")).unwrap();
    let closed = jsonschema::draft202012::new(&closed(schema("verdict"))).unwrap();
    let good = told(&case::chain(&Scenario::named("role-is-decimal")));
    for pointer in [
        "",
        "/policy",
        "/certificates/0",
        "/certificates/0/path",
        "/certificates/0/findings/profile/0",
    ] {
        let mut told = good.clone();
        let place = told.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
        place.insert("surprise".to_owned(), Value::Null);
        assert!(open.is_valid(&told), "{pointer}");
        assert!(!closed.is_valid(&told), "{pointer}");
    }
}

#[test]
fn a_wrong_word_is_noticed() {
    let validator = jsonschema::draft202012::new(&schema("verdict")).unwrap();
    let good = told(&case::chain(&Scenario::named("role-is-decimal")));
    for (pointer, wrong) in [
        ("/schema", Value::from(2)),
        ("/decision", Value::from("maybe")),
        ("/certificates/0/standing", Value::from("firm")),
        ("/certificates/0/findings/path/0/outcome", Value::from("passed")),
        ("/certificates/0/sha256", Value::from("00")),
    ] {
        let mut told = good.clone();
        *told.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&told), "{pointer}");
    }
}

#[test]
fn what_two_schemas_define_is_the_same() {
    let verdict = schema("verdict");
    let verdict = verdict["$defs"].as_object().unwrap();
    for (other, least) in [("request", 6), ("gate", 14)] {
        let other = schema(other);
        let other = other["$defs"].as_object().unwrap();
        let both = verdict.iter().filter(|(name, _)| other.contains_key(*name));
        assert!(both.clone().count() >= least);
        for (name, definition) in both {
            assert_eq!(definition, &other[name], "{name}");
        }
    }
}
