//! What stands between a list and the place where relying parties fetch it.
//!
//! Most trouble with lists comes from here: a list of another authority at the right address, an older list over
//! a newer one, a list in PEM where DER was due, a list that has ended.

use std::collections::BTreeSet;

use s1spki_policies::{Moment, SerialNumber};
use s1spki_validator::RevocationList;

use crate::list::number;
use crate::refusal::{Ground, Refusal, ground};
use crate::register::{AuthorityRecord, Register};

/// A list that may be published: everything about it was looked at, and there is no other way to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishableList {
    der: Vec<u8>,
    number: u64,
}

impl PublishableList {
    /// Says whether a list of `issuer` may take the place of the published one at `at`.
    ///
    /// # Errors
    /// A [`Refusal`] with the first thing that is wrong with it.
    pub fn inspect(
        register: &Register,
        issuer: &AuthorityRecord,
        list: &[u8],
        published: Option<&[u8]>,
        at: Moment,
    ) -> Result<Self, Refusal> {
        let der = list;
        let list = decode(der, "the list")?;
        is_by(issuer, &list, "the list")?;
        let next_update = list.next_update();
        if at < list.this_update() || next_update.is_none_or(|next| next <= at) {
            let until = next_update.map_or_else(|| "no time".to_owned(), |next| next.to_string());
            let what = format!(
                "the list is good from {} until {until}, and it is {at}",
                list.this_update()
            );
            return Err(Refusal::on(&ground::PUBLISH_TIME, what));
        }
        let Some(new) = number(&list) else {
            return Err(Refusal::on(&ground::PUBLISH_NUMBER, "the list has no number"));
        };
        if let Some(published) = published {
            let published = decode(published, "the published list")?;
            is_by(issuer, &published, "the published list")?;
            let old = number(&published);
            if old.is_none_or(|old| new <= old) {
                let old = old.map_or_else(|| "none".to_owned(), |old| old.to_string());
                let what = format!("the list has the number {new}, and the published one {old}");
                return Err(Refusal::on(&ground::PUBLISH_NUMBER, what));
            }
        }
        is_complete(register, issuer, &list)?;
        Ok(Self {
            der: der.to_vec(),
            number: new,
        })
    }

    /// The list in DER, as it is to be published.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its number.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }
}

fn decode(der: &[u8], which: &str) -> Result<RevocationList, Refusal> {
    RevocationList::decode(der)
        .map_err(|error| Refusal::on(&ground::PUBLISH_FORM, format!("{which} cannot be read: {error}")))
}

/// Whether a list is by this authority, by name, by key identifier and by signature.
fn is_by(issuer: &AuthorityRecord, list: &RevocationList, which: &str) -> Result<(), Refusal> {
    let wrong = |ground: &'static Ground, what: &str| {
        let what = format!("{which} {what}");
        Err(Refusal::on(ground, what).wanting(format!("a list of {}", issuer.common_name)))
    };
    if list.issuer().der() != &*issuer.subject {
        return wrong(&ground::PUBLISH_ISSUER, "names another issuer");
    }
    let key = list.authority_key_identifier();
    if key.and_then(|key| key.key_identifier.as_deref()) != Some(&issuer.key_identifier.octets()) {
        return wrong(&ground::PUBLISH_KEY, "names another key");
    }
    if !issuer.public_key.has_signed(list.tbs(), list.signature()) {
        return wrong(&ground::PUBLISH_KEY, "is not signed with the authority's key");
    }
    Ok(())
}

/// Whether every certificate that is revoked now stands in the list.
fn is_complete(register: &Register, issuer: &AuthorityRecord, list: &RevocationList) -> Result<(), Refusal> {
    let listed: BTreeSet<SerialNumber> = list
        .entries()
        .filter_map(|entry| SerialNumber::from_magnitude(entry.serial_octets()).ok())
        .collect();
    let missing: Vec<String> = register
        .certificates()
        .revoked_by(issuer.key_identifier)
        .filter(|(serial, _, _)| !listed.contains(serial))
        .map(|(serial, _, _)| serial.to_string())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = format!("{} revoked certificates are not in the list", missing.len());
    Err(Refusal::on(&ground::PUBLISH_MISSING, what).about(missing))
}
