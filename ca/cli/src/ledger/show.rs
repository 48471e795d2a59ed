//! `ledger show`: one entry in full.

use std::fmt;
use std::ops::ControlFlow;

use clap::Args;
use s1spki_ca::Hash;
use s1spki_ca::ledger::Entry;
use s1spki_ca::store::{Kinds, Store};
use s1spki_policies::Moment;
use serde::Serialize;
use serde_json::Value;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::page::{Fields, HEADING, harmless, paint};
use crate::report::Report;

/// Show an entry in full
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// The number of the entry
    number: u64,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca ledger show 7";

impl Show {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let store = directory.store()?;
        let mut found = None;
        store.entries(self.number, Kinds::All, &mut |entry| {
            found = Some(entry);
            ControlFlow::Break(())
        })?;
        match found {
            Some(entry) if entry.sequence == self.number => Report::done(&Shown::of(entry)),
            _ => {
                let last = store.head()?.sequence;
                Err(Failure::could_not(
                    "ledger.entry",
                    format!("the ledger has no entry {}: it ends with {last}", self.number),
                ))
            }
        }
    }
}

#[derive(Serialize)]
struct Shown {
    sequence: u64,
    at: Moment,
    kind: String,
    previous: Hash,
    hash: Hash,
    payload: Value,
}

impl Shown {
    fn of(entry: Entry) -> Self {
        let as_text = || Value::from(String::from_utf8_lossy(&entry.payload).into_owned());
        Self {
            sequence: entry.sequence,
            at: entry.at,
            payload: serde_json::from_slice(&entry.payload).unwrap_or_else(|_| as_text()),
            kind: entry.kind,
            previous: entry.previous,
            hash: entry.hash,
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}",
            paint(HEADING, format!("Entry {}: {}", self.sequence, self.kind))
        )?;
        let fields = Fields::new()
            .add("at", self.at)
            .add("hash", self.hash)
            .add("previous", self.previous);
        writeln!(f, "{fields}")?;
        format!("{:#}", self.payload)
            .lines()
            .try_for_each(|line| writeln!(f, "  {}", harmless(line)))
    }
}
