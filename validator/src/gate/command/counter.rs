//! Counters, against messages that were acted on before.

use s1spki_policies::{CounterComparison, RequestClass};

use super::check::{Check, always, missing, under};
use super::facts::Facts;
use super::service::no_row;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&Check; 3] = [&RANGE, &EXECUTION, &CHANGE_OF_SUPPLIER];

static RANGE: Check = Check {
    rule: Rule {
        code: "command.counter-range",
        summary: "the counter is one that every document allows",
        basis: Basis::Policy,
        hint: "ask the sender to count from 1, and not beyond what GBCS can carry",
    },
    ground: Ground::Dated("command.counter-range"),
    look: range,
};

static EXECUTION: Check = Check {
    rule: Rule {
        code: "command.execution-counter",
        summary: "the counter is beyond the Execution Counter",
        basis: Basis::Policy,
        hint: "do not act on the request: it, or a later one, was acted on before",
    },
    ground: Ground::Dated("command.counter"),
    look: execution,
};

static CHANGE_OF_SUPPLIER: Check = Check {
    rule: Rule {
        code: "command.change-of-supplier-counter",
        summary: "the counter of a change of supplier is beyond the CoS Execution Counter",
        basis: Basis::Policy,
        hint: "do not act on the request: it, or a later change of supplier, was acted on before",
    },
    ground: Ground::Dated("command.counter"),
    look: change_of_supplier,
};

/// Which of the two counters a request is held against.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    Execution,
    ChangeOfSupplier,
}

fn range(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.counter_range, facts, |range| {
        let Some(id) = facts.request_id else {
            return facts.no_request_id();
        };
        Judgement::kept_or((range.least..=range.most).contains(&id.counter), || {
            Detail::new(id.counter, format!("{} to {}", range.least, range.most))
        })
    })
}

fn execution(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let stored = facts.evidence.counters.and_then(|counters| counters.execution);
    beyond(facts, rule, Counted::Execution, stored)
}

fn change_of_supplier(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let stored = facts
        .evidence
        .counters
        .and_then(|counters| counters.change_of_supplier);
    beyond(facts, rule, Counted::ChangeOfSupplier, stored)
}

fn beyond(facts: &Facts<'_>, rule: &'static Rule, counted: Counted, stored: Option<u64>) -> Finding {
    match (facts.header, facts.class()) {
        (Some(_), None) => return always(rule, None, no_row()),
        // What no device executes is not counted there.
        (None, _) | (_, Some(RequestClass::NonDevice)) => return Finding::not_applicable(rule),
        (Some(_), Some(_)) => {}
    }
    under(rule, &facts.commands.counter, facts, |comparison| {
        if counted_by(facts) != counted {
            return Judgement::NotApplicable;
        }
        let Some(id) = facts.request_id else {
            return facts.no_request_id();
        };
        let Some(stored) = stored else {
            return missing("no stored counter", "the highest counter that was acted on");
        };
        let (is_beyond, words) = match comparison {
            CounterComparison::Greater => (id.counter > stored, "greater than"),
            CounterComparison::NotLess => (id.counter >= stored, "not less than"),
        };
        Judgement::kept_or(is_beyond, || Detail::new(id.counter, format!("{words} {stored}")))
    })
}

/// The body of the request that changes the supplier's credentials on a device (DUIS schema).
const CHANGE_OF_SUPPLIER_BODY: &str = "UpdateSecurityCredentialsCoS";

/// A change of supplier has a counter of its own (S1SR draft, 11.2(a)).
fn counted_by(facts: &Facts<'_>) -> Counted {
    let body = facts.row.and_then(|row| row.value().body.as_deref());
    match body {
        Some(CHANGE_OF_SUPPLIER_BODY) => Counted::ChangeOfSupplier,
        _ => Counted::Execution,
    }
}
