//! A sequence of elements, as a schema has it.

use roxmltree::Node;

use super::document::Document;
use super::element::{elements, expanded_name, has_text_between, is};
use super::fault::Fault;
use crate::finding::Rule;

/// One element of a sequence.
pub(super) struct Part {
    namespace: &'static str,
    name: &'static str,
    presence: Presence,
}

/// Whether an element must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
}

/// An element that must be there.
pub(super) const fn required(namespace: &'static str, name: &'static str) -> Part {
    Part {
        namespace,
        name,
        presence: Presence::Required,
    }
}

/// An element that may be there.
pub(super) const fn optional(namespace: &'static str, name: &'static str) -> Part {
    Part {
        namespace,
        name,
        presence: Presence::Optional,
    }
}

/// Adds a fault for each element inside that is missing, comes again, is out of its order or does not belong there.
pub(super) fn check(
    document: &Document<'_>,
    parent: Node<'_, '_>,
    parts: &[Part],
    rule: &'static Rule,
    faults: &mut Vec<Fault>,
) {
    let inside = parent.tag_name().name();
    let mut fault = |line, found: String| {
        let wanted: Vec<&str> = parts.iter().map(|part| part.name).collect();
        faults.push(Fault::new(rule, line, found, wanted.join(", ")));
    };
    let mut seen = vec![false; parts.len()];
    let mut latest = 0;
    for child in elements(parent) {
        let line = document.line(child);
        let name = child.tag_name().name();
        let position = parts.iter().position(|part| is(child, part.namespace, part.name));
        let Some((position, seen)) = position.and_then(|position| Some((position, seen.get_mut(position)?)))
        else {
            fault(line, format!("{} in {inside}", expanded_name(child)));
            continue;
        };
        if *seen {
            fault(line, format!("{name} again in {inside}"));
        } else if position < latest {
            fault(line, format!("{name} out of its order in {inside}"));
        }
        *seen = true;
        latest = latest.max(position);
    }
    let missing = parts
        .iter()
        .zip(seen)
        .filter(|(part, seen)| part.presence == Presence::Required && !seen);
    for (part, _) in missing {
        fault(document.line(parent), format!("no {} in {inside}", part.name));
    }
    if has_text_between(parent) {
        fault(
            document.line(parent),
            format!("text between the elements of {inside}"),
        );
    }
}
