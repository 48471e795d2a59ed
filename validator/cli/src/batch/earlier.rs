//! The lines of an interrupted run, held against the input that is passed over for them.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use s1spki_validator::crypto;

use super::line::{Written, hexadecimal};
use super::output::not_of_this_run;
use crate::problem::Problem;
use crate::source::{Item, Ready};

/// The lines of an interrupted run that no item of the input was held against yet. They are read as the input is, so
/// that the memory does not grow with them.
pub(super) struct Earlier {
    lines: Option<BufReader<File>>,
    name: String,
    left: u64,
}

impl Earlier {
    /// Nothing was written before.
    pub(super) const fn nothing() -> Self {
        Self {
            lines: None,
            name: String::new(),
            left: 0,
        }
    }

    /// So many whole lines of a file.
    pub(super) fn lines(path: &Path, file: File, number: u64) -> Self {
        Self {
            lines: Some(BufReader::new(file)),
            name: path.display().to_string(),
            left: number,
        }
    }

    /// How many lines are left.
    pub(super) const fn left(&self) -> u64 {
        self.left
    }

    /// Holds the next line against the item that should be its.
    pub(super) fn hold_against(&mut self, item: Item) -> Result<(), Problem> {
        self.left = self.left.saturating_sub(1);
        let (path, item) = (Path::new(&self.name), item.ready());
        let mut line = Vec::new();
        let read = self
            .lines
            .as_mut()
            .map(|lines| lines.read_until(b'\n', &mut line));
        let written = match read {
            Some(Ok(_)) => serde_json::from_slice::<Written>(&line).ok(),
            _ => None,
        };
        let written = written.ok_or_else(|| not_of_this_run(path, "it changed while it was read"))?;
        if is_about(&written, &item) {
            return Ok(());
        }
        let (number, was, is) = (written.line, written.label, item.label);
        let why = if was == is {
            format!("line {number} is about another certificate than `{is}` in the input")
        } else {
            format!("line {number} is about `{was}`, where the input has `{is}`")
        };
        Err(not_of_this_run(path, &why))
    }
}

/// Whether a line tells of this item. The whole verdict on what is no certificate has no hash.
fn is_about(written: &Written, item: &Ready) -> bool {
    let is_same = match (&item.certificate, &written.sha256) {
        (Ok(der), Some(sha256)) => hexadecimal(&crypto::sha256(der)) == *sha256,
        (Ok(_), None) => written.error.is_none(),
        (Err(error), _) => written.error.as_ref() == Some(error),
    };
    is_same && written.label == item.label
}
