//! The one place that prints and decides the exit code.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use s1spki_validator::report::{Ink, Page, Passes, html, json, junit, sarif, svg, text};
use s1spki_validator::{Decision, Verdict};

use crate::arguments::{Color, Format, JudgeArguments, OutputArguments, PictureArguments};
use crate::problem::Problem;

/// What a subcommand has to say.
pub(crate) enum Answer {
    /// A verdict, which also decides the exit code.
    Verdict {
        /// The verdict.
        verdict: Box<Verdict>,
        /// How rules that were kept are shown.
        passes: Passes,
        /// The files that are written besides.
        pictures: PictureArguments,
    },
    /// Text for people, and the same for machines.
    Page {
        /// The text.
        page: Page,
        /// The JSON.
        json: serde_json::Value,
    },
    /// Text for people, and the same for machines, which also decides the exit code.
    Report {
        /// The text.
        page: Page,
        /// The JSON.
        json: serde_json::Value,
        /// What came of it.
        decision: Decision,
    },
    /// What came of something whose results are written already; it goes to standard error.
    Summary {
        /// The text.
        page: Page,
        /// The JSON.
        json: serde_json::Value,
        /// The decision over all, which also decides the exit code.
        decision: Decision,
    },
    /// Text that goes out as it is.
    Raw(Vec<u8>),
}

impl Answer {
    /// A verdict, together with what could not be read.
    pub(crate) fn verdict(
        verdict: Verdict,
        problems: Vec<(String, Problem)>,
        judge: &JudgeArguments,
    ) -> Self {
        let unread = problems
            .into_iter()
            .map(|(label, problem)| problem.into_unread(&label));
        Self::Verdict {
            verdict: Box::new(verdict.with_unread(unread.collect())),
            passes: judge.passes(),
            pictures: judge.pictures(),
        }
    }
}

/// Prints answers and complaints.
pub(crate) struct Printer {
    format: Format,
    color: ColorChoice,
}

impl Printer {
    pub(crate) const fn new(arguments: &OutputArguments) -> Self {
        Self {
            format: arguments.format(),
            color: match arguments.color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            },
        }
    }

    /// Prints an answer and says how to exit.
    pub(crate) fn print(&self, answer: &Answer) -> ExitCode {
        if let (Answer::Page { .. } | Answer::Report { .. }, Format::Junit | Format::Sarif) =
            (answer, self.format)
        {
            let problem = Problem::usage("only verdicts can be told in this form");
            return self.complain(&problem.with_hint("take --format text or --format json"));
        }
        let code = exit_code(answer);
        // The verdict is told even where its picture cannot be written.
        let pictured = write_pictures(answer);
        let told = self.write(answer);
        if let Err(problem) = pictured {
            return self.complain(&problem);
        }
        match told {
            Ok(()) => ExitCode::from(code),
            // Whoever reads has enough: the decision stands.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(code),
            Err(error) => self.complain(&Problem::input(format_args!(
                "the answer cannot be written: {error}"
            ))),
        }
    }

    fn write(&self, answer: &Answer) -> io::Result<()> {
        if let Answer::Verdict { verdict, .. } = answer {
            for unread in &verdict.unread {
                self.write_complaint(&unread.error, unread.hint.as_deref());
            }
            if verdict.decisions().next().is_none()
                && !verdict.unread.is_empty()
                && self.format == Format::Text
            {
                return Ok(()); // nothing was judged, and the errors say why
            }
        }
        match (answer, self.format) {
            (Answer::Raw(bytes), _) => io::stdout().lock().write_all(bytes),
            (Answer::Verdict { verdict, passes, .. }, Format::Text) => {
                self.write_page(&text(verdict, *passes))
            }
            (Answer::Verdict { verdict, .. }, Format::Json) => write_line(&json(verdict)?),
            (Answer::Verdict { verdict, .. }, Format::Junit) => write_line(junit(verdict).trim_end()),
            (Answer::Verdict { verdict, .. }, Format::Sarif) => write_line(&sarif(verdict)?),
            (Answer::Page { page, .. } | Answer::Report { page, .. }, Format::Text) => self.write_page(page),
            (Answer::Page { json, .. } | Answer::Report { json, .. }, _) => {
                write_line(&serde_json::to_string_pretty(json)?)
            }
            (Answer::Summary { json, .. }, Format::Json) => writeln!(io::stderr().lock(), "{json}"),
            (Answer::Summary { page, .. }, _) => {
                write_spans(page, &mut AutoStream::new(io::stderr(), self.color).lock())
            }
        }
    }

    fn write_page(&self, page: &Page) -> io::Result<()> {
        write_spans(page, &mut AutoStream::new(io::stdout(), self.color).lock())
    }

    /// Prints what stands in the way of an answer, and says how to exit.
    pub(crate) fn complain(&self, problem: &Problem) -> ExitCode {
        self.write_complaint(problem.message(), problem.hint());
        ExitCode::from(problem.exit_code())
    }

    /// If even this cannot be written, nobody is there to be told.
    fn write_complaint(&self, message: &str, hint: Option<&str>) {
        let mut out = AutoStream::new(io::stderr(), self.color).lock();
        let _ = match self.format {
            Format::Json => writeln!(out, "{}", serde_json::json!({ "error": message, "hint": hint })),
            Format::Text | Format::Junit | Format::Sarif => {
                let (bad, strong) = (style_of(Ink::Bad), style_of(Ink::Strong));
                let hint = hint.map(|hint| format!("{strong}hint{strong:#}: {hint}\n"));
                write!(out, "{bad}error{bad:#}: {message}\n{}", hint.unwrap_or_default())
            }
        };
    }
}

