//! What programs read: the shape of `--json`, command by command.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::golden::compare;
use crate::lab::Lab;

/// A value with its texts and numbers replaced by what kind they are; of a list, its first item.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "boolean".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "text".into(),
        Value::Array(items) => Value::Array(items.first().map(shape).into_iter().collect()),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), shape(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}

#[test]
fn every_command_has_json_of_a_stable_shape() {
    let lab = Lab::new();
    let mut page = String::new();
    for command in [
        "officer key frank --out people/frank.pem",
        "init other --policy lab --officer 'alice=Alice Example=people/alice.public.pem' \
         --officer 'bob=Bob Example=people/bob.public.pem'",
        "officer list",
        "officer endorse erin --name 'Erin Example' --public-key people/erin.public.pem --officer alice \
         --key people/alice.pem --out a.jws",
        "officer endorse erin --name 'Erin Example' --public-key people/erin.public.pem --officer bob \
         --key people/bob.pem --out b.jws",
        "officer enrol erin --name 'Erin Example' --public-key people/erin.public.pem --statement a.jws \
         --statement b.jws",
        "officer remove erin --reason holidays --officer alice",
        "organisation register network-one --name 'Network One plc' --role networkOperator \
         --eui64 90-B3-D5-1F-30-02-00-00 --responsible 'nora=Nora Example' --evidence people/supplier-one.evidence \
         --evidence-scheme GPG46 --evidence-level 3 --collected-by carol --officer alice",
        "organisation list",
        "organisation show supplier-one",
        "request make --policy lab --role 03 --eui64 90-B3-D5-1F-30-02-00-00 --usage key-agreement \
         --key people/network-one.pem --out people/network-one.request.pem",
        "request submit people/network-one.request.pem --organisation network-one --submitted-by mallory",
        "request submit people/supplier-one.request.pem --organisation supplier-one --submitted-by dora",
        "request hold R2 --reason 'call back' --officer alice",
        "request release R2 --reason 'called back' --officer alice",
        "request put-up R2 --officer alice",
        "approve R2 --officer alice --key people/alice.pem",
        "approve R2 --officer bob --key people/bob.pem",
        "request show R2",
        "request list --limit 1",
        "issue R2 --dry-run",
        "issue R2 --out supplier-one.pem",
        "certificate list --limit 1",
        "certificate show supplier-one.pem",
        "certificate export supplier-one.pem",
        "revoke supplier-one.pem --reason superseded --officer alice --key people/alice.pem",
        "revoke supplier-one.pem --reason superseded --officer bob --key people/bob.pem",
        "certificate show supplier-one.pem",
        "crl issue",
        "crl publish",
        "ledger verify",
        "ledger list --limit 1",
        "ledger show 1",
        "policy show lab",
        "policy check lab",
        "policy assumed lab",
        "policy adopt lab --officer alice --key people/alice.pem --out adopted.jws",
        "doctor",
    ] {
        let said = lab.run(&format!("{command} --json"));
        assert!(said.exit <= 1, "{command}: {said:?}");
        assert_eq!(said.stderr, "", "{command}");
        let json = said.json();
        assert_eq!(json["schema"], 1);
        let outcome = ["done", "refused"][usize::try_from(said.exit).unwrap()];
        assert_eq!(json["outcome"], outcome, "{command}");
        let name = json["command"].as_str().unwrap();
        assert!(command.starts_with(name), "{command}: {name}");
        writeln!(page, "{name}, exit {}\n{:#}\n", said.exit, shape(&json["result"])).unwrap();
    }
    compare(&page, "ca/cli/tests/cli/json-shapes.txt");
}

#[test]
fn an_error_is_json_on_standard_error() {
    let lab = Lab::new();
    let said = lab.run("issue R1 --json");
    assert_eq!((said.exit, said.stdout.as_str()), (1, ""));
    let json: Value = serde_json::from_str(&said.stderr).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "schema": 1,
            "command": "issue",
            "outcome": "refused",
            "code": "request.unknown",
            "error": "there is no request R1",
            "wanted": "a request of this authority",
            "hint": "list the requests",
        })
    );
}

#[test]
fn listings_come_in_pages_that_leave_nothing_out() {
    let lab = Lab::with_certificate();
    let mut ids = Vec::new();
    let mut after = String::new();
    loop {
        let page = lab
            .done(&format!("certificate list --limit 1 {after} --json"))
            .json();
        let certificates = page["result"]["certificates"].as_array().unwrap();
        ids.extend(
            certificates
                .iter()
                .map(|certificate| certificate["id"].as_str().unwrap().to_owned()),
        );
        match page["result"]["next"].as_str() {
            Some(next) => after = format!("--after {next}"),
            None => break,
        }
    }
    let whole = lab.done("certificate list --json").json();
    let whole = whole["result"]["certificates"].as_array().unwrap().iter();
    assert_eq!(
        ids,
        whole
            .map(|certificate| certificate["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    );
    assert_eq!(ids.len(), 3);
    let said = lab.run("certificate list --after nowhere");
    assert_eq!(said.exit, 64, "{said:?}");
}
