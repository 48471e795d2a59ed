//! Evidence as it is read: whole, and nothing besides.

use s1spki_fixtures::migration::good;
use s1spki_policies::CertificateId;
use s1spki_validator::evidence::{
    Authorisation, EligibleProductCombinations, ExclusionRecord, InstallationEvidence,
    NotifiedCertificateIds, Tenure,
};
use serde_json::{Value, json};

fn at() -> s1spki_policies::Moment {
    "2021-03-15T09:00:00Z".parse().unwrap()
}

#[test]
fn what_is_written_reads_back() {
    let evidence: InstallationEvidence = serde_json::from_value(good(at())).unwrap();
    let written = serde_json::to_value(&evidence).unwrap();
    assert_eq!(
        serde_json::from_value::<InstallationEvidence>(written).unwrap(),
        evidence
    );
}

/// A misspelt member must not look like one that nobody gave.
#[test]
fn a_member_that_is_not_known_is_an_error_wherever_it_stands() {
    for pointer in [
        "",
        "/attestations",
        "/electricity",
        "/gas/registration",
        "/gas/certificate_ids",
    ] {
        let mut evidence = good(at());
        let object = evidence.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
        object.insert("supplyer".to_owned(), Value::Null);
        let error = serde_json::from_value::<InstallationEvidence>(evidence).unwrap_err();
        assert!(error.to_string().contains("supplyer"), "{pointer}: {error}");
    }
}

#[test]
fn a_null_certificate_id_is_a_word_and_the_null_of_json_is_nothing() {
    let read = |value: Value| {
        serde_json::from_value::<NotifiedCertificateIds>(json!({ "critical_supplier": value }))
            .unwrap()
            .critical_supplier
    };
    assert_eq!(read(json!("null")), Some(CertificateId::Null));
    assert_eq!(read(json!("0")), Some(CertificateId::Null));
    assert_eq!(read(Value::Null), None);
}

#[test]
fn texts_with_a_time_read_back() {
    let eui64 = "02-00-5E-10-00-00-00-01";
    for text in [
        eui64.to_owned(),
        format!("{eui64}@2021-01-01T00:00:00Z/2022-01-01T00:00:00Z"),
        format!("{eui64}@/2022-01-01T00:00:00Z"),
        format!("{eui64}@2021-01-01T00:00:00Z/"),
    ] {
        assert_eq!(text.parse::<Tenure>().unwrap().to_string(), text);
    }
    for text in [eui64.to_owned(), format!("{eui64}@2021-01-01T00:00:00Z")] {
        assert_eq!(text.parse::<Authorisation>().unwrap().to_string(), text);
    }
    for text in ["contract-ended", "contract-ended:yes", "contract-ended:no"] {
        assert_eq!(text.parse::<ExclusionRecord>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "x",
        "02-00-5E-10-00-00-00-01@",
        "02-00-5E-10-00-00-00-01@2022-01-01/2021-01-01",
    ] {
        assert!(text.parse::<Tenure>().is_err(), "{text}");
    }
    for text in ["", ":yes", "contract-ended:perhaps"] {
        assert!(text.parse::<ExclusionRecord>().is_err(), "{text}");
    }
}

#[test]
fn an_entry_of_the_list_says_what_it_knows() {
    let list: EligibleProductCombinations =
        serde_json::from_value(json!([{ "name": "A" }, { "name": "A", "first_added": "2021-01-01" }]))
            .unwrap();
    let listed: Vec<Option<bool>> = list.named("A").map(|entry| entry.is_listed(at())).collect();
    assert_eq!(listed, [None, Some(true)]);
}
