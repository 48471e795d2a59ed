//! Rules for people: what they say, on what they rest, what to do.

use s1spki_policies::{Policy, ProvisionRecord};
use serde::Serialize;
use serde_json::Value;

use super::json::SCHEMA;
use super::page::{Ink, Page};
use crate::catalogue::{Entry, Example, catalogue};
use crate::finding::Basis;

/// Rules, each with the values of the policy that it rests on.
#[must_use]
pub fn explanation(entries: &[Entry], policy: &Policy) -> Page {
    let mut page = Page::default();
    for (number, entry) in entries.iter().enumerate() {
        if number > 0 {
            page.gap();
        }
        write_entry(&mut page, entry, policy);
    }
    page
}

fn write_entry(page: &mut Page, entry: &Entry, policy: &Policy) {
    let rule = entry.rule();
    page.paragraph(0, 2, &[(Ink::Strong, rule.code)]);
    page.field(2, 7, "rule", Ink::Plain, rule.summary);
    page.field(2, 7, "hint", Ink::Plain, rule.hint);
    let provisions = entry.provisions(policy);
    match rule.basis {
        Basis::Standard(clause) => page.field(2, 7, "clause", Ink::Plain, &format!("{clause} (designated)")),
        Basis::Policy if provisions.is_empty() => {
            let nothing = format!("the policy {} says nothing of it", policy.id());
            page.field(2, 7, "clause", Ink::Plain, &nothing);
        }
        Basis::Policy => {}
    }
    for record in provisions {
        write_provision(page, record);
    }
    if let Some(example) = entry.example() {
        write_example(page, &example);
    }
}

fn write_example(page: &mut Page, example: &Example) {
    page.gap();
    let heading = format!("{},", example.outcome);
    let under = example.policy.as_ref().map_or_else(
        || "without a policy".to_owned(),
        |policy| format!("under {policy}"),
    );
    page.paragraph(
        2,
        4,
        &[
            (Ink::Plain, "example:"),
            (Ink::Plain, &heading),
            (Ink::Strong, &example.specimen),
            (Ink::Faint, &under),
        ],
    );
    if let Some(story) = &example.story {
        page.paragraph(4, 4, &[(Ink::Plain, story)]);
    }
    page.field(4, 6, "found", Ink::Plain, &example.found);
    page.field(4, 6, "wanted", Ink::Plain, &example.wanted);
}

fn write_provision(page: &mut Page, record: &ProvisionRecord) {
    page.gap();
    page.paragraph(2, 4, &[(Ink::Strong, &record.path)]);
    page.field(4, 6, "value", Ink::Plain, &value_text(&record.value));
    page.field(4, 6, "clause", Ink::Plain, &record.authority.to_string());
    page.field(4, 6, "source", Ink::Plain, &record.authority.source);
}

/// A value of a policy in words: `content role, string utf8, type organizational-unit; ...`.
#[must_use]
pub fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let separator = if items.iter().any(Value::is_object) {
                "; "
            } else {
                ", "
            };
            let items: Vec<String> = items.iter().map(value_text).collect();
            items.join(separator)
        }
        Value::Object(fields) => {
            let fields = fields.iter().filter_map(|(key, value)| field_text(key, value));
            fields.collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// What is not so, and what is not said, is left out.
fn field_text(key: &str, value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some(key.to_owned()),
        _ => Some(format!("{key} {}", value_text(value))),
    }
}

/// The same for machines.
#[must_use]
pub fn explanation_json(entries: &[Entry], policy: &Policy) -> Value {
    #[derive(Serialize)]
    struct Record<'a> {
        code: &'a str,
        family: &'a str,
        summary: &'a str,
        hint: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        clause: Option<&'a str>,
        provisions: Vec<&'a ProvisionRecord>,
        #[serde(skip_serializing_if = "Option::is_none")]
        example: Option<Example>,
    }
    let records: Vec<Record<'_>> = entries
        .iter()
        .map(|entry| Record {
            code: entry.rule().code,
            family: entry.family(),
            summary: entry.rule().summary,
            hint: entry.rule().hint,
            clause: match entry.rule().basis {
                Basis::Standard(clause) => Some(clause),
                Basis::Policy => None,
            },
            provisions: entry.provisions(policy),
            example: entry.example(),
        })
        .collect();
    serde_json::json!({ "schema": SCHEMA, "policy": policy.id(), "rules": records })
}

/// Every rule of the catalogue in two lines: code, and what it says.
#[must_use]
pub fn listing() -> Page {
    let mut page = Page::default();
    let mut family = "";
    for entry in catalogue() {
        if entry.family() != family {
            if !family.is_empty() {
                page.gap();
            }
            family = entry.family();
        }
        page.paragraph(0, 2, &[(Ink::Strong, entry.rule().code)]);
        page.paragraph(2, 2, &[(Ink::Plain, entry.rule().summary)]);
    }
    page
}
