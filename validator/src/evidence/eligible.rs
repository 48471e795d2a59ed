//! The list of eligible product combinations (EPCL).

use std::collections::BTreeSet;

use s1spki_policies::{DeviceType, Moment};
use serde::{Deserialize, Serialize};

use super::DeviceRecord;

/// The list of eligible product combinations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EligibleProductCombinations(pub Vec<EligibleProductCombination>);

/// A device model combination on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibleProductCombination {
    /// What it is called, where installations name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The models of its devices, where installations list theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<BTreeSet<DeviceModel>>,
    /// Its communications service provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communications_service_provider: Option<String>,
    /// When it was first added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_added: Option<Moment>,
    /// When it was taken off the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Moment>,
}

/// A model of a device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceModel {
    /// What it is.
    pub device_type: DeviceType,
    /// Who made it.
    pub manufacturer: String,
    /// Its model.
    pub model: String,
    /// The version of its firmware; nothing where every version counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware_version: Option<String>,
}

impl EligibleProductCombinations {
    /// The entries with this name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a EligibleProductCombination> {
        let entries = self.0.iter();
        entries.filter(move |entry| entry.name.as_deref() == Some(name))
    }

    /// The entries that have the models of these devices and no others.
    pub fn of_devices<'a>(
        &'a self,
        devices: &'a [DeviceRecord],
    ) -> impl Iterator<Item = &'a EligibleProductCombination> {
        self.0.iter().filter(|entry| entry.is_of(devices))
    }

    /// The entries with a model of this device.
    pub fn with_device<'a>(
        &'a self,
        device: &'a DeviceRecord,
    ) -> impl Iterator<Item = &'a EligibleProductCombination> {
        let has = |entry: &&EligibleProductCombination| {
            let mut models = entry.models.iter().flatten();
            models.any(|model| model.is_of(device))
        };
        self.0.iter().filter(has)
    }
}

impl EligibleProductCombination {
    /// Whether it was on the list at `at`; `None` where the list does not say since when.
    #[must_use]
    pub fn is_listed(&self, at: Moment) -> Option<bool> {
        if self.removed.is_some_and(|removed| removed <= at) {
            return Some(false);
        }
        self.first_added.map(|added| added <= at)
    }

    fn is_of(&self, devices: &[DeviceRecord]) -> bool {
        let Some(models) = &self.models else {
            return false;
        };
        let every_device = devices
            .iter()
            .all(|device| models.iter().any(|model| model.is_of(device)));
        every_device
            && models
                .iter()
                .all(|model| devices.iter().any(|device| model.is_of(device)))
    }
}

impl DeviceModel {
    /// Whether a device is of this model.
    #[must_use]
    pub fn is_of(&self, device: &DeviceRecord) -> bool {
        let firmware = self.firmware_version.as_deref();
        device.device_type == Some(self.device_type)
            && device.manufacturer.as_deref() == Some(&self.manufacturer)
            && device.model.as_deref() == Some(&self.model)
            && firmware.is_none_or(|firmware| device.firmware_version.as_deref() == Some(firmware))
    }
}
