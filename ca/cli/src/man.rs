//! `man`: manual pages.

use std::fmt;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man as Page;
use s1spki_ca::durable::{self, Existing, Readers};
use serde::Serialize;

use crate::argument::Arguments;
use crate::failure::Failure;
use crate::report::Report;

/// Write the manual pages
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Man {
    /// Write one page for each command into this directory, instead of the first page to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca man | man -l -
  s1spki-ca man --out ~/.local/share/man/man1";

impl Man {
    pub(crate) fn run(self) -> Result<Report, Failure> {
        let mut root = Arguments::command().disable_help_subcommand(true);
        root.build();
        let Some(folder) = self.out else {
            return Report::done(&Pages::Text {
                page: rendered(root)?,
            });
        };
        let mut files = Vec::new();
        for (name, page) in pages(root)? {
            let path = folder.join(name);
            durable::write(&path, page.as_bytes(), Readers::Everybody, Existing::Replace)?;
            files.push(path);
        }
        Report::done(&Pages::Written { files })
    }
}

/// The page of a command and of every command below it, each with the name of its file.
fn pages(command: Command) -> Result<Vec<(String, String)>, Failure> {
    let mut pages = Vec::new();
    let mut rest = vec![command];
    while let Some(command) = rest.pop() {
        rest.extend(command.get_subcommands().cloned());
        pages.push((Page::new(command.clone()).get_filename(), rendered(command)?));
    }
    pages.sort();
    Ok(pages)
}

fn rendered(command: Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    // No date: the same program writes the same page.
    let written = Page::new(command).date("").render(&mut page);
    written.map_err(|error| Failure::could_not("man", error))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

#[derive(Serialize)]
#[serde(untagged)]
enum Pages {
    Text { page: String },
    Written { files: Vec<PathBuf> },
}

impl fmt::Display for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { page } => f.write_str(page),
            Self::Written { files } => files
                .iter()
                .try_for_each(|file| writeln!(f, "{}", file.display())),
        }
    }
}
