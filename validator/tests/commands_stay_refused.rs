//! What the command gate can be talked into: nothing. Less evidence never makes it accept, and no change of what was
//! signed does.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::LazyLock;

use proptest::prelude::*;
use s1spki_fixtures::command::{CommandScenario, MadeCommand};
use s1spki_policies::Policy;
use s1spki_validator::directory::{Directory, DirectoryBuilder, RepositoryStatus};
use s1spki_validator::evidence::CommandEvidence;
use s1spki_validator::gate::CommandGate;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, Decision, RevocationList, VerdictCache};
use serde_json::Value;

/// Scenarios whose evidence is whole: good ones, and some that a single fact refuses.
const SCENARIOS: [&str; 10] = [
    "supplier-disables-supply",
    "supplier-tops-up",
    "supplier-takes-over",
    "network-operator-replaces-its-certificates",
    "request-is-replayed",
    "user-is-suspended",
    "too-many-requests",
    "another-supplier-is-responsible",
    "slot-is-null",
    "device-is-of-another-service-provider",
];

/// Everything that a scenario needs to be judged again and again.
struct World {
    judge: ChainJudge<'static>,
    directory: Directory,
    made: MadeCommand,
    cache: VerdictCache,
}

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::embedded("lab").unwrap().unwrap());
static WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| SCENARIOS.map(World::of).into());

impl World {
    fn of(name: &str) -> Self {
        let scenario = CommandScenario::named(name);
        let made = scenario.make();
        let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
        let judge = ChainJudge::new(
            &POLICY,
            scenario.at,
            [TrustAnchor::from_certificate(certificate(&made.anchor.der))],
            made.intermediates.iter().map(|named| certificate(&named.der)),
            made.lists
                .iter()
                .map(|named| RevocationList::decode(&named.der).unwrap()),
        );
        let mut builder = DirectoryBuilder::new();
        for held in &made.directory {
            let named = &held.certificate;
            builder
                .add(&named.label, &named.der, RepositoryStatus::InUse)
                .unwrap();
        }
        Self {
            judge,
            directory: builder.build(),
            made,
            cache: VerdictCache::holding(64),
        }
    }

    fn decide(&self, message: &[u8], evidence: &Value) -> Decision {
        let evidence: CommandEvidence = serde_json::from_value(evidence.clone()).unwrap();
        let gate = CommandGate::new(&POLICY, &self.judge, &self.directory).remembering(&self.cache);
        gate.decide_briefly("message", message, &evidence).decision
    }
}

/// The paths of all members outside of lists. What stands inside a list is no evidence of its own: a list is given whole,
/// and a member of an entry may widen or narrow what the entry says.
fn members(value: &Value, path: &[String], found: &mut Vec<Vec<String>>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        let path = [path, std::slice::from_ref(name)].concat();
        members(member, &path, found);
        found.push(path);
    }
}

fn without(value: &mut Value, path: &[String]) {
    let Some((last, above)) = path.split_last() else {
        return;
    };
    let inner = above.iter().try_fold(value, |value, name| value.get_mut(name));
    if let Some(Value::Object(object)) = inner {
        object.remove(last);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn less_evidence_never_makes_it_accept(world in 0..SCENARIOS.len(), picks: Vec<prop::sample::Index>) {
        let world = &WORLDS[world];
        let whole = world.decide(&world.made.message, &world.made.evidence);
        let mut paths = Vec::new();
        members(&world.made.evidence, &[], &mut paths);
        let mut evidence = world.made.evidence.clone();
        for pick in picks.iter().take(4) {
            without(&mut evidence, &paths[pick.index(paths.len())]);
        }
        let less = world.decide(&world.made.message, &evidence);
        prop_assert!(less != Decision::Accept || whole == Decision::Accept, "{whole} became {less} by {evidence}");
    }
}

#[test]
fn no_change_of_a_signed_octet_is_accepted() {
    let world = &WORLDS[0];
    let good = &world.made.message;
    for place in signed_octets(good) {
        for bit in 0..8 {
            let mut message = good.clone();
            message[place] ^= 1 << bit;
            let decision = world.decide(&message, &world.made.evidence);
            assert_ne!(decision, Decision::Accept, "octet {place}, bit {bit}");
        }
    }
}

/// The octets of the message whose change changes what is signed: those of the root element but for the start tag of
/// the signature and KeyInfo, which are not signed (the root declares the prefix too), and for the signature's value, where
/// line ends say nothing.
fn signed_octets(message: &[u8]) -> Vec<usize> {
    let text = std::str::from_utf8(message).unwrap();
    let start = text.find("<sr:Request").unwrap();
    let key_info = text.find("<ds:KeyInfo>").unwrap()..text.find("</ds:KeyInfo>").unwrap();
    let value = text.find("<ds:SignatureValue>").unwrap()..text.find("</ds:SignatureValue>").unwrap();
    let tag = text.find("<ds:Signature ").unwrap()..text.find("<ds:SignedInfo>").unwrap();
    (start..text.trim_end().len())
        .filter(|place| {
            ![&tag, &value, &key_info]
                .iter()
                .any(|unsigned| unsigned.contains(place))
        })
        .collect()
}
