//! A stream of messages: a line for each, in order, and what came of all.

use std::collections::BTreeMap;
use std::num::NonZero;

use s1spki_validator::evidence::CommandEvidence;
use s1spki_validator::gate::CommandGate;
use s1spki_validator::report::{Ink, Page};
use s1spki_validator::{ChainJudge, Decision, Outcome};
use serde_json::{Value, json};

use super::{Arguments, message};
use crate::answer::Answer;
use crate::batch::judge::name_of;
use crate::batch::output::Output;
use crate::gate_line::GateLine;
use crate::pipeline::{self, Judging};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::source::Item;

/// Decides on one message after the other.
struct Stream<'a> {
    gate: &'a CommandGate<'a>,
    evidence: &'a CommandEvidence,
    name: String,
}

/// What the summary needs of a line.
struct Counted {
    decision: Decision,
    breaches: Vec<&'static str>,
}

/// What came of all messages.
#[derive(Default)]
struct Summary {
    accepted: u64,
    refused: u64,
    undecided: u64,
    breaches: BTreeMap<&'static str, u64>,
}

impl Judging for Stream<'_> {
    type Judged = Counted;

    fn line(&self, number: u64, item: Item) -> (Vec<u8>, Counted) {
        let arrived = match message::of(item, self.evidence) {
            Ok(arrived) => arrived,
            Err((label, error)) => {
                let line = GateLine::unread(number, &label, &self.name, &error);
                return (line.octets(), Counted::unread());
            }
        };
        let verdict = self
            .gate
            .decide_briefly(arrived.label, &arrived.message, &arrived.evidence);
        let breaches = verdict.findings_with(Outcome::Breach);
        let counted = Counted {
            decision: verdict.decision,
            breaches: breaches.map(|finding| finding.code()).collect(),
        };
        (GateLine::of(number, &self.name, &verdict).octets(), counted)
    }
}

impl Counted {
    const fn unread() -> Self {
        Self {
            decision: Decision::Undecided,
            breaches: Vec::new(),
        }
    }
}

impl Summary {
    fn count(&mut self, counted: &Counted) {
        let number = match counted.decision {
            Decision::Accept => &mut self.accepted,
            Decision::Refuse => &mut self.refused,
            Decision::Undecided => &mut self.undecided,
        };
        *number = number.saturating_add(1);
        for code in &counted.breaches {
            let number = self.breaches.entry(code).or_default();
            *number = number.saturating_add(1);
        }
    }

    const fn total(&self) -> u64 {
        self.accepted
            .saturating_add(self.refused)
            .saturating_add(self.undecided)
    }

    /// One refused refuses, else one undecided leaves it open. Nothing at all is undecided.
    const fn decision(&self) -> Decision {
        match (self.refused, self.undecided, self.accepted) {
            (1.., ..) => Decision::Refuse,
            (0, 1.., _) | (0, 0, 0) => Decision::Undecided,
            (0, 0, 1..) => Decision::Accept,
        }
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        let total = format!(
            "{} messages: {} accepted, {} refused, {} undecided",
            self.total(),
            self.accepted,
            self.refused,
            self.undecided
        );
        page.paragraph(0, 0, &[(Ink::Strong, &total)]);
        for (code, number) in &self.breaches {
            page.paragraph(2, 2, &[(Ink::Plain, &format!("{number} times {code}"))]);
        }
        page
    }

    fn json(&self) -> Value {
        json!({
            "messages": self.total(),
            "accept": self.accepted,
            "refuse": self.refused,
            "undecided": self.undecided,
            "breaches": self.breaches,
        })
    }
}

pub(super) fn run(
    arguments: &Arguments,
    gate: &CommandGate<'_>,
    chain: &ChainJudge<'_>,
    evidence: &CommandEvidence,
) -> Result<Answer, Problem> {
    let stream = Stream {
        gate,
        evidence,
        name: name_of(&chain.fingerprint(), chain.at()),
    };
    let mut output = match &arguments.output {
        Some(path) => Output::file(path)?,
        None => Output::standard(),
    };
    let jobs = arguments
        .jobs
        .or_else(|| std::thread::available_parallelism().ok());
    let mut summary = Summary::default();
    let mut progress = Progress::new(0, output.bar(), "messages");
    pipeline::run(
        |take| arguments.feed(take),
        1,
        &stream,
        jobs.map_or(1, NonZero::get),
        |lines, counted| {
            output.write(lines)?;
            counted.iter().for_each(|counted| summary.count(counted));
            progress.at(summary.total());
            Ok(())
        },
    )?;
    drop(progress);
    Ok(Answer::Summary {
        page: summary.page(),
        json: summary.json(),
        decision: summary.decision(),
    })
}
