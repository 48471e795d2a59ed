//! Examples from the scenario folders.

use s1spki_fixtures::scenario::Scenario;

use super::collection::{Collection, Specimen};
use crate::case;

/// Every scenario; and one where another role is expected.
pub(super) fn add(collection: &mut Collection) {
    for scenario in Scenario::all() {
        let specimen = Specimen {
            name: &scenario.name,
            story: Some(&scenario.story),
            policy: Some(&scenario.policy),
        };
        for verdict in [case::chain(&scenario), case::alone(&scenario)] {
            let certificates = verdict.certificates.iter();
            collection.add(
                &specimen,
                certificates.flat_map(|certificate| certificate.findings()),
            );
        }
    }
    let scenario = Scenario::named("two-issuing-authorities-stand-side-by-side");
    let verdict = case::chain_of_an_operator(&scenario);
    let name = format!("{}, a network operator expected", scenario.name);
    collection.add(&Specimen::lab(&name), verdict.certificates[0].findings());
}
