//! Certificates: decoded, inspected, judged in their chain.

use std::hint::black_box;

use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use s1spki_validator::path::{PathSettings, PathValidator, TrustAnchor};
use s1spki_validator::revocation::{RevocationSettings, UnknownStatus};
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
    cold_chain(world);
    let cold = in_turns(LEAVES, &mut floor, || {
        for leaf in &world.leaves {
            let brief = world.judge().brief(black_box(leaf));
            assert_eq!(brief.decision, Decision::Accept);
        }
    });
    row("cold: a judge for each leaf, two lists too", cold, "4.05");
    scaling(world);
}

/// A chain of which nothing is known: leaf and issuing certificate are decoded, and the signatures of both verified.
/// The floor are two bare verifications. There are no lists, which the settings allow with warnings.
fn cold_chain(world: &World) {
    let root = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, world.anchor.public_key().key());
    let mut of_leaf = floor(world);
    let floor = || {
        of_leaf();
        for _ in &world.leaves {
            let issuing = black_box(&world.issuing);
            root.verify(issuing.tbs(), issuing.signature()).unwrap();
        }
    };
    let settings = PathSettings {
        revocation: RevocationSettings {
            unknown_status: UnknownStatus::Allow,
            ..RevocationSettings::default()
        },
        ..PathSettings::default()
    };
    let anchor = TrustAnchor::from_certificate(world.anchor.clone());
    let cold = in_turns(LEAVES, floor, || {
        for leaf in &world.leaves {
            let issuing = Certificate::decode(black_box(world.issuing.der())).unwrap();
            let validator = PathValidator::new(settings.clone(), [anchor.clone()], [issuing], []);
            let leaf = Certificate::decode(black_box(leaf)).unwrap();
            assert!(validator.validate(&leaf, world.at).is_valid());
        }
    });
    row(
        "cold chain: 2 certificates, no lists, against 2 verifications",
        cold,
        "1.05",
    );
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
