//! The short form of a verdict decides as the long one does, and a cache never changes an answer.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use s1spki_fixtures::scenario::{Made, Scenario};
use s1spki_policies::{Moment, Policy, RemotePartyRole};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{
    Brief, Certificate, ChainJudge, Decision, Expectation, Inspector, RevocationList, VerdictCache,
};

/// What a judge can be made of.
struct World {
    policy: Policy,
    at: Moment,
    anchor: Certificate,
    intermediates: Vec<Certificate>,
    lists: Vec<RevocationList>,
    leaves: Vec<Vec<u8>>,
}

impl World {
    fn of(scenario: &Scenario) -> Self {
        let Made {
            anchor,
            intermediates,
            judged,
            lists,
        } = scenario.make();
        let certificate = |der: &[u8]| Certificate::decode(der).unwrap();
        Self {
            policy: Policy::embedded(&scenario.policy).unwrap().unwrap(),
            at: scenario.at,
            anchor: certificate(&anchor.der),
            intermediates: intermediates
                .iter()
                .map(|named| certificate(&named.der))
                .collect(),
            lists: lists
                .iter()
                .map(|named| RevocationList::decode(&named.der).unwrap())
                .collect(),
            leaves: judged.into_iter().map(|named| named.der).collect(),
        }
    }

    fn judge(&self, at: Moment) -> ChainJudge<'_> {
        self.judge_without(at, usize::MAX)
    }

    /// A judge who was not given one of the lists.
    fn judge_without(&self, at: Moment, missing: usize) -> ChainJudge<'_> {
        let lists = self.lists.iter().enumerate();
        ChainJudge::new(
            &self.policy,
            at,
            [TrustAnchor::from_certificate(self.anchor.clone())],
            self.intermediates.iter().cloned(),
            lists
                .filter(|(index, _)| *index != missing)
                .map(|(_, list)| list.clone()),
        )
    }

    /// Every moment at which something begins or ends, and the seconds round it.
    fn moments(&self) -> BTreeSet<Moment> {
        let leaves = self.leaves.iter().map(|leaf| Certificate::decode(leaf));
        let certificates = leaves.flatten().chain(self.intermediates.iter().cloned());
        let mut moments = BTreeSet::from([self.at]);
        for certificate in certificates.chain([self.anchor.clone()]) {
            moments.extend([
                certificate.validity().not_before,
                certificate.validity().not_after,
            ]);
        }
        for list in &self.lists {
            moments.insert(list.this_update());
            moments.extend(list.next_update());
            moments.extend(list.entries().map(|entry| entry.revocation_date()));
        }
        let seconds = moments.iter().flat_map(|moment| {
            (-2..=2).filter_map(|seconds| Moment::from_unix_seconds(moment.unix_seconds() + seconds))
        });
        seconds.collect()
    }
}

#[test]
fn a_judge_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<ChainJudge<'_>>();
    shared::<VerdictCache>();
}

#[test]
fn the_short_form_says_what_the_long_one_says() {
    for scenario in Scenario::all() {
        let world = World::of(&scenario);
        let role = Some(RemotePartyRole::new(0x02));
        for expectation in [Expectation::default(), Expectation { role }] {
            let judge = world.judge(world.at).expecting(expectation);
            let inspector = Inspector::new(&world.policy, world.at);
            for leaf in &world.leaves {
                let (long, short) = (judge.judge("leaf", leaf), judge.brief(leaf));
                assert_eq!(Brief::of(&long), short, "{}", scenario.name);
                assert_eq!(
                    (long.decision, long.standing),
                    (short.decision, short.standing),
                    "{}",
                    scenario.name
                );
                let (long, short) = (inspector.inspect("leaf", leaf), inspector.brief(leaf));
                assert_eq!(Brief::of(&long), short, "{}", scenario.name);
                assert_eq!((long.decision, long.standing), (short.decision, short.standing));
            }
        }
    }
}

#[test]
fn a_judge_says_the_same_whatever_it_was_asked_before() {
    for scenario in Scenario::all() {
        let world = World::of(&scenario);
        let judge = world.judge(world.at);
        let leaves = world.leaves.iter().chain(world.leaves.iter().rev());
        for leaf in leaves {
            let fresh = world.judge(world.at).judge("leaf", leaf);
            assert_eq!(format!("{:?}", judge.judge("leaf", leaf)), format!("{fresh:?}"));
            assert_eq!(judge.brief(leaf), Brief::of(&fresh), "{}", scenario.name);
        }
    }
}

