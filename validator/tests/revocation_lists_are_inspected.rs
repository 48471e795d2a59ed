//! Every rule on revocation lists, kept and broken: lists of the fixtures, and lists that OpenSSL made.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use proptest::prelude::*;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{IssuingProfile, ListDefect, RevocationListSpecimen, RevocationReason};
use s1spki_fixtures::oracle::OpenSsl;
use s1spki_fixtures::surgery;
use s1spki_policies::{Moment, Policy};
use s1spki_validator::{Decision, Finding, ListVerdict, Outcome, catalogue};

fn at() -> Moment {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

fn lab() -> &'static Policy {
    static LAB: LazyLock<Policy> = LazyLock::new(|| Policy::embedded("lab").unwrap().unwrap());
    &LAB
}

fn breaches(findings: &[Finding]) -> BTreeSet<&'static str> {
    let broken = findings
        .iter()
        .filter(|finding| finding.outcome() == Outcome::Breach);
    broken.map(Finding::code).collect()
}

/// What each defect breaks, and nothing else.
const DEFECTS: [(ListDefect, &[&str]); 22] = [
    (ListDefect::VersionOne, &["list.version"]),
    (ListDefect::AlgorithmWithNull, &["list.signature.algorithm"]),
    (ListDefect::AnotherAlgorithmOutside, &["list.signature.agreement"]),
    (ListDefect::IssuedByASupplier, &["list.issuer"]),
    (ListDefect::GeneralizedTime, &["list.time-form"]),
    (ListDefect::WithoutNextUpdate, &["list.next-update"]),
    (ListDefect::OneSecondTooLong, &["list.lasts"]),
    (ListDefect::OutOfDate, &["list.current"]),
    (ListDefect::FromTheFuture, &["list.current"]),
    (ListDefect::UnknownExtension, &["list.extension.unlisted"]),
    (ListDefect::OnlyAboutAuthorities, &["list.extension.unlisted"]),
    (ListDefect::WithoutNumber, &["list.extension.present"]),
    (ListDefect::NumberCritical, &["list.extension.critical"]),
    (ListDefect::NumberTwice, &["list.extension.duplicate"]),
    (ListDefect::NumberTooLong, &["encoding.extension-value"]),
    (
        ListDefect::KeyIdentifierWithoutKey,
        &["list.authority-key-identifier"],
    ),
    (ListDefect::EntryWithInvalidityDate, &["list.entry.extensions"]),
    (ListDefect::EntryWithUnknownExtension, &["list.entry.extensions"]),
    (ListDefect::EntryOnHold, &["list.entry.reason"]),
    (ListDefect::EntryRevokedLater, &["list.entry.date"]),
    (ListDefect::EntryTwice, &["list.entry.unique"]),
    (ListDefect::EmptyEntries, &["encoding.empty-list"]),
];

#[test]
fn the_lists_of_the_laboratory_keep_every_rule() {
    for (list, kind) in [
        (RevocationListSpecimen::lab(), "crl"),
        (RevocationListSpecimen::lab_root(), "arl"),
    ] {
        let verdict = ListVerdict::on("list", &list.der(), at(), lab());
        assert_eq!(verdict.decision, Decision::Accept, "{:?}", verdict.findings);
        assert!(
            verdict
                .subject
                .iter()
                .any(|claim| claim.name == "list" && claim.value == kind)
        );
    }
}

#[test]
fn every_defect_breaks_its_rule_and_no_other() {
    assert_eq!(DEFECTS.map(|(defect, _)| defect), ListDefect::ALL);
    for (defect, codes) in DEFECTS {
        let mut list = RevocationListSpecimen::lab();
        defect.apply(&mut list);
        let verdict = ListVerdict::on("list", &list.der(), at(), lab());
        let wanted: BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(
            breaches(&verdict.findings),
            wanted,
            "{defect:?}: {:?}",
            verdict.findings
        );
    }
}

#[test]
fn every_rule_on_lists_is_kept_by_one_and_broken_by_another() {
    let mut seen: BTreeMap<&str, BTreeSet<Outcome>> = BTreeMap::new();
    let mut add = |list: &RevocationListSpecimen| {
        for finding in ListVerdict::on("list", &list.der(), at(), lab()).findings {
            seen.entry(finding.code()).or_default().insert(finding.outcome());
        }
    };
    add(&RevocationListSpecimen::lab());
    for defect in ListDefect::ALL {
        let mut list = RevocationListSpecimen::lab();
        defect.apply(&mut list);
        add(&list);
    }
    for entry in catalogue().filter(|entry| entry.family() == "list") {
        let seen = &seen[entry.rule().code];
        let both = seen.contains(&Outcome::Pass) && seen.contains(&Outcome::Breach);
        assert!(both, "{}: {seen:?}", entry.rule().code);
    }
}

