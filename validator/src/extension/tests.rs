//! What every extension says, and what is wrong with those that say it badly.

use proptest::prelude::*;
use s1spki_policies::KeyUsage;

use super::*;
use crate::der::{Reader, element};
use crate::encoding::EncodingFault;
use crate::name::Name;

fn decode(kind: ExtensionKind, value: &[u8]) -> (ExtensionContent, Vec<EncodingFaultKind>) {
    let oid = element(tag::OBJECT_IDENTIFIER, &[0x55, 0x1D, kind.number()]);
    let value = element(tag::OCTET_STRING, value);
    let bytes = element(tag::SEQUENCE, &[oid, value].concat());
    let mut faults = Faults::default();
    let extension = Extension::decode(Reader::new(&bytes).read().unwrap(), &mut faults).unwrap();
    let faults = faults
        .into_sorted()
        .iter()
        .map(|fault| fault.kind.clone())
        .collect();
    (extension.content, faults)
}

#[track_caller]
fn assert_says(kind: ExtensionKind, value: &[u8], content: ExtensionContent) {
    assert_eq!(decode(kind, value), (content, vec![]), "{value:02X?}");
}

#[track_caller]
fn assert_faulty(kind: ExtensionKind, value: &[u8], content: ExtensionContent, fault: EncodingFaultKind) {
    assert_eq!(decode(kind, value), (content, vec![fault]), "{value:02X?}");
}

#[track_caller]
fn assert_malformed(kind: ExtensionKind, value: &[u8], reason: &str) {
    let (content, faults) = decode(kind, value);
    let ExtensionContent::Malformed(found) = content else {
        panic!("{value:02X?} says {content:?}");
    };
    assert!(found.contains(reason), "{value:02X?}: {found}");
    let last = faults.last().unwrap();
    assert!(
        matches!(last, EncodingFaultKind::MalformedExtension { .. }),
        "{last:?}"
    );
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, &parts.concat())
}

fn directory_name() -> (Name, Vec<u8>) {
    let common_name = sequence(&[&[0x06, 0x03, 0x55, 0x04, 0x03], b"\x13\x02Z1"]);
    let der = element(tag::SEQUENCE, &element(tag::SET, &common_name));
    (Name::decode(&der).unwrap(), der)
}

const OTHER_TYPE: &str = "another type";
const EXTRA: &str = "does not have";
const EMPTY: &str = "an empty list";
const LARGE: &str = "larger than any";

#[test]
fn key_usage() {
    let kind = ExtensionKind::KeyUsage;
    let says = |usages: &[KeyUsage]| ExtensionContent::KeyUsage(usages.iter().copied().collect());
    assert_says(kind, &[3, 2, 7, 0x80], says(&[KeyUsage::DigitalSignature]));
    assert_says(kind, &[3, 2, 3, 0x08], says(&[KeyUsage::KeyAgreement]));
    assert_says(
        kind,
        &[3, 2, 1, 0x06],
        says(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]),
    );
    assert_says(kind, &[3, 3, 7, 0, 0x80], says(&[KeyUsage::DecipherOnly]));
    let zeros = EncodingFaultKind::TrailingZeroBits("keyUsage");
    assert_faulty(kind, &[3, 2, 0, 0x80], says(&[KeyUsage::DigitalSignature]), zeros);
    assert_faulty(kind, &[3, 1, 0], says(&[]), EncodingFaultKind::EmptyKeyUsage);
    assert_malformed(kind, &[3, 2, 7, 0x81], "unused bits");
    assert_malformed(kind, &[3, 3, 6, 0, 0x40], "keyUsage does not have");
    assert_malformed(kind, &[4, 2, 7, 0x80], OTHER_TYPE);
    assert_malformed(kind, &[3, 2, 7, 0x80, 0], "bytes after");
    assert_malformed(kind, &[], "cut short");
}

