//! The Certificate ID that the device is notified of, and the signer's.

use s1spki_policies::{CertificateId, NotifiedSlot, PartyClass, RequestClass, Requirement};

use super::check::{Check, always, missing, under};
use super::facts::Facts;
use super::service::no_row;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&Check; 2] = [&NOT_NULL, &NOTIFIED];

static NOT_NULL: Check = Check {
    rule: Rule {
        code: "command.slot-not-null",
        summary: "the Certificate ID that the device is notified of is not null (0)",
        basis: Basis::Policy,
        hint: "no certificate was notified to the device, so that no request of that class can be held against one",
    },
    ground: Ground::Dated("command.slot-not-null"),
    look: not_null,
};

static NOTIFIED: Check = Check {
    rule: Rule {
        code: "command.notified-certificate",
        summary: "the signer's Certificate ID is the one that the device is notified of",
        basis: Basis::Policy,
        hint: "do not act on the request: the device does not know this certificate; ask whether another one was to be notified",
    },
    ground: Ground::Dated("command.notified-certificate"),
    look: notified,
};

fn not_null(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let slots = match slots(facts) {
        Ok(slots) => slots,
        Err(judgement) => return always(rule, None, judgement),
    };
    under(rule, &facts.commands.slot_not_null, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        let notified = match notified_in(facts, &slots) {
            Ok(notified) => notified,
            Err(judgement) => return judgement,
        };
        let null = notified.iter().find(|(_, id)| id.is_null());
        match null {
            Some((slot, _)) => Judgement::Broken(Detail::new(
                format!("null (0) in the slot {slot}"),
                "the Certificate ID of a certificate",
            )),
            None => Judgement::Kept,
        }
    })
}

fn notified(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let slots = match slots(facts) {
        Ok(slots) => slots,
        Err(judgement) => return always(rule, None, judgement),
    };
    under(rule, &facts.commands.notified_certificate, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        let Some(signer) = facts.signer.known() else {
            return facts.without_signer();
        };
        let notified = match notified_in(facts, &slots) {
            Ok(notified) => notified,
            Err(judgement) => return judgement,
        };
        let Some(own) = signer.entry.certificate_id() else {
            return missing(
                "a signer without a Certificate ID",
                "the Certificate ID of the signer",
            );
        };
        if notified.iter().any(|(_, id)| **id == own) {
            return Judgement::Kept;
        }
        match notified.iter().find(|(_, id)| !id.is_null()) {
            Some((slot, id)) => Judgement::Broken(Detail::new(own, format!("{id}, in the slot {slot}"))),
            None => missing(
                "null (0), which names no certificate",
                "a notified Certificate ID to compare with",
            ),
        }
    })
}

/// The slots that a request of this class and by these user roles is held against; or why there are none.
///
/// Which party's slots they are follows from the user roles. Where those were not given, the role of a critical
/// request's signer says it as well.
fn slots(facts: &Facts<'_>) -> Result<Vec<NotifiedSlot>, Judgement> {
    if facts.header.is_none() {
        return Err(Judgement::NotApplicable);
    }
    let class = facts.class().ok_or_else(no_row)?;
    if class == RequestClass::NonDevice {
        return Err(Judgement::NotApplicable);
    }
    let mut parties = match facts.acting_roles() {
        Some(roles) => roles.iter().filter_map(|role| facts.party_of(*role)).collect(),
        None => party_of_signer(facts, class)
            .map(|party| vec![party])
            .ok_or_else(|| facts.no_user_roles())?,
    };
    parties.sort_unstable();
    parties.dedup();
    let slots = parties.iter().filter_map(|party| NotifiedSlot::of(*party, class));
    let slots: Vec<NotifiedSlot> = slots.collect();
    // An export supplier, an agent and an other user have no slots.
    if slots.is_empty() {
        return Err(Judgement::NotApplicable);
    }
    Ok(slots)
}

fn party_of_signer(facts: &Facts<'_>, class: RequestClass) -> Option<PartyClass> {
    let role = facts.signer.known()?.role.code()?;
    let rules = facts.commands.user_role.values();
    let mut versions = rules.filter_map(|dated| dated.at(facts.at).version());
    let version = versions.find(|version| version.value.device_role == Some(role))?;
    (class == RequestClass::Critical).then_some(version.value.party)?
}

/// What the device is notified of in these slots; or why that is not known.
fn notified_in<'a>(
    facts: &Facts<'a>,
    slots: &[NotifiedSlot],
) -> Result<Vec<(NotifiedSlot, &'a CertificateId)>, Judgement> {
    let Some(ids) = &facts.evidence.certificate_ids else {
        return Err(missing(
            "no notified Certificate IDs",
            "the Certificate IDs that the device is notified of",
        ));
    };
    let notified = slots.iter().map(|slot| match ids.in_slot(*slot) {
        Some(id) => Ok((*slot, id)),
        None => Err(missing(
            format!("nothing in the slot {slot}"),
            "the Certificate ID that the device is notified of",
        )),
    });
    notified.collect()
}
