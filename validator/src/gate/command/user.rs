//! The user: known, live, in a role that may ask for this, and responsible for the device.

use std::collections::BTreeSet;

use s1spki_policies::{
    DeviceType, Eui64, Moment, PartyClass, RequestClass, RequestOverride, Requirement, SupplierKind, UserRole,
};

use super::check::{Check, always, missing, of_version, under};
use super::facts::Facts;
use super::service::{list, no_row};
use crate::evidence::{Responsible, UserStatus};
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&Check; 5] = [&KNOWN, &LIVE, &ROLE, &RESPONSIBLE, &SUPPLIER];

static KNOWN: Check = Check {
    rule: Rule {
        code: "command.user-known",
        summary: "the originator is a user",
        basis: Basis::Policy,
        hint: "do not act on the request: its originator is not among the users",
    },
    ground: Ground::Dated("command.live-user"),
    look: known,
};

static LIVE: Check = Check {
    rule: Rule {
        code: "command.user-live",
        summary: "the user is live",
        basis: Basis::Policy,
        hint: "do not act on requests of a user that is suspended or has withdrawn",
    },
    ground: Ground::Dated("command.live-user"),
    look: live,
};

static ROLE: Check = Check {
    rule: Rule {
        code: "command.user-role",
        summary: "a role of the user may ask for this service",
        basis: Basis::Policy,
        hint: "do not act on the request: nobody in that role may ask for it",
    },
    ground: Ground::Standard,
    look: role,
};

static RESPONSIBLE: Check = Check {
    rule: Rule {
        code: "command.responsible-party",
        summary: "the user is responsible for the device at the time that the request is for",
        basis: Basis::Policy,
        hint: "do not act on the request: registration data name another party at that time",
    },
    ground: Ground::Dated("command.responsible-party"),
    look: responsible,
};

static SUPPLIER: Check = Check {
    rule: Rule {
        code: "command.supplier-kind",
        summary: "where one supplier alone may ask for this service, it is that one",
        basis: Basis::Policy,
        hint: "do not act on the request: another supplier has to ask for this",
    },
    ground: Ground::Dated("command.request-override"),
    look: supplier,
};

fn known(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.live_user, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        let Some(id) = facts.request_id else {
            return facts.no_request_id();
        };
        if facts.evidence.users.is_none() {
            return no_users();
        }
        Judgement::kept_or(facts.user.is_some(), || {
            let detail = Detail::new(id.originator, "one of the users");
            facts.with_response_code(detail, rule, "E1")
        })
    })
}

fn live(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.live_user, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        match facts.user.map(|user| user.status) {
            None => no_users(),
            Some(None) => missing("a user without a status", "the status of the user"),
            Some(Some(UserStatus::Live)) => Judgement::Kept,
            Some(Some(status)) => {
                let found = match status {
                    UserStatus::Live => "live",
                    UserStatus::Suspended => "suspended",
                    UserStatus::Withdrawn => "withdrawn",
                };
                Judgement::Broken(facts.with_response_code(Detail::new(found, "live"), rule, "E3"))
            }
        }
    })
}

/// The table says which user roles may ask; for SMETS1 a dated rule may say otherwise.
fn role(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Some(row) = facts.row else {
        return match facts.header {
            Some(_) => always(rule, None, no_row()),
            None => Finding::not_applicable(rule),
        };
    };
    let in_table = &row.value().user_roles;
    match facts.override_of_roles() {
        None => always(rule, Some(row.authority()), may_ask(facts, rule, in_table)),
        Some((version, roles)) => match facts.is_overridden(&version.value) {
            Some(false) => always(rule, Some(row.authority()), may_ask(facts, rule, in_table)),
            Some(true) => always(rule, Some(&version.authority), may_ask(facts, rule, roles)),
            None => match (may_ask(facts, rule, in_table), may_ask(facts, rule, roles)) {
                // Whichever of the two it is, the answer is the same.
                (Judgement::Kept, Judgement::Kept) => always(rule, Some(&version.authority), Judgement::Kept),
                (Judgement::Broken(detail), Judgement::Broken(_)) => {
                    always(rule, Some(row.authority()), Judgement::Broken(detail))
                }
                _ => always(
                    rule,
                    Some(&version.authority),
                    undecided_override(&version.value, roles),
                ),
            },
        },
    }
}

fn undecided_override(value: &RequestOverride, roles: &BTreeSet<UserRole>) -> Judgement {
    let mut found = "a device of which it is not known whether a rule for SMETS1 covers it".to_owned();
    if !value.except.is_empty() {
        found = format!("{found}; it is not for {}", list(&value.except));
    }
    missing(found, format!("{} where it does", list(roles)))
}

fn may_ask(facts: &Facts<'_>, rule: &'static Rule, eligible: &BTreeSet<UserRole>) -> Judgement {
    if eligible.is_empty() {
        // A list without roles means that nobody may, not that anybody may.
        let detail = Detail::new(
            "a service that no user role may ask for",
            "a service that a user may ask for",
        );
        return Judgement::Broken(facts.with_response_code(detail, rule, "E2"));
    }
    let Some(roles) = facts.user_roles() else {
        return facts.no_user_roles();
    };
    Judgement::kept_or(roles.iter().any(|role| eligible.contains(role)), || {
        let detail = Detail::new(list(roles), list(eligible));
        facts.with_response_code(detail, rule, "E2")
    })
}

