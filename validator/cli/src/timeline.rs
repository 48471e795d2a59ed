//! `timeline`: the rules of the two gates by date, and what happened.

use clap::Args;
use s1spki_policies::{Happening, Moment, TimelineEntry, timeline};
use s1spki_validator::report::{Ink, Page, value_text};
use serde_json::json;

use crate::answer::Answer;
use crate::policy_source;
use crate::problem::Problem;

/// Show by date which rules begin, change and end, and what happened
///
/// Rules that hold at all times are not shown: `policy show` has them.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// foc-s1spki, lab, zaz1, or a policy file
    #[arg(long, value_name = "POLICY", default_value = "foc-s1spki")]
    policy: String,
    /// Nothing earlier than this date or time
    #[arg(long, value_name = "TIME")]
    from: Option<Moment>,
    /// Nothing later than this date or time
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator timeline
  s1spki-validator timeline --from 2021-02-01 --until 2022-12-31";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let policy = policy_source::load(&self.policy)?;
        let entries: Vec<TimelineEntry<'_>> = timeline(&policy)
            .into_iter()
            .filter(|entry| self.is_asked_for(entry.at))
            .collect();
        Ok(Answer::Page {
            page: page(&entries),
            json: json!({ "schema": 1, "policy": policy.id(), "hash": policy.hash(), "entries": entries }),
        })
    }

    /// What has no date is shown where no first date is asked for.
    fn is_asked_for(&self, at: Option<Moment>) -> bool {
        match at {
            Some(at) => self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at <= until),
            None => self.from.is_none(),
        }
    }
}

fn page(entries: &[TimelineEntry<'_>]) -> Page {
    let mut page = Page::default();
    let mut before: Option<Option<Moment>> = None;
    for entry in entries {
        if before != Some(entry.at) {
            if before.is_some() {
                page.gap();
            }
            let date = entry.at.map_or_else(
                || "from the beginning, or from a date that was not found".to_owned(),
                |at| at.to_string(),
            );
            page.paragraph(0, 0, &[(Ink::Strong, &date)]);
            before = Some(entry.at);
        }
        page.field(2, 8, entry.happening.as_str(), Ink::Plain, &line(entry));
    }
    page
}

fn line(entry: &TimelineEntry<'_>) -> String {
    let record = entry.record;
    let authority = &record.authority;
    match (entry.happening, entry.replaces) {
        (Happening::Event, _) => {
            let what = record.value.get("what").map(value_text).unwrap_or_default();
            let precision = record.value.get("precision").map(value_text).unwrap_or_default();
            match precision.as_str() {
                "day" => format!("{what}; {authority}"),
                other => format!("{what} [date: {other}]; {authority}"),
            }
        }
        (_, Some(old)) => format!(
            "{}: {} (was {}); {authority}",
            record.path,
            value_text(&record.value),
            value_text(&old.value)
        ),
        (_, None) => format!("{}: {}; {authority}", record.path, value_text(&record.value)),
    }
}
