//! From files to messages with their evidence, one after the other.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use s1spki_validator::evidence::CommandEvidence;
use serde::Deserialize;

use crate::input::{label_of, reason};
use crate::source::{Content, Item, Take, lines};

/// A message, and what is known when it arrives.
pub(super) struct Arrived<'a> {
    pub(super) label: String,
    pub(super) message: Vec<u8>,
    pub(super) evidence: Cow<'a, CommandEvidence>,
}

/// A line of the input.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    label: Option<String>,
    /// Base64 of the XML.
    message: String,
    evidence: Option<CommandEvidence>,
}

/// The message in an item; else its label, and what is wrong.
pub(super) fn of(item: Item, evidence: &CommandEvidence) -> Result<Arrived<'_>, (String, String)> {
    let Item { label, content } = item;
    match content {
        Content::Object(message) => Ok(Arrived {
            label,
            message,
            evidence: Cow::Borrowed(evidence),
        }),
        Content::Unread(error) => Err((label, error)),
        Content::Line(line) => {
            let line: Line = match serde_json::from_slice(&line) {
                Ok(line) => line,
                Err(error) => return Err((label, format!("not a line as it should be: {error}"))),
            };
            let label = line.label.unwrap_or(label);
            match STANDARD.decode(line.message.trim()) {
                Err(error) => Err((label, format!("the message is not base64: {error}"))),
                Ok(message) => Ok(Arrived {
                    label,
                    message,
                    evidence: line.evidence.map_or(Cow::Borrowed(evidence), Cow::Owned),
                }),
            }
        }
    }
}

/// Hands over every message of an input: a folder of XML files, a file, or standard input.
pub(super) fn feed(input: &Path, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    if input == Path::new("-") {
        return feed_stream(&label_of(input), io::stdin().lock(), limit, take);
    }
    if !input.is_dir() {
        return feed_file(input, limit, take);
    }
    let entries = match std::fs::read_dir(input) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.path()),
        Err(error) => return take(unread(label_of(input), &reason(&error))),
    };
    let is_xml = |path: &std::path::PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xml"))
    };
    let mut files: Vec<_> = entries.filter(is_xml).collect();
    files.sort();
    if files.is_empty() {
        return take(unread(label_of(input), "the folder holds no XML file"));
    }
    files.iter().try_for_each(|file| feed_file(file, limit, take))
}

fn feed_file(path: &Path, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    let label = label_of(path);
    match File::open(path) {
        Ok(file) => feed_stream(&label, BufReader::new(file), limit, take),
        Err(error) => take(unread(label, &format!("cannot be read: {}", reason(&error)))),
    }
}

fn feed_stream(label: &str, mut stream: impl BufRead, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    let start = match stream.fill_buf() {
        Ok(start) => start.trim_ascii_start().first().copied(),
        Err(error) => return take(unread(label.to_owned(), &reason(&error))),
    };
    if start == Some(b'{') {
        return lines::feed(label, stream, limit, take);
    }
    let mut octets = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = stream.take(most).read_to_end(&mut octets) {
        return take(unread(label.to_owned(), &reason(&error)));
    }
    if octets.len() > limit {
        return take(unread(label.to_owned(), &format!("more than {limit} octets")));
    }
    take(Item {
        label: label.to_owned(),
        content: Content::Object(octets),
    })
}

fn unread(label: String, error: &str) -> Item {
    Item {
        label,
        content: Content::Unread(error.to_owned()),
    }
}
