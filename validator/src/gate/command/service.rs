//! The service that a request asks for: known, spelt consistently, and in a variant that fits.

use s1spki_policies::{Applicability, RequestClass};

use super::check::{Check, always, broken, missing, under};
use super::facts::Facts;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&Check; 6] = [
    &SCHEMA_VERSION,
    &KNOWN,
    &REFERENCE,
    &BODY,
    &COMMAND_VARIANT,
    &SMETS1,
];

static SCHEMA_VERSION: Check = Check {
    rule: Rule {
        code: "command.schema-version",
        summary: "the message follows a version of the schema that the policy knows",
        basis: Basis::Policy,
        hint: "add the version to the policy once its differences are understood",
    },
    ground: Ground::Dated("command.schema-versions"),
    look: schema_version,
};

static KNOWN: Check = Check {
    rule: Rule {
        code: "command.service-known",
        summary: "the service reference variant is in the table of service requests",
        basis: Basis::Policy,
        hint: "do not act on the request: what it asks for is not defined",
    },
    ground: Ground::Standard,
    look: known,
};

static REFERENCE: Check = Check {
    rule: Rule {
        code: "command.service-reference",
        summary: "the service reference is that of the variant",
        basis: Basis::Standard("DUIS schema: ServiceReference, ServiceReferenceVariant"),
        hint: "ask the sender which of the two is meant",
    },
    ground: Ground::Standard,
    look: reference,
};

static BODY: Check = Check {
    rule: Rule {
        code: "command.body",
        summary: "the body is that of the service reference variant",
        basis: Basis::Policy,
        hint: "do not act on the request: its header asks for one thing and its body for another",
    },
    ground: Ground::Standard,
    look: body,
};

static COMMAND_VARIANT: Check = Check {
    rule: Rule {
        code: "command.command-variant",
        summary: "the command variant fits the class of the request",
        basis: Basis::Policy,
        hint: "ask the sender for a command variant of that class",
    },
    ground: Ground::Dated("command.command-variants"),
    look: command_variant,
};

static SMETS1: Check = Check {
    rule: Rule {
        code: "command.smets1-service",
        summary: "the service exists for SMETS1 devices",
        basis: Basis::Policy,
        hint: "state in the table of service requests whether the service exists for SMETS1",
    },
    ground: Ground::Standard,
    look: smets1,
};

fn schema_version(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    under(rule, &facts.commands.schema_versions, facts, |known| {
        let Some(version) = facts.message.schema_version() else {
            return missing("no schemaVersion", "a version of the schema");
        };
        Judgement::kept_or(known.contains(&version.text), || {
            Detail::new(&version.text, list(known))
        })
    })
}

fn known(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Some(header) = facts.header else {
        return Finding::not_applicable(rule);
    };
    match (&header.service_reference_variant, facts.row) {
        (_, Some(row)) => always(rule, Some(row.authority()), Judgement::Kept),
        (Some(variant), None) => {
            let detail = Detail::new(&variant.text, "a variant of the table of service requests");
            always(rule, facts.table_authority(), Judgement::Broken(detail))
        }
        (None, None) => always(rule, None, no_variant()),
    }
}

fn reference(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Some(header) = facts.header else {
        return Finding::not_applicable(rule);
    };
    let stated = header.service_reference.as_ref();
    let (Some(reference), Some(variant)) = (stated.and_then(|stated| stated.value()), facts.variant) else {
        let detail = Detail::new(
            "no service reference and variant that can be read",
            "both of them",
        );
        return Finding::not_checked(rule, detail);
    };
    let wanted = variant.service_reference();
    let judgement = Judgement::kept_or(*reference == wanted, || {
        Detail::new(reference, format!("{wanted}, of which {variant} is a variant"))
    });
    always(rule, None, judgement)
}

fn body(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    let Some(row) = facts.row else {
        return always(rule, None, no_row());
    };
    let judgement = match (&row.value().body, &facts.message.body().element) {
        (Some(wanted), Some(found)) => Judgement::kept_or(found == wanted, || {
            Detail::new(facts.body_in_words(found), format!("the element {wanted}"))
        }),
        (None, Some(found)) => {
            let other = facts.policy.service_requests().of_body(found).next();
            match other {
                Some(other) => broken(format!("{found}, the body of {other}"), "the body of the variant"),
                None => {
                    Judgement::Tolerated(Detail::new(found, "a body that the table names for the variant"))
                }
            }
        }
        (_, None) => missing("a body without an element", "the body of the variant"),
    };
    always(rule, Some(row.authority()), judgement)
}

fn command_variant(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Some(header) = facts.header else {
        return Finding::not_applicable(rule);
    };
    let of_smets1 = &facts.commands.smets1_command_variants;
    let states_smets1 = of_smets1.at(facts.at).version().is_some();
    let (dated, is_sure) = match facts.is_smets1() {
        Some(true) if states_smets1 => (of_smets1, true),
        // Nothing is transformed for a SMETS1 device, so that other variants may be meant there than the schema says.
        Some(true) => (&facts.commands.command_variants, false),
        Some(false) | None => (&facts.commands.command_variants, true),
    };
    under(rule, dated, facts, |variants| {
        let stated = header.command_variant.as_ref();
        let Some(variant) = stated.and_then(|stated| stated.value()) else {
            return missing("no command variant that can be read", "a number from 1 to 9");
        };
        let Some(class) = facts.class() else {
            return no_row();
        };
        let wanted = variants.of(class);
        if wanted.contains(variant) {
            return Judgement::Kept;
        }
        let detail = Detail::new(variant, format!("{} for a {class} request", list(wanted)));
        if is_sure || class == RequestClass::NonDevice {
            return Judgement::Broken(facts.with_response_code(detail, rule, "E12"));
        }
        Judgement::Tolerated(
            detail.with_hint("which variants SMETS1 devices take is not known; state it in the policy"),
        )
    })
}

fn smets1(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Some(row) = facts.row else {
        return match facts.header {
            Some(_) => always(rule, None, no_row()),
            None => Finding::not_applicable(rule),
        };
    };
    let judgement = match (row.value().smets1, facts.is_smets1()) {
        (Applicability::Applies, _) => Judgement::Kept,
        (_, Some(false)) => Judgement::NotApplicable,
        (Applicability::Unknown, _) if row.value().class() == RequestClass::NonDevice => {
            Judgement::NotApplicable
        }
        (Applicability::DoesNotApply, Some(true)) => broken(
            "a service that SMETS1 does not have",
            "a service for SMETS1 devices",
        ),
        (Applicability::DoesNotApply, None) => missing(
            "a service that SMETS1 does not have, for a device of which nothing is known",
            "the inventory record of the device",
        ),
        (Applicability::Unknown, _) => Judgement::Tolerated(Detail::new(
            "a service of which it is not known whether SMETS1 has it",
            "a service for SMETS1 devices",
        )),
    };
    always(rule, Some(row.authority()), judgement)
}

fn no_variant() -> Judgement {
    missing(
        "no service reference variant that can be read",
        "one of the table of service requests",
    )
}

/// The request is not in the table, so that what it may be is not known.
pub(super) fn no_row() -> Judgement {
    missing(
        "a request that is not in the table of service requests",
        "its row of the table",
    )
}

/// `4, 5 or 6`.
pub(super) fn list<T: ToString>(of: impl IntoIterator<Item = T>) -> String {
    let words: Vec<String> = of.into_iter().map(|word| word.to_string()).collect();
    match words.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
