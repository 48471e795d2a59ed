//! The published certificates of the test PKI, those with defects among them.

use std::fs;
use std::path::{Path, PathBuf};

use s1spki_fixtures::pem;
use s1spki_fixtures::samples::samples;
use s1spki_validator::directory::{Directory, DirectoryBuilder, Query, RepositoryStatus, Resolution};

use crate::specimen::snapshot_of;

fn pem_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(pem_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "pem") {
            files.push(path);
        }
    }
    files
}

#[test]
fn every_published_certificate_is_found_under_its_identifier() {
    let Some(samples) = samples("every_published_certificate_is_found_under_its_identifier") else {
        return;
    };
    let mut builder = DirectoryBuilder::new();
    let mut added = 0;
    for folder in ["zaz1", "duis/certificates"] {
        for file in pem_files(&samples.folder().join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            if !text.contains("BEGIN CERTIFICATE-----") {
                continue;
            }
            let name = file.strip_prefix(samples.folder()).unwrap().display().to_string();
            builder
                .add(&name, &pem::decode_one(&text), RepositoryStatus::Unknown)
                .unwrap();
            added += 1;
        }
    }
    assert!(added >= 27, "{added}");
    let directory = Directory::open(snapshot_of(&builder.build())).unwrap();
    let mut found = 0;
    for entry in directory.entries() {
        let entry = entry.unwrap();
        let certificate = entry.certificate();
        let Some(id) = entry.certificate_id() else {
            continue;
        };
        let by_id = directory.by_certificate_id(&id).unwrap();
        let by_name = directory
            .by_issuer_and_serial(certificate.issuer(), certificate.serial().unwrap())
            .unwrap();
        for resolution in [by_id, by_name] {
            match resolution {
                Resolution::One(one) => assert_eq!(one.certificate(), certificate),
                other => panic!("{}: {other:?}", entry.label()),
            }
        }
        found += 1;
    }
    assert!(found >= 20, "{found}");
    assert!(directory.repeated_identifiers().unwrap().is_empty());
}

#[test]
fn the_pair_that_shares_a_key_is_reported() {
    let Some(samples) = samples("the_pair_that_shares_a_key_is_reported") else {
        return;
    };
    let mut builder = DirectoryBuilder::new();
    for folder in ["zaz1/good", "zaz1/nonconforming", "duis/certificates"] {
        for file in pem_files(&samples.folder().join(folder)) {
            let der = pem::decode_one(&fs::read_to_string(&file).unwrap());
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            builder.add(&name, &der, RepositoryStatus::Unknown).unwrap();
        }
    }
    let directory = builder.build();
    let shared = directory.shared_keys().unwrap();
    let labels: Vec<Vec<&str>> = shared
        .iter()
        .map(|shared| shared.entries.iter().map(|entry| entry.label()).collect())
        .collect();
    // OpenSSL shows one public key for both.
    let pair = [
        "role02-90b3d51f30010000-ds-26db10e80348b7c6abf0b8ca9728e059.pem",
        "Z1-supplier-ds.pem",
    ];
    assert_eq!(labels, [pair]);
    let by_key = Query {
        public_key_sha256: Some(shared[0].sha256),
        ..Query::default()
    };
    assert_eq!(directory.find(&by_key).count(), 2);
}
