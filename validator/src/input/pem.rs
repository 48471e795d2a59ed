//! PEM (RFC 7468), one or many blocks, with any text around them.

use std::ops::Range;

use super::{Block, InputError, Label, read_base64};

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const CLOSE: &[u8] = b"-----";

/// Whether some line begins or ends a block.
pub(super) fn is_pem(bytes: &[u8]) -> bool {
    lines(bytes).any(|line| line.label_after(BEGIN).or(line.label_after(END)).is_some())
}

/// Reads all blocks.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>, InputError> {
    let mut blocks = Vec::new();
    let mut open: Option<Open> = None;
    for line in lines(bytes) {
        if let Some(label) = line.label_after(BEGIN) {
            if let Some(unfinished) = open {
                return Err(unfinished.no_end());
            }
            open = Some(Open {
                label,
                line: line.number,
                first_line: line.number.saturating_add(1),
                content: line.end..line.end,
            });
        } else if let Some(label) = line.label_after(END) {
            match open.take() {
                Some(block) if block.label == label => blocks.push(block.read(bytes)?),
                _ => {
                    return Err(InputError::StrayEnd {
                        label,
                        line: line.number,
                    });
                }
            }
        } else if let Some(block) = &mut open {
            block.add(&line);
        }
    }
    match open {
        Some(unfinished) => Err(unfinished.no_end()),
        None => Ok(blocks),
    }
}

/// A block whose end has not been seen.
struct Open {
    label: String,
    line: usize,
    /// The first line of its content.
    first_line: usize,
    /// Where in the file its content stands.
    content: Range<usize>,
}

impl Open {
    fn add(&mut self, line: &Line<'_>) {
        self.content.end = line.end;
        if line.text.contains(&b':') {
            // A header (RFC 1421 4.6), as encrypted keys have: the content starts after it.
            self.content.start = line.end;
            self.first_line = line.number.saturating_add(1);
        }
    }

    fn no_end(self) -> InputError {
        InputError::NoEnd {
            label: self.label,
            line: self.line,
        }
    }

    fn read(self, bytes: &[u8]) -> Result<Block, InputError> {
        let content = bytes.get(self.content).unwrap_or_default();
        let der = read_base64(content, self.first_line)?;
        if der.is_empty() {
            return Err(InputError::EmptyBlock {
                label: self.label,
                line: self.line,
            });
        }
        Ok(Block {
            label: Label::of(&self.label),
            der,
            line: Some(self.line),
        })
    }
}

/// A line of a file.
struct Line<'a> {
    /// Counted from 1.
    number: usize,
    /// Without white space at either end.
    text: &'a [u8],
    /// Where the next line starts.
    end: usize,
}

impl Line<'_> {
    /// The label, if the line is `opening`, a label and `-----`.
    fn label_after(&self, opening: &[u8]) -> Option<String> {
        let label = self.text.strip_prefix(opening)?.strip_suffix(CLOSE)?;
        Some(String::from_utf8_lossy(label).into_owned())
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut end = 0_usize;
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .zip(1..)
        .map(move |(line, number)| {
            end = end.saturating_add(line.len());
            Line {
                number,
                text: line.trim_ascii(),
                end,
            }
        })
}