#[test]
fn basic_constraints() {
    let kind = ExtensionKind::BasicConstraints;
    let says = |ca, path_length| ExtensionContent::BasicConstraints(BasicConstraints { ca, path_length });
    assert_says(kind, &[0x30, 0], says(false, None));
    assert_says(kind, &[0x30, 3, 1, 1, 0xFF], says(true, None));
    assert_says(kind, &[0x30, 6, 1, 1, 0xFF, 2, 1, 0], says(true, Some(0)));
    assert_says(kind, &[0x30, 7, 1, 1, 0xFF, 2, 2, 1, 0], says(true, Some(256)));
    let explicit = EncodingFaultKind::ExplicitDefault("cA FALSE");
    assert_faulty(kind, &[0x30, 3, 1, 1, 0], says(false, None), explicit);
    let without = EncodingFaultKind::PathLengthWithoutCa;
    assert_faulty(kind, &[0x30, 3, 2, 1, 0], says(false, Some(0)), without);
    assert_malformed(kind, &[0x30, 6, 1, 1, 0xFF, 2, 1, 0xFF], "a negative number");
    assert_malformed(kind, &[0x30, 9, 1, 1, 0xFF, 2, 1, 0, 2, 1, 0], EXTRA);
    assert_malformed(kind, &[0x30, 6, 2, 1, 0, 1, 1, 0xFF], EXTRA);
    assert_malformed(kind, &[0x30, 3, 1, 1, 1], "BOOLEAN");
    assert_malformed(kind, &[0x30, 10, 1, 1, 0xFF, 2, 5, 1, 0, 0, 0, 0], LARGE);
    assert_malformed(kind, &[0x31, 2, 5, 0], OTHER_TYPE);
}

#[test]
fn key_identifiers() {
    let kind = ExtensionKind::SubjectKeyIdentifier;
    assert_says(
        kind,
        &[4, 2, 1, 2],
        ExtensionContent::SubjectKeyIdentifier([1, 2].into()),
    );
    assert_malformed(kind, &[1, 2], "cut short");

    let kind = ExtensionKind::AuthorityKeyIdentifier;
    let identifier = |key: Option<&[u8]>| AuthorityKeyIdentifier {
        key_identifier: key.map(Into::into),
        ..AuthorityKeyIdentifier::default()
    };
    let says = ExtensionContent::AuthorityKeyIdentifier;
    assert_says(kind, &[0x30, 4, 0x80, 2, 1, 2], says(identifier(Some(&[1, 2]))));
    assert_says(kind, &[0x30, 0], says(identifier(None)));
    let (name, der) = directory_name();
    let issuer = element(0xA1, &element(0xA4, &der));
    let full = AuthorityKeyIdentifier {
        issuer: vec![GeneralName::DirectoryName(name)],
        serial: Some([0x00, 0x80].into()),
        ..identifier(None)
    };
    assert_says(
        kind,
        &sequence(&[&issuer, &[0x82, 2, 0, 0x80]]),
        says(full.clone()),
    );
    let alone = EncodingFaultKind::IssuerWithoutSerial;
    let without_serial = AuthorityKeyIdentifier { serial: None, ..full };
    assert_faulty(kind, &sequence(&[&issuer]), says(without_serial), alone);
    assert_malformed(kind, &[0x30, 4, 0x83, 2, 1, 2], EXTRA);
    assert_malformed(kind, &[0x30, 5, 0x80, 1, 1, 0x05, 0], EXTRA);
    assert_malformed(kind, &[0x30, 4, 0x82, 2, 0, 1], "INTEGER");
    assert_malformed(kind, &sequence(&[&[0xA1, 0], &[0x82, 1, 1]]), EMPTY);
}

#[test]
fn certificate_policies() {
    let kind = ExtensionKind::CertificatePolicies;
    let policy = |text: &str, has_qualifiers| PolicyInformation {
        oid: text.parse().unwrap(),
        has_qualifiers,
    };
    let says = |policies: &[PolicyInformation]| ExtensionContent::CertificatePolicies(policies.to_vec());
    let one = sequence(&[&[6, 1, 0x2A]]);
    assert_says(kind, &sequence(&[&one]), says(&[policy("1.2", false)]));
    let qualifier = sequence(&[&sequence(&[&[6, 1, 0x2B], b"\x16\x01u"])]);
    let two = sequence(&[&[6, 1, 0x2B], &qualifier]);
    assert_says(
        kind,
        &sequence(&[&one, &two]),
        says(&[policy("1.2", false), policy("1.3", true)]),
    );
    let twice = EncodingFaultKind::DuplicatePolicy("1.2".parse().unwrap());
    let both = says(&[policy("1.2", false), policy("1.2", false)]);
    assert_faulty(kind, &sequence(&[&one, &one]), both, twice);
    assert_malformed(kind, &[0x30, 0], EMPTY);
    assert_malformed(kind, &sequence(&[&[0x30, 0]]), "ends before");
    assert_malformed(kind, &sequence(&[&sequence(&[&[6, 1, 0x2A], &[0x30, 0]])]), EMPTY);
    assert_malformed(kind, &sequence(&[&sequence(&[&[6, 1, 0x2A], &[5, 0]])]), EXTRA);
    assert_malformed(
        kind,
        &sequence(&[&sequence(&[&[6, 1, 0xAA]])]),
        "OBJECT IDENTIFIER",
    );
}

