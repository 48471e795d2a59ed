//! A store in one SQLite database.

mod creation;
mod layout;
mod lock;
mod read;
mod value;
mod write;

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use s1spki_policies::{Moment, SerialNumber};

use super::{
    BurnedSerial, CertificateFilter, CertificateKey, Change, CrlRecord, Kinds, Listing, Page, Projector,
    RequestFilter, RequestRecord, Revocation, Store, StoreError, StoredCertificate,
};
use crate::KeyIdentifier;
use crate::ledger::{Entry, Extension, Head};
use lock::Lock;

/// A store in one SQLite database, for one process at a time.
///
/// Every write is one transaction, which is on the disk when it is over (write-ahead log, flushed at each
/// commit). Does not work on a network file system.
pub struct SqliteStore {
    // In this order: the database is closed before the lock is given back.
    connection: Connection,
    path: PathBuf,
    _lock: Lock,
}

impl SqliteStore {
    /// Makes a new database at `path`.
    ///
    /// It is made under another name and then given its own, so that there is a whole one or none.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is a file already, [`StoreError::AlreadyOpen`] where another process
    /// is at it, otherwise [`StoreError`] where the disk fails.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        creation::refuse_what_is_there(path)?;
        let lock = Lock::take(path)?;
        creation::create(path)?;
        Self::locked(path, lock)
    }

    /// Opens the database at `path`, and brings its layout up to date.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::AlreadyOpen`], [`StoreError::NotOurs`], [`StoreError::Newer`],
    /// [`StoreError::ReadOnly`], otherwise [`StoreError`] where the disk fails.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        match fs::metadata(path) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Err(StoreError::NotOurs(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StoreError::Missing(path.to_owned()));
            }
            Err(source) => {
                return Err(StoreError::Io {
                    path: path.to_owned(),
                    source,
                });
            }
        }
        let lock = Lock::take(path)?;
        Self::locked(path, lock)
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn locked(path: &Path, lock: Lock) -> Result<Self, StoreError> {
        let failed = |error| StoreError::sqlite(path, error);
        let mut connection = connect(path).map_err(failed)?;
        layout::refuse_foreign(&connection, path)?; // before anything is written to it
        if connection.is_readonly(rusqlite::MAIN_DB).map_err(failed)? {
            return Err(StoreError::ReadOnly(path.to_owned()));
        }
        configure(&connection).map_err(failed)?;
        layout::update(&mut connection, layout::LAYOUTS, path)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            _lock: lock,
        })
    }

    fn failed(&self) -> impl Fn(rusqlite::Error) -> StoreError {
        |error| StoreError::sqlite(&self.path, error)
    }

    /// Does `work` in one transaction that no other writer can come into.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection, &Path) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let failed = |error| StoreError::sqlite(&self.path, error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let done = work(&transaction, &self.path)?;
        transaction.commit().map_err(failed)?;
        Ok(done)
    }
}

