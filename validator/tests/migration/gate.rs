//! The gate as the scenarios ask it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use s1spki_fixtures::migration::{Day, MigrationScenario, made, world};
use s1spki_fixtures::scenario::Made;
use s1spki_policies::{Moment, Policy};
use s1spki_validator::directory::{Directory, DirectoryBuilder, RepositoryStatus};
use s1spki_validator::evidence::InstallationEvidence;
use s1spki_validator::gate::MigrationGate;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, GateVerdict, RevocationList};

/// The policy of a scenario.
pub(crate) fn policy(scenario: &MigrationScenario) -> Policy {
    match &scenario.policy {
        None => Policy::embedded("lab").unwrap().unwrap(),
        Some(text) => Policy::load(&scenario.name, text.as_bytes()).unwrap(),
    }
}

/// The judge of a day's world.
pub(crate) fn judge<'a>(made: &Made, policy: &'a Policy, at: Moment) -> ChainJudge<'a> {
    let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
    let lists = made.lists.iter();
    ChainJudge::new(
        policy,
        at,
        [TrustAnchor::from_certificate(certificate(&made.anchor.der))],
        made.intermediates.iter().map(|named| certificate(&named.der)),
        lists.map(|named| RevocationList::decode(&named.der).unwrap()),
    )
}

/// The directory of a day's world.
pub(crate) fn directory(made: &Made) -> Directory {
    let mut builder = DirectoryBuilder::new();
    for named in &made.judged {
        builder
            .add(&named.label, &named.der, RepositoryStatus::Unknown)
            .unwrap();
    }
    builder.build()
}

/// The evidence of a scenario on a day.
pub(crate) fn evidence(scenario: &MigrationScenario, at: Moment) -> InstallationEvidence {
    let json = scenario.evidence(at, &world(at));
    serde_json::from_value(json).unwrap_or_else(|error| panic!("{}: {error}", scenario.name))
}

/// The verdict on every scenario on each of its days, reached once.
pub(crate) fn verdicts() -> &'static [(MigrationScenario, Day, GateVerdict)] {
    static VERDICTS: LazyLock<Vec<(MigrationScenario, Day, GateVerdict)>> = LazyLock::new(|| {
        let mut worlds: BTreeMap<Moment, Made> = BTreeMap::new();
        let mut verdicts = Vec::new();
        for scenario in MigrationScenario::all() {
            let policy = policy(&scenario);
            for day in &scenario.days {
                let made = worlds.entry(day.at).or_insert_with(|| made(day.at));
                verdicts.push((
                    scenario.clone(),
                    day.clone(),
                    verdict(&scenario, day, made, &policy),
                ));
            }
        }
        verdicts
    });
    &VERDICTS
}

fn verdict(scenario: &MigrationScenario, day: &Day, made: &Made, policy: &Policy) -> GateVerdict {
    let (judge, directory) = (judge(made, policy, day.at), directory(made));
    let gate = MigrationGate::new(policy, &judge, &directory);
    gate.decide(&scenario.name, &evidence(scenario, day.at))
}
