//! `policy adopt`: officers answer for what a policy only assumes.

use std::path::PathBuf;

use clap::Args;
use s1spki_ca::adoption;

use crate::failure::Failure;
use crate::opened::now;
use crate::report::Report;
use crate::signing::{Signing, Written};

/// Sign that the assumed values of a policy hold here
///
/// Two officers sign the same policy, each into a file; `init --adoption` or `policy change --adoption` takes them.
/// The signature is bound to the policy's hash: a changed policy is adopted anew.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  s1spki-ca policy assumed foc-s1spki\n  \
                        s1spki-ca policy adopt foc-s1spki --officer alice --key alice.pem --out adopted-by-alice.jws")]
pub(crate) struct Adopt {
    /// An id (foc-s1spki, lab) or a file
    policy: String,
    #[command(flatten)]
    signing: Signing,
    /// Where the statement goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Adopt {
    pub(crate) fn run(self) -> Result<Report, Failure> {
        let policy = super::load(&self.policy)?;
        let declaration = adoption::to_sign(&policy, now()?);
        let signed = self.signing.sign_before_there_is_an_authority(&declaration)?;
        let values = declaration.values.len();
        let what = format!(
            "the adoption of {values} assumed values of {} {}",
            policy.id(),
            policy.hash()
        );
        Report::done(&Written::to(&self.out, &signed, what)?)
    }
}
