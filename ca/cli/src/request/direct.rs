//! `request hold`, `release`, `reject` and `withdraw`.

use clap::Args;
use s1spki_ca::command::DirectRequest;
use s1spki_ca::{PersonId, RequestId};

use super::Shown;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::report::Report;
use crate::signing::Acting;

#[derive(Args, Debug)]
pub(crate) struct Direct {
    /// The request, such as R1
    #[arg(value_name = "ID")]
    request: RequestId,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    acting: Acting,
}

impl Direct {
    pub(crate) fn hold(self, directory: &Directory) -> Result<Report, Failure> {
        let (mut opened, command) = self.open(directory)?;
        let request = opened.hold(command)?.id;
        Report::done(&Shown::of(&opened, request)?.briefly())
    }

    pub(crate) fn release(self, directory: &Directory) -> Result<Report, Failure> {
        let (mut opened, command) = self.open(directory)?;
        let request = opened.release(command)?.id;
        Report::done(&Shown::of(&opened, request)?.briefly())
    }

    pub(crate) fn reject(self, directory: &Directory) -> Result<Report, Failure> {
        let (mut opened, command) = self.open(directory)?;
        let request = opened.reject(command)?.id;
        Report::done(&Shown::of(&opened, request)?.briefly())
    }

    /// A request or an officer that nobody knows is said before anything is decided, and not recorded.
    fn open(self, directory: &Directory) -> Result<(Opened, DirectRequest), Failure> {
        let opened = Opened::open(directory)?;
        opened.request(self.request)?;
        opened.officer(&self.acting.officer)?;
        let command = DirectRequest {
            request: self.request,
            reason: self.reason,
            by: self.acting.officer,
        };
        Ok((opened, command))
    }
}

/// Take a request back, for the organisation
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Withdraw {
    /// The request, such as R1
    #[arg(value_name = "ID")]
    request: RequestId,
    /// Why
    #[arg(long)]
    reason: String,
    /// Who takes it back: a responsible officer of the organisation
    #[arg(long, value_name = "ID")]
    withdrawn_by: PersonId,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca request withdraw R1 --reason \"another key\" --withdrawn-by dora";

impl Withdraw {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let mut opened = Opened::open(directory)?;
        opened.request(self.request)?;
        opened.withdraw(DirectRequest {
            request: self.request,
            reason: self.reason,
            by: self.withdrawn_by,
        })?;
        Report::done(&Shown::of(&opened, self.request)?.briefly())
    }
}
