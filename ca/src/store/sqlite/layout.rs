//! The layout of the database, and how an older one is brought up to date.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

/// Marks a SQLite file as ours: "S1CA".
const APPLICATION: i32 = 0x5331_4341;

/// What leads from each version to the next, from nothing on. On disk: only ever added to.
pub(super) const LAYOUTS: &[&str] = &[include_str!("layout-1.sql")];

/// Marks a new, empty database as ours.
pub(super) fn claim(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    connection
        .pragma_update(None, "application_id", APPLICATION)
        .map_err(|error| StoreError::sqlite(path, error))
}

/// Refuses a database that another program made.
pub(super) fn refuse_foreign(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let mark: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| StoreError::sqlite(path, error))?;
    match mark {
        APPLICATION => Ok(()),
        _ => Err(StoreError::NotOurs(path.to_owned())),
    }
}

/// Brings the database to the last of `layouts`, all in one step; refuses one that is further on.
pub(super) fn update(connection: &mut Connection, layouts: &[&str], path: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::sqlite(path, error);
    let found: u32 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed)?;
    let known = u32::try_from(layouts.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    if found == known {
        return Ok(());
    }
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    for layout in layouts.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        transaction.execute_batch(layout).map_err(failed)?;
    }
    transaction
        .pragma_update(None, "user_version", known)
        .map_err(failed)?;
    transaction.commit().map_err(failed)
}
