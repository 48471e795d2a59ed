//! `ledger list`: the entries, one to a line.

use std::fmt;
use std::ops::ControlFlow;

use clap::Args;
use s1spki_ca::Hash;
use s1spki_ca::ledger::Entry;
use s1spki_ca::store::{Kinds, Store};
use s1spki_policies::Moment;
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::page::{CODE, Cell, FAINT, Table, paint};
use crate::report::Report;

/// List the entries, oldest first
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {
    /// Only events with this name; may be given several times
    #[arg(long, value_name = "NAME")]
    kind: Vec<String>,
    /// Begin with the entry of this number
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    from: u64,
    /// At most so many
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca ledger list
  s1spki-ca ledger list --kind certificate-issued --from 100 --limit 20";

impl List {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let kinds: Vec<&str> = self.kind.iter().map(String::as_str).collect();
        let wanted = match kinds.is_empty() {
            true => Kinds::All,
            false => Kinds::Only(&kinds),
        };
        let mut listed = Listed {
            entries: Vec::new(),
            next: None,
        };
        directory.store()?.entries(self.from, wanted, &mut |entry| {
            if listed.entries.len() == self.limit {
                listed.next = Some(entry.sequence);
                return ControlFlow::Break(());
            }
            listed.entries.push(Line::of(&entry));
            ControlFlow::Continue(())
        })?;
        Report::done(&listed)
    }
}

#[derive(Serialize)]
struct Listed {
    entries: Vec<Line>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

#[derive(Serialize)]
struct Line {
    sequence: u64,
    at: Moment,
    kind: String,
    hash: Hash,
}

impl Line {
    fn of(entry: &Entry) -> Self {
        Self {
            sequence: entry.sequence,
            at: entry.at,
            kind: entry.kind.clone(),
            hash: entry.hash,
        }
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["NUMBER", "AT", "EVENT", "HASH"]);
        for entry in &self.entries {
            table.row(vec![
                Cell::new(entry.sequence),
                Cell::new(entry.at),
                Cell::new(&entry.kind),
                Cell::painted(FAINT, short(entry.hash)),
            ]);
        }
        write!(f, "{table}")?;
        match self.next {
            Some(next) => writeln!(f, "More: {}", paint(CODE, format!("--from {next}"))),
            None => Ok(()),
        }
    }
}

/// Enough of a hash to tell two apart at a glance.
fn short(hash: Hash) -> String {
    hash.to_string().chars().take(16).collect()
}
