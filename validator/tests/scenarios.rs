//! Every scenario folder of the fixtures: the verdict and the findings are those that its story asks for.
//!
//! `S1SPKI_REWRITE=1 cargo test -p s1spki-validator --test scenarios` writes what is found into the folders, to be
//! read with `git diff` after a change that was meant.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use s1spki_fixtures::scenario::{Decision, ExpectedFinding, Made, Outcome, Scenario};
use s1spki_policies::Policy;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{
    Certificate, CertificateVerdict, ChainJudge, Finding, FindingsOfCertificate, Question, RevocationList,
    Verdict,
};

#[test]
fn every_scenario_is_judged_as_its_story_says() {
    let rewrite = std::env::var_os("S1SPKI_REWRITE").is_some();
    let mut wrong = Vec::new();
    for scenario in Scenario::all() {
        let policy = Policy::embedded(&scenario.policy).unwrap().unwrap();
        let made = scenario.make();
        let verdict = judge(&scenario, &made, &policy);
        let decision: Decision = verdict.decision().as_str().parse().unwrap();
        let certificates = verdict.certificates.iter();
        let found: Vec<ExpectedFinding> = certificates
            .flat_map(|certificate| findings(certificate, &made))
            .collect();
        if let Err(differences) = scenario.expected.check(decision, &found) {
            wrong.push(format!("{}:\n{differences}", scenario.name));
            if rewrite {
                write_expected(&scenario, decision, found);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Writes breaches and warnings, and what was listed before and is still found.
fn write_expected(scenario: &Scenario, decision: Decision, mut found: Vec<ExpectedFinding>) {
    found.retain(|finding| {
        matches!(finding.outcome, Outcome::Breach | Outcome::Warning)
            || scenario.expected.findings.contains(finding)
    });
    let specimens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/specimens");
    let path = specimens.join(&scenario.name).join("scenario.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (before, _) = text.split_once("[expected]").unwrap();
    let mut text = format!("{before}[expected]\ndecision = \"{decision}\"\n");
    if !found.is_empty() {
        let lines: Vec<String> = found.iter().map(line).collect();
        text.push_str(&format!("findings = [\n{}]\n", lines.concat()));
    }
    fs::write(path, text).unwrap();
}

fn line(finding: &ExpectedFinding) -> String {
    let ExpectedFinding {
        certificate,
        code,
        outcome,
    } = finding;
    format!("    {{ certificate = \"{certificate}\", code = \"{code}\", outcome = \"{outcome}\" }},\n")
}

fn judge(scenario: &Scenario, made: &Made, policy: &Policy) -> Verdict {
    let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
    let judge = ChainJudge::new(
        policy,
        scenario.at,
        [TrustAnchor::from_certificate(certificate(&made.anchor.der))],
        made.intermediates.iter().map(|named| certificate(&named.der)),
        made.lists
            .iter()
            .map(|named| RevocationList::decode(&named.der).unwrap()),
    );
    let certificates = made
        .judged
        .iter()
        .map(|named| judge.judge(&named.label, &named.der));
    Verdict::on_certificates(Question::Chain, scenario.at, policy, certificates.collect())
}

/// Everything that was found in and about a certificate and those above it, each under its label.
fn findings(verdict: &CertificateVerdict, made: &Made) -> Vec<ExpectedFinding> {
    let found = |label: &str, finding: &Finding| ExpectedFinding {
        certificate: label.to_owned(),
        code: finding.code().to_owned(),
        outcome: finding.outcome().as_str().parse().unwrap(),
    };
    let path = verdict.path.as_ref().unwrap();
    let own = verdict.of_certificate.findings.all().chain(&path.findings);
    let mut all: Vec<ExpectedFinding> = own.map(|finding| found(&verdict.label, finding)).collect();
    for above in &path.above {
        let label = label_of(above, made);
        all.extend(above.findings.all().map(|finding| found(&label, finding)));
    }
    all
}

fn label_of(above: &FindingsOfCertificate, made: &Made) -> String {
    let sha256 = &above.identity.as_ref().unwrap().sha256;
    let named = made.certificates().find(|named| {
        let certificate = Certificate::decode(&named.der).unwrap();
        let hexadecimal: String = certificate
            .sha256()
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        hexadecimal == *sha256
    });
    named.unwrap().label.clone()
}