#[test]
fn a_judge_sent_through_time_says_what_one_made_for_that_time_says() {
    for scenario in Scenario::all() {
        let world = World::of(&scenario);
        let traveller = world.judge(world.at);
        let cache = VerdictCache::holding(1_000);
        for at in world.moments() {
            let (fresh, sent) = (world.judge(at), traveller.at_time(at));
            assert_eq!((sent.at(), sent.fingerprint()), (at, fresh.fingerprint()));
            for leaf in &world.leaves {
                let (whole, brief) = (fresh.judge("leaf", leaf), fresh.brief(leaf));
                assert_eq!(
                    format!("{:?}", sent.judge("leaf", leaf)),
                    format!("{whole:?}"),
                    "{} at {at}",
                    scenario.name
                );
                assert_eq!(sent.brief(leaf), brief);
                assert_eq!(cache.brief(&sent, leaf), brief);
            }
        }
    }
}

#[test]
fn one_cache_for_all_scenarios_and_all_times_changes_no_answer() {
    let cache = VerdictCache::holding(100_000);
    let (mut accepted, mut refused) = (0, 0);
    for scenario in Scenario::all() {
        let world = World::of(&scenario);
        for at in world.moments() {
            let judge = world.judge(at);
            for leaf in &world.leaves {
                let fresh = judge.brief(leaf);
                match fresh.decision {
                    Decision::Accept => accepted += 1,
                    Decision::Refuse | Decision::Undecided => refused += 1,
                }
                for _ in 0..2 {
                    assert_eq!(cache.brief(&judge, leaf), fresh, "{} at {at}", scenario.name);
                }
            }
        }
    }
    assert!(
        accepted > 100 && refused > 100,
        "{accepted} accepted, {refused} not"
    );
}

#[test]
fn a_verdict_is_found_again_within_its_time_and_not_after() {
    let world = World::of(&Scenario::named("supplier-signing-and-key-agreement-are-good"));
    let cache = VerdictCache::holding(1_000);
    let last = world
        .lists
        .iter()
        .filter_map(RevocationList::next_update)
        .min()
        .unwrap();
    let next = Moment::from_unix_seconds(last.unix_seconds() + 1).unwrap();
    let mut known = Vec::new();
    for at in [world.at, last, next, world.at] {
        known.push((
            cache.brief(&world.judge(at), &world.leaves[0]).decision,
            cache.len(),
        ));
    }
    assert_eq!(
        known,
        [
            (Decision::Accept, 1),
            (Decision::Accept, 1),
            (Decision::Undecided, 1),
            (Decision::Accept, 1)
        ]
    );
}

#[test]
fn a_cache_stays_as_small_as_it_was_made() {
    let world = World::of(&Scenario::named("supplier-signing-and-key-agreement-are-good"));
    let (cache, judge) = (VerdictCache::holding(64), world.judge(world.at));
    for number in 0..2_000_u32 {
        let brief = cache.brief(&judge, &number.to_be_bytes());
        assert_eq!(brief.decision, Decision::Refuse);
    }
    assert!(!cache.is_empty() && cache.len() <= 64, "{}", cache.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is changed in the certificate, in what the judge was given or in the time, the cache that knows the
    /// good verdict gives the answer of a judge who knows nothing.
    #[test]
    fn a_change_is_never_answered_from_what_was_before(
        place in any::<prop::sample::Index>(),
        bit in 0..8_u32,
        at in any::<prop::sample::Index>(),
        missing in 0..4_usize,
        role in prop::option::of(0..4_u8),
    ) {
        let world = World::of(&Scenario::named("supplier-signing-and-key-agreement-are-good"));
        let cache = VerdictCache::holding(1_000);
        for leaf in &world.leaves {
            prop_assert_eq!(cache.brief(&world.judge(world.at), leaf).decision, Decision::Accept);
        }
        let moments: Vec<Moment> = world.moments().into_iter().collect();
        let expectation = Expectation { role: role.map(RemotePartyRole::new) };
        let judge = world.judge_without(*at.get(&moments), missing).expecting(expectation);
        for leaf in &world.leaves {
            let mut changed = leaf.clone();
            let place = place.index(changed.len());
            changed[place] ^= 1_u8 << bit;
            for leaf in [leaf, &changed] {
                prop_assert_eq!(cache.brief(&judge, leaf), judge.brief(leaf));
            }
            prop_assert_ne!(cache.brief(&judge, &changed).decision, Decision::Accept);
        }
    }
}
