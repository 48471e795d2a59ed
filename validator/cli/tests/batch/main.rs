//! `batch`: a line out for each certificate in, whatever the form of the input, and whatever happens on the way.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod progress;
mod resuming;
mod schema;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use s1spki_fixtures::pem;
use s1spki_fixtures::scenario::Scenario;
use serde_json::Value;

/// A folder with the authorities of a scenario, and its certificates.
struct Desk {
    folder: tempfile::TempDir,
    good: Vec<u8>,
    bad: Vec<u8>,
}

impl Desk {
    fn laid_out() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scenario = Scenario::named("certificate-is-revoked");
        let made = scenario.make();
        made.write(folder.path());
        let revoked = made.judged[0].der.clone();
        Self {
            good: good_leaf(&scenario),
            bad: revoked,
            folder,
        }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn batch(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_s1spki-validator"));
        command
            .current_dir(self.folder.path())
            .arg("batch")
            .args(arguments);
        command.args(["--policy", "lab", "--at", "2026-03-01T00:00:00Z"]);
        command.args(["--anchor", "root.pem", "--intermediate", "issuing.pem"]);
        command.args(["--crl", "issuing.crl", "root.crl"]);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.batch(arguments).output().unwrap()
    }

    /// Lines of JSON: good, bad, good, bad, and so on.
    fn write_lines(&self, name: &str, count: usize) {
        let mut text = String::new();
        for number in 0..count {
            let der = if number % 2 == 0 { &self.good } else { &self.bad };
            let line = serde_json::json!({ "label": format!("no {number}"), "certificate": pem::encode("CERTIFICATE", der) });
            writeln!(text, "{line}").unwrap();
        }
        fs::write(self.path(name), text).unwrap();
    }
}

/// A certificate of the same authorities that is on no list.
fn good_leaf(scenario: &Scenario) -> Vec<u8> {
    let mut leaf = scenario.certificates[&scenario.judged[0]].clone();
    leaf.serial[5] ^= 1;
    leaf.der()
}

/// Every line, held against its published schema.
fn lines(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    schema::assert_lines(&lines);
    lines
}

fn decisions(output: &[u8]) -> Vec<String> {
    let lines = lines(output);
    let decision = |line: &Value| line["decision"].as_str().unwrap().to_owned();
    lines.iter().map(decision).collect()
}

#[test]
fn every_form_of_input_gives_the_same_decisions_in_order() {
    let desk = Desk::laid_out();
    let (good, bad) = (
        pem::encode("CERTIFICATE", &desk.good),
        pem::encode("CERTIFICATE", &desk.bad),
    );
    desk.write_lines("in.ndjson", 2);
    fs::write(
        desk.path("bundle.txt"),
        format!("text before\n{good}\nbetween\n{bad}"),
    )
    .unwrap();
    fs::create_dir(desk.path("folder")).unwrap();
    fs::write(desk.path("folder/a.der"), &desk.good).unwrap();
    fs::write(desk.path("folder/b.pem"), &bad).unwrap();
    write_zip(
        &desk.path("in.zip"),
        &[("a.der", &desk.good), ("b.pem", bad.as_bytes())],
    );
    for (input, label) in [
        ("in.ndjson", "no 1"),
        ("bundle.txt", "bundle.txt#2"),
        ("folder", "folder/b.pem"),
        ("in.zip", "in.zip/b.pem"),
    ] {
        let output = desk.run(&[input]);
        assert_eq!(
            decisions(&output.stdout),
            ["accept", "refuse"],
            "{input}: {output:?}"
        );
        assert_eq!(output.status.code(), Some(1), "{input}");
        let line = &lines(&output.stdout)[1];
        assert_eq!(line["label"], label);
        assert_eq!(line["line"], 2);
        let sha256 = sha256_by_openssl(&desk.bad);
        assert_eq!(line["sha256"], sha256);
        assert_eq!(
            line["findings"],
            serde_json::json!([{ "code": "revocation.status", "outcome": "breach", "certificate": 0 }])
        );
    }
}

