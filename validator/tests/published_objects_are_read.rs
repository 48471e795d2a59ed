//! Real certificates, requests and lists: what they say, by our reader, by `x509-parser` and by OpenSSL.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use std::fs;

use s1spki_fixtures::hex;
use s1spki_fixtures::oracle::{CertificateField, OpenSsl};
use s1spki_fixtures::samples::{Samples, samples};
use s1spki_policies::KeyUsage;
use s1spki_validator::extension::BasicConstraints;
use s1spki_validator::{
    Certificate, CertificateRequest, DateForm, DerFaultKind, EncodingFaultKind, ExtensionContent,
    GeneralName, Parameters, RevocationList, StringKind, crypto,
};
use x509_parser::prelude::{FromDer, X509Certificate};

fn certificate(der: &[u8]) -> Certificate {
    Certificate::decode(der).unwrap()
}

fn zaz1(samples: &Samples) -> Vec<(String, Vec<u8>)> {
    let folders = [
        samples.zaz1_good(),
        samples.zaz1_nonconforming(),
        samples.zaz1_device(),
    ];
    let certificates = folders
        .into_iter()
        .flatten()
        .map(|sample| (sample.name, sample.der));
    certificates
        .chain([("issuing-Z1".to_owned(), samples.zaz1_issuing())])
        .collect()
}

