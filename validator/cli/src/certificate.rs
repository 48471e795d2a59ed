//! `certificate`: each certificate alone, against its profile.

use std::path::PathBuf;

use clap::Args;
use s1spki_validator::{Inspector, Question, Verdict};

use crate::answer::Answer;
use crate::arguments::{JudgeArguments, LimitArguments};
use crate::input::Wanted;
use crate::problem::Problem;

/// Hold certificates against their profile, each alone
///
/// Looks at every field of each certificate and whether it is in force. Who issued it and whether it was revoked
/// is not asked: `chain` asks that.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// PEM, DER or base64; a folder; or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    judge: JudgeArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator certificate supplier.pem --policy foc-s1spki
  s1spki-validator certificate certificates/ --policy zaz1 --at 2025-09-15 --verbose
  s1spki-validator certificate - --policy ./my-policy.toml --json < supplier.der";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (policy, at) = (self.judge.basis.policy()?, self.judge.basis.at()?);
        let found = self.limits.reader().read_all(&self.files, Wanted::Certificate);
        let inspector = Inspector::new(&policy, at);
        let certificates = found
            .objects
            .iter()
            .map(|object| inspector.inspect(&object.label, &object.der));
        let verdict = Verdict::on_certificates(Question::Certificate, at, &policy, certificates.collect());
        Ok(Answer::verdict(verdict, found.problems, &self.judge))
    }
}
