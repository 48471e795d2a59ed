//! `command`: whether service requests, or what answers them, may be acted on.

mod message;
mod stream;

use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_validator::evidence::CommandEvidence;
use s1spki_validator::gate::{CommandGate, Enclosure};
use s1spki_validator::{ChainJudge, GateVerdict, Question, Unread, Verdict, VerdictCache};

use crate::answer::Answer;
use crate::arguments::JudgeArguments;
use crate::chain::{ChainArguments, ChainObjects};
use crate::directory::opening::Opened;
use crate::problem::Problem;
use crate::source::{Limits, Take};

/// Decide whether service requests, or what answers them, may be acted on
///
/// Reads DUIS messages: XML, or lines of JSON, each with `message` (base64 of the XML) and perhaps `label` and `evidence`.
/// Evidence that is absent means that nobody looked, and the rules that need it are not checked. KeyInfo is resolved in
/// the directory, by issuer and serial number.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// XML, or NDJSON; or - for standard input
    #[arg(required = true, value_name = "MESSAGE")]
    inputs: Vec<PathBuf>,
    /// What is known of device, user, counters, registration and thresholds (JSON), for messages that bring none
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// Where signers are looked up: a snapshot of `directory build`, or PEM, DER, NDJSON, a ZIP or a folder
    #[arg(long, value_name = "DIRECTORY", num_args = 1..)]
    directory: Vec<PathBuf>,
    #[command(flatten)]
    chain: ChainArguments,
    /// Take the one request inside another root element, such as the envelope of another system
    #[arg(long)]
    inside_other_root: bool,
    /// A line of JSON for each message, and a summary
    #[arg(long)]
    lines: bool,
    /// Where the lines go [default: standard output]
    #[arg(long, short, value_name = "FILE", requires = "lines")]
    output: Option<PathBuf>,
    /// How many threads decide [default: one for each core]
    #[arg(long, value_name = "NUMBER", requires = "lines")]
    jobs: Option<NonZero<usize>>,
    /// How many verdicts on signers are remembered
    #[arg(long, value_name = "NUMBER", default_value = "65536", requires = "lines")]
    remember: usize,
    #[command(flatten)]
    judge: JudgeArguments,
    #[command(flatten)]
    limits: Limits,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator command request.xml --evidence device.json \\
      --policy foc-s1spki --directory repository.directory \\
      --anchor root.pem --intermediate issuing.pem --crl issuing.crl root.crl
  s1spki-validator command - --policy zaz1 --at 2025-12-29 --directory certificates/ \\
      --anchor issuing-Z1.pem < response.xml
  s1spki-validator command messages.ndjson --lines --output verdicts.ndjson \\
      --policy foc-s1spki --directory repository.directory --anchor root.pem

A line of the output has: line, label, decision, standing, judge, and, where there are any, request, findings (code,
outcome, found) or error.";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (policy, at) = (self.judge.basis.policy()?, self.judge.basis.at()?);
        let ChainObjects {
            anchors,
            intermediates,
            lists,
        } = self.chain.read(self.limits.reader())?;
        let chain = ChainJudge::new(&policy, at, anchors, intermediates, lists);
        let Opened { directory, unread } = Opened::from(self.directory.clone(), self.limits)?;
        let cache = VerdictCache::holding(self.remember);
        let enclosure = if self.inside_other_root {
            Enclosure::OtherRoot
        } else {
            Enclosure::None
        };
        let gate = CommandGate::new(&policy, &chain, &directory)
            .remembering(&cache)
            .within(enclosure);
        let evidence = self
            .evidence
            .as_deref()
            .map(evidence)
            .transpose()?
            .unwrap_or_default();
        if self.lines {
            return stream::run(&self, &gate, &chain, &evidence);
        }
        let (verdicts, mut problems) = self.decide(&gate, &evidence);
        problems.extend(unread);
        let verdict = Verdict::of_gate(Question::Command, at, &policy, verdicts).with_unread(problems);
        Ok(Answer::verdict(verdict, Vec::new(), &self.judge))
    }

    /// The whole verdict on every message, and what could not be read.
    fn decide(&self, gate: &CommandGate<'_>, evidence: &CommandEvidence) -> (Vec<GateVerdict>, Vec<Unread>) {
        let (mut verdicts, mut problems) = (Vec::new(), Vec::new());
        let _ = self.feed(&mut |item| {
            match message::of(item, evidence) {
                Ok(read) => verdicts.push(gate.decide(read.label, &read.message, &read.evidence)),
                Err((label, error)) => problems.push(Unread {
                    label,
                    error,
                    hint: Some("give the XML of a DUIS message, or lines of JSON with `message`".to_owned()),
                }),
            }
            ControlFlow::Continue(())
        });
        (verdicts, problems)
    }

    /// Hands over every message.
    fn feed(&self, take: Take<'_>) -> ControlFlow<()> {
        for input in &self.inputs {
            message::feed(input, self.limits.reader().limit, take)?;
        }
        ControlFlow::Continue(())
    }
}

fn evidence(path: &Path) -> Result<CommandEvidence, Problem> {
    let octets = std::fs::read(path).map_err(|error| {
        let reason = crate::input::reason(&error);
        Problem::input(format_args!("`{}` cannot be read: {reason}", path.display()))
    })?;
    serde_json::from_slice(&octets).map_err(|error| {
        let problem = Problem::input(format_args!(
            "`{}` is no evidence on a command: {error}",
            path.display()
        ));
        problem.with_hint("compare it with the schema command-1.json")
    })
}
