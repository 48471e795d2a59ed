//! `request list`.

use std::fmt;

use clap::Args;
use s1spki_ca::register::{RequestFile, RequestState};
use s1spki_ca::store::{Cursor, RequestFilter};
use s1spki_ca::{OrganisationId, PersonId, RequestId};
use s1spki_policies::Moment;
use serde::Serialize;

use super::show::style;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{Cell, Table};
use crate::paging::{More, Paging};
use crate::report::Report;

/// List the requests, oldest first
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {
    /// Only those that stand like this
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<RequestState>,
    /// Only those for this organisation
    #[arg(long, value_name = "ID")]
    organisation: Option<OrganisationId>,
    /// Only those that this officer can approve now
    #[arg(long, value_name = "OFFICER", conflicts_with_all = ["state", "organisation", "after"])]
    awaiting: Option<PersonId>,
    #[command(flatten)]
    paging: Paging,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca request list
  s1spki-ca request list --state put-up
  s1spki-ca request list --awaiting bob";

fn state(text: &str) -> Result<RequestState, String> {
    let known = RequestState::ALL.into_iter().find(|state| state.as_str() == text);
    known.ok_or_else(|| {
        let words = RequestState::ALL.map(RequestState::as_str).join(", ");
        format!("one of {words}")
    })
}

impl List {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        if let Some(officer) = self.awaiting {
            let files = Opened::open(directory)?.awaiting(&officer)?;
            return Report::done(&Listed::of(files, None));
        }
        let filter = RequestFilter {
            state: self.state.map(|state| state.as_str().to_owned()),
            organisation: self.organisation.map(|organisation| organisation.to_string()),
        };
        let listing = Opened::open(directory)?.requests(&filter, self.paging.page())?;
        Report::done(&Listed::of(listing.rows, listing.next))
    }
}

#[derive(Serialize)]
struct Listed {
    requests: Vec<Line>,
    #[serde(flatten)]
    more: More,
}

impl Listed {
    fn of(files: Vec<RequestFile>, next: Option<Cursor>) -> Self {
        Self {
            requests: files.into_iter().map(Line::from).collect(),
            more: More::from(next),
        }
    }
}

#[derive(Serialize)]
struct Line {
    id: RequestId,
    state: RequestState,
    organisation: OrganisationId,
    submitter: PersonId,
    received_at: Moment,
    changed_at: Moment,
}

impl From<RequestFile> for Line {
    fn from(file: RequestFile) -> Self {
        Self {
            id: file.id,
            state: file.state,
            organisation: file.organisation,
            submitter: file.submitter,
            received_at: file.received_at,
            changed_at: file.changed_at,
        }
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["ID", "STATE", "ORGANISATION", "HANDED IN BY", "AT", "LAST CHANGE"]);
        for line in &self.requests {
            table.row(vec![
                Cell::new(line.id),
                Cell::painted(style(line.state), line.state),
                Cell::new(&line.organisation),
                Cell::new(&line.submitter),
                Cell::new(line.received_at),
                Cell::new(line.changed_at),
            ]);
        }
        write!(f, "{table}{}", self.more)
    }
}
