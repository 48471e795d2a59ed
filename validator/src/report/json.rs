//! A verdict for machines.
//!
//! Field names are stable within a version of the schema; new fields may come, so readers pass over what they do
//! not know.

use s1spki_policies::{Moment, Standing};
use serde::Serialize;

use crate::finding::Finding;
use crate::verdict::{
    CertificateInPlace, CertificateVerdict, Claim, Decision, FindingsOfCertificate, GateVerdict, ListVerdict,
    PathTaken, PolicyInForce, Question, RequestVerdict, Unread, Verdict, subject_as_object,
};

/// The version of the form.
pub const SCHEMA: u32 = 1;

/// The verdict as one JSON object on several lines.
///
/// # Errors
/// None that occur: everything in a verdict can be written.
pub fn json(verdict: &Verdict) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&Record::of(verdict))
}

/// The same on one line, which is shorter by far.
///
/// # Errors
/// As [`json`].
pub fn json_line(verdict: &Verdict) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Record::of(verdict))
}

/// The verdict on one certificate as it stands among the `certificates` of [`json`].
pub fn certificate_record(verdict: &CertificateVerdict) -> impl Serialize {
    CertificateRecord::of(verdict)
}

/// The verdict of a gate as it stands among the `gates` of [`json`].
pub fn gate_record(verdict: &GateVerdict) -> impl Serialize {
    GateRecord::of(verdict)
}

#[derive(Serialize)]
struct Record<'a> {
    schema: u32,
    decision: Decision,
    question: Question,
    not_asked: &'static [&'static str],
    at: Moment,
    policy: &'a PolicyInForce,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    certificates: Vec<CertificateRecord<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    requests: &'a [RequestVerdict],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    lists: &'a [ListVerdict],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gates: Vec<GateRecord<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unread: &'a [Unread],
}

#[derive(Serialize)]
struct GateRecord<'a> {
    label: &'a str,
    decision: Decision,
    standing: Standing,
    #[serde(serialize_with = "subject_as_object")]
    subject: &'a [Claim],
    findings: &'a [Finding],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    certificates: Vec<PlacedRecord<'a>>,
}

#[derive(Serialize)]
struct PlacedRecord<'a> {
    place: &'a str,
    #[serde(flatten)]
    certificate: CertificateRecord<'a>,
}

#[derive(Serialize)]
struct CertificateRecord<'a> {
    label: &'a str,
    decision: Decision,
    standing: Standing,
    #[serde(flatten)]
    of_certificate: &'a FindingsOfCertificate,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a PathTaken>,
}

impl<'a> Record<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        Self {
            schema: SCHEMA,
            decision: verdict.decision(),
            question: verdict.question,
            not_asked: verdict.question.not_asked(),
            at: verdict.at,
            policy: &verdict.policy,
            certificates: verdict.certificates.iter().map(CertificateRecord::of).collect(),
            requests: &verdict.requests,
            lists: &verdict.lists,
            gates: verdict.gates.iter().map(GateRecord::of).collect(),
            unread: &verdict.unread,
        }
    }
}

impl<'a> CertificateRecord<'a> {
    fn of(verdict: &'a CertificateVerdict) -> Self {
        Self {
            label: &verdict.label,
            decision: verdict.decision,
            standing: verdict.standing,
            of_certificate: &verdict.of_certificate,
            path: verdict.path.as_ref(),
        }
    }
}

impl<'a> GateRecord<'a> {
    fn of(verdict: &'a GateVerdict) -> Self {
        Self {
            label: &verdict.label,
            decision: verdict.decision,
            standing: verdict.standing,
            subject: &verdict.subject,
            findings: &verdict.findings,
            certificates: verdict.certificates.iter().map(PlacedRecord::of).collect(),
        }
    }
}

impl<'a> PlacedRecord<'a> {
    fn of(certificate: &'a CertificateInPlace) -> Self {
        Self {
            place: &certificate.place,
            certificate: CertificateRecord::of(&certificate.verdict),
        }
    }
}
