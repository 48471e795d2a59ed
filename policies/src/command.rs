//! What the command gate goes by: the checks before a service request is accepted, as dated rules.

mod value;

use std::collections::{BTreeMap, BTreeSet};

pub use value::{
    AnomalyConsequence, AnomalyRule, AttributeLimit, CommandVariants, CounterComparison, CounterRange,
    DeviceStatuses, Presence, ReplacementForm, ReplacementUsage, RequestOverride, SlotRule, SupplierKind,
    UserRoleRule, XmlLimits, XmlSignatureForm,
};

use crate::version::{Versions, rules};
use crate::{
    CertificateOwner, Dated, DeviceType, InForce, Moment, NotifiedSlot, RemotePartyRole, RequestClass,
    Requirement, ServiceReferenceVariant, UserRole,
};

rules! {
    /// The checks of the command gate. A field's name in kebab-case is the last part of its path in the policy.
    Commands as CommandSection {
        /// How large a message may be.
        xml_limits: Versions<XmlLimits> => Dated<XmlLimits>,
        /// The values of schemaVersion that are known.
        schema_versions: Versions<BTreeSet<String>> => Dated<BTreeSet<String>>,
        /// The algorithms of an XML signature.
        signature: Versions<XmlSignatureForm> => Dated<XmlSignatureForm>,
        /// The command variants of each class of requests.
        command_variants: Versions<CommandVariants> => Dated<CommandVariants>,
        /// The same for SMETS1, where no request is transformed.
        smets1_command_variants: Versions<CommandVariants> => Dated<CommandVariants>,
        /// The roles of the certificates that sign.
        signer_role: SignerRoleSection => SignerRoles,
        /// The certificate's EUI-64 is the originator of the RequestID.
        originator: Versions<Requirement> => Dated<Requirement>,
        /// The user roles, and the certificates of a device that stand for them.
        user_role: BTreeMap<UserRole, Versions<UserRoleRule>> => BTreeMap<UserRole, Dated<UserRoleRule>>,
        /// The four slots of Certificate IDs, and what they are compared with.
        notified_slot: BTreeMap<NotifiedSlot, Versions<SlotRule>> => BTreeMap<NotifiedSlot, Dated<SlotRule>>,
        /// The Certificate ID of the signer stands in its slot.
        notified_certificate: Versions<Requirement> => Dated<Requirement>,
        /// A slot that is compared with is not null (0).
        slot_not_null: Versions<Requirement> => Dated<Requirement>,
        /// How a request's counter compares with the Execution Counter, or the CoS Execution Counter.
        counter: Versions<CounterComparison> => Dated<CounterComparison>,
        /// What counters usually are.
        counter_range: Versions<CounterRange> => Dated<CounterRange>,
        /// The user and its role are live.
        live_user: Versions<Requirement> => Dated<Requirement>,
        /// The user is responsible for the device at the time.
        responsible_party: Versions<Requirement> => Dated<Requirement>,
        /// The device model combination is on the list of eligible product combinations.
        eligible_product: Versions<Requirement> => Dated<Requirement>,
        /// The inventory statuses in which a device takes requests.
        device_status: Versions<DeviceStatuses> => Dated<DeviceStatuses>,
        /// The types of device that a request is for.
        device_type: BTreeMap<ServiceReferenceVariant, Versions<BTreeSet<DeviceType>>>
            => BTreeMap<ServiceReferenceVariant, Dated<BTreeSet<DeviceType>>>,
        /// The target is a SMETS1 device.
        smets1_target: Versions<Requirement> => Dated<Requirement>,
        /// The DCC has countersigned the request.
        countersignature: Versions<Requirement> => Dated<Requirement>,
        /// Counts of requests beyond their threshold.
        anomaly_count: Versions<AnomalyRule> => Dated<AnomalyRule>,
        /// Values in a request beyond their limit.
        anomaly_attribute: Versions<AnomalyRule> => Dated<AnomalyRule>,
        /// The limits of those values, by the path of the element in the body.
        attribute_limit: BTreeMap<String, Versions<AttributeLimit>> => BTreeMap<String, Dated<AttributeLimit>>,
        /// The requests that carry replacement certificates, and in which places.
        replacement: BTreeMap<ServiceReferenceVariant, Versions<ReplacementForm>>
            => BTreeMap<ServiceReferenceVariant, Dated<ReplacementForm>>,
        /// The key usage of a replacement certificate.
        replacement_usage: Versions<ReplacementUsage> => Dated<ReplacementUsage>,
        /// Whose a replacement certificate is.
        replacement_owner: Versions<CertificateOwner> => Dated<CertificateOwner>,
        /// The role codes that the words of RemotePartyRole mean.
        role_word: BTreeMap<String, Versions<RemotePartyRole>> => BTreeMap<String, Dated<RemotePartyRole>>,
        /// What differs for SMETS1 from the table of service requests.
        request_override: BTreeMap<ServiceReferenceVariant, Versions<RequestOverride>>
            => BTreeMap<ServiceReferenceVariant, Dated<RequestOverride>>,
        /// What the response codes of DUIS mean.
        response_code: BTreeMap<String, Versions<String>> => BTreeMap<String, Dated<String>>,
    }
}

rules! {
    /// The roles of the certificates that sign, by what they sign.
    SignerRoles as SignerRoleSection {
        /// A critical SMETS1 request.
        critical: Versions<BTreeSet<RemotePartyRole>> => Dated<BTreeSet<RemotePartyRole>>,
        /// Any other request.
        non_critical: Versions<BTreeSet<RemotePartyRole>> => Dated<BTreeSet<RemotePartyRole>>,
        /// A response, or an alert.
        response: Versions<BTreeSet<RemotePartyRole>> => Dated<BTreeSet<RemotePartyRole>>,
        /// A countersignature.
        countersignature: Versions<BTreeSet<RemotePartyRole>> => Dated<BTreeSet<RemotePartyRole>>,
    }
}

impl Commands {
    /// How large a message may be at `at`: what the policy says, and where it says nothing, the most that any
    /// policy may say.
    #[must_use]
    pub fn xml_limits_at(&self, at: Moment) -> XmlLimits {
        match self.xml_limits.at(at) {
            InForce::Version(version) => version.value,
            InForce::NotYet(_) | InForce::Over(_) | InForce::Never => XmlLimits::CEILING,
        }
    }
}

impl SignerRoles {
    /// The roles of the certificates that sign requests of this class.
    #[must_use]
    pub const fn of(&self, class: RequestClass) -> &Dated<BTreeSet<RemotePartyRole>> {
        match class {
            RequestClass::Critical => &self.critical,
            RequestClass::NonCritical | RequestClass::NonDevice => &self.non_critical,
        }
    }
}
