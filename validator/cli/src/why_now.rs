//! `why-now`: which rules differ between two times.

use clap::Args;
use s1spki_policies::{Moment, RuleDifference, RuleState, differences};
use s1spki_validator::report::{Ink, Page};
use serde_json::json;

use crate::answer::Answer;
use crate::policy::version_text;
use crate::policy_source;
use crate::problem::Problem;

/// Say which rules of the two gates differ between two times
///
/// For a verdict that came out otherwise on another day: the rules that changed in between, what they were, what they
/// are, and whether more is refused.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The first date or time
    #[arg(value_name = "OLD")]
    old: Moment,
    /// The second date or time
    #[arg(value_name = "NEW")]
    new: Moment,
    /// foc-s1spki, lab, zaz1, or a policy file
    #[arg(long, value_name = "POLICY", default_value = "foc-s1spki")]
    policy: String,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator why-now 2021-02-27 2021-02-28
  s1spki-validator why-now 2022-06-09 2022-06-10 --json";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let policy = policy_source::load(&self.policy)?;
        let differences = differences(&policy, self.old, self.new);
        let mut page = Page::default();
        let head = match differences.len() {
            0 => format!("between {} and {} no rule differs", self.old, self.new),
            1 => format!("between {} and {} one rule differs", self.old, self.new),
            number => format!("between {} and {} {number} rules differ", self.old, self.new),
        };
        page.paragraph(0, 0, &[(Ink::Plain, &head)]);
        for difference in &differences {
            write(&mut page, difference);
        }
        let json = json!({
            "schema": 1,
            "policy": policy.id(),
            "hash": policy.hash(),
            "old": self.old,
            "new": self.new,
            "differences": differences,
        });
        Ok(Answer::Page { page, json })
    }
}

fn write(page: &mut Page, difference: &RuleDifference<'_>) {
    page.gap();
    page.paragraph(
        0,
        2,
        &[
            (Ink::Strong, difference.rule),
            (Ink::Plain, difference.effect.as_str()),
        ],
    );
    page.field(2, 6, "was", Ink::Plain, &state_text(difference.old));
    page.field(2, 6, "is", Ink::Plain, &state_text(difference.new));
    let RuleState::InForce(record) = difference.new else {
        return;
    };
    page.field(2, 6, "source", Ink::Plain, &record.authority.source);
    if let Some(note) = record.dating.as_ref().and_then(|dating| dating.note.as_ref()) {
        page.field(2, 6, "note", Ink::Plain, note);
    }
}

fn state_text(state: RuleState<'_>) -> String {
    match state {
        RuleState::InForce(record) => version_text(record),
        RuleState::NotYet(record) => format!("not yet in force: {} begins later", record.path),
        RuleState::Over(record) => format!("no longer in force: {} has ended", record.path),
    }
}
