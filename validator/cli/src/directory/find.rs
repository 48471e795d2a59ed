//! `directory find`: which certificates something applies to.

use clap::Args;
use s1spki_policies::{
    CertificateId, Eui64, KeyUsage, Moment, RemotePartyRole, SerialNumber, octets_from_hex,
};
use s1spki_validator::directory::{Entry, IssuerAndSerial, Query, RepositoryStatus};
use s1spki_validator::report::{Ink, Page};
use s1spki_validator::{Decision, Name, Unread};
use serde_json::{Value, json};

use super::opening::DirectoryArguments;
use super::telling::{EntryRecord, SCHEMA, counted, hexadecimal, write_entry, write_unread};
use crate::answer::Answer;
use crate::arguments;
use crate::problem::Problem;

/// Find certificates: by Certificate ID, issuer and serial number, party, role, use, status, key, subject
///
/// A certificate is found if everything that is given applies to it. Nothing given finds all.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: DirectoryArguments,
    #[command(flatten)]
    wanted: Wanted,
    /// Only those in whose validity the time of --at lies
    #[arg(long)]
    valid: bool,
    /// The time at which validity is told: RFC 3339, or a date [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
    /// How many are shown at most
    #[arg(long, value_name = "NUMBER", default_value = "1000")]
    most: usize,
}

/// What is looked for.
#[derive(Debug, Args)]
struct Wanted {
    /// Issuer common name, / and serial number, such as Z1/0x71872BDB; the number in decimal, or in hexadecimal
    #[arg(long, value_name = "ID")]
    certificate_id: Option<CertificateId>,
    /// The issuer as an XML signature names it (RFC 2253), such as CN=Z1,OU=07
    #[arg(long, value_name = "NAME", requires = "serial", value_parser = name)]
    issuer: Option<Name>,
    /// The serial number, in decimal or hexadecimal; it names nothing without its issuer
    #[arg(long, value_name = "NUMBER", requires = "issuer")]
    serial: Option<SerialNumber>,
    /// The EUI-64 of the party
    #[arg(long, value_name = "EUI64")]
    eui64: Option<Eui64>,
    /// The Remote Party Role Code, two hexadecimal digits, such as 02 or 89
    #[arg(long, value_name = "CODE")]
    role: Option<RemotePartyRole>,
    /// What the key may be used for, such as digital-signature (DS) or key-agreement (KA)
    #[arg(long, value_name = "USE", value_parser = usage)]
    key_usage: Option<KeyUsage>,
    /// What the repository said: unknown, pending (P), in-use (I), not-in-use (N), expired (E), revoked (R)
    #[arg(long, value_name = "STATUS")]
    status: Option<RepositoryStatus>,
    /// The subject key identifier in hexadecimal
    #[arg(long, value_name = "OCTETS", value_parser = octets)]
    subject_key_identifier: Option<Octets>,
    /// Text that stands somewhere in the subject, in letters of either case
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator directory find repository.directory \\
      --certificate-id Z1/0x0F4889EF197D41E9016966F9D5AB0402
  s1spki-validator directory find repository.directory --issuer CN=Z1,OU=07 \\
      --serial 20315062944123339095836004026371736578
  s1spki-validator directory find certificates/ --eui64 90-B3-D5-1F-30-01-00-00 \\
      --role 02 --key-usage DS --valid --json

Exit codes: 0 found, 1 nothing found, 2 something cannot be read, or a
Certificate ID (or an issuer with a serial number) that names several.";

/// Some octets. (A bare vector would be a list of arguments.)
#[derive(Clone, Debug)]
struct Octets(Vec<u8>);

/// What was found.
struct Found {
    entries: Vec<Entry>,
    /// Whether there are more, which are not among them.
    more: bool,
    unread: Vec<Unread>,
    /// Whether one certificate was asked for by what names it.
    is_named: bool,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let at = arguments::at_or_now(self.at)?;
        let query = self.wanted.query(self.valid.then_some(at));
        let opened = self.inputs.open()?;
        let mut found = Found {
            entries: Vec::new(),
            more: false,
            unread: opened.unread,
            is_named: query.certificate_id.is_some() || query.issuer_and_serial.is_some(),
        };
        for entry in opened.directory.find(&query) {
            if found.entries.len() >= self.most {
                found.more = true;
                break;
            }
            found.add(entry);
        }
        Ok(Answer::Report {
            page: found.page(at),
            json: found.json(&hexadecimal(&opened.directory.sha256()), at),
            decision: found.decision(),
        })
    }
}

