//! The same story with a request that OpenSSL made, and what OpenSSL says of what comes of it.

use std::fs;

use s1spki_fixtures::oracle::OpenSsl;

use crate::golden::project_file;
use crate::lab::{Lab, command, run};
use crate::transcript::{commands, typed};

/// The commands of the page, in the order of the page.
fn page_commands() -> Vec<String> {
    let page = fs::read_to_string(project_file("docs/src/openssl-request.md")).unwrap();
    let blocks = page
        .split("```console\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    blocks.flat_map(commands).collect()
}

#[test]
fn the_page_of_the_book_works_as_it_stands() {
    let Some(openssl) = OpenSsl::for_test("the_page_of_the_book_works_as_it_stands") else {
        return;
    };
    let lab = Lab::new();
    for file in ["make-organisation-request.sh", "organisation-request.cnf"] {
        fs::copy(project_file("fixtures/openssl").join(file), lab.file(file)).unwrap();
    }
    let commands = page_commands();
    assert!(commands.len() >= 8, "{commands:?}");
    for line in &commands {
        let (exit, said) = typed(line, lab.path());
        assert_eq!(exit, 0, "{line} ({}): {said}", openssl.version());
    }
    let shown = lab.done("request show R1 --json").json();
    assert_eq!(shown["result"]["state"], "issued");
    assert_eq!(
        shown["result"]["findings"],
        serde_json::json!([]),
        "a request of OpenSSL keeps every rule"
    );
    assert!(
        fs::read_to_string(lab.file("supplier.pem"))
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
}

#[test]
fn openssl_accepts_the_certificate_and_then_sees_it_revoked() {
    if OpenSsl::for_test("openssl_accepts_the_certificate_and_then_sees_it_revoked").is_none() {
        return;
    }
    let lab = Lab::with_certificate();
    let verify = "openssl crl -inform DER -in published/issuing.crl -out issuing.crl.pem && \
                  openssl crl -inform DER -in published/root.crl -out root.crl.pem && \
                  cat issuing.crl.pem root.crl.pem > lists.pem && \
                  openssl verify -x509_strict -policy_check -crl_check_all -CAfile published/root.pem \
                  -untrusted published/issuing.pem -CRLfile lists.pem supplier-one.pem";
    let (exit, said) = typed(verify, lab.path());
    assert_eq!(exit, 0, "{said}");
    for officer in ["alice", "bob"] {
        lab.done(&format!(
            "revoke supplier-one.pem --reason key-compromise --officer {officer} --key people/{officer}.pem"
        ));
    }
    lab.done("crl issue");
    lab.done("crl publish");
    let (exit, said) = typed(verify, lab.path());
    assert_eq!(exit, 2, "{said}");
    assert!(said.contains("certificate revoked"), "{said}");
}

#[test]
fn openssl_opens_every_private_key() {
    if OpenSsl::for_test("openssl_opens_every_private_key").is_none() {
        return;
    }
    let lab = Lab::new();
    for key in [
        "keys/root.pem",
        "keys/issuing.pem",
        "people/alice.pem",
        "people/supplier-one.pem",
    ] {
        let mut openssl = command("openssl", lab.path());
        openssl.args([
            "pkey",
            "-in",
            key,
            "-passin",
            "env:S1SPKI_KEY_PASSPHRASE",
            "-noout",
            "-check",
        ]);
        let said = run(&mut openssl);
        assert_eq!(
            (said.exit, said.stdout.trim()),
            (0, "Key is valid"),
            "{key}: {said:?}"
        );
    }
}
