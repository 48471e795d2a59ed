//! Service references and their variants.

use std::fmt;
use std::str::FromStr;

use crate::text::serde_as_text;

/// A Service Reference of DUIS, such as `6.15`: a family of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceReference {
    chapter: u8,
    service: u8,
}

/// A Service Reference Variant of DUIS, such as `6.15.1` or `7.2`: one kind of request.
///
/// Ordered by number, so that `4.2` comes before `4.10`.
///
/// ```
/// use s1spki_policies::ServiceReferenceVariant;
///
/// let variant: ServiceReferenceVariant = "6.15.1".parse()?;
/// assert_eq!(variant.service_reference().to_string(), "6.15");
/// # Ok::<(), s1spki_policies::ParseServiceReferenceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceReferenceVariant {
    reference: ServiceReference,
    variant: Option<u8>,
}

impl ServiceReferenceVariant {
    /// The Service Reference that the variant belongs to: its first two numbers.
    #[must_use]
    pub const fn service_reference(self) -> ServiceReference {
        self.reference
    }
}

impl fmt::Display for ServiceReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", self.chapter, self.service))
    }
}

impl fmt::Display for ServiceReferenceVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.variant {
            Some(variant) => f.pad(&format!("{}.{variant}", self.reference)),
            None => self.reference.fmt(f),
        }
    }
}

/// The text is not a service reference, or not a variant of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseServiceReferenceError {
    /// It is not two numbers.
    #[error("`{0}` is not a Service Reference: write two numbers with a full stop, such as 6.15")]
    Reference(String),
    /// It is not two or three numbers.
    #[error(
        "`{0}` is not a Service Reference Variant: write two or three numbers with full stops, such as 7.2 or 6.15.1"
    )]
    Variant(String),
}

/// Numbers from 1 to 99 without leading zeros, with full stops between.
fn numbers(text: &str) -> Option<Vec<u8>> {
    text.split('.')
        .map(|number| {
            let plain = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
            number.parse().ok().filter(|number| plain && *number <= 99)
        })
        .collect()
}

impl FromStr for ServiceReference {
    type Err = ParseServiceReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match numbers(text).as_deref() {
            Some([chapter, service]) => Ok(Self {
                chapter: *chapter,
                service: *service,
            }),
            _ => Err(ParseServiceReferenceError::Reference(text.to_owned())),
        }
    }
}

impl FromStr for ServiceReferenceVariant {
    type Err = ParseServiceReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (chapter, service, variant) = match numbers(text).as_deref() {
            Some([chapter, service]) => (*chapter, *service, None),
            Some([chapter, service, variant]) => (*chapter, *service, Some(*variant)),
            _ => return Err(ParseServiceReferenceError::Variant(text.to_owned())),
        };
        let reference = ServiceReference { chapter, service };
        Ok(Self { reference, variant })
    }
}

serde_as_text!(ServiceReference, "a Service Reference, such as 6.15");
serde_as_text!(
    ServiceReferenceVariant,
    "a Service Reference Variant, such as 7.2 or 6.15.1"
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_a_variant_is_refused() {
        for text in [
            "", "7", "7.", ".2", "7.02", "7.0", "7.2.1.1", "7,2", " 7.2", "7.+2", "7.100", "7.256",
        ] {
            let error = ParseServiceReferenceError::Variant(text.to_owned());
            assert_eq!(text.parse::<ServiceReferenceVariant>(), Err(error), "{text}");
        }
        let error = ParseServiceReferenceError::Reference("6.15.1".to_owned());
        assert_eq!("6.15.1".parse::<ServiceReference>(), Err(error));
    }

    #[test]
    fn the_order_is_that_of_the_numbers() {
        let variants = ["4.1.1", "4.2", "4.10", "4.11.2", "11.1"];
        let read = variants.map(|text| text.parse::<ServiceReferenceVariant>().unwrap());
        assert!(read.is_sorted());
    }

    proptest! {
        #[test]
        fn every_variant_reads_back_as_written(text in "[1-9][0-9]?\\.[1-9][0-9]?(\\.[1-9][0-9]?)?") {
            prop_assert_eq!(text.parse::<ServiceReferenceVariant>().unwrap().to_string(), text);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,12}") {
            let _ = text.parse::<ServiceReferenceVariant>();
        }
    }
}
