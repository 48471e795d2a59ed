//! A verdict for people.

use std::collections::BTreeMap;

use s1spki_policies::KeyUsage;

use super::page::{Ink, Page};
use crate::finding::{Finding, Outcome};
use crate::verdict::{
    CertificateVerdict, Decision, FindingsOfCertificate, Identity, Question, RequestVerdict, Verdict,
};

/// How rules that were kept are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// By family, with their number.
    Counted,
    /// One by one, with those that do not apply.
    Listed,
}

/// The verdict for people: for each object the decision, what is wrong with it and what to do, what was not
/// looked at, what was; at the end the sum of all.
#[must_use]
pub fn text(verdict: &Verdict, passes: Passes) -> Page {
    let mut page = Page::default();
    for certificate in &verdict.certificates {
        write_certificate(&mut page, certificate, verdict.question, passes);
        page.gap();
    }
    for request in &verdict.requests {
        write_request(&mut page, request, passes);
        page.gap();
    }
    write_sum(&mut page, verdict);
    page
}

fn write_certificate(page: &mut Page, verdict: &CertificateVerdict, question: Question, passes: Passes) {
    let found = &verdict.of_certificate;
    write_heading(page, verdict.decision, &verdict.label, found.identity.as_ref());
    write_identity(page, found.identity.as_ref(), found.profile.as_deref());
    write_field(page, "rests on", &format!("{} values", verdict.standing));
    write_failures(page, "", found.findings.all());
    if let Some(path) = &verdict.path {
        write_failures(page, "", path.findings.iter());
        for above in &path.above {
            write_failures(page, &name_of(above), above.findings.all());
        }
        let above: Vec<String> = path.above.iter().map(name_of).collect();
        let anchor = path.anchor.as_deref().unwrap_or("no trust anchor");
        let chain: Vec<&str> = above.iter().map(String::as_str).chain([anchor]).collect();
        page.gap();
        write_field(page, "path", &chain.join(" <- "));
    } else {
        page.gap();
    }
    write_kept(page, &verdict.findings().collect::<Vec<_>>(), passes);
    write_not_asked(page, question);
}

fn write_request(page: &mut Page, verdict: &RequestVerdict, passes: Passes) {
    write_heading(page, verdict.decision, &verdict.label, verdict.identity.as_ref());
    write_identity(page, verdict.identity.as_ref(), verdict.profile.as_deref());
    write_field(page, "rests on", &format!("{} values", verdict.standing));
    write_failures(page, "", verdict.findings.iter());
    page.gap();
    write_kept(page, &verdict.findings.iter().collect::<Vec<_>>(), passes);
    write_not_asked(page, Question::Request);
}

/// `REFUSED  supplier.pem  Z1/0x26DB...  02 supplier  90-B3-D5-1F-30-01-00-00`.
fn write_heading(page: &mut Page, decision: Decision, label: &str, identity: Option<&Identity>) {
    let id = identity.and_then(|identity| identity.certificate_id.as_ref());
    let id = id.map(ToString::to_string).unwrap_or_default();
    let role = identity
        .and_then(|identity| identity.role.clone())
        .unwrap_or_default();
    let entity = identity.and_then(|identity| identity.eui64);
    let entity = entity.map(|entity| entity.to_string()).unwrap_or_default();
    let spans = [
        (ink_of(decision), decision.done()),
        (Ink::Strong, label),
        (Ink::Plain, id.as_str()),
        (Ink::Plain, role.as_str()),
        (Ink::Plain, entity.as_str()),
    ];
    page.paragraph(0, 2, &spans);
}

fn write_identity(page: &mut Page, identity: Option<&Identity>, profile: Option<&str>) {
    let Some(identity) = identity else {
        return;
    };
    write_field(page, "subject", &identity.subject);
    if let Some(issuer) = &identity.issuer {
        write_field(page, "issuer", issuer);
    }
    if let Some(usages) = &identity.key_usage {
        let words: Vec<&str> = usages.iter().copied().map(KeyUsage::as_str).collect();
        write_field(page, "key usage", &words.join(", "));
    }
    if let Some(validity) = &identity.validity {
        write_field(page, "validity", &validity.to_string());
    }
    write_field(page, "profile", profile.unwrap_or("none"));
}

fn write_field(page: &mut Page, heading: &str, text: &str) {
    page.field(2, 11, heading, Ink::Plain, text);
}

