//! Revocation lists: complete, delta and indirect, small and large.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use s1spki_fixtures::der;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Authority, Critical, Entry, Extension, Name as MadeName, RevocationListSpecimen, RevocationReason, Time,
    oid,
};
use s1spki_policies::Moment;
use s1spki_validator::extension::{CrlReason, IssuingDistributionPoint};
use s1spki_validator::{EncodingFaultKind, Name, RevocationList, crypto};

const INVALIDITY_DATE: &str = "2.5.29.24";
const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
const CERTIFICATE_ISSUER: &str = "2.5.29.29";

fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

fn list(entries: Vec<Entry>) -> RevocationListSpecimen {
    RevocationListSpecimen::of(
        &Authority::lab_issuing(),
        300,
        at("2026-04-01"),
        at("2026-04-03"),
        entries,
    )
}

fn entry(serial: &[u8]) -> Entry {
    Entry::of(serial, at("2026-03-01"), None)
}

fn entry_with(serial: &[u8], extensions: Vec<Extension>) -> Entry {
    Entry {
        extensions: Some(extensions),
        ..entry(serial)
    }
}

fn certificate_issuer(name: &MadeName) -> Extension {
    let names = der::sequence([der::explicit(4, name.der())]);
    Extension::new(CERTIFICATE_ISSUER, Critical::True, names)
}

fn read(specimen: &RevocationListSpecimen) -> RevocationList {
    let list = RevocationList::decode(&specimen.der()).unwrap();
    assert_eq!(list.encoding_faults(), []);
    list
}

fn faults(specimen: &RevocationListSpecimen) -> Vec<EncodingFaultKind> {
    let list = RevocationList::decode(&specimen.der()).unwrap();
    list.encoding_faults()
        .iter()
        .map(|fault| fault.kind.clone())
        .collect()
}

fn name(made: &MadeName) -> Name {
    Name::decode(&made.der()).unwrap()
}

#[test]
fn a_complete_list() {
    let reason = Some(RevocationReason::KeyCompromise);
    let invalid_since = Extension::new(
        INVALIDITY_DATE,
        Critical::Absent,
        der::generalized_time("20260228235959Z"),
    );
    let mut second = Entry::of(&[0x00, 0x80], at("2026-03-02"), reason);
    second.extensions.as_mut().unwrap().push(invalid_since);
    let list = read(&list(vec![second, entry(&[0x05])]));

    assert_eq!((list.version(), list.len(), list.is_empty()), (2, 2, false));
    assert_eq!(list.issuer().to_string(), "OU=07, CN=TEST-I1");
    assert_eq!(
        (list.this_update(), list.next_update()),
        (at("2026-04-01"), Some(at("2026-04-03")))
    );
    assert_eq!(list.crl_number(), Some(&[0x01, 0x2C][..]));
    assert_eq!(
        (list.base_crl_number(), list.issuing_distribution_point()),
        (None, None)
    );
    let identifier = TestKey::p256("issuing").public().identifier();
    let authority = list.authority_key_identifier().unwrap();
    assert_eq!(authority.key_identifier.as_deref(), Some(&identifier[..]));
    assert!(!list.has_unknown_critical_entry_extension());

    let found = list.lookup(&[0x00, 0x80], list.issuer()).unwrap();
    assert_eq!(found.serial_octets(), [0x00, 0x80]);
    assert_eq!(found.revocation_date(), at("2026-03-02"));
    assert_eq!(found.reason(), Some(CrlReason::KeyCompromise));
    assert_eq!(found.invalidity_date(), Some(at("2026-02-28T23:59:59Z")));
    let other = list.lookup(&[0x05], list.issuer()).unwrap();
    assert_eq!((other.reason(), other.invalidity_date()), (None, None));
    assert_eq!(list.lookup(&[0x80], list.issuer()), None);
    assert_eq!(list.lookup(&[0x05], &name(&Authority::lab_root().name)), None);
}

