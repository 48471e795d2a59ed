//! The certificate directory: it finds what a linear search finds, a snapshot holds the same, and one that is spoilt
//! gives an error or the same answers.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

mod certificates_are_found;
mod real_certificates_go_through;
mod snapshots_are_trusty;
mod specimen;
