//! DUIS messages: read from XML, and their signatures verified.
//!
//! A [`Message`] is a request, a response, or what an S1SP signed inside a response. Decoding is hardened: no
//! document type, no entities, bounded in every direction by [`XmlLimits`]. What is readable but not as the DUIS
//! schema has it is a [`Fault`] with its line, so that a gate can report every fault of a message at once.
//!
//! One parser reads the message and gives what is canonicalised for its signature. A signature has one shape only: it is a child
//! of what it signs, has one reference to all of it, and names its key by issuer and serial number. Digest and
//! signature are verified separately, since published messages break one and not the other.
//!
//! ```
//! use s1spki_validator::duis::{Message, XmlLimits};
//!
//! let error = Message::decode(b"<!DOCTYPE a><a/>", &XmlLimits::default()).expect_err("it has a DOCTYPE");
//! assert_eq!(error.finding().code(), "message.doctype");
//! ```

mod body;
mod canonical;
mod document;
mod element;
mod error;
mod fault;
mod header;
mod key_info;
mod limit;
mod message;
mod prepared;
mod reader;
mod request_id;
pub(crate) mod rule;
mod sequence;
mod signature;
mod signed_info;
mod stated;
mod verification;

pub use body::{Body, BodyValue, CertificateSlot, FloorNumber, ReplacementCertificate};
pub use error::MessageError;
pub use fault::Fault;
pub use header::{AlertHeader, Header, RequestHeader, ResponseHeader, Smets1Header};
pub use key_info::{IssuerSerial, KeyInfo};
pub use limit::XmlLimits;
pub use message::{Message, MessageKind};
pub use request_id::{ParseRequestIdError, RequestId};
pub use signature::XmlSignature;
pub use signed_info::{Algorithm, Reference};
pub use stated::{Stated, ValueFault};
pub use verification::{DigestOutcome, SignatureOutcome, SignatureVerdict, SignedForm};
