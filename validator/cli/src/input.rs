//! From the arguments of the command line to the objects in the files.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use s1spki_validator::{Block, Label, read_blocks};

use crate::problem::Problem;

/// How files are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    /// The most octets of a file.
    pub(crate) limit: usize,
    /// Whether folders inside a folder count.
    pub(crate) recursion: Recursion,
}

/// Whether folders inside a folder count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recursion {
    /// They do not.
    Flat,
    /// They do.
    Deep,
}

/// What kind of object is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Certificates.
    Certificate,
    /// Certificate requests.
    Request,
    /// Certificate revocation lists.
    RevocationList,
}

/// One object of a file, not yet decoded.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its file, and its number there if it is not the only one.
    pub(crate) label: String,
    /// Its octets.
    pub(crate) der: Vec<u8>,
}

/// The objects that were found, and what could not be read.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) objects: Vec<Object>,
    pub(crate) problems: Vec<(String, Problem)>,
}

impl Wanted {
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Request => "certificate request",
            Self::RevocationList => "revocation list",
        }
    }

    /// The endings of the files that count in a folder.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Certificate => &["pem", "crt", "cer", "der"],
            Self::Request => &["pem", "csr", "req", "p10", "der"],
            Self::RevocationList => &["pem", "crl", "der"],
        }
    }

    /// Whether a block may be of this kind, going by its PEM label.
    fn admits(self, label: &Label) -> bool {
        match label {
            Label::Absent => true,
            Label::Certificate => self == Self::Certificate,
            Label::CertificateRequest => self == Self::Request,
            Label::Crl => self == Self::RevocationList,
            Label::Other(_) => false,
        }
    }
}

impl Reader {
    /// Reads every file, folder or standard input that is named; what cannot be read does not stop the rest.
    pub(crate) fn read_all(&self, paths: &[PathBuf], wanted: Wanted) -> Found {
        let mut found = Found::default();
        for path in paths {
            let files = match self.files_of(path, wanted) {
                Ok(files) => files,
                Err(problem) => {
                    found.problems.push((label_of(path), problem));
                    continue;
                }
            };
            for file in files {
                match self.read_file(&file, wanted) {
                    Ok(objects) => found.objects.extend(objects),
                    Err(problem) => found.problems.push((label_of(&file), problem)),
                }
            }
        }
        found
    }

    /// Reads every file, folder or standard input that is named, all of which are needed.
    pub(crate) fn require_all(&self, paths: &[PathBuf], wanted: Wanted) -> Result<Vec<Object>, Problem> {
        let mut found = self.read_all(paths, wanted);
        if found.problems.is_empty() {
            return Ok(found.objects);
        }
        Err(found.problems.swap_remove(0).1)
    }

    /// The file itself, or the files of a folder by name.
    pub(crate) fn files_of(&self, path: &Path, wanted: Wanted) -> Result<Vec<PathBuf>, Problem> {
        if !path.is_dir() {
            return Ok(vec![path.to_owned()]);
        }
        let mut files = Vec::new();
        self.collect(path, wanted, &mut files)?;
        files.sort();
        if files.is_empty() {
            let problem = Problem::input(format_args!(
                "the folder `{}` holds no {}",
                path.display(),
                wanted.noun()
            ));
            return Err(problem.with_hint(format!(
                "files ending in {} are looked at; --recursive looks into the folders inside too",
                wanted.endings().join(", ")
            )));
        }
        Ok(files)
    }