impl Wanted {
    fn query(self, valid_at: Option<Moment>) -> Query {
        let named = self.issuer.zip(self.serial);
        Query {
            certificate_id: self.certificate_id,
            issuer_and_serial: named.map(|(issuer, serial)| IssuerAndSerial { issuer, serial }),
            eui64: self.eui64,
            role: self.role,
            key_usage: self.key_usage,
            status: self.status,
            subject_key_identifier: self.subject_key_identifier.map(|octets| octets.0),
            public_key_sha256: None,
            subject: self.subject,
            valid_at,
        }
    }
}

impl Found {
    fn add(&mut self, entry: Result<Entry, s1spki_validator::directory::DirectoryError>) {
        match entry {
            Ok(entry) => self.entries.push(entry),
            Err(error) => self.unread.push(Unread {
                label: "snapshot".to_owned(),
                error: error.to_string(),
                hint: None,
            }),
        }
    }

    /// What was not read could be what was looked for, and could be a second one.
    fn decision(&self) -> Decision {
        match self.entries.len() {
            _ if !self.unread.is_empty() => Decision::Undecided,
            0 => Decision::Refuse,
            2.. if self.is_named => Decision::Undecided,
            _ => Decision::Accept,
        }
    }

    fn page(&self, at: Moment) -> Page {
        let mut page = Page::default();
        let count = counted(self.entries.len(), "certificate");
        let (ink, word) = match (self.decision(), self.entries.is_empty()) {
            (Decision::Accept, _) => (Ink::Good, "FOUND"),
            (_, true) => (Ink::Bad, "NOT FOUND"),
            (_, false) if self.is_named => (Ink::Open, "FOUND, AND NOT ONE ALONE:"),
            (_, false) => (Ink::Open, "FOUND"),
        };
        page.paragraph(0, 2, &[(ink, word), (Ink::Plain, &count)]);
        for entry in &self.entries {
            page.gap();
            write_entry(&mut page, 2, entry, at);
        }
        if self.more {
            page.gap();
            page.paragraph(0, 2, &[(Ink::Open, "There are more; --most shows them")]);
        }
        write_unread(&mut page, &self.unread);
        page
    }

    fn json(&self, sha256: &str, at: Moment) -> Value {
        let entries = self.entries.iter().map(|entry| EntryRecord::of(entry, at));
        json!({
            "schema": SCHEMA,
            "at": at,
            "sha256": sha256,
            "found": entries.collect::<Vec<_>>(),
            "more": self.more,
            "unread": self.unread,
        })
    }
}

fn name(text: &str) -> Result<Name, String> {
    Name::from_rfc2253(text).map_err(|error| error.to_string())
}

/// The word of the policies, or the letters of the repository's search.
fn usage(text: &str) -> Result<KeyUsage, String> {
    match text {
        "DS" => Ok(KeyUsage::DigitalSignature),
        "KA" => Ok(KeyUsage::KeyAgreement),
        word => word
            .parse()
            .map_err(|error: s1spki_policies::UnknownWord| error.to_string()),
    }
}

fn octets(text: &str) -> Result<Octets, String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | '-' | ' ')).collect();
    let octets = octets_from_hex(&digits).filter(|octets| !octets.is_empty());
    octets
        .map(Octets)
        .ok_or_else(|| "write hexadecimal digits, such as 4A3B2C1D0E9F8A7B".to_owned())
}
