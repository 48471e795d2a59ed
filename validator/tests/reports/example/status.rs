//! Examples of revocation lists that do not tell, beyond those of the scenario folders.

use s1spki_fixtures::der;
use s1spki_fixtures::make::{Authority, Critical, Extension, KeyUsageBit, Name, RevocationListSpecimen, oid};
use s1spki_policies::Moment;
use s1spki_validator::{ChainJudge, RevocationList};

use super::collection::{Collection, Specimen};
use super::lab::{anchor, decoded, issuing, supplier};
use crate::case;

pub(super) fn add(collection: &mut Collection) {
    let (issuing, supplier) = (issuing(), supplier());
    let mut without_lists = issuing.clone();
    without_lists.extension_mut(oid::KEY_USAGE).value =
        Extension::key_usage_value(&[KeyUsageBit::KeyCertSign]);
    let mut delta = list();
    delta.extensions_mut().push(delta_of_another());
    let mut delegating = supplier.clone();
    delegating.extensions_mut().push(lists_by_another());
    for (name, issuing, supplier, list) in [
        (
            "issuing authority signs a list, its key being for certificates alone",
            &without_lists,
            &supplier,
            &list(),
        ),
        (
            "delta list without the list that it adds to",
            &issuing,
            &supplier,
            &delta,
        ),
        (
            "certificate that names TEST-I9 for its revocation, a list of that name that is not indirect",
            &issuing,
            &delegating,
            &of_another(),
        ),
    ] {
        let policy = case::policy("lab");
        let list = RevocationList::decode(&list.der()).unwrap();
        let judge = ChainJudge::new(&policy, case::at(), [anchor()], [decoded(issuing)], [list]);
        let verdict = judge.judge("supplier", &supplier.der());
        collection.add(&Specimen::lab(name), verdict.findings());
    }
}

/// A list of the issuing authority that is current.
fn list() -> RevocationListSpecimen {
    let moment = |text: &str| text.parse::<Moment>().unwrap();
    RevocationListSpecimen::of(
        &Authority::lab_issuing(),
        5,
        moment("2026-02-28"),
        moment("2026-03-02"),
        vec![],
    )
}

/// deltaCRLIndicator: it adds to the list with number 4.
fn delta_of_another() -> Extension {
    Extension::new("2.5.29.27", Critical::True, der::unsigned(4))
}

/// The name of whom a certificate says that they tell of its revocation.
fn another() -> Name {
    Name::authority("07", "TEST-I9")
}

/// cRLDistributionPoints with a cRLIssuer.
fn lists_by_another() -> Extension {
    let issuer = der::implicit_constructed(2, der::explicit(4, another().der()));
    let points = der::sequence([der::sequence([issuer])]);
    Extension::new("2.5.29.31", Critical::Absent, points)
}

/// A list of that name which does not say that it is indirect.
fn of_another() -> RevocationListSpecimen {
    let mut list = list();
    list.issuer = another();
    list
}
