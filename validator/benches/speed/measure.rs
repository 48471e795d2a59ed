//! Taking turns with the floor, and medians.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// How often floor and subject take turns.
const ROUNDS: usize = 21;

/// How long a subject takes for one item, in seconds and as a multiple of the floor.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) seconds: f64,
    pub(crate) ratio: f64,
}

/// Lets floor and subject take turns; each of them handles `items` items when it is called.
pub(crate) fn in_turns(items: usize, mut floor: impl FnMut(), mut subject: impl FnMut()) -> Measured {
    subject(); // what is worked out once is not part of the rate
    let mut rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| {
            let floor = time(&mut floor).as_secs_f64();
            let subject = time(&mut subject).as_secs_f64();
            (subject / floor, subject / items as f64)
        })
        .collect();
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ratio = rounds[ROUNDS / 2].0;
    rounds.sort_by(|a, b| a.1.total_cmp(&b.1));
    Measured {
        seconds: rounds[ROUNDS / 2].1,
        ratio,
    }
}

/// How long something takes once.
pub(crate) fn time(mut work: impl FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Prints one line of the table.
pub(crate) fn row(what: &str, measured: Measured, goal: impl Display) {
    let rate = 1.0 / measured.seconds;
    println!("| {what} | {rate:.0}/s | {:.3} | {goal} |", measured.ratio);
}
