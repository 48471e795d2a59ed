//! The status of certificates (RFC 5280 6.3).
//!
//! # Which question is answered
//!
//! "Is this certificate known to be revoked at `at`, from the lists that were given?" A list made at or before
//! `at` counts as RFC 5280 has it: whom it names is revoked, whatever the revocation date. A list made after `at`
//! clears nobody; it counts against those whom it names with a revocation date at or before `at`. The invalidity
//! date is reported and decides nothing.
//!
//! A list can clear a certificate only if it is authentic, covers the certificate, and is current at `at`. It can
//! tell that a certificate is revoked even where it is out of date, or a delta list without its complete list.
//! A hold ends where a newer list of the same scope, or a delta list, takes it back.
//!
//! # Where this differs from RFC 5280 6.3.3
//!
//! - Every list that applies is looked at, not the first that settles the matter ((e) is left out): one that
//!   names the certificate is not missed for another that does not.
//! - Whatever distribution points a certificate names, the point that RFC 5280 assumes at the end is tried too.
//! - The signer of a list may be on the list that it signs. Signers whose lists clear each other in a longer
//!   circle are refused.
//! - The path of a signer is held to the same settings as the path of the certificate.

mod conclusion;
mod conformance;
mod delta;
mod determination;
mod examination;
mod held;
mod known;
pub mod rule;
mod scope;
mod settings;
mod signer;
mod status;

pub(crate) use held::HeldLists;
pub(crate) use known::KnownStatuses;
pub use settings::{DeltaLists, Depth, ExpiredList, RevocationSettings, UnknownStatus};
pub use status::{ListReport, ListUse, Revocation, RevocationReport, RevocationStatus, UnknownCause};
