//! The entries of a CRL, found by serial number.

use s1spki_policies::{Moment, Oid};

use super::entry::{EntryIssuer, RevokedCertificate};
use crate::date::{Date, TIME};
use crate::der::{Element, tag};
use crate::encoding::{DecodeError, EncodingFaultKind, Faults};
use crate::extension::{CrlReason, Extension, ExtensionContent, ExtensionKind, GeneralName};
use crate::name::Name;
use crate::structure::Fields;

/// The entries, sorted by the octets of their serial numbers; equal ones stay in the order of the list.
#[derive(Default)]
pub(super) struct Index {
    records: Vec<Record>,
    /// The certificateIssuer extensions, in the order of the list.
    issuers: Vec<Vec<GeneralName>>,
    invalidity_dates: Vec<Moment>,
    entry_extensions: Vec<EntryExtension>,
    has_unknown_critical_extension: bool,
}

/// How many kinds of extensions of entries are told apart, so that no list makes that dear.
const MOST_KINDS: usize = 16;

/// A kind of extension that entries of a list have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryExtension {
    /// The kind, if it is one that is known here.
    pub kind: Option<ExtensionKind>,
    /// Its object identifier.
    pub oid: Oid,
    /// Whether it is critical.
    pub critical: bool,
    /// Where it stands first: the offset in the DER of the list.
    pub offset: usize,
}

/// One entry, compact: there may be a million.
pub(super) struct Record {
    /// The first octets of the serial number, so that most comparisons need not look into the list.
    beginning: u32,
    revocation_date: Moment,
    serial_start: u32,
    serial_length: u32,
    /// One more than the position in `issuers`; 0 for the issuer of the CRL.
    issuer: u32,
    /// One more than the position in `invalidity_dates`; 0 for none.
    invalidity_date: u32,
    reason: Option<CrlReason>,
    has_unknown_critical_extension: bool,
}

impl Index {
    pub(super) fn decode(list: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut index = Self::default();
        for entry in list.reader() {
            let entry = entry?;
            let record = index.read(entry, faults)?;
            index.records.push(record);
        }
        if index.records.is_empty() {
            faults.push(EncodingFaultKind::EmptyList("revokedCertificates"), list.offset);
        }
        let octets = |record: &Record| record.serial(list.content, list.content_offset());
        index.records.sort_by(|a, b| {
            let by_beginning = a.beginning.cmp(&b.beginning);
            by_beginning.then_with(|| octets(a).cmp(octets(b)))
        });
        Ok(index)
    }

    fn read(&mut self, entry: Element<'_>, faults: &mut Faults) -> Result<Record, DecodeError> {
        let mut fields = Fields::of_sequence(entry, "revokedCertificates")?;
        let serial = fields.required(&[tag::INTEGER], "userCertificate")?;
        let date = fields.required(&TIME, "revocationDate")?;
        let date = Date::decode(date, "revocationDate", faults)?;
        let extensions = match fields.optional(&[tag::SEQUENCE])? {
            Some(list) => Extension::decode_list(list, "crlEntryExtensions", faults)?,
            None => Vec::new(),
        };
        fields.end(faults);
        let too_large = DecodeError::Value {
            field: "userCertificate",
            offset: serial.offset,
            reason: "the CRL is larger than 4 GiB",
        };
        let mut record = Record {
            beginning: beginning_of(serial.content),
            revocation_date: date.moment,
            serial_start: u32::try_from(serial.content_offset()).map_err(|_| too_large.clone())?,
            serial_length: u32::try_from(serial.content.len()).map_err(|_| too_large)?,
            issuer: count(&self.issuers), // carried forward (RFC 5280 5.3.3)
            invalidity_date: 0,
            reason: None,
            has_unknown_critical_extension: false,
        };
        for extension in extensions {
            self.take(&extension, &mut record);
        }
        Ok(record)
    }

