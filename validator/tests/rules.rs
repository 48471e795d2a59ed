//! Every rule on a certificate alone, broken on purpose: exactly the named codes are in breach, and every rule of the
//! catalogue has a specimen that keeps it and one that breaks it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Algorithm, Attribute, Authority, CertificateChange as Change, CertificateSpecimen, Extension,
    IssuingProfile, NameText, OrganisationProfile, OrganisationUsage, RequestDefect, RequestSpecimen,
    RootProfile, Time, Version, oid,
};
use s1spki_fixtures::{der, hex, surgery};
use s1spki_policies::{Moment, Policy};
use s1spki_validator::{Decision, Finding, Inspector, Outcome, RequestVerdict, catalogue};

/// A specimen, and the codes that it must break.
struct Case {
    name: &'static str,
    base: Base,
    spoil: fn(&mut CertificateSpecimen),
    breaks: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Base {
    Root,
    Issuing,
    Organisation,
}

impl Base {
    fn specimen(self) -> CertificateSpecimen {
        match self {
            Self::Root => RootProfile::lab().specimen(),
            Self::Issuing => IssuingProfile::lab().specimen(),
            Self::Organisation => organisation(OrganisationUsage::Signing).specimen(),
        }
    }
}

fn organisation(usage: OrganisationUsage) -> OrganisationProfile {
    OrganisationProfile::lab(usage, &Authority::lab_issuing(), &TestKey::p256("supplier"))
}

/// A change of the fixtures, as scenario files write it.
fn change(specimen: &mut CertificateSpecimen, text: &str) {
    #[derive(serde::Deserialize)]
    struct Line {
        change: Change,
    }
    let line: Line = serde_json::from_str(&format!("{{\"change\":{text}}}")).unwrap();
    line.change.apply(specimen);
}

/// Certificates of the laboratory, each wrong in one way. The names are sentences.
const CASES: &[Case] = &[
    Case {
        name: "version is left out",
        base: Base::Organisation,
        spoil: |it| it.version = Version::Absent,
        breaks: &["profile.version.number"],
    },
    Case {
        name: "version 4 does not exist",
        base: Base::Organisation,
        spoil: |it| it.version = Version::Written(vec![3]),
        breaks: &["profile.version.number"],
    },
    Case {
        name: "the field subjectUniqueID is used",
        base: Base::Organisation,
        spoil: |it| it.subject_unique_id = Some(vec![0, 1, 2]),
        breaks: &["profile.version.unique-ids"],
    },
    Case {
        name: "serial number zero",
        base: Base::Organisation,
        spoil: |it| it.serial = vec![0],
        breaks: &["profile.serial.positive"],
    },
    Case {
        name: "negative serial number",
        base: Base::Organisation,
        spoil: |it| it.serial = vec![0x80],
        breaks: &["profile.serial.positive"],
    },
    Case {
        name: "serial number of 17 octets",
        base: Base::Organisation,
        spoil: |it| it.serial = vec![0x7F; 17],
        breaks: &["profile.serial.octets"],
    },
    Case {
        name: "serial number of 21 octets",
        base: Base::Organisation,
        spoil: |it| it.serial = vec![0x7F; 21],
        breaks: &["profile.serial.octets"],
    },
    Case {
        name: "algorithm with NULL parameters",
        base: Base::Organisation,
        spoil: |it| it.set_algorithm(Algorithm::EcdsaWithSha256AndNull),
        breaks: &["profile.signature.algorithm"],
    },
    Case {
        name: "another algorithm outside than inside",
        base: Base::Organisation,
        spoil: |it| it.outer_algorithm = Algorithm::EcdsaWithSha256AndNull.der(),
        breaks: &["profile.signature.agreement"],
    },
    Case {
        name: "the issuer has one attribute more",
        base: Base::Organisation,
        spoil: |it| {
            it.issuer.rdns.push(vec![Attribute::text(
                oid::ORGANIZATION,
                NameText::Printable,
                "DCC",
            )]);
        },
        breaks: &["profile.issuer.attributes"],
    },
    Case {
        name: "the issuer is an empty name",
        base: Base::Organisation,
        spoil: |it| it.issuer.rdns.clear(),
        breaks: &["profile.issuer.attributes"],
    },
    Case {
        name: "the issuer stands in another order",
        base: Base::Organisation,
        spoil: |it| it.issuer.rdns.reverse(),
        breaks: &["profile.issuer.order"],
    },
    Case {
        name: "the issuer stands in one set",
        base: Base::Organisation,
        spoil: |it| it.issuer.rdns = vec![it.issuer.rdns.concat()],
        breaks: &["profile.issuer.single-valued"],
    },
    Case {
        name: "the issuer is written in UTF8String",
        base: Base::Organisation,
        spoil: |it| it.issuer = it.issuer.clone().written_as(NameText::Utf8),
        breaks: &["profile.issuer.string-type"],
    },
    Case {
        name: "the issuer is a supplier",
        base: Base::Organisation,
        spoil: |it| it.issuer.attribute_mut(oid::ORGANIZATIONAL_UNIT).content = b"02".to_vec(),
        breaks: &["profile.issuer.role"],
    },
    Case {
        name: "the issuer has a long name",
        base: Base::Organisation,
        spoil: |it| it.issuer.attribute_mut(oid::COMMON_NAME).content = b"TEST-ISSUING".to_vec(),
        breaks: &["profile.issuer.common-name"],
    },
    Case {
        name: "notAfter is before notBefore",
        base: Base::Organisation,
        spoil: |it| it.not_after = moment("2026-01-31T23:59:59Z").into(),
        breaks: &["profile.validity.order", "validity.in-force"],
    },
    Case {
        name: "dates before 2050 in GeneralizedTime",
        base: Base::Organisation,
        spoil: |it| it.not_after = Time::generalized("20270131235959Z"),
        breaks: &["profile.validity.form"],
    },
    Case {
        name: "one second too long",
        base: Base::Organisation,
        spoil: |it| it.not_after = moment("2027-02-01T00:00:00Z").into(),
        breaks: &["profile.validity.period"],
    },
    Case {
        name: "one second too short",
        base: Base::Organisation,
        spoil: |it| it.not_after = moment("2027-01-31T23:59:58Z").into(),
        breaks: &["profile.validity.period"],
    },
    Case {
        name: "not in force yet",
        base: Base::Organisation,
        spoil: |it| {
            it.not_before = moment("2026-06-01").into();
            it.not_after = moment("2027-05-31T23:59:59Z").into();
        },
        breaks: &["validity.in-force"],
    },
    Case {
        name: "the subject has an organization name too",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"subject-organization":"Example Energy Limited"}"#),
        breaks: &["profile.subject.attributes"],
    },
    Case {
        name: "the subject has no EUI-64",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"subject-without":"unique-identifier"}"#),
        breaks: &["profile.subject.attributes"],
    },
    Case {
        name: "the subject has two roles",
        base: Base::Organisation,
        spoil: |it| {
            let second = vec![Attribute::text(oid::ORGANIZATIONAL_UNIT, NameText::Utf8, "03")];
            it.subject.rdns.insert(1, second);
        },
        breaks: &["profile.subject.attributes"],
    },
    Case {
        name: "the subject stands in another order",
        base: Base::Organisation,
        spoil: |it| it.subject.rdns.reverse(),
        breaks: &["profile.subject.order"],
    },
    Case {
        name: "the subject stands in one set",
        base: Base::Organisation,
        spoil: |it| it.subject.rdns = vec![it.subject.rdns.concat()],
        breaks: &["profile.subject.single-valued"],
    },
    Case {
        name: "the subject stands in one set, and that in another order",
        base: Base::Organisation,
        spoil: |it| it.subject.rdns = vec![it.subject.rdns.concat().into_iter().rev().collect()],
        breaks: &[
            "encoding.set-order",
            "profile.subject.order",
            "profile.subject.single-valued",
        ],
    },
    Case {
        name: "the subject is written in PrintableString",
        base: Base::Organisation,
        spoil: |it| it.subject = it.subject.clone().written_as(NameText::Printable),
        breaks: &["profile.subject.string-type"],
    },
    Case {
        name: "the subject has a long name",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"common-name":"Example Energy Limited"}"#),
        breaks: &["profile.subject.common-name"],
    },
    Case {
        name: "the subject has an empty name",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"common-name":""}"#),
        breaks: &["profile.subject.common-name"],
    },
    Case {
        name: "the subject's name holds a NUL",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"common-name":"a\u0000b"}"#),
        breaks: &["profile.subject.common-name"],
    },
    Case {
        name: "role in decimal",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"organizational-unit":"137"}"#),
        breaks: &["profile.role.form"],
    },
    Case {
        name: "role in one character",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"organizational-unit":"2"}"#),
        breaks: &["profile.role.form"],
    },
    Case {
        name: "role that is not in the table",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"organizational-unit":"2A"}"#),
        breaks: &["profile.role.known"],
    },
    Case {
        name: "role without a name",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"organizational-unit":"84"}"#),
        breaks: &["profile.role.known"],
    },
    Case {
        name: "issuing authority with the root's role",
        base: Base::Issuing,
        spoil: |it| change(it, r#"{"organizational-unit":"00"}"#),
        breaks: &["profile.role.permitted"],
    },
    Case {
        name: "EUI-64 as text",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"unique-identifier-text":"02005E1000000001"}"#),
        breaks: &["profile.identifier.form"],
    },
    Case {
        name: "EUI-64 of seven octets",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"unique-identifier":"02005E10000000"}"#),
        breaks: &["profile.identifier.form"],
    },
    Case {
        name: "null EUI-64",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"unique-identifier":"0000000000000000"}"#),
        breaks: &["profile.identifier.null"],
    },
    Case {
        name: "key on P-384",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"public-key":"p384"}"#),
        breaks: &["profile.key.algorithm", "profile.subject-key-identifier.value"],
    },
    Case {
        name: "RSA key",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"public-key":"rsa"}"#),
        breaks: &["profile.key.algorithm", "profile.subject-key-identifier.value"],
    },
    Case {
        name: "compressed point",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"public-key":"compressed"}"#),
        breaks: &["profile.key.form", "profile.subject-key-identifier.value"],
    },
    Case {
        name: "point off the curve",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"public-key":"off-the-curve"}"#),
        breaks: &["profile.key.point", "profile.subject-key-identifier.value"],
    },
    Case {
        name: "an unknown extension",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"unknown-extension":"absent"}"#),
        breaks: &["profile.extension.unlisted"],
    },
    Case {
        name: "a supplier with cA TRUE",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"basic-constraints":"authority"}"#),
        breaks: &["profile.extension.unlisted"],
    },
    Case {
        name: "a supplier with empty basicConstraints",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"basic-constraints":"empty"}"#),
        breaks: &["profile.extension.unlisted"],
    },
    Case {
        name: "keyUsage twice",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"twice":"key-usage"}"#),
        breaks: &["profile.extension.duplicate", "profile.extension.order"],
    },
    Case {
        name: "extensions in another order",
        base: Base::Organisation,
        spoil: |it| it.extensions_mut().reverse(),
        breaks: &["profile.extension.order"],
    },
    Case {
        name: "no keyUsage",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"without":"key-usage"}"#),
        breaks: &["profile.key-usage.present"],
    },
    Case {
        name: "keyUsage not critical",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"not-critical":"key-usage"}"#),
        breaks: &["profile.key-usage.critical"],
    },
    Case {
        name: "keyUsage with both bits",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"key-usage":["digital-signature","key-agreement"]}"#),
        breaks: &["profile.key-usage.bits"],
    },
    Case {
        name: "keyUsage without bits",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"key-usage":[]}"#),
        breaks: &["profile.key-usage.bits"],
    },
    Case {
        name: "nonRepudiation",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"key-usage":["non-repudiation"]}"#),
        breaks: &["profile.key-usage.bits"],
    },
    Case {
        name: "issuing authority without basicConstraints",
        base: Base::Issuing,
        spoil: |it| change(it, r#"{"without":"basic-constraints"}"#),
        breaks: &["profile.basic-constraints.present"],
    },
    Case {
        name: "basicConstraints not critical",
        base: Base::Issuing,
        spoil: |it| change(it, r#"{"not-critical":"basic-constraints"}"#),
        breaks: &["profile.basic-constraints.critical"],
    },
    Case {
        name: "issuing authority with cA FALSE",
        base: Base::Issuing,
        spoil: |it| change(it, r#"{"basic-constraints":"empty"}"#),
        breaks: &[
            "profile.basic-constraints.authority",
            "profile.basic-constraints.path-length",
        ],
    },
    Case {
        name: "path length 3",
        base: Base::Issuing,
        spoil: |it| change(it, r#"{"path-length":3}"#),
        breaks: &["profile.basic-constraints.path-length"],
    },
    Case {
        name: "root with a path length",
        base: Base::Root,
        spoil: |it| change(it, r#"{"path-length":1}"#),
        breaks: &["profile.basic-constraints.path-length"],
    },
    Case {
        name: "root with an authority key identifier",
        base: Base::Root,
        spoil: |it| {
            it.extensions_mut()
                .push(Extension::authority_key_identifier(&[0x41; 8]))
        },
        breaks: &["profile.extension.unlisted"],
    },
    Case {
        name: "no policies",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"without":"certificate-policies"}"#),
        breaks: &["profile.policies.present"],
    },
    Case {
        name: "policies not critical",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"not-critical":"certificate-policies"}"#),
        breaks: &["profile.policies.critical"],
    },
    Case {
        name: "another policy",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"policies":["2.999.7"]}"#),
        breaks: &["profile.policies.identifiers"],
    },
    Case {
        name: "a second policy",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"policies":["2.999.1.2.1.4","2.999.7"]}"#),
        breaks: &["profile.policies.identifiers"],
    },
    Case {
        name: "the same policy twice",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"policies":["2.999.1.2.1.4","2.999.1.2.1.4"]}"#),
        breaks: &["profile.policies.identifiers"],
    },
    Case {
        name: "policy with a qualifier",
        base: Base::Organisation,
        spoil: |it| {
            let place = der::sequence([der::oid("1.3.6.1.5.5.7.2.1"), der::ia5("https://example.org/cps")]);
            let policy = der::sequence([der::oid("2.999.1.2.1.4"), der::sequence([place])]);
            it.extension_mut(oid::CERTIFICATE_POLICIES).value = der::sequence([policy]);
        },
        breaks: &["profile.policies.qualifiers"],
    },
    Case {
        name: "no subject key identifier",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"without":"subject-key-identifier"}"#),
        breaks: &["profile.subject-key-identifier.present"],
    },
    Case {
        name: "subject key identifier critical",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"critical":"subject-key-identifier"}"#),
        breaks: &["profile.subject-key-identifier.critical"],
    },
    Case {
        name: "subject key identifier of another key",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"subject-key-identifier":"4000000000000000"}"#),
        breaks: &["profile.subject-key-identifier.value"],
    },
    Case {
        name: "no authority key identifier",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"without":"authority-key-identifier"}"#),
        breaks: &["profile.authority-key-identifier.present"],
    },
    Case {
        name: "authority key identifier critical",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"critical":"authority-key-identifier"}"#),
        breaks: &["profile.authority-key-identifier.critical"],
    },
    Case {
        name: "authority key identifier of 20 octets",
        base: Base::Organisation,
        spoil: |it| {
            change(
                it,
                &format!(r#"{{"authority-key-identifier":"{}"}}"#, "41".repeat(20)),
            )
        },
        breaks: &["profile.authority-key-identifier.form"],
    },
    Case {
        name: "authority key identifier without any field",
        base: Base::Organisation,
        spoil: |it| it.extension_mut(oid::AUTHORITY_KEY_IDENTIFIER).value = hex::decode("3000"),
        breaks: &["profile.authority-key-identifier.form"],
    },
    Case {
        name: "critical FALSE written out",
        base: Base::Organisation,
        spoil: |it| change(it, r#"{"explicitly-not-critical":"subject-key-identifier"}"#),
        breaks: &["encoding.explicit-default"],
    },
    Case {
        name: "keyUsage that cannot be read",
        base: Base::Organisation,
        spoil: |it| it.extension_mut(oid::KEY_USAGE).value = der::utf8("digitalSignature"),
        breaks: &["encoding.extension-value"],
    },
    Case {
        name: "keyUsage with trailing zero bits",
        base: Base::Organisation,
        spoil: |it| it.extension_mut(oid::KEY_USAGE).value = hex::decode("03020080"),
        breaks: &["encoding.trailing-zero-bits"],
    },
    Case {
        name: "an octet after the end",
        base: Base::Organisation,
        spoil: |it| it.trailing.push(0),
        breaks: &["encoding.unreadable"],
    },
];

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

fn lab() -> Policy {
    Policy::embedded("lab").unwrap().unwrap()
}

/// Inside the validity of everything that the laboratory issues.
fn at() -> Moment {
    moment("2026-03-01")
}

fn breaches<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> BTreeSet<&'static str> {
    let findings = findings.into_iter();
    findings
        .filter(|finding| finding.outcome() == Outcome::Breach)
        .map(Finding::code)
        .collect()
}

