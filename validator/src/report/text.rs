//! A verdict for people.

use std::collections::BTreeMap;

use s1spki_policies::{KeyUsage, Standing};

use super::page::{Ink, Page};
use super::told::{Told, sum, told_of, told_of_gate};
use super::tree;
use crate::finding::{Finding, Outcome};
use crate::verdict::{
    CertificateInPlace, CertificateVerdict, Claim, Decision, GateVerdict, Identity, ListVerdict, Question,
    RequestVerdict, Verdict,
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
    for list in &verdict.lists {
        write_status_list(&mut page, list, passes);
        page.gap();
    }
    for gate in &verdict.gates {
        write_gate(&mut page, gate, verdict.question, passes);
        page.gap();
    }
    write_sum(&mut page, verdict);
    page
}

fn write_certificate(page: &mut Page, verdict: &CertificateVerdict, question: Question, passes: Passes) {
    let own = &verdict.of_certificate;
    write_heading(page, verdict.decision, &verdict.label, own.identity.as_ref());
    write_identity(page, own.identity.as_ref(), own.profile.as_deref());
    write_field(page, "rests on", &format!("{} values", verdict.standing));
    if let Some(path) = &verdict.path {
        tree::write(page, own, path);
    }
    let told: Vec<Told<'_>> = told_of(verdict);
    write_told(page, verdict.decision, &told);
    write_kept(
        page,
        verdict.decision,
        &verdict.findings().collect::<Vec<_>>(),
        passes,
    );
    write_not_asked(page, question);
}

fn write_request(page: &mut Page, verdict: &RequestVerdict, passes: Passes) {
    write_heading(page, verdict.decision, &verdict.label, verdict.identity.as_ref());
    write_identity(page, verdict.identity.as_ref(), verdict.profile.as_deref());
    write_field(page, "rests on", &format!("{} values", verdict.standing));
    let told: Vec<Told<'_>> = verdict.findings.iter().map(|finding| ("", finding)).collect();
    write_told(page, verdict.decision, &told);
    write_kept(
        page,
        verdict.decision,
        &verdict.findings.iter().collect::<Vec<_>>(),
        passes,
    );
    write_not_asked(page, Question::Request);
}

fn write_status_list(page: &mut Page, verdict: &ListVerdict, passes: Passes) {
    write_heading(page, verdict.decision, &verdict.label, None);
    write_subject(page, &verdict.subject, verdict.standing);
    let told: Vec<Told<'_>> = verdict.findings.iter().map(|finding| ("", finding)).collect();
    write_told(page, verdict.decision, &told);
    let findings: Vec<&Finding> = verdict.findings.iter().collect();
    write_kept(page, verdict.decision, &findings, passes);
    write_not_asked(page, Question::List);
}

fn write_gate(page: &mut Page, verdict: &GateVerdict, question: Question, passes: Passes) {
    write_heading(page, verdict.decision, &verdict.label, None);
    write_subject(page, &verdict.subject, verdict.standing);
    for certificate in &verdict.certificates {
        write_in_place(page, certificate);
    }
    write_told(page, verdict.decision, &told_of_gate(verdict));
    let own: Vec<&Finding> = verdict.findings.iter().collect();
    write_kept(page, verdict.decision, &own, passes);
    write_not_asked(page, question);
}

/// What was judged says of itself, and on what the verdict rests, in columns.
fn write_subject(page: &mut Page, subject: &[Claim], standing: Standing) {
    let widest = subject.iter().map(|claim| claim.name.chars().count());
    let width = widest.max().unwrap_or_default().max(10);
    for claim in subject {
        page.field(2, width, claim.name, Ink::Plain, &claim.value);
    }
    page.field(2, width, "rests on", Ink::Plain, &format!("{standing} values"));
}

/// `notified critical supplier: ACCEPTED Z1/0x26DB..., 02 supplier, 90-B3-D5-1F-30-01-00-00`.
fn write_in_place(page: &mut Page, certificate: &CertificateInPlace) {
    let verdict = &certificate.verdict;
    let who = verdict.of_certificate.identity.as_ref().map(who);
    let spans = [
        (Ink::Plain, format!("{}:", certificate.place)),
        (ink_of(verdict.decision), verdict.decision.done().to_owned()),
        (Ink::Plain, who.unwrap_or_default()),
    ];
    let spans: Vec<(Ink, &str)> = spans.iter().map(|(ink, text)| (*ink, text.as_str())).collect();
    page.paragraph(2, 4, &spans);
}

