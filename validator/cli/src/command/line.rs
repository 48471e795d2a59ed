//! The lines on messages. Their field names are part of what a version promises.

use s1spki_policies::Standing;
use s1spki_validator::{Decision, GateVerdict, Outcome};
use serde::Serialize;

/// A line of the output.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    /// Its number, counted from 1.
    pub(super) line: u64,
    pub(super) label: &'a str,
    /// The RequestID, where there is one that can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request: Option<&'a str>,
    pub(super) decision: Decision,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) standing: Option<Standing>,
    pub(super) judge: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) findings: Vec<FindingRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<&'a str>,
}

/// A finding that is not as it should be.
#[derive(Serialize)]
pub(super) struct FindingRecord<'a> {
    code: &'static str,
    outcome: Outcome,
    found: &'a str,
}

impl<'a> Line<'a> {
    pub(super) fn of(line: u64, judge: &'a str, verdict: &'a GateVerdict) -> Self {
        let mut claims = verdict.subject.iter();
        let request = claims.find(|claim| claim.name == "request");
        Self {
            line,
            label: &verdict.label,
            request: request.map(|claim| claim.value.as_str()),
            decision: verdict.decision,
            standing: Some(verdict.standing),
            judge,
            findings: findings(verdict),
            error: None,
        }
    }

    pub(super) const fn unread(line: u64, label: &'a str, judge: &'a str, error: &'a str) -> Self {
        Self {
            line,
            label,
            request: None,
            decision: Decision::Undecided,
            standing: None,
            judge,
            findings: Vec::new(),
            error: Some(error),
        }
    }

    /// The line without its end.
    pub(super) fn octets(&self) -> Vec<u8> {
        // Text and numbers alone: nothing of it fails to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

fn findings(verdict: &GateVerdict) -> Vec<FindingRecord<'_>> {
    let remarks = verdict.findings.iter().filter(|finding| {
        matches!(
            finding.outcome(),
            Outcome::Breach | Outcome::NotChecked | Outcome::Warning
        )
    });
    let record = |finding: &'_ s1spki_validator::Finding| (finding.code(), finding.outcome());
    remarks
        .map(|finding| {
            let (code, outcome) = record(finding);
            let found = finding.detail().map_or("", |detail| detail.found.as_str());
            FindingRecord { code, outcome, found }
        })
        .collect()
}
