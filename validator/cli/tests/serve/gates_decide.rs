//! The gates: what the commands say, the service says too, by the directory that it has now.

use std::fs;
use std::path::Path;
use std::process::Command;

use s1spki_fixtures::desk;
use serde_json::{Value, json};

use crate::server::{Server, program, until};

const AT: &str = "2021-03-15T09:00:00Z";

/// The files of the book's chapter for integrators.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    desk::write(folder.path());
    folder
}

/// The arguments that name the files: those of the commands and of `serve` are the same.
fn trust(desk: &Path) -> Vec<String> {
    let mut arguments = vec!["--policy".to_owned(), "lab".to_owned()];
    for (option, names) in [
        ("--anchor", vec!["root.pem"]),
        ("--intermediate", vec!["issuing.pem"]),
        ("--crl", vec!["root.crl", "issuing.crl"]),
        ("--directory", vec!["certificates"]),
    ] {
        arguments.push(option.to_owned());
        arguments.extend(names.iter().map(|name| desk.join(name).display().to_string()));
    }
    arguments
}

fn serve(desk: &Path, further: &[&str]) -> Server {
    let further = further.iter().map(|argument| (*argument).to_owned());
    let eligible = desk.join("eligible.json").display().to_string();
    let own = [
        "--insecure-http".to_owned(),
        "--eligible-products".to_owned(),
        eligible,
    ];
    Server::start(trust(desk).into_iter().chain(own).chain(further))
}

fn text(desk: &Path, name: &str) -> String {
    fs::read_to_string(desk.join(name)).unwrap()
}

fn value(desk: &Path, name: &str) -> Value {
    serde_json::from_str(&text(desk, name)).unwrap()
}

fn on_message(desk: &Path) -> Value {
    let (message, evidence) = (
        text(desk, "disable-supply.xml"),
        value(desk, "disable-supply.json"),
    );
    json!({ "message": message, "evidence": evidence, "at": AT })
}

fn on_installation(desk: &Path) -> Value {
    json!({ "evidence": value(desk, "installation.json"), "at": AT })
}

