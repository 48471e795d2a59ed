//! `policy`: what a policy says, and whether a policy file is right.

mod diff;

use clap::{Args, Subcommand};
use s1spki_policies::{Dating, EMBEDDED, Policy, ProvisionRecord, Standing};
use s1spki_validator::report::{Ink, Page, value_text};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::policy_source;
use crate::problem::Problem;

/// Show or check a policy
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// List the policies that are built in
    List,
    /// Check a policy file: complete, within the ceilings, and how firmly its values stand
    #[command(after_help = EXAMPLES)]
    Check(Source),
    /// Show every value with its clause, standing and source, and the table of roles
    #[command(after_help = EXAMPLES)]
    Show(Source),
    /// Say what differs between two policies, and whether more is refused
    #[command(after_help = EXAMPLES)]
    Diff(Sources),
}

#[derive(Debug, Args)]
struct Sources {
    /// foc-s1spki, lab, zaz1, or a policy file
    #[arg(value_name = "OLD")]
    old: String,
    /// The same
    #[arg(value_name = "NEW")]
    new: String,
}

#[derive(Debug, Args)]
struct Source {
    /// foc-s1spki, lab, zaz1, or a policy file
    #[arg(value_name = "POLICY")]
    policy: String,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator policy list
  s1spki-validator policy check ./my-policy.toml
  s1spki-validator policy show zaz1
  s1spki-validator policy diff lab ./my-policy.toml";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        match self.task {
            Task::List => list(),
            Task::Check(source) => Ok(check(&policy_source::load(&source.policy)?)),
            Task::Show(source) => Ok(show(&policy_source::load(&source.policy)?)),
            Task::Diff(sources) => Ok(diff::diff(
                &policy_source::load(&sources.old)?,
                &policy_source::load(&sources.new)?,
            )),
        }
    }
}

fn list() -> Result<Answer, Problem> {
    let policies = EMBEDDED.iter().map(|embedded| policy_source::load(embedded.id));
    let policies: Vec<Policy> = policies.collect::<Result<_, _>>()?;
    let mut page = Page::default();
    for policy in &policies {
        page.field(0, 11, policy.id(), Ink::Plain, policy.title());
    }
    Ok(Answer::Page {
        page,
        json: policies.iter().map(head_json).collect(),
    })
}

fn check(policy: &Policy) -> Answer {
    let mut page = Page::default();
    write_head(&mut page, policy);
    let assumed: Vec<&ProvisionRecord> = policy.assumed_gating_issuance().collect();
    let counts: Vec<(Standing, usize)> = Standing::ALL
        .into_iter()
        .map(|standing| (standing, count(policy, standing)))
        .collect();
    let text: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(standing, count)| format!("{count} {standing}"))
        .collect();
    page.field(2, 11, "values", Ink::Plain, &text.join(", "));
    let adoption = match assumed.len() {
        0 => "nothing that issuance depends on".to_owned(),
        number => format!("{number} values that issuance depends on; `policy show` lists them"),
    };
    page.field(2, 11, "to adopt", Ink::Plain, &adoption);
    let mut json = head_json(policy);
    if let Value::Object(fields) = &mut json {
        let counts = counts
            .iter()
            .map(|(standing, count)| (standing.to_string(), json!(count)));
        fields.insert("values".to_owned(), Value::Object(counts.collect()));
        fields.insert("to_adopt".to_owned(), json!(assumed.len()));
    }
    Answer::Page { page, json }
}

fn count(policy: &Policy, standing: Standing) -> usize {
    let records = policy.provisions().iter();
    records
        .filter(|record| record.authority.standing == standing)
        .count()
}

fn show(policy: &Policy) -> Answer {
    let mut page = Page::default();
    write_head(&mut page, policy);
    page.gap();
    page.paragraph(0, 0, &[(Ink::Strong, "roles")]);
    for (role, row) in policy.roles() {
        let name = row.value().name.as_deref().unwrap_or("(no name: not to be used)");
        page.field(2, 3, &role.to_string(), Ink::Plain, name);
    }
    for record in policy.provisions() {
        page.gap();
        page.paragraph(0, 2, &[(Ink::Strong, &record.path)]);
        page.field(2, 6, "value", Ink::Plain, &value_text(&record.value));
        page.field(2, 6, "clause", Ink::Plain, &record.authority.to_string());
        page.field(2, 6, "source", Ink::Plain, &record.authority.source);
        if let Some(dating) = &record.dating {
            page.field(2, 6, "holds", Ink::Plain, &dating_text(dating));
        }
        if policy
            .assumed_gating_issuance()
            .any(|assumed| assumed.path == record.path)
        {
            page.field(
                2,
                6,
                "adopt",
                Ink::Plain,
                "issuance depends on it, so two officers adopt it first",
            );
        }
    }
    let mut json = head_json(policy);
    if let Value::Object(fields) = &mut json {
        fields.insert("provisions".to_owned(), json!(policy.provisions()));
    }
    Answer::Page { page, json }
}

/// A value, when it holds if it has dates, and on what it rests.
pub(crate) fn version_text(record: &ProvisionRecord) -> String {
    let value = value_text(&record.value);
    match &record.dating {
        Some(dating) => format!("{value}; {}; {}", dating_text(dating), record.authority),
        None => format!("{value}; {}", record.authority),
    }
}

/// From when until when, for whom, and what it means to break it.
fn dating_text(dating: &Dating) -> String {
    let from = dating.from.map(|from| format!("from {from}"));
    let until = dating.until.map(|until| format!("until {until}"));
    let scope = (!dating.applies_to.is_everything()).then(|| {
        let cohorts = dating.applies_to.cohorts.iter().map(ToString::to_string);
        let meters = dating.applies_to.meters.iter().map(ToString::to_string);
        format!("for {}", cohorts.chain(meters).collect::<Vec<_>>().join(", "))
    });
    let severity = Some(dating.severity.to_string());
    let parts: Vec<String> = [from, until, scope, severity].into_iter().flatten().collect();
    parts.join(", ")
}

fn write_head(page: &mut Page, policy: &Policy) {
    page.paragraph(0, 2, &[(Ink::Strong, policy.id()), (Ink::Plain, policy.title())]);
    page.field(2, 11, "environment", Ink::Plain, policy.environment().as_str());
    if let Some(document) = policy.document() {
        let version = format!("{}, version {}", document.title, document.version);
        page.field(2, 11, "document", Ink::Plain, &version);
        page.field(2, 11, "in force", Ink::Plain, &document.in_force.to_string());
    }
    page.field(2, 11, "hash", Ink::Plain, &policy.hash().to_string());
}

fn head_json(policy: &Policy) -> Value {
    json!({
        "schema": 1,
        "id": policy.id(),
        "title": policy.title(),
        "environment": policy.environment(),
        "document": policy.document(),
        "hash": policy.hash().to_string(),
    })
}
