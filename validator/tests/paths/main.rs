//! Certification paths and revocation, on certificates and lists that the tests make.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "tests"
)]

mod answers_are_told;
mod names_are_constrained;
mod nothing_wrong_is_accepted;
mod openssl_agrees;
mod pki;
mod sections_four_and_five_are_kept;
mod the_anchor_binds;
mod the_right_path_is_found;
mod the_status_is_told;
mod work_is_limited;
