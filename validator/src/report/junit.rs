//! A verdict as a JUnit report, for systems that run tests.
//!
//! One run is a test suite, and each certificate, request, message or
//! installation is a test case. Refused is a failure, undecided is
//! skipped, and what could not be read at all is an error.

use super::markup::{Element, XML};
use super::told::{Subject, Told};
use crate::finding::Outcome;
use crate::verdict::{Decision, Question, Unread, Verdict};

/// The verdict as JUnit XML.
#[must_use]
pub fn junit(verdict: &Verdict) -> String {
    let subjects: Vec<Subject<'_>> = Subject::all(verdict).collect();
    let suite = Element::new("testsuite").with("name", suite_name(verdict.question));
    let undecided = count(&subjects, Decision::Undecided);
    let suite = counted(suite, verdict, &subjects)
        .with("skipped", undecided)
        .child(properties(verdict))
        .children(subjects.iter().map(|subject| case(verdict.question, subject)))
        .children(
            verdict
                .unread
                .iter()
                .map(|unread| unread_case(verdict.question, unread)),
        );
    let suites = Element::new("testsuites").with("name", "s1spki-validator");
    counted(suites, verdict, &subjects).child(suite).document(XML)
}

fn suite_name(question: Question) -> String {
    format!("s1spki.{}", question.as_str())
}

/// With the numbers of test cases, by what came of them, as suite and suites have them.
fn counted(element: Element, verdict: &Verdict, subjects: &[Subject<'_>]) -> Element {
    element
        .with("tests", subjects.len().saturating_add(verdict.unread.len()))
        .with("failures", count(subjects, Decision::Refuse))
        .with("errors", verdict.unread.len())
}

fn count(subjects: &[Subject<'_>], decision: Decision) -> usize {
    let with = subjects.iter().filter(|subject| subject.decision == decision);
    with.count()
}

/// Under what was judged.
fn properties(verdict: &Verdict) -> Element {
    let property = |name, value: &str| Element::new("property").with("name", name).with("value", value);
    Element::new("properties").children([
        property("at", &verdict.at.to_string()),
        property("policy", &verdict.policy.id),
        property("policy-hash", &verdict.policy.hash.to_string()),
        property("not-asked", &verdict.question.not_asked().join(", ")),
    ])
}

fn case(question: Question, subject: &Subject<'_>) -> Element {
    let case = named_case(question, subject.label);
    let case = match subject.decision {
        Decision::Accept => case,
        Decision::Refuse => {
            let refusal = told(subject, Outcome::Breach);
            let failure = Element::new("failure")
                .with("message", codes(&refusal))
                .with("type", "refuse");
            case.child(failure.text(paragraphs(&refusal)))
        }
        Decision::Undecided => {
            let open = told(subject, Outcome::NotChecked);
            let message = format!("not checked: {}", codes(&open));
            let skipped = Element::new("skipped").with("message", message);
            case.child(skipped.text(paragraphs(&open)))
        }
    };
    let warnings = told(subject, Outcome::Warning);
    if warnings.is_empty() {
        return case;
    }
    case.child(Element::new("system-out").text(paragraphs(&warnings)))
}

fn named_case(question: Question, label: &str) -> Element {
    Element::new("testcase")
        .with("classname", suite_name(question))
        .with("name", label)
}

fn told<'a>(subject: &Subject<'a>, outcome: Outcome) -> Vec<Told<'a>> {
    let told = subject.told.iter().copied();
    told.filter(|(_, finding)| finding.outcome() == outcome).collect()
}

/// The codes, each once.
fn codes(told: &[Told<'_>]) -> String {
    let mut codes: Vec<&str> = told.iter().map(|(_, finding)| finding.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(", ")
}

/// A paragraph for each finding: its code and clause, found and wanted, what to do.
fn paragraphs(told: &[Told<'_>]) -> String {
    let paragraphs: Vec<String> = told.iter().map(paragraph).collect();
    paragraphs.join("\n")
}

fn paragraph((about, finding): &Told<'_>) -> String {
    let outcome = finding.outcome();
    let about = if about.is_empty() {
        String::new()
    } else {
        format!("in {about}: ")
    };
    let heading = format!(
        "{outcome} {about}{}, {} ({})\n",
        finding.code(),
        finding.clause(),
        finding.standing()
    );
    let Some(detail) = finding.detail() else {
        return heading;
    };
    let offset = detail
        .offset
        .map(|offset| format!("  where  octet {offset} of the DER\n"));
    format!(
        "{heading}  found  {}\n  wanted {}\n{}  hint   {}\n",
        detail.found,
        detail.wanted,
        offset.unwrap_or_default(),
        finding.hint().unwrap_or_default()
    )
}

fn unread_case(question: Question, unread: &Unread) -> Element {
    let error = Element::new("error")
        .with("message", &unread.error)
        .with("type", "unread");
    named_case(question, &unread.label).child(error.text(unread.hint.as_deref().unwrap_or_default()))
}
