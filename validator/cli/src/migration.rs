//! `migration`: whether SMETS1 installations may be migrated.

mod evidence;
mod group;
mod table;

use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_policies::Policy;
use s1spki_validator::directory::Directory;
use s1spki_validator::evidence::EligibleProductCombinations;
use s1spki_validator::gate::MigrationGate;
use s1spki_validator::{ChainJudge, GateVerdict, Question, Unread, Verdict};

use crate::answer::Answer;
use crate::arguments::JudgeArguments;
use crate::chain::{ChainArguments, ChainObjects};
use crate::directory::opening::Opened;
use crate::problem::Problem;
use crate::source::{Limits, Take};

/// Decide whether SMETS1 installations may be migrated
///
/// Reads evidence on installations: JSON (one object, or a list), a line of JSON for each, or CSV with a heading. A
/// member or column that is absent means that nobody looked, and the rules that need it are not checked. Which rules
/// are in force hangs on the time alone: a past decision comes out as it was.
#[derive(Debug, Args)]
#[command(
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\n{}", table::columns()),
    mut_arg("anchor", |anchor| anchor.required(false))
)]
pub(crate) struct Arguments {
    /// JSON, NDJSON or CSV; or - for standard input
    #[arg(required = true, value_name = "EVIDENCE")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    chain: ChainArguments,
    /// Where Certificate IDs are looked up: a snapshot of `directory build`, or PEM, DER, NDJSON, a ZIP or a folder
    #[arg(long, value_name = "DIRECTORY", num_args = 1..)]
    directory: Vec<PathBuf>,
    /// The list of eligible product combinations (JSON), for installations that bring none
    #[arg(long, value_name = "FILE")]
    eligible_products: Option<PathBuf>,
    /// A line of JSON for each installation, and a summary: for whole migration groups
    #[arg(long)]
    lines: bool,
    /// Where the lines go [default: standard output]
    #[arg(long, short, value_name = "FILE", requires = "lines")]
    output: Option<PathBuf>,
    /// How many threads decide [default: one for each core]
    #[arg(long, value_name = "NUMBER", requires = "lines")]
    jobs: Option<NonZero<usize>>,
    #[command(flatten)]
    judge: JudgeArguments,
    #[command(flatten)]
    limits: Limits,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator migration installation.json --policy foc-s1spki --at 2021-03-15 \\
      --directory repository/ --anchor root.pem --intermediate issuing.pem \\
      --crl issuing.crl root.crl
  s1spki-validator migration group.csv --lines --html group.html \\
      --output verdicts.ndjson --policy foc-s1spki --at 2021-03-15 \\
      --directory repository.directory --anchor root.pem

With --lines, --html is a report on all of them, with charts. A line has: line, label, installation, decision, standing,
judge, and, where there are any, findings (code, outcome) or error.";

/// Everything that a gate is made of.
struct Basis {
    policy: Policy,
    directory: Directory,
    objects: ChainObjects,
    eligible: Option<EligibleProductCombinations>,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (at, basis) = (self.judge.basis.at()?, self.basis()?);
        let Basis {
            policy,
            directory,
            objects,
            eligible,
        } = &basis;
        let chain = ChainJudge::new(
            policy,
            at,
            objects.anchors.iter().cloned(),
            objects.intermediates.iter().cloned(),
            objects.lists.iter().cloned(),
        );
        let gate = MigrationGate::new(policy, &chain, directory);
        let gate = match eligible {
            Some(list) => gate.with_eligible_products(list),
            None => gate,
        };
        if self.lines {
            return group::run(&self, &gate, &chain, policy);
        }
        let (verdicts, problems) = self.decide(&gate);
        let verdict = Verdict::of_gate(Question::Migration, at, policy, verdicts);
        Ok(Answer::verdict(verdict, problems, &self.judge))
    }

    fn basis(&self) -> Result<Basis, Problem> {
        let Opened { directory, unread } = Opened::from(self.directory.clone(), self.limits)?;
        if let Some(Unread { label, error, .. }) = unread.first() {
            let problem = Problem::input(format_args!("`{label}` of the directory: {error}"));
            return Err(problem.with_hint("nothing was decided: a Certificate ID would seem to name nothing"));
        }
        Ok(Basis {
            policy: self.judge.basis.policy()?,
            directory,
            objects: self.chain.read(self.limits.reader())?,
            eligible: self
                .eligible_products
                .as_deref()
                .map(eligible_products)
                .transpose()?,
        })
    }

    /// The whole verdict on every installation, and what could not be read.
    fn decide(&self, gate: &MigrationGate<'_>) -> (Vec<GateVerdict>, Vec<(String, Problem)>) {
        let (mut verdicts, mut problems) = (Vec::new(), Vec::new());
        let _ = self.feed(&mut |item| {
            match evidence::of(item) {
                Ok((label, evidence)) => verdicts.push(gate.decide(label, &evidence)),
                Err((label, error)) => {
                    let problem = Problem::input(format_args!("`{label}`: {error}"));
                    let hint =
                        "compare it with the schema installation-1.json; --help has the columns of a CSV";
                    problems.push((label, problem.with_hint(hint)));
                }
            }
            std::ops::ControlFlow::Continue(())
        });
        (verdicts, problems)
    }

    /// Hands over the evidence on every installation.
    fn feed(&self, take: Take<'_>) -> std::ops::ControlFlow<()> {
        for input in &self.inputs {
            evidence::feed(input, self.limits.reader().limit, take)?;
        }
        std::ops::ControlFlow::Continue(())
    }
}

pub(crate) fn eligible_products(path: &Path) -> Result<EligibleProductCombinations, Problem> {
    let octets = std::fs::read(path).map_err(|error| {
        Problem::input(format_args!(
            "`{}` cannot be read: {}",
            path.display(),
            crate::input::reason(&error)
        ))
    })?;
    serde_json::from_slice(&octets).map_err(|error| {
        let problem = Problem::input(format_args!(
            "`{}` is no list of eligible product combinations: {error}",
            path.display()
        ));
        problem.with_hint("compare it with the schema eligible-product-combinations-1.json")
    })
}
