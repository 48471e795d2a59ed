//! Serial number (RFC 5280 4.1.2.2).

use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 2] = [&POSITIVE, &OCTETS];

static POSITIVE: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.serial.positive",
        summary: "the serial number is positive and not zero",
        basis: Basis::Standard("RFC 5280 4.1.2.2"),
        hint: "a Certificate ID of 0 means that none was notified, so no certificate may have it",
    },
    ground: Ground::Standard,
    judge: positive,
};

fn positive(facts: &CertificateFacts, _: &Wanted<'_>) -> Judgement {
    let octets = facts.certificate().serial_octets();
    let negative = octets.first().is_some_and(|first| first & 0x80 != 0);
    let zero = octets.iter().all(|octet| *octet == 0);
    Judgement::kept_or(!negative && !zero, || {
        let found = if zero { "zero" } else { "a negative number" };
        Detail::new(found, "a positive number")
    })
}

static OCTETS: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.serial.octets",
        summary: "the serial number has no more octets than the profile allows",
        basis: Basis::Policy,
        hint: "devices and systems store the serial number in a field of that size",
    },
    ground: Ground::Profile(ProfileValue::SerialOctets),
    judge: octets,
};

fn octets(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    let found = facts.certificate().serial_octets().len();
    let most = *wanted.profile.serial_octets.value();
    Judgement::kept_or(found <= usize::from(most), || {
        Detail::new(format!("{found} octets"), format!("at most {most} octets"))
    })
}
