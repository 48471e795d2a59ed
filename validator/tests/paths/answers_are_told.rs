//! What comes of a path is told to people and to programs.

use jsonschema::Validator;
use s1spki_fixtures::make::CertificateSpecimen;
use s1spki_validator::report::{PathAnswer, path_json, path_text};
use s1spki_validator::{Certificate, Decision};

use crate::pki::extension::policies;
use crate::pki::{With, at, ca, decoded, moment, validator, without_lists};

/// A certificate that is good, one that has expired, one without an issuer, and one that cannot be read.
fn answers() -> Vec<PathAnswer> {
    let (root, sub) = (ca("root"), ca("CA"));
    let pool = [decoded(
        &root.certifies(&sub).with(policies(&["2.999.1".to_owned()])),
    )];
    let validator = validator(without_lists(), &root, &pool, &[]);
    let good = sub.issues("good").with(policies(&["2.999.1".to_owned()]));
    let mut expired = sub.issues("expired");
    expired.not_after = moment("2026-05-01").into();
    let made = [
        ("good.pem", good),
        ("expired.pem", expired),
        ("alone.pem", ca("nobody").issues("alone")),
    ];
    let answer = |label: &str, der: &[u8]| PathAnswer {
        label: label.to_owned(),
        report: Certificate::decode(der).map(|certificate| validator.validate(&certificate, at())),
    };
    let read = made.map(|(label, specimen): (&str, CertificateSpecimen)| answer(label, &specimen.der()));
    read.into_iter().chain([answer("cut.pem", &[0x30])]).collect()
}

#[test]
fn each_has_its_decision() {
    use Decision::{Accept, Refuse};
    let decisions: Vec<Decision> = answers().iter().map(PathAnswer::decision).collect();
    assert_eq!(decisions, [Accept, Refuse, Refuse, Refuse]);
}

#[test]
fn to_programs_in_the_published_form() {
    let schema = include_str!("../../../docs/src/schemas/path-1.json");
    let schema: Validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let told = path_json(&answers(), at());
    let faults: Vec<String> = schema.iter_errors(&told).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(told["decision"], "refuse");
    let [good, expired, alone, cut] = told["certificates"].as_array().unwrap().as_slice() else {
        panic!("{told}");
    };
    assert_eq!(good["anchor"], "CN=root");
    assert_eq!(good["path"][1]["subject"], "CN=CA");
    assert_eq!(good["policies"]["anchor_domain"][0], "2.999.1");
    let breach = |certificate: &serde_json::Value| {
        let findings = certificate["path"][0]["findings"].as_array().unwrap();
        let breach = findings.iter().find(|finding| finding["outcome"] == "breach");
        breach.map(|finding| finding["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(breach(good), None);
    assert_eq!(breach(expired).as_deref(), Some("path.validity"));
    assert_eq!(alone["findings"][0]["code"], "path.issuer-unknown");
    assert!(alone["anchor"].is_null());
    assert!(cut["error"].as_str().unwrap().contains("cut short") && cut.get("path").is_none());
}

#[test]
fn to_people_with_the_path_and_what_is_wrong() {
    let text = path_text(&answers()).to_string();
    for wanted in [
        "ACCEPTED good.pem\n  CN=root, trusted\n  └─ CN=CA\n  └─ CN=good\n",
        "REFUSED expired.pem",
        "breach path.validity, RFC 5280 6.1.3 (a)(2)",
        "REFUSED alone.pem\n  no trust anchor\n",
        "REFUSED cut.pem\n  not DER: cut short",
    ] {
        assert!(text.contains(wanted), "{wanted}\nin\n{text}");
    }
}
