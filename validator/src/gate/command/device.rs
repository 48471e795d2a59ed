//! The device: known, of this S1SP, of a type and in a state that take the request, and of an eligible product.

use s1spki_policies::{RequestClass, Requirement};

use super::check::{Check, always, broken, missing, under};
use super::facts::{Facts, SMETS1_REGION};
use super::service::{list, no_row};
use crate::evidence::DeviceRecord;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&Check; 6] = [&KNOWN, &STATUS, &TYPE, &SMETS1, &SERVICE_PROVIDER, &ELIGIBLE];

static KNOWN: Check = Check {
    rule: Rule {
        code: "command.device-known",
        summary: "the inventory has the device that the request is about",
        basis: Basis::Policy,
        hint: "give the inventory record of the device that the request is about",
    },
    ground: Ground::Dated("command.smets1-target"),
    look: known,
};

static STATUS: Check = Check {
    rule: Rule {
        code: "command.device-status",
        summary: "the device is in a state in which it takes the request",
        basis: Basis::Policy,
        hint: "do not act on the request while the device is in that state",
    },
    ground: Ground::Dated("command.device-status"),
    look: status,
};

static TYPE: Check = Check {
    rule: Rule {
        code: "command.device-type",
        summary: "the request is for devices of that type",
        basis: Basis::Policy,
        hint: "do not act on the request: it is for another type of device",
    },
    ground: Ground::Dated("command.device-type"),
    look: device_type,
};

static SMETS1: Check = Check {
    rule: Rule {
        code: "command.smets1-target",
        summary: "the device is a SMETS1 device",
        basis: Basis::Policy,
        hint: "requests to other devices do not come to a SMETS1 Service Provider",
    },
    ground: Ground::Dated("command.smets1-target"),
    look: smets1,
};

static SERVICE_PROVIDER: Check = Check {
    rule: Rule {
        code: "command.service-provider",
        summary: "the device is one of this SMETS1 Service Provider",
        basis: Basis::Policy,
        hint: "the request belongs to the S1SP that the inventory names",
    },
    ground: Ground::Dated("command.smets1-target"),
    look: service_provider,
};

static ELIGIBLE: Check = Check {
    rule: Rule {
        code: "command.eligible-product",
        summary: "the device is part of an eligible product combination",
        basis: Basis::Policy,
        hint: "requests need only be processed for combinations on the list",
    },
    ground: Ground::Dated("command.eligible-product"),
    look: eligible,
};

fn known(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if let Some(finding) = beside(facts, rule) {
        return finding;
    }
    under(rule, &facts.commands.smets1_target, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        let Some(wanted) = facts.device_in_question else {
            return facts.no_request_id();
        };
        match facts.evidence.device.as_ref().map(|device| device.device_id) {
            None => no_record(),
            Some(None) => missing("an inventory record without DeviceID", wanted),
            Some(Some(found)) => Judgement::kept_or(found == wanted, || {
                let detail = Detail::new(format!("the inventory record of {found}"), wanted);
                facts.with_response_code(detail, rule, "E19")
            }),
        }
    })
}

fn status(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if let Some(finding) = beside(facts, rule) {
        return finding;
    }
    under(rule, &facts.commands.device_status, facts, |statuses| {
        let Some(variant) = facts.variant else {
            return no_row();
        };
        of_record(facts, |device| match device.status {
            None => missing("an inventory record without a status", "the status of the device"),
            Some(status) => {
                let wanted = statuses.of(variant);
                Judgement::kept_or(wanted.contains(&status), || {
                    let detail = Detail::new(status, format!("{} for {variant}", list(wanted)));
                    facts.with_response_code(detail, rule, "E5")
                })
            }
        })
    })
}

fn device_type(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    let types = facts
        .variant
        .and_then(|variant| facts.commands.device_type.get(&variant));
    let Some(types) = types else {
        // The policy need not say it of every request: then it says nothing about the type.
        return Finding::not_applicable(rule);
    };
    under(rule, types, facts, |wanted| {
        of_record(facts, |device| match device.device_type {
            None => missing("an inventory record without a type", "the type of the device"),
            Some(found) => Judgement::kept_or(wanted.contains(&found), || {
                facts.with_response_code(Detail::new(found, list(wanted)), rule, "E11")
            }),
        })
    })
}

fn smets1(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if let Some(finding) = beside(facts, rule) {
        return finding;
    }
    under(rule, &facts.commands.smets1_target, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        of_record(facts, |device| match &device.csp_region {
            None => missing("an inventory record without CSPRegion", SMETS1_REGION),
            Some(region) => Judgement::kept_or(region == SMETS1_REGION, || {
                Detail::new(format!("the region {region}"), SMETS1_REGION)
            }),
        })
    })
}

fn service_provider(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if let Some(finding) = beside(facts, rule) {
        return finding;
    }
    under(rule, &facts.commands.smets1_target, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        let Some(wanted) = &facts.evidence.s1sp else {
            return missing("no SMETS1 Service Provider that judges", "which S1SP judges");
        };
        of_record(facts, |device| match &device.s1sp {
            None => missing("an inventory record without S1SP", "the S1SP of the device"),
            Some(found) => Judgement::kept_or(found == wanted, || Detail::new(found, wanted)),
        })
    })
}

fn eligible(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if let Some(finding) = beside(facts, rule) {
        return finding;
    }
    under(rule, &facts.commands.eligible_product, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        let Some(combinations) = &facts.evidence.eligible_product_combinations else {
            return missing("no list of eligible product combinations", "the list");
        };
        of_record(facts, |device| {
            let (Some(_), Some(manufacturer), Some(model)) =
                (device.device_type, &device.manufacturer, &device.model)
            else {
                return missing(
                    "an inventory record without type, manufacturer or model",
                    "the model of the device",
                );
            };
            let listed: Vec<Option<bool>> = combinations
                .with_device(device)
                .map(|entry| entry.is_listed(facts.at))
                .collect();
            if listed.contains(&Some(true)) {
                return Judgement::Kept;
            }
            let found = format!("{manufacturer} {model}");
            if listed.contains(&None) {
                return missing(
                    format!("{found}, listed since a date that is not given"),
                    "the date",
                );
            }
            let firmware = device.firmware_version.as_deref().unwrap_or("of any version");
            broken(
                format!("{found}, firmware {firmware}"),
                format!("a model that is on the list at {}", facts.at),
            )
        })
    })
}

/// The finding of a rule about the device where the request is about none, or is not known to be about one.
fn beside(facts: &Facts<'_>, rule: &'static Rule) -> Option<Finding> {
    match (facts.header, facts.class()) {
        (None, _) => Some(Finding::not_applicable(rule)),
        (Some(_), None) => Some(always(rule, None, no_row())),
        // What concerns no device may still name one in its body, as an inventory request does.
        (Some(_), Some(RequestClass::NonDevice)) => Some(Finding::not_applicable(rule)),
        (Some(_), Some(_)) => None,
    }
}

/// What the inventory record says, if there is one and it is of the device in question.
fn of_record(facts: &Facts<'_>, look: impl FnOnce(&DeviceRecord) -> Judgement) -> Judgement {
    match (facts.device(), &facts.evidence.device) {
        (Some(device), _) => look(device),
        (None, Some(_)) => missing("the inventory record of another device", "that of the device"),
        (None, None) => no_record(),
    }
}

fn no_record() -> Judgement {
    missing("no inventory record", "the inventory record of the device")
}
