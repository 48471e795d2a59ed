//! Requests: all that they ask for, and what is wrong with how they ask.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Critical, Extension, KeyUsageBit, OrganisationUsage, RequestAttribute, RequestSpecimen, Signing, oid,
};
use s1spki_fixtures::oracle::OpenSsl;
use s1spki_fixtures::{der, surgery};
use s1spki_policies::KeyUsage;
use s1spki_validator::crypto::{self, SignatureFault};
use s1spki_validator::{CertificateRequest, DerFaultKind, EncodingFaultKind, ExtensionContent};

fn request() -> RequestSpecimen {
    RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("supplier"))
}

fn challenge_password() -> RequestAttribute {
    RequestAttribute {
        oid: oid::CHALLENGE_PASSWORD.to_owned(),
        values: vec![der::printable("secret")],
    }
}

fn asking_for(extensions: &[Extension]) -> RequestAttribute {
    RequestAttribute::extension_request(extensions)
}

fn decode(specimen: &RequestSpecimen) -> (CertificateRequest, Vec<EncodingFaultKind>) {
    let request = CertificateRequest::decode(&specimen.der()).unwrap();
    let faults = request
        .encoding_faults()
        .iter()
        .map(|fault| fault.kind.clone())
        .collect();
    (request, faults)
}

#[test]
fn an_organisation_asks() {
    let specimen = request();
    let (request, faults) = decode(&specimen);
    assert_eq!(faults, []);
    assert_eq!(request.version(), 0);
    assert_eq!(
        request.subject().to_string(),
        "OU=02, x500UniqueIdentifier=02005E1000000001"
    );
    assert_eq!(request.public_key().der(), specimen.public_key);
    assert_eq!(request.certification_request_info(), specimen.info());
    assert_eq!(request.signature_algorithm().der(), specimen.algorithm);
    let [extension] = request.requested_extensions() else {
        panic!("{:?}", request.requested_extensions());
    };
    let signing = [KeyUsage::DigitalSignature].into_iter().collect();
    assert_eq!(extension.content(), &ExtensionContent::KeyUsage(signing));
    assert!(extension.is_critical());
    assert_eq!(crypto::verify_possession(&request), Ok(()));
}

#[test]
fn possession_is_told_apart() {
    let spoilt = RequestSpecimen {
        signing: Signing::SpoiltBy(TestKey::p256("supplier")),
        ..request()
    };
    assert_eq!(
        crypto::verify_possession(&decode(&spoilt).0),
        Err(SignatureFault::BadSignature)
    );
    let other_key = RequestSpecimen {
        signing: Signing::By(TestKey::p256("somebody else")),
        ..request()
    };
    assert_eq!(
        crypto::verify_possession(&decode(&other_key).0),
        Err(SignatureFault::BadSignature)
    );
    let other_algorithm = RequestSpecimen {
        algorithm: TestKey::rsa().signature_algorithm(),
        ..request()
    };
    assert_eq!(
        crypto::verify_possession(&decode(&other_algorithm).0),
        Err(SignatureFault::KeyDoesNotFit)
    );
}

#[test]
fn the_extensions_of_all_attributes_are_seen() {
    let usage = |bit| asking_for(&[Extension::key_usage(&[bit])]);
    let specimen = RequestSpecimen {
        attributes: vec![
            usage(KeyUsageBit::DigitalSignature),
            asking_for(&[Extension::basic_constraints(None)]),
        ],
        ..request()
    };
    let (request, faults) = decode(&specimen);
    let twice = EncodingFaultKind::DuplicateAttribute(oid::EXTENSION_REQUEST.parse().unwrap());
    assert_eq!(faults.last(), Some(&twice));
    assert_eq!(
        (request.attributes().len(), request.requested_extensions().len()),
        (2, 2)
    );

    let same = RequestSpecimen {
        attributes: vec![
            usage(KeyUsageBit::KeyAgreement),
            usage(KeyUsageBit::DigitalSignature),
        ],
        ..self::request()
    };
    let extension_twice = EncodingFaultKind::DuplicateExtension(oid::KEY_USAGE.parse().unwrap());
    let (_, faults) = decode(&same);
    assert!(
        faults.contains(&twice) && faults.contains(&extension_twice),
        "{faults:?}"
    );
}

