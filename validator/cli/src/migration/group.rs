//! Whole migration groups: a line for each installation, in order, and what came of all.

use std::num::NonZero;

use s1spki_policies::Policy;
use s1spki_validator::gate::{Counted, MigrationGate, MigrationSummary};
use s1spki_validator::report::{group_html, group_text};
use s1spki_validator::{ChainJudge, Outcome, PolicyInForce};
use serde_json::{Value, json};

use super::{Arguments, evidence};
use crate::answer::Answer;
use crate::batch::judge::name_of;
use crate::batch::output::Output;
use crate::gate_line::GateLine;
use crate::input::reason;
use crate::pipeline::{self, Judging};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::source::Item;

/// Decides on one installation after the other.
struct Group<'a> {
    gate: &'a MigrationGate<'a>,
    at: s1spki_policies::Moment,
    name: String,
}

impl Judging for Group<'_> {
    type Judged = Counted;

    fn line(&self, number: u64, item: Item) -> (Vec<u8>, Counted) {
        let (label, evidence) = match evidence::of(item) {
            Ok(read) => read,
            Err((label, error)) => {
                let line = GateLine::unread(number, &label, &self.name, &error);
                return (line.octets(), Counted::unread());
            }
        };
        let verdict = self.gate.decide_briefly(&label, &evidence);
        let line = GateLine::of(number, &self.name, &verdict);
        (line.octets(), Counted::of(&verdict, &evidence, self.at))
    }
}

pub(super) fn run(
    arguments: &Arguments,
    gate: &MigrationGate<'_>,
    chain: &ChainJudge<'_>,
    policy: &Policy,
) -> Result<Answer, Problem> {
    let group = Group {
        gate,
        at: chain.at(),
        name: name_of(&chain.fingerprint(), chain.at()),
    };
    let mut output = match &arguments.output {
        Some(path) => Output::file(path)?,
        None => Output::standard(),
    };
    let jobs = arguments
        .jobs
        .or_else(|| std::thread::available_parallelism().ok());
    let mut summary = MigrationSummary::default();
    let mut progress = Progress::new(0, output.bar(), "installations");
    pipeline::run(
        |take| arguments.feed(take),
        1,
        &group,
        jobs.map_or(1, NonZero::get),
        |lines, counted| {
            output.write(lines)?;
            counted.iter().for_each(|counted| summary.count(counted));
            progress.at(summary.decisions.total());
            Ok(())
        },
    )?;
    drop(progress);
    if let Some(path) = arguments.judge.pictures().html {
        let page = group_html(&summary, chain.at(), &PolicyInForce::from(policy));
        std::fs::write(&path, page).map_err(|error| {
            Problem::input(format_args!(
                "`{}` cannot be written: {}",
                path.display(),
                reason(&error)
            ))
        })?;
    }
    Ok(Answer::Summary {
        page: group_text(&summary),
        json: told(&summary),
        decision: summary.decisions.decision(),
    })
}

fn told(summary: &MigrationSummary) -> Value {
    let rules = |outcome| {
        let rules = summary.rules_with(outcome).into_iter();
        rules
            .map(|(rule, count)| (rule.code.to_owned(), Value::from(count)))
            .collect::<serde_json::Map<String, Value>>()
    };
    json!({
        "installations": summary.decisions.total(),
        "accept": summary.decisions.accepted,
        "refuse": summary.decisions.refused,
        "undecided": summary.decisions.undecided,
        "unread": summary.unread,
        "breaches": rules(Outcome::Breach),
        "not_checked": rules(Outcome::NotChecked),
        "warnings": rules(Outcome::Warning),
    })
}
