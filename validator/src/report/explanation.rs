//! A rule for people: what it says, on what it rests, what to do.

use s1spki_policies::{Policy, ProvisionRecord};

use super::page::{Ink, Page};
use crate::catalogue::{Entry, catalogue};
use crate::finding::Basis;

/// One rule, and the values of the policy that it rests on.
#[must_use]
pub fn explanation(entry: &Entry, policy: &Policy) -> Page {
    let rule = entry.rule();
    let mut page = Page::default();
    page.paragraph(0, 2, &[(Ink::Strong, rule.code)]);
    page.field(2, 9, "rule", Ink::Plain, rule.summary);
    page.field(2, 9, "hint", Ink::Plain, rule.hint);
    match rule.basis {
        Basis::Standard(clause) => {
            page.field(2, 9, "clause", Ink::Plain, &format!("{clause} (designated)"));
        }
        Basis::Policy => {
            page.field(
                2,
                9,
                "clause",
                Ink::Plain,
                &format!("as the policy {} says:", policy.id()),
            );
        }
    }
    for record in entry.provisions(policy) {
        write_provision(&mut page, record);
    }
    page
}

fn write_provision(page: &mut Page, record: &ProvisionRecord) {
    page.gap();
    page.paragraph(2, 4, &[(Ink::Strong, &record.path)]);
    page.field(4, 8, "value", Ink::Plain, &record.value.to_string());
    page.field(4, 8, "clause", Ink::Plain, &record.authority.to_string());
    page.field(4, 8, "source", Ink::Plain, &record.authority.source);
}

/// Every rule of the catalogue in two lines: code, and what it says.
#[must_use]
pub fn listing() -> Page {
    let mut page = Page::default();
    let mut family = "";
    for entry in catalogue() {
        if entry.family() != family {
            if !family.is_empty() {
                page.gap();
            }
            family = entry.family();
        }
        page.paragraph(0, 2, &[(Ink::Strong, entry.rule().code)]);
        page.paragraph(2, 2, &[(Ink::Plain, entry.rule().summary)]);
    }
    page
}
