//! Names as text.

use std::borrow::Cow;

use s1spki_policies::Oid;

use super::{Attribute, Name, Rdn, StringKind};
use crate::der;
use crate::hexadecimal::hexadecimal;

/// 2.5.4.3.
pub(super) const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];

/// The text of a value; nothing where its type is not a string, or the octets are not of that type.
pub(super) fn of(kind: StringKind, value: &[u8]) -> Option<Cow<'_, str>> {
    match kind {
        StringKind::Printable | StringKind::Utf8 | StringKind::Ia5 | StringKind::Numeric => {
            std::str::from_utf8(value).ok().map(Cow::Borrowed)
        }
        // What it holds in practice is Latin-1, whatever the standard says.
        StringKind::Teletex => Some(value.iter().copied().map(char::from).collect()),
        StringKind::Bmp => {
            let (units, rest) = value.as_chunks::<2>();
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
            let text: Result<Cow<'_, str>, _> = char::decode_utf16(units).collect();
            text.ok().filter(|_| rest.is_empty())
        }
        StringKind::Universal => {
            let (units, rest) = value.as_chunks::<4>();
            let text = units.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit)));
            text.collect::<Option<Cow<'_, str>>>().filter(|_| rest.is_empty())
        }
        StringKind::BitString | StringKind::Other(_) => None,
    }
}

/// The short names of RFC 4519 and RFC 5280 appendix A, by the content octets of the object identifier.
const TYPE_NAMES: [(&[u8], &str); 22] = [
    (&COMMON_NAME, "CN"),
    (&[0x55, 0x04, 0x04], "SN"),
    (&[0x55, 0x04, 0x05], "serialNumber"),
    (&[0x55, 0x04, 0x06], "C"),
    (&[0x55, 0x04, 0x07], "L"),
    (&[0x55, 0x04, 0x08], "ST"),
    (&[0x55, 0x04, 0x09], "STREET"),
    (&[0x55, 0x04, 0x0A], "O"),
    (&[0x55, 0x04, 0x0B], "OU"),
    (&[0x55, 0x04, 0x0C], "title"),
    (&[0x55, 0x04, 0x11], "postalCode"),
    (&[0x55, 0x04, 0x29], "name"),
    (&[0x55, 0x04, 0x2A], "givenName"),
    (&[0x55, 0x04, 0x2B], "initials"),
    (&[0x55, 0x04, 0x2C], "generationQualifier"),
    (&[0x55, 0x04, 0x2D], "x500UniqueIdentifier"),
    (&[0x55, 0x04, 0x2E], "dnQualifier"),
    (&[0x55, 0x04, 0x41], "pseudonym"),
    (&[0x55, 0x04, 0x61], "organizationIdentifier"),
    (
        &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19],
        "DC",
    ),
    (
        &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x01],
        "UID",
    ),
    (
        &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01],
        "emailAddress",
    ),
];

/// The short name of an attribute's type, or its object identifier.
pub(super) fn type_name(oid: &Oid) -> Cow<'static, str> {
    short_name(oid).map_or_else(|| oid.to_string().into(), Cow::Borrowed)
}

fn short_name(oid: &Oid) -> Option<&'static str> {
    TYPE_NAMES
        .iter()
        .find(|(content, _)| *content == oid.der_content())
        .map(|(_, name)| *name)
}

/// The content octets of the object identifier that a type's short name or dotted decimal stands for.
pub(super) fn type_of(name: &str) -> Option<Vec<u8>> {
    let named = TYPE_NAMES
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(name));
    if let Some((content, _)) = named {
        return Some(content.to_vec());
    }
    let dotted = name.strip_prefix("OID.").or_else(|| name.strip_prefix("oid."));
    let oid: Oid = dotted.unwrap_or(name).parse().ok()?;
    Some(oid.der_content().to_vec())
}

/// `OU=07, CN=Z1`, with `+` between the attributes of one RDN.
pub(super) fn in_order(name: &Name) -> String {
    let rdns: Vec<String> = name.rdns().iter().map(|rdn| joined(rdn, for_people)).collect();
    rdns.join(", ")
}

/// RFC 2253: the last RDN first, commas alone between them.
pub(super) fn rfc2253(name: &Name) -> String {
    let rdns: Vec<String> = name
        .rdns()
        .iter()
        .rev()
        .map(|rdn| joined(rdn, by_rfc2253))
        .collect();
    rdns.join(",")
}

fn joined(rdn: &Rdn, value: fn(&Attribute) -> String) -> String {
    let attributes: Vec<String> = rdn
        .attributes()
        .iter()
        .map(|attribute| format!("{}={}", attribute.type_name(), value(attribute)))
        .collect();
    attributes.join("+")
}

