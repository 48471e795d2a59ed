//! The one way to write a file: whole and durable, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone (mode 0600): keys, databases.
    Owner,
    /// Everybody (mode 0644, less what the process masks): certificates, CRLs.
    Everybody,
}

/// What to do about a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, and fail.
    Keep,
    /// Put the new one in its place, in one step.
    Replace,
}

/// Writes `octets` to the file at `path`.
///
/// They go to a new file in the same folder, which is flushed to the disk and then given its name; at last the
/// folder is flushed. After a crash at any moment there is the old file or the new one, never a part.
///
/// # Errors
/// [`WriteError::Exists`] where the file is there and is to be kept, [`WriteError::Io`] where the disk fails.
/// Then nothing has changed.
pub fn write(path: &Path, octets: &[u8], readers: Readers, existing: Existing) -> Result<(), WriteError> {
    let failed = |source| WriteError::Io {
        path: path.to_owned(),
        source,
    };
    let temporary = Temporary::create(path, readers).map_err(failed)?;
    temporary.fill(octets).map_err(failed)?;
    match existing {
        Existing::Replace => fs::rename(&temporary.path, path).map_err(failed)?,
        // A rename would silently replace; a second name is refused where there is one.
        Existing::Keep => fs::hard_link(&temporary.path, path).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => WriteError::Exists(path.to_owned()),
            _ => failed(source),
        })?,
    }
    drop(temporary);
    flush_folder(path).map_err(failed)
}

/// Flushes the folder of `path`, so that the names in it survive a crash.
///
/// # Errors
/// What the disk says.
pub(crate) fn flush_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// A file without a name of its own yet; removed when it goes, whatever happens.
struct Temporary {
    path: PathBuf,
    file: File,
}

impl Temporary {
    fn create(path: &Path, readers: Readers) -> io::Result<Self> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let name = path
            .file_name()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "this is not the name of a file"))?;
        loop {
            let mut temporary = std::ffi::OsString::from(".");
            temporary.push(name);
            let number = COUNTER.fetch_add(1, Ordering::Relaxed);
            temporary.push(format!(".{}-{number}.new", std::process::id()));
            let path = folder(path).join(temporary);
            match options(readers).open(&path) {
                Ok(file) => return Ok(Self { path, file }),
                // Left behind by a process that had the same number and crashed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn fill(&self, octets: &[u8]) -> io::Result<()> {
        (&self.file).write_all(octets)?;
        self.file.sync_all()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a rename there is nothing to remove; after a failure there is nobody to tell.
        let _ = fs::remove_file(&self.path);
    }
}

/// How a new file is opened; it must not exist.
pub(crate) fn options(readers: Readers) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(match readers {
            Readers::Owner => 0o600,
            Readers::Everybody => 0o644,
        });
    }
    options
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It is there already.
    #[error("{} exists already: remove it, or write to another name", .0.display())]
    Exists(PathBuf),
    /// The disk failed.
    #[error("{} was not written: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_kept_or_replaced_as_asked_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issuing.crl");
        write(&path, b"first", Readers::Everybody, Existing::Keep).unwrap();
        let refused = write(&path, b"second", Readers::Everybody, Existing::Keep);
        assert!(matches!(refused, Err(WriteError::Exists(found)) if found == path));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        write(&path, b"third", Readers::Everybody, Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(names(folder.path()), ["issuing.crl"]);
    }

    #[test]
    fn a_failure_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing/file");
        let error = write(&missing, b"", Readers::Owner, Existing::Replace).unwrap_err();
        assert!(matches!(error, WriteError::Io { path, source }
            if path == missing && source.kind() == io::ErrorKind::NotFound));
        // A folder cannot be replaced by a file.
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        let error = write(&taken, b"", Readers::Owner, Existing::Replace).unwrap_err();
        assert!(matches!(error, WriteError::Io { path, .. } if path == taken));
        assert_eq!(names(folder.path()), ["taken"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_what_is_for_the_owner() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        for (readers, others) in [(Readers::Owner, false), (Readers::Everybody, true)] {
            let path = folder.path().join(format!("{readers:?}"));
            write(&path, b"", readers, Existing::Keep).unwrap();
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o600, 0o600);
            assert_eq!(mode & 0o044 != 0, others, "{mode:o}");
            // A replaced file takes the mode that is asked for now.
            write(&path, b"", Readers::Owner, Existing::Replace).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
        }
    }
}