fn decision(server: &Server, path: &str, body: &Value) -> String {
    let answer = server.post(path, body.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["decision"].as_str().unwrap().to_owned()
}

fn told_by_the_command(desk: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(program())
        .args(arguments)
        .args(trust(desk))
        .args(["--at", AT, "--json"])
        .current_dir(desk)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The verdict without what is judged being called a file there, and by its name here.
fn without_label(mut verdict: Value) -> Value {
    let gate = verdict["gates"][0].as_object_mut().unwrap();
    gate.remove("label").unwrap();
    verdict
}

#[test]
fn verdicts_are_those_of_the_commands_and_follow_the_schema() {
    let folder = desk();
    let desk = folder.path();
    let server = serve(desk, &[]);
    let schema = server.look("/schemas/gate-1.json").json();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let command = [
        "command",
        "disable-supply.xml",
        "--evidence",
        "disable-supply.json",
    ];
    let migration = [
        "migration",
        "installation.json",
        "--eligible-products",
        "eligible.json",
    ];
    for (path, body, arguments) in [
        ("/v1/command", on_message(desk), command),
        ("/v1/migration", on_installation(desk), migration),
    ] {
        let here = server.post(path, body.to_string().as_bytes()).json();
        assert_eq!(here["decision"], "accept", "{path}");
        assert!(schema.is_valid(&here), "{path}");
        let there = told_by_the_command(desk, &arguments);
        assert_eq!(without_label(here), without_label(there), "{path}");
    }
}

#[test]
fn every_spelling_of_a_message_is_judged_alike() {
    let folder = desk();
    let desk = folder.path();
    let server = serve(desk, &[]);
    let base64 = Command::new("base64")
        .arg(desk.join("disable-supply.xml"))
        .output();
    let mut body = on_message(desk);
    body["message"] = json!(String::from_utf8(base64.unwrap().stdout).unwrap());
    assert_eq!(decision(&server, "/v1/command", &body), "accept");
    let path = format!("/v1/command?at={AT}");
    let octets = text(desk, "disable-supply.xml");
    let bare = server
        .ask("POST", &path, "application/xml", octets.as_bytes())
        .json();
    body.as_object_mut().unwrap().remove("evidence");
    let without = server.post("/v1/command", body.to_string().as_bytes()).json();
    assert_eq!((&bare, &bare["decision"]), (&without, &json!("undecided")));
}

#[test]
fn each_kind_of_bad_question_has_its_answer() {
    let folder = desk();
    let desk = folder.path();
    let server = serve(desk, &["--body-limit", "20000"]);
    let (json, xml) = ("application/json", "application/xml");
    let long = format!("{{\"message\": \"<{}\"}}", "x".repeat(20_000));
    for (path, content_type, body, status, error) in [
        ("/v1/command", json, "{}", 400, "missing field `message`"),
        (
            "/v1/command",
            json,
            "{\"message\": \"MA!A\"}",
            400,
            "`message` is neither XML nor base64",
        ),
        (
            "/v1/command",
            json,
            "{\"message\": \"<a/>\", \"evidence\": {\"counter\": 1}}",
            400,
            "unknown field `counter`",
        ),
        (
            "/v1/command",
            json,
            "{\"message\": \"<a/>\", \"at\": \"today\"}",
            400,
            "`at`: ",
        ),
        (
            "/v1/command?at=2021-03-15",
            json,
            "{}",
            400,
            "parameters in the address",
        ),
        (
            "/v1/command",
            "text/plain",
            "<a/>",
            415,
            "`text/plain` is not known here",
        ),
        ("/v1/command", json, &long, 413, "more than 20000 octets"),
        ("/v1/migration", json, "{}", 400, "missing field `evidence`"),
        (
            "/v1/migration",
            json,
            "{\"evidence\": {\"gaz\": {}}}",
            400,
            "unknown field `gaz`",
        ),
        (
            "/v1/migration",
            xml,
            "<a/>",
            415,
            "`application/xml` is not known here",
        ),
    ] {
        let answer = server.ask("POST", path, content_type, body.as_bytes());
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.body);
        assert!(answer.error().contains(error), "{path} {body}: {}", answer.body);
    }
    // What cannot be read as a message is no bad request: it is refused by name.
    let answer = server.post("/v1/command", b"{\"message\": \"<a/>\"}");
    assert_eq!(
        (answer.status, answer.json()["decision"].as_str()),
        (200, Some("refuse"))
    );
}

#[test]
fn without_a_directory_nothing_is_decided() {
    let folder = desk();
    let desk = folder.path();
    let mut arguments = trust(desk);
    arguments.truncate(arguments.len() - 2);
    arguments.push("--insecure-http".to_owned());
    let server = Server::start(arguments);
    for (path, body) in [
        ("/v1/command", on_message(desk)),
        ("/v1/migration", on_installation(desk)),
    ] {
        let answer = server.post(path, body.to_string().as_bytes());
        assert_eq!(
            (answer.status, answer.error().as_str()),
            (501, "the service has no directory of certificates")
        );
    }
}

#[test]
fn a_changed_directory_is_taken_and_a_spoilt_one_is_not() {
    let folder = desk();
    let desk = folder.path();
    let server = serve(desk, &["--watch", "0"]);
    let body = on_message(desk);
    let reloaded = |result: &str| {
        let name = format!("s1spki_validator_reloads_total{{result=\"{result}\"}}");
        server.metric(&name)
    };
    assert_eq!(decision(&server, "/v1/command", &body), "accept");
    let supplier = desk.join("certificates/supplier.pem");
    let good = fs::read(&supplier).unwrap();
    fs::write(
        &supplier,
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    server.signal("HUP");
    until("it is not reloaded", || reloaded("failed") == Some(1.0));
    assert_eq!(decision(&server, "/v1/command", &body), "accept");
    fs::remove_file(&supplier).unwrap();
    server.signal("HUP");
    until("it is reloaded", || reloaded("done") == Some(1.0));
    assert_ne!(decision(&server, "/v1/command", &body), "accept");
    fs::write(&supplier, good).unwrap();
    fs::write(desk.join("eligible.json"), "[]").unwrap();
    server.signal("HUP");
    until("it is reloaded again", || reloaded("done") == Some(2.0));
    assert_eq!(decision(&server, "/v1/command", &body), "accept");
    assert_eq!(
        decision(&server, "/v1/migration", &on_installation(desk)),
        "refuse"
    );
}

#[test]
fn the_gates_are_counted() {
    let folder = desk();
    let desk = folder.path();
    let server = serve(desk, &[]);
    decision(&server, "/v1/command", &on_message(desk));
    decision(&server, "/v1/migration", &on_installation(desk));
    for name in ["command", "migration"] {
        let name = format!("s1spki_validator_verdicts_total{{question=\"{name}\",decision=\"accept\"}} ");
        until(&name, || server.metric(&name) == Some(1.0));
    }
    let text = server.look("/metrics").body;
    let line = text
        .lines()
        .find(|line| line.starts_with("s1spki_validator_directory_certificates{sha256="));
    assert!(line.unwrap().ends_with(" 6"), "{line:?}");
}
