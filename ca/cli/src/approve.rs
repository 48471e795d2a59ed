//! `approve`: an officer signs that exactly these octets may be signed.

use std::fmt;

use clap::Args;
use s1spki_ca::{Hash, RequestId};
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{CODE, GOOD, paint};
use crate::report::Report;
use crate::signing::Signing;

/// Approve a request that is put up: sign over the octets to be signed, the request and the policy
///
/// Nobody approves what they handed in, or what rests on evidence that they collected.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Approve {
    /// The request, such as R1
    #[arg(value_name = "ID")]
    request: RequestId,
    #[command(flatten)]
    signing: Signing,
    /// Approve only if this is the SHA-256 of the octets to be signed, as you saw it
    #[arg(long, value_name = "SHA256")]
    to_be_signed: Option<Hash>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca approve R1 --officer alice --key alice.pem
  s1spki-ca approve R1 --officer alice --key alice.pem --to-be-signed 3b1f…";

impl Approve {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let mut opened = Opened::open(directory)?;
        let declaration = opened.approval_to_sign(self.request)?;
        if let Some(seen) = self.to_be_signed.filter(|seen| *seen != declaration.tbs_sha256) {
            let what = format!(
                "the octets that are put up have the SHA-256 {}, not {seen}",
                declaration.tbs_sha256
            );
            return Err(Failure::refused("request.approval.other-octets", what)
                .hint(format!("look again: s1spki-ca request show {}", self.request)));
        }
        let statement = self.signing.sign(&declaration, opened.register())?;
        let file = opened.approve(self.request, statement)?;
        Report::done(&Approved {
            request: self.request,
            officer: self.signing.officer.to_string(),
            tbs_sha256: declaration.tbs_sha256,
            approvals: file.put_up.map_or(0, |put_up| put_up.approvals.len()),
            approvals_wanted: opened.policy().duties().issue.value().officers,
        })
    }
}

#[derive(Serialize)]
struct Approved {
    request: RequestId,
    officer: String,
    tbs_sha256: Hash,
    approvals: usize,
    approvals_wanted: u8,
}

impl fmt::Display for Approved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            request,
            officer,
            approvals,
            approvals_wanted,
            ..
        } = self;
        writeln!(
            f,
            "{} {request} by {officer}: {approvals} of {approvals_wanted}",
            paint(GOOD, "Approved")
        )?;
        writeln!(f, "  over the SHA-256 {}", self.tbs_sha256)?;
        let next = match *approvals < usize::from(*approvals_wanted) {
            true => format!("s1spki-ca approve {request} --officer ANOTHER --key FILE"),
            false => format!("s1spki-ca issue {request}"),
        };
        writeln!(f, "Next: {}", paint(CODE, next))
    }
}