#[test]
fn other_attributes_are_kept() {
    let specimen = RequestSpecimen {
        attributes: vec![
            challenge_password(),
            asking_for(&[Extension::unknown(Critical::Absent)]),
        ],
        ..request()
    };
    let (request, faults) = decode(&specimen);
    assert_eq!(faults, []);
    let attribute = &request.attributes()[0];
    assert_eq!(attribute.oid.to_string(), oid::CHALLENGE_PASSWORD);
    assert_eq!(attribute.values, [der::printable("secret").into()]);
    assert_eq!(
        request.requested_extensions()[0].content(),
        &ExtensionContent::Unknown
    );
}

#[test]
fn attributes_that_break_their_rules_are_named() {
    let with = |attributes| {
        decode(&RequestSpecimen {
            attributes,
            ..request()
        })
        .1
    };
    let usage = || asking_for(&[Extension::key_usage(&[KeyUsageBit::KeyAgreement])]);
    let order = EncodingFaultKind::Der(DerFaultKind::SetOrder);
    assert_eq!(with(vec![usage(), challenge_password()]), [order]);
    let two_values = RequestAttribute {
        values: [
            usage().values,
            asking_for(&[Extension::unknown(Critical::Absent)]).values,
        ]
        .concat(),
        ..usage()
    };
    assert_eq!(
        with(vec![two_values]).last(),
        Some(&EncodingFaultKind::ExtraElement("extensionRequest"))
    );
    assert_eq!(
        with(vec![asking_for(&[])]),
        [EncodingFaultKind::EmptyList("extensionRequest")]
    );
    let no_values = RequestAttribute {
        values: vec![],
        ..challenge_password()
    };
    assert_eq!(
        with(vec![no_values]),
        [EncodingFaultKind::Der(DerFaultKind::EmptySet)]
    );
    assert_eq!(with(vec![]), []);

    let der = request().der();
    let removed = surgery::mutants(&der)
        .find(|mutant| mutant.name == "context-0-at-0-0-3-removed")
        .unwrap();
    let request = CertificateRequest::decode(&removed.der).unwrap();
    let kinds: Vec<_> = request
        .encoding_faults()
        .iter()
        .map(|fault| &fault.kind)
        .collect();
    assert_eq!(kinds, [&EncodingFaultKind::MissingField("attributes")]);
}

#[test]
fn requests_of_openssl_are_read() {
    let Some(openssl) = OpenSsl::for_test("requests_of_openssl_are_read") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.pem");
    std::fs::write(&key, TestKey::p256("supplier").pkcs8_pem()).unwrap();
    let key = key.to_str().unwrap();
    let arguments = [
        "req",
        "-new",
        "-key",
        key,
        "-subj",
        "/CN=A Supplier/OU=02",
        "-outform",
        "DER",
        "-utf8",
        "-addext",
        "keyUsage=critical,keyAgreement",
        "-addext",
        "subjectAltName=DNS:example.org,IP:127.0.0.1",
    ];
    let answer = openssl.run(&arguments, &[]);
    assert!(answer.success, "{}", answer.complaint);
    let request = CertificateRequest::decode(&answer.output).unwrap();
    assert_eq!(request.encoding_faults(), []);
    assert_eq!(request.subject().to_rfc2253(), "OU=02,CN=A Supplier");
    assert_eq!(
        request.public_key().key(),
        TestKey::p256("supplier").public().bits
    );
    assert_eq!(request.requested_extensions().len(), 2);
    let ExtensionContent::SubjectAltName(names) = request.requested_extensions()[1].content() else {
        panic!("{:?}", request.requested_extensions());
    };
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["dNSName:example.org", "iPAddress:7F000001"]);
    assert_eq!(crypto::verify_possession(&request), Ok(()));
}
