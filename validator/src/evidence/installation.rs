//! What is known of an installation that is to be migrated.

use s1spki_policies::{CertificateId, Cohort, MigrationLead, SwitchState};
use serde::{Deserialize, Serialize};

use super::{
    Answer, Authorisation, DeviceRecord, EligibleProductCombinations, ExclusionRecord, Fuel, Supply,
    SupplyPart,
};

/// What is known of an installation that is to be migrated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstallationEvidence {
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installation: Option<String>,
    /// The cohort of its meters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort: Option<Cohort>,
    /// Its GroupID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The name of its device model combination on the list of eligible ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combination: Option<String>,
    /// Its devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices: Option<Vec<DeviceRecord>>,
    /// The list of eligible product combinations, where it comes with the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligible_product_combinations: Option<EligibleProductCombinations>,
    /// Its supply of electricity; absent where nothing is known, or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electricity: Option<Supply>,
    /// Its supply of gas; absent where nothing is known, or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas: Option<Supply>,
    /// The communications hub's switch for providing profile data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_data_switch: Option<SwitchState>,
    /// Who leads the migration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub led_by: Option<MigrationLead>,
    /// Whether the Requesting Party of its cohort is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requesting_party_open: Option<Answer>,
    /// The suppliers that authorised the migration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorisations: Option<Vec<Authorisation>>,
    /// The exclusion categories that it falls into; an empty list where it was looked for and there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusions: Option<Vec<ExclusionRecord>>,
    /// What people attest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestations: Option<Attestations>,
    /// The files that bring it, and who signed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<MigrationFile>>,
    /// How many installations a day were allocated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_allocation: Option<u32>,
}

/// What people attest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestations {
    /// That the prepayment functions stay as they are, and available to later suppliers (TMAD 4.49).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepayment: Option<Answer>,
    /// That the installation complies with SMETS1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smets1_compliance: Option<Answer>,
}

/// A migration file, and the certificate that it names as its signer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrationFile {
    /// Its name.
    pub name: String,
    /// The certificate of whoever signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<CertificateId>,
}

impl InstallationEvidence {
    /// The supplies that take part in the migration.
    pub fn supplies(&self) -> impl Iterator<Item = (Fuel, &Supply)> {
        let both = [
            (Fuel::Electricity, self.electricity.as_ref()),
            (Fuel::Gas, self.gas.as_ref()),
        ];
        let known = both
            .into_iter()
            .filter_map(|(fuel, supply)| Some((fuel, supply?)));
        known.filter(|(_, supply)| supply.part != Some(SupplyPart::StaysBehind))
    }
}
