//! Certificates of the FOC S1SPKI judged by the policy: bytes in, verdict out.
//!
//! * *Decode*: [`read_blocks`] finds the objects in a file; [`Certificate`], [`RevocationList`] and
//!   [`CertificateRequest`] are decoded once and own their octets.
//! * *Inspect*: [`CertificateFacts`] says in the words of the documents what a certificate claims; [`identify`]
//!   picks its profile, and [`inspect`] holds it against that. [`Inspector`] does all of it for one certificate
//!   alone.
//! * *Verify*: [`path`] finds and checks the path to a trust anchor (RFC 5280 6), [`revocation`] asks the revocation
//!   lists. [`ChainJudge`] puts inspection, path and revocation together.
//! * *Decide*: [`gate`] says whether a message may be acted on and whether an installation may be migrated, by the rules
//!   of the day. [`duis`] takes messages apart, [`directory`] finds the certificates that are named, [`evidence`] is what
//!   only others know.
//! * *Render*: [`report`] tells a [`Verdict`] to people and to machines.
//!
//! Whatever is looked at becomes a [`Finding`]: the rule, what came of it, the clause that it rests on and how firmly
//! that stands, what was found and wanted, and what to do. Bytes that cannot be read are no error but a refusal:
//!
//! ```
//! use s1spki_policies::Policy;
//! use s1spki_validator::{Decision, Inspector};
//!
//! let policy = Policy::embedded("foc-s1spki").expect("it is embedded")?;
//! let inspector = Inspector::new(&policy, "2026-03-01T00:00:00Z".parse()?);
//! let verdict = inspector.inspect("no certificate", b"\x30\x00");
//! assert_eq!(verdict.decision, Decision::Refuse);
//! let finding = verdict.findings().next().expect("there is one");
//! assert_eq!(finding.code(), "encoding.unreadable");
//! assert_eq!(finding.clause(), "X.690 10");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing here knows a clock, a disk, a network or randomness: time and bytes are arguments.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

mod algorithm;
mod cache;
mod catalogue;
mod certificate;
mod chain;
pub mod crypto;
mod date;
pub mod der;
pub mod directory;
pub mod duis;
mod encoding;
pub mod evidence;
mod expectation;
pub mod extension;
mod facts;
mod finding;
pub mod gate;
mod hexadecimal;
mod input;
mod inspector;
mod issuer_key;
mod name;
pub mod path;
pub mod report;
mod request;
pub mod revocation;
mod revocation_list;
mod rule;
mod structure;
mod verdict;

pub use algorithm::{AlgorithmIdentifier, Parameters, SubjectPublicKeyInfo};
pub use cache::VerdictCache;
pub use catalogue::{Entry, Example, catalogue, explain};
pub use certificate::Certificate;
pub use chain::ChainJudge;
pub use date::DateForm;
pub use der::{DerFault, DerFaultKind};
pub use encoding::{DecodeError, EncodingFault, EncodingFaultKind};
pub use expectation::Expectation;
pub use extension::{Extension, ExtensionContent, ExtensionKind, GeneralName, KeyUsages};
pub use facts::{CertificateFacts, EntityFact, KeyFact, RequestFacts, RoleFact};
pub use finding::{Basis, Detail, Finding, Outcome, Rule};
pub use input::{Block, InputError, Label, read_blocks};
pub use inspector::Inspector;
pub use name::{Attribute, Name, ParseNameError, Rdn, StringKind};
pub use request::{CertificateRequest, RequestAttribute};
pub use revocation_list::{EntryExtension, RevocationList, RevokedCertificate};
pub use rule::{Identified, ListKind, identify, inspect, inspect_list, inspect_request, requested_profile};
pub use verdict::{
    About, Brief, CertificateInPlace, CertificateVerdict, Claim, Decision, FindingsOfCertificate,
    GateVerdict, GroupedFindings, Identity, ListVerdict, NamedRole, PathTaken, PolicyInForce, Question,
    Remark, RequestVerdict, Unread, Verdict,
};