#[test]
fn an_empty_list_and_a_list_of_version_1() {
    let empty = read(&list(vec![]));
    assert!(empty.is_empty() && empty.entries().next().is_none());
    assert_eq!(
        faults(&RevocationListSpecimen {
            entries: Some(vec![]),
            ..list(vec![])
        }),
        [EncodingFaultKind::EmptyList("revokedCertificates")]
    );

    let mut first = list(vec![entry(&[1])]);
    first.version = None;
    assert_eq!(faults(&first), [EncodingFaultKind::Version(1)]);
    first.extensions = None;
    first.next_update = None;
    let first = read(&first);
    assert_eq!(
        (first.version(), first.next_update(), first.extensions().len()),
        (1, None, 0)
    );
    let third = RevocationListSpecimen {
        version: Some(vec![2]),
        ..list(vec![])
    };
    assert_eq!(faults(&third), [EncodingFaultKind::Version(3)]);
}

#[test]
fn an_indirect_list_carries_the_issuer_of_certificates_forward() {
    let (one, two) = (MadeName::authority("07", "ONE"), MadeName::authority("07", "TWO"));
    let both = [certificate_issuer(&two), Extension::unknown(Critical::Absent)];
    let mut specimen = list(vec![
        entry(&[1]),
        entry_with(&[2], vec![certificate_issuer(&one)]),
        entry(&[3]),
        entry_with(&[1], both.to_vec()),
        entry(&[2]),
    ]);
    let indirect = der::sequence([der::implicit(4, [0xFF])]);
    specimen.extensions_mut().push(Extension::new(
        oid::ISSUING_DISTRIBUTION_POINT,
        Critical::True,
        indirect,
    ));
    let list = read(&specimen);
    let point = IssuingDistributionPoint {
        indirect: true,
        ..IssuingDistributionPoint::default()
    };
    assert_eq!(list.issuing_distribution_point(), Some(&point));
    assert!(!list.has_unknown_critical_entry_extension());

    let (one, two) = (name(&one), name(&two));
    let issuers = |serial: u8| -> Vec<String> {
        let entries = list.entries_for(&[serial]).collect::<Vec<_>>();
        entries
            .iter()
            .flat_map(|entry| entry.certificate_issuer_names())
            .map(|name| name.common_name().unwrap())
            .collect()
    };
    assert_eq!(issuers(1), ["TEST-I1", "TWO"]);
    assert_eq!(issuers(2), ["ONE", "TWO"]);
    assert_eq!(issuers(3), ["ONE"]);
    assert!(list.lookup(&[3], &one).is_some() && list.lookup(&[3], &two).is_none());
    assert!(list.lookup(&[1], list.issuer()).is_some() && list.lookup(&[1], &one).is_none());
}

#[test]
fn a_delta_list() {
    let mut specimen = list(vec![Entry::of(
        &[1],
        at("2026-03-01"),
        Some(RevocationReason::RemoveFromCrl),
    )]);
    let base = Extension::new(DELTA_CRL_INDICATOR, Critical::True, der::unsigned(299));
    specimen.extensions_mut().push(base);
    let list = read(&specimen);
    assert_eq!(list.base_crl_number(), Some(&[0x01, 0x2B][..]));
    let removed = list.lookup(&[1], list.issuer()).unwrap();
    assert_eq!(removed.reason(), Some(CrlReason::RemoveFromCrl));
}

