//! `crl publish`.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_ca::durable::{self, Existing, Readers};
use s1spki_policies::Moment;
use serde::Serialize;

use super::Whose;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::input::reason;
use crate::opened::Opened;
use crate::page::{CAUTION, Fields, GOOD, paint};
use crate::report::Report;

/// Put the last list that was issued where relying parties fetch it
///
/// Before that it is held against the one that is out: same issuer, same key, a higher number, in date, and every
/// revoked certificate in it.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Publish {
    #[command(flatten)]
    whose: Whose,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca crl publish
  s1spki-ca crl publish --root --dry-run";

impl Publish {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let kind = self.whose.kind();
        let opened = Opened::open(directory)?;
        let Some(list) = opened.latest_list(kind)? else {
            return Err(Failure::could_not("crl.none", "no list was issued yet").hint("s1spki-ca crl issue"));
        };
        let file = directory.list(kind);
        let published = published(&file)?;
        let publishable = opened.inspect_for_publication(kind, &list.der, published.as_deref())?;
        if !self.dry_run {
            durable::write(&file, publishable.der(), Readers::Everybody, Existing::Replace)?;
        }
        Report::done(&Published {
            issuer: list.issuer,
            number: publishable.number(),
            next_update: list.next_update,
            file,
            dry_run: self.dry_run,
        })
    }
}

/// The list that is out, if there is one.
fn published(file: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(file) {
        Ok(octets) => Ok(Some(octets)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::could_not(
            "file.read",
            format!("`{}` cannot be read: {}", file.display(), reason(&error)),
        )),
    }
}

#[derive(Serialize)]
struct Published {
    issuer: String,
    number: u64,
    next_update: Moment,
    file: PathBuf,
    dry_run: bool,
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issuer, number, .. } = self;
        match self.dry_run {
            true => writeln!(
                f,
                "{} list {number} of {issuer} may be published",
                paint(CAUTION, "Dry run:")
            )?,
            false => writeln!(f, "{} list {number} of {issuer}", paint(GOOD, "Published"))?,
        }
        write!(
            f,
            "{}",
            Fields::new()
                .add("file", self.file.display())
                .add("next update", self.next_update)
        )
    }
}
