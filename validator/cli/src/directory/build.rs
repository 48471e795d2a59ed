//! `directory build`: any number of certificates into one file.

use std::path::PathBuf;

use clap::Args;
use s1spki_validator::Decision;
use s1spki_validator::report::{Ink, Page};
use serde_json::json;

use super::opening::DirectoryArguments;
use super::snapshot;
use super::telling::{SCHEMA, counted, hexadecimal, write_unread};
use crate::answer::Answer;
use crate::problem::Problem;

/// Put certificates into one file in which they are found at once
///
/// The same certificates give the same octets, in whatever order they come. A certificate that comes again is kept once. The
/// file appears whole or not at all.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: DirectoryArguments,
    /// The file to write; one that is there is replaced
    #[arg(long, short, value_name = "FILE", required = true)]
    output: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator directory build repository.zip --output repository.directory
  s1spki-validator directory build issued.ndjson old.directory -o new.directory

Exit codes: 0 everything was read, 2 something could not be read and is not in
the file.";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (builder, unread) = self.inputs.gather()?;
        let read = builder.len();
        let directory = snapshot::write(builder, &self.output)?;
        let again = read.saturating_sub(directory.len());
        let mut page = Page::default();
        let count = counted(directory.len(), "certificate");
        let output = self.output.display().to_string();
        page.paragraph(
            0,
            2,
            &[
                (Ink::Good, "WRITTEN"),
                (Ink::Strong, &output),
                (Ink::Plain, &count),
            ],
        );
        let sha256 = hexadecimal(&directory.sha256());
        page.field(2, 14, "sha256", Ink::Plain, &sha256);
        if again > 0 {
            page.field(2, 14, "came again", Ink::Plain, &counted(again, "certificate"));
        }
        write_unread(&mut page, &unread);
        Ok(Answer::Report {
            decision: if unread.is_empty() {
                Decision::Accept
            } else {
                Decision::Undecided
            },
            json: json!({
                "schema": SCHEMA,
                "output": output,
                "sha256": sha256,
                "certificates": directory.len(),
                "came_again": again,
                "unread": unread,
            }),
            page,
        })
    }
}
