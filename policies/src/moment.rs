//! Points in time.

use std::fmt;
use std::str::FromStr;

use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

use crate::text::serde_as_text;

/// A point in time: UTC, whole seconds, from the year 1 to the year 9999.
///
/// X.509 knows no fractions of a second and no other zone (RFC 5280 4.1.2.5), so nothing here does.
/// Read from RFC 3339, or from a date alone, which is its first second; written as RFC 3339 with `Z`.
///
/// ```
/// use s1spki_policies::Moment;
///
/// let at: Moment = "2025-09-15T01:00:00+01:00".parse()?;
/// assert_eq!(at.to_string(), "2025-09-15T00:00:00Z");
/// assert_eq!("2025-09-15".parse(), Ok(at));
/// # Ok::<(), s1spki_policies::ParseMomentError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(UtcDateTime);

impl Moment {
    /// The moment so many seconds after 1970-01-01T00:00:00Z; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        UtcDateTime::from_unix_timestamp(seconds)
            .ok()
            .and_then(Self::from_utc)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// This moment; fractions of a second are cut off. `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_utc(utc: UtcDateTime) -> Option<Self> {
        (1..=9999)
            .contains(&utc.year())
            .then(|| Self(utc.truncate_to_second()))
    }

    /// The moment as the `time` package has it.
    #[must_use]
    pub const fn to_utc(self) -> UtcDateTime {
        self.0
    }

    /// The first second of this moment's day.
    #[must_use]
    pub const fn start_of_day(self) -> Self {
        Self(self.0.replace_time(Time::MIDNIGHT))
    }

    /// So many seconds later, or earlier where negative; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Option<Self> {
        self.0
            .checked_add(Duration::seconds(seconds))
            .and_then(Self::from_utc)
    }
}

impl From<Moment> for OffsetDateTime {
    fn from(moment: Moment) -> Self {
        moment.0.into()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        f.pad(&self.0.format(format).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moment({self})")
    }
}

/// The text is not a point in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a point in time: write RFC 3339, such as 2025-09-15T00:00:00Z, or a date, 2025-09-15")]
pub struct ParseMomentError(String);

impl FromStr for Moment {
    type Err = ParseMomentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let with_time = OffsetDateTime::parse(text, &Rfc3339).ok().and_then(|time| {
            let whole = time.nanosecond() == 0;
            whole.then_some(time)?.checked_to_utc()
        });
        let date_alone = || {
            let date = Date::parse(text, format_description!("[year]-[month]-[day]")).ok()?;
            Some(PrimitiveDateTime::new(date, Time::MIDNIGHT).as_utc())
        };
        with_time
            .or_else(date_alone)
            .and_then(Self::from_utc)
            .ok_or_else(|| ParseMomentError(text.to_owned()))
    }
}

serde_as_text!(Moment, "a point in time: RFC 3339, or a date");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fractions_zones_without_offset_and_years_out_of_range_are_refused() {
        for text in [
            "",
            "now",
            "2025-09-15T00:00:00",
            "2025-09-15T00:00:00.5Z",
            "2025-02-30",
            "0000-01-01",
        ] {
            assert_eq!(
                text.parse::<Moment>(),
                Err(ParseMomentError(text.to_owned())),
                "{text}"
            );
        }
        let last: Moment = "9999-12-31T23:59:59Z".parse().unwrap();
        assert_eq!(last.plus_seconds(1), None);
        assert_eq!("9999-12-31T23:59:59-01:00".parse::<Moment>().ok(), None);
    }

    proptest! {
        #[test]
        fn every_moment_reads_back_as_written(seconds in -62_135_596_800_i64..=253_402_300_799) {
            let moment = Moment::from_unix_seconds(seconds).unwrap();
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
            prop_assert_eq!(moment.unix_seconds(), seconds);
            prop_assert!(moment.start_of_day() <= moment);
        }

        #[test]
        fn no_text_panics(text in "[0-9TZ:.+-]{0,30}") {
            let _ = text.parse::<Moment>();
        }
    }
}