/// As OpenSSL prints it.
fn sha256_by_openssl(octets: &[u8]) -> String {
    let mut child = Command::new("openssl")
        .args(["dgst", "-sha256", "-r"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(octets).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout[..64]).into_owned()
}

#[test]
fn a_large_bundle_is_read_as_it_comes() {
    let desk = Desk::laid_out();
    let (good, bad) = (
        pem::encode("CERTIFICATE", &desk.good),
        pem::encode("CERTIFICATE", &desk.bad),
    );
    let other = pem::encode("X509 CRL", &desk.bad);
    let damaged = good.replace("MII", "MI!");
    let mut bundle = good.repeat(200);
    bundle.push_str(&other);
    bundle.push_str(&damaged);
    bundle.push_str(&bad);
    bundle.push_str("-----BEGIN CERTIFICATE-----\nMIIB");
    assert!(bundle.len() > 1 << 16);
    fs::write(desk.path("bundle.pem"), bundle).unwrap();
    let decisions = decisions(&desk.run(&["bundle.pem"]).stdout);
    assert_eq!(decisions.len(), 203);
    assert!(decisions[..200].iter().all(|decision| decision == "accept"));
    assert_eq!(decisions[200..], ["undecided", "refuse", "undecided"]);
}

#[test]
fn a_hostile_line_costs_itself_alone() {
    let desk = Desk::laid_out();
    desk.write_lines("good.ndjson", 1);
    let good = fs::read_to_string(desk.path("good.ndjson")).unwrap();
    let too_long = format!("{{\"certificate\":\"{}\"}}\n", "A".repeat(1 << 17));
    let deep = format!("{}\n", "[".repeat(100_000));
    let hostile: [(&[u8], &str); 10] = [
        (b"{\n", "undecided"),
        (b"\xFF\xFE\x00\n", "undecided"),
        (b"[]\n", "undecided"),
        (b"{\"certificate\":7}\n", "undecided"),
        (b"{\"label\":\"none\"}\n", "undecided"),
        (b"{\"certificate\":\"%%%\"}\n", "undecided"),
        (b"{\"certificate\":\"\"}\n", "undecided"),
        (b"{\"certificate\":\"MAA=\"}\n", "refuse"),
        (too_long.as_bytes(), "undecided"),
        (deep.as_bytes(), "undecided"),
    ];
    let mut input = good.as_bytes().to_vec();
    for (line, _) in &hostile {
        input.extend_from_slice(line);
        input.extend_from_slice(b"\n"); // blank lines are passed over
        input.extend_from_slice(good.as_bytes());
    }
    fs::write(desk.path("in.ndjson"), input).unwrap();
    let output = desk.run(&["in.ndjson", "--limit", "128K", "--jobs", "3"]);
    let mut wanted = vec!["accept"];
    for (_, decision) in hostile {
        wanted.extend([decision, "accept"]);
    }
    assert_eq!(decisions(&output.stdout), wanted);
    for line in lines(&output.stdout) {
        assert_eq!(
            line["decision"] == "undecided",
            line["error"].is_string(),
            "{line}"
        );
    }
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_given_up() {
    let desk = Desk::laid_out();
    let zeros = vec![0; 1 << 20];
    let bomb: Vec<(String, &[u8])> = (0..64).map(|number| (format!("{number}"), &zeros[..])).collect();
    let mut files: Vec<(&str, &[u8])> = vec![("a.der", &desk.good)];
    files.extend(bomb.iter().map(|(name, content)| (name.as_str(), *content)));
    write_zip(&desk.path("bomb.zip"), &files);
    let output = desk.run(&["bomb.zip", "--limit", "1M"]);
    let decided = decisions(&output.stdout);
    assert_eq!(decided[0], "accept");
    assert!((2..60).contains(&decided.len()), "{}", decided.len());
    assert!(decided[1..].iter().all(|decision| decision == "undecided"));
    let output = desk.run(&["bomb.zip", "--most-files", "10"]);
    assert_eq!(decisions(&output.stdout), ["undecided"]);
    fs::write(desk.path("half.zip"), b"PK\x03\x04 and no more").unwrap();
    assert_eq!(decisions(&desk.run(&["half.zip"]).stdout), ["undecided"]);
    assert_eq!(decisions(&desk.run(&["nowhere.ndjson"]).stdout), ["undecided"]);
}

#[test]
fn each_certificate_alone_needs_no_anchor() {
    let desk = Desk::laid_out();
    fs::write(desk.path("bad.der"), &desk.bad).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_s1spki-validator"));
        command
            .current_dir(desk.folder.path())
            .args(["batch", "bad.der", "--policy", "lab"]);
        command
            .args(["--at", "2026-03-01"])
            .args(arguments)
            .output()
            .unwrap()
    };
    let alone = run(&["--only", "certificate"]);
    assert_eq!(
        (decisions(&alone.stdout), alone.status.code()),
        (vec!["accept".to_owned()], Some(0))
    );
    assert_eq!(run(&[]).status.code(), Some(64));
}

#[test]
fn a_whole_verdict_is_the_one_of_the_other_command() {
    let desk = Desk::laid_out();
    fs::write(desk.path("bad.der"), &desk.bad).unwrap();
    let batch = lines(&desk.run(&["bad.der", "--full"]).stdout);
    let mut chain = Command::new(env!("CARGO_BIN_EXE_s1spki-validator"));
    chain
        .current_dir(desk.folder.path())
        .args(["--json", "chain", "bad.der", "--policy", "lab"]);
    chain.args([
        "--at",
        "2026-03-01",
        "--anchor",
        "root.pem",
        "--intermediate",
        "issuing.pem",
    ]);
    let chain = chain.args(["--crl", "issuing.crl", "root.crl"]).output().unwrap();
    let chain: Value = serde_json::from_slice(&chain.stdout).unwrap();
    let mut line = batch[0].clone();
    for added in ["line", "judge"] {
        assert!(line.as_object_mut().unwrap().remove(added).is_some());
    }
    assert_eq!(line, chain["certificates"][0]);
}

fn write_zip(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}
