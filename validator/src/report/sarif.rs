//! A verdict in SARIF 2.1.0, for systems that show the results of analyses.
//!
//! A result is a breach (`error`), a warning (`warning`), or a rule that was not checked (of kind `open`). Section
//! numbers are those of the OASIS standard.

use s1spki_policies::Moment;
use serde::Serialize;

use super::told::{Subject, Told};
use crate::catalogue::explain;
use crate::finding::{Finding, Outcome, Rule};
use crate::verdict::{Decision, PolicyInForce, Question, Unread, Verdict};

/// The verdict as a SARIF log.
///
/// # Errors
/// None that occur: everything in a verdict can be written.
pub fn sarif(verdict: &Verdict) -> Result<String, serde_json::Error> {
    let subjects: Vec<Subject<'_>> = Subject::all(verdict).collect();
    let rules = rules_told(&subjects);
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "s1spki-validator",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.iter().map(|rule| Descriptor::of(rule)).collect(),
                },
            },
            invocations: [Invocation::of(verdict)],
            results: subjects
                .iter()
                .flat_map(|subject| results(subject, &rules))
                .collect(),
            properties: RunProperties::of(verdict),
        }],
    };
    serde_json::to_string_pretty(&log)
}

/// The rules that something is told of, in the order of their codes.
fn rules_told(subjects: &[Subject<'_>]) -> Vec<&'static Rule> {
    let told = subjects.iter().flat_map(Subject::to_be_known);
    let mut rules: Vec<&Rule> = told.map(|(_, finding)| finding.rule()).collect();
    rules.sort_unstable_by_key(|rule| rule.code);
    rules.dedup();
    rules
}

fn results<'a>(subject: &Subject<'a>, rules: &[&Rule]) -> Vec<SarifResult<'a>> {
    let told = subject.to_be_known();
    told.map(|told| SarifResult::of(subject.label, told, rules))
        .collect()
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

/// 3.14.
#[derive(Serialize)]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation<'a>; 1],
    results: Vec<SarifResult<'a>>,
    properties: RunProperties<'a>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

/// 3.19.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

/// A rule: 3.49.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message,
    help: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Tags>,
}

#[derive(Serialize)]
struct Tags {
    tags: [&'static str; 1],
}

impl Descriptor {
    fn of(rule: &Rule) -> Self {
        Self {
            id: rule.code,
            short_description: Message::new(rule.summary),
            help: Message::new(rule.hint),
            properties: explain(rule.code).map(|entry| Tags {
                tags: [entry.family()],
            }),
        }
    }
}

/// 3.11.
#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

/// Whether everything could be read: 3.20.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

impl<'a> Invocation<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        Self {
            execution_successful: verdict.unread.is_empty(),
            tool_execution_notifications: verdict.unread.iter().map(Notification::of).collect(),
        }
    }
}

/// 3.58.
#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
}

impl<'a> Notification<'a> {
    fn of(unread: &'a Unread) -> Self {
        let hint = unread.hint.as_ref().map(|hint| format!(" ({hint})"));
        Self {
            level: "error",
            message: Message::new(format!("{}{}", unread.error, hint.unwrap_or_default())),
            locations: [Location::of(&unread.label, "", None)],
        }
    }
}

/// 3.27.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    properties: ResultProperties<'a>,
}

impl<'a> SarifResult<'a> {
    fn of(label: &'a str, (about, finding): Told<'a>, rules: &[&Rule]) -> Self {
        let (kind, level) = kind_and_level(finding.outcome());
        let offset = finding.detail().and_then(|detail| detail.offset);
        Self {
            rule_id: finding.code(),
            rule_index: rules.iter().position(|rule| *rule == finding.rule()),
            kind,
            level,
            message: Message::new(message(about, finding)),
            locations: [Location::of(label, about, offset)],
            properties: ResultProperties {
                outcome: finding.outcome(),
                clause: finding.clause(),
                standing: finding.standing().as_str(),
                source: finding.source(),
            },
        }
    }
}

/// 3.27.9 and 3.27.10: a kind other than `fail` has the level `none`.
const fn kind_and_level(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Breach => ("fail", "error"),
        Outcome::Warning => ("fail", "warning"),
        Outcome::NotChecked => ("open", "none"),
        Outcome::Pass => ("pass", "none"),
        Outcome::NotApplicable => ("notApplicable", "none"),
        Outcome::NotYetInForce => ("informational", "none"),
    }
}

/// `in OU=07, CN=Z1: found this; wanted that; to do: such`.
fn message(about: &str, finding: &Finding) -> String {
    let Some(detail) = finding.detail() else {
        return finding.rule().summary.to_owned();
    };
    let about = if about.is_empty() {
        String::new()
    } else {
        format!("in {about}: ")
    };
    let hint = finding.hint().unwrap_or_default();
    format!(
        "{about}found {}; wanted {}; to do: {hint}",
        detail.found, detail.wanted
    )
}

#[derive(Serialize)]
struct ResultProperties<'a> {
    outcome: Outcome,
    clause: String,
    standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

/// 3.28.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'a>>,
}

/// 3.29.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

/// 3.30. The offset counts in the DER, whatever the form of the file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    byte_offset: usize,
    byte_length: usize,
    message: Message,
}

/// 3.33.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
}

impl<'a> Location<'a> {
    fn of(label: &str, about: &'a str, offset: Option<usize>) -> Self {
        let region = offset.map(|offset| Region {
            byte_offset: offset,
            byte_length: 0,
            message: Message::new(format!("octet {offset} of the DER")),
        });
        let names = Some(about).filter(|about| !about.is_empty());
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(label) },
                region,
            },
            logical_locations: names
                .map(|name| LogicalLocation {
                    fully_qualified_name: name,
                })
                .into_iter()
                .collect(),
        }
    }
}

/// A label as a relative reference (RFC 3986 4.2): what is neither unreserved nor a slash is percent-encoded.
fn uri(label: &str) -> String {
    let mut uri = String::with_capacity(label.len());
    for octet in label.bytes() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(octet));
            }
            _ => uri.push_str(&format!("%{octet:02X}")),
        }
    }
    uri
}

/// Under what was judged.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunProperties<'a> {
    question: Question,
    decision: Decision,
    at: Moment,
    policy: &'a PolicyInForce,
    not_asked: &'static [&'static str],
}

impl<'a> RunProperties<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        Self {
            question: verdict.question,
            decision: verdict.decision(),
            at: verdict.at,
            policy: &verdict.policy,
            not_asked: verdict.question.not_asked(),
        }
    }
}
