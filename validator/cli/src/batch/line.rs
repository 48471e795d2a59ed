//! The lines of the output. Their field names are part of what a version promises.

use s1spki_policies::Standing;
use s1spki_validator::report::certificate_record;
use s1spki_validator::{About, Brief, CertificateVerdict, Decision, Outcome, Remark, crypto};
use serde::{Deserialize, Serialize};

use super::judge::Form;

/// A line of the output in compact form.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    /// Its number, counted from 1.
    line: u64,
    label: &'a str,
    decision: Decision,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    judge: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FindingRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

/// A finding that is not as it should be.
#[derive(Serialize)]
struct FindingRecord<'a> {
    code: &'a str,
    outcome: Outcome,
    /// 0 is the certificate itself, 1 its issuer; nothing stands for the path as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<usize>,
}

/// What the summary needs of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) decision: Decision,
    /// The codes that are broken, each once.
    pub(super) breaches: Vec<String>,
    pub(super) is_unread: bool,
}

/// What is read of a line that was written before.
#[derive(Deserialize)]
pub(super) struct Written {
    pub(super) line: u64,
    pub(super) label: String,
    pub(super) judge: String,
    pub(super) sha256: Option<String>,
    decision: WrittenDecision,
    #[serde(default)]
    findings: serde_json::Value,
    pub(super) error: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenDecision {
    Accept,
    Undecided,
    Refuse,
}

impl<'a> Line<'a> {
    pub(super) fn compact(line: u64, label: &'a str, judge: &'a str, der: &[u8], brief: &'a Brief) -> Self {
        Self {
            line,
            label,
            decision: brief.decision,
            standing: Some(brief.standing),
            sha256: Some(hexadecimal(&crypto::sha256(der))),
            judge,
            findings: brief.remarks.iter().map(FindingRecord::of).collect(),
            error: None,
        }
    }

    pub(super) const fn unread(line: u64, label: &'a str, judge: &'a str, error: &'a str) -> Self {
        Self {
            line,
            label,
            decision: Decision::Undecided,
            standing: None,
            sha256: None,
            judge,
            findings: Vec::new(),
            error: Some(error),
        }
    }
}

impl<'a> FindingRecord<'a> {
    const fn of(remark: &'a Remark) -> Self {
        Self {
            code: remark.finding.code(),
            outcome: remark.finding.outcome(),
            certificate: match remark.about {
                About::Certificate => Some(0),
                About::Above(place) => Some(place),
                About::Path => None,
            },
        }
    }
}

impl Judged {
    pub(super) fn of(brief: &Brief) -> Self {
        let broken = brief.remarks.iter().map(|remark| &remark.finding);
        let broken = broken.filter(|finding| finding.outcome() == Outcome::Breach);
        Self::with(brief.decision, broken.map(|finding| finding.code().to_owned()))
    }

    pub(super) const fn unread() -> Self {
        Self {
            decision: Decision::Undecided,
            breaches: Vec::new(),
            is_unread: true,
        }
    }

    fn with(decision: Decision, breaches: impl Iterator<Item = String>) -> Self {
        let mut breaches: Vec<String> = breaches.collect();
        breaches.sort_unstable();
        breaches.dedup();
        Self {
            decision,
            breaches,
            is_unread: false,
        }
    }
}

impl Written {
    /// The form that it was written in; what could not be read has the same line in both.
    pub(super) fn form(&self) -> Option<Form> {
        if self.error.is_some() {
            return None;
        }
        Some(if self.findings.is_object() {
            Form::Full
        } else {
            Form::Compact
        })
    }

    pub(super) fn judged(&self) -> Judged {
        if self.error.is_some() {
            return Judged::unread();
        }
        let decision = match self.decision {
            WrittenDecision::Accept => Decision::Accept,
            WrittenDecision::Undecided => Decision::Undecided,
            WrittenDecision::Refuse => Decision::Refuse,
        };
        // Whole verdicts have other findings; their codes are not counted again.
        let findings = self.findings.as_array().into_iter().flatten();
        let broken = findings.filter(|finding| finding["outcome"] == "breach");
        let codes = broken.filter_map(|finding| Some(finding["code"].as_str()?.to_owned()));
        Judged::with(decision, codes)
    }
}

/// A whole verdict as a line.
pub(super) fn full(line: u64, judge: &str, verdict: &CertificateVerdict) -> Vec<u8> {
    #[derive(Serialize)]
    struct Full<'a, T> {
        line: u64,
        judge: &'a str,
        #[serde(flatten)]
        verdict: T,
    }
    octets(&Full {
        line,
        judge,
        verdict: certificate_record(verdict),
    })
}

/// A line without its end. Everything in one can be written.
pub(super) fn octets(line: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(line).unwrap_or_default()
}

/// Lower-case hexadecimal.
pub(super) fn hexadecimal(octets: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().map_or('0', char::from);
    let digits = octets
        .iter()
        .flat_map(|octet| [digit(octet >> 4), digit(octet & 0x0F)]);
    digits.collect()
}
