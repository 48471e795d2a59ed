//! Examples from the scenario folders of the migration gate.

use super::collection::{Collection, Specimen};
use crate::migration;

/// Every scenario under the embedded policy, on each of its days.
pub(super) fn add(collection: &mut Collection) {
    for (scenario, _, verdict) in migration::verdicts() {
        let policy = migration::policy(scenario);
        let specimen = Specimen {
            name: &scenario.name,
            story: Some(&scenario.story),
            policy: Some(policy.id()),
        };
        let about = verdict
            .findings
            .iter()
            .filter(|finding| finding.code() == scenario.about);
        collection.add(&specimen, about);
    }
}
