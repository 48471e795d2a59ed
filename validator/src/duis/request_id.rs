//! The identifier of a request.

use std::fmt;
use std::str::FromStr;

use s1spki_policies::Eui64;

/// Who asks, whom, and for which time: `90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000`.
///
/// Read in either letter case, written in upper case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId {
    /// The party that asks.
    pub originator: Eui64,
    /// The device, or the party, that is asked.
    pub target: Eui64,
    /// The originator's counter, 0 to 2^64 - 1.
    pub counter: u64,
}

/// The text is not a request identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a request identifier: write two EUI-64 with hyphens and a counter without leading zeros, with colons between"
)]
pub struct ParseRequestIdError(String);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.originator, self.target, self.counter)
    }
}

impl FromStr for RequestId {
    type Err = ParseRequestIdError;

    /// Reads the form of the schema (RequestIDType) and no other.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parts(text).ok_or_else(|| ParseRequestIdError(text.to_owned()))
    }
}

fn parts(text: &str) -> Option<RequestId> {
    let (originator, rest) = text.split_once(':')?;
    let (target, counter) = rest.split_once(':')?;
    Some(RequestId {
        originator: eui64(originator)?,
        target: eui64(target)?,
        counter: unsigned(counter)?,
    })
}

/// Eight pairs of hexadecimal digits with hyphens between, as DUIS writes an EUI-64.
pub(super) fn eui64(text: &str) -> Option<Eui64> {
    let mut octets = [0; 8];
    let mut pairs = text.split('-');
    for octet in &mut octets {
        let pair = pairs.next()?;
        let is_pair = pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
        *octet = u8::from_str_radix(pair, 16).ok().filter(|_| is_pair)?;
    }
    pairs.next().is_none().then(|| Eui64::new(octets))
}

/// Decimal digits without leading zeros, up to 2^64 - 1.
pub(super) fn unsigned(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LOWEST: &str = "90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:0";

    #[test]
    fn the_form_of_the_schema_is_read() {
        for text in [
            LOWEST,
            "90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:18446744073709551615",
        ] {
            assert_eq!(text.parse::<RequestId>().unwrap().to_string(), text);
        }
        assert_eq!(
            LOWEST.to_lowercase().parse::<RequestId>(),
            LOWEST.parse::<RequestId>()
        );
    }

    #[test]
    fn no_other_form_is_read() {
        for (from, to) in [
            (":0", ""),
            (":0", ":"),
            (":0", ":00"),
            (":0", ":01"),
            (":0", ":+1"),
            (":0", ": 1"),
            (":0", ":-1"),
            (":0", ":18446744073709551616"),
            (":0", ":0:0"),
            ("90-B3", "90B3"),
            ("90-B3", "+0-B3"),
            ("90-B3", "90:B3"),
            ("90-B3", "G0-B3"),
            ("90-B3", "90-90-B3"),
            ("90-B3-", ""),
            ("00:00", "0:00"),
        ] {
            let text = LOWEST.replacen(from, to, 1);
            assert!(text.parse::<RequestId>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(originator: [u8; 8], target: [u8; 8], counter: u64) {
            let id = RequestId { originator: Eui64::new(originator), target: Eui64::new(target), counter };
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(id.to_string().to_lowercase().parse(), Ok(id));
        }
    }
}
