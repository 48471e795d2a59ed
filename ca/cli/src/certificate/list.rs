//! `certificate list`.

use std::fmt;

use clap::{Args, ValueEnum};
use s1spki_ca::CertificateView;
use s1spki_ca::store::{CertificateFilter, RevocationStatus};
use s1spki_policies::{Eui64, Moment, Period};
use serde::Serialize;

use super::show::Status;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{Cell, Table};
use crate::paging::{More, Paging};
use crate::report::Report;
use crate::role;

/// List certificates, those that expire first at the top
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {
    /// Only those of this role, by code or name
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Only those of this identifier
    #[arg(long, value_name = "EUI64")]
    eui64: Option<Eui64>,
    /// Only those that stand like this
    #[arg(long, value_enum)]
    status: Option<Wanted>,
    /// Only those that are valid now and expire within this period, such as P30D
    #[arg(long, value_name = "PERIOD", conflicts_with = "status")]
    expiring_within: Option<Period>,
    #[command(flatten)]
    paging: Paging,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca certificate list --role supplier
  s1spki-ca certificate list --expiring-within P30D
  s1spki-ca certificate list --eui64 90-B3-D5-1F-30-01-00-00 --status revoked";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Wanted {
    /// Not revoked and not expired
    Valid,
    /// Past their last second, and not revoked
    Expired,
    /// Revoked
    Revoked,
}

impl List {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let opened = Opened::open(directory)?;
        let at = opened.now()?;
        let listing = opened.certificates(&self.filter(&opened, at)?, self.paging.page())?;
        let certificates = listing
            .rows
            .into_iter()
            .map(|view| Line::of(&opened, view, at))
            .collect();
        Report::done(&Listed {
            certificates,
            more: More::from(listing.next),
        })
    }

    fn filter(&self, opened: &Opened, at: Moment) -> Result<CertificateFilter, Failure> {
        let role = self
            .role
            .as_ref()
            .map(|text| role::named(text, opened.policy()))
            .transpose()?;
        let mut filter = CertificateFilter {
            role,
            eui64: self.eui64,
            ..CertificateFilter::default()
        };
        match self.status {
            None => {}
            Some(Wanted::Revoked) => filter.status = Some(RevocationStatus::Revoked),
            Some(Wanted::Valid) => {
                filter.status = Some(RevocationStatus::Unrevoked);
                filter.expires_from = Some(at);
            }
            Some(Wanted::Expired) => {
                filter.status = Some(RevocationStatus::Unrevoked);
                filter.expires_until = at.plus_seconds(-1);
            }
        }
        if let Some(period) = self.expiring_within {
            filter.status = Some(RevocationStatus::Unrevoked);
            filter.expires_from = Some(at);
            filter.expires_until = period.after(at);
        }
        Ok(filter)
    }
}

#[derive(Serialize)]
struct Listed {
    certificates: Vec<Line>,
    #[serde(flatten)]
    more: More,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    view: CertificateView,
    status: Status,
    #[serde(skip)]
    role: String,
}

impl Line {
    fn of(opened: &Opened, view: CertificateView, at: Moment) -> Self {
        let role = view.role.map(|role| opened.policy().role_name(role));
        Self {
            status: Status::of(view.validity, view.revocation.as_ref(), at),
            role: role.unwrap_or_default(),
            view,
        }
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["CERTIFICATE ID", "STATUS", "ROLE", "EUI-64", "NOT AFTER"]);
        for line in &self.certificates {
            table.row(vec![
                Cell::new(&line.view.id),
                Cell::painted(line.status.style(), line.status.as_str()),
                Cell::new(&line.role),
                Cell::new(line.view.eui64.map(|eui64| eui64.to_string()).unwrap_or_default()),
                Cell::new(line.view.validity.not_after),
            ]);
        }
        write!(f, "{table}{}", self.more)
    }
}
