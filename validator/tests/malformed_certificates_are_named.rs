//! One defect of encoding each: either the certificate cannot be read, and the error says where and why, or it
//! can, and the defect is the one fault that it has.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use s1spki_fixtures::der::{self, tag};
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Authority, CertificateSpecimen, Critical, Extension, IssuingProfile, Name, OrganisationProfile,
    OrganisationUsage, Time, Version, oid,
};
use s1spki_fixtures::surgery;
use s1spki_validator::{
    Certificate, DecodeError, DerFault, DerFaultKind, EncodingFaultKind, ExtensionContent, ExtensionKind,
};

fn supplier() -> CertificateSpecimen {
    let issuing = Authority::lab_issuing();
    OrganisationProfile::lab(OrganisationUsage::Signing, &issuing, &TestKey::p256("supplier")).specimen()
}

fn issuing() -> CertificateSpecimen {
    IssuingProfile::lab().specimen()
}

/// The supplier's certificate after one operation on the element of this name, such as `integer-at-0-0-1`.
fn operated(element: &str, surgery: &str) -> Vec<u8> {
    let name = format!("{element}-{surgery}");
    let der = supplier().der();
    let mutant = surgery::mutants(&der).find(|mutant| mutant.name == name);
    mutant.unwrap_or_else(|| panic!("there is no {name}")).der
}

fn changed(mut specimen: CertificateSpecimen, change: impl FnOnce(&mut CertificateSpecimen)) -> Vec<u8> {
    change(&mut specimen);
    specimen.der()
}

#[track_caller]
fn assert_fault(der: &[u8], kind: EncodingFaultKind) -> Certificate {
    let certificate = Certificate::decode(der).unwrap();
    let kinds: Vec<_> = certificate
        .encoding_faults()
        .iter()
        .map(|fault| fault.kind.clone())
        .collect();
    assert_eq!(kinds, [kind]);
    certificate
}

#[track_caller]
fn assert_malformed(der: &[u8], kind: ExtensionKind, reason: &str) {
    let certificate = Certificate::decode(der).unwrap();
    let content = certificate.extension(kind).unwrap().content().clone();
    let ExtensionContent::Malformed(found) = content else {
        panic!("{content:?}");
    };
    assert!(found.contains(reason), "{found}");
    let [fault] = certificate.encoding_faults() else {
        panic!("{:?}", certificate.encoding_faults());
    };
    assert!(
        matches!(fault.kind, EncodingFaultKind::MalformedExtension { .. }),
        "{fault}"
    );
}

#[track_caller]
fn assert_unreadable(der: &[u8], kind: DerFaultKind, offset: usize) {
    let error = DecodeError::Der(DerFault::new(kind, offset));
    assert_eq!(Certificate::decode(der).unwrap_err(), error);
}

#[test]
fn the_specimens_are_good_before_they_are_spoilt() {
    for specimen in [supplier(), issuing()] {
        assert_eq!(
            Certificate::decode(&specimen.der()).unwrap().encoding_faults(),
            []
        );
    }
}

#[test]
fn what_cannot_be_taken_apart_cannot_be_read() {
    let serial = supplier()
        .der()
        .windows(2)
        .position(|two| two == [0x02, 0x10])
        .unwrap();
    assert_unreadable(
        &operated("integer-at-0-0-1", "length-not-shortest"),
        DerFaultKind::NonMinimalLength,
        serial,
    );
    assert_unreadable(
        &operated("integer-at-0-0-1", "tag-in-long-form"),
        DerFaultKind::LongFormTag,
        serial,
    );
    assert_unreadable(
        &operated("sequence-at-0", "length-indefinite"),
        DerFaultKind::IndefiniteLength,
        0,
    );
    assert_unreadable(
        &operated("sequence-at-0", "length-enormous"),
        DerFaultKind::Truncated,
        0,
    );
    let whole = supplier().der();
    let trailing = changed(supplier(), |to| to.trailing = vec![0x05, 0x00]);
    let length = trailing.len() - 2;
    assert_unreadable(&trailing, DerFaultKind::Trailing, length);
    assert_unreadable(&whole[..whole.len() - 1], DerFaultKind::Truncated, 0);
    assert_unreadable(&[], DerFaultKind::Truncated, 0);
}

