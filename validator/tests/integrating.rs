//! The book's chapter for integrators: its evidence is evidence, and what it says is not checked without a member is not
//! checked. `S1SPKI_REWRITE=1` writes these tables anew.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use s1spki_policies::Policy;
use s1spki_validator::directory::{Directory, DirectoryBuilder, RepositoryStatus};
use s1spki_validator::evidence::{CommandEvidence, EligibleProductCombinations, InstallationEvidence};
use s1spki_validator::gate::{CommandGate, MigrationGate};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, GateVerdict, Outcome, RevocationList, read_blocks};
use serde_json::Value;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src")
}

fn read(name: &str) -> Vec<u8> {
    fs::read(source().join("integrating").join(name)).unwrap()
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&read(name)).unwrap()
}

fn der(bytes: &[u8]) -> Vec<u8> {
    read_blocks(bytes, 1 << 20).unwrap().swap_remove(0).der
}

fn judge(policy: &Policy) -> ChainJudge<'_> {
    let certificate = |name| Certificate::decode(&der(&read(name))).unwrap();
    let lists = ["root.crl", "issuing.crl"];
    ChainJudge::new(
        policy,
        "2021-03-15T09:00:00Z".parse().unwrap(),
        [TrustAnchor::from_certificate(certificate("root.pem"))],
        [certificate("issuing.pem")],
        lists.map(|name| RevocationList::decode(&der(&read(name))).unwrap()),
    )
}

fn directory() -> Directory {
    let mut builder = DirectoryBuilder::new();
    for entry in fs::read_dir(source().join("integrating/certificates")).unwrap() {
        let der = der(&fs::read(entry.unwrap().path()).unwrap());
        builder.add("", &der, RepositoryStatus::Unknown).unwrap();
    }
    builder.build()
}

#[test]
fn the_evidence_on_the_page_is_evidence() {
    let page = fs::read_to_string(source().join("integrating.md")).unwrap();
    let mut count = 0;
    for part in page.split("<!-- evidence ").skip(1) {
        let (kind, rest) = part.split_once(" -->\n```json\n").unwrap();
        let (text, _) = rest.split_once("```").unwrap();
        let error = match kind {
            "command" => serde_json::from_str::<CommandEvidence>(text).err(),
            "installation" => serde_json::from_str::<InstallationEvidence>(text).err(),
            "eligible" => serde_json::from_str::<EligibleProductCombinations>(text).err(),
            other => panic!("no kind of evidence: {other}"),
        };
        assert!(error.is_none(), "{kind}: {error:?}\n{text}");
        count += 1;
    }
    assert_eq!(count, page.matches("```json\n").count());
}

#[test]
fn what_is_not_checked_without_a_member_is_what_the_page_says() {
    let policy = Policy::embedded("lab").unwrap().unwrap();
    let (judge, directory) = (judge(&policy), directory());
    let message = read("disable-supply.xml");
    let on_message = CommandGate::new(&policy, &judge, &directory);
    let of_commands = table(&json("disable-supply.json"), |evidence| {
        let evidence = serde_json::from_value(evidence).unwrap();
        on_message.decide_briefly("", &message, &evidence)
    });
    let on_installation = MigrationGate::new(&policy, &judge, &directory);
    let mut installation = json("installation.json");
    installation["eligible_product_combinations"] = json("eligible.json");
    let of_installations = table(&installation, |evidence| {
        let evidence: InstallationEvidence = serde_json::from_value(evidence).unwrap();
        on_installation.decide_briefly("", &evidence)
    });
    hold(&[("command", of_commands), ("installation", of_installations)]);
}

/// A row for each member of the evidence without which something is not checked.
fn table(evidence: &Value, decide: impl Fn(Value) -> GateVerdict) -> String {
    let open = |evidence: Value| -> BTreeSet<&'static str> {
        let verdict = decide(evidence);
        let open = verdict.findings_with(Outcome::NotChecked);
        open.map(|finding| finding.code()).collect()
    };
    assert_eq!(open(evidence.clone()), BTreeSet::new());
    let mut table = "| without | not checked |\n|---|---|\n".to_owned();
    for path in members(evidence) {
        let mut less = evidence.clone();
        remove(&mut less, &path);
        let codes: Vec<String> = open(less)
            .iter()
            .map(|code| format!("[`{code}`](codes/{code}.md)"))
            .collect();
        if !codes.is_empty() {
            writeln!(table, "| `{}` | {} |", path.join("."), codes.join(", ")).unwrap();
        }
    }
    table
}

/// The paths of the members, those of a supply and of its registration one by one.
fn members(evidence: &Value) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (name, value) in evidence.as_object().unwrap() {
        let is_divided = ["electricity", "registration", "attestations"].contains(&name.as_str());
        if name == "gas" {
            continue; // as electricity
        }
        if is_divided {
            for path in members(value) {
                paths.push([vec![name.clone()], path].concat());
            }
        } else {
            paths.push(vec![name.clone()]);
        }
    }
    paths
}

fn remove(evidence: &mut Value, path: &[String]) {
    let (last, parents) = path.split_last().unwrap();
    let parent = parents.iter().fold(evidence, |value, name| &mut value[name]);
    assert!(parent.as_object_mut().unwrap().remove(last).is_some(), "{path:?}");
}

/// Holds the page against these tables, or writes them.
fn hold(tables: &[(&str, String)]) {
    let path = source().join("integrating.md");
    let page = fs::read_to_string(&path).unwrap();
    let mut wanted = page.clone();
    for (name, table) in tables {
        let open = format!("<!-- without {name} -->\n");
        let (before, rest) = wanted.split_once(&open).unwrap();
        let (_, after) = rest.split_once("<!-- /without -->").unwrap();
        wanted = format!("{before}{open}{table}<!-- /without -->{after}");
    }
    if std::env::var_os("S1SPKI_REWRITE").is_some() {
        fs::write(path, wanted).unwrap();
    } else {
        assert!(page == wanted, "not current; run the test with S1SPKI_REWRITE=1");
    }
}