/// RFC 5280 5.3: with a critical extension that is not processed, the list cannot say that a certificate is good.
#[test]
fn critical_extensions_of_entries_that_are_not_known_are_told() {
    let unknown = |critical| {
        list(vec![
            entry(&[1]),
            entry_with(&[2], vec![Extension::unknown(critical)]),
        ])
    };
    assert!(!read(&unknown(Critical::Absent)).has_unknown_critical_entry_extension());
    let told = read(&unknown(Critical::True));
    assert!(told.has_unknown_critical_entry_extension());
    let critical: Vec<bool> = told
        .entries()
        .map(|entry| entry.has_unknown_critical_extension())
        .collect();
    assert_eq!(critical, [false, true]);

    // A reason that cannot be read says nothing; an issuer that cannot be read leaves open whose certificate it is.
    for (type_id, critical, is_told) in [
        (oid::CRL_REASON, Critical::Absent, false),
        (oid::CRL_REASON, Critical::True, true),
        (CERTIFICATE_ISSUER, Critical::Absent, true),
    ] {
        let malformed = Extension::new(type_id, critical, der::null());
        let list = RevocationList::decode(&list(vec![entry_with(&[1], vec![malformed])]).der()).unwrap();
        assert_eq!(list.has_unknown_critical_entry_extension(), is_told, "{type_id}");
        let fault = &list.encoding_faults()[0].kind;
        assert!(
            matches!(fault, EncodingFaultKind::MalformedExtension { .. }),
            "{fault}"
        );
        assert_eq!(list.lookup(&[1], list.issuer()).unwrap().reason(), None);
    }
}

#[test]
fn faults_of_lists_are_named() {
    let reversed = RevocationListSpecimen {
        next_update: Some(Time::utc("260331000000Z")),
        ..list(vec![])
    };
    let kind = EncodingFaultKind::Reversed {
        first: "thisUpdate",
        last: "nextUpdate",
    };
    assert_eq!(faults(&reversed), [kind]);
    let mismatch = RevocationListSpecimen {
        inner_algorithm: TestKey::p384().signature_algorithm(),
        ..list(vec![])
    };
    assert_eq!(faults(&mismatch), [EncodingFaultKind::AlgorithmMismatch]);
    let nameless = RevocationListSpecimen {
        issuer: MadeName::default(),
        ..list(vec![])
    };
    assert_eq!(faults(&nameless), [EncodingFaultKind::EmptyIssuer]);
    let generalized = Entry {
        date: Time::generalized("20260301000000Z"),
        ..entry(&[1])
    };
    let kind = EncodingFaultKind::GeneralizedTimeBefore2050("revocationDate");
    assert_eq!(faults(&list(vec![generalized])), [kind]);
    let twice = vec![Extension::unknown(Critical::Absent); 2];
    let kind = EncodingFaultKind::DuplicateExtension(oid::UNKNOWN.parse().unwrap());
    assert_eq!(faults(&list(vec![entry_with(&[1], twice)])), [kind]);
}

#[test]
fn a_list_of_many_entries_is_searched() {
    let serial = |number: u32| number.wrapping_mul(0x9E37_79B1).to_be_bytes();
    let octets = |number: u32| der::unsigned_octets(&serial(number))[2..].to_vec();
    let entries = (1..=20_000_u32).map(|number| {
        let reason = number.is_multiple_of(2).then_some(RevocationReason::Superseded);
        Entry::of(&octets(number), at("2026-03-01"), reason)
    });
    let specimen = list(entries.collect());
    let list = read(&specimen);
    assert_eq!(list.len(), 20_000);
    for number in 1..=20_000 {
        let found = list.lookup(&octets(number), list.issuer()).unwrap();
        assert_eq!(found.reason().is_some(), number % 2 == 0, "{number}");
    }
    for number in 20_001..21_000 {
        assert_eq!(list.lookup(&octets(number), list.issuer()), None, "{number}");
    }
    let key = TestKey::p256("issuing");
    let issuing = s1spki_fixtures::make::IssuingProfile::lab().specimen().der();
    let issuing = s1spki_validator::Certificate::decode(&issuing).unwrap();
    assert_eq!(issuing.public_key().key(), key.public().bits);
    let verified = crypto::verify(
        issuing.public_key(),
        list.signature_algorithm(),
        list.tbs(),
        list.signature(),
    );
    assert_eq!(verified, Ok(()));
}
