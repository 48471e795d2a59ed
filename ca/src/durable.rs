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
