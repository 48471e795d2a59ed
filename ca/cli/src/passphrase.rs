//! Where passphrases come from: a file, a file descriptor, the environment, a person. Never the arguments.

use std::env::{self, VarError};
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_ca::Passphrase;
use zeroize::{Zeroize, Zeroizing};

use crate::failure::Failure;
use crate::input::reason;

/// The options of a command that opens one private key.
#[derive(Args, Debug)]
pub(crate) struct PassphraseOptions {
    /// Read the passphrase from the first line of FILE, which nobody else may be able to read
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "passphrase_fd",
        help_heading = "Passphrase"
    )]
    passphrase_file: Option<PathBuf>,
    /// Read the passphrase from the first line of the open file descriptor N
    #[arg(long, value_name = "N", help_heading = "Passphrase")]
    passphrase_fd: Option<u32>,
}

impl PassphraseOptions {
    /// The passphrase of an existing key.
    pub(crate) fn open(&self, key: Secret) -> Result<Passphrase, Failure> {
        Source::new(self.passphrase_file.as_deref(), self.passphrase_fd, key).passphrase(Purpose::Open)
    }

    /// A passphrase for a new key.
    pub(crate) fn choose(&self, key: Secret, at_least: u8) -> Result<Passphrase, Failure> {
        let purpose = Purpose::Choose {
            at_least: at_least.into(),
        };
        Source::new(self.passphrase_file.as_deref(), self.passphrase_fd, key).passphrase(purpose)
    }
}

/// The options of a command that makes the keys of an authority.
#[derive(Args, Debug)]
pub(crate) struct InitPassphrases {
    /// Read the passphrase of the root's key from the first line of FILE
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "root_passphrase_fd",
        help_heading = "Passphrases"
    )]
    root_passphrase_file: Option<PathBuf>,
    /// Read it from the first line of the open file descriptor N
    #[arg(long, value_name = "N", help_heading = "Passphrases")]
    root_passphrase_fd: Option<u32>,
    /// Read the passphrase of the issuing authority's key from the first line of FILE
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "issuing_passphrase_fd",
        help_heading = "Passphrases"
    )]
    issuing_passphrase_file: Option<PathBuf>,
    /// Read it from the first line of the open file descriptor N
    #[arg(long, value_name = "N", help_heading = "Passphrases")]
    issuing_passphrase_fd: Option<u32>,
}

impl InitPassphrases {
    /// A passphrase for a new key of an authority.
    pub(crate) fn choose(&self, key: Secret, at_least: u8) -> Result<Passphrase, Failure> {
        let (file, descriptor) = match key {
            Secret::Root => (&self.root_passphrase_file, self.root_passphrase_fd),
            Secret::Issuing | Secret::Own => (&self.issuing_passphrase_file, self.issuing_passphrase_fd),
        };
        let purpose = Purpose::Choose {
            at_least: at_least.into(),
        };
        Source::new(file.as_deref(), descriptor, key).passphrase(purpose)
    }
}

/// Whose passphrase is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secret {
    /// The key of the root.
    Root,
    /// The key of the issuing authority.
    Issuing,
    /// The key of whoever acts: an officer, an organisation.
    Own,
}

impl Secret {
    /// The environment variable that it may stand in.
    pub(crate) const fn variable(self) -> &'static str {
        match self {
            Self::Root => "S1SPKI_ROOT_PASSPHRASE",
            Self::Issuing => "S1SPKI_ISSUING_PASSPHRASE",
            Self::Own => "S1SPKI_KEY_PASSPHRASE",
        }
    }

    /// What it opens.
    const fn what(self) -> &'static str {
        match self {
            Self::Root => "the key of the root",
            Self::Issuing => "the key of the issuing authority",
            Self::Own => "your key",
        }
    }
}

/// What a passphrase is for.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    /// To open a key that there is.
    Open,
    /// To lock a new key with; it needs at least so many octets.
    Choose { at_least: usize },
}

/// A place where a passphrase is found.
enum Source {
    File(PathBuf),
    Descriptor(u32),
    Variable(Zeroizing<String>, Secret),
    UnreadableVariable(Secret),
    Terminal(Secret),
}

impl Source {
    /// What was asked for on the command line, else the environment, else a person.
    fn new(file: Option<&Path>, descriptor: Option<u32>, key: Secret) -> Self {
        match (file, descriptor, env::var(key.variable())) {
            (Some(path), _, _) => Self::File(path.to_owned()),
            (_, Some(descriptor), _) => Self::Descriptor(descriptor),
            (_, _, Ok(text)) => Self::Variable(Zeroizing::new(text), key),
            (_, _, Err(VarError::NotUnicode(_))) => Self::UnreadableVariable(key),
            (_, _, Err(VarError::NotPresent)) => Self::Terminal(key),
        }
    }

