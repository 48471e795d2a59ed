//! Reports held against schemas that were not written here. Crates carry them; they are read where Cargo keeps those.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs, io};

use cargo_metadata::MetadataCommand;
use jsonschema::Validator;
use s1spki_validator::report::{junit, sarif};
use serde_json::Value;

use crate::forms::every_case;

/// A file of a package that the tests depend on.
fn file_of(package: &str, file: &str) -> PathBuf {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap();
    let mut packages = metadata.packages.iter();
    let package = packages.find(|found| found.name.as_str() == package).unwrap();
    package.manifest_path.parent().unwrap().join(file).into()
}

/// The JSON Schema of OASIS. One of its patterns has a bracket that closes nothing, which this reader of patterns wants
/// escaped.
fn sarif_schema() -> Validator {
    let schema = fs::read_to_string(file_of("serde-sarif", "src/schema.json")).unwrap();
    let schema = schema.replace("[a-zA-Z]{2}]?$", r"[a-zA-Z]{2}\\]?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let title = "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema";
    assert_eq!(schema["title"], title);
    jsonschema::draft7::new(&schema).unwrap()
}

#[test]
fn every_log_is_sarif_2_1_0() {
    let validator = sarif_schema();
    for (name, verdict) in every_case() {
        let log = sarif(&verdict).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&serde_json::from_str(&log).unwrap())
            .map(|error| format!("{name}: {}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        assert!(
            serde_json::from_str::<serde_sarif::sarif::Sarif>(&log).is_ok(),
            "{name}"
        );
    }
}

#[test]
fn a_log_that_is_no_sarif_is_noticed() {
    let validator = sarif_schema();
    let (_, verdict) = every_case().swap_remove(0);
    let good: Value = serde_json::from_str(&sarif(&verdict).unwrap()).unwrap();
    for (pointer, wrong) in [
        ("/version", Value::from("2.0.0")),
        ("/runs/0/tool/driver/name", Value::Null),
        ("/runs/0/results", Value::from(1)),
    ] {
        let mut log = good.clone();
        *log.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&log), "{pointer}");
    }
}

/// The schema of Jenkins. The edition that the crate carries is older than the message of `skipped`.
#[test]
fn every_junit_report_follows_the_schema_of_jenkins() {
    let schema = file_of("junit-report", "tests/JUnit.xsd");
    for (name, verdict) in every_case() {
        let report = without_messages_of_skipped(&junit(&verdict));
        match accepted_by_xmllint(&schema, &report) {
            Ok(said) => assert_eq!(said, None, "{name}"),
            Err(error) => {
                assert!(env::var_os("CI").is_none(), "xmllint is needed: {error}");
                eprintln!("SKIPPED: there is no xmllint ({error}), so no report was held against the schema");
                return;
            }
        }
    }
    let wrong = "<testsuites><testsuite/></testsuites>";
    assert!(accepted_by_xmllint(&schema, wrong).unwrap().is_some());
}

fn without_messages_of_skipped(report: &str) -> String {
    let mut parts = report.split("<skipped message=\"");
    let mut without = parts.next().unwrap().to_owned();
    for part in parts {
        without.push_str("<skipped");
        without.push_str(part.split_once('"').unwrap().1);
    }
    without
}

/// What is wrong, if anything is.
fn accepted_by_xmllint(schema: &std::path::Path, document: &str) -> io::Result<Option<String>> {
    let mut xmllint = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    xmllint.stdin.take().unwrap().write_all(document.as_bytes())?;
    let output = xmllint.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok((!output.status.success()).then_some(said))
}
