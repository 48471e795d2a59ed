//! Names read from text, as RFC 2253 writes them.

use std::borrow::Cow;

use super::{Name, text};
use crate::der::{self, tag};

/// The text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseNameError {
    /// An attribute without a type that is known, or without `=`.
    #[error("`{0}` is not an attribute: write a type, = and a value, such as OU=07")]
    Attribute(String),
    /// A value that is not escaped as it should be.
    #[error("`{0}` is not a value by RFC 2253: a quotation mark, a backslash or a # is out of place")]
    Value(String),
}

/// Reads a name. White space round `,`, `+` and `=` is passed over, `;` is taken for `,` (RFC 2253 4).
pub(super) fn from_rfc2253(text: &str) -> Result<Name, ParseNameError> {
    let mut rdns = Vec::new();
    let whole = if text.trim().is_empty() {
        Vec::new()
    } else {
        split(text, &[',', ';'])
    };
    for rdn in whole.iter().rev() {
        let attributes: Vec<Vec<u8>> = split(rdn, &['+'])
            .into_iter()
            .map(attribute)
            .collect::<Result<_, _>>()?;
        rdns.extend(der::element(tag::SET, &sorted(attributes).concat()));
    }
    Name::decode(&der::element(tag::SEQUENCE, &rdns)).map_err(|_| ParseNameError::Value(text.to_owned()))
}

/// DER puts the elements of a SET OF in the order of their octets.
fn sorted(mut elements: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    elements.sort_unstable();
    elements
}

/// The parts between separators that are neither quoted nor escaped.
fn split<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut start, mut is_quoted, mut is_escaped) = (0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            separator if !is_quoted && separators.contains(&separator) => {
                parts.extend(text.get(start..at));
                start = at.saturating_add(separator.len_utf8());
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

fn attribute(text: &str) -> Result<Vec<u8>, ParseNameError> {
    let not_one = || ParseNameError::Attribute(text.trim().to_owned());
    let (name, value) = text.split_once('=').ok_or_else(not_one)?;
    let oid = text::type_of(name.trim()).ok_or_else(not_one)?;
    let value = value_der(value).ok_or_else(|| ParseNameError::Value(text.trim().to_owned()))?;
    let oid = der::element(tag::OBJECT_IDENTIFIER, &oid);
    Ok(der::element(tag::SEQUENCE, &[oid, value].concat()))
}

fn value_der(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_start_matches(' ');
    if let Some(digits) = text.strip_prefix('#') {
        return s1spki_policies::octets_from_hex(digits.trim_end_matches(' '));
    }
    let octets = if text.starts_with('"') {
        let quoted = text.trim_end_matches(' ').strip_prefix('"')?.strip_suffix('"')?;
        unescaped(quoted, &[])?
    } else {
        unescaped(without_trailing_spaces(text).as_ref(), &['"', '<', '>'])?
    };
    std::str::from_utf8(&octets).ok()?;
    Some(der::element(tag::UTF8_STRING, &octets))
}

/// Without the spaces at the end, unless the last of them is escaped.
fn without_trailing_spaces(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_end_matches(' ');
    let backslashes = trimmed.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if backslashes.is_multiple_of(2) || trimmed.len() == text.len() {
        Cow::Borrowed(trimmed)
    } else {
        Cow::Owned(format!("{trimmed} "))
    }
}

/// RFC 2253 3: a backslash before a special character, or before two hexadecimal digits of an octet.
fn unescaped(text: &str, forbidden: &[char]) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if forbidden.contains(&character) {
            return None;
        }
        if character != '\\' {
            octets.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let next = characters.next()?;
        match next.to_digit(16) {
            Some(high) => {
                let low = characters.next()?.to_digit(16)?;
                octets.push(u8::try_from((high << 4) | low).ok()?);
            }
            None if ",+\"\\<>;=# ".contains(next) => {
                octets.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes())
            }
            None => return None,
        }
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        from_rfc2253(text).unwrap().to_rfc2253()
    }

    #[test]
    fn spaces_and_letter_case_of_types_do_not_matter() {
        for text in [
            "CN=Z1,OU=07",
            "CN=Z1, OU=07",
            " cn = Z1 ; ou = 07 ",
            "2.5.4.3=Z1,OID.2.5.4.11=07",
            "CN=\"Z1\",OU=\"07\"",
            r"CN=\5A1,OU=07",
            "CN=#0C025A31,OU=07",
        ] {
            let name = from_rfc2253(text).unwrap();
            assert_eq!(name.to_string(), "OU=07, CN=Z1", "{text}");
        }
    }

    #[test]
    fn values_are_read_by_rfc_2253() {
        assert_eq!(
            written(r"CN=Sue\, Grabbit and Runn"),
            r"CN=Sue\, Grabbit and Runn"
        );
        assert_eq!(
            written("CN=\"Sue, Grabbit+Runn\",O=a"),
            r"CN=Sue\, Grabbit\+Runn,O=a"
        );
        assert_eq!(written(r"CN=a\ ,O=b"), r"CN=a\ ,O=b");
        assert_eq!(written(r"CN=Lu\C4\8Di\C4\87"), "CN=Lučić");
        assert_eq!(written("CN=a+OU=b"), "CN=a+OU=b");
        assert_eq!(
            written("2.5.4.45=#03090090B3D51F30010000"),
            "x500UniqueIdentifier=#03090090B3D51F30010000"
        );
        assert_eq!(written(""), "");
    }

    #[test]
    fn what_is_not_a_name_is_refused() {
        for text in [
            "Z1",
            "CN",
            "=Z1",
            "CN=Z1,",
            ",",
            "XX=1",
            "CN=a\"b",
            "CN=\"a",
            "CN=\\",
            "CN=\\x",
            "CN=#0",
            "CN=#",
            "CN=#0C05",
            "CN=\\FF",
            "1..2=3",
            "CN=Z1,,OU=07",
        ] {
            assert!(from_rfc2253(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_much(text in "[ -~]{0,40}|\\PC{0,20}") {
            let _ = from_rfc2253(&text);
        }

        #[test]
        fn what_is_written_is_read(common_name in "\\PC{1,12}", unit in "[ -~]{1,8}") {
            let attribute = |oid: &[u8], value: &str| {
                let attribute = [der::element(tag::OBJECT_IDENTIFIER, oid), der::element(tag::UTF8_STRING, value.as_bytes())];
                der::element(tag::SET, &der::element(tag::SEQUENCE, &attribute.concat()))
            };
            let rdns = [attribute(&[0x55, 4, 11], &unit), attribute(&[0x55, 4, 3], &common_name)];
            let name = Name::decode(&der::element(tag::SEQUENCE, &rdns.concat())).unwrap();
            let read = from_rfc2253(&name.to_rfc2253()).unwrap();
            prop_assert_eq!(&read, &name);
            prop_assert!(read.matches(&name));
        }
    }
}
