//! `directory`: built from whatever there is, found, checked, and told in the form of the published schema.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{Authority, OrganisationProfile, OrganisationUsage, Signing, serial_of};
use s1spki_fixtures::pem;
use s1spki_fixtures::samples::samples;
use serde_json::{Value, json};

/// A certificate with this number; every third has the same key.
fn certificate(number: u64) -> Vec<u8> {
    let issuer = Authority::lab_issuing();
    let key = TestKey::p256(&format!("key {}", number % 3));
    let mut profile = OrganisationProfile::lab(OrganisationUsage::Signing, &issuer, &key);
    profile.serial = serial_of(&format!("directory {number}"));
    let mut specimen = profile.specimen();
    specimen.signing = Signing::Octets(vec![0x30; 70]);
    specimen.der()
}

fn run(folder: &Path, arguments: &str) -> (i32, Value) {
    let output = output(folder, &format!("{arguments} --json"));
    let code = output.status.code().unwrap();
    let text = if output.stdout.is_empty() {
        output.stderr
    } else {
        output.stdout
    };
    let told: Value = serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{arguments}: {error}"));
    if told.get("schema").is_some() {
        assert_valid(&told);
    }
    (code, told)
}

fn output(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_s1spki-validator"));
    command
        .current_dir(folder)
        .arg("directory")
        .args(arguments.split(' '));
    command.output().unwrap()
}

#[track_caller]
fn assert_valid(told: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/schemas/directory-1.json");
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    close(&mut schema);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(told)
        .map(|error| error.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:#?}\n{told:#}");
}

/// Forbids every field that the schema does not name.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.contains_key("properties") {
                fields.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn line(label: &str, der: &[u8], status: Value) -> String {
    json!({ "label": label, "certificate": STANDARD.encode(der), "status": status }).to_string() + "\n"
}

fn ids(found: &Value) -> Vec<&str> {
    let entries = found["found"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["certificate_id"].as_str().unwrap())
        .collect()
}

#[test]
fn every_form_of_input_gives_the_same_file() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    let ders: Vec<Vec<u8>> = (0..200).map(certificate).collect();
    fs::create_dir(folder.join("certificates")).unwrap();
    let (mut lines, mut bundle) = (String::new(), String::new());
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.join("all.zip")).unwrap());
    for (number, der) in ders.iter().enumerate() {
        let name = format!("certificates/{number}.der");
        fs::write(folder.join(&name), der).unwrap();
        lines.insert_str(0, &line(&name, der, Value::Null));
        bundle.push_str(&pem::encode("CERTIFICATE", der));
        zip.start_file(&name[..], zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(der).unwrap();
    }
    zip.finish().unwrap();
    fs::write(folder.join("all.ndjson"), lines).unwrap();
    fs::write(folder.join("all.pem"), bundle).unwrap();
    let mut sha256 = Vec::new();
    for (input, output) in [
        ("certificates", "one"),
        ("all.ndjson", "two"),
        ("one two", "three"),
    ] {
        let (code, built) = run(folder, &format!("build {input} -o {output}"));
        assert_eq!((code, &built["certificates"]), (0, &json!(200)), "{built}");
        sha256.push(fs::read(folder.join(output)).unwrap());
    }
    assert!(sha256.windows(2).all(|pair| pair[0] == pair[1]));
    for input in ["all.zip", "all.pem"] {
        let (code, built) = run(folder, &format!("build {input} -o other"));
        assert_eq!((code, &built["certificates"]), (0, &json!(200)), "{built}");
        let (code, built) = run(folder, &format!("build {input} one -o other"));
        assert_eq!((code, &built["came_again"]), (0, &json!(200)), "{built}");
    }
    let left: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().contains("partial")),
        "{left:?}"
    );
}

