//! The gate as the scenarios ask it.

use std::collections::BTreeMap;

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

/// The worlds of days, each made once.
#[derive(Default)]
pub(crate) struct Worlds(BTreeMap<Moment, Made>);

impl Worlds {
    pub(crate) fn of(&mut self, at: Moment) -> &Made {
        self.0.entry(at).or_insert_with(|| made(at))
    }

    /// The verdict on a scenario on one of its days.
    pub(crate) fn verdict(&mut self, scenario: &MigrationScenario, day: &Day) -> GateVerdict {
        let policy = policy(scenario);
        let made = self.of(day.at);
        let (judge, directory) = (judge(made, &policy, day.at), directory(made));
        let gate = MigrationGate::new(&policy, &judge, &directory);
        gate.decide(&scenario.name, &evidence(scenario, day.at))
    }
}
