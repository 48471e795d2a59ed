//! A revocation list of a million entries.

use std::hint::black_box;

use s1spki_fixtures::make::{Authority, serial_of};
use s1spki_validator::{Decision, RevocationList};

use crate::chain::floor;
use crate::measure::{in_turns, row, time};
use crate::memory::resident;
use crate::world::{LEAVES, World, list_of};

/// How many entries.
const ENTRIES: usize = 1_000_000;

pub(crate) fn measure(world: &World) {
    let der = list_of(&Authority::lab_issuing(), ENTRIES);
    // First of all, while no memory of earlier rounds lies about to be used again.
    let before = resident();
    let list = RevocationList::decode(&der).unwrap();
    let held = resident()
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before));
    let load = || {
        black_box(RevocationList::decode(black_box(&der)).unwrap());
    };
    let mut seconds: Vec<f64> = (0..5).map(|_| time(load).as_secs_f64()).collect();
    seconds.sort_by(f64::total_cmp);
    let length = der.len() as f64 / 1e6;
    println!(
        "| list of {ENTRIES} entries ({length:.0} MB), load | {:.3} s | | |",
        seconds[2]
    );
    if let Some(held) = held {
        println!("| the same, memory | {:.0} MB | | |", held as f64 / 1e6);
    }

    let mut floor = floor(world);
    let serials: Vec<Vec<u8>> = (0..LEAVES)
        .map(|number| serial_of(&format!("revoked {number}")))
        .collect();
    let looked_up = in_turns(LEAVES, &mut floor, || {
        for serial in &serials {
            assert!(list.lookup(black_box(serial), list.issuer()).is_some());
        }
    });
    row("the same, one look-up", looked_up, "");
    let lists = [world.lists[0].clone(), list];
    let judge = world.judge_with(&lists);
    let judged = in_turns(LEAVES, &mut floor, || {
        for leaf in &world.leaves {
            assert_eq!(judge.brief(black_box(leaf)).decision, Decision::Accept);
        }
    });
    row("chain, issuer known, with that list", judged, "1.05");
}
