//! `list`: each revocation list alone.

use std::path::PathBuf;

use clap::Args;
use s1spki_validator::{ListVerdict, Verdict};

use crate::answer::Answer;
use crate::arguments::{JudgeArguments, LimitArguments};
use crate::input::Wanted;
use crate::problem::Problem;

/// Hold revocation lists against the policy's own, each alone
///
/// Looks at version, algorithm, times, extensions and entries of the list of an issuing authority (CRL) or of a root
/// (ARL); the role of the issuer says which it is. Who signed it is not asked: `chain` asks that.
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
  s1spki-validator list issuing.crl root.crl --policy foc-s1spki
  curl -s http://crl.example/issuing.crl | s1spki-validator list - --policy lab --json";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (policy, at) = (self.judge.basis.policy()?, self.judge.basis.at()?);
        let found = self.limits.reader().read_all(&self.files, Wanted::RevocationList);
        let lists = found.objects.iter();
        let lists = lists.map(|object| ListVerdict::on(&object.label, &object.der, at, &policy));
        let verdict = Verdict::on_lists(at, &policy, lists.collect());
        Ok(Answer::verdict(verdict, found.problems, &self.judge))
    }
}
