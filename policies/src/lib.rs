//! What the documents say: the words, the policy model, the policy files.

mod authority;
mod certificate_id;
mod clause;
mod eui64;
mod moment;
mod oid;
mod period;
mod role;
mod serial_number;
mod standing;
mod text;

pub use authority::Authority;
pub use certificate_id::{CertificateId, ParseCertificateIdError};
pub use clause::{Clause, ParseClauseError};
pub use eui64::{Eui64, ParseEui64Error};
pub use moment::{Moment, ParseMomentError};
pub use oid::{Oid, OidError, PolicyOid};
pub use period::{ParsePeriodError, Period, Validity};
pub use role::{ParseRoleError, RemotePartyRole};
pub use serial_number::{ParseSerialNumberError, SerialNumber};
pub use standing::{ParseStandingError, Standing};
