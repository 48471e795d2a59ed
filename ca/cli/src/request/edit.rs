//! `request edit`.

use clap::Args;
use s1spki_ca::command::{Correction, EditRequest};
use s1spki_ca::{OrganisationId, RequestId};

use super::Shown;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::report::Report;
use crate::signing::Acting;

/// Correct a request; every approval of it is void
///
/// What the request's signature vouches for (role, identifier and key) cannot be corrected: ask for a new one.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Edit {
    /// The request, such as R1
    #[arg(value_name = "ID")]
    request: RequestId,
    /// The organisation that it is for
    #[arg(long, value_name = "ID")]
    organisation: Option<OrganisationId>,
    /// The common name
    #[arg(long, value_name = "NAME", conflicts_with = "no_common_name")]
    common_name: Option<String>,
    /// Leave the common name out
    #[arg(long)]
    no_common_name: bool,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    acting: Acting,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca request edit R1 --common-name \"SUPPLIER-1\" --reason \"as the organisation asked\" --officer alice";

impl Edit {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let common_name = match (self.common_name, self.no_common_name) {
            (Some(name), _) => Correction::Set(name),
            (None, true) => Correction::Remove,
            (None, false) => Correction::Keep,
        };
        let mut opened = Opened::open(directory)?;
        opened.request(self.request)?;
        opened.officer(&self.acting.officer)?;
        opened.edit(EditRequest {
            request: self.request,
            organisation: self.organisation,
            common_name,
            reason: self.reason,
            by: self.acting.officer,
        })?;
        Report::done(&Shown::of(&opened, self.request)?.briefly())
    }
}
