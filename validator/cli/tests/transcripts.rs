//! Every transcript in `transcripts/`: each command line prints what stands below it, and exits as it says.
//!
//! A transcript holds comments (`# `), commands (`$ `) and what comes of them: standard output as it is, standard
//! error with `! ` before each line, and the exit code. `SNAPSHOTS=overwrite cargo test` writes what is printed.
//! Commands run in a folder that is laid out afresh (see `Desk`); what differs from run to run is masked.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;

use assert_cmd::Command;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Authority, ListDefect, OrganisationProfile, OrganisationUsage, RequestDefect, RequestSpecimen,
    RevocationListSpecimen, Signing,
};
use s1spki_fixtures::pem;
use s1spki_fixtures::samples::samples;
use s1spki_fixtures::scenario::Scenario;
use s1spki_policies::Policy;
use snapbox::Data;

/// The folder in which commands run.
struct Desk(tempfile::TempDir);

/// A lab that refuses what was only proposed, and lets a cohort migrate two days before a change of supplier.
const STRICT_LAB: &str = r#"
[policy]
id = "strict-lab"
title = "A lab of a site's own"
extends = "lab"
environment = "lab"

[migration.supplier-certificate.not-null.clause-4-32a]
value = "required"
from = 2020-11-20
severity = "refuse"
applies-to = { cohorts = ["FOC"] }
clause = "TMAD 4.32A"
standing = "proposed"
source = "letter of 26 February 2021, para 20"

[migration.change-of-supplier-window.tmad-v11]
value = { days = 9, cohorts = { IOC = 2 } }
from = 2021-02-28
clause = "TMAD v11.0"
standing = "assumed"
source = "a choice of this site"
"#;

impl Desk {
    fn laid_out() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for scenario in [
            "supplier-signing-and-key-agreement-are-good",
            "role-is-decimal",
            "certificate-is-revoked",
            "issuing-authority-may-not-sign-certificates",
            "hand-made-certificate-writes-its-role-in-decimal",
        ] {
            let folder = desk.path().join(scenario);
            fs::create_dir(&folder).unwrap();
            Scenario::named(scenario).make().write(&folder);
        }
        desk.lay_out_requests();
        desk.lay_out_lists();
        desk.lay_out_bad_inputs();
        desk.write("strict-lab.toml", STRICT_LAB);
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn lay_out_requests(&self) {
        let request = || RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("supplier"));
        let write = |name: &str, request: &RequestSpecimen| {
            self.write(name, pem::encode("CERTIFICATE REQUEST", &request.der()));
        };
        write("requests/good.csr", &request());
        for (name, defect) in [
            ("decimal", RequestDefect::RoleDecimal),
            ("text", RequestDefect::EntityAsText),
            ("stolen", RequestDefect::SignedByAnotherKey),
        ] {
            let mut spoilt = request();
            defect.apply(&mut spoilt);
            write(&format!("requests/{name}.csr"), &spoilt);
        }
    }

    fn lay_out_lists(&self) {
        let write = |name: &str, list: &RevocationListSpecimen| self.write(name, list.der());
        write("lists/issuing.crl", &RevocationListSpecimen::lab());
        write("lists/root.crl", &RevocationListSpecimen::lab_root());
        for (name, defect) in [
            ("on-hold", ListDefect::EntryOnHold),
            ("too-long", ListDefect::OneSecondTooLong),
        ] {
            let mut spoilt = RevocationListSpecimen::lab();
            defect.apply(&mut spoilt);
            write(&format!("spoilt-lists/{name}.crl"), &spoilt);
        }
    }

    fn lay_out_bad_inputs(&self) {
        let good = Scenario::named("supplier-signing-and-key-agreement-are-good").make();
        let decimal = Scenario::named("role-is-decimal").make();
        let (good, other) = (&good.judged[0].der, &decimal.judged[0].der);
        let block = |der: &[u8]| pem::encode("CERTIFICATE", der);
        self.write("good.pem", block(good));
        self.write("good.der", good);
        self.write("two.pem", format!("{}{}", block(good), block(other)));
        self.write("cut.der", &good[..200]);
        self.write("trailing.der", [unsigned().as_slice(), b"more"].concat());
        self.write("empty.pem", "");
        self.write("blob.bin", [0xC3, 0x28, 0x00, 0x9D, 0x01]);
        self.write("key.pem", pem::encode("PRIVATE KEY", &[0x30, 0x00]));
        self.write("folder/readme.txt", "no certificate here");
        self.write("nested/inner/good.crt", block(good));
        self.write("unknown-key.toml", UNKNOWN_KEY);
        self.write("without-end.pem", "-----BEGIN CERTIFICATE-----\nMAA=\n");
        // Sparse: 100 MB that take no room.
        let big = File::create(self.path().join("big.pem")).unwrap();
        big.set_len(100_000_000).unwrap();
    }

    /// Runs a command line and writes down what came of it.
    fn transcribe(&self, line: &str) -> String {
        let (command, input) = match line.split_once(" < ") {
            Some((command, file)) => (command, fs::read(self.path().join(file)).unwrap()),
            None => (line, Vec::new()),
        };
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("s1spki-validator"));
        let mut program = Command::cargo_bin("s1spki-validator").unwrap();
        let output = program
            .args(words)
            .current_dir(self.path())
            .write_stdin(input)
            .output()
            .unwrap();
        let mut text = format!("$ {line}\n{}", String::from_utf8(output.stdout).unwrap());
        for complaint in String::from_utf8(output.stderr).unwrap().lines() {
            writeln!(text, "! {complaint}").unwrap();
        }
        writeln!(text, "[exit {}]", output.status.code().unwrap()).unwrap();
        masked(&text)
    }
}

