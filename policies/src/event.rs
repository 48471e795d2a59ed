//! What happened, and when: the history that the dated rules come from.

use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::value::words;

words! {
    /// How exactly the date of an event is known.
    DatePrecision {
        /// It was that day.
        Day = "day",
        /// It was in that month; the day is its first.
        Month = "month",
        /// It was announced that day.
        Notice = "notice",
        /// It was meant for that day or month; whether it came so was not found.
        Expected = "expected",
        /// The sources name another day too; the note says which.
        Disputed = "disputed",
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Event {
    /// When, by its first second.
    pub date: Moment,
    /// How exactly that is known.
    #[serde(default = "to_the_day")]
    pub precision: DatePrecision,
    /// What.
    pub what: String,
}

const fn to_the_day() -> DatePrecision {
    DatePrecision::Day
}
