//! One of the two supplies of an installation.

use s1spki_policies::MeterState;
use serde::{Deserialize, Serialize};

use super::{NotifiedCertificateIds, Registration};

/// What is supplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fuel {
    /// Electricity.
    Electricity,
    /// Gas.
    Gas,
}

/// How the supply is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentMode {
    /// Afterwards.
    Credit,
    /// Beforehand.
    Prepayment,
}

/// Whether a supply takes part in a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupplyPart {
    /// It is migrated.
    Migrates,
    /// It stays behind, as the gas meter does where electricity alone is migrated.
    StaysBehind,
}

/// One supply of an installation: its meter, who is responsible for it, and what it is to be notified of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    /// Whether it takes part; where nothing is said, it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<SupplyPart>,
    /// Whether the meter is active or dormant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meter_state: Option<MeterState>,
    /// How it is paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_mode: Option<PaymentMode>,
    /// What registration data say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// What the meter is to be notified of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_ids: Option<NotifiedCertificateIds>,
}

impl Fuel {
    /// The word for people and machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Electricity => "electricity",
            Self::Gas => "gas",
        }
    }
}
