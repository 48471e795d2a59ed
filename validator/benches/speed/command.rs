//! The command gate: decoded, signature verified, signer's chain remembered, every rule looked at.

use std::hint::black_box;

use s1spki_fixtures::command::CommandScenario;
use s1spki_validator::directory::{DirectoryBuilder, RepositoryStatus};
use s1spki_validator::evidence::CommandEvidence;
use s1spki_validator::gate::CommandGate;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, Decision, RevocationList, VerdictCache};

use crate::chain::floor;
use crate::measure::{in_turns, row};
use crate::world::{LEAVES, World};

/// How many other certificates the directory holds.
const OTHERS: usize = 500;

pub(crate) fn measure(world: &World) {
    let made = CommandScenario::named("supplier-disables-supply").make();
    let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
    let judge = ChainJudge::new(
        &world.policy,
        world.at,
        [TrustAnchor::from_certificate(certificate(&made.anchor.der))],
        made.intermediates.iter().map(|named| certificate(&named.der)),
        made.lists
            .iter()
            .map(|named| RevocationList::decode(&named.der).unwrap()),
    );
    let mut builder = DirectoryBuilder::new();
    let held = made.directory.iter().map(|held| held.certificate.der.as_slice());
    for der in held.chain(world.leaves.iter().take(OTHERS).map(Vec::as_slice)) {
        builder.add("held", der, RepositoryStatus::InUse).unwrap();
    }
    let directory = builder.build();
    let evidence: CommandEvidence = serde_json::from_value(made.evidence).unwrap();
    let cache = VerdictCache::holding(1_000);
    let gate = CommandGate::new(&world.policy, &judge, &directory).remembering(&cache);
    let mut floor = floor(world);
    let decided = in_turns(LEAVES, &mut floor, || {
        for _ in 0..LEAVES {
            let verdict = gate.decide_briefly("message", black_box(&made.message), &evidence);
            assert_eq!(verdict.decision, Decision::Accept);
        }
    });
    row("command gate, signer remembered", decided, "1.11");
}
