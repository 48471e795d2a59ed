//! Certificates: decoded, inspected, judged in their chain.

use std::hint::black_box;

use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use s1spki_validator::{Certificate, Decision, Inspector, VerdictCache};

use crate::measure::{Measured, in_turns, row};
use crate::world::{LEAVES, World};

/// The floor: one bare verification a leaf, everything else done before.
pub(crate) fn floor(world: &World) -> impl FnMut() {
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, world.issuing.public_key().key());
    let leaves: Vec<Certificate> = world
        .leaves
        .iter()
        .map(|leaf| Certificate::decode(leaf).unwrap())
        .collect();
    move || {
        for leaf in &leaves {
            key.verify(black_box(leaf.tbs()), leaf.signature()).unwrap();
        }
    }
}

pub(crate) fn measure(world: &World) {
    let mut floor = floor(world);
    let parsed = in_turns(LEAVES, &mut floor, || {
        for leaf in &world.leaves {
            black_box(Certificate::decode(black_box(leaf)).unwrap());
        }
    });
    row("parse only", parsed, "");
    let inspector = Inspector::new(&world.policy, world.at);
    let inspected = in_turns(LEAVES, &mut floor, || {
        for leaf in &world.leaves {
            black_box(inspector.inspect("leaf", black_box(leaf)));
        }
    });
    row("profile only, whole verdict", inspected, "");
    let judge = world.judge();
    let judged = in_turns(LEAVES, &mut floor, || {
        for leaf in &world.leaves {
            let verdict = judge.judge("leaf", black_box(leaf));
            assert_eq!(verdict.decision, Decision::Accept);
        }
    });
    row("chain, issuer known, whole verdict", judged, "1.05");
    let briefly = in_turns(LEAVES, &mut floor, || {
        for leaf in &world.leaves {
            assert_eq!(judge.brief(black_box(leaf)).decision, Decision::Accept);
        }
    });
    row("chain, issuer known, decision and remarks", briefly, "1.05");
    let cache = VerdictCache::holding(10_000);
    let again = in_turns(LEAVES, &mut floor, || {
        for leaf in &world.leaves {
            let brief = cache.brief(&judge, black_box(leaf));
            assert_eq!(brief.decision, Decision::Accept);
        }
    });
    row("repeated certificates, from the cache", again, "1,000,000/s");
    let cold = in_turns(LEAVES, &mut floor, || {
        for leaf in &world.leaves {
            let brief = world.judge().brief(black_box(leaf));
            assert_eq!(brief.decision, Decision::Accept);
        }
    });
    row("cold: a judge for each leaf, two lists too", cold, "4.05");
    scaling(world);
}

/// Two threads against one, each with its own half of the time's certificates.
fn scaling(world: &World) {
    let judge = world.judge();
    let all = || {
        for leaf in &world.leaves {
            assert_eq!(judge.brief(black_box(leaf)).decision, Decision::Accept);
        }
    };
    let both = || {
        std::thread::scope(|scope| {
            scope.spawn(all);
            scope.spawn(all);
        });
    };
    let Measured { seconds, ratio } = in_turns(2 * LEAVES, all, both);
    let (rate, gain) = (1.0 / seconds, 2.0 / ratio);
    println!("| the same on two threads | {rate:.0}/s | {gain:.2} times one thread | 1.90 |");
}
