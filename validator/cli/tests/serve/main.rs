//! The service, asked over the loopback interface of this machine.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![allow(missing_docs, unreachable_pub)]

mod clients_show_certificates;
mod gates_decide;
mod http;
mod nothing_is_lost;
mod requests_are_limited;
mod server;
mod the_state_is_told;
mod today;
mod verdicts_are_those_of_the_command;
