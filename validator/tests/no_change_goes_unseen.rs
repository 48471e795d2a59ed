//! Every way to spoil a good object: nothing panics, and whatever can still be read reads differently.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use proptest::prelude::*;
use s1spki_fixtures::der;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Authority, Critical, Entry, Extension, IssuingProfile, Name, OrganisationProfile, OrganisationUsage,
    RequestSpecimen, RevocationListSpecimen, RevocationReason, oid,
};
use s1spki_fixtures::surgery::{self, Mutant, Nesting};
use s1spki_policies::Moment;
use s1spki_validator::{
    Certificate, CertificateRequest, Name as ReadName, RevocationList, der as gate, read_blocks,
};

/// What an object says, with what is wrong with it; nothing where it cannot be read.
type Reading = Option<(String, usize)>;

fn read_certificate(der: &[u8]) -> Reading {
    let certificate = Certificate::decode(der).ok()?;
    let algorithms = [
        certificate.tbs_signature_algorithm(),
        certificate.signature_algorithm(),
    ];
    let said = format!(
        "{} {:02X?} {algorithms:?} {:02X?} {:02X?} {} {:?} {:?} {:?} {} {} {:?} {:02X?} {:?}",
        certificate.version(),
        certificate.serial_octets(),
        certificate.issuer().der(),
        certificate.subject().der(),
        certificate.validity(),
        certificate.not_before_form(),
        certificate.not_after_form(),
        certificate.public_key(),
        certificate.has_issuer_unique_id(),
        certificate.has_subject_unique_id(),
        certificate.extensions(),
        certificate.signature(),
        certificate.encoding_faults(),
    );
    Some((said, certificate.encoding_faults().len()))
}

fn read_list(der: &[u8]) -> Reading {
    let list = RevocationList::decode(der).ok()?;
    let algorithms = [list.tbs_signature_algorithm(), list.signature_algorithm()];
    let said = format!(
        "{} {algorithms:?} {:02X?} {} {:?} {:?} {:?} {} {:02X?} {:?}",
        list.version(),
        list.issuer().der(),
        list.this_update(),
        list.next_update(),
        list.extensions(),
        list.entries().collect::<Vec<_>>(),
        list.has_unknown_critical_entry_extension(),
        list.signature(),
        list.encoding_faults(),
    );
    Some((said, list.encoding_faults().len()))
}

fn read_request(der: &[u8]) -> Reading {
    let request = CertificateRequest::decode(der).ok()?;
    let said = format!(
        "{} {:02X?} {:?} {:?} {:?} {:?} {:02X?} {:?}",
        request.version(),
        request.subject().der(),
        request.public_key(),
        request.attributes(),
        request.requested_extensions(),
        request.signature_algorithm(),
        request.signature(),
        request.encoding_faults(),
    );
    Some((said, request.encoding_faults().len()))
}

fn certificates() -> [Vec<u8>; 2] {
    let issuing = Authority::lab_issuing();
    let key = TestKey::p256("supplier");
    let mut supplier = OrganisationProfile::lab(OrganisationUsage::Signing, &issuing, &key);
    supplier.common_name = Some("A Supplier".to_owned());
    [supplier.specimen().der(), IssuingProfile::lab().specimen().der()]
}

fn list() -> Vec<u8> {
    let at = |text: &str| text.parse::<Moment>().unwrap();
    let entries = vec![
        Entry::of(&[0x01], at("2026-03-01"), None),
        Entry::of(
            &[0x02, 0x03],
            at("2026-03-02"),
            Some(RevocationReason::KeyCompromise),
        ),
    ];
    let issuing = Authority::lab_issuing();
    let mut list = RevocationListSpecimen::of(&issuing, 7, at("2026-04-01"), at("2026-04-03"), entries);
    let only_user = der::sequence([der::implicit(1, [0xFF])]);
    let scope = Extension::new(oid::ISSUING_DISTRIBUTION_POINT, Critical::True, only_user);
    list.extensions_mut().push(scope);
    list.der()
}

fn request() -> Vec<u8> {
    RequestSpecimen::lab(OrganisationUsage::KeyAgreement, &TestKey::p256("supplier")).der()
}

