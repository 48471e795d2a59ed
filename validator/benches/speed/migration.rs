//! The migration gate on very many installations.

use std::hint::black_box;

use s1spki_fixtures::migration::{good, made};
use s1spki_policies::{Moment, Policy};
use s1spki_validator::directory::{DirectoryBuilder, RepositoryStatus};
use s1spki_validator::evidence::InstallationEvidence;
use s1spki_validator::gate::{Counted, MigrationGate, MigrationSummary};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, RevocationList};

use crate::chain::floor;
use crate::measure::{in_turns, row, time};
use crate::memory::resident;
use crate::world::World;

/// How many installations a round decides on.
const INSTALLATIONS: usize = 500;
/// How many go through the gate at once, to see the memory.
const MANY: usize = 100_000;

pub(crate) fn measure(world: &World) {
    let at: Moment = "2021-03-15T09:00:00Z".parse().unwrap();
    let policy = Policy::embedded("lab").unwrap().unwrap();
    let made = made(at);
    let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
    let judge = ChainJudge::new(
        &policy,
        at,
        [TrustAnchor::from_certificate(certificate(&made.anchor.der))],
        made.intermediates.iter().map(|named| certificate(&named.der)),
        made.lists
            .iter()
            .map(|named| RevocationList::decode(&named.der).unwrap()),
    );
    let mut builder = DirectoryBuilder::new();
    for named in &made.judged {
        builder
            .add(&named.label, &named.der, RepositoryStatus::Unknown)
            .unwrap();
    }
    let directory = builder.build();
    let gate = MigrationGate::new(&policy, &judge, &directory);
    let line = good(at).to_string();
    let evidence: InstallationEvidence = serde_json::from_str(&line).unwrap();
    let decided = in_turns(INSTALLATIONS, floor(world), || {
        for _ in 0..INSTALLATIONS {
            black_box(gate.decide_briefly("installation", &evidence));
        }
    });
    row(
        "migration gate, 8 Certificate IDs of few suppliers, certificates known",
        decided,
        "",
    );
    let read = in_turns(INSTALLATIONS, floor(world), || {
        for _ in 0..INSTALLATIONS {
            let evidence: InstallationEvidence = serde_json::from_str(&line).unwrap();
            black_box(gate.decide_briefly("installation", &evidence));
        }
    });
    row("the same with the evidence read from its line", read, "");
    measure_many(&gate, &line, at);
}

fn measure_many(gate: &MigrationGate<'_>, line: &str, at: Moment) {
    let before = resident();
    let mut summary = MigrationSummary::default();
    let taken = time(|| {
        for _ in 0..MANY {
            let evidence: InstallationEvidence = serde_json::from_str(line).unwrap();
            let verdict = gate.decide_briefly("installation", &evidence);
            summary.count(&Counted::of(&verdict, &evidence, at));
        }
    });
    assert_eq!(summary.decisions.total(), MANY as u64);
    let grown = resident()
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before) >> 10);
    println!(
        "| {MANY} installations, one thread: {:.1} s, the process grew by {} KiB | | | |",
        taken.as_secs_f64(),
        grown.map_or_else(|| "?".to_owned(), |grown| grown.to_string())
    );
}
