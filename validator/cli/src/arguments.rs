//! Arguments that several subcommands take.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};
use s1spki_policies::{Moment, Policy};
use s1spki_validator::report::Passes;

use crate::input::{Reader, Recursion};
use crate::policy_source;
use crate::problem::Problem;

/// How the answer is printed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct OutputArguments {
    /// The form of the answer
    #[arg(
        long,
        global = true,
        value_name = "FORM",
        default_value = "text",
        display_order = 99
    )]
    format: Format,
    /// Short for --format json: the verdict on standard output, errors on standard error
    #[arg(long, global = true, conflicts_with = "format", display_order = 100)]
    json: bool,
    /// Show colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        display_order = 101
    )]
    pub(crate) color: Color,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// Everything, for programs; its JSON Schema is in the book
    Json,
    /// A JUnit report, for systems that run tests
    Junit,
    /// A SARIF 2.1.0 log, for systems that show the results of analyses
    Sarif,
}

impl OutputArguments {
    pub(crate) const fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

/// When colours are shown. With `auto`, on a terminal, unless `NO_COLOR` is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// By what something is judged, and at which time.
#[derive(Debug, Args)]
pub(crate) struct BasisArguments {
    /// The policy: foc-s1spki, lab, zaz1, or a policy file
    #[arg(long, value_name = "POLICY")]
    policy: String,
    /// The time: RFC 3339, or a date, which is its first second [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
}

/// By what something is judged, and how that is shown.
#[derive(Debug, Args)]
pub(crate) struct JudgeArguments {
    #[command(flatten)]
    pub(crate) basis: BasisArguments,
    /// List every rule that was kept, and those that do not apply
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    pictures: PictureArguments,
}

/// Files to attach to a mail.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct PictureArguments {
    /// Also write a picture of the chain and its verdict
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Also write a page with that picture and every finding: one file that needs nothing else
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

impl BasisArguments {
    /// Loads the policy.
    pub(crate) fn policy(&self) -> Result<Policy, Problem> {
        policy_source::load(&self.policy)
    }

    /// The time: the one given, or now. The library knows no clock, so it is read here.
    pub(crate) fn at(&self) -> Result<Moment, Problem> {
        at_or_now(self.at)
    }
}

impl JudgeArguments {
    pub(crate) fn pictures(&self) -> PictureArguments {
        self.pictures.clone()
    }

    pub(crate) const fn passes(&self) -> Passes {
        if self.verbose {
            Passes::Listed
        } else {
            Passes::Counted
        }
    }
}

/// The time that was given, or now.
pub(crate) fn at_or_now(at: Option<Moment>) -> Result<Moment, Problem> {
    at.or_else(now).ok_or_else(|| {
        let problem = Problem::input("the clock of this machine shows no time between 1970 and 9999");
        problem.with_hint("give the time with --at")
    })
}

/// The clock of this machine.
pub(crate) fn now() -> Option<Moment> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Moment::from_unix_seconds(i64::try_from(since.as_secs()).ok()?)
}

/// How much is read.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct LimitArguments {
    /// Look into the folders inside a folder too
    #[arg(long)]
    recursive: bool,
    /// The most octets of a file, such as 500000, 64K or 1G
    #[arg(long, value_name = "SIZE", default_value = "16M", value_parser = size)]
    limit: usize,
}

impl LimitArguments {
    /// For whoever chose the files and trusts them.
    pub(crate) const WIDE: Self = Self {
        recursive: false,
        limit: 1 << 30,
    };

    pub(crate) const fn reader(self) -> Reader {
        Reader {
            limit: self.limit,
            recursion: if self.recursive {
                Recursion::Deep
            } else {
                Recursion::Flat
            },
        }
    }
}

/// A number of octets: digits, and K, M or G for a power of 1024.
pub(crate) fn size(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.strip_suffix(['K', 'k', 'M', 'm', 'G', 'g']) {
        Some(digits) => (digits, text.get(digits.len()..).unwrap_or_default()),
        None => (text, ""),
    };
    let factor = match unit.to_ascii_uppercase().as_str() {
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => 1,
    };
    let number = digits
        .parse()
        .ok()
        .and_then(|number: usize| number.checked_mul(factor));
    number.ok_or_else(|| "write a number of octets, such as 500000, 64K, 16M or 1G".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_numbers_with_a_unit() {
        assert_eq!(size("500000"), Ok(500_000));
        assert_eq!(size("16M"), Ok(16 << 20));
        assert_eq!(size("64k"), Ok(64 << 10));
        for text in ["", "M", "-1", "1.5M", "16 M", "99999999999G", "12T"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
