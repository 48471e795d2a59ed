//! Certificates, CRLs and requests in DER: first the octets to be signed, then the signed whole.
//!
//! [rcgen](https://docs.rs/rcgen) writes them. It has no BIT STRING in names, and knows one order of
//! extensions alone, so that it is given no names and every extension ready-made; the names take their places
//! afterwards. What it would choose by itself (serial number, dates, a name) is always set.

mod certificate;
mod crl;
mod extension;
mod name;
mod request;
mod unsigned;

use s1spki_policies::{Moment, Oid, SerialNumber};

pub use certificate::{CertificateTemplate, TbsCertificate};
pub use crl::{CrlEntry, CrlTemplate, TbsCrl};
pub use extension::{ExtensionValue, TemplateExtension};
pub use name::{AttributeValue, Name, NameAttribute};
pub use request::{RequestInfo, RequestTemplate};

/// Why a template cannot be written. Each is a fault of whoever filled it in, and found before anything is
/// signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// A PrintableString with another character (X.680 41.4).
    #[error("`{value}` has characters that a PrintableString cannot have (attribute {oid})")]
    NotPrintable {
        /// The attribute.
        oid: Oid,
        /// Its value.
        value: String,
    },
    /// A DirectoryString without characters (RFC 5280, appendix A.1: SIZE (1..MAX)).
    #[error("the attribute {0} is empty")]
    EmptyAttribute(Oid),
    /// Octets that are not the DER of a Name.
    #[error("these octets are not a name")]
    NotAName,
    /// A keyUsage extension without a bit (RFC 5280 4.2.1.3).
    #[error("the keyUsage extension names no usage")]
    NoUsage,
    /// A certificatePolicies extension without a policy (RFC 5280 4.2.1.4).
    #[error("the certificatePolicies extension names no policy")]
    NoPolicy,
    /// An extension that occurs twice (RFC 5280 4.2).
    #[error("the extension {0} occurs twice")]
    ExtensionTwice(Oid),
    /// A certificate that ends before it begins.
    #[error("notAfter {not_after} lies before notBefore {not_before}")]
    Validity {
        /// The first second.
        not_before: Moment,
        /// The last second.
        not_after: Moment,
    },
    /// A CRL whose successor is not later than itself.
    #[error("nextUpdate {next_update} is not later than thisUpdate {this_update}")]
    Updates {
        /// When it was made.
        this_update: Moment,
        /// When the next one is due.
        next_update: Moment,
    },
    /// A CRL that names a certificate twice.
    #[error("the CRL names certificate {0} twice")]
    EntryTwice(SerialNumber),
    /// rcgen refuses, or writes something else than it did when this was made.
    #[error("the encoder does not do as expected: {0}")]
    Encoder(String),
}
