//! The schema of installations says what evidence there is: no member that it does not name, and none that is never
//! read.

use std::collections::BTreeSet;

use s1spki_fixtures::migration::{MigrationScenario, world};
use s1spki_policies::MigrationLead;
use s1spki_validator::evidence::{
    Answer, Attestations, DeviceRecord, EligibleProductCombination, EligibleProductCombinations,
    InstallationEvidence, MigrationFile, NotifiedCertificateIds, PaymentMode, Registration, Supply,
    SupplyPart,
};
use serde_json::{Value, json};

use crate::json_schema::{assert_valid, fields, named, schema};

/// Every member is there; the compiler says so when one is added.
fn everything() -> InstallationEvidence {
    let moment = || "2021-03-15".parse().unwrap();
    let eui64 = || "02-00-5E-10-00-00-00-01".parse().unwrap();
    let id = || Some("TEST-I1/0x01".parse().unwrap());
    let text = || Some("text".to_owned());
    let device = DeviceRecord {
        device_id: Some(eui64()),
        device_type: Some("ESME".parse().unwrap()),
        status: Some("Commissioned".parse().unwrap()),
        manufacturer: text(),
        model: text(),
        firmware_version: text(),
        mpxns: Some(vec!["1200000000011".to_owned()]),
        csp_region: text(),
        s1sp: text(),
    };
    let model =
        json!({ "device_type": "ESME", "manufacturer": "M", "model": "A", "firmware_version": "1.0" });
    let entry = EligibleProductCombination {
        name: text(),
        models: Some([serde_json::from_value(model).unwrap()].into()),
        communications_service_provider: text(),
        first_added: Some(moment()),
        removed: Some(moment()),
    };
    let registration = Registration {
        mpxn: text(),
        suppliers: Some(vec!["02-00-5E-10-00-00-00-01@2020-01-01/".parse().unwrap()]),
        network_operators: Some(vec!["02-00-5E-10-00-00-00-01".parse().unwrap()]),
        changes_of_supplier: Some(vec![moment()]),
        changes_of_tenancy: Some(vec![moment()]),
    };
    let supply = Supply {
        part: Some(SupplyPart::StaysBehind),
        meter_state: Some("dormant".parse().unwrap()),
        payment_mode: Some(PaymentMode::Prepayment),
        registration: Some(registration),
        certificate_ids: Some(NotifiedCertificateIds {
            critical_supplier: id(),
            non_critical_supplier: id(),
            critical_network_operator: id(),
            non_critical_network_operator: id(),
        }),
    };
    InstallationEvidence {
        installation: text(),
        cohort: Some("MOC (MDS)".parse().unwrap()),
        group: text(),
        combination: text(),
        devices: Some(vec![device]),
        eligible_product_combinations: Some(EligibleProductCombinations(vec![entry])),
        electricity: Some(supply.clone()),
        gas: Some(supply),
        profile_data_switch: Some("off".parse().unwrap()),
        led_by: Some(MigrationLead::Dcc),
        requesting_party_open: Some(Answer::No),
        authorisations: Some(vec!["02-00-5E-10-00-00-00-01@2021-01-01".parse().unwrap()]),
        exclusions: Some(vec!["contract-ended:yes".parse().unwrap()]),
        attestations: Some(Attestations {
            prepayment: Some(Answer::Yes),
            smets1_compliance: Some(Answer::No),
        }),
        files: Some(vec![MigrationFile {
            name: "name".to_owned(),
            signer: id(),
        }]),
        daily_allocation: Some(100),
    }
}

#[test]
fn the_schema_of_installations_names_every_member() {
    let schema = schema("installation");
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let everything = serde_json::to_value(everything()).unwrap();
    assert_valid(&validator, "everything", &everything);
    let (mut wanted, mut found) = (BTreeSet::new(), BTreeSet::new());
    named(&schema, &mut wanted);
    fields(&everything, &mut found);
    assert_eq!(wanted, found);
}

#[test]
fn the_evidence_of_every_scenario_follows_the_schema() {
    let validator = jsonschema::draft202012::new(&schema("installation")).unwrap();
    let at = "2021-03-15T09:00:00Z".parse().unwrap();
    let world = world(at);
    for scenario in MigrationScenario::all() {
        assert_valid(&validator, &scenario.name, &scenario.evidence(at, &world));
    }
}

/// What the schema refuses, the reader refuses; a text may still be none that the reader understands.
#[test]
fn a_member_that_is_not_known_follows_no_schema() {
    let validator = jsonschema::draft202012::new(&schema("installation")).unwrap();
    let good = serde_json::to_value(everything()).unwrap();
    for pointer in [
        "",
        "/gas",
        "/gas/registration",
        "/attestations",
        "/files/0",
        "/devices/0",
    ] {
        let mut evidence = good.clone();
        let object = evidence.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
        object.insert("supplyer".to_owned(), Value::Null);
        assert!(!validator.is_valid(&evidence), "{pointer}");
        assert!(
            serde_json::from_value::<InstallationEvidence>(evidence).is_err(),
            "{pointer}"
        );
    }
}

#[test]
fn the_list_of_eligible_products_is_the_same_in_both_schemas() {
    let (list, installation) = (schema("eligible-product-combinations"), schema("installation"));
    for (name, definition) in list["$defs"].as_object().unwrap() {
        assert_eq!(definition, &installation["$defs"][name], "{name}");
    }
}
