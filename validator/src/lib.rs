//! Certificates of the FOC S1SPKI judged by the policy: bytes in, verdict out.

mod finding;
mod path;

pub use finding::{Basis, Detail, Finding, Outcome, Rule};