#[test]
fn policy_mappings_and_constraints() {
    let kind = ExtensionKind::PolicyMappings;
    let mapping = PolicyMapping {
        issuer_domain_policy: "1.2".parse().unwrap(),
        subject_domain_policy: "1.3".parse().unwrap(),
    };
    let pair = sequence(&[&[6, 1, 0x2A, 6, 1, 0x2B]]);
    assert_says(
        kind,
        &sequence(&[&pair]),
        ExtensionContent::PolicyMappings(vec![mapping]),
    );
    assert_malformed(kind, &[0x30, 0], EMPTY);
    assert_malformed(kind, &sequence(&[&sequence(&[&[6, 1, 0x2A]])]), "ends before");

    let kind = ExtensionKind::PolicyConstraints;
    let says = |explicit, inhibit| {
        ExtensionContent::PolicyConstraints(PolicyConstraints {
            require_explicit_policy: explicit,
            inhibit_policy_mapping: inhibit,
        })
    };
    assert_says(kind, &[0x30, 3, 0x80, 1, 0], says(Some(0), None));
    assert_says(kind, &[0x30, 6, 0x80, 1, 1, 0x81, 1, 2], says(Some(1), Some(2)));
    assert_faulty(
        kind,
        &[0x30, 0],
        says(None, None),
        EncodingFaultKind::NothingSaid(kind),
    );
    assert_malformed(kind, &[0x30, 3, 0x80, 1, 0xFF], "a negative number");
    assert_malformed(kind, &[0x30, 6, 0x81, 1, 1, 0x80, 1, 2], EXTRA);
    assert_malformed(kind, &[0x30, 7, 0x80, 5, 1, 0, 0, 0, 0], LARGE);

    let kind = ExtensionKind::InhibitAnyPolicy;
    assert_says(kind, &[2, 1, 5], ExtensionContent::InhibitAnyPolicy(5));
    assert_malformed(kind, &[2, 1, 0x80], "a negative number");
}