/// `REFUSED supplier.pem`, and below it `Z1/0x26DB..., 02 supplier, 90-B3-D5-1F-30-01-00-00`.
fn write_heading(page: &mut Page, decision: Decision, label: &str, identity: Option<&Identity>) {
    page.paragraph(0, 2, &[(ink_of(decision), decision.done()), (Ink::Strong, label)]);
    let Some(identity) = identity else {
        return;
    };
    let who = who(identity);
    if !who.is_empty() {
        page.paragraph(2, 2, &[(Ink::Plain, &who)]);
    }
}

/// `Z1/0x26DB..., 02 supplier, 90-B3-D5-1F-30-01-00-00`.
fn who(identity: &Identity) -> String {
    let id = identity.certificate_id.as_ref().map(ToString::to_string);
    let role = identity.role.as_ref().map(ToString::to_string);
    let entity = identity.eui64.map(|entity| entity.to_string());
    let parts: Vec<String> = [id, role, entity].into_iter().flatten().collect();
    parts.join(", ")
}

fn write_identity(page: &mut Page, identity: Option<&Identity>, profile: Option<&str>) {
    let Some(identity) = identity else {
        return;
    };
    let subject = if identity.subject.is_empty() {
        "an empty name"
    } else {
        &identity.subject
    };
    write_field(page, "subject", subject);
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
    page.field(2, 10, heading, Ink::Plain, text);
}

/// What is wrong, then what deserves a warning, then what was not checked; the last only where nothing refuses,
/// since otherwise it is a consequence and is counted with what was kept.
pub(super) fn write_told(page: &mut Page, decision: Decision, told: &[Told<'_>]) {
    for (about, finding) in told {
        if finding.outcome() == Outcome::Breach {
            write_group(page, about, &[finding]);
        }
    }
    for outcome in [Outcome::NotChecked, Outcome::Warning, Outcome::NotYetInForce] {
        if outcome == Outcome::NotChecked && decision == Decision::Refuse {
            continue;
        }
        for (about, group) in by_reason(told, outcome) {
            write_group(page, about, &group);
        }
    }
}

/// Findings with one outcome about one certificate, together where the same thing was found: where one thing is
/// missing, many rules cannot be looked at.
fn by_reason<'a>(told: &[Told<'a>], outcome: Outcome) -> Vec<(&'a str, Vec<&'a Finding>)> {
    let mut groups: Vec<(&str, Vec<&Finding>)> = Vec::new();
    for (about, finding) in told.iter().filter(|(_, finding)| finding.outcome() == outcome) {
        let same = |other: &&Finding| found_in(other) == found_in(finding);
        match groups
            .iter_mut()
            .find(|(group, others)| group == about && others.iter().all(same))
        {
            Some((_, others)) => others.push(finding),
            None => groups.push((about, vec![finding])),
        }
    }
    groups
}

fn found_in(finding: &Finding) -> &str {
    finding
        .detail()
        .map(|detail| detail.found.as_str())
        .unwrap_or_default()
}

/// Codes and clauses, what was found and wanted, what to do.
fn write_group(page: &mut Page, about: &str, group: &[&Finding]) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else {
        return;
    };
    let codes: Vec<&str> = group.iter().map(|finding| finding.code()).collect();
    page.gap();
    write_code(page, about, first, &codes.join(", "), &authorities(group));
    let Some(detail) = first.detail() else {
        return;
    };
    page.field(4, 6, "found", Ink::Plain, &detail.found);
    if group.len() == 1 {
        page.field(4, 6, "wanted", Ink::Plain, &detail.wanted);
    }
    if let Some(offset) = detail.offset {
        page.field(4, 6, "where", Ink::Plain, &format!("octet {offset} of the DER"));
    }
    // The rules go from the general to the particular, and so does their advice.
    page.field(4, 6, "hint", Ink::Plain, last.hint().unwrap_or_default());
}

/// The clauses of a group, each once.
fn authorities(group: &[&Finding]) -> String {
    let mut clauses: Vec<String> = group.iter().map(|finding| authority_of(finding)).collect();
    clauses.dedup();
    clauses.join(", ")
}

