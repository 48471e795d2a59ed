//! What the readers of signature and message share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Node;

use super::document::Document;
use super::element::{XML_SIGNATURE, elements, expanded_name, has_text_between, is};
use super::fault::Fault;
use crate::finding::Rule;

/// Octets in base64, with white space anywhere (XML Schema 3.2.16).
pub(super) fn octets(text: &str) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(text.len());
    plain.extend(
        text.bytes()
            .filter(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')),
    );
    STANDARD.decode(plain).ok()
}

/// So many octets in base64.
pub(super) fn base64<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    octets(text)?.try_into().ok()
}

/// Adds a fault for whatever is inside an element of a signature and is not one of these elements, each once.
pub(super) fn only(
    document: &Document<'_>,
    parent: Node<'_, '_>,
    allowed: &[&str],
    rule: &'static Rule,
    faults: &mut Vec<Fault>,
) {
    let wanted = || allowed.join(", ");
    for child in elements(parent) {
        if !allowed.iter().any(|name| is(child, XML_SIGNATURE, name)) {
            let found = format!("{} in {}", expanded_name(child), parent.tag_name().name());
            faults.push(Fault::new(rule, document.line(child), found, wanted()));
        }
    }
    for name in allowed.iter().filter(|name| **name != "Reference") {
        let count = elements(parent)
            .filter(|child| is(*child, XML_SIGNATURE, name))
            .count();
        if count > 1 {
            let found = format!("{count} times {name} in {}", parent.tag_name().name());
            faults.push(Fault::new(rule, document.line(parent), found, wanted()));
        }
    }
    if has_text_between(parent) {
        let found = format!("text in {}", parent.tag_name().name());
        faults.push(Fault::new(rule, document.line(parent), found, wanted()));
    }
}