fn responsible(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Some(class) = facts.class() else {
        return match facts.header {
            Some(_) => always(rule, None, no_row()),
            None => Finding::not_applicable(rule),
        };
    };
    under(rule, &facts.commands.responsible_party, facts, |requirement| {
        if class == RequestClass::NonDevice || *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        let Some(id) = facts.request_id else {
            return facts.no_request_id();
        };
        let Some(time) = facts.required_time() else {
            return missing(
                "an execution time that cannot be read",
                "RFC 3339, such as 2026-03-01T00:00:00Z",
            );
        };
        let Some(roles) = facts.acting_roles() else {
            return facts.no_user_roles();
        };
        let mut parties: Vec<PartyClass> = roles.iter().filter_map(|role| facts.party_of(*role)).collect();
        parties.dedup();
        if parties.is_empty() {
            let found = format!("the user role {}", list(&roles));
            return Judgement::Tolerated(Detail::new(
                found,
                "a user role of which it is known what it is responsible for",
            ));
        }
        let judgements = parties
            .iter()
            .map(|party| facts.is_responsible(*party, id.originator, time, rule));
        first_kept(judgements)
    })
}

/// Who acts in two roles needs one of them to be right.
fn first_kept(judgements: impl Iterator<Item = Judgement>) -> Judgement {
    let mut worst = Judgement::NotApplicable;
    for judgement in judgements {
        match judgement {
            Judgement::Kept => return Judgement::Kept,
            judgement @ Judgement::Unread(_) => worst = judgement,
            judgement if !matches!(worst, Judgement::Unread(_)) => worst = judgement,
            _ => {}
        }
    }
    worst
}

impl Facts<'_> {
    fn is_responsible(
        &self,
        party: PartyClass,
        originator: Eui64,
        time: Moment,
        rule: &'static Rule,
    ) -> Judgement {
        let responsible = self.responsible(party, time);
        let wanted = |who: String| {
            let detail = Detail::new(originator, format!("{who}, the {} at {time}", in_words(party)));
            Judgement::Broken(self.with_response_code(detail, rule, "E4"))
        };
        match responsible {
            Responsible::One(one) if one == originator => Judgement::Kept,
            Responsible::One(one) => wanted(one.to_string()),
            Responsible::Nobody => wanted("nobody".to_owned()),
            Responsible::Several(several) => missing(
                format!(
                    "{} parties responsible at {time}: {}",
                    several.len(),
                    list(&several)
                ),
                "one responsible party",
            ),
            Responsible::Unknown => missing(
                format!("no {} in the registration data", in_words(party)),
                "who is responsible for the device",
            ),
        }
    }

    /// Who is responsible: for a communications hub it is the lead supplier, for a meter whom registration data name.
    fn responsible(&self, party: PartyClass, time: Moment) -> Responsible {
        let is_hub = self.device().and_then(|device| device.device_type) == Some(DeviceType::Chf);
        match (party, &self.evidence.registration) {
            (PartyClass::Supplier, _) if is_hub => match self.evidence.lead_supplier {
                Some(lead) => Responsible::One(lead),
                None => Responsible::Unknown,
            },
            (PartyClass::Supplier, Some(registration)) => registration.supplier(time),
            (PartyClass::NetworkOperator, Some(registration)) => registration.network_operator(time),
            (_, None) => Responsible::Unknown,
        }
    }
}

const fn in_words(party: PartyClass) -> &'static str {
    match party {
        PartyClass::Supplier => "responsible supplier",
        PartyClass::NetworkOperator => "network operator",
    }
}

fn supplier(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Some((version, kind)) = facts.override_of_supplier() else {
        return Finding::not_applicable(rule);
    };
    let judgement = match facts.is_overridden(&version.value) {
        Some(false) => Judgement::NotApplicable,
        Some(true) => is_of_kind(facts, rule, kind),
        None => match is_of_kind(facts, rule, kind) {
            Judgement::Kept => Judgement::Kept,
            _ => missing(
                "a device of which it is not known whether the rule covers it",
                format!("the {kind} supplier where it does"),
            ),
        },
    };
    of_version(rule, version, judgement)
}

fn is_of_kind(facts: &Facts<'_>, rule: &'static Rule, kind: SupplierKind) -> Judgement {
    let Some(id) = facts.request_id else {
        return facts.no_request_id();
    };
    match kind {
        SupplierKind::Lead => match facts.evidence.lead_supplier {
            None => missing("no lead supplier", "who the lead supplier is"),
            Some(lead) => Judgement::kept_or(lead == id.originator, || {
                let detail = Detail::new(id.originator, format!("{lead}, the lead supplier"));
                facts.with_response_code(detail, rule, "E4")
            }),
        },
        SupplierKind::Electricity => match facts.user_roles() {
            None => facts.no_user_roles(),
            Some(roles) => Judgement::kept_or(roles.contains(&UserRole::ImportSupplier), || {
                let detail = Detail::new(list(roles), "IS, the electricity supplier");
                facts.with_response_code(detail, rule, "E2")
            }),
        },
    }
}

pub(super) fn no_users() -> Judgement {
    missing("no users", "what is known of the user")
}
