//! Reading.

use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use s1spki_policies::{Moment, SerialNumber};

use super::value::{Words, number, serial};
use crate::KeyIdentifier;
use crate::ledger::{Entry, Head};
use crate::store::{
    BurnedSerial, CertificateFilter, CertificateKey, CertificateRecord, CrlRecord, Cursor, Kinds, Listing,
    Page, RequestFilter, RequestRecord, Revocation, RevocationStatus, StoredCertificate,
};

pub(super) fn head(connection: &Connection) -> rusqlite::Result<Head> {
    let head = connection
        .prepare_cached("SELECT sequence, hash, at FROM ledger ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Head {
                sequence: row.number("sequence")?,
                hash: row.hash("hash")?,
                at: Some(row.moment("at")?),
            })
        })
        .optional()?;
    Ok(head.unwrap_or(Head::EMPTY))
}

pub(super) fn entries(
    connection: &Connection,
    from: u64,
    kinds: Kinds<'_>,
    each: &mut dyn FnMut(Entry) -> ControlFlow<()>,
) -> rusqlite::Result<()> {
    let (source, kinds) = match kinds {
        Kinds::All => ("ledger WHERE".to_owned(), [].as_slice()),
        Kinds::Only(kinds) => {
            let places = vec!["?"; kinds.len()].join(", ");
            // Without the hint, the order by sequence makes SQLite read every entry.
            (
                format!("ledger INDEXED BY ledger_by_kind WHERE kind IN ({places}) AND"),
                kinds,
            )
        }
    };
    let mut select = connection.prepare_cached(&format!(
        "SELECT sequence, at, kind, payload, previous, hash FROM {source} sequence >= ? ORDER BY sequence"
    ))?;
    let kinds = kinds.iter().map(|kind| Value::from((*kind).to_owned()));
    let mut rows = select.query(params_from_iter(kinds.chain([number(from).into()])))?;
    while let Some(row) = rows.next()? {
        if each(entry(row)?).is_break() {
            break;
        }
    }
    Ok(())
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        sequence: row.number("sequence")?,
        at: row.moment("at")?,
        kind: row.get("kind")?,
        payload: row.get("payload")?,
        previous: row.hash("previous")?,
        hash: row.hash("hash")?,
    })
}

pub(super) fn certificate(
    connection: &Connection,
    key: &CertificateKey,
) -> rusqlite::Result<Option<StoredCertificate>> {
    connection
        .prepare_cached("SELECT * FROM certificate WHERE issuer = ?1 AND serial = ?2")?
        .query_row(
            params![key.issuer.octets(), serial(&key.serial)],
            stored_certificate,
        )
        .optional()
}

fn stored_certificate(row: &Row<'_>) -> rusqlite::Result<StoredCertificate> {
    let revoked = row.get::<_, Option<i64>>("revoked_at")?.is_some();
    Ok(StoredCertificate {
        certificate: CertificateRecord {
            key: row.certificate_key()?,
            subject_key: row.key_identifier("subject_key")?,
            common_name: row.get("common_name")?,
            role: row.role()?,
            eui64: row.eui64()?,
            usage: row.usage()?,
            validity: row.validity()?,
            request: row.get("request")?,
            der: row.get("der")?,
        },
        revocation: revoked.then(|| revocation(row, "revoked_at")).transpose()?,
    })
}

fn revocation(row: &Row<'_>, at: &str) -> rusqlite::Result<Revocation> {
    Ok(Revocation {
        at: row.moment(at)?,
        reason: row.reason()?,
    })
}

pub(super) fn certificates(
    connection: &Connection,
    filter: &CertificateFilter,
    page: Page,
) -> rusqlite::Result<Listing<StoredCertificate>> {
    let mut conditions = Conditions::default();
    conditions.equal("issuer", filter.issuer.map(|key| key.octets().to_vec()));
    conditions.equal("eui64", filter.eui64.map(|eui64| eui64.octets().to_vec()));
    conditions.equal("role", filter.role.map(|role| i64::from(role.code())));
    conditions.equal("common_name", filter.common_name.clone());
    conditions.equal("subject_key", filter.subject_key.map(|key| key.octets().to_vec()));
    conditions.compare("not_after >=", filter.expires_from.map(Moment::unix_seconds));
    conditions.compare("not_after <=", filter.expires_until.map(Moment::unix_seconds));
    match filter.status {
        Some(RevocationStatus::Revoked) => conditions.holds("revoked_at IS NOT NULL"),
        Some(RevocationStatus::Unrevoked) => conditions.holds("revoked_at IS NULL"),
        None => {}
    }
    conditions.page(connection, "certificate", "not_after", page, stored_certificate)
}

