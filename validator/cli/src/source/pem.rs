//! PEM blocks of a stream, one after the other.

use std::io::BufRead;
use std::ops::ControlFlow;

use s1spki_validator::read_blocks;

use super::item::{Content, Item, object_in};
use super::lines::{self, Line};
use super::{Take, unread};

/// Hands over every certificate; what stands between the blocks, and blocks of other kinds, are passed over.
pub(super) fn feed(label: &str, mut stream: impl BufRead, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    let mut number: usize = 0;
    let mut block: Option<Vec<u8>> = None;
    let mut end_block = |block: Vec<u8>, take: Take<'_>| {
        let content = match read_blocks(&block, limit).map(|blocks| blocks.into_iter().next()) {
            Ok(Some(block)) => match object_in(block) {
                Ok(der) => Content::Object(der),
                Err(_) => return ControlFlow::Continue(()),
            },
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => Content::Unread(error.to_string()),
        };
        number = number.saturating_add(1);
        take(Item {
            label: format!("{label}#{number}"),
            content,
        })
    };
    loop {
        let line = match lines::read(&mut stream, limit) {
            Ok(Some(Line::Whole(line))) => line,
            Ok(Some(Line::TooLong)) => Vec::new(), // no PEM: the block is damaged by it, if there is one
            Ok(None) => break,
            Err(error) => return take(unread(label.to_owned(), &error.to_string())),
        };
        if line.starts_with(b"-----BEGIN ") {
            if let Some(unfinished) = block.take() {
                end_block(unfinished, take)?;
            }
            block = Some(Vec::new());
        }
        let Some(text) = &mut block else { continue };
        text.extend_from_slice(&line);
        text.push(b'\n');
        let is_ended = line.starts_with(b"-----END ");
        if is_ended || text.len() > limit {
            end_block(block.take().unwrap_or_default(), take)?;
        }
    }
    match block {
        Some(unfinished) => end_block(unfinished, take),
        None => ControlFlow::Continue(()),
    }
}