#[test]
fn general_names() {
    let kind = ExtensionKind::SubjectAltName;
    let (name, der) = directory_name();
    let oid: Oid = "1.2.3".parse().unwrap();
    let cases: [(Vec<u8>, GeneralName); 9] = [
        (
            element(0xA0, &[&[6, 2, 0x2A, 3][..], &[0xA0, 2, 5, 0]].concat()),
            GeneralName::OtherName {
                type_id: oid.clone(),
                value: [0xA0, 2, 5, 0].into(),
            },
        ),
        (element(0x81, b"a@b"), GeneralName::Rfc822Name("a@b".to_owned())),
        (element(0x82, b"a.b"), GeneralName::DnsName("a.b".to_owned())),
        (element(0xA3, &[5, 0]), GeneralName::X400Address([5, 0].into())),
        (element(0xA4, &der), GeneralName::DirectoryName(name)),
        (element(0xA5, &[5, 0]), GeneralName::EdiPartyName([5, 0].into())),
        (element(0x86, b"x:y"), GeneralName::Uri("x:y".to_owned())),
        (
            element(0x87, &[127, 0, 0, 1]),
            GeneralName::IpAddress([127, 0, 0, 1].into()),
        ),
        (element(0x88, &[0x2A, 3]), GeneralName::RegisteredId(oid)),
    ];
    let all: Vec<u8> = cases.iter().flat_map(|(der, _)| der.clone()).collect();
    let names: Vec<GeneralName> = cases.iter().map(|(_, name)| name.clone()).collect();
    for (kind, content) in [
        (
            ExtensionKind::SubjectAltName,
            ExtensionContent::SubjectAltName(names.clone()),
        ),
        (
            ExtensionKind::IssuerAltName,
            ExtensionContent::IssuerAltName(names.clone()),
        ),
        (
            ExtensionKind::CertificateIssuer,
            ExtensionContent::CertificateIssuer(names),
        ),
    ] {
        assert_says(kind, &sequence(&[&all]), content);
    }
    assert_malformed(kind, &[0x30, 0], EMPTY);
    for (bad, reason) in [
        (element(0x81, &[0xC3, 0xBC]), "characters"),
        (element(0x87, &[1, 2, 3]), "an iPAddress of 3 octets"),
        (element(0x89, &[]), OTHER_TYPE),
        (element(0xA1, &[]), OTHER_TYPE),
        (element(tag::IA5_STRING, b"a@b"), OTHER_TYPE),
        (element(0xA4, &[]), "ends before"),
        (element(0xA4, &[&der[..], &[5, 0]].concat()), EXTRA),
        (element(0xA4, &element(tag::SEQUENCE, &[5, 0])), OTHER_TYPE),
        (element(0xA0, &[6, 2, 0x2A, 3]), "ends before"),
        (element(0xA0, &[6, 2, 0x2A, 3, 5, 0]), OTHER_TYPE),
        (element(0xA0, &[6, 2, 0x2A, 3, 0xA0, 4, 5, 0, 5, 0]), EXTRA),
        (element(0x88, &[0x80, 3]), "OBJECT IDENTIFIER"),
    ] {
        assert_malformed(kind, &sequence(&[&bad]), reason);
    }
}

#[test]
fn name_constraints() {
    let kind = ExtensionKind::NameConstraints;
    let subtree = sequence(&[b"\x82\x02.b"]);
    let says = |permitted: &[&str], excluded: &[&str]| {
        let names = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| GeneralName::DnsName((*text).to_owned()))
                .collect()
        };
        ExtensionContent::NameConstraints(NameConstraints {
            permitted: names(permitted),
            excluded: names(excluded),
        })
    };
    assert_says(kind, &sequence(&[&element(0xA0, &subtree)]), says(&[".b"], &[]));
    let both = [element(0xA0, &subtree), element(0xA1, &subtree)].concat();
    assert_says(kind, &sequence(&[&both]), says(&[".b"], &[".b"]));
    let address = sequence(&[&element(0x87, &[10, 0, 0, 0, 255, 0, 0, 0])]);
    let (content, faults) = decode(kind, &sequence(&[&element(0xA1, &address)]));
    let excluded = vec![GeneralName::IpAddress([10, 0, 0, 0, 255, 0, 0, 0].into())];
    let permitted = vec![];
    let constraints = NameConstraints { permitted, excluded };
    assert_eq!(
        (content, faults),
        (ExtensionContent::NameConstraints(constraints), vec![])
    );
    assert_faulty(
        kind,
        &[0x30, 0],
        says(&[], &[]),
        EncodingFaultKind::NothingSaid(kind),
    );
    assert_malformed(kind, &sequence(&[&[0xA0, 0]]), EMPTY);
    let with_minimum = sequence(&[b"\x82\x02.b", &[0x80, 1, 1]]);
    assert_malformed(kind, &sequence(&[&element(0xA0, &with_minimum)]), EXTRA);
    let short_address = sequence(&[&element(0x87, &[10, 0, 0, 0])]);
    assert_malformed(
        kind,
        &sequence(&[&element(0xA0, &short_address)]),
        "an iPAddress of 4 octets",
    );
}

#[test]
fn extended_key_usage() {
    let kind = ExtensionKind::ExtendedKeyUsage;
    let purposes = ["1.3", "1.2", "1.3"].map(|text| text.parse().unwrap());
    let content = ExtensionContent::ExtendedKeyUsage(purposes.to_vec());
    assert_says(kind, &[0x30, 9, 6, 1, 0x2B, 6, 1, 0x2A, 6, 1, 0x2B], content);
    assert_malformed(kind, &[0x30, 0], EMPTY);
    assert_malformed(kind, &[0x30, 2, 5, 0], OTHER_TYPE);
}

