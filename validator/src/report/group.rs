//! What came of very many installations, as a page that a migration team reads: tiles, bars by rule, tables by cohort
//! and supplier. One file, without scripts and without references to anything outside, readable in print.

use std::collections::BTreeMap;

use s1spki_policies::Moment;

use super::markup::Element;
use super::page::{Ink, Page};
use crate::finding::{Outcome, Rule};
use crate::gate::{Decisions, MigrationSummary};
use crate::verdict::PolicyInForce;

/// How many rows a table has; what comes after them is counted in one.
const MOST_ROWS: usize = 40;

const GOOD: &str = "#1a7f37";
const BAD: &str = "#b42318";
const OPEN: &str = "#8a5a00";

/// The summary for people, on a terminal: how often each decision, and each rule that is not kept.
#[must_use]
pub fn group_text(summary: &MigrationSummary) -> Page {
    let mut page = Page::default();
    let decisions = summary.decisions;
    let total = format!("{} installations:", decisions.total());
    let counts = parts(decisions).map(|(count, word, _, ink)| (ink, format!("{count} {word}")));
    let mut spans = vec![(Ink::Strong, total)];
    spans.extend(counts);
    if summary.unread > 0 {
        spans.push((Ink::Open, format!("({} could not be read)", summary.unread)));
    }
    let spans: Vec<(Ink, &str)> = spans.iter().map(|(ink, text)| (*ink, text.as_str())).collect();
    page.paragraph(0, 0, &spans);
    for (outcome, heading, ink) in OUTCOMES {
        let rules = summary.rules_with(outcome);
        if !rules.is_empty() {
            page.gap();
            page.paragraph(0, 0, &[(Ink::Faint, heading)]);
        }
        for (rule, count) in rules {
            page.field(0, 8, &format!("{count:>8}"), ink, rule.code);
        }
    }
    write_names(&mut page, "by cohort", &summary.cohorts);
    write_names(&mut page, "by responsible supplier", &summary.suppliers);
    page
}

/// `   120 accepted     3 refused     0 undecided  FOC`.
fn write_names(page: &mut Page, heading: &str, names: &BTreeMap<String, Decisions>) {
    if names.is_empty() {
        return;
    }
    page.gap();
    page.paragraph(0, 0, &[(Ink::Faint, heading)]);
    for (name, decisions) in most(names) {
        let counts = parts(decisions).map(|(count, word, ..)| format!("{count} {word}"));
        let told = format!("{name}: {}", counts.join(", "));
        page.paragraph(4, 6, &[(Ink::Plain, &told)]);
    }
}

const OUTCOMES: [(Outcome, &str, Ink); 3] = [
    (Outcome::Breach, "refused by", Ink::Bad),
    (Outcome::NotChecked, "not checked", Ink::Open),
    (Outcome::Warning, "warned by", Ink::Open),
];

fn parts(decisions: Decisions) -> [(u64, &'static str, &'static str, Ink); 3] {
    [
        (decisions.accepted, "accepted", GOOD, Ink::Good),
        (decisions.refused, "refused", BAD, Ink::Bad),
        (decisions.undecided, "undecided", OPEN, Ink::Open),
    ]
}

/// Those with the most refusals first, then the most installations.
fn most(names: &BTreeMap<String, Decisions>) -> Vec<(&str, Decisions)> {
    let mut names: Vec<(&str, Decisions)> = names
        .iter()
        .map(|(name, counts)| (name.as_str(), *counts))
        .collect();
    names.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.refused, counts.total())));
    names
}

/// The summary as an HTML document.
#[must_use]
pub fn group_html(summary: &MigrationSummary, at: Moment, policy: &PolicyInForce) -> String {
    let under = format!(
        "at {at} under {} ({}): {}",
        policy.id, policy.environment, policy.title
    );
    let body = Element::new("body")
        .child(Element::new("h1").text("Migration of SMETS1 installations"))
        .child(Element::new("p").text(under))
        .child(
            Element::new("p")
                .with("class", "faint")
                .text(format!("policy hash {}", policy.hash)),
        )
        .child(tiles(summary))
        .child(whole_bar(summary.decisions))
        .children(rules(summary, Outcome::Breach))
        .children(names("Cohort", "By cohort", &summary.cohorts))
        .children(names("Supplier", "By responsible supplier", &summary.suppliers))
        .children(rules(summary, Outcome::NotChecked))
        .children(rules(summary, Outcome::Warning));
    Element::new("html")
        .with("lang", "en")
        .child(head(at))
        .child(body)
        .document("<!DOCTYPE html>")
}

fn head(at: Moment) -> Element {
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
        Element::new("title").text(format!("Migration of SMETS1 installations at {at}")),
        Element::new("style").text(STYLE),
    ])
}

/// No character of it may need escaping.
const STYLE: &str = "
body { font: 14px/1.45 DejaVu Sans, Segoe UI, Helvetica, Arial, sans-serif; color: #1f2328; max-width: 960px;
  margin: 24px auto; padding: 0 16px; }
