//! Threshold anomaly detection: too many requests, and values out of the ordinary.

use s1spki_policies::{AnomalyConsequence, AnomalyRule};

use super::check::{Check, missing, under};
use super::facts::Facts;
use super::service::no_row;
use crate::duis::BodyValue;
use crate::evidence::{AttributeLimit, CountThreshold};
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&Check; 2] = [&COUNT, &ATTRIBUTE];

static COUNT: Check = Check {
    rule: Rule {
        code: "command.anomaly-count",
        summary: "the number of requests stays within its threshold",
        basis: Basis::Policy,
        hint: "quarantine the request and tell the user",
    },
    ground: Ground::Dated("command.anomaly-count"),
    look: count,
};

static ATTRIBUTE: Check = Check {
    rule: Rule {
        code: "command.anomaly-attribute",
        summary: "the values in the request stay within their limits",
        basis: Basis::Policy,
        hint: "delete the request and tell the user",
    },
    ground: Ground::Dated("command.anomaly-attribute"),
    look: attribute,
};

/// A limit on a value of the body, whoever set it.
struct Limit<'a> {
    path: &'a str,
    least: Option<i64>,
    most: Option<i64>,
}

fn count(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.anomaly_count, facts, |anomaly| {
        if let Some(judgement) = beside(facts, anomaly) {
            return judgement;
        }
        let thresholds = facts.evidence.anomaly_thresholds.as_ref();
        let Some(thresholds) = thresholds.and_then(|thresholds| thresholds.counts.as_ref()) else {
            return missing(
                "no thresholds of numbers of requests",
                "the anomaly detection thresholds",
            );
        };
        let Some(id) = facts.request_id else {
            return facts.no_request_id();
        };
        let of_request = |threshold: &&CountThreshold| {
            Some(threshold.service_reference_variant) == facts.variant
                && threshold.user.is_none_or(|user| user == id.originator)
        };
        let mut of_request = thresholds.iter().filter(of_request).peekable();
        if of_request.peek().is_none() {
            return Judgement::Tolerated(
                Detail::new(
                    format!("no threshold of {} for this request", id.originator),
                    "a threshold: users set one for each critical request",
                )
                .with_hint("ask the user for its anomaly detection thresholds"),
            );
        }
        let beyond = of_request.find(|threshold| threshold.counted >= threshold.threshold);
        match beyond {
            None => Judgement::Kept,
            Some(threshold) => Judgement::Broken(
                Detail::new(
                    format!("{} before this one", threshold.counted),
                    format!("{} at most, this one included", threshold.threshold),
                )
                .with_hint(consequence(anomaly)),
            ),
        }
    })
}

fn attribute(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.anomaly_attribute, facts, |anomaly| {
        if let Some(judgement) = beside(facts, anomaly) {
            return judgement;
        }
        let thresholds = facts.evidence.anomaly_thresholds.as_ref();
        let given = thresholds.and_then(|thresholds| thresholds.attributes.as_ref());
        let limits = of_policy(facts).chain(of_file(facts, given.map_or(&[][..], Vec::as_slice)));
        match first_beyond(facts, limits) {
            Some(Judgement::Broken(detail)) => Judgement::Broken(detail.with_hint(consequence(anomaly))),
            Some(judgement) => judgement,
            None if given.is_none() => missing("no limits of values", "the anomaly detection thresholds"),
            None => Judgement::Kept,
        }
    })
}

/// Why a request is beside the rule, if it is.
fn beside(facts: &Facts<'_>, anomaly: &AnomalyRule) -> Option<Judgement> {
    match facts.class() {
        None => Some(no_row()),
        Some(class) => (!anomaly.classes.contains(&class)).then_some(Judgement::NotApplicable),
    }
}

/// The limits that the policy states, whatever the request.
fn of_policy<'a>(facts: &Facts<'a>) -> impl Iterator<Item = Limit<'a>> {
    let at = facts.at;
    let stated = facts.commands.attribute_limit.iter();
    stated.filter_map(move |(path, dated)| {
        let value = dated.at(at).version()?.value;
        Some(Limit {
            path,
            least: value.least,
            most: value.most,
        })
    })
}

/// The limits of the file for this request.
fn of_file<'a>(facts: &Facts<'_>, given: &'a [AttributeLimit]) -> impl Iterator<Item = Limit<'a>> {
    let variant = facts.variant;
    let of_request = given
        .iter()
        .filter(move |limit| Some(limit.service_reference_variant) == variant);
    of_request.map(|limit| Limit {
        path: &limit.path,
        least: limit.minimum,
        most: limit.maximum,
    })
}

/// The first value beyond its limit; or else the first that cannot be compared with one.
fn first_beyond<'a>(facts: &Facts<'_>, limits: impl Iterator<Item = Limit<'a>>) -> Option<Judgement> {
    let mut unread = None;
    for limit in limits {
        for value in facts
            .message
            .values()
            .iter()
            .filter(|value| value.path == limit.path)
        {
            match limit.judge(value) {
                Judgement::Kept => {}
                judgement @ Judgement::Broken(_) => return Some(judgement),
                judgement => {
                    unread.get_or_insert(judgement);
                }
            }
        }
    }
    unread
}

impl Limit<'_> {
    fn judge(&self, value: &BodyValue) -> Judgement {
        let Some(number) = value.integer() else {
            return missing(
                format!("`{}` in {} (line {})", value.text, value.path, value.line),
                "a whole number",
            );
        };
        let is_within = self.least.is_none_or(|least| i128::from(least) <= number)
            && self.most.is_none_or(|most| number <= i128::from(most));
        Judgement::kept_or(is_within, || {
            let bound = |name, bound: Option<i64>| bound.map(|bound| format!("{name} {bound}"));
            let bounds = [bound("at least", self.least), bound("at most", self.most)];
            let bounds: Vec<String> = bounds.into_iter().flatten().collect();
            let found = format!("{number} in {} (line {})", value.path, value.line);
            Detail::new(found, bounds.join(", "))
        })
    }
}

fn consequence(anomaly: &AnomalyRule) -> &'static str {
    match anomaly.consequence {
        AnomalyConsequence::Quarantine => {
            "quarantine the request until its user releases it; a DCO does not quarantine, and stops it"
        }
        AnomalyConsequence::DeleteAndNotify => "delete the request, and notify its user",
    }
}
