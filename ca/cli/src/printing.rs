//! The one place that prints, and that decides the exit code.

use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};

use clap::ValueEnum;
use serde::Serialize;
use serde_json::Value;

use crate::exit::Exit;
use crate::failure::{Failure, Said};
use crate::page::{BAD, FAINT, HEADING, harmless, paint};
use crate::report::Report;

/// The version of the layout of `--json`.
const SCHEMA: u32 = 1;

/// For whom a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// What `--color` says among arguments that are not parsed yet, so that their errors are coloured as asked.
    pub(crate) fn among(arguments: &[OsString]) -> Self {
        let values = arguments.iter().enumerate().filter_map(|(index, argument)| {
            match (argument.to_str()?.strip_prefix("--color")?, index.checked_add(1)) {
                ("", Some(next)) => arguments.get(next)?.to_str(),
                (value, _) => value.strip_prefix('='),
            }
        });
        let mut words = values.filter_map(|value| <Self as ValueEnum>::from_str(value, false).ok());
        words.next_back().unwrap_or_default()
    }

    /// Makes it so for everything that is printed from here on.
    pub(crate) fn choose(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::AlwaysAnsi,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

impl From<Color> for clap::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// What a program reads of a command that ran to its end, on standard output.
#[derive(Serialize)]
struct Envelope<'a> {
    schema: u32,
    command: &'a str,
    outcome: Exit,
    result: &'a Value,
}

/// What a program reads of a command that was not done, on standard error.
#[derive(Serialize)]
struct Complaint<'a> {
    schema: u32,
    command: &'a str,
    outcome: Exit,
    #[serde(flatten)]
    failure: &'a Failure,
}

/// Prints what came of the command, and gives its exit code.
pub(crate) fn finish(command: &str, format: Format, outcome: Result<Report, Failure>) -> Exit {
    let exit = match &outcome {
        Ok(report) => report.exit,
        Err(failure) => failure.exit,
    };
    let printed = match (format, &outcome) {
        (Format::Text, Ok(report)) => write!(anstream::stdout(), "{}", report.text),
        (Format::Text, Err(failure)) => write!(anstream::stderr(), "{}", failure_text(failure)),
        (Format::Json, Ok(report)) => print_json(
            io::stdout().lock(),
            &Envelope {
                schema: SCHEMA,
                command,
                outcome: exit,
                result: &report.json,
            },
        ),
        (Format::Json, Err(failure)) => print_json(
            io::stderr().lock(),
            &Complaint {
                schema: SCHEMA,
                command,
                outcome: exit,
                failure,
            },
        ),
    };
    match printed {
        // Whoever read has read enough; what was done is done.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            note(&format!(
                "{}: the answer cannot be written: {error}",
                paint(BAD, "error")
            ));
            Exit::CouldNot
        }
        _ => exit,
    }
}

/// Text on standard output while something is under way.
pub(crate) fn tell(text: &str) {
    // Whoever reads has read enough, if this fails.
    let _ = write!(anstream::stdout(), "{text}");
}

/// A line on standard error while something is under way.
pub(crate) fn note(line: &str) {
    // Nowhere to say it, if this fails.
    let _ = writeln!(anstream::stderr(), "{line}");
}

fn print_json(mut out: impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)
}

/// One message, the code that it is looked up by, and what to do.
pub(crate) fn failure_text(failure: &Failure) -> String {
    let Said {
        message,
        clause,
        items,
        wanted,
        hint,
    } = &*failure.said;
    let clause = clause
        .as_ref()
        .map(|clause| format!(", {clause}"))
        .unwrap_or_default();
    let code = paint(FAINT, format!("[{}{clause}]", failure.code));
    // Of a message of several lines, the first says what is wrong; the others show where.
    let mut lines = message.lines().map(harmless);
    let first = format!(
        "{}: {} {code}",
        paint(BAD, "error"),
        lines.next().unwrap_or_default()
    );
    let mut lines: Vec<String> = std::iter::once(first).chain(lines).collect();
    lines.extend(items.iter().map(|item| format!("  {}", harmless(item))));
    lines.extend(
        wanted
            .iter()
            .map(|wanted| format!("{}: {wanted}", paint(HEADING, "wanted"))),
    );
    lines.extend(
        hint.iter()
            .map(|hint| format!("{}: {hint}", paint(HEADING, "hint"))),
    );
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_colour_counts_wherever_it_stands() {
        let chosen = |text: &str| {
            let arguments: Vec<OsString> = text.split(' ').map(Into::into).collect();
            Color::among(&arguments)
        };
        assert_eq!(chosen("s1spki-ca doctor"), Color::Auto);
        assert_eq!(chosen("s1spki-ca --color never doctor"), Color::Never);
        assert_eq!(chosen("s1spki-ca doctor --color=always"), Color::Always);
        assert_eq!(chosen("s1spki-ca --color=never x --color always"), Color::Always);
        assert_eq!(chosen("s1spki-ca doctor --color"), Color::Auto);
        assert_eq!(chosen("s1spki-ca doctor --color pink"), Color::Auto);
    }
}
