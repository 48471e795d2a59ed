//! Every scenario of the command gate: the decision and the findings are those that its story asks for, and every rule
//! of the gate has a scenario that keeps it and one that breaks it.
//!
//! `S1SPKI_REWRITE=1 cargo test -p s1spki-validator --test commands` writes what is found into the folders, to be read
//! with `git diff` after a change that was meant.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use s1spki_fixtures::command::{CommandScenario, MadeCommand};
use s1spki_fixtures::scenario::{Decision, Outcome};
use s1spki_policies::Policy;
use s1spki_validator::directory::{Directory, DirectoryBuilder};
use s1spki_validator::evidence::CommandEvidence;
use s1spki_validator::gate::CommandGate;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, GateVerdict, RevocationList, VerdictCache, catalogue};

#[test]
fn every_command_is_judged_as_its_story_says() {
    let rewrite = std::env::var_os("S1SPKI_REWRITE").is_some();
    let mut wrong = Vec::new();
    for (scenario, verdict) in judged() {
        let decision: Decision = verdict.decision.as_str().parse().unwrap();
        let found = found(verdict);
        if let Err(differences) = scenario.expected.check(decision, &found) {
            wrong.push(format!("{}:\n{differences}", scenario.name));
            if rewrite {
                write_expected(scenario, decision, &found);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_of_the_gate_is_kept_in_one_scenario_and_broken_in_another() {
    let mut outcomes: BTreeMap<String, BTreeSet<Outcome>> = BTreeMap::new();
    for (_, verdict) in judged() {
        for (code, outcome) in found(verdict) {
            outcomes.entry(code).or_default().insert(outcome);
        }
    }
    let rules = catalogue().map(|entry| entry.rule().code);
    let mut missing = Vec::new();
    for code in rules.filter(|code| code.starts_with("command.")) {
        let seen = outcomes.get(code).cloned().unwrap_or_default();
        if !seen.contains(&Outcome::Pass) {
            missing.push(format!("{code} is kept in no scenario"));
        }
        if !seen.contains(&Outcome::Breach) && !seen.contains(&Outcome::Warning) {
            missing.push(format!("{code} is broken in no scenario"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Every scenario with its verdict, judged once.
fn judged() -> &'static [(CommandScenario, GateVerdict)] {
    static JUDGED: LazyLock<Vec<(CommandScenario, GateVerdict)>> = LazyLock::new(|| {
        let policy = Policy::embedded("lab").unwrap().unwrap();
        let scenarios = CommandScenario::all().into_iter();
        let judged = scenarios.map(|scenario| {
            assert_eq!(scenario.policy, policy.id());
            let verdict = judge(&scenario, &policy);
            (scenario, verdict)
        });
        judged.collect()
    });
    &JUDGED
}

fn judge(scenario: &CommandScenario, policy: &Policy) -> GateVerdict {
    let made = scenario.make();
    let judge = chain_judge(scenario, &made, policy);
    let directory = directory(&made);
    let evidence: CommandEvidence = serde_json::from_value(made.evidence).unwrap();
    let gate = CommandGate::new(policy, &judge, &directory);
    let verdict = gate.decide(&scenario.name, &made.message, &evidence);
    briefly_the_same(&gate, &verdict, &made.message, &evidence);
    verdict
}

/// The brief form decides as the whole one does, and so it does from memory.
fn briefly_the_same(gate: &CommandGate<'_>, whole: &GateVerdict, message: &[u8], evidence: &CommandEvidence) {
    let cache = VerdictCache::holding(64);
    let remembering = gate.clone().remembering(&cache);
    for gate in [gate, &remembering, &remembering] {
        let brief = gate.decide_briefly(&whole.label, message, evidence);
        assert_eq!(
            (brief.decision, brief.standing),
            (whole.decision, whole.standing),
            "{}",
            whole.label
        );
        assert_eq!(brief.findings, whole.findings, "{}", whole.label);
        assert!(brief.certificates.is_empty());
    }
}

fn chain_judge<'a>(scenario: &CommandScenario, made: &MadeCommand, policy: &'a Policy) -> ChainJudge<'a> {
    let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
    ChainJudge::new(
        policy,
        scenario.at,
        [TrustAnchor::from_certificate(certificate(&made.anchor.der))],
        made.intermediates.iter().map(|named| certificate(&named.der)),
        made.lists
            .iter()
            .map(|named| RevocationList::decode(&named.der).unwrap()),
    )
}

fn directory(made: &MadeCommand) -> Directory {
    let mut builder = DirectoryBuilder::new();
    for held in &made.directory {
        let status = held.status.parse().unwrap();
        builder
            .add(&held.certificate.label, &held.certificate.der, status)
            .unwrap();
    }
    builder.build()
}

fn found(verdict: &GateVerdict) -> Vec<(String, Outcome)> {
    let findings = verdict.findings.iter();
    findings
        .map(|finding| {
            (
                finding.code().to_owned(),
                finding.outcome().as_str().parse().unwrap(),
            )
        })
        .collect()
}

/// Writes what is broken, warns, or was not looked at; what must be kept or not apply stays as it was.
fn write_expected(scenario: &CommandScenario, decision: Decision, found: &[(String, Outcome)]) {
    let path = scenario.path();
    let text = fs::read_to_string(&path).unwrap();
    let (before, _) = text.split_once("[expected]").unwrap();
    let mut text = format!("{before}[expected]\ndecision = \"{decision}\"\n");
    let lists = [
        ("breach", Outcome::Breach),
        ("warning", Outcome::Warning),
        ("not-checked", Outcome::NotChecked),
    ];
    for (key, outcome) in lists {
        let codes = found.iter().filter(|(_, other)| *other == outcome);
        let codes: BTreeSet<&String> = codes.map(|(code, _)| code).collect();
        write_list(&mut text, key, codes.into_iter());
    }
    write_list(&mut text, "pass", scenario.expected.pass.iter());
    write_list(
        &mut text,
        "not-applicable",
        scenario.expected.not_applicable.iter(),
    );
    fs::write(path, text).unwrap();
}

fn write_list<'a>(text: &mut String, key: &str, codes: impl Iterator<Item = &'a String>) {
    let lines: Vec<String> = codes.map(|code| format!("    \"{code}\",\n")).collect();
    if !lines.is_empty() {
        write!(text, "{key} = [\n{}]\n", lines.concat()).unwrap();
    }
}