fn write_spans(page: &Page, out: &mut impl Write) -> io::Result<()> {
    for line in page.lines() {
        let (last, spans) = line
            .split_last()
            .map_or((None, line), |(last, spans)| (Some(last), spans));
        for span in spans {
            let style = style_of(span.ink);
            write!(out, "{style}{}{style:#}", span.text)?;
        }
        if let Some(last) = last {
            let style = style_of(last.ink);
            write!(out, "{style}{}{style:#}", last.text.trim_end())?;
        }
        writeln!(out)?;
    }
    out.flush()
}

fn write_line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

fn write_pictures(answer: &Answer) -> Result<(), Problem> {
    let Answer::Verdict {
        verdict, pictures, ..
    } = answer
    else {
        return Ok(());
    };
    if let Some(path) = &pictures.svg {
        write_file(path, &svg(verdict))?;
    }
    if let Some(path) = &pictures.html {
        write_file(path, &html(verdict))?;
    }
    Ok(())
}

fn write_file(path: &Path, content: &str) -> Result<(), Problem> {
    fs::write(path, content).map_err(|error| {
        Problem::input(format_args!("`{}` cannot be written: {error}", path.display()))
            .with_hint("the verdict above stands; give a path in a folder that is there")
    })
}

/// Refused beats undecided beats accepted.
fn exit_code(answer: &Answer) -> u8 {
    match answer {
        Answer::Verdict { verdict, .. } => code_of(verdict.decision()),
        Answer::Summary { decision, .. } | Answer::Report { decision, .. } => code_of(*decision),
        Answer::Page { .. } | Answer::Raw(_) => 0,
    }
}

const fn code_of(decision: Decision) -> u8 {
    match decision {
        Decision::Accept => 0,
        Decision::Refuse => 1,
        Decision::Undecided => 2,
    }
}

/// Prints what clap has to say: help and version are answers, anything else is a wrong command line.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() {
        ExitCode::from(64)
    } else {
        ExitCode::SUCCESS
    }
}

const fn style_of(ink: Ink) -> Style {
    match ink {
        Ink::Plain => Style::new(),
        Ink::Good => AnsiColor::Green.on_default().bold(),
        Ink::Bad => AnsiColor::Red.on_default().bold(),
        Ink::Open => AnsiColor::Yellow.on_default().bold(),
        Ink::Strong => Style::new().bold(),
        Ink::Faint => Style::new().dimmed(),
    }
}
