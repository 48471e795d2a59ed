//! Writing, inside a transaction.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Connection, named_params, params};

use super::read;
use super::value::{number, serial, usage};
use crate::ledger::{Chain, Entry, Head};
use crate::store::{
    BurnedSerial, CertificateKey, CertificateRecord, Change, CrlRecord, Kinds, Projector, RequestRecord,
    Revocation, StoreError,
};

pub(super) fn entry(connection: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO ledger (sequence, at, kind, payload, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    insert.execute(params![
        number(entry.sequence)?,
        entry.at.unix_seconds(),
        entry.kind,
        entry.payload,
        entry.previous.octets(),
        entry.hash.octets(),
    ])?;
    Ok(())
}

pub(super) fn change(connection: &Connection, change: &Change, path: &Path) -> Result<(), StoreError> {
    let written = match change {
        Change::SerialBurned(burned) => burn(connection, burned),
        Change::CertificateStored(record) => certificate(connection, record),
        Change::CertificateRevoked(key, revocation) => revoke(connection, key, *revocation),
        Change::RequestSaved(record) => request(connection, record),
        Change::CrlStored(record) => crl(connection, record),
    };
    written.map_err(|error| contradiction(change, &error).unwrap_or_else(|| StoreError::sqlite(path, error)))
}

/// What it means for this change that it would break a promise of the layout.
fn contradiction(change: &Change, error: &rusqlite::Error) -> Option<StoreError> {
    use Constraint::{ForeignKey, Trigger, Unique};

    Some(match (change, constraint(error)?) {
        (Change::SerialBurned(burned), Unique) => StoreError::SerialUsed(burned.key.clone()),
        (Change::CertificateStored(record), Unique) => StoreError::SerialUsed(record.key.clone()),
        (Change::CertificateStored(record), ForeignKey) => StoreError::SerialUnknown(record.key.clone()),
        (Change::CertificateRevoked(key, _), Unique) => StoreError::RevokedAlready(key.clone()),
        (Change::CertificateRevoked(key, _), ForeignKey) => StoreError::SerialUnknown(key.clone()),
        (Change::CrlStored(record), Unique | Trigger) => StoreError::CrlNumber {
            issuer: record.issuer,
            number: record.number,
        },
        _ => return None,
    })
}

fn burn(connection: &Connection, burned: &BurnedSerial) -> rusqlite::Result<()> {
    let mut insert = connection
        .prepare_cached("INSERT INTO serial (issuer, serial, request, burned_at) VALUES (?1, ?2, ?3, ?4)")?;
    insert.execute(params![
        burned.key.issuer.octets(),
        serial(&burned.key.serial),
        burned.request,
        burned.at.unix_seconds(),
    ])?;
    Ok(())
}

fn certificate(connection: &Connection, record: &CertificateRecord) -> rusqlite::Result<()> {
    // Revoked before its certificate was found: the certificate is revoked from the start.
    let mut insert = connection.prepare_cached(
        "INSERT INTO certificate (issuer, serial, subject_key, common_name, role, eui64, usage, not_before, not_after,
                                  request, der, revoked_at, reason)
         VALUES (:issuer, :serial, :subject_key, :common_name, :role, :eui64, :usage, :not_before, :not_after,
                 :request, :der,
                 (SELECT at FROM revocation WHERE issuer = :issuer AND serial = :serial),
                 (SELECT reason FROM revocation WHERE issuer = :issuer AND serial = :serial))",
    )?;
    insert.execute(named_params! {
        ":issuer": record.key.issuer.octets(),
        ":serial": serial(&record.key.serial),
        ":subject_key": record.subject_key.octets(),
        ":common_name": record.common_name,
        ":role": record.role.map(|role| role.code()),
        ":eui64": record.eui64.map(|eui64| eui64.octets()),
        ":usage": usage(&record.usage),
        ":not_before": record.validity.not_before.unix_seconds(),
        ":not_after": record.validity.not_after.unix_seconds(),
        ":request": record.request,
        ":der": record.der,
    })?;
    settle(connection, &record.key)
}

fn revoke(connection: &Connection, key: &CertificateKey, revocation: Revocation) -> rusqlite::Result<()> {
    let values = params![
        key.issuer.octets(),
        serial(&key.serial),
        revocation.at.unix_seconds(),
        revocation.reason.code(),
    ];
    connection
        .prepare_cached("INSERT INTO revocation (issuer, serial, at, reason) VALUES (?1, ?2, ?3, ?4)")?
        .execute(values)?;
    connection
        .prepare_cached(
            "UPDATE certificate SET revoked_at = ?3, reason = ?4 WHERE issuer = ?1 AND serial = ?2",
        )?
        .execute(values)?;
    settle(connection, key)
}

/// Something is known now of what was done under this serial number.
fn settle(connection: &Connection, key: &CertificateKey) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE serial SET settled = 1 WHERE issuer = ?1 AND serial = ?2 AND settled = 0")?
        .execute(params![key.issuer.octets(), serial(&key.serial)])?;
    Ok(())
}

fn request(connection: &Connection, record: &RequestRecord) -> rusqlite::Result<()> {
    let mut upsert = connection.prepare_cached(
        "INSERT INTO request (id, state, organisation, submitted_by, submitted_at, changed_at, document)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET state = ?2, organisation = ?3, submitted_by = ?4, changed_at = ?6,
                                        document = ?7",
    )?;
    upsert.execute(params![
        record.id,
        record.state,
        record.organisation,
        record.submitted_by,
        record.submitted_at.unix_seconds(),
        record.changed_at.unix_seconds(),
        record.document,
    ])?;
    Ok(())
}

fn crl(connection: &Connection, record: &CrlRecord) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO crl (issuer, number, this_update, next_update, der) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    insert.execute(params![
        record.issuer.octets(),
        number(record.number)?,
        record.this_update.unix_seconds(),
        record.next_update.unix_seconds(),
        record.der,
    ])?;
    Ok(())
}

/// Which promise of the layout a write would break.
enum Constraint {
    Unique,
    ForeignKey,
    Trigger,
}

fn constraint(error: &rusqlite::Error) -> Option<Constraint> {
    match error.sqlite_error()?.extended_code {
        rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            Some(Constraint::Unique)
        }
        rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(Constraint::ForeignKey),
        rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER => Some(Constraint::Trigger),
        _ => None,
    }
}

pub(super) fn rebuild(
    connection: &Connection,
    project: &mut Projector<'_>,
    path: &Path,
) -> Result<Head, StoreError> {
    let failed = |error| StoreError::sqlite(path, error);
    // Those that refer to others first.
    connection
        .execute_batch(
            "DELETE FROM certificate; DELETE FROM revocation; DELETE FROM serial; DELETE FROM request;
             DELETE FROM crl;",
        )
        .map_err(failed)?;
    let mut chain = Chain::new();
    let mut fault = None;
    let mut step = |entry: &Entry| {
        chain.follow(entry)?;
        let changes = project(entry).map_err(|source| StoreError::Projection {
            sequence: entry.sequence,
            source,
        })?;
        changes.iter().try_for_each(|made| change(connection, made, path))
    };
    read::entries(connection, 1, Kinds::All, &mut |entry| match step(&entry) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            fault = Some(error);
            ControlFlow::Break(())
        }
    })
    .map_err(failed)?;
    match fault {
        Some(error) => Err(error),
        None => Ok(chain.finish()?),
    }
}
