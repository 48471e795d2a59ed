//! `request put-up`: fixes what is to be signed.

use std::fmt;

use clap::Args;
use s1spki_ca::RequestId;
use s1spki_ca::register::Organisation;
use s1spki_policies::Policy;
use serde::Serialize;

use super::Shown;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{CODE, Cell, FAINT, Fields, GOOD, Table, paint};
use crate::report::Report;
use crate::signing::Acting;

/// Fix serial number, validity and every octet to be signed, and put the request up for approval
///
/// Shows side by side what is requested, what is registered, and what is to be in the certificate.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PutUp {
    /// The request, such as R1
    #[arg(value_name = "ID")]
    request: RequestId,
    #[command(flatten)]
    acting: Acting,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca request put-up R1 --officer alice";

impl PutUp {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let mut opened = Opened::open(directory)?;
        opened.request(self.request)?;
        opened.officer(&self.acting.officer)?;
        opened.put_up(self.request, &self.acting.officer)?;
        let shown = Shown::of(&opened, self.request)?;
        let comparison = Comparison::of(&opened, &shown);
        Report::done(&IsPutUp { shown, comparison })
    }
}

#[derive(Serialize)]
struct IsPutUp {
    #[serde(flatten)]
    shown: Shown,
    comparison: Comparison,
}

/// What was asked for, what is known, and what comes of it.
#[derive(Serialize)]
struct Comparison(Vec<Row>);

#[derive(Serialize)]
struct Row {
    what: &'static str,
    requested: String,
    registered: String,
    certificate: String,
}

impl Comparison {
    fn of(opened: &Opened, shown: &Shown) -> Self {
        let file = shown.file();
        let policy = opened.policy();
        let organisation = opened.register().organisations().get(&file.organisation);
        let (Some(asked), Some(put_up)) = (&file.asks_for, &file.put_up) else {
            return Self(Vec::new());
        };
        let row = |what, requested: String, registered: String, certificate: String| Row {
            what,
            requested,
            registered,
            certificate,
        };
        let key = asked.public_key.identifier().to_string();
        let none = || "none".to_owned();
        let common_name = asked.common_name.clone().unwrap_or_else(none);
        let from_profile = || format!("profile {}", put_up.profile);
        Self(vec![
            row(
                "organisation",
                String::new(),
                organisation.map(|it| it.name.clone()).unwrap_or_default(),
                String::new(),
            ),
            row("common name", common_name.clone(), String::new(), common_name),
            row(
                "role",
                policy.role_name(asked.role),
                roles(organisation, policy),
                policy.role_name(asked.role),
            ),
            row(
                "EUI-64",
                asked.eui64.to_string(),
                identifiers(organisation),
                asked.eui64.to_string(),
            ),
            row("key", key.clone(), String::new(), key),
            row(
                "not before",
                String::new(),
                String::new(),
                put_up.validity.not_before.to_string(),
            ),
            row(
                "not after",
                String::new(),
                from_profile(),
                put_up.validity.not_after.to_string(),
            ),
            row(
                "serial number",
                String::new(),
                String::new(),
                put_up.serial.to_string(),
            ),
        ])
    }
}

fn roles(organisation: Option<&Organisation>, policy: &Policy) -> String {
    let roles =
        organisation.map(|organisation| organisation.roles.iter().map(|role| policy.role_name(*role)));
    roles
        .map(|names| names.collect::<Vec<_>>().join(", "))
        .unwrap_or_default()
}

fn identifiers(organisation: Option<&Organisation>) -> String {
    let identifiers =
        organisation.map(|organisation| organisation.identifiers.iter().map(ToString::to_string));
    identifiers
        .map(|texts| texts.collect::<Vec<_>>().join(", "))
        .unwrap_or_default()
}

impl fmt::Display for IsPutUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.shown.file();
        writeln!(f, "{} {} for approval\n", paint(GOOD, "Put up"), file.id)?;
        let mut table = Table::new(&["", "REQUESTED", "REGISTERED", "TO BE IN THE CERTIFICATE"]);
        for row in &self.comparison.0 {
            table.row(vec![
                Cell::painted(FAINT, row.what),
                Cell::new(&row.requested),
                Cell::new(&row.registered),
                Cell::new(&row.certificate),
            ]);
        }
        writeln!(f, "{table}")?;
        if let Some(put_up) = &file.put_up {
            let fields = Fields::new()
                .add("to be signed", format!("SHA-256 {}", put_up.tbs_sha256))
                .add("lapses at", put_up.lapses_at);
            write!(f, "{fields}")?;
        }
        writeln!(
            f,
            "\nNext: {}",
            paint(
                CODE,
                format!("s1spki-ca approve {} --officer ID --key FILE", file.id)
            )
        )
    }
}
