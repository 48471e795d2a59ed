//! What must not be about to happen, and what must be switched off.

use s1spki_policies::{
    CountedDays, Dated, DatedProvision, DayCounting, EventWindow, MeterState, Moment, SwitchState,
    WindowBoundary,
};

use super::{Case, Check};
use crate::evidence::Registration;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::gate::no_firmer;
use crate::rule::Judgement;

pub(super) static CHECKS: [Check; 4] = [
    Check {
        rule: Rule {
            code: "migration.change-of-supplier-window",
            summary: "no change of supplier is due within so many days",
            basis: Basis::Policy,
            hint: "migrate after the change, with the authorisation of the new supplier",
        },
        look: change_of_supplier_window,
    },
    Check {
        rule: Rule {
            code: "migration.change-of-tenancy-window",
            summary: "no change of tenancy is planned within so many days",
            basis: Basis::Policy,
            hint: "migrate after the change",
        },
        look: change_of_tenancy_window,
    },
    Check {
        rule: Rule {
            code: "migration.profile-data-switch-dormant",
            summary: "where a meter is dormant, the communications hub's switch for profile data is as it must be",
            basis: Basis::Policy,
            hint: "wait for the release that handles profile data, or leave the installation for later",
        },
        look: profile_data_switch_dormant,
    },
    Check {
        rule: Rule {
            code: "migration.profile-data-switch-active",
            summary: "where a meter is active, the communications hub's switch for profile data is as it must be",
            basis: Basis::Policy,
            hint: "the Responsible Supplier switches it, or authorises the migration later",
        },
        look: profile_data_switch_active,
    },
];

fn change_of_supplier_window(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().change_of_supplier_window;
    window(rule, case, versions, "change of supplier", |registration| {
        registration.changes_of_supplier.as_deref()
    })
}

fn change_of_tenancy_window(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().change_of_tenancy_window;
    window(rule, case, versions, "change of tenancy", |registration| {
        registration.changes_of_tenancy.as_deref()
    })
}

/// Rests on the number of days and on how they are counted, whichever stands less firmly.
fn window(
    rule: &'static Rule,
    case: &Case<'_>,
    versions: &Dated<EventWindow>,
    what: &str,
    events: fn(&Registration) -> Option<&[Moment]>,
) -> Finding {
    let counting = case.counting();
    let finding = case.of_supplies(rule, versions, |version, supply| {
        let events = supply.registration.as_ref().and_then(events);
        match (events, counting) {
            (None, _) => Judgement::Unread(Detail::new(
                format!("whether a {what} is due was not given"),
                format!("the days of every {what}, or an empty list"),
            )),
            (_, None) => Judgement::Unread(Detail::new(
                "the policy does not say how days are counted",
                "a version of `migration.window-counting` at that time",
            )),
            (Some(events), Some(counting)) => {
                let days = version.value.days_for(case.cohort());
                outside(events, days, counting, case.at, what)
            }
        }
    });
    match (versions.at(case.at).version(), counting) {
        (Some(version), Some(counting)) => {
            let standing = Some(counting.authority.standing);
            no_firmer(finding, &version.authority, standing, || {
                format!("days counted as {}", counting_text(counting))
            })
        }
        _ => finding,
    }
}

fn outside(
    events: &[Moment],
    days: u16,
    counting: &DatedProvision<DayCounting>,
    at: Moment,
    what: &str,
) -> Judgement {
    let next = events
        .iter()
        .filter_map(|event| Some((event, days_until(*event, at, counting.value.counted)?)))
        .filter(|(_, ahead)| is_within(*ahead, days, counting.value.boundary))
        .min();
    match next {
        None => Judgement::Kept,
        Some((event, ahead)) => Judgement::Broken(Detail::new(
            format!("a {what} on {}, {ahead} days ahead", day(*event)),
            format!("none within {days} days ({})", counting_text(counting)),
        )),
    }
}

/// `calendar days, the last one included`.
pub(super) fn counting_text(counting: &DatedProvision<DayCounting>) -> String {
    let counted = counting.value.counted;
    let last = match counting.value.boundary {
        WindowBoundary::Inclusive => "included",
        WindowBoundary::Exclusive => "not included",
    };
    format!(
        "{counted} days, the last one {last}, {}",
        counting.authority.standing
    )
}

const fn is_within(ahead: i64, days: u16, boundary: WindowBoundary) -> bool {
    match boundary {
        WindowBoundary::Inclusive => ahead <= days as i64,
        WindowBoundary::Exclusive => ahead < days as i64,
    }
}

/// How many days lie between the day of `at` and the day of an event, in UTC; nothing where it is past.
fn days_until(event: Moment, at: Moment, counted: CountedDays) -> Option<i64> {
    const DAY: i64 = 86_400;
    let number = |moment: Moment| moment.unix_seconds().div_euclid(DAY);
    let (today, then) = (number(at), number(event));
    if then < today {
        return None;
    }
    let ahead = then.saturating_sub(today);
    Some(match counted {
        CountedDays::Calendar => ahead,
        CountedDays::Working => working_days(then).saturating_sub(working_days(today)),
    })
}

/// How many days from Monday to Friday there were from Monday, 29 December 1969 to this day, itself included. Day 0
/// is 1 January 1970, a Thursday.
const fn working_days(day: i64) -> i64 {
    let since_monday = day.saturating_add(3);
    let (weeks, weekday) = (since_monday.div_euclid(7), since_monday.rem_euclid(7));
    let of_this_week = if weekday < 5 { weekday.saturating_add(1) } else { 5 };
    weeks.saturating_mul(5).saturating_add(of_this_week)
}

fn day(moment: Moment) -> String {
    moment.to_string().chars().take(10).collect()
}

fn profile_data_switch_dormant(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().profile_data_switch_dormant;
    case.of_meters(MeterState::Dormant, rule, versions, |version, _| {
        switch(version, case)
    })
}

fn profile_data_switch_active(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().profile_data_switch_active;
    case.of_meters(MeterState::Active, rule, versions, |version, _| {
        switch(version, case)
    })
}

fn switch(version: &DatedProvision<SwitchState>, case: &Case<'_>) -> Judgement {
    let wanted = format!("switched {}", version.value);
    match case.evidence.profile_data_switch {
        None => Judgement::Unread(Detail::new("the switch for profile data was not given", wanted)),
        Some(state) => Judgement::kept_or(state == version.value, || {
            Detail::new(format!("switched {state}"), wanted)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn calendar_days_count_every_day_and_working_days_no_weekend() {
        // 2021-03-05 was a Friday.
        let ahead = |event: &str, counted| days_until(moment(event), moment("2021-03-05T18:00:00Z"), counted);
        assert_eq!(ahead("2021-03-04", CountedDays::Calendar), None);
        assert_eq!(ahead("2021-03-05", CountedDays::Calendar), Some(0));
        assert_eq!(ahead("2021-03-14T23:59:59Z", CountedDays::Calendar), Some(9));
        assert_eq!(ahead("2021-03-06", CountedDays::Working), Some(0));
        assert_eq!(ahead("2021-03-08", CountedDays::Working), Some(1));
        assert_eq!(ahead("2021-03-18", CountedDays::Working), Some(9));
        assert_eq!(ahead("2021-03-19", CountedDays::Working), Some(10));
    }

    #[test]
    fn the_boundary_decides_about_the_last_day() {
        assert!(is_within(9, 9, WindowBoundary::Inclusive));
        assert!(!is_within(9, 9, WindowBoundary::Exclusive));
        assert!(is_within(8, 9, WindowBoundary::Exclusive));
    }
}
