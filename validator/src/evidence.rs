//! What is known besides certificates and messages: devices, registration, authorisations, lists and thresholds.
//!
//! Evidence is written by others and handed in as JSON (or, for installations, as CSV). Every member may be absent,
//! and absence means that nobody looked: a rule that needs the member is not checked, and says so. An empty list is
//! something else: somebody looked, and there is nothing. A member that is not known is an error, because a gate that
//! overlooks a misspelt member would judge without it.
//!
//! Field names are stable within [`SCHEMA`]; the JSON Schemas are in the book.

mod anomaly;
mod answer;
mod certificate_ids;
mod command;
mod counters;
mod device;
mod eligible;
mod exclusion;
mod installation;
mod party;
mod period;
mod registration;
mod supply;
mod text;
mod user;

pub use anomaly::{AnomalyThresholds, AttributeLimit, CountThreshold};
pub use answer::Answer;
pub use certificate_ids::NotifiedCertificateIds;
pub use command::CommandEvidence;
pub use counters::Counters;
pub use device::DeviceRecord;
pub use eligible::{DeviceModel, EligibleProductCombination, EligibleProductCombinations};
pub use exclusion::{ExclusionRecord, ParseExclusionError};
pub use installation::{Attestations, InstallationEvidence, MigrationFile};
pub use party::{Authorisation, ParseAuthorisationError, ParseTenureError, Tenure};
pub use period::{ParseSpanError, Span};
pub use registration::{Registration, Responsible};
pub use supply::{Fuel, PaymentMode, Supply, SupplyPart};
pub use user::{User, UserStatus};

/// The version of the forms.
pub const SCHEMA: u32 = 1;