/// The list of a root has reasons of its own, and lasts longer.
#[test]
fn the_list_of_a_root_is_held_against_its_own_values() {
    let mut list = RevocationListSpecimen::lab();
    let root = RevocationListSpecimen::lab_root();
    list.issuer = root.issuer.clone();
    let verdict = ListVerdict::on("list", &list.der(), at(), lab());
    assert_eq!(
        breaches(&verdict.findings),
        BTreeSet::from(["list.entry.reason", "list.lasts"])
    );
    let lasts = verdict
        .findings
        .iter()
        .find(|finding| finding.code() == "list.lasts")
        .unwrap();
    assert!(lasts.detail().unwrap().wanted.contains("P1Y"), "{lasts:?}");
}

/// A CA of `openssl ca`, with the key of the laboratory's issuing authority.
#[test]
fn lists_that_openssl_makes_are_told_what_they_lack() {
    if OpenSsl::for_test("lists_that_openssl_makes_are_told_what_they_lack").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("key.pem", &TestKey::p256("issuing").pkcs8_pem());
    write("ca.pem", &IssuingProfile::lab().specimen().pem());
    write("number", "07\n");
    write(
        "index.txt",
        "R\t270131235959Z\t260220000000Z,keyCompromise\t2A\tunknown\t/OU=02\n",
    );
    write(
        "ca.cnf",
        "[ca]\ndefault_ca = lab\n[lab]\ndatabase = index.txt\ncrlnumber = number\nprivate_key = key.pem\n\
         certificate = ca.pem\ndefault_md = sha256\ncrl_extensions = extensions\n\
         [extensions]\nauthorityKeyIdentifier = keyid:always\n",
    );
    let make = |further: &[&str]| {
        let output = Command::new("openssl")
            .args([
                "ca",
                "-gencrl",
                "-config",
                "ca.cnf",
                "-crl_lastupdate",
                "20260228120000Z",
            ])
            .args(further)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let blocks = s1spki_validator::read_blocks(&output.stdout, usize::MAX).unwrap();
        blocks.last().unwrap().der.clone()
    };
    let judged = |der: &[u8]| {
        let verdict = ListVerdict::on("openssl", der, at(), lab());
        (verdict.decision, format!("{:?}", breaches(&verdict.findings)))
    };
    let good = make(&["-crl_nextupdate", "20260302120000Z"]);
    assert_eq!(judged(&good), (Decision::Accept, "{}".to_owned()));
    // What it makes without being told how long a list lasts.
    let month = make(&["-crldays", "30"]);
    assert!(judged(&month).1.contains("list.lasts"), "{:?}", judged(&month));
    let another_hash = make(&["-crl_nextupdate", "20260302120000Z", "-md", "sha384"]);
    assert_eq!(judged(&another_hash).1, "{\"list.signature.algorithm\"}");
    write(
        "index.txt",
        "R\t270131235959Z\t260220000000Z,certificateHold\t2A\tunknown\t/OU=02\n",
    );
    let held = make(&["-crl_nextupdate", "20260302120000Z"]);
    assert_eq!(judged(&held).1, "{\"list.entry.reason\"}");
}

#[test]
fn no_mutant_and_no_bytes_stop_the_inspection() {
    let good = RevocationListSpecimen::lab().der();
    for mutant in surgery::mutants(&good) {
        let verdict = ListVerdict::on(&mutant.name, &mutant.der, at(), lab());
        assert!(!verdict.findings.is_empty());
    }
    for cut in surgery::truncations(&good) {
        let verdict = ListVerdict::on("cut", cut, at(), lab());
        assert_eq!(
            breaches(&verdict.findings),
            BTreeSet::from(["encoding.unreadable"])
        );
    }
}

proptest! {
    /// Thousands of entries, in any order, with any reason: those that are wrong are told, and in time.
    #[test]
    fn any_entries_are_judged(serials in prop::collection::vec(1_u64.., 0..200), reason in 0_u8..11) {
        let mut list = RevocationListSpecimen::lab();
        let reasons = [RevocationReason::KeyCompromise, RevocationReason::CertificateHold, RevocationReason::Superseded];
        let reason = reasons[usize::from(reason) % 3];
        let entries: Vec<_> = serials
            .iter()
            .map(|serial| {
                let octets = [&[0][..], &serial.to_be_bytes()].concat();
                let start = octets.iter().position(|octet| *octet != 0).unwrap();
                let start = if octets[start] >= 0x80 { start - 1 } else { start };
                s1spki_fixtures::make::Entry::of(&octets[start..], "2026-02-20".parse().unwrap(), Some(reason))
            })
            .collect();
        list.entries = (!entries.is_empty()).then_some(entries);
        let verdict = ListVerdict::on("list", &list.der(), at(), lab());
        let unique: BTreeSet<u64> = serials.iter().copied().collect();
        let mut wanted = BTreeSet::new();
        if unique.len() < serials.len() {
            wanted.insert("list.entry.unique");
        }
        if reason == RevocationReason::CertificateHold && !serials.is_empty() {
            wanted.insert("list.entry.reason");
        }
        prop_assert_eq!(breaches(&verdict.findings), wanted);
    }

    #[test]
    fn no_bytes_are_accepted(bytes: Vec<u8>) {
        prop_assert_eq!(ListVerdict::on("bytes", &bytes, at(), lab()).decision, Decision::Refuse);
    }
}