/// The text; of a BIT STRING of whole octets these, in hexadecimal; of anything else its DER.
fn for_people(attribute: &Attribute) -> String {
    match (attribute.text(), attribute.kind(), attribute.value()) {
        (Some(text), ..) => escape(&text),
        (None, StringKind::BitString, [0, octets @ ..]) => hexadecimal(octets),
        (None, ..) => encoded(attribute),
    }
}

/// RFC 2253 2.4: the text, or `#` and the DER where the type has no name or the value is not text.
fn by_rfc2253(attribute: &Attribute) -> String {
    match attribute.text() {
        Some(text) if short_name(attribute.oid()).is_some() => escape(&text),
        _ => encoded(attribute),
    }
}

fn encoded(attribute: &Attribute) -> String {
    format!(
        "#{}",
        hexadecimal(&der::element(attribute.tag, attribute.value()))
    )
}

/// RFC 2253 2.4. Characters that cannot be seen, or that turn the direction of writing, become the octets of
/// their UTF-8.
fn escape(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(text.len());
    for (position, character) in text.chars().enumerate() {
        match character {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => escaped.extend(['\\', character]),
            ' ' if position == 0 || position == last => escaped.push_str("\\ "),
            '#' if position == 0 => escaped.push_str("\\#"),
            unseen if is_unseen(unseen) => {
                for octet in unseen.encode_utf8(&mut [0; 4]).bytes() {
                    escaped.push_str(&format!("\\{octet:02X}"));
                }
            }
            other => escaped.push(other),
        }
    }
    escaped
}

fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::super::Name;
    use crate::der::{element, tag};

    fn rdn(attributes: &[(&[u8], u8, &[u8])]) -> Vec<u8> {
        let attributes: Vec<u8> = attributes
            .iter()
            .flat_map(|(oid, string, value)| {
                let oid = element(tag::OBJECT_IDENTIFIER, oid);
                element(tag::SEQUENCE, &[oid, element(*string, value)].concat())
            })
            .collect();
        element(tag::SET, &attributes)
    }

    fn texts(rdns: &[Vec<u8>]) -> (String, String) {
        let name = Name::decode(&element(tag::SEQUENCE, &rdns.concat())).unwrap();
        (name.to_string(), name.to_rfc2253())
    }

    #[test]
    fn an_organisation_is_written_both_ways() {
        let rdns = [
            rdn(&[(&[0x55, 4, 3], tag::UTF8_STRING, b"GITTESTSUPPLIER")]),
            rdn(&[(&[0x55, 4, 11], tag::UTF8_STRING, b"02")]),
            rdn(&[(
                &[0x55, 4, 45],
                tag::BIT_STRING,
                &[0, 0x90, 0xB3, 0xD5, 0x1F, 0x30, 1, 0, 0],
            )]),
        ];
        let (in_order, rfc2253) = texts(&rdns);
        assert_eq!(
            in_order,
            "CN=GITTESTSUPPLIER, OU=02, x500UniqueIdentifier=90B3D51F30010000"
        );
        assert_eq!(
            rfc2253,
            "x500UniqueIdentifier=#03090090B3D51F30010000,OU=02,CN=GITTESTSUPPLIER"
        );
    }

    #[test]
    fn values_are_escaped_by_rfc_2253() {
        for (value, text) in [
            ("Sue, Grabbit and Runn", r"CN=Sue\, Grabbit and Runn"),
            (" # \"a\"+b ", r#"CN=\ # \"a\"\+b\ "#),
            ("#1", r"CN=\#1"),
            (" ", r"CN=\ "),
            ("", "CN="),
            ("a\r\0b", r"CN=a\0D\00b"),
            ("Lučić", "CN=Lučić"),
            ("a\u{202E}b", r"CN=a\E2\80\AEb"),
        ] {
            let (in_order, rfc2253) = texts(&[rdn(&[(&[0x55, 4, 3], tag::UTF8_STRING, value.as_bytes())])]);
            assert_eq!((&*in_order, &*rfc2253), (text, text));
        }
    }

    #[test]
    fn types_without_a_name_are_written_as_identifiers() {
        let rdns = [rdn(&[
            (&[0x2A, 0x03], tag::PRINTABLE_STRING, b"x"),
            (&[0x55, 4, 10], tag::BMP_STRING, b"\0O\x01\x0D"),
        ])];
        let (in_order, rfc2253) = texts(&rdns);
        assert_eq!(in_order, "1.2.3=x+O=Oč");
        assert_eq!(rfc2253, "1.2.3=#130178+O=Oč");
        assert_eq!(texts(&[]), (String::new(), String::new()));
    }
}
