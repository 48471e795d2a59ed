//! The migration gate on the scenario folders of `fixtures/migrations`: every rule in both outcomes, and both sides of
//! every date.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod dates;
mod evidence;
mod gate;
mod properties;
mod stories;
mod summary;
