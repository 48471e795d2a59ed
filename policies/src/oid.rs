//! Object identifiers.

use std::fmt;
use std::str::FromStr;

use smallvec::SmallVec;

use crate::text::serde_as_text;

/// An object identifier, kept as its DER content octets.
///
/// Arcs have up to 128 bits, which is enough for the UUID arcs of 2.25.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(SmallVec<[u8; 16]>); // those of certificates have no more, and then nothing is allocated

impl Oid {
    /// Reads the content octets of a DER OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// [`OidError::Der`] where an arc is padded, cut short or longer than 128 bits, or there is none.
    pub fn from_der_content(content: &[u8]) -> Result<Self, OidError> {
        let is_whole = content.last().is_some_and(|octet| octet & 0x80 == 0);
        if is_whole && arcs_in(content).all(is_arc) {
            Ok(Self(SmallVec::from_slice(content)))
        } else {
            Err(OidError::Der)
        }
    }

    /// The DER content octets.
    #[must_use]
    pub fn der_content(&self) -> &[u8] {
        &self.0
    }

    fn arcs(&self) -> Vec<u128> {
        let number = |arc: &[u8]| {
            arc.iter()
                .fold(0, |number, octet| (number << 7) | u128::from(octet & 0x7F))
        };
        let mut arcs: Vec<u128> = arcs_in(&self.0).map(number).collect();
        // X.690 8.19.4: the first two are joined
        if let Some(joined) = arcs.first_mut() {
            let first = (*joined / 40).min(2);
            *joined = joined.saturating_sub(first.saturating_mul(40));
            arcs.insert(0, first);
        }
        arcs
    }

    fn from_arcs(arcs: &[u128]) -> Option<Self> {
        let (first, second, rest) = match arcs {
            [first @ 0..=1, second @ 0..=39, rest @ ..] => (first, second, rest),
            [first @ 2, second, rest @ ..] => (first, second, rest),
            _ => return None,
        };
        let joined = first.checked_mul(40)?.checked_add(*second)?;
        let mut content = Vec::new();
        for arc in std::iter::once(&joined).chain(rest) {
            let groups = u128::BITS.saturating_sub(arc.leading_zeros()).div_ceil(7).max(1);
            for group in (0..groups).rev() {
                let bits = (arc >> group.saturating_mul(7)) & 0x7F;
                let more = if group > 0 { 0x80 } else { 0 };
                content.push(u8::try_from(bits).ok()? | more);
            }
        }
        Some(Self(content.into()))
    }
}

/// The octets of each arc: all but the last of them have the top bit.
fn arcs_in(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    content.split_inclusive(|octet| octet & 0x80 == 0)
}

/// Whether these octets are one arc: not padded, and of at most 128 bits, seven of them an octet.
fn is_arc(octets: &[u8]) -> bool {
    match octets {
        [0x80, ..] => false,
        [first, rest @ ..] => rest.len() < 18 || (rest.len() == 18 && first & 0x7F < 4),
        [] => false,
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: Vec<String> = self.arcs().iter().map(ToString::to_string).collect();
        f.pad(&text.join("."))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

/// The text or the octets are not an object identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidError {
    /// Not dotted decimal, or not a possible object identifier.
    #[error("`{0}` is not an object identifier: write dotted decimal, such as 1.2.826.0.1.8641679.1.2.1.4")]
    Text(String),
    /// Not the DER of one.
    #[error("the octets are not the DER of an object identifier")]
    Der,
}

impl FromStr for Oid {
    type Err = OidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let arc = |arc: &str| {
            let canonical = arc == "0" || !arc.starts_with(['0', '+']);
            canonical.then(|| arc.parse().ok()).flatten()
        };
        text.split('.')
            .map(arc)
            .collect::<Option<Vec<u128>>>()
            .and_then(|arcs| Self::from_arcs(&arcs))
            .ok_or_else(|| OidError::Text(text.to_owned()))
    }
}

serde_as_text!(Oid, "an object identifier in dotted decimal");

/// The object identifier of a certificate policy (RFC 5280 4.2.1.4).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyOid(Oid);

impl PolicyOid {
    /// The policy with this identifier.
    #[must_use]
    pub const fn new(oid: Oid) -> Self {
        Self(oid)
    }

    /// `anyPolicy`, 2.5.29.32.0 (RFC 5280 4.2.1.4).
    #[must_use]
    pub fn any_policy() -> Self {
        Self(Oid(SmallVec::from_slice(&[0x55, 0x1D, 0x20, 0x00])))
    }

    /// Whether this is `anyPolicy`.
    #[must_use]
    pub fn is_any_policy(&self) -> bool {
        self.0.der_content() == [0x55, 0x1D, 0x20, 0x00]
    }

    /// The object identifier.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.0
    }
}

impl fmt::Display for PolicyOid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for PolicyOid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PolicyOid({self})")
    }
}

impl FromStr for PolicyOid {
    type Err = OidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

serde_as_text!(PolicyOid, "a policy's object identifier in dotted decimal");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_octets() {
        // The certificatePolicies content of a published test certificate.
        let zaz1: Oid = "1.2.826.0.1.8641679.1.2.1.4".parse().unwrap();
        assert_eq!(
            zaz1.der_content(),
            [
                0x2A, 0x86, 0x3A, 0x00, 0x01, 0x84, 0x8F, 0xB9, 0x0F, 0x01, 0x02, 0x01, 0x04
            ]
        );
        assert_eq!(PolicyOid::any_policy().to_string(), "2.5.29.32.0");
        assert!("2.5.29.32.0".parse::<PolicyOid>().unwrap().is_any_policy());
        let example: Oid = "2.999.1".parse().unwrap();
        assert_eq!(example.der_content(), [0x88, 0x37, 0x01]);
    }

    #[test]
    fn impossible_identifiers_are_refused() {
        for text in ["", "1", "3.1", "1.40", "1..2", "1.02", "+1.2", "1.2.", "1.2.-3"] {
            assert_eq!(
                text.parse::<Oid>(),
                Err(OidError::Text(text.to_owned())),
                "{text}"
            );
        }
        for content in [&[][..], &[0x80, 0x01], &[0x2A, 0x80, 0x01], &[0x2A, 0x86]] {
            assert_eq!(
                Oid::from_der_content(content),
                Err(OidError::Der),
                "{content:02X?}"
            );
        }
    }

    proptest! {
        #[test]
        fn text_and_octets_round_trip(
            first in 0_u128..=2,
            second in 0_u128..40,
            rest in proptest::collection::vec(any::<u128>(), 0..6),
        ) {
            let oid = Oid::from_arcs(&[&[first, second][..], &rest].concat()).unwrap();
            prop_assert_eq!(&oid.to_string().parse::<Oid>(), &Ok(oid.clone()));
            prop_assert_eq!(&Oid::from_der_content(oid.der_content()), &Ok(oid.clone()));
        }

        #[test]
        fn octets_that_are_read_are_written_the_same(content: Vec<u8>) {
            if let Ok(oid) = Oid::from_der_content(&content) {
                let again: Oid = oid.to_string().parse().unwrap();
                prop_assert_eq!(again.der_content(), &content[..]);
            }
        }
    }
}
