//! The Certificate IDs that a device is notified of.

use s1spki_policies::{CertificateId, NotifiedSlot};
use serde::{Deserialize, Serialize};

/// The four Certificate IDs that a SMETS1 device is notified of (S1SR draft, clause 2).
///
/// `"null"` or `"0"` is the null Certificate ID: it was received, and names nothing. An absent member, which JSON's own
/// `null` is too, was not received, or nobody looked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotifiedCertificateIds {
    /// Notified Critical Supplier Certificate ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical_supplier: Option<CertificateId>,
    /// Notified Non-Critical Supplier Certificate ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_critical_supplier: Option<CertificateId>,
    /// Notified Critical Network Operator Certificate ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical_network_operator: Option<CertificateId>,
    /// Notified Non-Critical Network Operator Certificate ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_critical_network_operator: Option<CertificateId>,
}

impl NotifiedCertificateIds {
    /// What was notified in this slot.
    #[must_use]
    pub const fn in_slot(&self, slot: NotifiedSlot) -> Option<&CertificateId> {
        match slot {
            NotifiedSlot::CriticalSupplier => self.critical_supplier.as_ref(),
            NotifiedSlot::NonCriticalSupplier => self.non_critical_supplier.as_ref(),
            NotifiedSlot::CriticalNetworkOperator => self.critical_network_operator.as_ref(),
            NotifiedSlot::NonCriticalNetworkOperator => self.non_critical_network_operator.as_ref(),
        }
    }
}