#[test]
fn a_missing_or_another_field_cannot_be_read() {
    for (der, text) in [
        (
            operated("integer-at-0-0-1", "removed"),
            "TBSCertificate without serialNumber: SEQUENCE stands in its place",
        ),
        (
            operated("sequence-at-0-0-4", "emptied"),
            "Validity without notBefore: the structure ends before it",
        ),
        (
            operated("integer-at-0-0-1", "class-flipped"),
            "TBSCertificate without serialNumber: [2] stands in its place",
        ),
        (
            operated("context-3-at-0-0-7", "doubled"),
            "TBSCertificate with [3], which it does not have or not there",
        ),
        (
            operated("bit-string-at-0-2", "removed"),
            "Certificate without signature: the structure ends before it",
        ),
        (
            der::octet_string([]),
            "no Certificate: OCTET STRING was found at offset 0, SEQUENCE was wanted",
        ),
        (
            operated("utc-time-at-0-0-4-0", "emptied"),
            "notBefore cannot be read",
        ),
        (
            operated("object-identifier-at-0-0-2-0", "emptied"),
            "algorithm cannot be read",
        ),
        (
            operated("object-identifier-at-0-0-2-0", "arc-padded"),
            "algorithm cannot be read",
        ),
    ] {
        let error = Certificate::decode(&der).unwrap_err().to_string();
        assert!(error.starts_with(text), "{error}");
    }
}

#[test]
fn elements_that_break_der_are_read_and_named() {
    let der = EncodingFaultKind::Der;
    let padded = changed(supplier(), |to| to.serial.insert(0, 0));
    assert_fault(&padded, der(DerFaultKind::Integer));
    assert_fault(
        &operated("boolean-at-0-0-7-0-0-1", "true-as-one"),
        der(DerFaultKind::Boolean),
    );
    for (text, year) in [
        ("2601310000Z", 2026),
        ("260131000000+0000", 2026),
        ("260131010000+0100", 2026),
    ] {
        let der = changed(supplier(), |to| to.not_before = Time::utc(text));
        let certificate = assert_fault(&der, EncodingFaultKind::Der(DerFaultKind::UtcTime));
        assert_eq!(certificate.validity().not_before.to_utc().year(), year, "{text}");
    }
    let fraction = changed(supplier(), |to| {
        to.not_after = Time::generalized("20510101000000.5Z")
    });
    assert_fault(&fraction, der(DerFaultKind::GeneralizedTime));
    let unused = changed(supplier(), |to| {
        to.subject.attribute_mut(oid::UNIQUE_IDENTIFIER).content = der::joined([&[1][..], &[0xFF; 8]]);
    });
    assert_fault(&unused, der(DerFaultKind::BitString));
    let charset = |string: u8, content: &'static [u8]| {
        changed(supplier(), move |to| {
            let unit = to.subject.attribute_mut(oid::ORGANIZATIONAL_UNIT);
            unit.tag = string;
            unit.content = content.to_vec();
        })
    };
    assert_fault(
        &charset(tag::PRINTABLE_STRING, b"0*"),
        der(DerFaultKind::Characters),
    );
    assert_fault(
        &charset(tag::UTF8_STRING, b"0\xFF"),
        der(DerFaultKind::Characters),
    );
    assert_fault(&charset(tag::IA5_STRING, b"0\xFF"), der(DerFaultKind::Characters));
    assert_fault(
        &charset(0x2C, &[0x0C, 0x02, b'0', b'2']),
        der(DerFaultKind::WrongForm),
    );
    let unsorted = changed(supplier(), |to| {
        let mut subject = to.subject.in_one_rdn();
        subject.rdns[0].reverse();
        to.subject = subject;
    });
    assert_fault(&unsorted, der(DerFaultKind::SetOrder));
    let empty_set = changed(supplier(), |to| to.subject = Name { rdns: vec![vec![]] });
    assert_fault(&empty_set, der(DerFaultKind::EmptySet));
}

