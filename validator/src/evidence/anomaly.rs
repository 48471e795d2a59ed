//! Thresholds whose crossing is an anomaly (ADT file).

use s1spki_policies::{Eui64, ServiceReferenceVariant};
use serde::{Deserialize, Serialize};

/// The anomaly detection thresholds, and how far they are used up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnomalyThresholds {
    /// How many requests there may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<CountThreshold>>,
    /// Between which limits the values of attributes lie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<AttributeLimit>>,
}

/// How many requests there may be in a period, and how many there were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountThreshold {
    /// Whose requests; nothing where those of all Users are counted together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Eui64>,
    /// Of which service.
    pub service_reference_variant: ServiceReferenceVariant,
    /// The most that there may be.
    pub threshold: u64,
    /// How many there were before this one, in the same period.
    pub counted: u64,
}

/// Between which limits the value of an attribute lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeLimit {
    /// Of which service.
    pub service_reference_variant: ServiceReferenceVariant,
    /// Which attribute: the names of the elements below the body, with `/` between them.
    pub path: String,
    /// The least value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The greatest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
}