fn pkits(samples: &Samples, folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(samples.folder().join("pkits").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_issuing_authority_of_the_test_pki() {
    let Some(samples) = samples("the_issuing_authority_of_the_test_pki") else {
        return;
    };
    let issuing = certificate(&samples.zaz1_issuing());
    assert_eq!(issuing.version(), 3);
    assert_eq!(issuing.serial().unwrap().magnitude(), issuing.serial_octets());
    assert_eq!(issuing.issuer().to_string(), "OU=00, CN=ZA");
    assert_eq!(issuing.subject().to_rfc2253(), "CN=Z1,OU=07");
    assert_eq!(issuing.subject().common_name().as_deref(), Some("Z1"));
    assert!(
        issuing
            .subject()
            .attributes()
            .all(|attribute| attribute.kind() == StringKind::Printable)
    );
    assert_eq!(
        issuing.validity().to_string(),
        "2015-10-29T00:00:00Z to 2040-10-28T23:59:59Z"
    );
    assert_eq!(
        (issuing.not_before_form(), issuing.not_after_form()),
        (DateForm::UtcTime, DateForm::UtcTime)
    );
    assert!(!issuing.is_self_issued());
    assert!(!issuing.has_issuer_unique_id() && !issuing.has_subject_unique_id());

    let algorithm = issuing.signature_algorithm();
    assert_eq!(algorithm, issuing.tbs_signature_algorithm());
    assert_eq!(hex::encode(algorithm.der()), "300A06082A8648CE3D040302");
    assert_eq!(algorithm.parameters(), &Parameters::Absent);
    assert_eq!(issuing.public_key().der().len(), 91);
    assert_eq!(issuing.public_key().key().len(), 65);
    assert_eq!(issuing.public_key().unused_bits(), 0);

    let kinds: Vec<String> = issuing
        .extensions()
        .iter()
        .map(|e| e.kind().unwrap().to_string())
        .collect();
    let order = [
        "keyUsage",
        "basicConstraints",
        "certificatePolicies",
        "subjectKeyIdentifier",
        "authorityKeyIdentifier",
    ];
    assert_eq!(kinds, order);
    let critical: Vec<bool> = issuing.extensions().iter().map(|e| e.is_critical()).collect();
    assert_eq!(critical, [true, true, true, false, false]);
    let usages = [KeyUsage::KeyCertSign, KeyUsage::CrlSign].into_iter().collect();
    assert_eq!(issuing.key_usage(), Some(usages));
    let constraints = BasicConstraints {
        ca: true,
        path_length: Some(0),
    };
    assert_eq!(issuing.basic_constraints(), Some(constraints));
    let policies: Vec<String> = issuing
        .policies()
        .unwrap()
        .iter()
        .map(|policy| policy.oid.to_string())
        .collect();
    assert_eq!(policies, ["1.2.826.0.1.8641679.1.2.1.4"]);
    assert_eq!(
        issuing.subject_key_identifier(),
        Some(&hex::decode("4F5688D7EC933BE2")[..])
    );
    let authority = issuing.authority_key_identifier().unwrap();
    assert_eq!(
        authority.key_identifier.as_deref(),
        Some(&hex::decode("48CF1B32697C4669")[..])
    );
    assert!(authority.issuer.is_empty() && authority.serial.is_none());
    assert_eq!(issuing.encoding_faults(), []);
    assert_eq!(issuing.clone(), issuing);
}

#[test]
fn organisation_certificates_of_the_test_pki() {
    let Some(samples) = samples("organisation_certificates_of_the_test_pki") else {
        return;
    };
    let issuing = certificate(&samples.zaz1_issuing());
    for sample in samples.zaz1_good() {
        let certificate = certificate(&sample.der);
        assert_eq!(certificate.der(), sample.der);
        assert_eq!(certificate.encoding_faults(), [], "{}", sample.name);
        assert_eq!(certificate.issuer(), issuing.subject(), "{}", sample.name);
        assert_eq!(certificate.basic_constraints(), None);
        // The names of the files say role, EUI-64, use and serial number.
        let [role, entity, usage, serial] = sample.name.split('-').collect::<Vec<_>>()[..] else {
            panic!("{}", sample.name);
        };
        let last: Vec<_> = certificate.subject().attributes().collect();
        let [.., unit, identifier] = last[..] else {
            panic!("{}", certificate.subject());
        };
        assert_eq!((&*unit.type_name(), unit.kind()), ("OU", StringKind::Utf8));
        assert_eq!(format!("role{}", unit.text().unwrap()), role);
        assert_eq!(&*identifier.type_name(), "x500UniqueIdentifier");
        assert_eq!(identifier.kind(), StringKind::BitString);
        assert_eq!(identifier.value(), hex::decode(&format!("00{entity}")));
        let usages = match usage {
            "ds" => KeyUsage::DigitalSignature,
            _ => KeyUsage::KeyAgreement,
        };
        assert_eq!(certificate.key_usage(), Some([usages].into_iter().collect()));
        assert_eq!(certificate.serial_octets(), hex::decode(serial));

        let key = certificate.public_key().key();
        assert!(crypto::is_on_curve(key));
        assert_eq!(
            certificate.subject_key_identifier(),
            Some(&crypto::key_identifier(key)[..])
        );
        let verified = crypto::verify(
            issuing.public_key(),
            certificate.signature_algorithm(),
            certificate.tbs(),
            certificate.signature(),
        );
        assert_eq!(verified, Ok(()), "{}", sample.name);
    }
}

/// What is wrong with them beyond their encoding is for the rules to find.
#[test]
fn no_published_certificate_has_a_fault_of_encoding() {
    let Some(samples) = samples("no_published_certificate_has_a_fault_of_encoding") else {
        return;
    };
    for (name, der) in zaz1(&samples) {
        let faults = certificate(&der).encoding_faults().to_vec();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
}

#[test]
fn a_device_certificate_and_a_device_request() {
    let Some(samples) = samples("a_device_certificate_and_a_device_request") else {
        return;
    };
    for sample in samples.zaz1_device() {
        let device = certificate(&sample.der);
        assert_eq!(
            device.validity().not_after.to_string(),
            "9999-12-31T23:59:59Z",
            "{}",
            sample.name
        );
        assert_eq!(device.not_after_form(), DateForm::GeneralizedTime);
    }
    let sample = &samples.zaz1_request()[0];
    let request = CertificateRequest::decode(&sample.der).unwrap();
    assert_eq!(request.der(), sample.der);
    assert_eq!(request.version(), 0);
    assert!(request.subject().is_empty());
    assert_eq!(request.encoding_faults(), []);
    assert_eq!(request.attributes().len(), 1);
    assert!(request.attributes()[0].is_extension_request());
    let extensions = request.requested_extensions();
    assert_eq!(extensions.len(), 2);
    assert!(extensions.iter().all(|extension| extension.is_critical()));
    let names = extensions.iter().find_map(|extension| match extension.content() {
        ExtensionContent::SubjectAltName(names) => Some(names),
        _ => None,
    });
    let [GeneralName::OtherName { type_id, .. }] = &names.unwrap()[..] else {
        panic!("{names:?}");
    };
    assert_eq!(type_id.to_string(), "1.3.6.1.5.5.7.8.4"); // hardwareModuleName
    assert_eq!(crypto::verify_possession(&request), Ok(()));
}

#[test]
fn openssl_reads_the_same() {
    let test = "openssl_reads_the_same";
    let (Some(samples), Some(openssl)) = (samples(test), OpenSsl::for_test(test)) else {
        return;
    };
    for (name, der) in zaz1(&samples) {
        let certificate = certificate(&der);
        let field = |field| openssl.certificate_field(&der, field).unwrap();
        let serial = format!("serial={}", hex::encode(certificate.serial_octets()));
        assert_eq!(serial, field(CertificateField::Serial), "{name}");
        let rfc2253 = |option| {
            let arguments = ["x509", "-inform", "DER", "-noout", option, "-nameopt", "RFC2253"];
            openssl.run(&arguments, &der).text().trim().to_owned()
        };
        assert_eq!(
            format!("subject={}", certificate.subject().to_rfc2253()),
            rfc2253("-subject"),
            "{name}"
        );
        assert_eq!(
            format!("issuer={}", certificate.issuer().to_rfc2253()),
            rfc2253("-issuer"),
            "{name}"
        );
        let arguments = [
            "x509", "-inform", "DER", "-noout", "-dates", "-dateopt", "iso_8601",
        ];
        let dates = openssl.run(&arguments, &der).text();
        let validity = certificate.validity();
        let ours = format!(
            "notBefore={}\nnotAfter={}\n",
            validity.not_before, validity.not_after
        );
        assert_eq!(
            ours.replace('T', " ").replace("no ", "noT"),
            dates.replace('T', " ").replace("no ", "noT"),
            "{name}"
        );
    }
}

/// `x509-parser` reads whole certificates too: another way to the same values.
#[test]
fn x509_parser_reads_the_same() {
    let Some(samples) = samples("x509_parser_reads_the_same") else {
        return;
    };
    for (name, der) in zaz1(&samples).into_iter().chain(pkits(&samples, "certs")) {
        let ours = certificate(&der);
        let (rest, theirs) = X509Certificate::from_der(&der).unwrap();
        assert!(rest.is_empty());
        assert_eq!(ours.version(), theirs.version.0 + 1, "{name}");
        assert_eq!(ours.serial_octets(), theirs.raw_serial(), "{name}");
        assert_eq!(ours.tbs(), theirs.tbs_certificate.as_ref(), "{name}");
        assert_eq!(ours.issuer().der(), theirs.issuer.as_raw(), "{name}");
        assert_eq!(ours.subject().der(), theirs.subject.as_raw(), "{name}");
        let values = |name: &x509_parser::x509::X509Name<'_>| -> Vec<Vec<u8>> {
            name.iter_attributes()
                .map(|attribute| attribute.as_slice().to_vec())
                .collect()
        };
        let ours_values: Vec<_> = ours.subject().attributes().map(|a| a.value().to_vec()).collect();
        assert_eq!(ours_values, values(&theirs.subject), "{name}");
        let validity = ours.validity();
        assert_eq!(
            validity.not_before.unix_seconds(),
            theirs.validity.not_before.timestamp(),
            "{name}"
        );
        assert_eq!(
            validity.not_after.unix_seconds(),
            theirs.validity.not_after.timestamp(),
            "{name}"
        );
        assert_eq!(ours.public_key().der(), theirs.subject_pki.raw, "{name}");
        assert_eq!(
            ours.public_key().key(),
            &*theirs.subject_pki.subject_public_key.data,
            "{name}"
        );
        assert_eq!(ours.signature(), &*theirs.signature_value.data, "{name}");
        assert_eq!(ours.extensions().len(), theirs.extensions().len(), "{name}");
        for (ours, theirs) in ours.extensions().iter().zip(theirs.extensions()) {
            assert_eq!(ours.oid().der_content(), theirs.oid.as_bytes(), "{name}");
            assert_eq!(
                (ours.is_critical(), ours.value()),
                (theirs.critical, theirs.value),
                "{name}"
            );
            assert!(
                !matches!(ours.content(), ExtensionContent::Malformed(_)),
                "{name}"
            );
        }
    }
}

#[test]
fn every_certificate_of_pkits_is_read_and_three_have_faults() {
    let Some(samples) = samples("every_certificate_of_pkits_is_read_and_three_have_faults") else {
        return;
    };
    let mut faults = Vec::new();
    let certificates = pkits(&samples, "certs");
    assert_eq!(certificates.len(), 405);
    for (name, der) in certificates {
        for fault in certificate(&der).encoding_faults() {
            faults.push((name.trim_end_matches(".crt").to_owned(), fault.kind.clone()));
        }
    }
    let generalized = EncodingFaultKind::GeneralizedTimeBefore2050("notBefore");
    let expected = [
        (
            "InvalidNegativeSerialNumberTest15EE",
            EncodingFaultKind::SerialNegative,
        ),
        ("Invalidpre2000UTCEEnotAfterDateTest7EE", generalized.clone()),
        ("ValidGeneralizedTimenotBeforeDateTest4EE", generalized),
    ];
    assert_eq!(faults, expected.map(|(name, kind)| (name.to_owned(), kind)));
}

#[test]
fn every_revocation_list_of_pkits_is_read_and_openssl_sees_the_same_entries() {
    let test = "every_revocation_list_of_pkits_is_read_and_openssl_sees_the_same_entries";
    let (Some(samples), Some(openssl)) = (samples(test), OpenSsl::for_test(test)) else {
        return;
    };
    let lists = pkits(&samples, "crls");
    assert_eq!(lists.len(), 173);
    for (name, der) in lists {
        let list = RevocationList::decode(&der).unwrap();
        assert_eq!(list.encoding_faults(), [], "{name}");
        assert!(
            !list
                .extensions()
                .iter()
                .any(|e| matches!(e.content(), ExtensionContent::Malformed(_))),
            "{name}"
        );
        let text = openssl.revocation_list_text(&der).unwrap();
        let mut theirs: Vec<String> = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Serial Number: "))
            .map(str::to_owned)
            .collect();
        theirs.sort();
        let mut ours: Vec<String> = list
            .entries()
            .map(|entry| as_openssl_writes(entry.serial_octets()))
            .collect();
        ours.sort();
        assert_eq!(ours, theirs, "{name}");
        assert_eq!(list.len(), ours.len(), "{name}");
        for entry in list.entries() {
            let issuer = entry.certificate_issuer_names().next().unwrap();
            assert_eq!(list.lookup(entry.serial_octets(), issuer), Some(entry), "{name}");
        }
        let reasons = list.entries().filter(|entry| entry.reason().is_some()).count();
        assert_eq!(reasons, text.matches("X509v3 CRL Reason Code").count(), "{name}");
    }
}

/// The magnitude in hexadecimal, after a minus sign where it is negative.
fn as_openssl_writes(serial: &[u8]) -> String {
    if serial[0] & 0x80 == 0 {
        let digits = serial
            .iter()
            .skip_while(|octet| **octet == 0)
            .copied()
            .collect::<Vec<_>>();
        return hex::encode(&digits);
    }
    let value = serial
        .iter()
        .fold(-1_i128, |value, octet| value * 256 + i128::from(*octet));
    format!("-{:02X}", -value)
}

#[test]
fn what_is_not_der_is_told_where() {
    let Some(samples) = samples("what_is_not_der_is_told_where") else {
        return;
    };
    let der = samples.zaz1_issuing();
    let error = Certificate::decode(&der[..der.len() - 1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "not DER: cut short: the bytes end before the element does, at offset 0"
    );
    let error = Certificate::decode(&[&der[..], &[0]].concat()).unwrap_err();
    assert_eq!(error.offset(), der.len());
    assert!(matches!(
        error,
        s1spki_validator::DecodeError::Der(fault) if fault.kind == DerFaultKind::Trailing
    ));
    let error = RevocationList::decode(&der).unwrap_err();
    assert_eq!(
        error.to_string(),
        "TBSCertList without signature: [0] stands in its place, at offset 8"
    );
    let error = CertificateRequest::decode(&der).unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertificationRequestInfo without version: [0] stands in its place, at offset 8"
    );
}
