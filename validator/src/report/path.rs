//! What came of validating paths by RFC 5280 alone, without a policy and its profiles.

use s1spki_policies::Moment;
use serde::Serialize;
use serde_json::{Value, json};

use super::json::SCHEMA;
use super::page::{Ink, Page};
use super::text::{ink_of, write_told};
use super::told::Told;
use crate::encoding::DecodeError;
use crate::finding::Finding;
use crate::path::{CertificateReport, ConstrainedPolicies, PathOutcome, PathReport, TrustAnchor};
use crate::verdict::Decision;

/// What came of one certificate.
#[derive(Clone, Debug)]
pub struct PathAnswer {
    /// What the caller calls it, such as its file.
    pub label: String,
    /// The path, or why the certificate cannot be read.
    pub report: Result<PathReport, DecodeError>,
}

impl PathAnswer {
    /// What is to be done with the certificate. What cannot be read is refused.
    #[must_use]
    pub fn decision(&self) -> Decision {
        match self.report.as_ref().map(PathReport::outcome) {
            Ok(PathOutcome::Valid) => Decision::Accept,
            Ok(PathOutcome::Undecided) => Decision::Undecided,
            Ok(PathOutcome::Invalid) | Err(_) => Decision::Refuse,
        }
    }
}

/// The answers for people: for each certificate the decision, its path, and what is wrong with it.
#[must_use]
pub fn path_text(answers: &[PathAnswer]) -> Page {
    let mut page = Page::default();
    for answer in answers {
        let decision = answer.decision();
        page.paragraph(
            0,
            2,
            &[(ink_of(decision), decision.done()), (Ink::Strong, &answer.label)],
        );
        match &answer.report {
            Ok(report) => write_report(&mut page, report, decision),
            Err(error) => page.paragraph(2, 2, &[(Ink::Plain, &error.to_string())]),
        }
        page.gap();
    }
    page
}

fn write_report(page: &mut Page, report: &PathReport, decision: Decision) {
    match report.anchor() {
        Some(anchor) => page.paragraph(2, 4, &[(Ink::Plain, &format!("{}, trusted", anchor.name()))]),
        None => page.paragraph(2, 4, &[(Ink::Bad, "no trust anchor")]),
    }
    let names: Vec<String> = report
        .certificates()
        .iter()
        .map(|report| report.certificate().subject().to_string())
        .collect();
    for name in names.iter().rev() {
        page.paragraph(2, 5, &[(Ink::Faint, "└─"), (Ink::Plain, name)]);
    }
    write_told(page, decision, &told_of_path(report, &names));
}

/// The findings of a path, those about the certificate that was asked about first.
fn told_of_path<'a>(report: &'a PathReport, names: &'a [String]) -> Vec<Told<'a>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    for (place, (certificate, name)) in report.certificates().iter().zip(names).enumerate() {
        let about = if place == 0 { "" } else { name.as_str() };
        told.extend(certificate.findings().map(|finding| (about, finding)));
        if place == 0 {
            told.extend(report.findings().iter().map(|finding| ("", finding)));
        }
    }
    told
}

#[derive(Serialize)]
struct Record<'a> {
    label: &'a str,
    decision: Decision,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(flatten)]
    path: Option<PathRecord<'a>>,
}

#[derive(Serialize)]
struct PathRecord<'a> {
    anchor: Option<String>,
    findings: &'a [Finding],
    path: Vec<CertificateRecord<'a>>,
    policies: &'a ConstrainedPolicies,
    passed_over_count: usize,
}

#[derive(Serialize)]
struct CertificateRecord<'a> {
    subject: String,
    issuer: String,
    findings: Vec<&'a Finding>,
}

/// The answers for programs: every finding, whether the rule was kept or not.
#[must_use]
pub fn path_json(answers: &[PathAnswer], at: Moment) -> Value {
    let decision = answers.iter().map(PathAnswer::decision).max();
    json!({
        "schema": SCHEMA,
        "question": "path",
        "decision": decision.unwrap_or(Decision::Undecided),
        "not_asked": ["profile"],
        "at": at,
        "certificates": answers.iter().map(Record::of).collect::<Vec<_>>(),
    })
}

impl<'a> Record<'a> {
    fn of(answer: &'a PathAnswer) -> Self {
        Self {
            label: &answer.label,
            decision: answer.decision(),
            error: answer.report.as_ref().err().map(ToString::to_string),
            path: answer.report.as_ref().ok().map(PathRecord::of),
        }
    }
}

impl<'a> PathRecord<'a> {
    fn of(report: &'a PathReport) -> Self {
        Self {
            anchor: report.anchor().map(TrustAnchor::name).map(ToString::to_string),
            findings: report.findings(),
            path: report.certificates().iter().map(CertificateRecord::of).collect(),
            policies: report.policies(),
            passed_over_count: report.passed_over_count(),
        }
    }
}

impl<'a> CertificateRecord<'a> {
    fn of(report: &'a CertificateReport) -> Self {
        Self {
            subject: report.certificate().subject().to_string(),
            issuer: report.certificate().issuer().to_string(),
            findings: report.findings().collect(),
        }
    }
}