    fn collect(&self, folder: &Path, wanted: Wanted, files: &mut Vec<PathBuf>) -> Result<(), Problem> {
        let unreadable = |error| cannot_be_read(folder, &error);
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            let path = entry.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            let ending = ending.map(str::to_ascii_lowercase).unwrap_or_default();
            if kind.is_dir() {
                if self.recursion == Recursion::Deep {
                    self.collect(&path, wanted, files)?;
                }
            } else if wanted.endings().contains(&ending.as_str()) {
                files.push(path);
            }
        }
        Ok(())
    }

    /// The objects of one file that are of the kind wanted.
    fn read_file(&self, path: &Path, wanted: Wanted) -> Result<Vec<Object>, Problem> {
        let name = label_of(path);
        let bytes = self.bytes_of(path)?;
        objects_in(&name, &bytes, self.limit, wanted)
    }

    /// No more octets than allowed are ever read.
    fn bytes_of(&self, path: &Path) -> Result<Vec<u8>, Problem> {
        let unreadable = |error| cannot_be_read(path, &error);
        let most = u64::try_from(self.limit).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        if path == Path::new("-") {
            let input = io::stdin().lock().take(most.saturating_add(1));
            { input }.read_to_end(&mut bytes).map_err(unreadable)?;
        } else {
            let file = File::open(path).map_err(unreadable)?;
            let length = file.metadata().map_err(unreadable)?.len();
            if length > most {
                return Err(self.too_large(path));
            }
            file.take(most.saturating_add(1))
                .read_to_end(&mut bytes)
                .map_err(unreadable)?;
        }
        if bytes.len() > self.limit {
            return Err(self.too_large(path));
        }
        Ok(bytes)
    }

    fn too_large(&self, path: &Path) -> Problem {
        let name = label_of(path);
        Problem::input(format_args!("`{name}` has more than {} octets", self.limit))
            .with_hint("if it is what it should be, raise the limit with --limit")
    }
}

/// The objects in these octets that are of the kind wanted; others may stand beside them, but not alone.
pub(crate) fn objects_in(
    name: &str,
    bytes: &[u8],
    limit: usize,
    wanted: Wanted,
) -> Result<Vec<Object>, Problem> {
    let blocks = read_blocks(bytes, limit).map_err(|error| {
        Problem::input(format_args!("`{name}`: {error}"))
            .with_hint(format!("give a {} in PEM, DER or base64", wanted.noun()))
    })?;
    let (admitted, others): (Vec<Block>, Vec<Block>) =
        blocks.into_iter().partition(|block| wanted.admits(&block.label));
    if let (true, Some(other)) = (admitted.is_empty(), others.first()) {
        let problem = Problem::input(format_args!(
            "`{name}` holds no {}: {}",
            wanted.noun(),
            other.label
        ));
        return Err(problem.with_hint(hint_for(&other.label, wanted)));
    }
    let several = admitted.len() > 1;
    let objects = admitted.into_iter().enumerate().map(|(index, block)| Object {
        label: if several {
            format!("{name}#{}", index.saturating_add(1))
        } else {
            name.to_owned()
        },
        der: block.der,
    });
    Ok(objects.collect())
}

pub(crate) fn label_of(path: &Path) -> String {
    if path == Path::new("-") {
        return "standard input".to_owned();
    }
    path.display().to_string()
}

fn cannot_be_read(path: &Path, error: &io::Error) -> Problem {
    let problem = Problem::input(format_args!(
        "`{}` cannot be read: {}",
        label_of(path),
        reason(error)
    ));
    match error.kind() {
        io::ErrorKind::NotFound => problem.with_hint("check the path"),
        io::ErrorKind::PermissionDenied => problem.with_hint("check who may read it"),
        _ => problem,
    }
}

/// The error in plain words.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

fn hint_for(label: &Label, wanted: Wanted) -> String {
    match label {
        Label::Certificate => "`certificate` and `chain` judge certificates".to_owned(),
        Label::CertificateRequest => "`request` checks certificate requests".to_owned(),
        Label::Crl => "give revocation lists to `chain` with --crl, or to `list`".to_owned(),
        Label::Other(label) if label.contains("PRIVATE KEY") => {
            "keep private keys to yourself; none is needed here".to_owned()
        }
        Label::Other(_) | Label::Absent => format!("give a {} in PEM, DER or base64", wanted.noun()),
    }
}
