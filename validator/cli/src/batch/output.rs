//! Where the lines go, and going on after an interruption.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Seek, SeekFrom, Write};
use std::path::Path;

use super::earlier::Earlier;
use super::judge::Judge;
use super::line::Written;
use super::summary::Summary;
use crate::input::reason;
use crate::problem::Problem;
use crate::progress::Bar;

/// Where the lines go.
pub(crate) struct Output {
    sink: Box<dyn Write>,
    name: String,
    is_on_terminal: bool,
}

impl Output {
    pub(crate) fn standard() -> Self {
        Self {
            sink: Box::new(BufWriter::new(io::stdout().lock())),
            name: "standard output".to_owned(),
            is_on_terminal: io::stdout().is_terminal(),
        }
    }

    /// A new file, or an old one from its beginning.
    pub(crate) fn file(path: &Path) -> Result<Self, Problem> {
        let file = File::create(path).map_err(|error| unusable(path, &error))?;
        Ok(Self::to(file, path))
    }

    /// A file that may hold the lines of an interrupted run: those that are whole are counted, to be held against the
    /// input, and what comes after them is cut off.
    pub(super) fn resumed(
        path: &Path,
        judge: &Judge<'_>,
        summary: &mut Summary,
    ) -> Result<(Self, Earlier), Problem> {
        let options = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .clone();
        let mut file = options.open(path).map_err(|error| unusable(path, &error))?;
        let end = whole_lines(&file, path, judge, summary)?;
        file.set_len(end)
            .and_then(|()| file.seek(SeekFrom::Start(end)))
            .map_err(|error| unusable(path, &error))?;
        let lines = File::open(path).map_err(|error| unusable(path, &error))?;
        let earlier = Earlier::lines(path, lines, summary.lines());
        Ok((Self::to(file, path), earlier))
    }

    fn to(file: File, path: &Path) -> Self {
        Self {
            sink: Box::new(BufWriter::new(file)),
            name: path.display().to_string(),
            is_on_terminal: false,
        }
    }

    /// Where people see the lines as they come, a bar would stand among them.
    pub(crate) const fn bar(&self) -> Bar {
        if self.is_on_terminal {
            Bar::Hidden
        } else {
            Bar::Shown
        }
    }

    /// Writes some lines and makes them visible; whoever reads along never waits for a full buffer.
    pub(crate) fn write(&mut self, lines: &[u8]) -> Result<(), Problem> {
        let written = self.sink.write_all(lines).and_then(|()| self.sink.flush());
        written.map_err(|error| {
            Problem::input(format_args!(
                "`{}` cannot be written: {}",
                self.name,
                reason(&error)
            ))
            .with_hint("make room, and go on with --resume")
        })
    }
}

/// Counts the whole lines of an earlier run and says where they end.
fn whole_lines(file: &File, path: &Path, judge: &Judge<'_>, summary: &mut Summary) -> Result<u64, Problem> {
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    let mut end: u64 = 0;
    loop {
        line.clear();
        let length = reader
            .read_until(b'\n', &mut line)
            .map_err(|error| unusable(path, &error))?;
        if line.last() != Some(&b'\n') {
            return Ok(end); // the end, or a line that was cut off
        }
        let written: Written =
            serde_json::from_slice(&line).map_err(|_| not_of_this_run(path, "not a line of a batch"))?;
        if written.line != summary.lines().saturating_add(1) {
            return Err(not_of_this_run(path, "lines are missing"));
        }
        if written.judge != judge.name() {
            let why = "it was made with another policy, time, authorities or lists";
            return Err(not_of_this_run(path, why));
        }
        if written.form().is_some_and(|form| form != judge.form()) {
            let why = "its lines are in the other form, with or without --full";
            return Err(not_of_this_run(path, why));
        }
        summary.count(&written.judged());
        end = end.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
    }
}

pub(super) fn not_of_this_run(path: &Path, why: &str) -> Problem {
    Problem::input(format_args!("`{}` cannot be gone on with: {why}", path.display()))
        .with_hint("give the arguments and the input of the first run, or leave out --resume to begin again")
}

fn unusable(path: &Path, error: &io::Error) -> Problem {
    Problem::input(format_args!(
        "`{}` cannot be used: {}",
        path.display(),
        reason(error)
    ))
}
