//! `ledger verify`: every entry against the hash that the next one carries.

use std::fmt;
use std::str::FromStr;

use clap::Args;
use s1spki_ca::Hash;
use s1spki_ca::ledger::Head;
use s1spki_ca::store::{self, Store};
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::page::{CODE, Fields, GOOD, paint};
use crate::report::Report;

/// Verify the whole ledger, from the first entry to the last
///
/// Each entry carries the hash of the one before, so that nothing can be changed, removed or put in another
/// order unnoticed. What was cut off at the end shows only to someone who noted an earlier head: give it with
/// --head.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Verify {
    /// A head that was noted earlier: the number of an entry and its hash
    #[arg(long, value_name = "NUMBER:HASH")]
    head: Option<KnownHead>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca ledger verify
  s1spki-ca ledger verify --head 17:9f86d081…

Note the head that this prints on paper, and hold the ledger to it next time.";

impl Verify {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let store = directory.store()?;
        store.integrity_check()?;
        let head = store::verify(&store, self.head.map(|known| known.0))?;
        Report::done(&Verified { head })
    }
}

/// A head as it is typed.
#[derive(Clone, Debug)]
struct KnownHead(Head);

impl FromStr for KnownHead {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, hash) = text
            .split_once(':')
            .ok_or("write the number of the entry, a colon, and its hash")?;
        let sequence = number
            .parse()
            .map_err(|_| format!("`{number}` is not a number"))?;
        let hash = hash.parse::<Hash>().map_err(|error| error.to_string())?;
        Ok(Self(Head {
            sequence,
            hash,
            at: None,
        }))
    }
}

#[derive(Serialize)]
struct Verified {
    head: Head,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { sequence, hash, at } = self.head;
        writeln!(
            f,
            "{} the ledger, {sequence} entries without a gap",
            paint(GOOD, "Verified")
        )?;
        let fields = Fields::new()
            .add_some("last entry", at)
            .add("head", format!("{sequence}:{hash}"));
        write!(f, "{fields}")?;
        writeln!(
            f,
            "Note the head. Next time: {}",
            paint(CODE, format!("s1spki-ca ledger verify --head {sequence}:{hash}"))
        )
    }
}
