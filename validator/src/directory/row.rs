//! What the index holds of one certificate.

use s1spki_policies::{RemotePartyRole, SerialNumber};

use crate::certificate::Certificate;
use crate::crypto;
use crate::extension::KeyUsages;
use crate::facts::{EntityFact, RoleFact};
use crate::name::{Attribute, Name};

/// What stands for a role or a key usage that there is not.
pub(super) const ABSENT: u16 = 0xFFFF;

/// What the index holds of one certificate, in the form in which it holds it. Issuer and subject have tables of
/// their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// See [`serial_cell`].
    pub(super) serial: [u8; 20],
    /// The code, or [`ABSENT`].
    pub(super) role: u16,
    /// The bits, or [`ABSENT`].
    pub(super) key_usage: u16,
    /// Seconds since 1970.
    pub(super) not_before: i64,
    /// Seconds since 1970.
    pub(super) not_after: i64,
}

/// By what a certificate can be found in tables that are sorted by it; the first octets are enough, since what is
/// found is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) eui64: Option<[u8; 8]>,
    pub(super) key_identifier: Option<[u8; 8]>,
    pub(super) public_key: [u8; 8],
}

impl Row {
    pub(super) fn of(certificate: &Certificate) -> Self {
        let validity = certificate.validity();
        Self {
            serial: certificate.serial().map_or([0; 20], serial_cell),
            role: RoleFact::of(certificate.subject())
                .code()
                .map_or(ABSENT, role_cell),
            key_usage: certificate.key_usage().map_or(ABSENT, KeyUsages::flags),
            not_before: validity.not_before.unix_seconds(),
            not_after: validity.not_after.unix_seconds(),
        }
    }
}

impl Keys {
    pub(super) fn of(certificate: &Certificate) -> Self {
        let eui64 = EntityFact::of(certificate.subject()).eui64();
        Self {
            eui64: eui64.map(|eui64| eui64.octets()),
            key_identifier: certificate.subject_key_identifier().map(first_octets),
            public_key: first_octets(&crypto::sha256(certificate.public_key().der())),
        }
    }
}

/// The magnitude with zero octets before it; zero alone, which is no serial number, stands for none.
pub(super) fn serial_cell(serial: &SerialNumber) -> [u8; 20] {
    let mut cell = [0; 20];
    for (place, octet) in cell.iter_mut().rev().zip(serial.magnitude().iter().rev()) {
        *place = *octet;
    }
    cell
}

pub(super) fn role_cell(role: RemotePartyRole) -> u16 {
    u16::from(role.code())
}

/// The first eight octets, with zero octets after them where there are fewer.
pub(super) fn first_octets(octets: &[u8]) -> [u8; 8] {
    let mut first = [0; 8];
    for (place, octet) in first.iter_mut().zip(octets) {
        *place = *octet;
    }
    first
}

/// What is searched of a subject: the texts of its attributes, in their order.
pub(super) fn searchable(subject: &Name) -> String {
    let texts: Vec<String> = subject
        .attributes()
        .filter_map(Attribute::text)
        .map(|text| folded(&text))
        .collect();
    texts.join(", ")
}

/// A text in lower case. Its control characters become spaces, so that one of them can divide such texts.
pub(super) fn folded(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_keep_their_order() {
        let cell = |text: &str| serial_cell(&text.parse().unwrap());
        assert!(cell("0xFF") < cell("0x0100"));
        assert_eq!(cell("1")[18..], [0, 1]);
        let longest = "0x7F".to_owned() + &"FF".repeat(19);
        assert_eq!(cell(&longest)[0], 0x7F);
    }

    #[test]
    fn keys_are_cut_or_filled() {
        assert_eq!(first_octets(&[1, 2]), [1, 2, 0, 0, 0, 0, 0, 0]);
        assert_eq!(first_octets(&[7; 20]), [7; 8]);
    }

    #[test]
    fn texts_are_folded_without_line_ends() {
        assert_eq!(folded("GIT Test\nÄ"), "git test ä");
    }
}
