//! Words in columns, and back.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::types::Type;
use rusqlite::{ErrorCode, Row};
use s1spki_policies::{Eui64, KeyUsage, Moment, RemotePartyRole, RevocationReason, SerialNumber, Validity};

use crate::store::{CertificateKey, StoreError};
use crate::{Hash, KeyIdentifier};

/// Octets of a serial number in a column: zeros in front, so that their order is that of the numbers.
const SERIAL_OCTETS: usize = 20;

pub(super) fn serial(serial: &SerialNumber) -> [u8; SERIAL_OCTETS] {
    let mut column = [0; SERIAL_OCTETS];
    let octets = serial.magnitude().iter().rev();
    column
        .iter_mut()
        .rev()
        .zip(octets)
        .for_each(|(to, from)| *to = *from);
    column
}

/// A bit for each usage: bit 0 of RFC 5280 4.2.1.3 counts 1.
pub(super) fn usage(usage: &BTreeSet<KeyUsage>) -> u16 {
    usage_bits()
        .filter(|(one, _)| usage.contains(one))
        .fold(0, |bits, (_, bit)| bits | bit)
}

fn usage_bits() -> impl Iterator<Item = (KeyUsage, u16)> {
    KeyUsage::ALL.iter().copied().zip((0..16).map(|place| 1 << place))
}

/// The numbers of SQLite have a sign: 2^63 and above are refused.
pub(super) fn number(number: u64) -> rusqlite::Result<i64> {
    i64::try_from(number).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// Reads words from the columns of a row.
pub(super) trait Words {
    fn number(&self, column: &str) -> rusqlite::Result<u64>;
    fn moment(&self, column: &str) -> rusqlite::Result<Moment>;
    fn hash(&self, column: &str) -> rusqlite::Result<Hash>;
    fn key_identifier(&self, column: &str) -> rusqlite::Result<KeyIdentifier>;
    fn certificate_key(&self) -> rusqlite::Result<CertificateKey>;
    fn serial(&self) -> rusqlite::Result<SerialNumber>;
    fn role(&self) -> rusqlite::Result<Option<RemotePartyRole>>;
    fn eui64(&self) -> rusqlite::Result<Option<Eui64>>;
    fn usage(&self) -> rusqlite::Result<BTreeSet<KeyUsage>>;
    fn validity(&self) -> rusqlite::Result<Validity>;
    fn reason(&self) -> rusqlite::Result<RevocationReason>;
}

impl Words for Row<'_> {
    fn number(&self, column: &str) -> rusqlite::Result<u64> {
        u64::try_from(self.get::<_, i64>(column)?).map_err(|_| unreadable(column, Type::Integer))
    }

    fn moment(&self, column: &str) -> rusqlite::Result<Moment> {
        Moment::from_unix_seconds(self.get(column)?).ok_or_else(|| unreadable(column, Type::Integer))
    }

    fn hash(&self, column: &str) -> rusqlite::Result<Hash> {
        self.get(column).map(Hash::new)
    }

    fn key_identifier(&self, column: &str) -> rusqlite::Result<KeyIdentifier> {
        self.get(column).map(KeyIdentifier::new)
    }

    fn certificate_key(&self) -> rusqlite::Result<CertificateKey> {
        Ok(CertificateKey {
            issuer: self.key_identifier("issuer")?,
            serial: self.serial()?,
        })
    }

    fn serial(&self) -> rusqlite::Result<SerialNumber> {
        let octets: [u8; SERIAL_OCTETS] = self.get("serial")?;
        SerialNumber::from_magnitude(&octets).map_err(|_| unreadable("serial", Type::Blob))
    }

    fn role(&self) -> rusqlite::Result<Option<RemotePartyRole>> {
        Ok(self.get::<_, Option<u8>>("role")?.map(RemotePartyRole::new))
    }

    fn eui64(&self) -> rusqlite::Result<Option<Eui64>> {
        Ok(self.get::<_, Option<[u8; 8]>>("eui64")?.map(Eui64::new))
    }

    fn usage(&self) -> rusqlite::Result<BTreeSet<KeyUsage>> {
        let bits: u16 = self.get("usage")?;
        Ok(usage_bits()
            .filter(|(_, bit)| bits & bit != 0)
            .map(|(usage, _)| usage)
            .collect())
    }

    fn validity(&self) -> rusqlite::Result<Validity> {
        Ok(Validity {
            not_before: self.moment("not_before")?,
            not_after: self.moment("not_after")?,
        })
    }

    fn reason(&self) -> rusqlite::Result<RevocationReason> {
        let code: Option<u8> = self.get("reason")?;
        RevocationReason::ALL
            .iter()
            .copied()
            .find(|reason| reason.code() == code)
            .ok_or_else(|| unreadable("reason", Type::Integer))
    }
}

fn unreadable(column: &str, found: Type) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(0, column.to_owned(), found)
}

impl StoreError {
    /// What SQLite says, in our words.
    pub(super) fn sqlite(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let corrupt = |path, error: &rusqlite::Error| Self::Corrupt {
            path,
            detail: error.to_string(),
        };
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::NotADatabase) => Self::NotOurs(path),
            Some(ErrorCode::DatabaseCorrupt) => corrupt(path, &error),
            None if is_about_a_column(&error) => corrupt(path, &error),
            _ => Self::Database {
                path,
                source: Box::new(error),
            },
        }
    }
}

/// Whether a column holds what was never written to it.
fn is_about_a_column(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
    )
}
