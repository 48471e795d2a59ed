//! Files that are handed in.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use s1spki_ca::statement::SignedStatement;

use crate::failure::Failure;

/// The most octets that are read of a file of this kind; what is larger is something else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    what: &'static str,
    octets: u64,
}

impl Limit {
    /// A certificate request has a few hundred octets.
    pub(crate) const REQUEST: Self = Self {
        what: "a certificate request",
        octets: 64 * 1024,
    };
    /// A certificate has a few hundred octets, and some have extensions.
    pub(crate) const CERTIFICATE: Self = Self {
        what: "a certificate",
        octets: 64 * 1024,
    };
    /// A policy has a few thousand lines.
    pub(crate) const POLICY: Self = Self {
        what: "a policy",
        octets: 4 * 1024 * 1024,
    };
    /// A public key has a few lines.
    pub(crate) const PUBLIC_KEY: Self = Self {
        what: "a public key",
        octets: 16 * 1024,
    };
    /// Evidence is a file of scans.
    pub(crate) const EVIDENCE: Self = Self {
        what: "a file of evidence",
        octets: 256 * 1024 * 1024,
    };
    /// A signed statement is one line.
    pub(crate) const STATEMENT: Self = Self {
        what: "a signed statement",
        octets: 64 * 1024,
    };
}

/// Reads a file, or standard input where it is called `-`.
pub(crate) fn read(path: &Path, limit: Limit) -> Result<Vec<u8>, Failure> {
    match path == Path::new("-") {
        true => taken(io::stdin().lock(), "standard input", limit),
        false => {
            let name = format!("`{}`", path.display());
            let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
            if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
                return Err(Failure::could_not(
                    "file.directory",
                    format!("{name} is a directory, and {} is wanted", limit.what),
                ));
            }
            taken(file, &name, limit)
        }
    }
}

/// The same as text.
pub(crate) fn read_text(path: &Path, limit: Limit) -> Result<String, Failure> {
    String::from_utf8(read(path, limit)?).map_err(|_| {
        Failure::could_not(
            "file.not-text",
            format!("`{}` is not text, and {} is wanted", path.display(), limit.what),
        )
    })
}

/// Reads a signed statement.
pub(crate) fn statement(path: &Path) -> Result<SignedStatement, Failure> {
    Ok(SignedStatement::new(read_text(path, Limit::STATEMENT)?.trim()))
}

fn taken(source: impl Read, name: &str, limit: Limit) -> Result<Vec<u8>, Failure> {
    let mut octets = Vec::new();
    let most = limit.octets.saturating_add(1);
    source
        .take(most)
        .read_to_end(&mut octets)
        .map_err(|error| unreadable(name, &error))?;
    match u64::try_from(octets.len()) {
        Ok(0) => Err(Failure::could_not(
            "file.empty",
            format!("{name} is empty, and {} is wanted", limit.what),
        )),
        Ok(length) if length < most => Ok(octets),
        _ => Err(Failure::could_not(
            "file.too-large",
            format!(
                "{name} has more than {} octets, too many for {}",
                limit.octets, limit.what
            ),
        )),
    }
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::could_not("file.read", format!("{name} cannot be read: {}", reason(error)))
}

/// What the system says, without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}
