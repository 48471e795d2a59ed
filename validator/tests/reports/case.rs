//! Verdicts to be told.

use s1spki_fixtures::command::CommandScenario;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    ListDefect, OrganisationUsage, RequestDefect, RequestSpecimen, RevocationListSpecimen,
};
use s1spki_fixtures::migration::MigrationScenario;
use s1spki_fixtures::scenario::{Made, Scenario};
use s1spki_policies::{Moment, Policy};
use s1spki_validator::directory::DirectoryBuilder;
use s1spki_validator::evidence::CommandEvidence;
use s1spki_validator::gate::CommandGate;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{
    Certificate, ChainJudge, Expectation, Inspector, ListVerdict, Question, RequestVerdict, RevocationList,
    Unread, Verdict,
};

use crate::migration;

pub(crate) fn policy(id: &str) -> Policy {
    Policy::embedded(id).unwrap().unwrap()
}

/// The verdict on the chain of a scenario.
pub(crate) fn chain(scenario: &Scenario) -> Verdict {
    let policy = policy(&scenario.policy);
    let made = scenario.make();
    let judge = judge(scenario, &made, &policy);
    on_chain(scenario, &made, &policy, &judge)
}

/// The same where a network operator is expected.
pub(crate) fn chain_of_an_operator(scenario: &Scenario) -> Verdict {
    let policy = policy(&scenario.policy);
    let made = scenario.make();
    let role = policy.role_named("03");
    assert!(role.is_some());
    let judge = judge(scenario, &made, &policy).expecting(Expectation { role });
    on_chain(scenario, &made, &policy, &judge)
}

fn on_chain(scenario: &Scenario, made: &Made, policy: &Policy, judge: &ChainJudge<'_>) -> Verdict {
    let judged = made.judged.iter();
    let certificates = judged.map(|named| judge.judge(format!("{}.pem", named.label), &named.der));
    Verdict::on_certificates(Question::Chain, scenario.at, policy, certificates.collect())
}

fn judge<'a>(scenario: &Scenario, made: &Made, policy: &'a Policy) -> ChainJudge<'a> {
    let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
    let lists = made.lists.iter();
    ChainJudge::new(
        policy,
        scenario.at,
        [TrustAnchor::from_certificate(certificate(&made.anchor.der))],
        made.intermediates.iter().map(|named| certificate(&named.der)),
        lists.map(|named| RevocationList::decode(&named.der).unwrap()),
    )
}

/// The verdict on the certificates of a scenario, each alone.
pub(crate) fn alone(scenario: &Scenario) -> Verdict {
    let policy = policy(&scenario.policy);
    let inspector = Inspector::new(&policy, scenario.at);
    let made = scenario.make();
    let judged = made.judged.iter();
    let certificates = judged.map(|named| inspector.inspect(format!("{}.pem", named.label), &named.der));
    Verdict::on_certificates(
        Question::Certificate,
        scenario.at,
        &policy,
        certificates.collect(),
    )
}

/// The verdict on what is no certificate, and on a file that is not there.
pub(crate) fn unreadable() -> Verdict {
    let policy = policy("lab");
    let inspector = Inspector::new(&policy, at());
    let certificate = inspector.inspect("spoilt.der", b"\x30\x00");
    Verdict::on_certificates(Question::Certificate, at(), &policy, vec![certificate]).with_unread(vec![
        Unread {
            label: "missing.pem".to_owned(),
            error: "there is no such file".to_owned(),
            hint: Some("check its name".to_owned()),
        },
    ])
}

/// The verdict on a good request and on one with every defect.
pub(crate) fn requests() -> Verdict {
    let policy = policy("lab");
    let specimen = || RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("supplier"));
    let good = RequestVerdict::on("good.csr", &specimen().der(), &policy);
    let spoilt = RequestDefect::ALL.map(|defect| {
        let mut request = specimen();
        defect.apply(&mut request);
        RequestVerdict::on(format!("{defect:?}.csr"), &request.der(), &policy)
    });
    let unreadable = RequestVerdict::on("spoilt.csr", b"\x30\x00", &policy);
    let all = [good, unreadable].into_iter().chain(spoilt);
    Verdict::on_requests(at(), &policy, all.collect())
}

/// The verdict of the migration gate on a scenario on its first day.
pub(crate) fn migration(name: &str) -> Verdict {
    let mut verdicts = migration::verdicts().iter();
    let (scenario, day, verdict) = verdicts.find(|(scenario, ..)| scenario.name == name).unwrap();
    Verdict::of_gate(
        Question::Migration,
        day.at,
        &migration::policy(scenario),
        vec![verdict.clone()],
    )
}

/// The verdicts of the migration gate on every scenario on its first day.
pub(crate) fn migrations() -> Vec<(String, Verdict)> {
    let scenarios = MigrationScenario::all().into_iter();
    scenarios
        .map(|scenario| (scenario.name.clone(), migration(&scenario.name)))
        .collect()
}

/// The verdict on a good list of each kind, on one with every defect, and on what is no list.
pub(crate) fn lists() -> Verdict {
    let policy = policy("lab");
    let judged = |name: &str, der: &[u8]| ListVerdict::on(name, der, at(), &policy);
    let good = [
        judged("issuing.crl", &RevocationListSpecimen::lab().der()),
        judged("root.crl", &RevocationListSpecimen::lab_root().der()),
        judged("spoilt.crl", b"\x30\x00"),
    ];
    let spoilt = ListDefect::ALL.map(|defect| {
        let mut list = RevocationListSpecimen::lab();
        defect.apply(&mut list);
        judged(&format!("{defect:?}.crl"), &list.der())
    });
    Verdict::on_lists(at(), &policy, good.into_iter().chain(spoilt).collect())
}

pub(crate) fn at() -> Moment {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

/// The verdict of the command gate on the message of a scenario.
pub(crate) fn command(scenario: &CommandScenario) -> Verdict {
    let policy = Policy::embedded(&scenario.policy).unwrap().unwrap();
    let made = scenario.make();
    let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
    let judge = ChainJudge::new(
        &policy,
        scenario.at,
        [TrustAnchor::from_certificate(certificate(&made.anchor.der))],
        made.intermediates.iter().map(|named| certificate(&named.der)),
        made.lists
            .iter()
            .map(|named| RevocationList::decode(&named.der).unwrap()),
    );
    let mut directory = DirectoryBuilder::new();
    for held in &made.directory {
        let named = &held.certificate;
        directory
            .add(&named.label, &named.der, held.status.parse().unwrap())
            .unwrap();
    }
    let directory = directory.build();
    let evidence: CommandEvidence = serde_json::from_value(made.evidence).unwrap();
    let gate = CommandGate::new(&policy, &judge, &directory);
    let verdict = gate.decide(&scenario.name, &made.message, &evidence);
    Verdict::of_gate(Question::Command, scenario.at, &policy, vec![verdict])
}
