//! Devices as the inventory has them.

use s1spki_policies::{DeviceStatus, DeviceType, Eui64};
use serde::{Deserialize, Serialize};

/// A device as the inventory has it (DUIS schema, inventory device).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceRecord {
    /// Its identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<Eui64>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_type: Option<DeviceType>,
    /// What the inventory says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<DeviceStatus>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<String>,
    /// Its model, up to 30 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The version of its firmware, up to 8 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware_version: Option<String>,
    /// Its meter points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mpxns: Option<Vec<String>>,
    /// The region of its communications service provider; `SMETS1` for a SMETS1 device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csp_region: Option<String>,
    /// Its SMETS1 Service Provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub s1sp: Option<String>,
}