fn authority_of(finding: &Finding) -> String {
    format!("{} ({})", finding.clause(), finding.standing())
}

/// `breach profile.role.form, ZAZ1 profile (measured)`.
fn write_code(page: &mut Page, about: &str, finding: &Finding, codes: &str, authority: &str) {
    let outcome = match finding.outcome() {
        Outcome::NotApplicable => "n/a".to_owned(),
        outcome => outcome.as_str().replace('-', " "),
    };
    let about = if about.is_empty() {
        String::new()
    } else {
        format!("in {about}:")
    };
    let spans = [
        (ink_of_outcome(finding.outcome()), outcome.as_str()),
        (Ink::Plain, &about),
        (Ink::Strong, &format!("{codes},")),
        (Ink::Faint, authority),
    ];
    page.paragraph(2, 4, &spans);
}

const fn ink_of_outcome(outcome: Outcome) -> Ink {
    match outcome {
        Outcome::Pass => Ink::Good,
        Outcome::Breach => Ink::Bad,
        Outcome::Warning | Outcome::NotChecked | Outcome::NotYetInForce => Ink::Open,
        Outcome::NotApplicable => Ink::Faint,
    }
}

/// How many rules were kept, or which; and what could not be checked where something refuses.
fn write_kept(page: &mut Page, decision: Decision, findings: &[&Finding], passes: Passes) {
    page.gap();
    match passes {
        Passes::Counted => write_counts(page, "passed", Outcome::Pass, findings),
        Passes::Listed => write_list(page, findings),
    }
    if decision == Decision::Refuse {
        write_counts(page, "unchecked", Outcome::NotChecked, findings);
    }
}

/// `passed  76: encoding 21; path 11 (signature, ...); profile 44 (version, serial, ...)`.
fn write_counts(page: &mut Page, heading: &str, outcome: Outcome, findings: &[&Finding]) {
    /// More members than these are counted alone: a long list of encodings tells nobody anything.
    const MOST_MEMBERS: usize = 16;
    let mut families: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.outcome() == outcome) {
        let (family, rest) = finding.code().split_once('.').unwrap_or((finding.code(), ""));
        let (count, members) = families.entry(family).or_default();
        *count = count.saturating_add(1);
        let member = rest.split('.').next().unwrap_or_default();
        if !members.contains(&member) {
            members.push(member);
        }
    }
    if families.is_empty() {
        return;
    }
    let total: usize = families.values().map(|(count, _)| count).sum();
    let families: Vec<String> = families
        .iter()
        .map(|(family, (count, members))| {
            if members.len() > MOST_MEMBERS {
                return format!("{family} {count}");
            }
            format!("{family} {count} ({})", members.join(", "))
        })
        .collect();
    write_field(page, heading, &format!("{total}: {}", families.join("; ")));
}

fn write_list(page: &mut Page, findings: &[&Finding]) {
    let of = |outcome| {
        findings
            .iter()
            .filter(move |finding| finding.outcome() == outcome)
    };
    for finding in of(Outcome::Pass).chain(of(Outcome::NotApplicable)) {
        write_code(page, "", finding, finding.code(), &authority_of(finding));
        page.paragraph(4, 4, &[(Ink::Plain, finding.rule().summary)]);
    }
}

fn write_not_asked(page: &mut Page, question: Question) {
    let not_asked = question.not_asked();
    if !not_asked.is_empty() {
        write_field(page, "not asked", &not_asked.join(", "));
    }
}

fn write_sum(page: &mut Page, verdict: &Verdict) {
    page.paragraph(0, 2, &[(ink_of(verdict.decision()), &sum(verdict))]);
    let policy = &verdict.policy;
    let under = format!(
        "at {} under {} ({}): {}",
        verdict.at, policy.id, policy.environment, policy.title
    );
    page.paragraph(0, 2, &[(Ink::Faint, &under)]);
    page.paragraph(0, 2, &[(Ink::Faint, &format!("policy hash {}", policy.hash))]);
}

pub(super) const fn ink_of(decision: Decision) -> Ink {
    match decision {
        Decision::Accept => Ink::Good,
        Decision::Undecided => Ink::Open,
        Decision::Refuse => Ink::Bad,
    }
}
