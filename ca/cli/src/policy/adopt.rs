//! `policy adopt`: officers answer for what a policy only assumes.

use std::path::PathBuf;

use clap::Args;
use s1spki_ca::declaration::PolicyAdoption;
use s1spki_ca::{Authority, Surroundings, adoption};
use s1spki_policies::Policy;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::now;
use crate::report::Report;
use crate::signing::{Signing, Written};

/// Sign that the assumed values of a policy hold here
///
/// Two officers sign the same policy, each into a file; `init --adoption` or `policy change --adoption` takes them.
/// The signature is bound to the policy's hash, and to the policy that it replaces in the authority that --dir
/// names; where there is none yet, it is for the beginning of one.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Adopt {
    /// An id (foc-s1spki, lab) or a file
    policy: String,
    #[command(flatten)]
    signing: Signing,
    /// Where the statement goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca policy assumed foc-s1spki
  s1spki-ca policy adopt foc-s1spki --officer alice --key alice.pem --out adopted-by-alice.jws";

impl Adopt {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let policy = super::load(&self.policy)?;
        let declaration = to_sign(&policy, directory)?;
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

/// What is to be signed; where there is no authority yet, for the beginning of one.
fn to_sign(policy: &Policy, directory: &Directory) -> Result<PolicyAdoption, Failure> {
    if !directory.ledger().exists() {
        return Ok(adoption::to_sign(policy, None, now()?));
    }
    Ok(Authority::adoption_to_sign(
        directory.store()?,
        policy,
        &Surroundings::system(),
    )?)
}