    /// RFC 5280 5.3: what an entry's extension says.
    fn take(&mut self, extension: &Extension, record: &mut Record) {
        self.note(extension);
        match extension.content() {
            ExtensionContent::ReasonCode(reason) => record.reason = Some(*reason),
            ExtensionContent::InvalidityDate(date) => {
                self.invalidity_dates.push(*date);
                record.invalidity_date = count(&self.invalidity_dates);
            }
            ExtensionContent::CertificateIssuer(names) => {
                self.issuers.push(names.clone());
                record.issuer = count(&self.issuers);
            }
            // A certificateIssuer that cannot be read leaves open whose certificates this entry and those after it
            // are about, critical or not.
            _ if extension.is_critical() || extension.kind() == Some(ExtensionKind::CertificateIssuer) => {
                self.has_unknown_critical_extension = true;
                record.has_unknown_critical_extension = true;
            }
            _ => {}
        }
    }

    /// Keeps each kind once. Most lists have one or two.
    fn note(&mut self, extension: &Extension) {
        let critical = extension.is_critical();
        let mut noted = self.entry_extensions.iter();
        let is_noted = noted.any(|noted| noted.critical == critical && noted.oid == *extension.oid());
        if !is_noted && self.entry_extensions.len() < MOST_KINDS {
            self.entry_extensions.push(EntryExtension {
                kind: extension.kind(),
                oid: extension.oid().clone(),
                critical,
                offset: extension.offset(),
            });
        }
    }

    pub(super) fn entry_extensions(&self) -> &[EntryExtension] {
        &self.entry_extensions
    }

    pub(super) const fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) const fn has_extensions(&self) -> bool {
        !self.entry_extensions.is_empty()
    }

    pub(super) const fn has_unknown_critical_extension(&self) -> bool {
        self.has_unknown_critical_extension
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }

    /// The records with this serial number, in the order of the list.
    pub(super) fn find(&self, der: &[u8], serial: &[u8]) -> &[Record] {
        let wanted = beginning_of(serial);
        let compare = |record: &Record| {
            let by_beginning = record.beginning.cmp(&wanted);
            by_beginning.then_with(|| record.serial(der, 0).cmp(serial))
        };
        let start = self.records.partition_point(|record| compare(record).is_lt());
        let rest = self.records.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|record| compare(record).is_eq()).count();
        rest.get(..count).unwrap_or_default()
    }

    pub(super) fn entry<'a>(
        &'a self,
        record: &Record,
        der: &'a [u8],
        crl_issuer: &'a Name,
    ) -> RevokedCertificate<'a> {
        RevokedCertificate {
            serial: record.serial(der, 0),
            revocation_date: record.revocation_date,
            reason: record.reason,
            invalidity_date: numbered(&self.invalidity_dates, record.invalidity_date).copied(),
            issuer: match numbered(&self.issuers, record.issuer) {
                Some(names) => EntryIssuer::Named(names),
                None => EntryIssuer::OfCrl(crl_issuer),
            },
            has_unknown_critical_extension: record.has_unknown_critical_extension,
        }
    }
}

impl Record {
    /// The octets of the serial number, in bytes that stand at `offset` of the list.
    fn serial<'a>(&self, bytes: &'a [u8], offset: usize) -> &'a [u8] {
        let place = |start: u32| usize::try_from(start).ok()?.checked_sub(offset);
        let serial = || {
            let start = place(self.serial_start)?;
            let end = place(self.serial_start.checked_add(self.serial_length)?)?;
            bytes.get(start..end)
        };
        serial().unwrap_or_default()
    }
}

/// The first four octets as a number, with zeros after a shorter one. Octets that begin alike come in the order of
/// the whole; others in the order of their beginnings.
fn beginning_of(serial: &[u8]) -> u32 {
    let mut beginning = [0; 4];
    for (place, octet) in beginning.iter_mut().zip(serial) {
        *place = *octet;
    }
    u32::from_be_bytes(beginning)
}

/// How many there are, as a number of the last one.
fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

/// The item with this number, counted from 1.
fn numbered<T>(items: &[T], number: u32) -> Option<&T> {
    items.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_entries_fit_in_36_megabytes() {
        assert_eq!(size_of::<Record>(), 36);
    }
}
