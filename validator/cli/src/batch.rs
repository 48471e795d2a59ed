//! `batch`: any number of certificates in, a line of JSON for each out, in the order of the input.
//!
//! One thread reads, as many as there are cores judge, and one writes. What is between them is bounded, so that the
//! memory does not grow with the input.

mod earlier;
pub(crate) mod judge;
mod line;
pub(crate) mod output;
mod pipeline;
mod summary;

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::answer::Answer;
use crate::arguments::BasisArguments;
use crate::chain::{ChainArguments, ChainObjects};
use crate::problem::Problem;
use crate::source::{Limits, Source};
use earlier::Earlier;
use judge::{Form, Judge};
use output::Output;
use summary::Summary;

/// Judge any number of certificates, a line of JSON for each
///
/// Reads lines of JSON, each with `certificate` (base64 of the DER, or PEM) and perhaps `label`; a folder; a ZIP;
/// a file of PEM blocks; or - for standard input. Whatever cannot be read becomes a line that says so.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("anchor", |anchor| anchor.required(false)))]
pub(crate) struct Arguments {
    /// NDJSON, PEM, a ZIP or a folder; or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    chain: ChainArguments,
    /// Look at nothing but each certificate alone, or at its chain too
    #[arg(long, value_enum, value_name = "WHAT", default_value = "chain")]
    only: Only,
    /// Where the lines go [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Go on after the last whole line of the output file
    #[arg(long, requires_all = ["output", "at"])]
    resume: bool,
    /// Write the whole verdict into each line
    #[arg(long)]
    full: bool,
    /// How many threads judge [default: one for each core]
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZero<usize>>,
    /// How many verdicts are remembered for certificates that come again
    #[arg(long, value_name = "NUMBER", default_value = "65536")]
    remember: usize,
    #[command(flatten)]
    basis: BasisArguments,
    #[command(flatten)]
    limits: Limits,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Only {
    /// Each certificate alone, against its profile
    Certificate,
    /// Profile, path and revocation
    Chain,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator batch devices.ndjson --policy foc-s1spki --at 2026-03-01 \\
      --anchor root.pem --intermediate issuing.pem --crl issuing.crl root.crl \\
      --output verdicts.ndjson
  s1spki-validator batch certificates.zip --only certificate --policy foc-s1spki

A line of the output has: line, label, decision, standing, sha256, judge, and, where there are any, findings (code,
outcome, and certificate: 0 for this one, 1 for its issuer) or error. `judge` is the same in all lines that were
judged by the same policy, authorities and lists at the same time.";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (policy, at) = (self.basis.policy()?, self.basis.at()?);
        let form = if self.full { Form::Full } else { Form::Compact };
        let judge = match self.only {
            Only::Certificate => Judge::alone(&policy, at, form),
            Only::Chain => {
                let ChainObjects {
                    anchors,
                    intermediates,
                    lists,
                } = self.chain.read(self.limits.reader())?;
                if anchors.is_empty() {
                    let problem = Problem::usage("no trust anchor was given");
                    return Err(problem.with_hint("give --anchor, or --only certificate"));
                }
                Judge::of_chains(&policy, at, form, anchors, intermediates, lists, self.remember)
            }
        };
        let mut summary = Summary::default();
        let (output, earlier) = match &self.output {
            None => (Output::standard(), Earlier::nothing()),
            Some(path) if self.resume => Output::resumed(path, &judge, &mut summary)?,
            Some(path) => (Output::file(path)?, Earlier::nothing()),
        };
        let source = Source::new(self.inputs, self.limits);
        let jobs = self.jobs.or_else(|| std::thread::available_parallelism().ok());
        let jobs = jobs.map_or(1, NonZero::get);
        pipeline::run(source, earlier, &judge, jobs, output, &mut summary)?;
        Ok(summary.answer())
    }
}
