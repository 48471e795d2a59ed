//! Examples of certificates that are spoilt in one way, each alone.

use s1spki_fixtures::der;
use s1spki_fixtures::make::{CertificateSpecimen, Critical, oid};
use s1spki_policies::{Embedded, Policy};
use s1spki_validator::Inspector;

use super::collection::{Collection, Specimen};
use super::lab::{root, supplier};
use crate::case;

pub(super) fn add(collection: &mut Collection) {
    for (name, spoil) in SPOILT {
        let mut specimen = supplier();
        spoil(&mut specimen);
        let verdict = Inspector::new(&case::policy("lab"), case::at()).inspect(name, &specimen.der());
        collection.add(&Specimen::lab(name), verdict.findings());
    }
    add_root_under_a_policy_without_one(collection);
}

type Spoil = fn(&mut CertificateSpecimen);

/// What no scenario does.
const SPOILT: [(&str, Spoil); 5] = [
    ("certificate, the field subjectUniqueID used", |it| {
        it.subject_unique_id = Some(vec![0, 1, 2]);
    }),
    ("certificate, policy with a qualifier", |it| {
        let place = der::sequence([der::oid("1.3.6.1.5.5.7.2.1"), der::ia5("https://example.org/cps")]);
        let policy = der::sequence([der::oid("2.999.1.2.1.4"), der::sequence([place])]);
        it.extension_mut(oid::CERTIFICATE_POLICIES).value = der::sequence([policy]);
    }),
    ("certificate, subjectKeyIdentifier critical", |it| {
        it.extension_mut(oid::SUBJECT_KEY_IDENTIFIER).critical = Critical::True;
    }),
    ("certificate, authorityKeyIdentifier critical", |it| {
        it.extension_mut(oid::AUTHORITY_KEY_IDENTIFIER).critical = Critical::True;
    }),
    (
        "certificate, subject in one set, and that in falling order",
        |it| {
            it.subject.rdns = vec![it.subject.rdns.concat().into_iter().rev().collect()];
        },
    ),
];

/// A policy may describe organisations and issuing authorities alone.
fn add_root_under_a_policy_without_one(collection: &mut Collection) {
    let text = Embedded::find("foc-s1spki").unwrap().text;
    let sections = text.split_inclusive("\n\n");
    let text: String = sections
        .filter(|section| !section.starts_with("[profile.root."))
        .collect();
    let policy = Policy::load("without-root.toml", text.as_bytes()).unwrap();
    let name = "root certificate";
    let specimen = Specimen {
        name,
        story: Some("The policy has been left without the profile of a root."),
        policy: Some("foc-s1spki"),
    };
    let verdict = Inspector::new(&policy, case::at()).inspect(name, &root().der());
    collection.add(&specimen, verdict.findings());
}
