//! From a query to the certificates that may be meant.

use memchr::memmem;
use s1spki_policies::{CertificateId, SerialNumber};

use super::index::{number_in, status_code};
use super::row::{Row, first_octets, folded, role_cell, searchable, serial_cell};
use super::{Directory, Query};
use crate::certificate::Certificate;
use crate::name::Name;

/// Numbers of certificates, in ascending order.
type Rows<'a> = Box<dyn Iterator<Item = usize> + 'a>;

impl Directory {
    /// The certificates to which the query may apply, as far as the index can say. None to which it applies is missing.
    pub(super) fn rows<'a>(&'a self, query: &'a Query) -> Rows<'a> {
        let subjects = query.subject.as_deref().map(|text| self.subjects_with(text));
        let rows = self.named_rows(query);
        Box::new(rows.filter(move |row| self.may_be_meant(query, subjects.as_deref(), *row)))
    }

    /// Whether the index says of a certificate what the certificate says itself.
    pub(super) fn agrees(&self, row: usize, certificate: &Certificate) -> bool {
        let number_of = |cells: &[[u8; 4]]| cells.get(row).map(|cell| u32::from_be_bytes(*cell));
        let issuer = number_of(self.index.issuers());
        let subject = number_of(self.index.subjects());
        let text = searchable(certificate.subject());
        self.index.row(row) == Some(Row::of(certificate))
            && issuer.and_then(|issuer| self.index.issuer_name(issuer)) == Some(certificate.issuer().der())
            && subject.and_then(|subject| self.index.subject_text(subject)) == Some(text.as_bytes())
    }

    /// Goes by whatever names few certificates.
    fn named_rows<'a>(&'a self, query: &Query) -> Rows<'a> {
        if let Some(id) = &query.certificate_id {
            return Box::new(self.rows_of_certificate_id(id));
        }
        if let Some(named) = &query.issuer_and_serial {
            return Box::new(self.rows_named(&named.issuer, &named.serial));
        }
        if let Some(eui64) = query.eui64 {
            return rows_with(self.index.eui64s(), eui64.octets());
        }
        if let Some(identifier) = &query.subject_key_identifier {
            return rows_with(self.index.key_identifiers(), first_octets(identifier));
        }
        if let Some(sha256) = &query.public_key_sha256 {
            return rows_with(self.index.public_keys(), first_octets(sha256));
        }
        Box::new(0..self.len())
    }

    /// The certificates that may have this Certificate ID; null has none.
    pub(super) fn rows_of_certificate_id(&self, id: &CertificateId) -> impl Iterator<Item = usize> + use<'_> {
        let named = match id {
            CertificateId::Null => None,
            CertificateId::Certificate {
                issuer_common_name,
                serial,
            } => Some((self.issuers.with_common_name(issuer_common_name), serial)),
        };
        let rows = named.map(|(issuers, serial)| self.rows_of_issuers(issuers, serial));
        rows.into_iter().flatten()
    }

    /// The certificates that may have this issuer and serial number.
    pub(super) fn rows_named(
        &self,
        issuer: &Name,
        serial: &SerialNumber,
    ) -> impl Iterator<Item = usize> + use<'_> {
        self.rows_of_issuers(self.issuers.named(issuer), serial)
    }

    fn rows_of_issuers<'a>(
        &'a self,
        issuers: &'a [u32],
        serial: &SerialNumber,
    ) -> impl Iterator<Item = usize> + use<'a> {
        let serial = serial_cell(serial);
        issuers
            .iter()
            .flat_map(move |issuer| self.rows_of(*issuer, serial))
    }

    /// The certificates of one issuer with one serial number, which stand together.
    fn rows_of(&self, issuer: u32, serial: [u8; 20]) -> impl Iterator<Item = usize> + use<'_> {
        let issuers = self.index.issuers();
        let issuer = issuer.to_be_bytes();
        let first = issuers.partition_point(|other| *other < issuer);
        let count = issuers
            .get(first..)
            .unwrap_or_default()
            .partition_point(|other| *other == issuer);
        let serials = self.index.serials().get(first..).unwrap_or_default();
        let serials = serials.get(..count).unwrap_or_default();
        let before = serials.partition_point(|other| *other < serial);
        let equal = serials
            .iter()
            .skip(before)
            .take_while(move |other| **other == serial);
        (first.saturating_add(before)..).zip(equal).map(|(row, _)| row)
    }

    /// Whether the index says nothing of a certificate that the query does not want.
    fn may_be_meant(&self, query: &Query, subjects: Option<&[bool]>, row: usize) -> bool {
        let index = &self.index;
        let role = || index.roles().get(row).map(|cell| u16::from_be_bytes(*cell));
        let has_usage = |wanted: u16| {
            let usages = index.key_usages().get(row).map(|cell| u16::from_be_bytes(*cell));
            usages.is_some_and(|usages| usages & wanted != 0)
        };
        query.role.is_none_or(|wanted| role() == Some(role_cell(wanted)))
            && query
                .key_usage
                .is_none_or(|wanted| has_usage(crate::extension::KeyUsages::from_iter([wanted]).flags()))
            && query
                .status
                .is_none_or(|wanted| index.statuses().get(row) == Some(&status_code(wanted)))
            && query
                .valid_at
                .is_none_or(|at| self.is_valid(row, at.unix_seconds()))
            && subjects.is_none_or(|wanted| self.is_among(row, wanted))
    }

    fn is_valid(&self, row: usize, at: i64) -> bool {
        let second = |cells: &[[u8; 8]]| cells.get(row).map(|cell| i64::from_be_bytes(*cell));
        let (from, until) = (second(self.index.not_before()), second(self.index.not_after()));
        from.is_some_and(|from| from <= at) && until.is_some_and(|until| at <= until)
    }

    fn is_among(&self, row: usize, subjects: &[bool]) -> bool {
        let number = self
            .index
            .subjects()
            .get(row)
            .map(|cell| u32::from_be_bytes(*cell));
        let number = number.and_then(|number| usize::try_from(number).ok());
        number.and_then(|number| subjects.get(number)) == Some(&true)
    }

    /// For each text of a subject whether this one stands in it.
    fn subjects_with(&self, text: &str) -> Vec<bool> {
        let ends = self.index.subject_ends();
        let mut found = vec![false; ends.len()];
        // No text has a line feed, and one stands after each: nothing is found across two of them.
        for place in memmem::find_iter(self.index.subject_texts(), folded(text).as_bytes()) {
            let place = u64::try_from(place).unwrap_or(u64::MAX);
            let number = ends.partition_point(|end| u64::from_be_bytes(*end) <= place);
            if let Some(found) = found.get_mut(number) {
                *found = true;
            }
        }
        found
    }
}

/// The certificates that a sorted table has under a key.
fn rows_with(table: &[[u8; 12]], key: [u8; 8]) -> Rows<'_> {
    let first = table.partition_point(|cell| cell.first_chunk().is_some_and(|other| *other < key));
    let cells = table.iter().skip(first);
    let equal = cells.take_while(move |cell| cell.first_chunk() == Some(&key));
    Box::new(equal.filter_map(|cell| usize::try_from(number_in(cell)).ok()))
}