#[test]
fn distribution_points() {
    let kind = ExtensionKind::CrlDistributionPoints;
    let uri = element(0x86, b"x:y");
    let full = element(0xA0, &element(0xA0, &uri));
    let full_name = DistributionPointName::FullName(vec![GeneralName::Uri("x:y".to_owned())]);
    let (name, der) = directory_name();
    let relative = element(
        0xA0,
        &element(0xA1, &sequence(&[&[0x06, 0x03, 0x55, 0x04, 0x03], b"\x13\x02Z1"])),
    );
    let relative_name = DistributionPointName::RelativeToIssuer(name.rdns()[0].clone());
    let issuer = element(0xA2, &element(0xA4, &der));
    let key_compromise = ReasonFlags::from_flags(1 << 1);
    let points = [
        (
            sequence(&[&full]),
            DistributionPoint {
                name: Some(full_name),
                ..DistributionPoint::default()
            },
        ),
        (
            sequence(&[&relative, &[0x81, 2, 6, 0x40], &issuer]),
            DistributionPoint {
                name: Some(relative_name),
                reasons: Some(key_compromise),
                crl_issuer: vec![GeneralName::DirectoryName(name.clone())],
            },
        ),
    ];
    let list: Vec<u8> = points.iter().flat_map(|(der, _)| der.clone()).collect();
    let all: Vec<DistributionPoint> = points.iter().map(|(_, point)| point.clone()).collect();
    assert_says(
        kind,
        &sequence(&[&list]),
        ExtensionContent::CrlDistributionPoints(all.clone()),
    );
    let freshest = ExtensionKind::FreshestCrl;
    assert_says(
        freshest,
        &sequence(&[&list]),
        ExtensionContent::FreshestCrl(all.clone()),
    );

    let completed = all[1].name.as_ref().unwrap().full_names(&name);
    let [GeneralName::DirectoryName(completed)] = &completed[..] else {
        panic!("{completed:?}");
    };
    assert_eq!(completed.to_string(), "CN=Z1, CN=Z1");

    let reasons_alone = DistributionPoint {
        reasons: Some(key_compromise),
        ..DistributionPoint::default()
    };
    let content = ExtensionContent::CrlDistributionPoints(vec![reasons_alone]);
    let nameless = EncodingFaultKind::DistributionPointWithoutName;
    assert_faulty(kind, &[0x30, 6, 0x30, 4, 0x81, 2, 6, 0x40], content, nameless);
    assert_malformed(kind, &[0x30, 0], EMPTY);
    assert_malformed(kind, &sequence(&[&sequence(&[&issuer, &full])]), EXTRA);
    assert_malformed(kind, &sequence(&[&sequence(&[&[0xA0, 2, 0xA2, 0]])]), OTHER_TYPE);
    assert_malformed(
        kind,
        &sequence(&[&sequence(&[&full, &[0x81, 3, 6, 0, 0x40]])]),
        "a reason that",
    );
}

#[test]
fn issuing_distribution_point() {
    let kind = ExtensionKind::IssuingDistributionPoint;
    let says = ExtensionContent::IssuingDistributionPoint;
    let everything = IssuingDistributionPoint::default;
    let only_ca = IssuingDistributionPoint {
        only_ca: true,
        ..everything()
    };
    assert_says(kind, &[0x30, 3, 0x82, 1, 0xFF], says(only_ca.clone()));
    let indirect = IssuingDistributionPoint {
        only_user: true,
        only_some_reasons: Some(ReasonFlags::from_flags(1 << 1)),
        indirect: true,
        ..everything()
    };
    let value = [0x30, 10, 0x81, 1, 0xFF, 0x83, 2, 6, 0x40, 0x84, 1, 0xFF];
    assert_says(kind, &value, says(indirect));
    assert_faulty(
        kind,
        &[0x30, 0],
        says(everything()),
        EncodingFaultKind::NothingSaid(kind),
    );
    let value = [0x30, 6, 0x82, 1, 0xFF, 0x84, 1, 0];
    assert_faulty(
        kind,
        &value,
        says(only_ca),
        EncodingFaultKind::ExplicitDefault("indirectCRL FALSE"),
    );
    let two = IssuingDistributionPoint {
        only_user: true,
        only_ca: true,
        ..everything()
    };
    let value = [0x30, 6, 0x81, 1, 0xFF, 0x82, 1, 0xFF];
    assert_faulty(kind, &value, says(two), EncodingFaultKind::SeveralScopes);
    assert_malformed(kind, &[0x30, 3, 0x82, 1, 1], "BOOLEAN");
    assert_malformed(kind, &[0x30, 3, 0x86, 1, 0xFF], EXTRA);
}

