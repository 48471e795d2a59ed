//! The path as a tree: the trust anchor on top, below it each certificate with what came of it; then what was
//! looked at and not taken.

use super::page::{Ink, Page};
use super::text::ink_of;
use super::told::{codes_with, name_of};
use crate::finding::Outcome;
use crate::path::PassedOver;
use crate::revocation::{ListReport, ListUse};
use crate::verdict::{Decision, FindingsOfCertificate, PathTaken};

const HEADING: usize = 10;

/// Writes the path from the trust anchor down to the certificate that was asked about.
pub(super) fn write(page: &mut Page, asked: &FindingsOfCertificate, path: &PathTaken) {
    page.gap();
    match &path.anchor {
        Some(anchor) => page.field(2, HEADING, "path", Ink::Plain, &format!("{anchor}, trusted")),
        None => page.field(2, HEADING, "path", Ink::Bad, "no trust anchor"),
    }
    let downwards = path.above.iter().rev().chain([asked]);
    for (depth, certificate) in downwards.enumerate() {
        write_certificate(page, depth, certificate);
    }
    for (heading, text) in looked_at(asked, path) {
        page.field(2, HEADING, heading, Ink::Plain, &text);
    }
}

/// What was looked at and not taken, and the revocation lists.
pub(super) fn looked_at(asked: &FindingsOfCertificate, path: &PathTaken) -> Vec<(&'static str, String)> {
    let not_taken = path.passed_over.iter().map(not_taken);
    let more = path.passed_over_count.saturating_sub(path.passed_over.len());
    let more = (more > 0).then(|| format!("and {more} more"));
    let not_taken = not_taken.chain(more).map(|text| ("not taken", text));
    let lists = lists(asked, path).into_iter().map(list_text);
    not_taken.chain(lists.map(|text| ("list", text))).collect()
}

/// `└─ OU=07, CN=TEST-I1: no fault`.
fn write_certificate(page: &mut Page, depth: usize, certificate: &FindingsOfCertificate) {
    /// Deeper branches stand no further to the right, so that there is room for names.
    const DEEPEST: usize = 8;
    const STEP: usize = 3;
    let column = depth
        .min(DEEPEST)
        .saturating_mul(STEP)
        .saturating_add(2 + HEADING + 1);
    let decision = Decision::of(certificate.findings.all());
    page.paragraph(
        column,
        column.saturating_add(STEP),
        &[
            (Ink::Faint, "└─"),
            (Ink::Plain, &format!("{}:", name_of(certificate))),
            (ink_of(decision), &came_of(certificate, decision)),
        ],
    );
}

/// What came of one certificate of the path.
fn came_of(certificate: &FindingsOfCertificate, decision: Decision) -> String {
    match decision {
        Decision::Refuse => {
            let codes = codes_with(Outcome::Breach, certificate.findings.all());
            format!("bad ({})", codes.join(", "))
        }
        Decision::Undecided => {
            let codes = codes_with(Outcome::NotChecked, certificate.findings.all());
            format!("open ({} not checked)", codes.len())
        }
        Decision::Accept => "no fault".to_owned(),
    }
}

/// `OU=07, CN=TEST-I1 (TEST-R1/0x0102): its key did not sign the certificate below`.
fn not_taken(passed_over: &PassedOver) -> String {
    let candidate = passed_over.candidate();
    match passed_over.certificate_id() {
        Some(id) => format!("{candidate} ({id}): {}", passed_over.reason),
        None => format!("{candidate}: {}", passed_over.reason),
    }
}

/// The lists that were looked at, each once.
fn lists<'a>(asked: &'a FindingsOfCertificate, path: &'a PathTaken) -> Vec<&'a ListReport> {
    let mut lists: Vec<&ListReport> = Vec::new();
    let downwards = path.above.iter().rev().chain([asked]);
    for list in downwards.flat_map(|certificate| &certificate.lists) {
        let is_there = lists
            .iter()
            .any(|other| other.list == list.list && other.used == list.used);
        if !is_there {
            lists.push(list);
        }
    }
    lists
}

/// `OU=07, CN=TEST-I1, 2026-02-28T18:00:00Z to 2026-03-02T18:00:00Z: used`.
fn list_text(report: &ListReport) -> String {
    let list = &report.list;
    let until = match list.next_update() {
        Some(next_update) => format!("to {next_update}"),
        None => "without nextUpdate".to_owned(),
    };
    let used = match report.used {
        ListUse::Used => "used",
        ListUse::NamesOnly => "names the certificate, but could not clear it",
        ListUse::Delta => "used, as a delta",
        ListUse::PassedOver => "passed over",
    };
    let codes = codes_with(Outcome::Warning, &report.faults);
    let faults = if codes.is_empty() {
        String::new()
    } else {
        format!(" ({})", codes.join(", "))
    };
    format!(
        "{}, {} {until}: {used}{faults}",
        list.issuer(),
        list.this_update()
    )
}
