//! The lines on installations. Their field names are part of what a version promises.

use s1spki_policies::Standing;
use s1spki_validator::{Decision, GateVerdict, Outcome};
use serde::Serialize;

/// A line of the output.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    /// Its number, counted from 1.
    pub(super) line: u64,
    pub(super) label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) installation: Option<&'a str>,
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

/// The findings of a verdict that are not as they should be.
pub(super) fn findings(verdict: &GateVerdict) -> Vec<FindingRecord<'_>> {
    let remarks = verdict.findings.iter().filter(|finding| {
        matches!(
            finding.outcome(),
            Outcome::Breach | Outcome::NotChecked | Outcome::Warning
        )
    });
    remarks
        .map(|finding| FindingRecord {
            code: finding.code(),
            outcome: finding.outcome(),
            found: finding
                .detail()
                .map(|detail| detail.found.as_str())
                .unwrap_or_default(),
        })
        .collect()
}

impl Line<'_> {
    /// The line without its end.
    pub(super) fn octets(&self) -> Vec<u8> {
        // Text and numbers alone: nothing of it fails to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }
}
