//! A certificate as it comes out of the input.

use s1spki_validator::{Block, InputError, Label, read_blocks};
use serde::Deserialize;
use serde_json::Value;

/// A certificate, or what stands in its place; not decoded yet.
#[derive(Debug)]
pub(crate) struct Item {
    /// What it is called, if its own line does not say so.
    pub(crate) label: String,
    pub(crate) content: Content,
}

/// The content of an item.
#[derive(Debug)]
pub(crate) enum Content {
    /// A line of JSON.
    Line(Vec<u8>),
    /// The octets of an object.
    Object(Vec<u8>),
    /// Nothing that could be read, and why.
    Unread(String),
}

/// A line of the input.
#[derive(Deserialize)]
struct Request<'a> {
    label: Option<String>,
    #[serde(borrow)]
    certificate: std::borrow::Cow<'a, str>,
    #[serde(default)]
    status: Value,
}

/// An item whose certificate is ready to be decoded.
pub(crate) struct Ready {
    pub(crate) label: String,
    pub(crate) certificate: Result<Vec<u8>, String>,
    /// The status in its line as it is; null where there is none.
    pub(crate) status: Value,
}

impl Ready {
    const fn without_status(label: String, certificate: Result<Vec<u8>, String>) -> Self {
        Self {
            label,
            certificate,
            status: Value::Null,
        }
    }
}

impl Item {
    /// Takes it out of its line.
    pub(crate) fn ready(self) -> Ready {
        let Self { label, content } = self;
        match content {
            Content::Object(der) => Ready::without_status(label, Ok(der)),
            Content::Unread(error) => Ready::without_status(label, Err(error)),
            Content::Line(line) => match serde_json::from_slice::<Request<'_>>(&line) {
                Err(error) => {
                    Ready::without_status(label, Err(format!("not a line as it should be: {error}")))
                }
                Ok(request) => Ready {
                    label: request.label.unwrap_or(label),
                    certificate: only_certificate(request.certificate.as_bytes()),
                    status: request.status,
                },
            },
        }
    }

    pub(crate) const fn len(&self) -> usize {
        match &self.content {
            Content::Line(octets) | Content::Object(octets) => octets.len(),
            Content::Unread(error) => error.len(),
        }
    }
}

/// The one certificate in the text of a line.
fn only_certificate(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut blocks = read_blocks(text, usize::MAX)
        .map_err(|error| match error {
            InputError::NotRecognised => "the certificate is neither PEM nor base64".to_owned(),
            error => format!("the certificate cannot be read: {error}"),
        })?
        .into_iter();
    match (blocks.next(), blocks.next()) {
        (Some(block), None) => object_in(block),
        _ => Err("a line holds one certificate".to_owned()),
    }
}

/// The octets of a block that may be a certificate.
pub(crate) fn object_in(block: Block) -> Result<Vec<u8>, String> {
    match block.label {
        Label::Certificate | Label::Absent => Ok(block.der),
        other => Err(format!("{other} where a CERTIFICATE was wanted")),
    }
}
