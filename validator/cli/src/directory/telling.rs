//! Entries of a directory, as text and as JSON. The field names of the JSON are part of what a version promises.

use s1spki_policies::{CertificateId, KeyUsage, Moment};
use s1spki_validator::directory::{Entry, RepositoryStatus};
use s1spki_validator::report::{Ink, Page};
use s1spki_validator::{Unread, crypto};
use serde::Serialize;

/// The version of the JSON.
pub(super) const SCHEMA: u32 = 1;

/// A certificate of the directory.
#[derive(Serialize)]
pub(super) struct EntryRecord {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_id: Option<CertificateId>,
    issuer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    eui64: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    key_usage: Vec<KeyUsage>,
    not_before: Moment,
    not_after: Moment,
    validity: Validity,
    status: RepositoryStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_key_identifier: Option<String>,
    public_key_sha256: String,
    sha256: String,
}

/// Where a moment lies.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Validity {
    NotYet,
    InForce,
    Over,
}

impl EntryRecord {
    pub(super) fn of(entry: &Entry, at: Moment) -> Self {
        let certificate = entry.certificate();
        Self {
            label: entry.label().to_owned(),
            certificate_id: entry.certificate_id(),
            issuer: certificate.issuer().to_rfc2253(),
            serial: certificate.serial().map(ToString::to_string),
            subject: certificate.subject().to_rfc2253(),
            eui64: entry.eui64().map(|eui64| eui64.to_string()),
            role: entry.role().map(|role| role.to_string()),
            key_usage: entry
                .key_usage()
                .iter()
                .flat_map(|usages| usages.iter())
                .collect(),
            not_before: entry.not_before(),
            not_after: entry.not_after(),
            validity: Validity::at(entry, at),
            status: entry.status(),
            subject_key_identifier: certificate.subject_key_identifier().map(hexadecimal),
            public_key_sha256: hexadecimal(&entry.public_key_sha256()),
            sha256: hexadecimal(&crypto::sha256(certificate.der())),
        }
    }
}

impl Validity {
    fn at(entry: &Entry, at: Moment) -> Self {
        if at < entry.not_before() {
            Self::NotYet
        } else if entry.not_after() < at {
            Self::Over
        } else {
            Self::InForce
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::NotYet => "not valid yet",
            Self::InForce => "valid",
            Self::Over => "not valid any more",
        }
    }
}

/// Writes an entry: what it is called, and what identifies it.
pub(super) fn write_entry(page: &mut Page, indent: usize, entry: &Entry, at: Moment) {
    let certificate = entry.certificate();
    page.paragraph(indent, indent, &[(Ink::Strong, entry.label())]);
    let mut field =
        |heading: &str, text: &str| page.field(indent.saturating_add(2), 10, heading, Ink::Plain, text);
    match entry.certificate_id() {
        Some(id) => field("id", &id.to_string()),
        None => field("id", "none: no issuer common name, or no serial number"),
    }
    field("issuer", &certificate.issuer().to_rfc2253());
    field("subject", &certificate.subject().to_string());
    let usage = entry
        .key_usage()
        .map_or_else(|| "not stated".to_owned(), |usages| usages.to_string());
    field("key usage", &usage);
    field(
        "validity",
        &format!(
            "{} to {}, {} at {at}",
            entry.not_before(),
            entry.not_after(),
            Validity::at(entry, at).words()
        ),
    );
    field("status", &entry.status().to_string());
}

/// Writes what could not be read.
pub(super) fn write_unread(page: &mut Page, unread: &[Unread]) {
    if unread.is_empty() {
        return;
    }
    page.gap();
    page.paragraph(
        0,
        0,
        &[
            (Ink::Open, "NOT READ"),
            (Ink::Plain, &counted(unread.len(), "input")),
        ],
    );
    for unread in unread.iter().take(MOST_SHOWN) {
        page.paragraph(
            2,
            4,
            &[
                (Ink::Strong, &format!("{}:", unread.label)),
                (Ink::Plain, &unread.error),
            ],
        );
    }
    write_rest(page, unread.len());
}

/// How many of a kind are shown to people; programs get all of them.
pub(super) const MOST_SHOWN: usize = 20;

/// Says how many are not shown.
pub(super) fn write_rest(page: &mut Page, count: usize) {
    let rest = count.saturating_sub(MOST_SHOWN);
    if rest > 0 {
        page.paragraph(
            2,
            4,
            &[(Ink::Faint, &format!("and {rest} more; --json lists all"))],
        );
    }
}

/// `1 certificate`, `2 certificates`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

pub(super) fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
