//! Examples from the scenarios of the command gate.

use s1spki_fixtures::command::CommandScenario;

use super::collection::{Collection, Specimen};
use crate::case;

pub(super) fn add(collection: &mut Collection) {
    for scenario in CommandScenario::all() {
        let specimen = Specimen {
            name: &scenario.name,
            story: Some(&scenario.story),
            policy: Some(&scenario.policy),
        };
        let verdict = case::command(&scenario);
        collection.add(&specimen, verdict.gates.iter().flat_map(|gate| &gate.findings));
    }
}
