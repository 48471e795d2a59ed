//! The command `migration` on whole groups: the lines are in order, whatever the form of the evidence and however many
//! threads there are.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[path = "gate_line/schema.rs"]
mod schema;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use s1spki_fixtures::migration::{MigrationScenario, good, made, world};
use s1spki_policies::Moment;
use serde_json::{Value, json};
use tempfile::TempDir;

fn at() -> Moment {
    "2021-03-15T09:00:00Z".parse().unwrap()
}

/// A folder with the certificates and lists of the world.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    made(at()).write(folder.path());
    folder
}

fn migration(folder: &Path, arguments: &[&str]) -> Command {
    let path = |name: &str| folder.join(name).display().to_string();
    let mut command = Command::cargo_bin("s1spki-validator").unwrap();
    command.current_dir(folder).arg("migration").args(arguments);
    command.args(["--policy", "lab", "--at", "2021-03-15T09:00:00Z"]);
    command.args(["--directory", &path("."), "--anchor", &path("root.pem")]);
    command.args([
        "--intermediate",
        &path("issuing.pem"),
        "--crl",
        &path("root.crl"),
        &path("issuing.crl"),
    ]);
    command
}

fn lines(octets: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(octets).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    schema::assert_lines(&lines);
    lines
}

fn group(number: usize) -> Vec<Value> {
    let world = world(at());
    let scenarios = MigrationScenario::all();
    let plain: Vec<&MigrationScenario> = scenarios
        .iter()
        .filter(|scenario| scenario.policy.is_none())
        .collect();
    (0..number)
        .map(|index| {
            let mut evidence = plain[index % plain.len()].evidence(at(), &world);
            evidence["installation"] = json!(format!("INST-{index}"));
            evidence
        })
        .collect()
}

fn ndjson(group: &[Value]) -> String {
    group.iter().map(|evidence| format!("{evidence}\n")).collect()
}

#[test]
fn one_line_comes_out_for_each_that_goes_in_and_in_order() {
    let folder = folder();
    let group = group(200);
    fs::write(folder.path().join("group.ndjson"), ndjson(&group)).unwrap();
    let run = |jobs: &str| {
        let output = migration(folder.path(), &["group.ndjson", "--lines", "--jobs", jobs])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "something is refused");
        output.stdout
    };
    let (one, many) = (run("1"), run("7"));
    assert!(one == many, "the number of threads changes nothing");
    let told = lines(&one);
    assert_eq!(told.len(), group.len());
    for (index, line) in told.iter().enumerate() {
        assert_eq!(line["line"], json!(index + 1));
        assert_eq!(line["installation"], json!(format!("INST-{index}")));
    }
}

/// What cannot be read is a line of its own, and leaves the decision open.
#[test]
fn a_line_that_cannot_be_read_stands_in_its_place() {
    let folder = folder();
    let good = good(at());
    let text = format!("{good}\n{{\"cohrt\": \"FOC\"}}\nnonsense\n{good}\n");
    let output = migration(folder.path(), &["-", "--lines"])
        .write_stdin(text)
        .output()
        .unwrap();
    let told = lines(&output.stdout);
    let decisions: Vec<&str> = told
        .iter()
        .map(|line| line["decision"].as_str().unwrap())
        .collect();
    assert_eq!(decisions, ["accept", "undecided", "undecided", "accept"]);
    assert!(
        told[1]["error"].as_str().unwrap().contains("cohrt"),
        "{}",
        told[1]
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("2 could not be read")
    );
}

