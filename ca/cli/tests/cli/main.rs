//! The command line, held to what it does and prints.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod bad_input;
mod document;
mod dry_run;
mod golden;
mod help;
mod json;
mod lab;
mod lock;
mod openssl;
mod quickstart;
mod secret;
mod transcript;
