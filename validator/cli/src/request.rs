//! `request`: each certificate request alone.

use std::path::PathBuf;

use clap::Args;
use s1spki_validator::{RequestVerdict, Verdict};

use crate::answer::Answer;
use crate::arguments::{JudgeArguments, LimitArguments};
use crate::input::Wanted;
use crate::problem::Problem;

/// Check certificate requests (PKCS #10)
///
/// Looks at the proof of possession, the key, the subject, and what is asked for. Whether the organisation is
/// registered, and whether the key was certified before, only the authority's register can say.
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
  s1spki-validator request supplier.csr --policy foc-s1spki
  openssl req -new -key key.pem -config request.cnf |
      s1spki-validator request - --policy lab";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (policy, at) = (self.judge.basis.policy()?, self.judge.basis.at()?);
        let found = self.limits.reader().read_all(&self.files, Wanted::Request);
        let requests = found.objects.iter();
        let requests = requests.map(|object| RequestVerdict::on(&object.label, &object.der, &policy));
        let verdict = Verdict::on_requests(at, &policy, requests.collect());
        Ok(Answer::verdict(verdict, found.problems, &self.judge))
    }
}
