//! What the migration gate goes by: the pre-conditions of a migration, as dated rules.

mod value;

use std::collections::{BTreeMap, BTreeSet};

pub use value::{
    CertificateOwner, CountedDays, DailyCapacity, DayCounting, DecommissioningFloor, EventWindow, Exclusion,
    ExclusionEffect, KeyInfrastructure, MigrationLead, RequestingParty, Requirement, SwitchState,
    TransitionExpiry, WindowBoundary,
};

use crate::version::{Versions, rules};
use crate::{Dated, KeyUsage, Period, RemotePartyRole};

rules! {
    /// The pre-conditions of a migration. A field's name in kebab-case is the last part of the codes of its
    /// findings: `migration.change-of-supplier-window`.
    Migration as MigrationSection {
        /// The transition and migration approach document (TMAD) has effect.
        transition_expiry: Versions<TransitionExpiry> => Dated<TransitionExpiry>,
        /// The device model combination is on the list of eligible product combinations at the time.
        eligible_product_combination: Versions<Requirement> => Dated<Requirement>,
        /// How long after an entry was added to that list corresponding installations are migrated.
        eligible_product_window: Versions<Period> => Dated<Period>,
        /// Who authorises the migration of an active meter.
        active_authorisation: Versions<MigrationLead> => Dated<MigrationLead>,
        /// Who leads the migration of a dormant meter.
        dormant_led_by: Versions<MigrationLead> => Dated<MigrationLead>,
        /// No change of supplier is due within so many days.
        change_of_supplier_window: Versions<EventWindow> => Dated<EventWindow>,
        /// No change of tenancy is planned within so many days.
        change_of_tenancy_window: Versions<EventWindow> => Dated<EventWindow>,
        /// How those days are counted.
        window_counting: Versions<DayCounting> => Dated<DayCounting>,
        /// The communications hub's switch for profile data, where the meter is dormant.
        profile_data_switch_dormant: Versions<SwitchState> => Dated<SwitchState>,
        /// The same where the meter is active.
        profile_data_switch_active: Versions<SwitchState> => Dated<SwitchState>,
        /// The supplier's certificates that the installation is to be notified of.
        supplier_certificate: CertificateSection => CertificateRules,
        /// The network operator's certificates that the installation is to be notified of.
        network_operator_certificate: CertificateSection => CertificateRules,
        /// Which public key infrastructure the certificates come from.
        key_infrastructure: Versions<KeyInfrastructure> => Dated<KeyInfrastructure>,
        /// The Requesting Party of the cohort is not decommissioned.
        requesting_party_open: Versions<RequestingParty> => Dated<RequestingParty>,
        /// How early a Requesting Party may be decommissioned.
        decommissioning_floor: Versions<DecommissioningFloor> => Dated<DecommissioningFloor>,
        /// The categories of installations that are not migrated (TMAD clause 18), by name.
        exclusion: BTreeMap<String, Versions<Exclusion>> => BTreeMap<String, Dated<Exclusion>>,
        /// The prepayment functions are kept (TMAD 4.49): somebody attests it.
        prepayment_attestation: Versions<Requirement> => Dated<Requirement>,
        /// The roles whose certificates sign migration files; an empty set where no role is known.
        file_signer_role: Versions<BTreeSet<RemotePartyRole>> => Dated<BTreeSet<RemotePartyRole>>,
        /// The installation complies with SMETS1: the party that enrols it attests it.
        smets1_compliance: Versions<Requirement> => Dated<Requirement>,
        /// How many installations a day are migrated at least.
        capacity: Versions<DailyCapacity> => Dated<DailyCapacity>,
    }
}

rules! {
    /// The rules on the certificates of one party that an installation is to be notified of.
    CertificateRules as CertificateSection {
        /// Their Certificate IDs were received and are not null (0).
        not_null: Versions<Requirement> => Dated<Requirement>,
        /// Each Certificate ID names one certificate.
        resolved: Versions<Requirement> => Dated<Requirement>,
        /// Each certificate is good in its chain: profile, path, validity, revocation.
        chain: Versions<Requirement> => Dated<Requirement>,
        /// The roles that they may have.
        role: Versions<BTreeSet<RemotePartyRole>> => Dated<BTreeSet<RemotePartyRole>>,
        /// The one bit of key usage that they have.
        usage: Versions<KeyUsage> => Dated<KeyUsage>,
        /// Whose they are.
        owner: Versions<CertificateOwner> => Dated<CertificateOwner>,
    }
}