    fn passphrase(self, purpose: Purpose) -> Result<Passphrase, Failure> {
        match self {
            Self::File(path) => {
                let name = format!("`{}`", path.display());
                let file = File::open(&path).map_err(|error| unreadable(&name, &error))?;
                refuse_other_readers(&name, &file)?;
                accepted(first_line(file, &name)?, purpose, &name)
            }
            Self::Descriptor(number) => {
                let name = format!("file descriptor {number}");
                let file =
                    File::open(format!("/dev/fd/{number}")).map_err(|error| unreadable(&name, &error))?;
                accepted(first_line(file, &name)?, purpose, &name)
            }
            Self::Variable(text, key) => accepted(text, purpose, key.variable()),
            Self::UnreadableVariable(key) => Err(Failure::could_not(
                "passphrase",
                format!("{} is not UTF-8", key.variable()),
            )),
            Self::Terminal(key) => asked(key, purpose),
        }
    }
}

fn asked(key: Secret, purpose: Purpose) -> Result<Passphrase, Failure> {
    let what = key.what();
    let ask = |prompt: String| {
        rpassword::prompt_password(prompt)
            .map(Zeroizing::new)
            .map_err(|error| {
                Failure::could_not(
                    "passphrase",
                    format!("the passphrase of {what} cannot be asked for: {error}"),
                )
                .hint(format!(
                    "without a terminal, use --passphrase-file or --passphrase-fd, or set {}",
                    key.variable()
                ))
            })
    };
    let first = ask(match purpose {
        Purpose::Open => format!("Passphrase of {what}: "),
        Purpose::Choose { .. } => format!("New passphrase for {what}: "),
    })?;
    if matches!(purpose, Purpose::Choose { .. }) && *ask("The same again: ".to_owned())? != *first {
        return Err(
            Failure::could_not("passphrase", "the two passphrases are not the same").hint("begin again"),
        );
    }
    accepted(first, purpose, "what was typed")
}

fn accepted(mut text: Zeroizing<String>, purpose: Purpose, name: &str) -> Result<Passphrase, Failure> {
    let at_least = match purpose {
        Purpose::Open => 1,
        Purpose::Choose { at_least } => at_least,
    };
    Passphrase::new(std::mem::take(&mut *text), at_least)
        .map_err(|error| Failure::could_not("passphrase", format!("{name}: {error}")))
}

/// The longest line that is taken; also the room made for it, so that no copy of it is left behind.
const LONGEST: usize = 4096;

fn first_line(source: impl Read, name: &str) -> Result<Zeroizing<String>, Failure> {
    let mut octets = Zeroizing::new(Vec::with_capacity(LONGEST));
    let most = u64::try_from(LONGEST).unwrap_or(u64::MAX);
    source
        .take(most)
        .read_to_end(&mut octets)
        .map_err(|error| unreadable(name, &error))?;
    if octets.len() == LONGEST && !octets.contains(&b'\n') {
        return Err(Failure::could_not(
            "passphrase",
            format!("the first line of {name} is too long for a passphrase"),
        ));
    }
    let end = octets
        .iter()
        .position(|octet| *octet == b'\n')
        .unwrap_or(octets.len());
    octets.truncate(end);
    if octets.last() == Some(&b'\r') {
        octets.pop();
    }
    match String::from_utf8(std::mem::take(&mut *octets)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(Failure::could_not("passphrase", format!("{name} is not UTF-8")))
        }
    }
}

#[cfg(unix)]
fn refuse_other_readers(name: &str, file: &File) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;

    let open_to_others = |metadata: &Metadata| metadata.is_file() && metadata.mode() & 0o077 != 0;
    match file.metadata() {
        Err(error) => Err(unreadable(name, &error)),
        Ok(metadata) if metadata.is_dir() => Err(Failure::could_not(
            "file.directory",
            format!("{name} is a directory, and a passphrase is wanted"),
        )),
        Ok(metadata) if open_to_others(&metadata) => Err(Failure::could_not(
            "passphrase.readable-by-others",
            format!(
                "{name} may be read by others (mode {:04o})",
                metadata.mode() & 0o7777
            ),
        )
        .hint("chmod 600 it, and think of who has read it")),
        Ok(_) => Ok(()),
    }
}

#[cfg(not(unix))]
fn refuse_other_readers(_: &str, _: &File) -> Result<(), Failure> {
    Ok(())
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::could_not("file.read", format!("{name} cannot be read: {}", reason(error)))
}
