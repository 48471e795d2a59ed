//! The form in which names are compared (RFC 5280 7.1).

use super::{Attribute, Rdn, StringKind, text};

/// Appends the comparison form of an RDN.
///
/// An RDN is a set: its attributes are put in a fixed order. Every part says how long it is, so that no form
/// is the beginning of another, and a list of RDNs begins with another one exactly if its form does.
pub(super) fn append(form: &mut Vec<u8>, rdn: &Rdn) {
    form.extend_from_slice(&rdn.attributes().len().to_be_bytes());
    if let [attribute] = rdn.attributes() {
        append_attribute(form, attribute);
        return;
    }
    let mut forms: Vec<Vec<u8>> = rdn
        .attributes()
        .iter()
        .map(|attribute| {
            let mut form = Vec::new();
            append_attribute(&mut form, attribute);
            form
        })
        .collect();
    forms.sort_unstable();
    form.extend(forms.concat());
}

fn append_attribute(form: &mut Vec<u8>, attribute: &Attribute) {
    append_octets(form, attribute.oid().der_content());
    match prepared_text(attribute) {
        Some(text) => {
            form.push(0);
            append_octets(form, text.as_bytes());
        }
        None => {
            form.push(attribute.tag);
            append_octets(form, attribute.value());
        }
    }
}

fn append_octets(form: &mut Vec<u8>, octets: &[u8]) {
    form.extend_from_slice(&octets.len().to_be_bytes());
    form.extend_from_slice(octets);
}

/// The value prepared by RFC 4518, whatever its string type; nothing where it is compared octet by octet: it
/// is not text, its characters are undefined (TeletexString) or prohibited (RFC 4518 2.4).
fn prepared_text(attribute: &Attribute) -> Option<String> {
    if attribute.kind() == StringKind::Teletex {
        return None;
    }
    let text = text::of(attribute.kind(), attribute.value())?;
    if text.bytes().all(|octet| matches!(octet, b' '..=b'~')) {
        return Some(compress_spaces(&text).to_ascii_lowercase());
    }
    map_and_normalise(&text).map(|text| compress_spaces(&text))
}

/// RFC 4518 2.2 to 2.4: map with case folding, normalise to NFKC, prohibit.
fn map_and_normalise(text: &str) -> Option<String> {
    let folded = stringprep::x520prep(text, true).ok()?;
    let normalised = stringprep::x520prep(&folded, false).ok()?;
    Some(normalised.into_owned())
}

/// RFC 5280 7.1: white space compression in place of RFC 4518 2.6.1.
fn compress_spaces(text: &str) -> String {
    let mut compressed = String::with_capacity(text.len());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !compressed.is_empty() {
            compressed.push(' ');
        }
        compressed.push_str(word);
    }
    compressed
}
