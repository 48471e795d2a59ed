//! Periods of the calendar, and validity.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use crate::Moment;
use crate::text::serde_as_text;

/// A span of calendar time: `P10Y`, `P12M`, `P7D`, `PT48H`, `PT30M`, `PT1S`, or a mixture such as `P1Y6M`
/// (ISO 8601, without weeks and fractions).
///
/// Years and months are added by the calendar (a month later than 31 January is the last day of
/// February), days are 24 hours.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    months: u32,
    seconds: u64,
}

/// A day has no leap second here, as in RFC 5280 4.1.2.5.
const SECONDS_A_DAY: u64 = 86_400;

impl Period {
    /// No time at all.
    pub const ZERO: Self = Self {
        months: 0,
        seconds: 0,
    };

    /// A period of so many seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self { months: 0, seconds }
    }

    /// Whether it is no time at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.months == 0 && self.seconds == 0
    }

    /// The moment this period after `start`: months first, then the rest. `None` past the year 9999.
    #[must_use]
    pub fn after(self, start: Moment) -> Option<Moment> {
        let date = start.to_utc().date();
        let month_index = u32::from(u8::from(date.month()))
            .checked_sub(1)?
            .checked_add(self.months)?;
        let year = date.year().checked_add(i32::try_from(month_index / 12).ok()?)?;
        let month = Month::try_from(u8::try_from(month_index % 12).ok()?.checked_add(1)?).ok()?;
        let day = date.day().min(month.length(year));
        let date = Date::from_calendar_date(year, month, day).ok()?;
        Moment::from_utc(start.to_utc().replace_date(date))?.plus_seconds(i64::try_from(self.seconds).ok()?)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = "P".to_owned();
        let mut part = |prefix: &str, number: u64, unit: char| {
            if number > 0 {
                text.push_str(&format!("{prefix}{number}{unit}"));
            }
            number > 0
        };
        part("", u64::from(self.months / 12), 'Y');
        part("", u64::from(self.months % 12), 'M');
        part("", self.seconds / SECONDS_A_DAY, 'D');
        let of_day = self.seconds % SECONDS_A_DAY;
        let hours = part("T", of_day / 3600, 'H');
        let minutes = part(if hours { "" } else { "T" }, of_day % 3600 / 60, 'M');
        part(if hours || minutes { "" } else { "T" }, of_day % 60, 'S');
        if self.is_zero() {
            text.push_str("T0S");
        }
        f.pad(&text)
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Period({self})")
    }
}

/// The text is not a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period: write ISO 8601, such as P10Y, P12M, P7D or PT48H")]
pub struct ParsePeriodError(String);

impl FromStr for Period {
    type Err = ParsePeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParsePeriodError(text.to_owned()))
    }
}

/// Reads `P[nY][nM][nD][T[nH][nM][nS]]`, units in this order, at least one.
fn parse(text: &str) -> Option<Period> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None => (text.strip_prefix('P')?, ""),
    };
    let [years, months, days] = numbers(date, ['Y', 'M', 'D'])?;
    let [hours, minutes, seconds] = numbers(time, ['H', 'M', 'S'])?;
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let sum = |terms: [(u64, u64); 4]| {
        terms.iter().try_fold(0_u64, |sum, (number, unit)| {
            sum.checked_add(number.checked_mul(*unit)?)
        })
    };
    let months = u32::try_from(years.checked_mul(12)?.checked_add(months)?).ok()?;
    let seconds = sum([(days, SECONDS_A_DAY), (hours, 3600), (minutes, 60), (seconds, 1)])?;
    Some(Period { months, seconds })
}

/// Reads a number before each of `units`, in their order; those left out are zero.
fn numbers(mut text: &str, units: [char; 3]) -> Option<[u64; 3]> {
    let mut numbers = [0; 3];
    for (number, unit) in numbers.iter_mut().zip(units) {
        if let Some((digits, rest)) = text.split_once(unit)
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            *number = digits.parse().ok()?;
            text = rest;
        }
    }
    text.is_empty().then_some(numbers)
}

serde_as_text!(Period, "a period in ISO 8601, such as P10Y or PT48H");

/// From when until when something holds; both ends belong to it (RFC 5280 4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first second.
    pub not_before: Moment,
    /// The last second.
    pub not_after: Moment,
}

impl Validity {
    /// The validity that starts at `not_before` and lasts `period`: since the last second belongs to it,
    /// `not_after` is one second earlier than `not_before + period`. `None` past the year 9999, or where the
    /// period is zero.
    #[must_use]
    pub fn lasting(not_before: Moment, period: Period) -> Option<Self> {
        let not_after = period.after(not_before)?.plus_seconds(-1)?;
        (not_before <= not_after).then_some(Self {
            not_before,
            not_after,
        })
    }

    /// Whether `at` lies in it.
    #[must_use]
    pub fn contains(&self, at: Moment) -> bool {
        self.not_before <= at && at <= self.not_after
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} to {}", self.not_before, self.not_after))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_second_belongs_to_the_validity() {
        // As in the published test certificates of 2015.
        let validity = Validity::lasting(moment("2015-10-30"), period("P10Y")).unwrap();
        assert_eq!(validity.not_after, moment("2025-10-29T23:59:59Z"));
        assert!(validity.contains(validity.not_before) && validity.contains(validity.not_after));
        assert!(
            !validity.contains(moment("2025-10-30")) && !validity.contains(moment("2015-10-29T23:59:59Z"))
        );
        assert_eq!(Validity::lasting(moment("2015-10-30"), Period::ZERO), None);
        assert_eq!(Validity::lasting(moment("9990-01-01"), period("P10Y1D")), None);
    }

    #[test]
    fn months_follow_the_calendar() {
        for (start, text, end) in [
            ("2024-02-29", "P1Y", "2025-02-28"),
            ("2024-02-29", "P4Y", "2028-02-29"),
            ("2023-01-31", "P1M", "2023-02-28"),
            ("2023-12-31", "P2M", "2024-02-29"),
            ("2023-12-31T10:00:00Z", "P1DT14H", "2024-01-02T00:00:00Z"),
        ] {
            assert_eq!(
                period(text).after(moment(start)),
                Some(moment(end)),
                "{start} + {text}"
            );
        }
    }

    #[test]
    fn what_is_not_a_period_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "10Y",
            "P1W",
            "P1D1Y",
            "P1YT",
            "P-1Y",
            "P1.5D",
            "P99999999999Y",
            "PT1D",
        ] {
            assert_eq!(
                text.parse::<Period>(),
                Err(ParsePeriodError(text.to_owned())),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_period_reads_back_as_written(months in 0_u32..100_000, seconds in 0_u64..10_000_000_000) {
            let period = Period { months, seconds };
            prop_assert_eq!(period.to_string().parse(), Ok(period));
        }

        #[test]
        fn validity_counts_both_ends(start in 0_i64..4_000_000_000, seconds in 1_u64..1_000_000_000) {
            let start = Moment::from_unix_seconds(start).unwrap();
            let validity = Validity::lasting(start, Period::seconds(seconds)).unwrap();
            let length = validity.not_after.unix_seconds() - validity.not_before.unix_seconds() + 1;
            prop_assert_eq!(u64::try_from(length).unwrap(), seconds);
        }

        #[test]
        fn no_text_panics(text in "P?[0-9YMDTHS]{0,30}") {
            let _ = text.parse::<Period>();
        }
    }
}