#[test]
fn a_table_says_the_same_as_the_lines() {
    let folder = folder();
    let good = good(at());
    let list = folder.path().join("eligible.json");
    fs::write(list, good["eligible_product_combinations"].to_string()).unwrap();
    let mut columns = Vec::new();
    flatten(&good, "", &mut columns);
    columns.retain(|(path, _)| path != "eligible_product_combinations");
    let row = |changed: &str, to: &str| -> String {
        let cells = columns
            .iter()
            .map(|(path, cell)| if path == changed { to } else { cell });
        cells.collect::<Vec<_>>().join(",")
    };
    let heading: Vec<&str> = columns.iter().map(|(path, _)| path.as_str()).collect();
    let text = [
        heading.join(","),
        row("", ""),
        row("electricity.registration.changes_of_supplier", "2021-03-20"),
        row("exclusions", ""),
    ];
    fs::write(folder.path().join("group.csv"), text.join("\n")).unwrap();
    let output = migration(
        folder.path(),
        &["group.csv", "--lines", "--eligible-products", "eligible.json"],
    )
    .output();
    let output = output.unwrap();
    let told = lines(&output.stdout);
    let decisions: Vec<&str> = told
        .iter()
        .map(|line| line["decision"].as_str().unwrap())
        .collect();
    assert_eq!(decisions, ["accept", "refuse", "undecided"], "{told:?}");
    assert_eq!(told[1]["label"], "group.csv:3");
}

fn flatten(value: &Value, above: &str, into: &mut Vec<(String, String)>) {
    for (name, value) in value.as_object().unwrap() {
        let path = if above.is_empty() {
            name.clone()
        } else {
            format!("{above}.{name}")
        };
        match value {
            Value::Object(_) => flatten(value, &path, into),
            Value::Array(items) if items.is_empty() => into.push((path, "none".to_owned())),
            Value::Array(items) => {
                let items: Vec<&str> = items
                    .iter()
                    .map(|item| item.as_str().unwrap_or_default())
                    .collect();
                into.push((path, items.join(";")));
            }
            Value::String(text) => into.push((path, text.clone())),
            other => into.push((path, other.to_string())),
        }
    }
}

#[test]
fn one_installation_is_told_in_every_form() {
    let folder = folder();
    fs::write(folder.path().join("one.json"), good(at()).to_string()).unwrap();
    let json = migration(folder.path(), &["one.json", "--json"])
        .output()
        .unwrap();
    assert_eq!(
        json.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&json.stdout)
    );
    let told: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        (&told["question"], &told["decision"]),
        (&json!("migration"), &json!("accept"))
    );
    assert_eq!(told["gates"][0]["subject"]["cohort"], "FOC");
    for (form, wanted) in [
        ("text", "ACCEPTED one.json"),
        ("junit", "s1spki.migration"),
        ("sarif", "2.1.0"),
    ] {
        let output = migration(folder.path(), &["one.json", "--format", form])
            .output()
            .unwrap();
        assert!(
            String::from_utf8(output.stdout).unwrap().contains(wanted),
            "{form}"
        );
    }
}

#[test]
fn the_page_on_a_group_is_one_file() {
    let folder = folder();
    fs::write(folder.path().join("group.ndjson"), ndjson(&group(40))).unwrap();
    let arguments = [
        "group.ndjson",
        "--lines",
        "--html",
        "group.html",
        "--output",
        "verdicts.ndjson",
    ];
    let output = migration(folder.path(), &arguments).output().unwrap();
    assert!(output.stdout.is_empty());
    let page = fs::read_to_string(folder.path().join("group.html")).unwrap();
    assert!(page.contains("Refused by rule") && page.contains("By responsible supplier"));
    let told = lines(&fs::read(folder.path().join("verdicts.ndjson")).unwrap());
    assert_eq!(told.len(), 40);
}

#[test]
fn what_is_not_given_is_said_at_once() {
    let folder = folder();
    let missing = migration(folder.path(), &["nowhere.json"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        String::from_utf8(missing.stderr)
            .unwrap()
            .contains("there is no such file")
    );
    let mut command = Command::cargo_bin("s1spki-validator").unwrap();
    let usage = command.arg("migration").output().unwrap();
    assert_eq!(usage.status.code(), Some(64));
}
