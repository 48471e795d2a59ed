//! Examples of revocation lists, each alone.

use s1spki_fixtures::make::{ListDefect, RevocationListSpecimen};
use s1spki_validator::ListVerdict;

use super::collection::{Collection, Specimen};
use super::request::in_words;
use crate::case;

pub(super) fn add(collection: &mut Collection) {
    for defect in ListDefect::ALL {
        let mut list = RevocationListSpecimen::lab();
        defect.apply(&mut list);
        let name = in_words("revocation list", &format!("{defect:?}"));
        let verdict = ListVerdict::on(&name, &list.der(), case::at(), &case::policy("lab"));
        collection.add(&Specimen::lab(&name), &verdict.findings);
    }
}
