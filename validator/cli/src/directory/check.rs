//! `directory check`: what a directory should not hold.

use clap::Args;
use s1spki_policies::Moment;
use s1spki_validator::directory::{Directory, DirectoryError, Entry};
use s1spki_validator::report::{Ink, Page};
use s1spki_validator::{Decision, Unread};
use serde_json::{Value, json};

use super::opening::DirectoryArguments;
use super::telling::{
    EntryRecord, MOST_SHOWN, SCHEMA, counted, hexadecimal, write_entry, write_rest, write_unread,
};
use crate::answer::Answer;
use crate::arguments;
use crate::problem::Problem;

/// Report identifiers that several certificates have, keys that they share, and what cannot be read
///
/// A Certificate ID with several certificates resolves to none of them. Of two certificates with one key a signature does
/// not say which was meant. Of a snapshot every certificate is read, and held against its SHA-256.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: DirectoryArguments,
    /// The time at which validity is told: RFC 3339, or a date [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator directory check repository.directory
  s1spki-validator directory check certificates/ --recursive --json

Exit codes: 0 nothing to report, 1 an identifier or a key is there more than
once, 2 something cannot be read.";

/// Certificates that have something in common that they should not.
struct Group {
    /// What.
    heading: String,
    entries: Vec<Entry>,
}

/// What came of a check; nothing where something that cannot be read stands in its way.
struct Checked {
    identifiers: Option<Vec<Group>>,
    keys: Option<Vec<Group>>,
    unread: Vec<Unread>,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let at = arguments::at_or_now(self.at)?;
        let opened = self.inputs.open()?;
        let mut unread = opened.unread;
        unread.extend(spoilt(&opened.directory));
        let checked = Checked {
            identifiers: repeated_identifiers(&opened.directory).ok(),
            keys: shared_keys(&opened.directory).ok(),
            unread,
        };
        Ok(Answer::Report {
            page: checked.page(opened.directory.len(), at),
            json: checked.json(&opened.directory, at),
            decision: checked.decision(),
        })
    }
}

/// The records of a snapshot that cannot be read.
fn spoilt(directory: &Directory) -> impl Iterator<Item = Unread> {
    directory.entries().filter_map(Result::err).map(|error| Unread {
        label: "snapshot".to_owned(),
        error: error.to_string(),
        hint: None,
    })
}

fn repeated_identifiers(directory: &Directory) -> Result<Vec<Group>, DirectoryError> {
    let groups = directory.repeated_identifiers()?.into_iter().map(|repeated| {
        let id = repeated.entries.first().and_then(Entry::certificate_id);
        Group {
            heading: id.map_or_else(|| "an issuer without common name".to_owned(), |id| id.to_string()),
            entries: repeated.entries,
        }
    });
    Ok(groups.collect())
}

fn shared_keys(directory: &Directory) -> Result<Vec<Group>, DirectoryError> {
    let groups = directory.shared_keys()?.into_iter().map(|shared| Group {
        heading: hexadecimal(&shared.sha256),
        entries: shared.entries,
    });
    Ok(groups.collect())
}

impl Checked {
    fn decision(&self) -> Decision {
        let is_clean = |groups: &Option<Vec<Group>>| groups.as_ref().is_none_or(Vec::is_empty);
        if !is_clean(&self.identifiers) || !is_clean(&self.keys) {
            Decision::Refuse
        } else if self.unread.is_empty() {
            Decision::Accept
        } else {
            Decision::Undecided
        }
    }

    fn page(&self, count: usize, at: Moment) -> Page {
        let mut page = Page::default();
        let (ink, word) = match self.decision() {
            Decision::Accept => (Ink::Good, "CLEAN"),
            Decision::Undecided => (Ink::Open, "UNDECIDED"),
            Decision::Refuse => (Ink::Bad, "NOT CLEAN"),
        };
        page.paragraph(0, 2, &[(ink, word), (Ink::Plain, &counted(count, "certificate"))]);
        write_groups(
            &mut page,
            "Certificate ID",
            "identifies several certificates",
            &self.identifiers,
            at,
        );
        write_groups(
            &mut page,
            "public key",
            "is that of several certificates",
            &self.keys,
            at,
        );
        write_unread(&mut page, &self.unread);
        page
    }

    fn json(&self, directory: &Directory, at: Moment) -> Value {
        json!({
            "schema": SCHEMA,
            "at": at,
            "sha256": hexadecimal(&directory.sha256()),
            "certificates": directory.len(),
            "repeated_identifiers": groups_json(&self.identifiers, "certificate_id", at),
            "shared_keys": groups_json(&self.keys, "public_key_sha256", at),
            "unread": self.unread,
        })
    }
}

fn write_groups(page: &mut Page, noun: &str, fault: &str, groups: &Option<Vec<Group>>, at: Moment) {
    let Some(groups) = groups else {
        return page.field(
            2,
            14,
            noun,
            Ink::Open,
            "not compared, because of what cannot be read",
        );
    };
    for group in groups.iter().take(MOST_SHOWN) {
        page.gap();
        page.paragraph(
            0,
            2,
            &[
                (Ink::Bad, noun),
                (Ink::Strong, &group.heading),
                (Ink::Plain, fault),
            ],
        );
        for entry in &group.entries {
            write_entry(page, 2, entry, at);
        }
    }
    write_rest(page, groups.len());
}

/// Null where nothing was compared.
fn groups_json(groups: &Option<Vec<Group>>, heading: &str, at: Moment) -> Option<Vec<Value>> {
    let told = groups.as_ref()?.iter().map(|group| {
        let entries = group.entries.iter().map(|entry| EntryRecord::of(entry, at));
        json!({ heading: group.heading, "entries": entries.collect::<Vec<_>>() })
    });
    Some(told.collect())
}
