//! What RFC 5280 sections 4 and 5 ask of CAs refuses certificates and lists where that is asked for, and only there.

use s1spki_fixtures::der;
use s1spki_fixtures::make::{
    CertificateSpecimen, Critical, Extension, KeyUsageBit, Name, RevocationListSpecimen, RevocationReason,
};
use s1spki_fixtures::oracle::OpenSsl;
use s1spki_fixtures::pem;
use s1spki_validator::path::{AnchorConstraints, Conformance, PathReport, PathSettings};
use s1spki_validator::revocation::RevocationSettings;

use crate::pki::extension::{
    issuing_distribution_point, name_constraints, policy_constraints, subject_alternative_names,
};
use crate::pki::general_name::{dns, mail};
use crate::pki::{
    With, at, breaches, ca, codes, decoded, decoded_list, validator, validator_under, without_lists,
};

fn strict() -> PathSettings {
    PathSettings {
        conformance: Conformance::Sections4To6,
        anchor_constraints: AnchorConstraints::Enforced,
        ..without_lists()
    }
}

/// Which certificate of a chain is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Root,
    Ca,
    Leaf,
}

/// Whether OpenSSL, asked with `-x509_strict`, refuses it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OpenSslToo {
    Yes,
    No,
}

type Change = fn(CertificateSpecimen) -> CertificateSpecimen;

/// Root, CA and leaf, one of them changed.
fn chain(of: Of, change: Change) -> [CertificateSpecimen; 3] {
    let (root, sub) = (ca("root"), ca("CA"));
    let made = [
        (Of::Root, root.certifies(&root)),
        (Of::Ca, root.certifies(&sub)),
        (Of::Leaf, sub.issues("leaf")),
    ];
    made.map(|(place, specimen)| if place == of { change(specimen) } else { specimen })
}

fn judged(settings: PathSettings, [root, sub, leaf]: &[CertificateSpecimen; 3]) -> PathReport {
    validator_under(settings, root, &[decoded(sub)]).validate(&decoded(leaf), at())
}

fn without(mut specimen: CertificateSpecimen, oid: &str) -> CertificateSpecimen {
    specimen.extensions_mut().retain(|extension| extension.oid != oid);
    specimen
}

fn marked(mut specimen: CertificateSpecimen, oid: &str, critical: Critical) -> CertificateSpecimen {
    for extension in specimen.extensions_mut() {
        if extension.oid == oid {
            extension.critical = critical;
        }
    }
    specimen
}

const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";

/// What is found, in which certificate, and what was done to it.
fn faults() -> Vec<(&'static str, Of, OpenSslToo, Change)> {
    use Of::{Ca, Leaf, Root};
    use OpenSslToo::{No, Yes};
    vec![
        ("the serial number is zero", Leaf, No, |mut made| {
            made.serial = vec![0];
            made
        }),
        ("pathLenConstraint without cA", Leaf, Yes, |made| {
            let value = der::sequence([der::unsigned(0)]);
            made.with(Extension::new(BASIC_CONSTRAINTS, Critical::True, value))
        }),
        (
            "an empty subject without a critical subjectAltName",
            Leaf,
            Yes,
            |mut made| {
                made.subject = Name::default();
                made.with(subject_alternative_names(&[dns("example.com")]))
            },
        ),
        ("no keyIdentifier in authorityKeyIdentifier", Leaf, Yes, |made| {
            without(made, AUTHORITY_KEY_IDENTIFIER)
        }),
        ("no keyIdentifier in authorityKeyIdentifier", Ca, Yes, |made| {
            without(made, AUTHORITY_KEY_IDENTIFIER)
        }),
        ("extension 2.5.29.35 critical", Leaf, Yes, |made| {
            marked(made, AUTHORITY_KEY_IDENTIFIER, Critical::True)
        }),
        ("a CA without subjectKeyIdentifier", Ca, Yes, |made| {
            without(made, SUBJECT_KEY_IDENTIFIER)
        }),
        ("a CA without subjectKeyIdentifier", Root, Yes, |made| {
            without(made, SUBJECT_KEY_IDENTIFIER)
        }),
        ("extension 2.5.29.14 critical", Root, Yes, |made| {
            marked(made, SUBJECT_KEY_IDENTIFIER, Critical::True)
        }),
        ("keyCertSign where cA is not asserted", Leaf, Yes, |made| {
            let cert_sign = Extension::key_usage(&[KeyUsageBit::KeyCertSign]);
            let no_ca = Extension::new(BASIC_CONSTRAINTS, Critical::True, der::sequence([[]]));
            made.with(cert_sign).with(no_ca)
        }),
        ("extension 2.5.29.19 not critical", Ca, Yes, |made| {
            marked(made, BASIC_CONSTRAINTS, Critical::Absent)
        }),
        ("extension 2.5.29.36 not critical", Ca, No, |made| {
            marked(
                made.with(policy_constraints(Some(3), None)),
                "2.5.29.36",
                Critical::Absent,
            )
        }),
        ("extension 2.5.29.30 not critical", Ca, No, |made| {
            let constraints = name_constraints(&[], &[dns("example.com")]);
            marked(made.with(constraints), "2.5.29.30", Critical::Absent)
        }),
        (
            "nameConstraints in a certificate that is no CA's",
            Leaf,
            No,
            |made| made.with(name_constraints(&[], &[dns("example.com")])),
        ),
        ("dNSName:.example.com", Ca, No, |made| {
            made.with(name_constraints(&[], &[dns(".example.com")]))
        }),
        ("rfc822Name:a@b@example.com", Leaf, No, |made| {
            made.with(subject_alternative_names(&[mail("a@b@example.com")]))
        }),
        ("dNSName:under_score.example.com", Leaf, No, |made| {
            made.with(subject_alternative_names(&[dns("under_score.example.com")]))
        }),
    ]
}