/// The file beside `path` with something added to its name.
fn beside(path: &Path, addition: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(addition);
    name.into()
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?; // macOS: through the disk's own cache
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // 64 MiB: with the 2 MiB of the default, the random serial numbers slow inserts down by half.
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

impl Store for SqliteStore {
    fn head(&self) -> Result<Head, StoreError> {
        read::head(&self.connection).map_err(self.failed())
    }

    fn entries(
        &self,
        from: u64,
        kinds: Kinds<'_>,
        each: &mut dyn FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        read::entries(&self.connection, from, kinds, each).map_err(self.failed())
    }

    fn append(&mut self, extension: &Extension, changes: &[Change]) -> Result<Head, StoreError> {
        self.write(|connection, path| {
            let found = read::head(connection).map_err(|error| StoreError::sqlite(path, error))?;
            if found != extension.after() {
                return Err(StoreError::HeadMoved {
                    expected: extension.after(),
                    found,
                });
            }
            for entry in extension.entries() {
                write::entry(connection, entry).map_err(|error| StoreError::sqlite(path, error))?;
            }
            changes
                .iter()
                .try_for_each(|change| write::change(connection, change, path))
        })?;
        Ok(extension.head())
    }

    fn rebuild(&mut self, project: &mut Projector<'_>) -> Result<Head, StoreError> {
        self.write(|connection, path| write::rebuild(connection, project, path))
    }

    fn certificate(&self, key: &CertificateKey) -> Result<Option<StoredCertificate>, StoreError> {
        read::certificate(&self.connection, key).map_err(self.failed())
    }

    fn certificates(
        &self,
        filter: &CertificateFilter,
        page: Page,
    ) -> Result<Listing<StoredCertificate>, StoreError> {
        read::certificates(&self.connection, filter, page).map_err(self.failed())
    }

    fn revocations(
        &self,
        issuer: KeyIdentifier,
        unexpired_at: Moment,
    ) -> Result<Vec<(SerialNumber, Revocation)>, StoreError> {
        read::revocations(&self.connection, issuer, unexpired_at).map_err(self.failed())
    }

    fn open_serials(&self) -> Result<Vec<BurnedSerial>, StoreError> {
        read::open_serials(&self.connection).map_err(self.failed())
    }

    fn request(&self, id: &str) -> Result<Option<RequestRecord>, StoreError> {
        read::request(&self.connection, id).map_err(self.failed())
    }

    fn requests(&self, filter: &RequestFilter, page: Page) -> Result<Listing<RequestRecord>, StoreError> {
        read::requests(&self.connection, filter, page).map_err(self.failed())
    }

    fn latest_crl(&self, issuer: KeyIdentifier) -> Result<Option<CrlRecord>, StoreError> {
        read::latest_crl(&self.connection, issuer).map_err(self.failed())
    }

    fn integrity_check(&self) -> Result<(), StoreError> {
        let found = read::integrity(&self.connection).map_err(self.failed())?;
        match found.as_slice() {
            [only] if only == "ok" => Ok(()),
            found => Err(StoreError::Corrupt {
                path: self.path.clone(),
                detail: found.join("; "),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Draft;
    use crate::store::verify;

    /// SQLite is allowed no more pages, which is to it as if the disk were full.
    #[test]
    fn a_full_disk_is_said_and_leaves_nothing_half_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.db");
        let mut store = SqliteStore::create(&path).unwrap();
        let extension = |head: Head, octets| {
            let drafts = (0..20).map(|_| Draft::new("counted", vec![0x20; octets]));
            head.extend("2026-01-01".parse().unwrap(), drafts).unwrap()
        };
        let head = store.append(&extension(Head::EMPTY, 100), &[]).unwrap();
        let pages: u32 = store
            .connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        let limit = |store: &SqliteStore, pages: u32| {
            let set = |row: &rusqlite::Row<'_>| row.get::<_, u32>(0);
            store
                .connection
                .query_row(&format!("PRAGMA max_page_count = {pages}"), [], set)
                .unwrap();
        };
        // Room for the first of the twenty, not for all of them.
        limit(&store, pages + 2);
        let error = store.append(&extension(head, 4000), &[]).unwrap_err();
        assert!(
            matches!(&error, StoreError::Full(full) if *full == path),
            "{error}"
        );
        assert_eq!(store.head().unwrap(), head);
        assert_eq!(verify(&store, Some(head)).unwrap(), head);
        store.integrity_check().unwrap();
        // Once there is room, the same store goes on.
        limit(&store, 1_000_000);
        let head = store.append(&extension(head, 4000), &[]).unwrap();
        assert_eq!(verify(&store, None).unwrap(), head);
    }

    #[test]
    fn an_older_layout_is_brought_up_to_date_in_one_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.db");
        drop(SqliteStore::create(&path).unwrap());
        let mut connection = connect(&path).unwrap();
        let version = |connection: &Connection| -> u32 {
            connection
                .pragma_query_value(None, "user_version", |row| row.get(0))
                .unwrap()
        };
        let known = layout::LAYOUTS.len();
        let broken = [layout::LAYOUTS, &["CREATE TABLE next (a) STRICT", "nonsense"]].concat();
        assert!(layout::update(&mut connection, &broken, &path).is_err());
        assert_eq!(version(&connection) as usize, known);
        let good = [
            layout::LAYOUTS,
            &[
                "CREATE TABLE next (a ANY) STRICT",
                "CREATE TABLE after (a ANY) STRICT",
            ],
        ]
        .concat();
        layout::update(&mut connection, &good, &path).unwrap();
        assert_eq!(version(&connection) as usize, known + 2);
        connection.execute_batch("SELECT * FROM next, after").unwrap();
        layout::update(&mut connection, &good, &path).unwrap();
    }

    /// What a PRAGMA says on the connection that writes, not on another one.
    #[test]
    fn every_commit_is_flushed() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::create(&folder.path().join("ca.db")).unwrap();
        let said = |pragma: &str| -> i64 {
            store
                .connection
                .pragma_query_value(None, pragma, |row| row.get(0))
                .unwrap()
        };
        const FULL: i64 = 2;
        assert_eq!(said("synchronous"), FULL);
        assert_eq!(said("foreign_keys"), 1);
    }
}
