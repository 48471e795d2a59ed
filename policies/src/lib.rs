//! What the documents say: the words, the policy model, the policy files.
//!
//! A *word* is a type for a term of the governing documents: [`RemotePartyRole`], [`Eui64`],
//! [`CertificateId`], [`Clause`], [`Standing`] and their like, one file each. It is parsed at the door and
//! printed one way.
//!
//! A *policy* is a TOML file in the order of RFC 3647. Every value in it names its clause, its standing and
//! its source. [`PolicyFile`] is the file as written; [`Policy`] is the file as trusted: complete, within the
//! ceilings that no file may exceed, and hashed.
//!
//! ```
//! use s1spki_policies::Policy;
//!
//! let policy = Policy::embedded("zaz1").expect("it is embedded")?;
//! let validity = &policy.profiles()["issuing"].validity;
//! assert_eq!(validity.value().period.to_string(), "P25Y");
//! assert_eq!(validity.authority().standing.to_string(), "measured");
//! # Ok::<(), s1spki_policies::PolicyError>(())
//! ```
//!
//! Nothing here knows a clock, a disk, a network or randomness, or the encodings of X.509.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

mod authority;
mod canonical;
mod ceiling;
mod certificate_id;
mod clause;
mod cohort;
mod command;
mod command_variant;
mod dated;
mod difference;
mod embedded;
mod error;
mod eui64;
mod event;
mod file;
mod metering;
mod migration;
mod moment;
mod oid;
mod period;
mod policy;
mod profile;
mod provision;
mod recorded;
mod role;
mod section;
mod serial_number;
mod service_reference;
mod service_request;
mod standing;
mod stated;
mod text;
mod timeline;
mod value;
mod version;

pub use authority::Authority;
pub use canonical::{ParsePolicyHashError, PolicyHash};
pub use certificate_id::{CertificateId, ParseCertificateIdError};
pub use clause::{Clause, ParseClauseError};
pub use cohort::{Cohort, ParseCohortError};
pub use command::{
    AnomalyConsequence, AnomalyRule, AttributeLimit, CommandVariants, Commands, CounterComparison,
    CounterRange, DeviceStatuses, Presence, ReplacementForm, ReplacementUsage, RequestOverride, SignerRoles,
    SlotRule, SupplierKind, UserRoleRule, XmlLimits, XmlSignatureForm,
};
pub use command_variant::{CommandVariant, ParseCommandVariantError};
pub use dated::{Dated, DatedProvision, Dating, InForce, Scope, Severity};
pub use difference::{Effect, PolicyDifference, RuleDifference, RuleState, compare, differences};
pub use embedded::{EMBEDDED, Embedded};
pub use error::{PolicyError, Position};
pub use eui64::{Eui64, ParseEui64Error};
pub use event::{DatePrecision, Event};
pub use file::{Document, MOST_OCTETS, PolicyFile};
pub use metering::{DeviceStatus, DeviceType, MeterState, NotifiedSlot, PartyClass, RequestClass, UserRole};
pub use migration::{
    CertificateOwner, CertificateRules, CountedDays, DailyCapacity, DayCounting, DecommissioningFloor,
    EventWindow, Exclusion, ExclusionEffect, KeyInfrastructure, Migration, MigrationLead, RequestingParty,
    Requirement, SwitchState, TransitionExpiry, WindowBoundary,
};
pub use moment::{Moment, ParseMomentError};
pub use oid::{Oid, OidError, PolicyOid};
pub use period::{ParsePeriodError, Period, Validity};
pub use policy::Policy;
pub use profile::Profile;
pub use provision::{Provision, ProvisionRecord};
pub use role::{ParseRoleError, RemotePartyRole};
pub use section::{
    Approval, Duties, Issuance, Keys, Names, Records, Registration, RelyingParties, Requests, Revocation,
    StatusList, StatusLists,
};
pub use serial_number::{ParseSerialNumberError, SerialNumber};
pub use service_reference::{ParseServiceReferenceError, ServiceReference, ServiceReferenceVariant};
pub use service_request::{Applicability, FutureDating, ServiceRequest, ServiceRequestTable};
pub use standing::{ParseStandingError, Standing};
pub use text::octets_from_hex;
pub use timeline::{Happening, TimelineEntry, timeline};
pub use value::{
    AttributeContent, AttributeType, AuthorityConstraint, AuthorityKeyForm, Environment, ExpiredList,
    ExtensionOrder, ExtensionPart, ExtensionType, IdentityAssurance, Involvement, KeyForm,
    KeyIdentifierMethod, KeyUsage, NamePart, PeriodRule, Permission, PolicyReference, ProfileKind, Quorum,
    Retention, RevocationChecking, RevocationDepth, RevocationReason, Role, SignatureAlgorithm, StringType,
    UnknownStatus, UnknownWord, ValidityRule,
};
