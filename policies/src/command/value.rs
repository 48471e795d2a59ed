//! The kinds of values that the rules of the command gate have.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::value::words;
use crate::{
    Cohort, CommandVariant, DeviceStatus, DeviceType, KeyUsage, PartyClass, RemotePartyRole, RequestClass,
    UserRole,
};

words! {
    /// Which supplier may send a request, where not every supplier may.
    SupplierKind {
        /// The electricity supplier.
        Electricity = "electricity",
        /// The lead supplier of the communications hub.
        Lead = "lead",
    }
}

words! {
    /// How a counter compares with the one stored for its originator.
    CounterComparison {
        /// It is greater.
        Greater = "greater",
        /// It is greater or equal.
        NotLess = "not-less",
    }
}

words! {
    /// What becomes of a request that is out of the ordinary.
    AnomalyConsequence {
        /// It waits until somebody releases it.
        Quarantine = "quarantine",
        /// It is deleted, and the user is told.
        DeleteAndNotify = "delete-and-notify",
    }
}

words! {
    /// Whether a place of a message is filled.
    Presence {
        /// It has to be.
        Mandatory = "mandatory",
        /// It may be.
        Optional = "optional",
        /// It is not there.
        Absent = "absent",
    }
}

/// How large a message may be. Sizes are octets before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct XmlLimits {
    /// The most octets.
    pub octets: u32,
    /// The deepest nesting of elements; the root element has depth 1.
    pub depth: u16,
    /// The most elements.
    pub elements: u32,
}

impl XmlLimits {
    /// What no policy file may exceed: what a gate can hold in memory and on its stack.
    pub const CEILING: Self = Self {
        octets: 16 << 20,
        depth: 256,
        elements: 1 << 20,
    };
}

/// The form of an XML signature: algorithms by their identifiers (URIs).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct XmlSignatureForm {
    /// How SignedInfo may be canonicalised.
    pub canonicalisation: BTreeSet<String>,
    /// How it may be signed.
    pub signature: BTreeSet<String>,
    /// How what is referenced may be digested.
    pub digest: BTreeSet<String>,
    /// What may be done to what is referenced before, in this order.
    pub transforms: Vec<String>,
}

/// The user roles of a device's parties: which certificates a request in that role rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UserRoleRule {
    /// The slots of a device that the role's certificates stand in; none for a role without slots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyClass>,
    /// The role in the party's certificates that a device holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_role: Option<RemotePartyRole>,
}

/// Which certificate a notified slot names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SlotRule {
    /// The class of requests that it is compared with.
    pub class: RequestClass,
    /// Whose it is.
    pub party: PartyClass,
}

/// The numbers that counters usually are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CounterRange {
    /// The least.
    pub least: u64,
    /// The greatest.
    pub most: u64,
}

/// What the number of requests is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnomalyRule {
    /// The requests that are counted or looked into.
    pub classes: BTreeSet<RequestClass>,
    /// What becomes of a request beyond the threshold.
    pub consequence: AnomalyConsequence,
}

/// A limit on a value in the body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AttributeLimit {
    /// The least value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    /// The greatest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
}

/// The certificates that a request carries to replace those of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReplacementForm {
    /// The certificate for digital signing.
    pub digital_signing: Presence,
    /// The one for key agreement.
    pub key_agreement: Presence,
    /// The one for key agreement of top-ups.
    pub key_agreement_top_up: Presence,
    /// The least number of certificates of authorities.
    pub path_least: u8,
    /// The greatest.
    pub path_most: u8,
}

/// The key usage of a replacement certificate, by the place it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReplacementUsage {
    /// For digital signing.
    pub digital_signing: KeyUsage,
    /// For key agreement.
    pub key_agreement: KeyUsage,
    /// For key agreement of top-ups.
    pub key_agreement_top_up: KeyUsage,
}

/// What differs for SMETS1 from a row of the table of service requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequestOverride {
    /// The types of device that it is for; every one where none is named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub devices: BTreeSet<DeviceType>,
    /// The cohorts that it is not for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub except: BTreeSet<Cohort>,
    /// The user roles that may send the request; as in the table where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_roles: Option<BTreeSet<UserRole>>,
    /// Which supplier may; any responsible one where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<SupplierKind>,
}

/// The command variants of a class of requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CommandVariants {
    /// Of critical requests.
    pub critical: BTreeSet<CommandVariant>,
    /// Of other requests to a device.
    pub non_critical: BTreeSet<CommandVariant>,
    /// Of requests that concern no device.
    pub non_device: BTreeSet<CommandVariant>,
}

impl CommandVariants {
    /// The command variants of this class.
    #[must_use]
    pub const fn of(&self, class: RequestClass) -> &BTreeSet<CommandVariant> {
        match class {
            RequestClass::Critical => &self.critical,
            RequestClass::NonCritical => &self.non_critical,
            RequestClass::NonDevice => &self.non_device,
        }
    }
}

/// The inventory statuses in which a device takes requests: those that a request names for itself, or the usual ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DeviceStatuses {
    /// The usual ones.
    pub usual: BTreeSet<DeviceStatus>,
    /// Those for one request, by its service reference variant.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub requests: BTreeMap<crate::ServiceReferenceVariant, BTreeSet<DeviceStatus>>,
}

impl DeviceStatuses {
    /// The statuses in which a device takes this request.
    #[must_use]
    pub fn of(&self, request: crate::ServiceReferenceVariant) -> &BTreeSet<DeviceStatus> {
        self.requests.get(&request).unwrap_or(&self.usual)
    }
}