/// A certificate with no real signature: those of ECDSA differ in length, and offsets with them.
fn unsigned() -> Vec<u8> {
    let issuer = Authority::lab_issuing();
    let profile = OrganisationProfile::lab(OrganisationUsage::Signing, &issuer, &TestKey::p256("supplier"));
    let mut specimen = profile.specimen();
    specimen.signing = Signing::Octets(vec![0; 70]);
    specimen.der()
}

const UNKNOWN_KEY: &str = "\
[policy]
id = \"mine\"
title = \"my policy\"
extends = \"lab\"
environment = \"lab\"

[issuance.serial-octetts]
value = 16
";

/// Fingerprints and policy hashes: 64 hexadecimal digits.
fn masked(text: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut masked = String::new();
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_hash(bare) {
            masked.push_str("[SHA256]");
            masked.push_str(&word[bare.len()..]);
        } else {
            masked.push_str(word);
        }
    }
    masked
}

#[test]
fn every_command_prints_what_its_transcript_says() {
    let desk = Desk::laid_out();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let script = fs::read_to_string(&path).unwrap();
        let mut told = Vec::new();
        let mut comments = String::new();
        for line in script.lines() {
            if line.starts_with("# ") {
                writeln!(comments, "{line}").unwrap();
            } else if let Some(command) = line.strip_prefix("$ ") {
                told.push(format!(
                    "{}{}",
                    std::mem::take(&mut comments),
                    desk.transcribe(command)
                ));
            }
        }
        snapbox::assert_data_eq!(told.join("\n"), Data::read_from(&path, None).raw());
    }
}

#[test]
fn colours_are_shown_when_asked_for_and_never_in_a_pipe() {
    let desk = Desk::laid_out();
    let run = |color: &str, variable: Option<&str>| {
        let mut program = Command::cargo_bin("s1spki-validator").unwrap();
        let arguments = [
            "certificate",
            "good.pem",
            "--policy",
            "lab",
            "--at",
            "2026-03-01",
            "--color",
            color,
        ];
        program
            .args(arguments)
            .current_dir(desk.path())
            .env_remove("NO_COLOR");
        program.envs(variable.map(|variable| (variable, "1")));
        String::from_utf8(program.output().unwrap().stdout).unwrap()
    };
    assert!(run("always", None).starts_with("\u{1b}[1m\u{1b}[32mACCEPTED\u{1b}[0m"));
    for plain in [
        run("auto", None),
        run("auto", Some("NO_COLOR")),
        run("never", None),
    ] {
        assert!(plain.starts_with("ACCEPTED good.pem\n"), "{plain}");
        assert!(!plain.contains('\u{1b}'));
    }
}

#[test]
fn a_reader_that_stops_reading_does_not_disturb_the_decision() {
    use std::process::{Command, Stdio};

    let desk = Desk::laid_out();
    let program = assert_cmd::cargo::cargo_bin("s1spki-validator");
    let mut child = Command::new(program)
        .args([
            "certificate",
            "role-is-decimal",
            "--policy",
            "lab",
            "--at",
            "2026-03-01",
            "--verbose",
        ])
        .current_dir(desk.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// Not a transcript, since the numbers change with every value that a policy gains.
#[test]
fn a_checked_policy_counts_its_values_by_standing() {
    let run = |arguments: &[&str]| {
        let mut program = Command::cargo_bin("s1spki-validator").unwrap();
        let output = program.args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let policy = Policy::embedded("lab").unwrap().unwrap();
    let json: serde_json::Value = serde_json::from_str(&run(&["policy", "check", "lab", "--json"])).unwrap();
    let counts = json["values"].as_object().unwrap().values();
    let sum: u64 = counts.map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(sum, policy.provisions().len() as u64);
    let to_adopt = policy.assumed_gating_issuance().count();
    assert_eq!(json["to_adopt"], to_adopt);
    let text = run(&["policy", "check", "lab"]);
    assert!(
        text.contains(&format!("{to_adopt} values that issuance depends on")),
        "{text}"
    );
    let shown = run(&["policy", "show", "lab"]);
    assert_eq!(shown.matches("so two officers adopt it first").count(), to_adopt);
    assert!(
        policy
            .provisions()
            .iter()
            .all(|provision| shown.contains(&provision.path))
    );
}

#[test]
fn published_certificates_are_accepted_or_refused_as_they_should_be() {
    let Some(samples) = samples("published_certificates_are_accepted_or_refused_as_they_should_be") else {
        return;
    };
    let zaz1 = samples.folder().join("zaz1");
    for (folder, code, sum) in [
        ("good", 0, "15 certificates: 15 accepted"),
        ("nonconforming", 1, "5 certificates: 5 refused"),
    ] {
        let mut program = Command::cargo_bin("s1spki-validator").unwrap();
        program.arg("chain").arg(zaz1.join(folder)).args([
            "--policy",
            "zaz1",
            "--at",
            "2025-09-15T00:00:00Z",
        ]);
        let output = program
            .arg("--anchor")
            .arg(zaz1.join("ca/issuing-Z1.pem"))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(sum), "{text}");
        assert_eq!(output.status.code(), Some(code));
    }
}
