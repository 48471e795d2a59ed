//! From octets to text that the XML reader may see.

use std::borrow::Cow;

use memchr::memmem;

use super::error::MessageError;
use super::limit::XmlLimits;

const LOCAL_NAME: &str = ":xmlns";

/// The text of a message, with line ends as XML 1.0 2.11 wants them.
///
/// # Errors
/// Where it is too large, not XML 1.0 in UTF-8, has too many attributes, or spells an attribute in a way that readers
/// of XML take differently.
pub(super) fn text<'a>(bytes: &'a [u8], limits: &XmlLimits) -> Result<Cow<'a, str>, MessageError> {
    if bytes.len() > limits.octets {
        return Err(MessageError::TooLarge {
            found: bytes.len(),
            most: limits.octets,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| MessageError::NotUtf8 {
        line: line_after(bytes.get(..error.valid_up_to()).unwrap_or_default()),
    })?;
    let text = with_plain_line_ends(text);
    check_declaration(&text)?;
    check_attributes(&text, limits)?;
    Ok(text)
}

/// XML 1.0 2.11. A carriage return that is meant is written as a character reference, so none is left.
fn with_plain_line_ends(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// XML 1.0 2.8, 4.3.3: what is read is XML 1.0 in UTF-8, whatever else the declaration says.
fn check_declaration(text: &str) -> Result<(), MessageError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let Some(rest) = text.strip_prefix("<?xml ") else {
        return Ok(());
    };
    let declaration = rest.split_once("?>").map_or(rest, |(declaration, _)| declaration);
    let refused = |name: &str, value: &str| {
        Err(MessageError::Declaration {
            found: format!("{name} {value}"),
        })
    };
    match quoted(declaration, "version") {
        None | Some("1.0") => {}
        Some(other) => return refused("version", other),
    }
    match quoted(declaration, "encoding") {
        None => Ok(()),
        Some(name)
            if ["UTF-8", "US-ASCII"]
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name)) =>
        {
            Ok(())
        }
        Some(other) => refused("encoding", other),
    }
}

/// The value of a pseudo-attribute of the declaration. Where it is malformed the XML reader says so.
fn quoted<'a>(declaration: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = declaration.split_once(name)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest.split(quote).nth(1)
}

/// The XML reader compares each attribute with every other of its element, and takes `p:xmlns` for a declaration of
/// the default namespace, which it is not: a document with it would be signed as one thing and read as another.
fn check_attributes(text: &str, limits: &XmlLimits) -> Result<(), MessageError> {
    if memchr::memchr_iter(b'=', text.as_bytes()).count() > limits.attributes {
        return Err(MessageError::TooMany {
            what: "attributes",
            most: limits.attributes,
        });
    }
    for (before, after) in memmem::find_iter(text.as_bytes(), LOCAL_NAME).filter_map(|at| {
        let (before, rest) = text.split_at_checked(at)?;
        Some((before, rest.strip_prefix(LOCAL_NAME)?))
    }) {
        if after.trim_start().starts_with('=') {
            return Err(MessageError::Namespaces {
                reason: "an attribute with the local name xmlns",
                line: line_after(before.as_bytes()),
            });
        }
    }
    Ok(())
}

/// The line, the first being 1, of what follows these octets.
pub(super) fn line_after(octets: &[u8]) -> u32 {
    let ends = memchr::memchr_iter(b'\n', octets).count();
    u32::try_from(ends).unwrap_or(u32::MAX).saturating_add(1)
}