#[test]
fn status_is_read_from_lines_and_found() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    let lines = [
        line("a", &certificate(1), json!("in-use")),
        line("b", &certificate(2), json!("R")),
        line("c", &certificate(3), json!("lost")),
        line("d", &certificate(4), json!(7)),
        line("e", &certificate(5), Value::Null),
        "{\"certificate\":\"MAA=\"}\n".to_owned(),
    ];
    fs::write(folder.join("in.ndjson"), lines.concat()).unwrap();
    let (code, built) = run(folder, "build in.ndjson -o out");
    assert_eq!(code, 2);
    let unread: Vec<&str> = built["unread"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unread| unread["label"].as_str().unwrap())
        .collect();
    assert_eq!(unread, ["c", "d", "in.ndjson:6"]);
    for (status, label) in [("in-use", "a"), ("revoked", "b"), ("R", "b"), ("unknown", "e")] {
        let (code, found) = run(folder, &format!("find out --status {status}"));
        assert_eq!((code, &found["found"][0]["label"]), (0, &json!(label)));
        assert_eq!(ids(&found).len(), 1);
    }
    let (code, found) = run(folder, "find out --most 2");
    assert_eq!((code, &found["more"], ids(&found).len()), (0, &json!(true), 2));
}

#[test]
fn shared_keys_and_repeated_identifiers_are_reported() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    for number in [0, 1, 3] {
        fs::write(folder.join(format!("{number}.der")), certificate(number)).unwrap();
    }
    let (code, checked) = run(folder, "check 0.der 1.der");
    assert_eq!(code, 0, "{checked}");
    let (code, checked) = run(folder, "check .");
    assert_eq!(code, 1);
    assert_eq!(checked["shared_keys"][0]["entries"].as_array().unwrap().len(), 2);
    assert_eq!(checked["repeated_identifiers"], json!([]));
    // Another signature over the same content: a certificate of the same name.
    let mut twin = certificate(1);
    *twin.last_mut().unwrap() ^= 1;
    fs::write(folder.join("twin.der"), twin).unwrap();
    let (code, checked) = run(folder, "check 1.der twin.der");
    assert_eq!(code, 1);
    let id = checked["repeated_identifiers"][0]["certificate_id"]
        .as_str()
        .unwrap();
    let (code, found) = run(folder, &format!("find 1.der twin.der --certificate-id {id}"));
    assert_eq!((code, ids(&found)), (2, vec![id, id]));
}

#[test]
fn a_spoilt_snapshot_is_never_taken_for_a_whole_one() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    fs::write(folder.join("0.der"), certificate(0)).unwrap();
    fs::write(folder.join("1.der"), certificate(1)).unwrap();
    assert_eq!(run(folder, "build 0.der 1.der -o out").0, 0);
    let whole = fs::read(folder.join("out")).unwrap();
    let spoil = |place: usize| {
        let mut spoilt = whole.clone();
        spoilt[place] ^= 1;
        fs::write(folder.join("out"), spoilt).unwrap();
    };
    spoil(whole.len() - 1); // in the last record
    let (code, checked) = run(folder, "check out");
    assert_eq!(code, 2, "{checked}");
    assert_eq!(checked["unread"].as_array().unwrap().len(), 1);
    assert_eq!(run(folder, "find out").0, 2);
    spoil(100); // in the index
    for arguments in ["check out", "find out", "build out -o new"] {
        let (code, told) = run(folder, arguments);
        assert_eq!(code, 2);
        assert!(told["error"].as_str().unwrap().contains("is damaged"), "{told}");
    }
    assert!(!folder.join("new").exists());
}

#[test]
fn published_certificates_are_found_as_messages_name_them() {
    let Some(samples) = samples("published_certificates_are_found_as_messages_name_them") else {
        return;
    };
    let folder = samples.folder();
    let decimal = "20315062944123339095836004026371736578";
    let id = "Z1/0x0F4889EF197D41E9016966F9D5AB0402";
    for wanted in [
        format!("--certificate-id {id}"),
        "--certificate-id Z1/0f:48:89:ef:19:7d:41:e9:01:69:66:f9:d5:ab:04:02".to_owned(),
        format!("--issuer CN=Z1,OU=07 --serial {decimal}"),
        "--role 89 --eui64 90b3d51f30000002".to_owned(),
    ] {
        let (code, found) = run(folder, &format!("find zaz1/good {wanted} --at 2025-09-15"));
        assert_eq!((code, ids(&found)), (0, vec![id]), "{wanted}");
    }
    // The issuer that a message names may write its attributes in another order, and then is another.
    let (code, _) = run(
        folder,
        &format!("find zaz1/good --issuer OU=07,CN=Z1 --serial {decimal}"),
    );
    assert_eq!(code, 1);
}
