//! The migration gate, on any evidence: a verdict comes, and what is accepted names the certificates that it needs.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use s1spki_fuzz::desk::Desk;
use s1spki_validator::Decision;
use s1spki_validator::evidence::InstallationEvidence;
use s1spki_validator::gate::MigrationGate;

static DESK: LazyLock<Desk> = LazyLock::new(Desk::laid_out);
static GATE: LazyLock<MigrationGate<'static>> = LazyLock::new(|| {
    MigrationGate::new(DESK.policy(), DESK.judge(), DESK.directory()).with_eligible_products(DESK.eligible_products())
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(evidence) = serde_json::from_slice::<InstallationEvidence>(bytes) else { return };
    let whole = GATE.decide("fuzz", &evidence);
    let brief = GATE.decide_briefly("fuzz", &evidence);
    assert_eq!((whole.decision, &whole.findings), (brief.decision, &brief.findings));
    if whole.decision == Decision::Accept {
        let supplies = [&evidence.electricity, &evidence.gas];
        assert!(supplies.iter().any(|supply| supply.as_ref().is_some_and(|supply| supply.certificate_ids.is_some())));
    }
});
