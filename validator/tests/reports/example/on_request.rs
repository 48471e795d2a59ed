//! Examples of the rules that are told of only where a caller asks for them.

use s1spki_fixtures::make::{Authority, Critical, RevocationListSpecimen, oid};
use s1spki_policies::Moment;
use s1spki_validator::path::{AnchorConstraints, Conformance, PathSettings, PathValidator, TrustAnchor};
use s1spki_validator::{Finding, RevocationList};

use super::collection::{Collection, Specimen};
use super::lab::{decoded, issuing, root, supplier};
use crate::case;

pub(super) fn add(collection: &mut Collection) {
    add_anchor_that_has_expired(collection);
    add_what_section_6_does_not_ask(collection);
}

fn add_anchor_that_has_expired(collection: &mut Collection) {
    let mut root = root();
    root.not_after = "2026-02-01".parse::<Moment>().unwrap().into();
    let settings = PathSettings {
        anchor_constraints: AnchorConstraints::Enforced,
        ..PathSettings::default()
    };
    let anchor = TrustAnchor::from_certificate(decoded(&root));
    let validator = PathValidator::new(settings, [anchor], [decoded(&issuing())], []);
    let report = validator.validate(&decoded(&supplier()), case::at());
    add_one(
        collection,
        "trust anchor that has expired, its constraints enforced",
        "path.anchor",
        report.all_findings(),
    );
}

fn add_what_section_6_does_not_ask(collection: &mut Collection) {
    let mut issuing = issuing();
    issuing.extension_mut(oid::BASIC_CONSTRAINTS).critical = Critical::Absent;
    let settings = PathSettings {
        conformance: Conformance::Sections4To6,
        ..PathSettings::default()
    };
    let anchor = TrustAnchor::from_certificate(decoded(&root()));
    let validator = PathValidator::new(settings, [anchor], [decoded(&issuing)], [list_without_number()]);
    let report = validator.validate(&decoded(&supplier()), case::at());
    for (name, code) in [
        (
            "issuing authority whose basicConstraints are not critical, sections 4 to 6 of RFC 5280 asked for",
            "path.conformance",
        ),
        (
            "list without a number, sections 4 to 6 of RFC 5280 asked for",
            "revocation.list.conformance",
        ),
    ] {
        add_one(collection, name, code, report.all_findings());
    }
}

fn list_without_number() -> RevocationList {
    let moment = |text: &str| text.parse::<Moment>().unwrap();
    let (this_update, next_update) = (moment("2026-02-28"), moment("2026-03-02"));
    let mut list = RevocationListSpecimen::of(&Authority::lab_issuing(), 5, this_update, next_update, vec![]);
    list.extensions_mut()
        .retain(|extension| extension.oid != oid::CRL_NUMBER);
    RevocationList::decode(&list.der()).unwrap()
}

/// Other rules may be broken too, which is not what the example is about.
fn add_one<'a>(
    collection: &mut Collection,
    name: &str,
    code: &'static str,
    findings: impl Iterator<Item = &'a Finding>,
) {
    let specimen = Specimen {
        name,
        story: None,
        policy: None,
    };
    collection.add(&specimen, findings.filter(|finding| finding.code() == code));
}