pub(super) fn revocations(
    connection: &Connection,
    issuer: KeyIdentifier,
    unexpired_at: Moment,
) -> rusqlite::Result<Vec<(SerialNumber, Revocation)>> {
    connection
        .prepare_cached(
            "SELECT serial, revocation.at AS at, revocation.reason AS reason
             FROM revocation LEFT JOIN certificate USING (issuer, serial)
             WHERE issuer = ?1 AND (not_after IS NULL OR not_after >= ?2)
             ORDER BY serial",
        )?
        .query_map(params![issuer.octets(), unexpired_at.unix_seconds()], |row| {
            Ok((row.serial()?, revocation(row, "at")?))
        })?
        .collect()
}

pub(super) fn open_serials(connection: &Connection) -> rusqlite::Result<Vec<BurnedSerial>> {
    connection
        .prepare_cached(
            "SELECT issuer, serial, request, burned_at FROM serial WHERE settled = 0
             ORDER BY burned_at, issuer, serial",
        )?
        .query_map([], |row| {
            Ok(BurnedSerial {
                key: row.certificate_key()?,
                request: row.get("request")?,
                at: row.moment("burned_at")?,
            })
        })?
        .collect()
}

pub(super) fn request(connection: &Connection, id: &str) -> rusqlite::Result<Option<RequestRecord>> {
    connection
        .prepare_cached("SELECT * FROM request WHERE id = ?1")?
        .query_row([id], request_record)
        .optional()
}

pub(super) fn requests(
    connection: &Connection,
    filter: &RequestFilter,
    page: Page,
) -> rusqlite::Result<Listing<RequestRecord>> {
    let mut conditions = Conditions::default();
    conditions.equal("state", filter.state.clone());
    conditions.equal("organisation", filter.organisation.clone());
    conditions.page(connection, "request", "submitted_at", page, request_record)
}

fn request_record(row: &Row<'_>) -> rusqlite::Result<RequestRecord> {
    Ok(RequestRecord {
        id: row.get("id")?,
        state: row.get("state")?,
        organisation: row.get("organisation")?,
        submitted_by: row.get("submitted_by")?,
        submitted_at: row.moment("submitted_at")?,
        changed_at: row.moment("changed_at")?,
        document: row.get("document")?,
    })
}

pub(super) fn latest_crl(
    connection: &Connection,
    issuer: KeyIdentifier,
) -> rusqlite::Result<Option<CrlRecord>> {
    connection
        .prepare_cached("SELECT * FROM crl WHERE issuer = ?1 ORDER BY number DESC LIMIT 1")?
        .query_row([issuer.octets()], |row| {
            Ok(CrlRecord {
                issuer: row.key_identifier("issuer")?,
                number: row.number("number")?,
                this_update: row.moment("this_update")?,
                next_update: row.moment("next_update")?,
                der: row.get("der")?,
            })
        })
        .optional()
}

pub(super) fn integrity(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let found: Vec<String> = connection
        .prepare("PRAGMA integrity_check")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let orphans: Vec<String> = connection
        .prepare("PRAGMA foreign_key_check")?
        .query_map([], |row| {
            Ok(format!("a row of {} refers to nothing", row.get::<_, String>(0)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    match (found.as_slice(), orphans.is_empty()) {
        ([only], false) if only == "ok" => Ok(orphans),
        _ => Ok([found, orphans].concat()),
    }
}

/// What rows have to agree with, as SQL and its values.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn holds(&mut self, condition: &str) {
        self.sql.push(condition.to_owned());
    }

    fn compare(&mut self, comparison: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.sql.push(format!("{comparison} ?"));
            self.values.push(value.into());
        }
    }

    fn equal(&mut self, column: &str, value: Option<impl Into<Value>>) {
        self.compare(&format!("{column} ="), value);
    }

    /// One page of the rows that agree, by a moment, and where moments are equal by age of the row.
    fn page<T>(
        mut self,
        connection: &Connection,
        table: &str,
        moment: &str,
        page: Page,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Listing<T>> {
        if let Some(cursor) = page.after {
            self.sql.push(format!("({moment}, row) > (?, ?)"));
            self.values.extend([cursor.moment.into(), cursor.row.into()]);
        }
        if self.sql.is_empty() {
            self.holds("TRUE");
        }
        // One row more than wanted tells whether there is another page.
        self.values.push(i64::from(page.limit).saturating_add(1).into());
        let sql = format!(
            "SELECT * FROM {table} WHERE {} ORDER BY {moment}, row LIMIT ?",
            self.sql.join(" AND ")
        );
        let mut select = connection.prepare_cached(&sql)?;
        let mut found = select.query(params_from_iter(self.values))?;
        let mut listing = Listing {
            rows: Vec::new(),
            next: None,
        };
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let mut last = None;
        while let Some(row) = found.next()? {
            if listing.rows.len() == limit {
                listing.next = last;
                break;
            }
            last = Some(Cursor {
                moment: row.get(moment)?,
                row: row.get("row")?,
            });
            listing.rows.push(read(row)?);
        }
        Ok(listing)
    }
}
