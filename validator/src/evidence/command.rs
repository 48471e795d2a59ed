//! What is known when a message arrives.

use serde::{Deserialize, Serialize};

use super::{
    AnomalyThresholds, Counters, DeviceRecord, EligibleProductCombinations, NotifiedCertificateIds,
    Registration, User,
};
use s1spki_policies::{CertificateId, Eui64};

/// What is known of the device that a message is for, of who sent it, and of what went before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandEvidence {
    /// The device that the message is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceRecord>,
    /// The SMETS1 Service Provider that judges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub s1sp: Option<String>,
    /// The Certificate IDs that the device was notified of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_ids: Option<NotifiedCertificateIds>,
    /// The highest counters that were acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counters: Option<Counters>,
    /// What registration data say of the device's meter point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// The supplier that manages the communications hub where there are two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_supplier: Option<Eui64>,
    /// The Users, or the one that sent the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<User>>,
    /// The list of eligible product combinations, where it comes with the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligible_product_combinations: Option<EligibleProductCombinations>,
    /// The thresholds whose crossing is an anomaly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anomaly_thresholds: Option<AnomalyThresholds>,
    /// The certificate that the DCC's countersignature names, where whoever asks has verified it; null where there is no
    /// countersignature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub countersigner: Option<CertificateId>,
}