#[test]
fn what_breaks_rfc_5280_is_read_and_named() {
    use EncodingFaultKind as Kind;
    let version = |content: u8| changed(supplier(), |to| to.version = Version::Written(vec![content]));
    assert_fault(&version(1), Kind::Version(2));
    assert_fault(&version(3), Kind::Version(4));
    assert_fault(
        &changed(supplier(), |to| to.version = Version::Absent),
        Kind::Version(1),
    );
    let v1 = |version: Version| {
        changed(supplier(), |to| {
            to.version = version;
            to.extensions = None;
        })
    };
    assert_fault(
        &v1(Version::Written(vec![0])),
        Kind::ExplicitDefault("version v1"),
    );
    assert_eq!(
        Certificate::decode(&v1(Version::Absent))
            .unwrap()
            .encoding_faults(),
        []
    );

    let serial = |content: &[u8]| changed(supplier(), |to| to.serial = content.to_vec());
    let certificate = assert_fault(&serial(&[0]), Kind::SerialZero);
    assert_eq!(
        (certificate.serial(), certificate.serial_octets()),
        (None, &[0][..])
    );
    assert_fault(&serial(&[0x80]), Kind::SerialNegative);
    assert_fault(&serial(&[0x7F; 21]), Kind::SerialTooLong(21));
    assert_eq!(
        Certificate::decode(&serial(&[0x7F; 20]))
            .unwrap()
            .encoding_faults(),
        []
    );

    let mismatch = changed(supplier(), |to| {
        to.inner_algorithm = TestKey::p384().signature_algorithm()
    });
    assert_fault(&mismatch, Kind::AlgorithmMismatch);
    assert_fault(
        &changed(supplier(), |to| to.issuer = Name::default()),
        Kind::EmptyIssuer,
    );
    assert_eq!(
        Certificate::decode(&changed(supplier(), |to| to.subject = Name::default()))
            .unwrap()
            .encoding_faults(),
        []
    );
    let generalized = changed(supplier(), |to| {
        to.not_after = Time::generalized("20490101000000Z")
    });
    assert_fault(&generalized, Kind::GeneralizedTimeBefore2050("notAfter"));
    let reversed = changed(supplier(), |to| to.not_after = Time::utc("200101000000Z"));
    let kind = Kind::Reversed {
        first: "notBefore",
        last: "notAfter",
    };
    assert_fault(&reversed, kind);
    let unique = changed(supplier(), |to| to.subject_unique_id = Some(vec![9, 1]));
    assert_fault(&unique, Kind::Der(DerFaultKind::BitString));

    assert_fault(
        &changed(supplier(), |to| to.extensions = Some(vec![])),
        Kind::EmptyList("extensions"),
    );
    let twice = changed(supplier(), |to| {
        let again = to.extension_mut(oid::KEY_USAGE).clone();
        to.extensions_mut().push(again);
    });
    let certificate = assert_fault(&twice, Kind::DuplicateExtension(oid::KEY_USAGE.parse().unwrap()));
    let duplicates: Vec<_> = certificate
        .duplicate_extensions()
        .map(|extension| extension.kind())
        .collect();
    assert_eq!(duplicates, [Some(ExtensionKind::KeyUsage)]);
    let explicit = changed(supplier(), |to| {
        to.extension_mut(oid::SUBJECT_KEY_IDENTIFIER).critical = Critical::ExplicitFalse;
    });
    assert_fault(&explicit, Kind::ExplicitDefault("critical FALSE"));
}

