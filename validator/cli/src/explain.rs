//! `explain`: a rule, the clause that it rests on, what to do.

use clap::Args;
use s1spki_validator::report::{explanation, explanation_json, listing};
use s1spki_validator::{Entry, catalogue};

use crate::answer::Answer;
use crate::policy_source;
use crate::problem::Problem;

/// Explain a rule by its code: what it says, on which clause it rests, what to do
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The code of a rule, such as profile.role.form, or the beginning of several, such as profile.role
    #[arg(required_unless_present = "list", value_name = "CODE")]
    codes: Vec<String>,
    /// List every rule
    #[arg(long, conflicts_with = "codes")]
    list: bool,
    /// The policy whose values the rules compare with: foc-s1spki, lab, zaz1, or a policy file
    #[arg(long, value_name = "POLICY", default_value = "foc-s1spki")]
    policy: String,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator explain profile.validity.period
  s1spki-validator explain profile.role --policy zaz1
  s1spki-validator explain --list";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let policy = policy_source::load(&self.policy)?;
        let entries = self.entries()?;
        let page = if self.list {
            listing()
        } else {
            explanation(&entries, &policy)
        };
        let json = explanation_json(&entries, &policy);
        Ok(Answer::Page { page, json })
    }

    fn entries(&self) -> Result<Vec<Entry>, Problem> {
        if self.list {
            return Ok(catalogue().collect());
        }
        let mut entries = Vec::new();
        for code in &self.codes {
            let meant = match s1spki_validator::explain(code) {
                Some(entry) => vec![entry],
                None => catalogue().filter(|entry| entry.is_within(code)).collect(),
            };
            if meant.is_empty() {
                return Err(unknown(code));
            }
            entries.extend(meant);
        }
        Ok(entries)
    }
}

/// Names the rules that are meant, going by the last word of the code.
fn unknown(code: &str) -> Problem {
    let word = code.rsplit(['.', '-']).next().unwrap_or(code);
    let near: Vec<&str> = catalogue()
        .map(|entry| entry.rule().code)
        .filter(|near| !word.is_empty() && near.contains(word))
        .take(5)
        .collect();
    let hint = if near.is_empty() {
        "`explain --list` lists every rule".to_owned()
    } else {
        format!(
            "did you mean {}? `explain --list` lists every rule",
            near.join(", ")
        )
    };
    Problem::usage(format_args!("there is no rule `{code}`")).with_hint(hint)
}
