//! The lines of `command --lines` and `migration --lines`. Their field names are part of what a version promises.

use s1spki_policies::Standing;
use s1spki_validator::{Decision, Finding, GateVerdict, Outcome};
use serde::Serialize;

/// What a gate decided, on one line.
#[derive(Serialize)]
pub(crate) struct GateLine<'a> {
    /// Its number, counted from 1.
    line: u64,
    label: &'a str,
    /// The RequestID of a message, where there is one that can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<&'a str>,
    /// What evidence calls the installation.
    #[serde(skip_serializing_if = "Option::is_none")]
    installation: Option<&'a str>,
    decision: Decision,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
    judge: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

/// A finding that is not as it should be.
#[derive(Serialize)]
struct FindingRecord<'a> {
    code: &'static str,
    outcome: Outcome,
    found: &'a str,
}

impl<'a> GateLine<'a> {
    /// The line on what was decided.
    pub(crate) fn of(line: u64, judge: &'a str, verdict: &'a GateVerdict) -> Self {
        let claimed = |name| {
            let mut claims = verdict.subject.iter();
            let claim = claims.find(|claim| claim.name == name);
            claim.map(|claim| claim.value.as_str())
        };
        Self {
            line,
            label: &verdict.label,
            request: claimed("request"),
            installation: claimed("installation"),
            decision: verdict.decision,
            standing: Some(verdict.standing),
            judge,
            findings: findings(verdict),
            error: None,
        }
    }

    /// The line on what could not be read.
    pub(crate) const fn unread(line: u64, label: &'a str, judge: &'a str, error: &'a str) -> Self {
        Self {
            line,
            label,
            request: None,
            installation: None,
            decision: Decision::Undecided,
            standing: None,
            judge,
            findings: Vec::new(),
            error: Some(error),
        }
    }

    /// The line without its end.
    pub(crate) fn octets(&self) -> Vec<u8> {
        // Text and numbers alone: nothing of it fails to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// The findings that are not as they should be.
fn findings(verdict: &GateVerdict) -> Vec<FindingRecord<'_>> {
    let remarks = verdict.findings.iter().filter(|finding| {
        matches!(
            finding.outcome(),
            Outcome::Breach | Outcome::NotChecked | Outcome::Warning
        )
    });
    remarks.map(record).collect()
}

fn record(finding: &Finding) -> FindingRecord<'_> {
    FindingRecord {
        code: finding.code(),
        outcome: finding.outcome(),
        found: finding.detail().map_or("", |detail| detail.found.as_str()),
    }
}
