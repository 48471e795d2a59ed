//! `crl issue`.

use std::fmt;

use clap::Args;
use s1spki_policies::Moment;
use s1spki_validator::RevocationList;
use serde::Serialize;

use super::Whose;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{CODE, Fields, GOOD, paint};
use crate::passphrase::PassphraseOptions;
use crate::report::Report;

/// Sign the next list of revoked certificates; `crl publish` brings it out
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Issue {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    passphrase: PassphraseOptions,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca crl issue
  s1spki-ca crl issue --root";

impl Issue {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let kind = self.whose.kind();
        let mut opened = Opened::open(directory)?;
        let key = opened.key(directory, kind, &self.passphrase)?;
        let list = opened.issue_list(kind, &key)?;
        let decoded =
            RevocationList::decode(&list.der).map_err(|error| Failure::could_not("crl.unreadable", error))?;
        Report::done(&Issued {
            issuer: list.issuer,
            number: list.number,
            this_update: list.this_update,
            next_update: list.next_update,
            entries: decoded.len(),
            root: self.whose.root,
        })
    }
}

#[derive(Serialize)]
struct Issued {
    issuer: String,
    number: u64,
    this_update: Moment,
    next_update: Moment,
    entries: usize,
    #[serde(skip)]
    root: bool,
}

impl fmt::Display for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} list {} of {}",
            paint(GOOD, "Issued"),
            self.number,
            self.issuer
        )?;
        let fields = Fields::new()
            .add("this update", self.this_update)
            .add("next update", self.next_update)
            .add("revoked certificates", self.entries);
        write!(f, "{fields}")?;
        let publish = if self.root {
            "s1spki-ca crl publish --root"
        } else {
            "s1spki-ca crl publish"
        };
        writeln!(f, "Next: {}", paint(CODE, publish))
    }
}
