//! Evidence in a table: a column's heading is the path of a member of the JSON form, such as
//! `gas.registration.suppliers`.
//!
//! An empty cell means that nobody looked. In a list a semicolon divides, and `none` is the empty list.

use std::io::Read;
use std::ops::ControlFlow;

use serde_json::{Map, Number, Value};

use super::evidence::{object, unread};
use crate::source::Take;

/// The columns of the installation: all that are not about single devices or files.
const OF_INSTALLATION: [&str; 11] = [
    "installation",
    "cohort",
    "group",
    "combination",
    "profile_data_switch",
    "led_by",
    "requesting_party_open",
    "authorisations",
    "exclusions",
    "attestations.prepayment",
    "attestations.smets1_compliance",
];

/// The columns of each supply.
const OF_SUPPLY: [&str; 12] = [
    "part",
    "meter_state",
    "payment_mode",
    "registration.mpxn",
    "registration.suppliers",
    "registration.network_operators",
    "registration.changes_of_supplier",
    "registration.changes_of_tenancy",
    "certificate_ids.critical_supplier",
    "certificate_ids.non_critical_supplier",
    "certificate_ids.critical_network_operator",
    "certificate_ids.non_critical_network_operator",
];

/// The last words of columns that hold lists.
const LISTS: [&str; 6] = [
    "authorisations",
    "exclusions",
    "suppliers",
    "network_operators",
    "changes_of_supplier",
    "changes_of_tenancy",
];

/// The column that holds a number.
const NUMBER: &str = "daily_allocation";

/// Every column, for whoever asks for help.
pub(super) fn columns() -> String {
    format!(
        "Columns of a CSV, all of them optional:\n  {}, {NUMBER}\nand behind `electricity.` and `gas.`:\n  {}\n\nAn empty \
         cell means that nobody looked. In a list a semicolon divides, and `none` is the empty list. A supplier may have \
         a time behind it (EUI@from/until), an authorisation its moment (EUI@moment), an exclusion an answer (name:yes).",
        OF_INSTALLATION.join(", "),
        OF_SUPPLY.join(", ")
    )
}

/// Hands over every row.
pub(super) fn feed(label: &str, stream: impl Read, take: Take<'_>) -> ControlFlow<()> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(stream);
    let headings = match reader.headers() {
        Ok(headings) => headings.clone(),
        Err(error) => {
            return take(unread(
                label.to_owned(),
                &format!("no heading can be read: {error}"),
            ));
        }
    };
    for row in reader.into_records() {
        let item = match row {
            Ok(row) => {
                let line = row.position().map_or(0, csv::Position::line);
                object(format!("{label}:{line}"), &evidence(&headings, &row))
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                unread(format!("{label}:{line}"), &error.to_string())
            }
        };
        take(item)?;
    }
    ControlFlow::Continue(())
}

/// A row as the JSON form of the evidence.
fn evidence(headings: &csv::StringRecord, row: &csv::StringRecord) -> Value {
    let mut evidence = Map::new();
    for (path, cell) in headings.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
        set(&mut evidence, path, member(path, cell));
    }
    Value::Object(evidence)
}

fn member(path: &str, cell: &str) -> Value {
    let last = path.rsplit('.').next().unwrap_or(path);
    match last {
        last if LISTS.contains(&last) && cell == "none" => Value::Array(Vec::new()),
        last if LISTS.contains(&last) => {
            let items = cell.split(';').map(|item| Value::String(item.trim().to_owned()));
            Value::Array(items.collect())
        }
        NUMBER => cell
            .parse::<Number>()
            .map_or_else(|_| Value::String(cell.to_owned()), Value::Number),
        _ => Value::String(cell.to_owned()),
    }
}

/// Puts a value where the path says; a path that goes through a text, or to a place that is taken, is left for the reader
/// to complain of.
fn set(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            let name = match object.contains_key(path) {
                true => format!("{path}, twice"),
                false => path.to_owned(),
            };
            object.insert(name, value);
        }
        Some((first, rest)) => {
            let inner = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
            match inner {
                Value::Object(inner) => set(inner, rest, value),
                _ => {
                    object.insert(path.to_owned(), value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use s1spki_validator::evidence::InstallationEvidence;

    use super::*;

    fn read(text: &str) -> Result<InstallationEvidence, serde_json::Error> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers().unwrap().clone();
        let row = reader.records().next().unwrap().unwrap();
        serde_json::from_value(evidence(&headings, &row))
    }

    #[test]
    fn every_column_is_a_member() {
        let of_supplies = ["electricity", "gas"].iter().flat_map(|fuel| {
            let columns = OF_SUPPLY.iter();
            columns.map(move |column| format!("{fuel}.{column}"))
        });
        let columns = OF_INSTALLATION.iter().map(|column| (*column).to_owned());
        let columns: Vec<String> = columns.chain(of_supplies).chain([NUMBER.to_owned()]).collect();
        let heading = columns.join(",");
        let cells: Vec<&str> = columns
            .iter()
            .map(|column| match column.rsplit('.').next().unwrap() {
                "part" => "migrates",
                "meter_state" => "active",
                "payment_mode" => "credit",
                "profile_data_switch" => "off",
                "led_by" => "dcc",
                "prepayment" | "smets1_compliance" | "requesting_party_open" => "yes",
                "suppliers" | "network_operators" | "authorisations" => {
                    "02-00-5E-10-00-00-00-01;02-00-5E-10-00-00-00-02"
                }
                "changes_of_supplier" | "changes_of_tenancy" => "none",
                "daily_allocation" => "100",
                "critical_supplier"
                | "non_critical_supplier"
                | "critical_network_operator"
                | "non_critical_network_operator" => "TEST-I1/0x01",
                _ => "text",
            })
            .collect();
        let evidence = read(&format!("{heading}\n{}\n", cells.join(","))).unwrap();
        let registration = evidence.gas.unwrap().registration.unwrap();
        assert_eq!(registration.suppliers.unwrap().len(), 2);
        assert_eq!(registration.changes_of_supplier, Some(Vec::new()));
        assert_eq!(evidence.daily_allocation, Some(100));
    }

    #[test]
    fn an_empty_cell_is_no_evidence_and_an_unknown_column_is_an_error() {
        let evidence = read("installation,exclusions\nA,\n").unwrap();
        assert_eq!(evidence.exclusions, None);
        assert!(read("installation,exclusion\nA,none\n").is_err());
        assert!(
            read("installation.name,installation\nA,B\n").is_err() || read("cohort.x,cohort\nA,B\n").is_err()
        );
    }
}
