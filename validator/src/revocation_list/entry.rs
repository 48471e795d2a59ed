//! One entry of a CRL (RFC 5280 5.3).

use s1spki_policies::Moment;

use crate::extension::{CrlReason, GeneralName};
use crate::name::Name;

/// One entry of a CRL: a view into the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokedCertificate<'a> {
    pub(super) serial: &'a [u8],
    pub(super) revocation_date: Moment,
    pub(super) reason: Option<CrlReason>,
    pub(super) invalidity_date: Option<Moment>,
    pub(super) issuer: EntryIssuer<'a>,
    pub(super) has_unknown_critical_extension: bool,
}

/// Who issued the certificate of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryIssuer<'a> {
    /// The issuer of the CRL.
    OfCrl(&'a Name),
    /// The one that this entry or one before it names (RFC 5280 5.3.3).
    Named(&'a [GeneralName]),
}

impl<'a> RevokedCertificate<'a> {
    /// The content octets of the certificate's serial number, exactly as encoded.
    #[must_use]
    pub const fn serial_octets(&self) -> &'a [u8] {
        self.serial
    }

    /// When it was revoked.
    #[must_use]
    pub const fn revocation_date(&self) -> Moment {
        self.revocation_date
    }

    /// Why; nothing where the entry has no reason code, which means the same as unspecified.
    #[must_use]
    pub const fn reason(&self) -> Option<CrlReason> {
        self.reason
    }

    /// Since when the key is known or suspected to be bad, if the entry says so.
    #[must_use]
    pub const fn invalidity_date(&self) -> Option<Moment> {
        self.invalidity_date
    }

    /// The names of the issuer of the certificate: the issuer of the CRL, or in an indirect CRL what this
    /// entry or the nearest one before it says (RFC 5280 5.3.3).
    pub fn certificate_issuer_names(&self) -> impl Iterator<Item = &'a Name> {
        let (own, named): (Option<&'a Name>, &'a [GeneralName]) = match self.issuer {
            EntryIssuer::OfCrl(name) => (Some(name), &[]),
            EntryIssuer::Named(names) => (None, names),
        };
        own.into_iter()
            .chain(named.iter().filter_map(GeneralName::directory_name))
    }

    /// Whether the entry is about a certificate of this issuer.
    #[must_use]
    pub fn is_issued_by(&self, issuer: &Name) -> bool {
        self.certificate_issuer_names().any(|name| name.matches(issuer))
    }

    /// Whether the entry has a critical extension that is not processed here.
    #[must_use]
    pub const fn has_unknown_critical_extension(&self) -> bool {
        self.has_unknown_critical_extension
    }
}