/// Spoils `good` in every way but those that change nothing that it says; returns how many spoilt objects could
/// be read all the same.
fn spoil(good: &[u8], read: fn(&[u8]) -> Reading, harmless: &[&str]) -> usize {
    let original = read(good).unwrap();
    assert_eq!(original.1, 0);
    let mut readable = 0;
    for mutant in surgery::mutants(good).filter(|mutant| !harmless.contains(&&*mutant.name)) {
        let reading = read(&mutant.der);
        if let Some(reading) = &reading {
            readable += 1;
            assert!(reading != &original, "{} goes unseen", mutant.name);
        }
        if mutant.surgery.always_breaks_der() && !is_in_signature_or_key(&mutant, good) {
            assert!(
                reading.is_none_or(|(_, faults)| faults > 0),
                "{} has no fault",
                mutant.name
            );
        }
    }
    for (octet, bit, flipped) in surgery::flips(good) {
        assert_ne!(
            read(&flipped).as_ref(),
            Some(&original),
            "bit {bit} of octet {octet} goes unseen"
        );
    }
    for beginning in surgery::truncations(good) {
        assert_eq!(read(beginning), None, "{} octets of it", beginning.len());
    }
    readable
}

/// Whether the element lies inside the BIT STRING of a signature or a key, which is not looked into here.
fn is_in_signature_or_key(mutant: &Mutant, good: &[u8]) -> bool {
    let outer = surgery::elements(good);
    let mut strings = outer.iter().filter(|element| element.tag == der::tag::BIT_STRING);
    mutant.element.nesting == Nesting::InsideString
        && strings
            .any(|string| string.nesting == Nesting::Plain && mutant.element.path.starts_with(&string.path))
}

#[test]
fn in_certificates() {
    for good in certificates() {
        let readable = spoil(&good, read_certificate, &[]);
        assert!(readable > 200, "only {readable} could be read");
    }
}

#[test]
fn in_revocation_lists() {
    let other_order_of_entries = "sequence-at-0-0-5-0-swapped-with-next";
    let readable = spoil(&list(), read_list, &[other_order_of_entries]);
    assert!(readable > 200, "only {readable} could be read");
}

#[test]
fn in_requests() {
    let readable = spoil(&request(), read_request, &[]);
    assert!(readable > 100, "only {readable} could be read");
}

/// A certificate, a list or a request with some octets replaced, inserted or cut out.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let [supplier, issuing] = certificates();
    let objects = vec![supplier, issuing, list(), request()];
    (
        prop::sample::select(objects),
        any::<prop::sample::Index>(),
        0..4_usize,
        prop::collection::vec(any::<u8>(), 0..4),
    )
        .prop_map(|(mut object, place, cut, octets)| {
            let place = place.index(object.len());
            let end = object.len().min(place + cut);
            object.splice(place..end, octets);
            object
        })
}

fn decode_all(bytes: &[u8]) {
    let _ = gate::check(bytes);
    let _ = ReadName::decode(bytes);
    let _ = read_certificate(bytes);
    let _ = read_list(bytes);
    let _ = read_request(bytes);
    let _ = read_blocks(bytes, 1000);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        decode_all(&bytes);
    }

    #[test]
    fn no_damage_panics(bytes in damaged()) {
        decode_all(&bytes);
    }

    /// What the gate passes, and `openssl asn1parse` would, is written back the same by the name reader.
    #[test]
    fn names_keep_their_octets(texts in prop::collection::vec("[A-Za-z0-9 '?]{1,20}", 0..5)) {
        let attributes = texts.iter().map(|text| {
            s1spki_fixtures::make::Attribute::text(oid::COMMON_NAME, s1spki_fixtures::make::NameText::Printable, text)
        });
        let der = Name::of(attributes).der();
        let name = ReadName::decode(&der).unwrap();
        prop_assert_eq!(name.der(), &der[..]);
        let read: Vec<String> = name.attributes().map(|attribute| attribute.text().unwrap().into_owned()).collect();
        prop_assert_eq!(read, texts);
    }
}