#[test]
fn a_good_certificate_of_each_profile_breaks_nothing() {
    let policy = lab();
    let inspector = Inspector::new(&policy, at());
    let agreement = organisation(OrganisationUsage::KeyAgreement).specimen();
    let mut named = organisation(OrganisationUsage::Signing);
    named.common_name = Some("Example Energy".to_owned());
    let specimens = [
        ("root", Base::Root.specimen()),
        ("issuing", Base::Issuing.specimen()),
        ("organisation-signing", Base::Organisation.specimen()),
        ("organisation-key-agreement", agreement),
        ("organisation-signing", named.specimen()),
    ];
    for (profile, specimen) in specimens {
        let verdict = inspector.inspect(profile, &specimen.der());
        assert_eq!(verdict.of_certificate.profile.as_deref(), Some(profile));
        let odd: Vec<&Finding> = verdict
            .findings()
            .filter(|finding| !matches!(finding.outcome(), Outcome::Pass | Outcome::NotApplicable))
            .collect();
        assert!(odd.is_empty(), "{profile}: {odd:?}");
    }
}

#[test]
fn each_fault_breaks_exactly_its_rules() {
    let policy = lab();
    let inspector = Inspector::new(&policy, at());
    let mut wrong = Vec::new();
    for case in CASES {
        let mut specimen = case.base.specimen();
        (case.spoil)(&mut specimen);
        let verdict = inspector.inspect(case.name, &specimen.der());
        let expected: BTreeSet<&str> = case.breaks.iter().copied().collect();
        let found = breaches(verdict.findings());
        if found != expected {
            wrong.push(format!("{}: found {found:?}, expected {expected:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Requests, each wrong in one way, and the codes that they must break.
const DEFECTS: &[(RequestDefect, &[&str])] = &[
    (RequestDefect::BadSignature, &["request.possession"]),
    (RequestDefect::SignedByAnotherKey, &["request.possession"]),
    (
        RequestDefect::P384Key,
        &["request.key-algorithm", "request.signature-algorithm"],
    ),
    (
        RequestDefect::RsaKey,
        &["request.key-algorithm", "request.signature-algorithm"],
    ),
    (RequestDefect::CompressedPoint, &["request.key-form"]),
    (RequestDefect::OffCurvePoint, &["request.key-point"]),
    (RequestDefect::AlgorithmWithNull, &["request.signature-algorithm"]),
    (
        RequestDefect::TwoOrganizationalUnits,
        &["request.subject-attributes"],
    ),
    (
        RequestDefect::TwoExtensionRequests,
        &["request.authority", "request.extension-request"],
    ),
    (
        RequestDefect::TwoExtensionRequestValues,
        &["request.authority", "request.extension-request"],
    ),
    (RequestDefect::AuthorityRequested, &["request.authority"]),
    (
        RequestDefect::UnknownExtensionRequested,
        &["request.unlisted-extensions"],
    ),
    (RequestDefect::KeyUsageTwice, &["request.key-usage"]),
    (RequestDefect::KeyUsageBoth, &["request.key-usage"]),
    (RequestDefect::KeyUsageCertSign, &["request.key-usage"]),
    (
        RequestDefect::KeyUsageMissing,
        &["encoding.empty-list", "request.key-usage"],
    ),
    (RequestDefect::AttributesMissing, &["request.key-usage"]),
    (RequestDefect::KeyUsageNotCritical, &[]),
    (RequestDefect::EntityNull, &["request.identifier-null"]),
    (RequestDefect::EntityTooShort, &["request.identifier-form"]),
    (RequestDefect::EntityUnusedBits, &["request.identifier-form"]),
    (RequestDefect::EntityAsText, &[]),
    (RequestDefect::EntityAsPrintableText, &[]),
    (RequestDefect::EntityMissing, &["request.subject-attributes"]),
    (RequestDefect::EntityTwice, &["request.subject-attributes"]),
    (RequestDefect::RoleDecimal, &["request.role-form"]),
    (RequestDefect::RoleOneCharacter, &["request.role-form"]),
    (RequestDefect::RoleMissing, &["request.subject-attributes"]),
    (RequestDefect::SubjectEmpty, &["request.subject-attributes"]),
    (RequestDefect::ExtraRdn, &["request.subject-attributes"]),
    (RequestDefect::MultiValuedRdn, &[]),
    (RequestDefect::ChallengePassword, &["request.unlisted-attributes"]),
    (RequestDefect::VersionOne, &["request.version"]),
    (RequestDefect::TrailingOctet, &["encoding.unreadable"]),
];

fn request(usage: OrganisationUsage) -> RequestSpecimen {
    RequestSpecimen::lab(usage, &TestKey::p256("supplier"))
}

#[test]
fn each_defect_of_a_request_breaks_exactly_its_rules() {
    let policy = lab();
    let covered: BTreeSet<String> = DEFECTS.iter().map(|(defect, _)| format!("{defect:?}")).collect();
    assert_eq!(covered.len(), RequestDefect::ALL.len());
    let mut wrong = Vec::new();
    for (defect, expected) in DEFECTS {
        let mut request = request(OrganisationUsage::Signing);
        defect.apply(&mut request);
        let verdict = RequestVerdict::on(format!("{defect:?}"), &request.der(), &policy);
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        let found = breaches(&verdict.findings);
        if found != expected {
            wrong.push(format!("{defect:?}: found {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_policy_tolerates_in_a_request_is_a_warning() {
    let policy = lab();
    for (defect, code) in [
        (RequestDefect::KeyUsageNotCritical, "request.key-usage-critical"),
        (RequestDefect::EntityAsText, "request.name-spelling"),
        (RequestDefect::EntityAsPrintableText, "request.name-spelling"),
        (RequestDefect::MultiValuedRdn, "request.name-spelling"),
    ] {
        let mut request = request(OrganisationUsage::KeyAgreement);
        if defect == RequestDefect::KeyUsageNotCritical {
            request = self::request(OrganisationUsage::Signing);
        }
        defect.apply(&mut request);
        let verdict = RequestVerdict::on("request", &request.der(), &policy);
        let warnings: Vec<&str> = verdict
            .findings
            .iter()
            .filter(|finding| finding.outcome() == Outcome::Warning)
            .map(Finding::code)
            .collect();
        assert_eq!(warnings, [code], "{defect:?}");
    }
}

/// Every outcome that a code had over all specimens.
#[derive(Default)]
struct Coverage(BTreeMap<&'static str, BTreeSet<&'static str>>);

impl Coverage {
    fn add<'a>(&mut self, findings: impl IntoIterator<Item = &'a Finding>) {
        for finding in findings {
            self.0
                .entry(finding.code())
                .or_default()
                .insert(finding.outcome().as_str());
        }
    }

    fn lacks(&self, code: &str, outcomes: &[Outcome]) -> bool {
        let seen = self.0.get(code);
        !outcomes
            .iter()
            .any(|outcome| seen.is_some_and(|seen| seen.contains(outcome.as_str())))
    }
}

#[test]
fn every_rule_on_one_object_has_a_specimen_that_keeps_it_and_one_that_breaks_it() {
    let policy = lab();
    let inspector = Inspector::new(&policy, at());
    let mut coverage = Coverage::default();
    for case in CASES {
        let mut specimen = case.base.specimen();
        coverage.add(inspector.inspect("good", &specimen.der()).findings());
        (case.spoil)(&mut specimen);
        coverage.add(inspector.inspect(case.name, &specimen.der()).findings());
    }
    // With a NULL and a GeneralizedTime in it, so that these can be spoilt too.
    let mut specimen = Base::Organisation.specimen();
    specimen.set_algorithm(Algorithm::EcdsaWithSha256AndNull);
    specimen.not_after = moment("2118-01-01").into();
    for der in [Base::Organisation.specimen().der(), specimen.der()] {
        for mutant in surgery::mutants(&der) {
            coverage.add(inspector.inspect(&mutant.name, &mutant.der).findings());
        }
    }
    for (defect, _) in DEFECTS {
        let mut request = request(OrganisationUsage::Signing);
        coverage.add(&RequestVerdict::on("good", &request.der(), &policy).findings);
        defect.apply(&mut request);
        coverage.add(&RequestVerdict::on("bad", &request.der(), &policy).findings);
    }
    for specimen in requests_of_other_roles() {
        coverage.add(&RequestVerdict::on("request", &specimen.der(), &policy).findings);
    }
    for mutant in surgery::mutants(&request(OrganisationUsage::Signing).der()) {
        coverage.add(&RequestVerdict::on(&mutant.name, &mutant.der, &policy).findings);
    }
    let without_root = policy_without_roots();
    let root = Inspector::new(&without_root, at()).inspect("root", &Base::Root.specimen().der());
    coverage.add(root.findings());
    let families = ["profile", "encoding", "validity", "request"];
    let lacking: Vec<&str> = catalogue()
        .filter(|entry| families.contains(&entry.family()))
        .map(|entry| entry.rule().code)
        .filter(|code| {
            coverage.lacks(code, &[Outcome::Pass])
                || coverage.lacks(code, &[Outcome::Breach, Outcome::Warning])
        })
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

/// What no [`RequestDefect`] does.
fn requests_of_other_roles() -> Vec<RequestSpecimen> {
    let with_role = |role: &str| {
        let mut request = request(OrganisationUsage::Signing);
        request.subject.attribute_mut(oid::ORGANIZATIONAL_UNIT).content = role.as_bytes().to_vec();
        request
    };
    let mut named = request(OrganisationUsage::Signing);
    let name = Attribute::text(oid::COMMON_NAME, NameText::Utf8, "Example Energy");
    named.subject.rdns.insert(0, vec![name]);
    let mut long_name = named.clone();
    long_name.subject.attribute_mut(oid::COMMON_NAME).content = vec![b'x'; 65];
    let mut passwords = request(OrganisationUsage::Signing);
    RequestDefect::ChallengePassword.apply(&mut passwords);
    passwords.attributes.insert(0, passwords.attributes[0].clone());
    let unknown_role = with_role("2A");
    vec![
        unknown_role,
        with_role("07"),
        with_role("7f"),
        named,
        long_name,
        passwords,
    ]
}

/// The lab policy without a profile for roots.
fn policy_without_roots() -> Policy {
    let foc = s1spki_policies::EMBEDDED[0].text;
    let mut keep = true;
    let lines = foc.lines().filter(|line| {
        if line.starts_with('[') {
            keep = !line.starts_with("[profile.root");
        }
        keep
    });
    let text: Vec<&str> = lines.collect();
    Policy::load("without-roots.toml", text.join("\n").as_bytes()).unwrap()
}

#[test]
fn every_code_of_the_catalogue_is_stable_and_unique() {
    let codes: Vec<&str> = catalogue().map(|entry| entry.rule().code).collect();
    let unique: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(codes.len(), unique.len());
    for code in codes {
        assert!(
            code.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-'),
            "{code}"
        );
        assert!(code.contains('.'), "{code}");
    }
}

#[test]
fn no_mutant_of_a_certificate_or_a_request_stops_the_inspection() {
    let policy = lab();
    let inspector = Inspector::new(&policy, at());
    let certificate = Base::Organisation.specimen().der();
    let request = request(OrganisationUsage::Signing).der();
    for (_, _, flipped) in surgery::flips(&certificate) {
        let _ = inspector.inspect("flipped", &flipped);
    }
    for cut in surgery::truncations(&certificate) {
        assert_eq!(
            breaches(inspector.inspect("cut", cut).findings()),
            BTreeSet::from(["encoding.unreadable"])
        );
    }
    for cut in surgery::truncations(&request) {
        let verdict = RequestVerdict::on("cut", cut, &policy);
        assert_eq!(
            breaches(&verdict.findings),
            BTreeSet::from(["encoding.unreadable"])
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_stop_the_inspection(bytes: Vec<u8>) {
        let policy = lab();
        let verdict = Inspector::new(&policy, at()).inspect("bytes", &bytes);
        prop_assert_eq!(verdict.decision, Decision::Refuse);
        prop_assert_eq!(RequestVerdict::on("bytes", &bytes, &policy).decision, Decision::Refuse);
    }

    #[test]
    fn no_field_stops_the_inspection(role in "\\PC{0,4}", name in "\\PC{0,20}", serial: Vec<u8>, entity: Vec<u8>) {
        let policy = lab();
        let mut specimen = Base::Organisation.specimen();
        specimen.serial = serial;
        let texts = [(oid::ORGANIZATIONAL_UNIT, role), (oid::COMMON_NAME, name)];
        let texts = texts.map(|(oid, text)| Attribute::text(oid, NameText::Utf8, &text));
        specimen.subject.rdns = texts.into_iter().map(|attribute| vec![attribute]).collect();
        specimen.subject.rdns.push(vec![Attribute::unique_identifier(&entity)]);
        let verdict = Inspector::new(&policy, at()).inspect("specimen", &specimen.der());
        prop_assert_ne!(verdict.decision, Decision::Undecided);
    }
}

#[test]
fn a_good_request_of_each_usage_breaks_nothing() {
    let policy = lab();
    for (usage, profile) in [
        (OrganisationUsage::Signing, "organisation-signing"),
        (OrganisationUsage::KeyAgreement, "organisation-key-agreement"),
    ] {
        let verdict = RequestVerdict::on("request", &request(usage).der(), &policy);
        assert_eq!(verdict.profile.as_deref(), Some(profile));
        let kept = |finding: &Finding| matches!(finding.outcome(), Outcome::Pass | Outcome::NotApplicable);
        assert!(verdict.findings.iter().all(kept), "{:?}", verdict.findings);
    }
}
