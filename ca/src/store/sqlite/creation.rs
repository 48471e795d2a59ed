//! Making a database.

use std::fs;
use std::io;
use std::path::Path;

use super::{beside, configure, connect, layout};
use crate::durable::{self, Readers};
use crate::store::StoreError;

/// Refuses to make a database over one that is there, or beside the log of one that was there: SQLite would
/// take the old log for the new database's own.
pub(super) fn refuse_what_is_there(path: &Path) -> Result<(), StoreError> {
    for name in [path.to_owned(), beside(path, "-wal"), beside(path, "-journal")] {
        if name.exists() {
            return Err(StoreError::Exists(name));
        }
    }
    Ok(())
}

/// Makes a database with an up-to-date layout, whole or not at all.
pub(super) fn create(path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io {
        path: path.to_owned(),
        source,
    };
    let workshop = beside(path, ".unfinished");
    clear(&workshop).map_err(failed)?; // of a process that was killed here
    fs::create_dir(&workshop).map_err(failed)?;
    let unfinished = workshop.join("database");
    make(&unfinished)?;
    // A second name, since a rename would replace what came there meanwhile.
    fs::hard_link(&unfinished, path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
        _ => failed(source),
    })?;
    clear(&workshop)
        .and_then(|()| durable::flush_folder(path))
        .map_err(failed)
}

fn clear(workshop: &Path) -> io::Result<()> {
    match fs::remove_dir_all(workshop) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn make(path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io {
        path: path.to_owned(),
        source,
    };
    let refused = |error| StoreError::sqlite(path, error);
    // SQLite gives its other files the mode of this one.
    let file = durable::options(Readers::Owner).open(path).map_err(failed)?;
    let mut connection = connect(path).map_err(refused)?;
    configure(&connection).map_err(refused)?;
    layout::claim(&connection, path)?;
    layout::update(&mut connection, layout::LAYOUTS, path)?;
    connection.close().map_err(|(_, error)| refused(error))?;
    file.sync_all().map_err(failed)
}
