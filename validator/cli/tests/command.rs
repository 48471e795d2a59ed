//! `command`: messages with their evidence in, verdicts out, by files and by lines.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "gate_line/schema.rs"]
mod schema;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use s1spki_fixtures::command::{CommandScenario, MadeCommand};
use s1spki_fixtures::make::duis::base64;
use s1spki_fixtures::pem;
use serde_json::{Value, json};

/// The files of a scenario.
struct Given {
    folder: tempfile::TempDir,
    made: MadeCommand,
}

impl Given {
    fn of(name: &str) -> Self {
        let made = CommandScenario::named(name).make();
        let folder = tempfile::tempdir().unwrap();
        let given = Self { folder, made };
        let write = |name: &str, content: &[u8]| fs::write(given.path(name), content).unwrap();
        write("message.xml", &given.made.message);
        write("evidence.json", given.made.evidence.to_string().as_bytes());
        write(
            "root.pem",
            pem::encode("CERTIFICATE", &given.made.anchor.der).as_bytes(),
        );
        let intermediates = given.made.intermediates.iter();
        let intermediates: String = intermediates
            .map(|named| pem::encode("CERTIFICATE", &named.der))
            .collect();
        write("issuing.pem", intermediates.as_bytes());
        let lists: String = given
            .made
            .lists
            .iter()
            .map(|named| pem::encode("X509 CRL", &named.der))
            .collect();
        write("lists.crl", lists.as_bytes());
        let held = given.made.directory.iter();
        let held: String = held
            .map(|held| pem::encode("CERTIFICATE", &held.certificate.der))
            .collect();
        write("directory.pem", held.as_bytes());
        given
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_s1spki-validator"))
            .current_dir(self.folder.path())
            .arg("command")
            .args(arguments)
            .args([
                "--policy",
                "lab",
                "--at",
                "2026-03-01",
                "--directory",
                "directory.pem",
            ])
            .args([
                "--anchor",
                "root.pem",
                "--intermediate",
                "issuing.pem",
                "--crl",
                "lists.crl",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    }
}

fn told(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn the_exit_code_is_that_of_the_decision() {
    let given = Given::of("supplier-disables-supply");
    let whole = ["message.xml", "--evidence", "evidence.json", "--json"];
    let accepted = given.run(&whole, b"");
    assert_eq!(
        (accepted.status.code(), &told(&accepted)["decision"]),
        (Some(0), &json!("accept"))
    );
    assert_eq!(
        told(&accepted)["gates"][0]["certificates"][0]["place"],
        json!("signer")
    );
    let without = given.run(&["message.xml", "--json"], b"");
    assert_eq!(
        (without.status.code(), &told(&without)["decision"]),
        (Some(2), &json!("undecided"))
    );
    let replayed = Given::of("request-is-replayed");
    let refused = replayed.run(&whole, b"");
    assert_eq!(
        (refused.status.code(), &told(&refused)["decision"]),
        (Some(1), &json!("refuse"))
    );
    assert_eq!(
        given.run(&["message.xml", "--no-such-thing"], b"").status.code(),
        Some(64)
    );
    let absent = given.run(&["message.xml", "--evidence", "absent.json"], b"");
    assert_eq!(absent.status.code(), Some(2));
}

#[test]
fn a_message_comes_from_standard_input_or_from_inside_another_root() {
    let given = Given::of("supplier-disables-supply");
    let message = &given.made.message;
    let output = given.run(&["-", "--evidence", "evidence.json"], message);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(message.clone()).unwrap();
    let element = text.split_once("?>\n").unwrap().1;
    let enclosed = format!("<Envelope>{element}</Envelope>");
    let arguments = ["-", "--evidence", "evidence.json", "--inside-other-root"];
    assert_eq!(given.run(&arguments, enclosed.as_bytes()).status.code(), Some(0));
    assert_eq!(
        given.run(&arguments[..3], enclosed.as_bytes()).status.code(),
        Some(1)
    );
}

#[test]
fn lines_come_out_in_order_each_with_its_own_evidence() {
    let given = Given::of("supplier-disables-supply");
    let message = base64(&given.made.message, "");
    let mut replayed = given.made.evidence.clone();
    replayed["counters"]["execution"] = json!(1000);
    let lines = [
        json!({ "label": "good", "message": message, "evidence": given.made.evidence }),
        json!({ "label": "replayed", "message": message, "evidence": replayed }),
        json!({ "label": "bare", "message": message }),
        json!({ "label": "not base64", "message": "?" }),
    ];
    let mut input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    input.push_str("{\"misspelt\": 1}\n");
    let output = given.run(&["-", "--lines"], input.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let told: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    schema::assert_lines(&told);
    let decisions: Vec<&Value> = told.iter().map(|line| &line["decision"]).collect();
    assert_eq!(
        decisions,
        ["accept", "refuse", "undecided", "undecided", "undecided"]
    );
    assert!(
        told[1]["findings"]
            .to_string()
            .contains("command.execution-counter")
    );
    assert!(told[3]["error"].is_string() && told[4]["error"].is_string());
}
