//! Examples of paths that the profiles of this PKI do not admit, or that only a caller who gives the path can make.

use s1spki_fixtures::der;
use s1spki_fixtures::make::{
    CertificateSpecimen, Critical, Extension, IssuingProfile, LAB_POLICY, Name, oid,
};
use s1spki_validator::path::{Limits, PathReport, PathSettings, PathValidator, WorkAmount};
use s1spki_validator::revocation::{RevocationSettings, UnknownStatus};
use s1spki_validator::{ChainJudge, Finding};

use super::collection::{Collection, Specimen};
use super::lab::{anchor, decoded, issuing, supplier};
use crate::case;

pub(super) fn add(collection: &mut Collection) {
    add_authorities_that_say_too_much(collection);
    add_given_paths(collection);
    add_path_without_a_budget(collection);
}

/// An issuing authority with an extension that its profile does not have, and what follows for those below it.
fn add_authorities_that_say_too_much(collection: &mut Collection) {
    let another = der::explicit(4, Name::authority("07", "OTHER").der());
    let permitted = der::implicit_constructed(0, der::sequence([another]));
    let constraints = Extension::new("2.5.29.30", Critical::True, der::sequence([permitted]));
    let mapping = der::sequence([der::oid(LAB_POLICY), der::oid(oid::ANY_POLICY)]);
    let mappings = Extension::new("2.5.29.33", Critical::True, der::sequence([mapping]));
    for (name, extension) in [
        ("issuing authority constrained to other names", constraints),
        ("issuing authority maps a policy to anyPolicy", mappings),
    ] {
        let mut above = issuing();
        above.extensions_mut().push(extension);
        let policy = case::policy("lab");
        let judge = ChainJudge::new(&policy, case::at(), [anchor()], [decoded(&above)], []);
        let verdict = judge.judge("supplier", &supplier().der());
        collection.add(&Specimen::lab(name), verdict.findings());
    }
}

fn settings() -> PathSettings {
    PathSettings {
        revocation: RevocationSettings {
            unknown_status: UnknownStatus::Allow,
            ..RevocationSettings::default()
        },
        ..PathSettings::default()
    }
}

/// Path building never makes these: it looks for issuers by name, and takes each once.
fn add_given_paths(collection: &mut Collection) {
    let validator = PathValidator::new(settings(), [anchor()], [], []);
    let (above, other) = (decoded(&issuing()), decoded(&another_issuing()));
    for (name, path) in [
        ("given path, an authority in it of another name", vec![other]),
        ("given path, an authority in it twice", vec![above.clone(), above]),
    ] {
        let report = validator.validate_path(&decoded(&supplier()), &path, case::at());
        collection.add(&without_policy(name), of_path(&report));
    }
}

/// The key is the same, so that the name alone is wrong.
fn another_issuing() -> CertificateSpecimen {
    let mut profile = IssuingProfile::lab();
    profile.name = Name::authority("07", "TEST-I2");
    profile.specimen()
}

/// A caller who allows one signature check, and a path that needs two.
fn add_path_without_a_budget(collection: &mut Collection) {
    let settings = PathSettings {
        limits: Limits {
            work: WorkAmount {
                signature_checks: 1,
                ..Limits::default().work
            },
            ..Limits::default()
        },
        ..settings()
    };
    let validator = PathValidator::new(settings, [anchor()], [decoded(&issuing())], []);
    let report = validator.validate(&decoded(&supplier()), case::at());
    let name = "path of two certificates, one signature check allowed";
    collection.add(&without_policy(name), of_path(&report));
}

/// No list is given, which is not what the example is about.
fn of_path(report: &PathReport) -> impl Iterator<Item = &Finding> {
    let findings = report.all_findings();
    findings.filter(|finding| finding.code().starts_with("path."))
}

const fn without_policy(name: &str) -> Specimen<'_> {
    Specimen {
        name,
        story: None,
        policy: None,
    }
}
