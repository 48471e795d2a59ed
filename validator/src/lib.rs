//! Certificates of the FOC S1SPKI judged by the policy: bytes in, verdict out.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

mod algorithm;
mod catalogue;
mod certificate;
mod chain;
pub mod crypto;
mod date;
pub mod der;
mod encoding;
mod expectation;
pub mod extension;
mod facts;
mod finding;
mod input;
mod inspector;
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
pub use catalogue::{Entry, catalogue, explain};
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
pub use name::{Attribute, Name, Rdn, StringKind};
pub use request::{CertificateRequest, RequestAttribute};
pub use revocation_list::{RevocationList, RevokedCertificate};
pub use rule::{Identified, identify, inspect, inspect_request, requested_profile};
pub use verdict::{
    CertificateVerdict, Decision, FindingsOfCertificate, GroupedFindings, Identity, PathTaken, PolicyInForce,
    Question, RequestVerdict, Unread, Verdict,
};
