//! The rules of the two gates, and what happened, by date.

use serde::Serialize;

use crate::value::words;
use crate::{Moment, Policy, ProvisionRecord};

words! {
    /// What a line of the timeline says.
    Happening {
        /// Something happened.
        Event = "event",
        /// A rule begins.
        Begins = "begins",
        /// A version of a rule takes the place of another.
        Changes = "changes",
        /// A rule ends.
        Ends = "ends",
    }
}

/// A line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimelineEntry<'a> {
    /// When; nothing for what holds from the beginning, or whose beginning was not found.
    pub at: Option<Moment>,
    /// What happens.
    pub happening: Happening,
    /// The event, or the version of the rule: the new one where it changes.
    pub record: &'a ProvisionRecord,
    /// The version whose place it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<&'a ProvisionRecord>,
}

/// The history and every rule that has a date, in the order of the dates. Rules that hold at all times are not in it.
#[must_use]
pub fn timeline(policy: &Policy) -> Vec<TimelineEntry<'_>> {
    let records = policy.provisions();
    let mut entries: Vec<TimelineEntry<'_>> = events(policy).collect();
    for record in records {
        entries.extend(begins(records, record));
        entries.extend(ends(records, record));
    }
    entries.sort_by_key(|entry| (entry.at, entry.happening, entry.record.path.clone()));
    entries
}

fn events(policy: &Policy) -> impl Iterator<Item = TimelineEntry<'_>> {
    policy.events().iter().filter_map(|(name, event)| {
        let path = format!("event.{}", crate::text::key(name));
        Some(TimelineEntry {
            at: Some(event.value().date),
            happening: Happening::Event,
            record: policy.provisions().iter().find(|record| record.path == path)?,
            replaces: None,
        })
    })
}

fn begins<'a>(records: &'a [ProvisionRecord], record: &'a ProvisionRecord) -> Option<TimelineEntry<'a>> {
    let dating = record.dating.as_ref()?;
    if dating.from.is_none() && dating.until.is_none() {
        return None;
    }
    let replaces = dating
        .from
        .and_then(|from| version_where(records, record, |other| other.until == Some(from)));
    Some(TimelineEntry {
        at: dating.from,
        happening: match replaces {
            Some(_) => Happening::Changes,
            None => Happening::Begins,
        },
        record,
        replaces,
    })
}

/// The end of a version, unless another takes its place at once.
fn ends<'a>(records: &'a [ProvisionRecord], record: &'a ProvisionRecord) -> Option<TimelineEntry<'a>> {
    let until = record.dating.as_ref()?.until?;
    match version_where(records, record, |other| other.from == Some(until)) {
        Some(_) => None,
        None => Some(TimelineEntry {
            at: Some(until),
            happening: Happening::Ends,
            record,
            replaces: None,
        }),
    }
}

/// Another version of the same rule.
fn version_where<'a>(
    records: &'a [ProvisionRecord],
    record: &ProvisionRecord,
    is: impl Fn(&crate::Dating) -> bool,
) -> Option<&'a ProvisionRecord> {
    records.iter().find(|other| {
        other.rule().is_some() && other.rule() == record.rule() && other.dating.as_ref().is_some_and(&is)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(at: &str) -> Vec<String> {
        let policy = Policy::embedded("foc-s1spki").unwrap().unwrap();
        let at: Moment = at.parse().unwrap();
        timeline(&policy)
            .into_iter()
            .filter(|entry| entry.at == Some(at))
            .map(|entry| format!("{} {}", entry.happening, entry.record.path))
            .collect()
    }

    #[test]
    fn tmad_v11_begins_with_what_it_brought() {
        assert_eq!(
            lines("2021-02-28"),
            [
                "event event.2021-02-28-tmad-v11",
                "begins migration.key-infrastructure.appendix-ap",
                "begins migration.prepayment-attestation.tmad-v11",
                "begins migration.profile-data-switch-active.tmad-v11",
                "begins migration.profile-data-switch-dormant.tmad-v11",
                "changes migration.change-of-supplier-window.tmad-v11",
                "changes migration.change-of-tenancy-window.tmad-v11",
            ]
        );
        assert_eq!(lines("2021-02-27"), [""; 0]);
    }

    #[test]
    fn a_rule_without_a_successor_ends() {
        assert_eq!(
            lines("2021-07-02"),
            ["event event.2021-07-02-mam-v5", "ends migration.capacity.msm-v4"]
        );
    }

    #[test]
    fn the_order_is_that_of_the_dates() {
        let policy = Policy::embedded("foc-s1spki").unwrap().unwrap();
        let entries = timeline(&policy);
        assert!(entries.iter().map(|entry| entry.at).is_sorted());
        let events = entries.iter().filter(|entry| entry.happening == Happening::Event);
        assert_eq!(events.count(), policy.events().len());
        assert_eq!(entries[0].at, None);
    }
}
