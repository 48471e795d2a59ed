//! The kinds of values that the rules of the migration gate have.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::value::words;
use crate::{Cohort, Moment, Period};

words! {
    /// Whether something has to be so.
    Requirement {
        /// It has to.
        Required = "required",
        /// It need not.
        NotRequired = "not-required",
    }
}

words! {
    /// Who decides that an installation migrates.
    MigrationLead {
        /// The supplier responsible for it.
        ResponsibleSupplier = "responsible-supplier",
        /// The DCC.
        Dcc = "dcc",
    }
}

words! {
    /// Which days are counted.
    CountedDays {
        /// Every day of the calendar.
        Calendar = "calendar",
        /// Monday to Friday; public holidays are not known here.
        Working = "working",
    }
}

words! {
    /// Whether the last day of a window belongs to it.
    WindowBoundary {
        /// An event on the last day lies in the window.
        Inclusive = "inclusive",
        /// An event on the last day lies outside.
        Exclusive = "exclusive",
    }
}

words! {
    /// The state of the communications hub's switch for profile data.
    SwitchState {
        /// Profile data is provided.
        On = "on",
        /// It is not.
        Off = "off",
    }
}

words! {
    /// Whose certificate it has to be.
    CertificateOwner {
        /// The supplier responsible for the installation.
        ResponsibleSupplier = "responsible-supplier",
        /// The network operator that registration data name.
        NetworkOperator = "network-operator",
        /// The party that sends the request.
        Sender = "sender",
    }
}

words! {
    /// A public key infrastructure of the Smart Energy Code.
    KeyInfrastructure {
        /// That of the FOC S1SP (SEC Appendix AP).
        FocS1spki = "foc-s1spki",
        /// Smart Metering Key Infrastructure.
        Smki = "smki",
    }
}

words! {
    /// What falls under an exclusion category.
    ExclusionEffect {
        /// The installation is not migrated.
        Installation = "installation",
        /// The gas meter is not migrated; the electricity meter may be.
        GasMeter = "gas-meter",
        /// Both excluded and unblocked in the sources: people decide.
        Undecided = "undecided",
    }
}

/// The last day on which the transition and migration document has effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TransitionExpiry {
    /// The last day, by its first second.
    pub last_day: Moment,
}

impl TransitionExpiry {
    /// Whether `at` is not later than the last second of the last day.
    #[must_use]
    pub fn is_in_force(self, at: Moment) -> bool {
        at.start_of_day() <= self.last_day
    }
}

/// No migration where an event is due within so many days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EventWindow {
    /// How many days.
    pub days: u16,
    /// Other numbers of days, by cohort.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cohorts: BTreeMap<Cohort, u16>,
}

impl EventWindow {
    /// How many days for this cohort.
    #[must_use]
    pub fn days_for(&self, cohort: Option<&Cohort>) -> u16 {
        let own = cohort.and_then(|cohort| self.cohorts.get(cohort));
        own.copied().unwrap_or(self.days)
    }
}

/// How the days of a window are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DayCounting {
    /// Which days.
    pub counted: CountedDays,
    /// Whether the last day belongs to the window.
    pub boundary: WindowBoundary,
}

/// For which cohorts the Requesting Party is no longer there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequestingParty {
    /// The first moment without a Requesting Party, by cohort; a cohort that is not listed has one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub decommissioned: BTreeMap<Cohort, Moment>,
}

/// How early a Requesting Party may be decommissioned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DecommissioningFloor {
    /// Not earlier than this after the last entry of the group in the list of eligible product combinations.
    pub period: Period,
    /// The cohorts that it does not bind.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub except: BTreeSet<Cohort>,
}

/// A category of installations that are not migrated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Exclusion {
    /// What it is, in words.
    pub what: String,
    /// What falls under it.
    pub effect: ExclusionEffect,
    /// What has to be stated besides; nothing where the category stands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub and: Option<String>,
}

/// How many installations a day are migrated at least, where capacity is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DailyCapacity {
    /// The least number of installations a day.
    pub installations: u32,
}
