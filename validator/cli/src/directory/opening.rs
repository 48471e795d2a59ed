//! From the arguments of a command line to a directory.

use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_validator::Unread;
use s1spki_validator::directory::{Directory, DirectoryBuilder};

use super::gathering::gather;
use super::snapshot;
use crate::problem::Problem;
use crate::source::{Limits, Source};

/// The certificates among which others are looked up.
#[derive(Debug, Args)]
pub(crate) struct DirectoryArguments {
    /// A snapshot of `directory build`, or PEM, DER, NDJSON, a ZIP or a folder
    #[arg(required = true, value_name = "DIRECTORY")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

/// A directory, and what of its inputs could not be read.
pub(crate) struct Opened {
    pub(crate) directory: Directory,
    pub(crate) unread: Vec<Unread>,
}

impl DirectoryArguments {
    pub(crate) fn open(self) -> Result<Opened, Problem> {
        Opened::from(self.inputs, self.limits)
    }

    /// Everything that is in the inputs, not made into a directory yet.
    pub(super) fn gather(self) -> Result<(DirectoryBuilder, Vec<Unread>), Problem> {
        gather_all(self.inputs, self.limits)
    }
}

impl Opened {
    /// Opens one snapshot where it stands; anything else is built in memory.
    pub(crate) fn from(inputs: Vec<PathBuf>, limits: Limits) -> Result<Self, Problem> {
        if let [snapshot] = inputs.as_slice()
            && snapshot::is_snapshot(snapshot)
        {
            return Ok(Self {
                directory: snapshot::open(snapshot)?,
                unread: Vec::new(),
            });
        }
        let (builder, unread) = gather_all(inputs, limits)?;
        Ok(Self {
            directory: builder.build(),
            unread,
        })
    }
}

fn gather_all(inputs: Vec<PathBuf>, limits: Limits) -> Result<(DirectoryBuilder, Vec<Unread>), Problem> {
    let (snapshots, others): (Vec<PathBuf>, Vec<PathBuf>) =
        inputs.into_iter().partition(|input| snapshot::is_snapshot(input));
    let (mut builder, mut unread) = gather(Source::new(others, limits))?;
    for path in snapshots {
        add_all(&mut builder, &mut unread, &path)?;
    }
    Ok((builder, unread))
}

/// Adds what is in a snapshot.
fn add_all(builder: &mut DirectoryBuilder, unread: &mut Vec<Unread>, path: &Path) -> Result<(), Problem> {
    for entry in snapshot::open(path)?.entries() {
        let added = entry.map_err(|error| error.to_string()).and_then(|entry| {
            let added = builder.add(entry.label(), entry.certificate().der(), entry.status());
            added.map_err(|error| error.to_string())
        });
        unread.extend(added.err().map(|error| Unread {
            label: path.display().to_string(),
            error,
            hint: None,
        }));
    }
    Ok(())
}
