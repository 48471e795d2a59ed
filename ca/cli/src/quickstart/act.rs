//! One command of the story: what is typed, and what is done.

use clap::Parser;
use serde::Serialize;

use super::judgement::Chain;
use super::shell::quoted;
use crate::argument::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printing::failure_text;

/// One command of the story.
pub(super) struct Act {
    what: What,
    shows: Shows,
    wanted: Exit,
}

/// What is typed, and what this process does instead.
enum What {
    /// A line for a shell, and the same done here.
    Shell(&'static str, fn() -> Result<(), Failure>),
    /// Arguments of `s1spki-ca`.
    Authority(Vec<&'static str>),
    /// Arguments of `s1spki-validator chain`.
    Chain(Chain),
}

/// How much of the output is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    All,
    FirstLine,
}

impl Act {
    /// A line for a shell.
    pub(super) fn shell(line: &'static str, does: fn() -> Result<(), Failure>) -> Self {
        Self::new(What::Shell(line, does))
    }

    /// A command of this program; the words are given with spaces between, and `'` around those that have some.
    pub(super) fn authority(command: &'static str) -> Self {
        Self::new(What::Authority(words(command)))
    }

    /// A question to the validator.
    pub(super) fn chain(chain: Chain) -> Self {
        Self::new(What::Chain(chain))
    }

    const fn new(what: What) -> Self {
        Self {
            what,
            shows: Shows::All,
            wanted: Exit::Done,
        }
    }

    /// The same, of which only the first line is shown: it was shown in full before.
    pub(super) fn briefly(self) -> Self {
        Self {
            shows: Shows::FirstLine,
            ..self
        }
    }

    /// The same, which has to be refused.
    pub(super) fn refused(self) -> Self {
        Self {
            wanted: Exit::Refused,
            ..self
        }
    }

    /// What is typed.
    pub(super) fn typed(&self) -> String {
        match &self.what {
            What::Shell(line, _) => (*line).to_owned(),
            What::Authority(words) => {
                let words = words.iter().map(|word| quoted(word)).collect::<Vec<_>>();
                format!("s1spki-ca {}", words.join(" "))
            }
            What::Chain(chain) => chain.typed(),
        }
    }

    /// Does it. Where something else comes of it than the story says, the story ends.
    pub(super) fn perform(self) -> Result<Performed, Failure> {
        let command = self.typed();
        let (exit, text) = match self.what {
            What::Shell(_, does) => {
                does()?;
                (Exit::Done, String::new())
            }
            What::Authority(words) => authority(&words),
            What::Chain(chain) => chain.judge()?,
        };
        if exit != self.wanted {
            return Err(Failure::could_not(
                "quickstart",
                format!("`{command}` came out otherwise than it should:\n{text}"),
            ));
        }
        let shown = match self.shows {
            Shows::All => text,
            Shows::FirstLine => text.lines().take(1).map(|line| format!("{line}\n")).collect(),
        };
        Ok(Performed { command, exit, shown })
    }
}

/// Runs a command of this program.
fn authority(words: &[&str]) -> (Exit, String) {
    let arguments = std::iter::once("s1spki-ca").chain(words.iter().copied());
    match Arguments::try_parse_from(arguments) {
        Err(error) => (Exit::WrongUsage, error.to_string()),
        Ok(arguments) => match arguments.run() {
            Ok(report) => (report.exit, report.text),
            Err(failure) => (failure.exit, failure_text(&failure)),
        },
    }
}

/// The words of a command: spaces part them, except between `'`.
fn words(command: &'static str) -> Vec<&'static str> {
    let mut words = Vec::new();
    for (index, piece) in command.split('\'').enumerate() {
        match index % 2 {
            0 => words.extend(piece.split_whitespace()),
            _ => words.push(piece),
        }
    }
    words
}

/// What was typed, and what came of it.
#[derive(Serialize)]
pub(super) struct Performed {
    command: String,
    exit: Exit,
    #[serde(skip)]
    pub(super) shown: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_typed_as_they_are_taken_apart() {
        let act = Act::authority("organisation show --name 'Supplier One plc' --json");
        assert_eq!(
            act.typed(),
            "s1spki-ca organisation show --name 'Supplier One plc' --json"
        );
    }
}
