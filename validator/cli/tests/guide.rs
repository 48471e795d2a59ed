//! The guide of the book: its commands run, and its verdict is what is printed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{OrganisationUsage, RequestSpecimen};
use s1spki_fixtures::pem;
use s1spki_fixtures::scenario::Scenario;

fn guide() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/validator.md")).unwrap()
}

/// A folder with a good chain, or the one of a scenario, and a request.
fn desk(scenario: &str) -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    Scenario::named(scenario).make().write(desk.path());
    let request = RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("supplier"));
    let request = pem::encode("CERTIFICATE REQUEST", &request.der());
    fs::write(desk.path().join("supplier.csr"), request).unwrap();
    desk
}

fn run(desk: &Path, line: &str) -> (Option<i32>, String) {
    let mut words = line.split_whitespace();
    assert_eq!(words.next(), Some("s1spki-validator"));
    let mut program = Command::cargo_bin("s1spki-validator").unwrap();
    let output = program.args(words).current_dir(desk).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn commands(guide: &str) -> Vec<&str> {
    let lines = guide.lines();
    lines
        .filter(|line| line.starts_with("s1spki-validator "))
        .collect()
}

#[test]
fn every_command_of_the_guide_accepts_a_good_chain() {
    let guide = guide();
    let desk = desk("two-issuing-authorities-stand-side-by-side");
    assert!(commands(&guide).len() > 5);
    for line in commands(&guide) {
        let (code, text) = run(desk.path(), line);
        assert_eq!(code, Some(0), "{line}\n{text}");
    }
    for (file, beginning) in [("verdict.svg", "<?xml"), ("verdict.html", "<!DOCTYPE html>")] {
        let written = fs::read_to_string(desk.path().join(file)).unwrap();
        assert!(written.starts_with(beginning), "{file}");
    }
}

#[test]
fn the_verdict_of_the_guide_is_what_is_printed() {
    let guide = guide();
    let desk = desk("issuing-authority-may-not-sign-certificates");
    let chain = commands(&guide)
        .into_iter()
        .find(|line| line.contains(" chain "))
        .unwrap();
    let (code, text) = run(desk.path(), chain);
    assert_eq!(code, Some(1), "{text}");
    let (_, verdict) = guide.split_once("```text\n").unwrap();
    let (verdict, _) = verdict.split_once("```").unwrap();
    for line in verdict.lines().filter(|line| line.trim() != "...") {
        assert!(text.lines().any(|printed| printed == line), "{line}\n{text}");
    }
}

#[test]
fn a_picture_that_cannot_be_written_is_said_and_the_verdict_is_told() {
    let desk = desk("two-issuing-authorities-stand-side-by-side");
    let line =
        "s1spki-validator certificate supplier.pem --policy lab --at 2026-03-01 --svg missing/verdict.svg";
    let (code, text) = run(desk.path(), line);
    assert_eq!(code, Some(2));
    assert!(text.starts_with("ACCEPTED supplier.pem"), "{text}");
}
