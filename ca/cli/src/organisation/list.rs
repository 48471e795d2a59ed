//! `organisation list`.

use std::fmt;

use clap::Args;
use s1spki_ca::register::Organisation;
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{Cell, Table};
use crate::report::Report;

/// List the organisations
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca organisation list";

impl List {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let opened = Opened::open(directory)?;
        let organisations = opened.register().organisations().values().cloned().collect();
        Report::done(&Listed { organisations })
    }
}

#[derive(Serialize)]
struct Listed {
    organisations: Vec<Organisation>,
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["ID", "NAME", "ROLES", "EUI-64"]);
        for organisation in &self.organisations {
            table.row(vec![
                Cell::new(&organisation.id),
                Cell::new(&organisation.name),
                Cell::new(joined(&organisation.roles)),
                Cell::new(joined(&organisation.identifiers)),
            ]);
        }
        write!(f, "{table}")
    }
}

fn joined<T: fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    items
        .into_iter()
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(" ")
}