h1 { font-size: 22px; margin: 0 0 4px; }
h2 { font-size: 16px; margin: 32px 0 8px; }
p { margin: 2px 0; overflow-wrap: anywhere; }
.faint, .summary { color: #57606a; font-size: 12px; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 12px; }
.tile { border: 1px solid #d0d7de; border-left-width: 6px; padding: 8px 16px; min-width: 130px; }
.count { font-size: 26px; font-weight: bold; }
.good { border-left-color: #1a7f37; }
.bad { border-left-color: #b42318; }
.open { border-left-color: #8a5a00; }
svg { display: block; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { border-bottom: 1px solid #d0d7de; padding: 5px 8px; text-align: left; vertical-align: top; }
th { background: #f6f8fa; }
td { overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.name { unicode-bidi: isolate; }
@media print {
  body { margin: 0; max-width: none; font-size: 11px; }
  tr, .tile { break-inside: avoid; }
  thead { display: table-header-group; }
  rect, th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
";

fn tiles(summary: &MigrationSummary) -> Element {
    let decisions = summary.decisions;
    let tile = |class: &str, count: u64, words: String| {
        Element::new("div")
            .with("class", format!("tile {class}"))
            .child(Element::new("p").with("class", "count").text(count))
            .child(Element::new("p").text(words))
    };
    let share = |count: u64, word: &str| format!("{word}, {} %", percent(count, decisions.total()));
    let unread = match summary.unread {
        0 => String::new(),
        unread => format!("; {unread} could not be read"),
    };
    Element::new("div").with("class", "tiles").children([
        tile("", decisions.total(), "installations".to_owned()),
        tile("good", decisions.accepted, share(decisions.accepted, "accepted")),
        tile("bad", decisions.refused, share(decisions.refused, "refused")),
        tile(
            "open",
            decisions.undecided,
            share(decisions.undecided, "undecided") + &unread,
        ),
    ])
}

/// Whole hundredths, rounded down.
const fn percent(part: u64, whole: u64) -> u64 {
    match part.saturating_mul(100).checked_div(whole) {
        Some(percent) => percent,
        None => 0,
    }
}

fn whole_bar(decisions: Decisions) -> Element {
    stacked(decisions, decisions.total(), 928, 18)
}

/// Accepted, refused and undecided side by side; `most` fills the width.
fn stacked(decisions: Decisions, most: u64, width: u64, height: u64) -> Element {
    let mut x = 0_u64;
    let bars = parts(decisions).map(|(count, word, colour, _)| {
        let length = scaled(count, most, width);
        let bar = bar(x, length, height, colour).child(Element::new("title").text(format!("{count} {word}")));
        x = x.saturating_add(length);
        bar
    });
    drawing(width, height, bars)
}

fn drawing(width: u64, height: u64, bars: impl IntoIterator<Item = Element>) -> Element {
    Element::new("svg")
        .with("width", width)
        .with("height", height)
        .with("role", "img")
        .children(bars)
}

fn bar(x: u64, length: u64, height: u64, colour: &str) -> Element {
    Element::new("rect")
        .with("x", x)
        .with("y", 0)
        .with("width", length)
        .with("height", height)
        .with("fill", colour)
}

/// What is there at all is seen.
fn scaled(count: u64, most: u64, width: u64) -> u64 {
    let length = count.saturating_mul(width).checked_div(most).unwrap_or_default();
    if count > 0 { length.max(1) } else { 0 }
}

/// The rules with this outcome, each with its bar.
fn rules(summary: &MigrationSummary, outcome: Outcome) -> Option<Element> {
    let rules = summary.rules_with(outcome);
    let most = rules.first()?.1;
    let (heading, colour) = match outcome {
        Outcome::Breach => ("Refused by rule", BAD),
        Outcome::NotChecked => ("Undecided, because evidence is missing", OPEN),
        _ => ("Warnings by rule", OPEN),
    };
    let rows = rules
        .iter()
        .map(|(rule, count)| rule_row(rule, *count, most, colour));
    let table = table(&["Rule", "Installations", ""], rows.collect());
    Some(section(heading, table))
}

fn rule_row(rule: &Rule, count: u64, most: u64, colour: &str) -> Element {
    let name = Element::new("td")
        .child(Element::new("p").text(rule.code))
        .child(Element::new("p").with("class", "summary").text(rule.summary));
    let length = scaled(count, most, 300);
    row([
        name,
        number(count),
        Element::new("td").child(drawing(300, 14, [bar(0, length, 14, colour)])),
    ])
}

/// Cohorts or suppliers, each with its bar.
fn names(what: &str, heading: &str, names: &BTreeMap<String, Decisions>) -> Option<Element> {
    let names = most(names);
    let largest = names.iter().map(|(_, counts)| counts.total()).max()?;
    let mut rows: Vec<Element> = names
        .iter()
        .take(MOST_ROWS)
        .map(|(name, counts)| name_row(name, *counts, largest))
        .collect();
    let more = names.len().saturating_sub(MOST_ROWS);
    if more > 0 {
        let told = Element::new("td")
            .with("colspan", 5)
            .text(format!("and {more} more"));
        rows.push(row([told]));
    }
    Some(section(
        heading,
        table(&[what, "Accepted", "Refused", "Undecided", ""], rows),
    ))
}

fn name_row(name: &str, counts: Decisions, largest: u64) -> Element {
    row([
        Element::new("td").with("class", "name").text(name),
        number(counts.accepted),
        number(counts.refused),
        number(counts.undecided),
        Element::new("td").child(stacked(counts, largest, 300, 14)),
    ])
}

fn section(heading: &str, table: Element) -> Element {
    Element::new("section")
        .child(Element::new("h2").text(heading))
        .child(table)
}

fn table(columns: &[&str], rows: Vec<Element>) -> Element {
    let headings = columns.iter().map(|column| Element::new("th").text(column));
    Element::new("table")
        .child(Element::new("thead").child(Element::new("tr").children(headings)))
        .child(Element::new("tbody").children(rows))
}

fn row<const COLUMNS: usize>(cells: [Element; COLUMNS]) -> Element {
    Element::new("tr").children(cells)
}

fn number(count: u64) -> Element {
    Element::new("td").with("class", "number").text(count)
}
