//! `request hold`, `release`, `reject` and `withdraw`.

use clap::Args;
use s1spki_ca::command::{Command, DirectRequest};
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
        self.run(directory, Command::HoldRequest)
    }

    pub(crate) fn release(self, directory: &Directory) -> Result<Report, Failure> {
        self.run(directory, Command::ReleaseRequest)
    }

    pub(crate) fn reject(self, directory: &Directory) -> Result<Report, Failure> {
        self.run(directory, Command::RejectRequest)
    }

    fn run(
        self,
        directory: &Directory,
        command: impl FnOnce(DirectRequest) -> Command,
    ) -> Result<Report, Failure> {
        let by = self.acting.officer;
        let request = DirectRequest {
            request: self.request,
            reason: self.reason,
            by: by.clone(),
        };
        execute(directory, self.request, Some(&by), command(request))
    }
}

/// Take a request back, for the organisation
#[derive(Args, Debug)]
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

impl Withdraw {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let command = Command::WithdrawRequest(DirectRequest {
            request: self.request,
            reason: self.reason,
            by: self.withdrawn_by,
        });
        execute(directory, self.request, None, command)
    }
}

/// Executes a command that `officer` gives, and shows the request as it is then. A request or an officer that
/// nobody knows is said before anything is decided, and not recorded.
pub(super) fn execute(
    directory: &Directory,
    request: RequestId,
    officer: Option<&PersonId>,
    command: Command,
) -> Result<Report, Failure> {
    let mut opened = Opened::open(directory)?;
    opened.request(request)?;
    if let Some(officer) = officer {
        opened.officer(officer)?;
    }
    opened.execute(command)?;
    Report::done(&Shown::of(&opened, request)?.briefly())
}
