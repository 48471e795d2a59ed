//! A snapshot in a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use s1spki_validator::directory::{Directory, DirectoryBuilder, SnapshotSource, SourceError};

use crate::input::reason;
use crate::problem::Problem;

/// A file from which the directory reads what it needs.
struct SnapshotFile(File);

impl SnapshotSource for SnapshotFile {
    fn length(&self) -> Result<u64, SourceError> {
        let metadata = self.0.metadata();
        metadata.map(|metadata| metadata.len()).map_err(unreadable)
    }

    fn read_at(&self, offset: u64, octets: &mut [u8]) -> Result<(), SourceError> {
        self.0.read_exact_at(octets, offset).map_err(unreadable)
    }
}

fn unreadable(error: io::Error) -> SourceError {
    SourceError(reason(&error))
}

/// Whether a file begins as a snapshot does. What cannot be read is none; reading it as something else says why.
pub(super) fn is_snapshot(path: &Path) -> bool {
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    let mut beginning = Vec::new();
    let mut read = || File::open(path)?.take(16).read_to_end(&mut beginning);
    is_file && read().is_ok() && Directory::is_snapshot(&beginning)
}

pub(super) fn open(path: &Path) -> Result<Directory, Problem> {
    let file = File::open(path).map_err(|error| unusable(path, &reason(&error)))?;
    Directory::open(SnapshotFile(file)).map_err(|error| unusable(path, &error.to_string()))
}

/// Writes a snapshot under another name, reads it, and only then gives it its own: whoever opens it finds the old one or
/// the new one, whole.
pub(super) fn write(builder: DirectoryBuilder, path: &Path) -> Result<Directory, Problem> {
    let partial = Partial::beside(path)?;
    let written = partial
        .write(builder)
        .map_err(|error| unwritable(path, &error))
        .and_then(|()| {
            let directory = open(&partial.0)?;
            fs::rename(&partial.0, path).map_err(|error| unwritable(path, &error))?;
            Ok(directory)
        });
    if written.is_err() {
        let _ = fs::remove_file(&partial.0); // the first error is the one to tell
        return written;
    }
    // The new name is on the disk when its folder is.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new(".")));
    folder
        .and_then(|folder| folder.sync_all())
        .map_err(|error| unwritable(path, &error))?;
    written
}

/// A file that does not have its name yet.
struct Partial(PathBuf);

impl Partial {
    fn beside(path: &Path) -> Result<Self, Problem> {
        let Some(name) = path.file_name() else {
            return Err(Problem::usage(format_args!(
                "`{}` is no name for a file",
                path.display()
            )));
        };
        let mut partial = name.to_owned();
        partial.push(format!(".{}.partial", std::process::id()));
        Ok(Self(path.with_file_name(partial)))
    }

    fn write(&self, builder: DirectoryBuilder) -> io::Result<()> {
        let file = OpenOptions::new().write(true).create_new(true).open(&self.0)?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        builder.write_snapshot(|octets| out.write_all(octets))?;
        out.flush()?;
        out.get_ref().sync_all()
    }
}

fn unusable(path: &Path, reason: &str) -> Problem {
    Problem::input(format_args!("`{}`: {reason}", path.display()))
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    let problem = Problem::input(format_args!(
        "`{}` cannot be written: {}",
        path.display(),
        reason(error)
    ));
    problem.with_hint("give --output a path in a folder that is there and has room")
}
