//! The table of service requests.

mod table_file;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub(crate) use table_file::TableFile;

use crate::value::words;
use crate::{Provision, RequestClass, ServiceReferenceVariant, UserRole};

words! {
    /// Who holds a request until the time that it is for.
    FutureDating {
        /// Nobody: it is for now.
        None = "none",
        /// The device.
        Device = "device",
        /// The DCC.
        Dsp = "dsp",
        /// The DCC, and then the device.
        DspAndDevice = "dsp+device",
    }
}

words! {
    /// Whether a request exists for SMETS1 devices.
    Applicability {
        /// It does.
        Applies = "applies",
        /// It does not.
        DoesNotApply = "does-not-apply",
        /// It is not known here: the table of SMETS1 variations was not seen.
        Unknown = "unknown",
    }
}

/// A row of the table: one kind of service request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServiceRequest {
    /// What it is called.
    pub name: String,
    /// The element of DUIS in the body of such a request; nothing where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whether it can change supply, credit or security.
    #[serde(default)]
    pub critical: bool,
    /// The user roles that may send it; none may where the set is empty.
    pub user_roles: BTreeSet<UserRole>,
    /// Who holds it until its time.
    #[serde(default = "for_now")]
    pub future_dating: FutureDating,
    /// Whether the DCC can send it by a schedule.
    #[serde(default)]
    pub schedulable: bool,
    /// Whether it concerns no device.
    #[serde(default)]
    pub non_device: bool,
    /// Whether it exists for SMETS1 devices.
    #[serde(default = "not_known")]
    pub smets1: Applicability,
}

const fn for_now() -> FutureDating {
    FutureDating::None
}

const fn not_known() -> Applicability {
    Applicability::Unknown
}

impl ServiceRequest {
    /// What the request asks for, as far as signatures are concerned.
    #[must_use]
    pub const fn class(&self) -> RequestClass {
        match (self.critical, self.non_device) {
            (true, _) => RequestClass::Critical,
            (false, true) => RequestClass::NonDevice,
            (false, false) => RequestClass::NonCritical,
        }
    }
}

/// The service requests, by service reference variant.
#[derive(Clone, Debug, Default)]
pub struct ServiceRequestTable {
    rows: BTreeMap<ServiceReferenceVariant, Provision<ServiceRequest>>,
}

impl ServiceRequestTable {
    pub(crate) const fn new(rows: BTreeMap<ServiceReferenceVariant, Provision<ServiceRequest>>) -> Self {
        Self { rows }
    }

    /// The row of this variant.
    #[must_use]
    pub fn row(&self, variant: ServiceReferenceVariant) -> Option<&Provision<ServiceRequest>> {
        self.rows.get(&variant)
    }

    /// Every row, in the order of the numbers.
    pub fn rows(&self) -> impl Iterator<Item = (ServiceReferenceVariant, &Provision<ServiceRequest>)> {
        self.rows.iter().map(|(variant, row)| (*variant, row))
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none: the policy names no table.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The variants whose requests have this element in the body.
    pub fn of_body<'a>(&'a self, element: &'a str) -> impl Iterator<Item = ServiceReferenceVariant> + 'a {
        self.rows()
            .filter(move |(_, row)| row.value().body.as_deref() == Some(element))
            .map(|(variant, _)| variant)
    }
}
