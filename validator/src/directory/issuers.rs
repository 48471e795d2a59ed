//! Which issuers have a name, or a common name.

use std::collections::HashMap;

use s1spki_policies::AttributeType;

use super::DirectoryError;
use super::index::Index;
use crate::facts::texts_of;
use crate::name::{Name, matching_form};

/// The issuers in the index, by what they are called. Several may be called the same: their names match and are
/// encoded in different ways, or have a common name alone in common.
#[derive(Debug, Default)]
pub(super) struct Issuers {
    by_name: HashMap<Box<[u8]>, Vec<u32>>,
    by_common_name: HashMap<Box<str>, Vec<u32>>,
    /// For each issuer the first one that gives the same Certificate IDs.
    identities: Vec<u32>,
}

impl Issuers {
    /// # Errors
    /// Where the index has something for the name of an issuer that is not a name.
    pub(super) fn of(index: &Index) -> Result<Self, DirectoryError> {
        let mut issuers = Self::default();
        for (number, (offset, der)) in (0_u32..).zip(index.issuer_names()) {
            let name = Name::decode_leniently(der).map_err(|_| DirectoryError::Index {
                offset,
                reason: "not the name of an issuer",
            })?;
            let same_name = issuers.by_name.entry(name.comparison_form().into()).or_default();
            same_name.push(number);
            let same = match common_name(&name) {
                None => same_name,
                Some(common_name) => {
                    let same = issuers.by_common_name.entry(common_name).or_default();
                    same.push(number);
                    same
                }
            };
            issuers.identities.push(same.first().copied().unwrap_or(number));
        }
        Ok(issuers)
    }

    /// The issuers whose name matches.
    pub(super) fn named(&self, name: &Name) -> &[u32] {
        let numbers = self.by_name.get(name.comparison_form());
        numbers.map(Vec::as_slice).unwrap_or_default()
    }

    /// The issuers whose common name matches.
    pub(super) fn with_common_name(&self, common_name: &str) -> &[u32] {
        let numbers = self.by_common_name.get(&*matching_form(common_name));
        numbers.map(Vec::as_slice).unwrap_or_default()
    }

    /// What all issuers have in common who give the same Certificate IDs: their common name, or their name where they
    /// have none.
    pub(super) fn identity(&self, issuer: u32) -> Option<u32> {
        self.identities.get(usize::try_from(issuer).ok()?).copied()
    }
}

/// The common name of which the Certificate IDs are made.
fn common_name(issuer: &Name) -> Option<Box<str>> {
    let text = texts_of(issuer, AttributeType::CommonName).next()?;
    Some(matching_form(&text).into())
}