#[test]
fn extensions_of_revocation_lists() {
    let number: Box<[u8]> = [0x00, 0x80].into();
    for (kind, content) in [
        (
            ExtensionKind::CrlNumber,
            ExtensionContent::CrlNumber(number.clone()),
        ),
        (
            ExtensionKind::DeltaCrlIndicator,
            ExtensionContent::DeltaCrlIndicator(number),
        ),
    ] {
        assert_says(kind, &[2, 2, 0, 0x80], content);
        assert_malformed(kind, &[2, 1, 0xFF], "a negative number");
        assert_malformed(kind, &element(tag::INTEGER, &[1; 21]), LARGE);
    }
    let kind = ExtensionKind::ReasonCode;
    for reason in CrlReason::ALL {
        assert_says(
            kind,
            &[0x0A, 1, reason.code()],
            ExtensionContent::ReasonCode(reason),
        );
    }
    assert_malformed(kind, &[0x0A, 1, 7], "no reason 7");
    assert_malformed(kind, &[0x0A, 1, 11], "");
    assert_malformed(kind, &[2, 1, 1], OTHER_TYPE);

    let kind = ExtensionKind::InvalidityDate;
    let date = "2025-09-15T00:00:00Z".parse().unwrap();
    assert_says(
        kind,
        b"\x18\x0F20250915000000Z",
        ExtensionContent::InvalidityDate(date),
    );
    assert_malformed(kind, b"\x17\x0D250915000000Z", OTHER_TYPE);
    assert_malformed(kind, b"\x18\x1120250915000000.5Z", "GeneralizedTime");
}

#[test]
fn what_is_not_of_rfc_5280_is_unknown_but_der() {
    let decode = |value: &[u8]| {
        let oid = element(tag::OBJECT_IDENTIFIER, &[0x2A, 0x03]);
        let critical = [0x01, 0x01, 0x00];
        let value = element(tag::OCTET_STRING, value);
        let bytes = element(
            tag::SEQUENCE,
            &[&oid[..], &critical, &value, &[0x05, 0x00]].concat(),
        );
        let mut faults = Faults::default();
        let extension = Extension::decode(Reader::new(&bytes).read().unwrap(), &mut faults).unwrap();
        assert_eq!(extension.content(), &ExtensionContent::Unknown);
        assert_eq!((extension.kind(), extension.is_critical()), (None, false));
        faults.into_sorted().to_vec()
    };
    let fault = |kind, offset| EncodingFault { kind, offset };
    let explicit = fault(EncodingFaultKind::ExplicitDefault("critical FALSE"), 6);
    assert_eq!(
        decode(&[0x05, 0x00]),
        [
            explicit.clone(),
            fault(EncodingFaultKind::ExtraElement("Extension"), 13)
        ]
    );
    assert_eq!(
        decode(&[0x05]),
        [
            explicit,
            fault(EncodingFaultKind::Der(crate::der::DerFaultKind::Truncated), 11),
            fault(EncodingFaultKind::ExtraElement("Extension"), 12),
        ]
    );
}

proptest! {
    #[test]
    fn no_value_panics_and_every_malformed_one_is_a_fault(
        kind in proptest::sample::select(&ExtensionKind::ALL[..]),
        value in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let (content, faults) = decode(kind, &value);
        if let ExtensionContent::Malformed(reason) = content {
            let reported = faults.iter().any(|fault| matches!(
                fault,
                EncodingFaultKind::MalformedExtension { reason: found, .. } if *found == reason
            ));
            prop_assert!(reported, "{:?}", faults);
        }
    }
}