#[test]
fn each_fault_refuses_the_path_where_section_4_counts_and_there_alone() {
    for (found, of, _, change) in faults() {
        let made = chain(of, change);
        assert!(judged(without_lists(), &made).is_valid(), "{found}");
        let report = judged(strict(), &made);
        let code = if of == Of::Root {
            "path.anchor"
        } else {
            "path.conformance"
        };
        assert_eq!(breaches(&report), [code], "{found}");
        let mut findings = report.all_findings().filter(|finding| finding.code() == code);
        let details = findings.find_map(|finding| finding.detail()).unwrap();
        assert!(details.found.starts_with(found), "{}", details.found);
    }
}

#[test]
fn a_chain_as_it_should_be_is_accepted() {
    let made = chain(Of::Leaf, |made| {
        made.with(subject_alternative_names(&[
            dns("*.example.com"),
            dns("xn--bcher-kva.example"),
            mail("\"a@b\"@example.com"),
        ]))
    });
    let report = judged(strict(), &made);
    assert!(report.is_valid(), "{:?}", breaches(&report));
    let passes = codes(&report, s1spki_validator::Outcome::Pass);
    assert!(passes.contains(&"path.conformance") && passes.contains(&"path.anchor"));
}

#[test]
fn openssl_refuses_the_same_where_it_looks() {
    let Some(openssl) = OpenSsl::for_test("openssl_refuses_the_same_where_it_looks") else {
        return;
    };
    let as_it_should_be = chain(Of::Leaf, |made| made);
    assert!(is_accepted_strictly(&openssl, &as_it_should_be));
    for (found, of, too, change) in faults() {
        let is_refused = !is_accepted_strictly(&openssl, &chain(of, change));
        assert_eq!(is_refused, too == OpenSslToo::Yes, "{found}");
    }
}

fn is_accepted_strictly(openssl: &OpenSsl, made: &[CertificateSpecimen; 3]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let [root, sub, leaf] =
        ["root", "sub", "leaf"].map(|name| folder.path().join(name).display().to_string());
    for (path, specimen) in [&root, &sub, &leaf].into_iter().zip(made) {
        std::fs::write(path, pem::encode("CERTIFICATE", &specimen.der())).unwrap();
    }
    let time = at().unix_seconds().to_string();
    let arguments = [
        "verify",
        "-x509_strict",
        "-no-CApath",
        "-no-CAstore",
        "-attime",
        &time,
        "-trusted",
        &root,
        "-untrusted",
        &sub,
        &leaf,
    ];
    openssl.run(&arguments, &[]).success
}

#[test]
fn a_list_that_breaks_section_5_is_not_used_where_that_counts() {
    type ListChange = fn(RevocationListSpecimen) -> RevocationListSpecimen;
    let changes: [(&str, ListChange); 5] = [
        ("no cRLNumber", |list| without_in_list(list, "2.5.29.20")),
        ("no keyIdentifier in authorityKeyIdentifier", |list| {
            without_in_list(list, AUTHORITY_KEY_IDENTIFIER)
        }),
        ("extension 2.5.29.20 critical", |list| {
            list.with(Extension::new("2.5.29.20", Critical::True, der::unsigned(7)))
        }),
        ("extension 2.5.29.28 not critical", |list| {
            let mut scope = issuing_distribution_point(None, &[crate::pki::extension::ONLY_USER]);
            scope.critical = Critical::Absent;
            list.with(scope)
        }),
        ("two entries about ", |list| list),
    ];
    for (found, change) in changes {
        let root = ca("root");
        let (leaf, other) = (root.issues("leaf"), root.issues("other"));
        let twice = [
            (&other, RevocationReason::Superseded),
            (&other, RevocationReason::KeyCompromise),
        ];
        let revoked = if found.starts_with("two") {
            &twice[..]
        } else {
            &twice[..1]
        };
        let list = decoded_list(&change(root.lists(7, revoked)));
        let judged = |conformance| {
            let settings = PathSettings {
                conformance,
                revocation: RevocationSettings::default(),
                ..PathSettings::default()
            };
            validator(settings, &root, &[], std::slice::from_ref(&list)).validate(&decoded(&leaf), at())
        };
        assert!(judged(Conformance::Section6).is_valid(), "{found}");
        let report = judged(Conformance::Sections4To6);
        assert_eq!(
            breaches(&report),
            ["revocation.status", "revocation.list.conformance"],
            "{found}"
        );
        let mut findings = report.all_findings();
        let finding = findings
            .find(|finding| finding.code() == "revocation.list.conformance")
            .unwrap();
        assert!(finding.detail().unwrap().found.starts_with(found), "{found}");
    }
}

fn without_in_list(mut list: RevocationListSpecimen, oid: &str) -> RevocationListSpecimen {
    list.extensions_mut().retain(|extension| extension.oid != oid);
    list
}