/// What is wrong, was not checked, or deserves a warning: the worst first. `about` names the certificate where it
/// is not the one that was asked about.
fn write_failures<'a>(page: &mut Page, about: &str, findings: impl Iterator<Item = &'a Finding>) {
    let mut failures: Vec<&Finding> = findings.filter(|finding| rank(finding).is_some()).collect();
    failures.sort_by_key(|finding| rank(finding));
    for finding in failures {
        page.gap();
        let ink = if finding.outcome() == Outcome::Breach {
            Ink::Bad
        } else {
            Ink::Open
        };
        let authority = format!("{} ({})", finding.clause(), finding.standing());
        let about = if about.is_empty() {
            String::new()
        } else {
            format!("in {about}")
        };
        let word = finding.outcome().as_str().replace('-', " ");
        page.paragraph(
            2,
            4,
            &[
                (ink, &word),
                (Ink::Strong, finding.code()),
                (Ink::Plain, &about),
                (Ink::Faint, &authority),
            ],
        );
        let Some(detail) = finding.detail() else {
            continue;
        };
        page.field(4, 6, "found", Ink::Plain, &detail.found);
        page.field(4, 6, "wanted", Ink::Plain, &detail.wanted);
        if let Some(offset) = detail.offset {
            page.field(4, 6, "where", Ink::Plain, &format!("octet {offset} of the DER"));
        }
        page.field(4, 6, "hint", Ink::Plain, finding.hint().unwrap_or_default());
    }
}

const fn rank(finding: &Finding) -> Option<u8> {
    match finding.outcome() {
        Outcome::Breach => Some(0),
        Outcome::NotChecked => Some(1),
        Outcome::Warning => Some(2),
        Outcome::NotYetInForce => Some(3),
        Outcome::Pass | Outcome::NotApplicable => None,
    }
}

fn write_kept(page: &mut Page, findings: &[&Finding], passes: Passes) {
    match passes {
        Passes::Counted => write_counts(page, findings),
        Passes::Listed => write_list(page, findings),
    }
}

/// `passed 64: encoding 21; path 11; profile 32 (version, serial, ...)`.
fn write_counts(page: &mut Page, findings: &[&Finding]) {
    let mut families: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for finding in findings
        .iter()
        .filter(|finding| finding.outcome() == Outcome::Pass)
    {
        let (family, rest) = finding.code().split_once('.').unwrap_or((finding.code(), ""));
        let (count, members) = families.entry(family).or_default();
        *count = count.saturating_add(1);
        let member = rest.split('.').next().unwrap_or_default();
        if !members.contains(&member) {
            members.push(member);
        }
    }
    let total: usize = families.values().map(|(count, _)| count).sum();
    let families: Vec<String> = families
        .iter()
        .map(|(family, (count, members))| format!("{family} {count} ({})", members.join(", ")))
        .collect();
    let text = if families.is_empty() {
        "none".to_owned()
    } else {
        families.join("; ")
    };
    page.field(2, 11, &format!("passed {total}"), Ink::Plain, &text);
}

fn write_list(page: &mut Page, findings: &[&Finding]) {
    for outcome in [Outcome::Pass, Outcome::NotApplicable] {
        for finding in findings.iter().filter(|finding| finding.outcome() == outcome) {
            let (ink, word) = match outcome {
                Outcome::Pass => (Ink::Good, "pass"),
                _ => (Ink::Faint, "n/a"),
            };
            let authority = format!("{} ({})", finding.clause(), finding.standing());
            page.paragraph(
                2,
                7,
                &[
                    (
                        ink,
                        &format!("{word}{}", if word.len() < 4 { "\u{a0}" } else { "" }),
                    ),
                    (Ink::Strong, finding.code()),
                    (Ink::Plain, finding.rule().summary),
                    (Ink::Faint, &authority),
                ],
            );
        }
    }
}

fn write_not_asked(page: &mut Page, question: Question) {
    let not_asked = question.not_asked();
    if !not_asked.is_empty() {
        write_field(page, "not asked", &not_asked.join(", "));
    }
}

/// `3 certificates: 2 accepted, 1 refused`.
fn write_sum(page: &mut Page, verdict: &Verdict) {
    let decisions: Vec<Decision> = verdict.decisions().collect();
    let noun = match (verdict.question, decisions.len()) {
        (Question::Request, 1) => "request",
        (Question::Request, _) => "requests",
        (_, 1) => "certificate",
        (_, _) => "certificates",
    };
    let counts: Vec<String> = [Decision::Accept, Decision::Refuse, Decision::Undecided]
        .into_iter()
        .map(|decision| {
            (
                decision,
                decisions.iter().filter(|other| **other == decision).count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        .map(|(decision, count)| format!("{count} {}", decision.done().to_lowercase()))
        .collect();
    let sum = format!("{} {noun}: {}", decisions.len(), counts.join(", "));
    page.paragraph(0, 2, &[(ink_of(verdict.decision()), &sum)]);
    let policy = &verdict.policy;
    let under = format!(
        "at {}, under the policy {} ({}, {})",
        verdict.at, policy.id, policy.environment, policy.hash
    );
    page.paragraph(0, 2, &[(Ink::Faint, &under)]);
}

const fn ink_of(decision: Decision) -> Ink {
    match decision {
        Decision::Accept => Ink::Good,
        Decision::Undecided => Ink::Open,
        Decision::Refuse => Ink::Bad,
    }
}

fn name_of(certificate: &FindingsOfCertificate) -> String {
    match &certificate.identity {
        Some(identity) => identity.subject.clone(),
        None => "a certificate that cannot be read".to_owned(),
    }
}
