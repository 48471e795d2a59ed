//! `officer list`.

use std::fmt;

use clap::Args;
use s1spki_ca::register::Officer;
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{Cell, FAINT, GOOD, Table};
use crate::report::Report;

/// List everybody who is or was an officer
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca officer list";

impl List {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let officers = Opened::open(directory)?
            .register()
            .officers()
            .values()
            .cloned()
            .collect();
        Report::done(&Listed { officers })
    }
}

#[derive(Serialize)]
struct Listed {
    officers: Vec<Officer>,
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["ID", "NAME", "KEY", "SINCE", "UNTIL"]);
        for officer in &self.officers {
            let (style, until) = match officer.removed_at {
                Some(at) => (FAINT, at.to_string()),
                None => (GOOD, "present".to_owned()),
            };
            table.row(vec![
                Cell::new(&officer.id),
                Cell::new(&officer.name),
                Cell::new(officer.public_key.identifier()),
                Cell::new(officer.enrolled_at),
                Cell::painted(style, until),
            ]);
        }
        write!(f, "{table}")
    }
}
