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
    prepared(&text::of(attribute.kind(), attribute.value())?)
}

/// A text prepared by RFC 4518; nothing where one of its characters is prohibited.
pub(super) fn prepared(text: &str) -> Option<String> {
    if text.bytes().all(|octet| matches!(octet, b' '..=b'~')) {
        let mut prepared = compress_spaces(text);
        prepared.make_ascii_lowercase();
        return Some(prepared);
    }
    map_and_normalise(text).map(|text| compress_spaces(&text))
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

#[cfg(test)]
mod tests {
    use super::super::Name;
    use crate::der::{element, tag};

    const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];
    const ORGANISATION: [u8; 3] = [0x55, 0x04, 0x0A];

    fn attribute(oid: [u8; 3], string: u8, value: &[u8]) -> Vec<u8> {
        let oid = element(tag::OBJECT_IDENTIFIER, &oid);
        element(tag::SEQUENCE, &[oid, element(string, value)].concat())
    }

    fn name(rdns: &[&[Vec<u8>]]) -> Name {
        let rdns: Vec<u8> = rdns
            .iter()
            .flat_map(|rdn| element(tag::SET, &rdn.concat()))
            .collect();
        Name::decode(&element(tag::SEQUENCE, &rdns)).unwrap()
    }

    fn common_name(string: u8, value: &[u8]) -> Name {
        name(&[&[attribute(COMMON_NAME, string, value)]])
    }

    #[test]
    fn case_spaces_and_string_type_do_not_matter() {
        let plain = common_name(tag::PRINTABLE_STRING, b"Good CA");
        for same in [
            common_name(tag::UTF8_STRING, b"Good CA"),
            common_name(tag::UTF8_STRING, b"gOOD ca"),
            common_name(tag::PRINTABLE_STRING, b"  Good   CA "),
            common_name(tag::UTF8_STRING, "Good\u{A0}CA".as_bytes()),
            common_name(tag::UTF8_STRING, "Go\u{AD}od CA".as_bytes()), // soft hyphen: mapped to nothing
            common_name(tag::UTF8_STRING, "\u{FF27}ood CA".as_bytes()), // full-width G: NFKC
            common_name(tag::BMP_STRING, b"\0G\0o\0o\0d\0 \0C\0A"),
        ] {
            assert!(plain.matches(&same), "{same}");
        }
        for other in [
            common_name(tag::PRINTABLE_STRING, b"GoodCA"),
            common_name(tag::PRINTABLE_STRING, b"Good CA2"),
            common_name(tag::TELETEX_STRING, b"Good CA"),
            name(&[&[attribute(ORGANISATION, tag::PRINTABLE_STRING, b"Good CA")]]),
            name(&[]),
        ] {
            assert!(!plain.matches(&other), "{other}");
        }
    }

    #[test]
    fn letters_beyond_ascii_are_folded_and_normalised() {
        let same = |a: &str, b: &str| {
            common_name(tag::UTF8_STRING, a.as_bytes()).matches(&common_name(tag::UTF8_STRING, b.as_bytes()))
        };
        assert!(same("ÉCLAIR", "éclair"));
        assert!(same("e\u{301}clair", "\u{E9}clair"));
        assert!(same("E\u{301}clair", "\u{E9}clair"));
        assert!(same("Straße", "STRASSE"));
        assert!(!same("éclair", "eclair"));
    }

    #[test]
    fn what_is_not_text_is_compared_octet_by_octet() {
        let bits = |octets: &[u8]| common_name(tag::BIT_STRING, octets);
        assert!(bits(&[0, 0x41]).matches(&bits(&[0, 0x41])));
        assert!(!bits(&[0, 0x41]).matches(&bits(&[0, 0x61])));
        // U+0378 is not assigned: RFC 4518 2.4 prohibits it.
        let unassigned = |text: &str| common_name(tag::UTF8_STRING, text.as_bytes());
        assert!(unassigned("a\u{378}").matches(&unassigned("a\u{378}")));
        assert!(!unassigned("a\u{378}").matches(&unassigned("A\u{378}")));
    }

    #[test]
    fn the_attributes_of_one_rdn_have_no_order() {
        let a = || attribute(COMMON_NAME, tag::UTF8_STRING, b"A");
        let b = || attribute(COMMON_NAME, tag::PRINTABLE_STRING, b"b");
        let lower = || attribute(COMMON_NAME, tag::PRINTABLE_STRING, b"a");
        let (one, other) = (name(&[&[a(), b()]]), name(&[&[lower(), b()]]));
        // DER sorts by octets, so that the string type decides which comes first.
        let swapped = name(&[&[attribute(COMMON_NAME, tag::UTF8_STRING, b"B"), lower()]]);
        assert!(one.matches(&other) && one.matches(&swapped));
        assert!(!one.matches(&name(&[&[a()], &[b()]])));
    }

    #[test]
    fn a_subtree_holds_its_base_and_what_is_below() {
        let o = |value| attribute(ORGANISATION, tag::UTF8_STRING, value);
        let cn = |value| attribute(COMMON_NAME, tag::PRINTABLE_STRING, value);
        let base = name(&[&[o(b"Org")]]);
        assert!(base.is_within(&base));
        assert!(name(&[&[o(b"ORG")], &[cn(b"X")]]).is_within(&base));
        assert!(base.is_within(&name(&[])));
        for outside in [
            name(&[]),
            name(&[&[o(b"Organisation")]]),
            name(&[&[cn(b"X")], &[o(b"Org")]]),
            name(&[&[cn(b"X"), o(b"Org")]]),
        ] {
            assert!(!outside.is_within(&base), "{outside}");
        }
    }

    #[test]
    fn a_relative_name_extends_its_issuer() {
        let issuer = name(&[&[attribute(ORGANISATION, tag::UTF8_STRING, b"Org")]]);
        let full = name(&[
            &[attribute(ORGANISATION, tag::UTF8_STRING, b"Org")],
            &[attribute(COMMON_NAME, tag::PRINTABLE_STRING, b"CRL 1")],
        ]);
        let extended = issuer.extended_by(&full.rdns()[1]);
        assert_eq!(extended, full);
        assert!(extended.matches(&full) && extended.is_within(&issuer));
    }
}
