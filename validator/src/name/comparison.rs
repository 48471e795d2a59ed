//! The form in which attribute values are compared.

use super::{Attribute, StringKind, text};
use crate::der::{self, tag};

/// The comparison form of an RDN: its attributes in a fixed order, each with its type and its prepared value.
///
/// RFC 5280 7.1: values are prepared as RFC 4518 says, of which this does the steps that matter to names in
/// use: to Unicode, fold case, compress white space. Normalisation to NFKC is left out: two spellings of one
/// accented letter count as different. Values that are not text are compared octet by octet.
pub(super) fn form(attributes: &[Attribute]) -> Box<[u8]> {
    let mut prepared: Vec<Vec<u8>> = attributes.iter().map(attribute_form).collect();
    prepared.sort_unstable(); // an RDN is a set
    der::element(tag::SET, &prepared.concat()).into()
}

fn attribute_form(attribute: &Attribute) -> Vec<u8> {
    let oid = der::element(tag::OBJECT_IDENTIFIER, attribute.oid().der_content());
    let value = match attribute.kind() {
        // RFC 5280 7.1 leaves TeletexString out: its characters are not defined.
        StringKind::Teletex => None,
        kind => text::of(kind, attribute.value()),
    };
    let value = match value {
        Some(text) => der::element(tag::UTF8_STRING, prepare(&text).as_bytes()),
        None => der::element(attribute.tag, attribute.value()),
    };
    der::element(tag::SEQUENCE, &[oid, value].concat())
}

/// Folds case and compresses white space (RFC 4518 2.2, 2.6.1).
fn prepare(text: &str) -> String {
    let mut prepared = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !prepared.is_empty() {
            prepared.push(' ');
        }
        prepared.extend(word.chars().flat_map(char::to_lowercase));
    }
    prepared
}
