//! Every scenario folder of the fixtures: the verdict and the findings are those that its story asks for.
//!
//! `S1SPKI_REWRITE=1 cargo test -p s1spki-validator --test scenarios` writes what is found into the folders, to be
//! read with `git diff` after a change that was meant.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use s1spki_fixtures::scenario::{Made, Scenario};
use s1spki_policies::Policy;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{
    Certificate, CertificateVerdict, ChainJudge, Decision, FindingsOfCertificate, Outcome, Question,
    RevocationList, Verdict,
};

/// Certificate, code, outcome.
type Found = (String, String, &'static str);

#[test]
fn every_scenario_is_judged_as_its_story_says() {
    let rewrite = std::env::var_os("S1SPKI_REWRITE").is_some();
    let mut wrong = Vec::new();
    for scenario in Scenario::all() {
        let policy = Policy::embedded(&scenario.policy).unwrap().unwrap();
        let made = scenario.make();
        let verdict = judge(&scenario, &made, &policy);
        let all: BTreeSet<Found> = verdict
            .certificates
            .iter()
            .flat_map(|certificate| findings(certificate, &made))
            .collect();
        let expected = expected(&scenario);
        let told: BTreeSet<Found> = all
            .iter()
            .filter(|found| is_telling(found.2, verdict.decision()) || expected.contains(found))
            .cloned()
            .collect();
        let decision = verdict.decision().as_str();
        if told == expected && decision == scenario.expected.decision.as_str() {
            continue;
        }
        if rewrite {
            write_expected(&scenario, decision, &told);
        }
        wrong.push(format!("{}: {decision}", scenario.name));
        wrong.extend(
            expected
                .difference(&told)
                .map(|found| format!("    missing  {found:?}")),
        );
        wrong.extend(
            told.difference(&expected)
                .map(|found| format!("    invented {found:?}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a scenario must list: breaches and warnings, and what was not checked unless something else refuses.
fn is_telling(outcome: &str, decision: Decision) -> bool {
    outcome == Outcome::Breach.as_str()
        || outcome == Outcome::Warning.as_str()
        || outcome == Outcome::NotChecked.as_str() && decision != Decision::Refuse
}

fn expected(scenario: &Scenario) -> BTreeSet<Found> {
    let findings = scenario.expected.findings.iter();
    findings
        .map(|finding| {
            (
                finding.certificate.clone(),
                finding.code.clone(),
                finding.outcome.as_str(),
            )
        })
        .collect()
}

fn write_expected(scenario: &Scenario, decision: &str, told: &BTreeSet<Found>) {
    let specimens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/specimens");
    let path = specimens.join(&scenario.name).join("scenario.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (before, _) = text.split_once("[expected]").unwrap();
    let mut text = format!("{before}[expected]\ndecision = \"{decision}\"\n");
    if !told.is_empty() {
        text.push_str("findings = [\n");
        for (certificate, code, outcome) in told {
            writeln!(
                text,
                "    {{ certificate = \"{certificate}\", code = \"{code}\", outcome = \"{outcome}\" }},"
            )
            .unwrap();
        }
        text.push_str("]\n");
    }
    fs::write(path, text).unwrap();
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
fn findings(verdict: &CertificateVerdict, made: &Made) -> Vec<Found> {
    let found = |label: &str, finding: &s1spki_validator::Finding| {
        (
            label.to_owned(),
            finding.code().to_owned(),
            finding.outcome().as_str(),
        )
    };
    let path = verdict.path.as_ref().unwrap();
    let own = verdict.of_certificate.findings.all().chain(&path.findings);
    let mut all: Vec<Found> = own.map(|finding| found(&verdict.label, finding)).collect();
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
