//! The words of the header, until they stand among the words of the documents.

use std::fmt;
use std::str::FromStr;

/// A Service Reference, such as `6.15`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceReference(u8, u8);

/// A Service Reference Variant, such as `6.15.1` or `7.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceReferenceVariant(ServiceReference, Option<u8>);

/// A Command Variant, 1 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandVariant(u8);

impl ServiceReferenceVariant {
    /// The Service Reference that the variant belongs to: its first two numbers.
    #[must_use]
    pub const fn service_reference(self) -> ServiceReference {
        self.0
    }
}

impl CommandVariant {
    /// Its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

fn number(text: &str) -> Option<u8> {
    let is_plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && *number <= 99)
}

impl FromStr for ServiceReference {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (chapter, service) = text.split_once('.').ok_or(())?;
        Ok(Self(number(chapter).ok_or(())?, number(service).ok_or(())?))
    }
}

impl FromStr for ServiceReferenceVariant {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(reference) = text.parse() {
            return Ok(Self(reference, None));
        }
        let (reference, variant) = text.rsplit_once('.').ok_or(())?;
        Ok(Self(reference.parse()?, Some(number(variant).ok_or(())?)))
    }
}

impl FromStr for CommandVariant {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match number(text) {
            Some(number @ 1..=9) => Ok(Self(number)),
            _ => Err(()),
        }
    }
}

impl fmt::Display for ServiceReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl fmt::Display for ServiceReferenceVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        self.1.map_or(Ok(()), |variant| write!(f, ".{variant}"))
    }
}

impl fmt::Display for CommandVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