#[test]
fn elements_too_many_are_named() {
    for (element, structure) in [
        ("bit-string-at-0-2", "Certificate"),
        ("integer-at-0-0-0-0", "version"),
        ("utc-time-at-0-0-4-1", "Validity"),
        ("bit-string-at-0-0-6-1", "SubjectPublicKeyInfo"),
        ("object-identifier-at-0-0-6-0-1", "AlgorithmIdentifier"),
        ("utf8-string-at-0-0-5-0-0-1", "AttributeTypeAndValue"),
        ("octet-string-at-0-0-7-0-0-2", "Extension"),
        ("sequence-at-0-0-7-0", "extensions"),
    ] {
        assert_fault(
            &operated(element, "followed-by-null"),
            EncodingFaultKind::ExtraElement(structure),
        );
    }
}

#[test]
fn values_of_extensions_are_held_to_their_types() {
    let with = |extension: Extension| {
        changed(issuing(), move |to| {
            let oid = extension.oid.clone();
            *to.extension_mut(&oid) = extension;
        })
    };
    let constraints = |value: Vec<u8>| with(Extension::new(oid::BASIC_CONSTRAINTS, Critical::True, value));
    let usage = |value: Vec<u8>| with(Extension::new(oid::KEY_USAGE, Critical::True, value));
    let kind = ExtensionKind::BasicConstraints;
    let explicit = constraints(der::sequence([der::boolean(0)]));
    assert_fault(&explicit, EncodingFaultKind::ExplicitDefault("cA FALSE"));
    let without_ca = constraints(der::sequence([der::unsigned(0)]));
    assert_fault(&without_ca, EncodingFaultKind::PathLengthWithoutCa);
    let negative = constraints(der::sequence([der::boolean(0xFF), der::integer([0xFF])]));
    assert_malformed(&negative, kind, "a negative number");
    let trailing = constraints(der::joined([der::sequence([der::boolean(0xFF)]), vec![5, 0]]));
    assert_malformed(&trailing, kind, "bytes after the end");
    assert_malformed(&constraints(der::sequence([der::boolean(1)])), kind, "BOOLEAN");

    assert_fault(
        &usage(der::bit_string(0, [0x06])),
        EncodingFaultKind::TrailingZeroBits("keyUsage"),
    );
    assert_fault(&usage(der::bit_string(0, [])), EncodingFaultKind::EmptyKeyUsage);
    assert_malformed(
        &usage(der::bit_string(1, [0x07])),
        ExtensionKind::KeyUsage,
        "unused bits",
    );

    let identifier = der::sequence([der::implicit(0, [1; 8]), der::null()]);
    let authority = Extension::new(oid::AUTHORITY_KEY_IDENTIFIER, Critical::Absent, identifier);
    assert_malformed(
        &with(authority),
        ExtensionKind::AuthorityKeyIdentifier,
        "does not have",
    );
    let policies = with(Extension::certificate_policies(&["2.999.1", "2.999.1"]));
    assert_fault(
        &policies,
        EncodingFaultKind::DuplicatePolicy("2.999.1".parse().unwrap()),
    );
    let nothing = with(Extension::certificate_policies(&[]));
    assert_malformed(&nothing, ExtensionKind::CertificatePolicies, "an empty list");
}

#[test]
fn several_faults_are_all_named_in_the_order_of_the_octets() {
    let der = changed(supplier(), |to| {
        to.serial = vec![0];
        to.issuer = Name::default();
        to.not_before = Time::generalized("20260101000000Z");
        to.extension_mut(oid::KEY_USAGE).value = der::bit_string(0, []);
    });
    let certificate = Certificate::decode(&der).unwrap();
    let faults = certificate.encoding_faults();
    let kinds: Vec<_> = faults.iter().map(|fault| &fault.kind).collect();
    let expected = [
        &EncodingFaultKind::SerialZero,
        &EncodingFaultKind::EmptyIssuer,
        &EncodingFaultKind::GeneralizedTimeBefore2050("notBefore"),
        &EncodingFaultKind::EmptyKeyUsage,
    ];
    assert_eq!(kinds, expected);
    for (fault, tag) in faults.iter().zip([
        tag::INTEGER,
        tag::SEQUENCE,
        tag::GENERALIZED_TIME,
        tag::BIT_STRING,
    ]) {
        assert_eq!(der[fault.offset], tag, "{fault}");
    }
}
