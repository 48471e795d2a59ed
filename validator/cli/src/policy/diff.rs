//! `policy diff`: what differs between two policies, and what that means.

use s1spki_policies::{Effect, Policy, PolicyDifference, ProvisionRecord, compare};
use s1spki_validator::report::{Ink, Page};
use serde_json::json;

use super::version_text;
use crate::answer::Answer;

/// The values that differ, by path.
pub(super) fn diff(old: &Policy, new: &Policy) -> Answer {
    let differences = compare(old, new);
    let mut page = Page::default();
    let count = |effect: Effect| {
        differences
            .iter()
            .filter(|difference| difference.effect == effect)
            .count()
    };
    let head = match differences.len() {
        0 => "no value differs".to_owned(),
        number => format!(
            "{number} values differ: {} stricter, {} looser, {} otherwise",
            count(Effect::Stricter),
            count(Effect::Looser),
            count(Effect::Changed).saturating_add(count(Effect::Same))
        ),
    };
    page.paragraph(0, 0, &[(Ink::Plain, &head)]);
    for difference in &differences {
        write(&mut page, difference);
    }
    let side = |policy: &Policy| json!({ "id": policy.id(), "hash": policy.hash() });
    let json = json!({ "schema": 1, "old": side(old), "new": side(new), "differences": differences });
    Answer::Page { page, json }
}

fn write(page: &mut Page, difference: &PolicyDifference<'_>) {
    page.gap();
    let effect = match difference.effect {
        Effect::Same => "the same value, on another footing",
        effect => effect.as_str(),
    };
    page.paragraph(0, 2, &[(Ink::Strong, difference.path), (Ink::Plain, effect)]);
    let text =
        |record: Option<&ProvisionRecord>| record.map_or_else(|| "not stated".to_owned(), version_text);
    page.field(2, 4, "was", Ink::Plain, &text(difference.old));
    page.field(2, 4, "is", Ink::Plain, &text(difference.new));
}
