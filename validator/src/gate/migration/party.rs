//! Who decides that an installation migrates.

use s1spki_policies::{DatedProvision, Eui64, MeterState, MigrationLead, Moment};

use super::case::list;
use super::{Case, Check};
use crate::evidence::{Authorisation, Responsible, Supply};
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::rule::Judgement;

pub(super) static CHECKS: [Check; 2] = [
    Check {
        rule: Rule {
            code: "migration.active-authorisation",
            summary: "the Responsible Supplier of each active meter has authorised the migration",
            basis: Basis::Policy,
            hint: "get the authorisation of every supplier that is responsible for an active meter (Migration \
                   Authorisation Mechanism); under split supply there are two",
        },
        look: active_authorisation,
    },
    Check {
        rule: Rule {
            code: "migration.dormant-led-by",
            summary: "whoever is to lead the migration of a dormant meter leads it",
            basis: Basis::Policy,
            hint: "leave dormant meters to the DCC, or have the supplier make the meter active first",
        },
        look: dormant_led_by,
    },
];

fn active_authorisation(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().active_authorisation;
    case.of_meters(MeterState::Active, rule, versions, |version, supply| {
        match (version.value, responsible(supply, case.at)) {
            (MigrationLead::Dcc, _) => Judgement::NotApplicable,
            (MigrationLead::ResponsibleSupplier, Err(detail)) => Judgement::Unread(detail),
            (MigrationLead::ResponsibleSupplier, Ok(supplier)) => {
                authorised(case.evidence.authorisations.as_deref(), supplier, case.at)
            }
        }
    })
}

fn authorised(given: Option<&[Authorisation]>, supplier: Eui64, at: Moment) -> Judgement {
    let wanted = format!("an authorisation of {supplier} at {at} or earlier");
    let Some(given) = given else {
        return Judgement::Unread(Detail::new("which suppliers authorised it was not given", wanted));
    };
    let in_time = given
        .iter()
        .filter(|authorisation| authorisation.given.is_none_or(|given| given <= at));
    let suppliers: Vec<Eui64> = in_time.map(|authorisation| authorisation.supplier).collect();
    Judgement::kept_or(suppliers.contains(&supplier), || {
        let found = match (suppliers.as_slice(), given) {
            ([], []) => "no authorisation".to_owned(),
            ([], [first, ..]) => format!("only one that was given later: {first}"),
            (suppliers, _) => format!("authorised by {} alone", list(suppliers)),
        };
        Detail::new(found, wanted)
    })
}

/// The one supplier who is responsible at `at`; else what is missing.
pub(super) fn responsible(supply: &Supply, at: Moment) -> Result<Eui64, Detail> {
    let registration = supply.registration.as_ref();
    let wanted = format!("the supplier that registration data name for {at}");
    match registration.map(|registration| registration.supplier(at)) {
        Some(Responsible::One(supplier)) => Ok(supplier),
        None | Some(Responsible::Unknown) => {
            Err(Detail::new("the responsible supplier was not given", wanted))
        }
        Some(Responsible::Nobody) => Err(Detail::new("no supplier is responsible at that time", wanted)),
        Some(Responsible::Several(several)) => {
            let found = format!("registration data name several at once: {}", list(&several));
            Err(Detail::new(found, wanted))
        }
    }
}

fn dormant_led_by(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().dormant_led_by;
    case.of_meters(MeterState::Dormant, rule, versions, |version, _| {
        led(version, case)
    })
}

fn led(version: &DatedProvision<MigrationLead>, case: &Case<'_>) -> Judgement {
    let wanted = format!("led by the {}", lead_text(version.value));
    match case.evidence.led_by {
        None => Judgement::Unread(Detail::new("who leads the migration was not given", wanted)),
        Some(lead) => Judgement::kept_or(lead == version.value, || {
            Detail::new(format!("led by the {}", lead_text(lead)), wanted)
        }),
    }
}

const fn lead_text(lead: MigrationLead) -> &'static str {
    match lead {
        MigrationLead::Dcc => "DCC",
        MigrationLead::ResponsibleSupplier => "responsible supplier",
    }
}
