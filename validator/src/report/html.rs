//! A page to attach to a mail: the picture, and every finding in tables. One file, without scripts and without
//! references to anything outside, readable in print.

use super::markup::Element;
use super::picture::picture;
use super::told::{Subject, Told};
use super::tree::looked_at;
use crate::finding::{Finding, Outcome};
use crate::verdict::Verdict;

/// The verdict as an HTML document.
#[must_use]
pub fn html(verdict: &Verdict) -> String {
    let subjects: Vec<Subject<'_>> = Subject::all(verdict).collect();
    let body = Element::new("body")
        .child(
            Element::new("div")
                .with("class", "picture")
                .child(picture(verdict)),
        )
        .children(subjects.iter().map(section))
        .children((!verdict.unread.is_empty()).then(|| unread(verdict)));
    Element::new("html")
        .with("lang", "en")
        .child(head(verdict))
        .child(body)
        .document("<!DOCTYPE html>")
}

fn head(verdict: &Verdict) -> Element {
    let title = format!("{} at {}", verdict.decision().done(), verdict.at);
    let meta = || Element::new("meta");
    Element::new("head").children([
        meta().with("charset", "utf-8"),
        meta()
            .with("name", "viewport")
            .with("content", "width=device-width"),
        // Even if something slipped through: nothing runs, and nothing is fetched.
        meta()
            .with("http-equiv", "Content-Security-Policy")
            .with("content", "default-src 'none'; style-src 'unsafe-inline'"),
        Element::new("title").text(title),
        Element::new("style").text(STYLE),
    ])
}

/// No character of it may need escaping.
const STYLE: &str = "
body { font: 14px/1.45 DejaVu Sans, Segoe UI, Helvetica, Arial, sans-serif; color: #1f2328; max-width: 1000px;
  margin: 24px auto; padding: 0 16px; }
.picture { border: 1px solid #d0d7de; width: fit-content; max-width: 100%; }
svg { display: block; max-width: 100%; height: auto; }
h2 { margin: 36px 0 4px; overflow-wrap: anywhere; }
h3 { margin: 20px 0 6px; font-size: 14px; }
p { margin: 2px 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 13px; }
th, td { border: 1px solid #d0d7de; padding: 4px 8px; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f6f8fa; }
td { unicode-bidi: isolate; }
.breach { color: #b42318; font-weight: bold; }
.warning, .not-checked, .not-yet-in-force { color: #8a5a00; font-weight: bold; }
.pass { color: #1a7f37; }
.not-applicable { color: #57606a; }
@media print {
  body { margin: 0; max-width: none; font-size: 11px; }
  table { font-size: 10px; }
  tr, .picture { break-inside: avoid; }
  thead { display: table-header-group; }
  svg, th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
";

fn section(subject: &Subject<'_>) -> Element {
    let heading = format!("{}: {}", subject.label, subject.decision.done().to_lowercase());
    let known: Vec<Told<'_>> = subject.to_be_known().collect();
    let section = Element::new("section").child(Element::new("h2").text(heading));
    let claims = subject.claims.iter();
    let section = section.children(claims.map(|claim| Element::new("p").text(claim)));
    let section = section.children(looked_at_lines(subject));
    let section = if known.is_empty() {
        section
    } else {
        section
            .child(Element::new("h3").text("What to know"))
            .child(known_table(&known))
    };
    section
        .child(Element::new("h3").text("Every rule that was looked at"))
        .child(every_table(&subject.told))
}

/// The lists, and what was not taken on the way to the anchor.
fn looked_at_lines(subject: &Subject<'_>) -> Vec<Element> {
    let lines = subject.path.map(|(asked, path)| looked_at(asked, path));
    let lines = lines.unwrap_or_default().into_iter();
    lines
        .map(|(heading, text)| Element::new("p").text(format!("{heading}: {text}")))
        .collect()
}

/// Breaches, warnings, what was not checked: everything about each.
fn known_table(told: &[Told<'_>]) -> Element {
    let row = |(about, finding): &Told<'_>| {
        let detail = finding.detail();
        row([
            outcome_cell(finding.outcome()),
            cell(finding.code()),
            cell(about),
            cell(&authority(finding)),
            cell(detail.map(|detail| detail.found.as_str()).unwrap_or_default()),
            cell(detail.map(|detail| detail.wanted.as_str()).unwrap_or_default()),
            cell(finding.hint().unwrap_or_default()),
        ])
    };
    let columns = [
        ("outcome", 10),
        ("code", 14),
        ("in", 10),
        ("clause", 13),
        ("found", 18),
        ("wanted", 16),
        ("what to do", 19),
    ];
    table(&columns, told.iter().map(row))
}

/// All findings, a line each.
fn every_table(told: &[Told<'_>]) -> Element {
    let row = |(about, finding): &Told<'_>| {
        row([
            outcome_cell(finding.outcome()),
            cell(finding.code()),
            cell(about),
            cell(finding.rule().summary),
            cell(&authority(finding)),
        ])
    };
    let columns = [
        ("outcome", 13),
        ("code", 24),
        ("in", 15),
        ("rule", 29),
        ("clause", 19),
    ];
    table(&columns, told.iter().map(row))
}

fn authority(finding: &Finding) -> String {
    format!("{} ({})", finding.clause(), finding.standing())
}

/// A table whose columns have these headings and hundredths of the width.
fn table(columns: &[(&str, usize)], rows: impl Iterator<Item = Element>) -> Element {
    let heading = |(heading, width): &(&str, usize)| {
        Element::new("th")
            .with("style", format!("width: {width}%"))
            .text(heading)
    };
    let headings = Element::new("tr").children(columns.iter().map(heading));
    Element::new("table")
        .child(Element::new("thead").child(headings))
        .child(Element::new("tbody").children(rows))
}

fn row<const COLUMNS: usize>(cells: [Element; COLUMNS]) -> Element {
    Element::new("tr").children(cells)
}

fn cell(text: &str) -> Element {
    Element::new("td").text(text)
}

fn outcome_cell(outcome: Outcome) -> Element {
    cell(&outcome.as_str().replace('-', " ")).with("class", outcome.as_str())
}

fn unread(verdict: &Verdict) -> Element {
    let rows = verdict.unread.iter().map(|unread| {
        let hint = unread.hint.as_deref().unwrap_or_default();
        row([cell(&unread.label), cell(&unread.error), cell(hint)])
    });
    Element::new("section")
        .child(Element::new("h2").text("Could not be read"))
        .child(table(&[("what", 30), ("error", 40), ("what to do", 30)], rows))
}
