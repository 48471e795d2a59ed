//! `quickstart`: the whole story, in a new directory, in seconds.
//!
//! Each command of the story is printed as it would be typed, and its own commands are run from these very words, by
//! the same parser, so that the transcript is the tutorial. A test types all of it into a shell.

mod act;
mod judgement;
mod shell;
mod story;

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::now;
use crate::page::{CAUTION, HEADING, paint};
use crate::printing::{self, Format};
use crate::report::Report;
use act::{Act, Performed};

/// Play the whole story in a new directory: a lab PKI, a request, two approvals, a certificate, verdicts
///
/// Makes a lab with two officers, registers a supplier, takes its request through all checks, issues, validates,
/// refuses a network operator's certificate in the supplier's place, revokes, and validates again. Each command is
/// printed as it goes, and can be typed. The directory is left for you to play with.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Quickstart {
    /// The directory; by default a new one, called quickstart- and the time
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca quickstart
  s1spki-ca quickstart my-lab";

impl Quickstart {
    pub(crate) fn run(self, authority: &Directory, format: Format) -> Result<Report, Failure> {
        refuse_other_directory(authority)?;
        let directory = match self.directory {
            Some(directory) => directory,
            None => default_directory()?,
        };
        enter(&directory)?;
        let teller = Teller { format };
        teller.tell(&introduction(&directory));
        let mut chapters = Vec::new();
        for chapter in story::chapters() {
            teller.tell(&format!(
                "\n{}\n{}\n",
                paint(HEADING, chapter.heading),
                chapter.says
            ));
            let acts = chapter.acts.into_iter().map(|act| perform(act, &teller));
            chapters.push(Told {
                heading: chapter.heading,
                acts: acts.collect::<Result<_, _>>()?,
            });
        }
        Report::done(&Played { directory, chapters })
    }
}

/// The commands of the story are for the directory that they are typed in.
fn refuse_other_directory(authority: &Directory) -> Result<(), Failure> {
    match authority.path() == Path::new(".") {
        true => Ok(()),
        false => Err(Failure::wrong_usage(
            "--dir, or S1SPKI_DIR, names another directory than the story is to be played in",
        )
        .hint("unset it, and give the new directory as an argument: s1spki-ca quickstart DIR")),
    }
}

/// `quickstart-20261121-230822`.
fn default_directory() -> Result<PathBuf, Failure> {
    let digits: String = now()?.to_string().chars().filter(char::is_ascii_digit).collect();
    let (date, time) = digits.split_at_checked(8).unwrap_or((&digits, ""));
    Ok(format!("quickstart-{date}-{time}").into())
}

/// Makes the directory, and goes there. One that has something in it is not touched.
fn enter(directory: &Path) -> Result<(), Failure> {
    let failed = |error| {
        Failure::could_not(
            "file.write",
            format!("`{}` cannot be made: {error}", directory.display()),
        )
    };
    fs::create_dir_all(directory).map_err(failed)?;
    if fs::read_dir(directory).map_err(failed)?.next().is_some() {
        return Err(Failure::could_not(
            "quickstart.not-empty",
            format!("`{}` is not empty", directory.display()),
        )
        .hint("name a new directory"));
    }
    env::set_current_dir(directory).map_err(failed)
}

fn introduction(directory: &Path) -> String {
    let program = env::current_exe().ok();
    let folder = program
        .as_deref()
        .and_then(Path::parent)
        .unwrap_or(Path::new("."));
    format!(
        "This happens in {}. Each line that begins with $ says what is done; typed in an empty directory, it\n\
         does the same. Both programs have to be on the path then (s1spki-validator is made by `cargo build\n\
         -p s1spki-validator-cli`).\n\n{}{}\n\
         {} everything here is for trying out. The passphrases lie beside the keys.\n",
        directory.display(),
        shell::line(&format!("export PATH=\"{}:$PATH\"", folder.display())),
        shell::line("mkdir lab && cd lab"),
        paint(CAUTION, "A LAB:")
    )
}

/// Performs an act, and says what was typed and what came of it.
fn perform(act: Act, teller: &Teller) -> Result<Performed, Failure> {
    teller.tell(&format!("\n{}", shell::line(&act.typed())));
    let performed = act.perform()?;
    teller.tell(&performed.shown);
    Ok(performed)
}

/// Tells the story while it happens; to programs, only at the end.
struct Teller {
    format: Format,
}

impl Teller {
    fn tell(&self, text: &str) {
        if self.format == Format::Text {
            printing::tell(text);
        }
    }
}

#[derive(Serialize)]
struct Played {
    directory: PathBuf,
    chapters: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    heading: &'static str,
    acts: Vec<Performed>,
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", paint(HEADING, "Yours to play with"))?;
        writeln!(
            f,
            "{} holds the authority (ledger.db, keys/, published/), the people's own keys (people/) and\n\
             their passphrases (passphrases/). Some things to try there:\n",
            self.directory.display()
        )?;
        for command in story::TO_TRY {
            f.write_str(&shell::line(command))?;
        }
        Ok(())
    }
}
