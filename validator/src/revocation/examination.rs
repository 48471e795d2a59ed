//! One list, held against one certificate.

use s1spki_policies::Moment;

use super::held::{Fault, HeldList};
use super::rule;
use super::settings::ExpiredList;
use crate::extension::{CrlReason, ReasonFlags};
use crate::finding::{Detail, Rule};
use crate::name::Name;
use crate::path::IssuerKey;
use crate::revocation_list::{RevocationList, RevokedCertificate};

/// One list, held against one certificate.
pub(super) struct Examination<'v> {
    pub(super) list: &'v RevocationList,
    /// The reasons for which it covers the certificate, and the key that signed it; nothing where it does not
    /// cover the certificate, or is not authentic.
    pub(super) authentic: Option<Authentic<'v>>,
    pub(super) currency: Currency,
    /// What forbids that it clears the certificate.
    pub(super) faults: Vec<Fault>,
    /// What is wrong with it, but allowed.
    pub(super) warnings: Vec<Fault>,
    /// The rules that were not looked at because of a fault.
    pub(super) not_looked_at: &'static [&'static Rule],
    /// What it says of the certificate, if it is authentic.
    pub(super) entry: Option<Entry>,
    /// The delta list that is applied to it, by its place among the examinations.
    pub(super) delta: Option<usize>,
    /// Whether it is a delta list that is applied to a complete one.
    pub(super) is_applied: bool,
}

/// That a list covers the certificate, and is signed by who may.
#[derive(Clone, Copy)]
pub(super) struct Authentic<'v> {
    pub(super) reasons: ReasonFlags,
    pub(super) key: IssuerKey<'v>,
}

/// How a list stands to the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Currency {
    /// The time lies between thisUpdate and nextUpdate, both included.
    Current,
    /// The list was made later.
    NotYet,
    /// A later list was due.
    Past,
    /// The list does not say until when it holds.
    Open,
}

/// What a list says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) reason: CrlReason,
    pub(super) date: Moment,
    pub(super) invalidity_date: Option<Moment>,
}

impl<'v> Examination<'v> {
    pub(super) fn new(held: &'v HeldList, at: Moment) -> Self {
        Self {
            list: &held.list,
            authentic: None,
            currency: Currency::of(&held.list, at),
            faults: held.fault.iter().cloned().collect(),
            warnings: Vec::new(),
            not_looked_at: &[],
            entry: None,
            delta: None,
            is_applied: false,
        }
    }

    /// Whether it can clear the certificate.
    pub(super) fn can_clear(&self) -> bool {
        self.authentic.is_some() && self.faults.is_empty() && !self.is_delta()
    }

    pub(super) fn breaks(&self, rule: &Rule) -> bool {
        self.faults.iter().any(|fault| fault.rule == rule)
    }

    pub(super) fn is_delta(&self) -> bool {
        self.list.base_crl_number().is_some()
    }

    /// Judges the time of the list: RFC 5280 6.3.3 (a).
    pub(super) fn judge_currency(&mut self, at: Moment, expired_list: ExpiredList) {
        let found = match (self.currency, self.list.next_update()) {
            (Currency::Current, _) => return,
            (Currency::NotYet, _) => format!("thisUpdate {}", self.list.this_update()),
            (Currency::Past, Some(next)) => format!("nextUpdate {next}"),
            (Currency::Past | Currency::Open, _) => "no nextUpdate".to_owned(),
        };
        let fault = Fault {
            rule: &rule::FRESH,
            detail: Detail::new(found, format!("a list that is current at {at}")),
        };
        match (self.currency, expired_list) {
            (Currency::Past | Currency::Open, ExpiredList::Allow) => self.warnings.push(fault),
            _ => self.faults.push(fault),
        }
    }
}

impl Currency {
    fn of(list: &RevocationList, at: Moment) -> Self {
        match list.next_update() {
            _ if list.this_update() > at => Self::NotYet,
            None => Self::Open,
            Some(next) if next < at => Self::Past,
            Some(_) => Self::Current,
        }
    }
}

impl Entry {
    /// What a list says of the certificate with this serial number from this issuer.
    ///
    /// Of several entries, which RFC 5280 does not foresee, one that is final counts before any other.
    pub(super) fn about(list: &RevocationList, serial_octets: &[u8], issuer: &Name) -> Option<Self> {
        list.entries_for(serial_octets)
            .filter(|entry| entry.is_issued_by(issuer))
            .map(Self::from)
            .max_by_key(|entry| entry.is_final())
    }

    /// Whether it stays for ever: only a hold can be taken back (RFC 5280 5.3.1).
    pub(super) const fn is_final(self) -> bool {
        !matches!(self.reason, CrlReason::CertificateHold | CrlReason::RemoveFromCrl)
    }
}

impl From<RevokedCertificate<'_>> for Entry {
    fn from(entry: RevokedCertificate<'_>) -> Self {
        Self {
            reason: entry.reason().unwrap_or(CrlReason::Unspecified),
            date: entry.revocation_date(),
            invalidity_date: entry.invalidity_date(),
        }
    }
}
