//! Whether the combination of device models is one that may be migrated.

use s1spki_policies::{DatedProvision, Moment, Period, Requirement};

use super::{Case, Check};
use crate::evidence::EligibleProductCombination;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::Judgement;

pub(super) static CHECKS: [Check; 3] = [
    Check {
        rule: Rule {
            code: "migration.eligible-product-combination",
            summary: "the device model combination is on the list of eligible product combinations (EPCL) at the time",
            basis: Basis::Policy,
            hint: "wait until the combination is on the list, or check the device models that were given",
        },
        look: eligible_product_combination,
    },
    Check {
        rule: Rule {
            code: "migration.eligible-product-window",
            summary: "the migration falls into the window after the combination was first added to the list",
            basis: Basis::Policy,
            hint: "ask the DCC whether the window still binds: who bears it is not stated",
        },
        look: eligible_product_window,
    },
    Check {
        rule: Rule {
            code: "migration.capacity",
            summary: "at least the least number of installations a day is allocated",
            basis: Basis::Policy,
            hint: "for planning alone: no installation is refused for it",
        },
        look: capacity,
    },
];

fn eligible_product_combination(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().eligible_product_combination;
    case.of_installation(rule, versions, |version| {
        if version.value == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        match entries(case) {
            Err(detail) => Judgement::Unread(detail),
            Ok(entries) => listed(&entries, case.at),
        }
    })
}

fn listed(entries: &[&EligibleProductCombination], at: Moment) -> Judgement {
    let wanted = format!("an entry on the list at {at}");
    let is_listed: Vec<Option<bool>> = entries.iter().map(|entry| entry.is_listed(at)).collect();
    match is_listed.as_slice() {
        [] => Judgement::Broken(Detail::new("the combination is not on the list", wanted)),
        listed if listed.contains(&Some(true)) => Judgement::Kept,
        listed if listed.contains(&None) => Judgement::Unread(Detail::new(
            "an entry that does not say since when it stands there",
            wanted,
        )),
        _ => {
            let entries: Vec<String> = entries.iter().map(|entry| dates(entry)).collect();
            Judgement::Broken(Detail::new(entries.join("; "), wanted))
        }
    }
}

/// `an entry from 2021-05-01T00:00:00Z, removed 2022-01-01T00:00:00Z`.
fn dates(entry: &EligibleProductCombination) -> String {
    let from = entry.first_added.map(|added| format!(" from {added}"));
    let until = entry.removed.map(|removed| format!(", removed {removed}"));
    format!(
        "an entry{}{}",
        from.unwrap_or_default(),
        until.unwrap_or_default()
    )
}

fn eligible_product_window(rule: &'static Rule, case: &Case<'_>) -> Finding {
    case.of_installation(rule, &case.rules().eligible_product_window, |version| {
        let entries = match entries(case) {
            Err(detail) => return Judgement::Unread(detail),
            Ok(entries) => entries
                .into_iter()
                .filter(|entry| entry.is_listed(case.at) != Some(false)),
        };
        let added: Option<Vec<Moment>> = entries.map(|entry| entry.first_added).collect();
        let Some(added) = added else {
            let found = "when the combination was first added was not given";
            return Judgement::Unread(Detail::new(found, "the day of its approval"));
        };
        match added.into_iter().max() {
            None => Judgement::NotApplicable,
            Some(added) => within(version, added, case.at),
        }
    })
}

fn within(version: &DatedProvision<Period>, added: Moment, at: Moment) -> Judgement {
    let Some(end) = version.value.after(added) else {
        return Judgement::Kept;
    };
    Judgement::kept_or(at < end, || {
        let found = format!("first added {added}, so that the window ended {end}");
        Detail::new(found, format!("a migration within {} of that", version.value))
    })
}

/// The entries of the list that the installation's combination is; an error where that cannot be said.
fn entries<'a>(case: &Case<'a>) -> Result<Vec<&'a EligibleProductCombination>, Detail> {
    let Some(list) = case.eligible else {
        let found = "no list of eligible product combinations was given";
        return Err(Detail::new(found, "the list as it was at the time"));
    };
    match (&case.evidence.combination, &case.evidence.devices) {
        (Some(name), _) => Ok(list.named(name).collect()),
        (None, Some(devices)) => Ok(list.of_devices(devices).collect()),
        (None, None) => Err(Detail::new(
            "neither the combination nor its devices were given",
            "the combination's name, or the models of all devices",
        )),
    }
}

fn capacity(rule: &'static Rule, case: &Case<'_>) -> Finding {
    case.of_installation(rule, &case.rules().capacity, |version| {
        let least = version.value.installations;
        match case.evidence.daily_allocation {
            None => Judgement::NotApplicable,
            Some(allocated) => Judgement::kept_or(allocated >= least, || {
                Detail::new(
                    format!("{allocated} installations a day"),
                    format!("at least {least} a day"),
                )
            }),
        }
    })
}
