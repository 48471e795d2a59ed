//! From files to the evidence on installations, one after the other.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use s1spki_validator::evidence::InstallationEvidence;
use serde_json::Value;

use super::table;
use crate::input::{label_of, reason};
use crate::source::{Content, Item, Take, lines};

/// The form of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// One object, or a list of them, over any number of lines.
    Json,
    /// An object a line.
    Lines,
    /// A table with a heading.
    Csv,
}

/// The evidence in an item, with its label; else the label, and what is wrong.
pub(super) fn of(item: Item) -> Result<(String, InstallationEvidence), (String, String)> {
    let Item { label, content } = item;
    match content {
        Content::Line(octets) | Content::Object(octets) => match serde_json::from_slice(&octets) {
            Ok(evidence) => Ok((label, evidence)),
            Err(error) => Err((label, format!("no evidence on an installation: {error}"))),
        },
        Content::Unread(error) => Err((label, error)),
    }
}

/// Hands over the evidence on every installation of an input.
pub(super) fn feed(input: &Path, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    let label = label_of(input);
    if input == Path::new("-") {
        return feed_stream(&label, None, io::stdin().lock(), limit, take);
    }
    match File::open(input) {
        Ok(file) => feed_stream(&label, form_of_name(input), BufReader::new(file), limit, take),
        Err(error) => take(unread(label, &format!("cannot be read: {}", reason(&error)))),
    }
}

fn form_of_name(input: &Path) -> Option<Form> {
    let ending = input.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "json" => Some(Form::Json),
        "ndjson" | "jsonl" => Some(Form::Lines),
        "csv" => Some(Form::Csv),
        _ => None,
    }
}

fn feed_stream(
    label: &str,
    form: Option<Form>,
    mut stream: impl BufRead,
    limit: usize,
    take: Take<'_>,
) -> ControlFlow<()> {
    let start = match stream.fill_buf() {
        Ok(start) => start.trim_ascii_start().first().copied(),
        Err(error) => return take(unread(label.to_owned(), &reason(&error))),
    };
    let by_content = match start {
        Some(b'{') => Form::Lines,
        Some(b'[') => Form::Json,
        _ => Form::Csv,
    };
    match form.unwrap_or(by_content) {
        Form::Lines => lines::feed(label, stream, limit, take),
        Form::Json => feed_whole(label, stream, limit, take),
        Form::Csv => table::feed(label, stream, take),
    }
}

/// One object or a list of them.
fn feed_whole(label: &str, stream: impl Read, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    let mut octets = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = stream.take(most).read_to_end(&mut octets) {
        return take(unread(label.to_owned(), &reason(&error)));
    }
    if octets.len() > limit {
        let error = format!("more than {limit} octets; raise --limit, or give a line for each installation");
        return take(unread(label.to_owned(), &error));
    }
    match serde_json::from_slice::<Value>(&octets) {
        Ok(Value::Array(all)) => {
            for (number, one) in (1_usize..).zip(all) {
                take(object(format!("{label}#{number}"), &one))?;
            }
            ControlFlow::Continue(())
        }
        Ok(one) => take(object(label.to_owned(), &one)),
        Err(error) => take(unread(label.to_owned(), &format!("not JSON: {error}"))),
    }
}

pub(super) fn object(label: String, value: &Value) -> Item {
    Item {
        label,
        content: Content::Line(value.to_string().into_bytes()),
    }
}

pub(super) fn unread(label: String, error: &str) -> Item {
    Item {
        label,
        content: Content::Unread(error.to_owned()),
    }
}
