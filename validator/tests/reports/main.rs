//! Verdicts as they are told: every form on the scenario folders, and golden files of some.
//!
//! `S1SPKI_REWRITE=1 cargo test -p s1spki-validator --test reports` writes the golden files anew, to be read with
//! `git diff` after a change that was meant.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod book;
mod case;
mod evidence_schema;
mod example;
mod forms;
mod golden;
mod json_schema;
#[path = "../migration/gate.rs"]
#[allow(dead_code, reason = "the tests of the gate use all of it")]
mod migration;
mod outside;
mod picture;
