//! Why a command was not done.

use std::fmt::Display;

use s1spki_ca::durable::WriteError;
use s1spki_ca::key::{KeyError, KeyFileError};
use s1spki_ca::refusal::Refusal;
use s1spki_ca::statement::StatementError;
use s1spki_ca::store::StoreError;
use s1spki_ca::{CommandError, OperationError};
use serde::Serialize;

use crate::exit::Exit;

/// Why a command was not done: one message, and what to do about it.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    #[serde(skip)]
    pub(crate) exit: Exit,
    /// A stable word for programs, such as `store.in-use`.
    pub(crate) code: &'static str,
    #[serde(flatten)]
    pub(crate) said: Box<Said>,
}

/// What is said of a failure.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Said {
    #[serde(rename = "error")]
    pub(crate) message: String,
    /// The clause of the policy that it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clause: Option<String>,
    /// What the message is about, item by item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) items: Vec<String>,
    /// What would have been accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wanted: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
}

impl Failure {
    fn new(exit: Exit, code: &'static str, message: impl Display) -> Self {
        let said = Said {
            message: message.to_string(),
            ..Said::default()
        };
        Self {
            exit,
            code,
            said: Box::new(said),
        }
    }

    /// A rule said no.
    pub(crate) fn refused(code: &'static str, message: impl Display) -> Self {
        Self::new(Exit::Refused, code, message)
    }

    /// A file, a key, the store.
    pub(crate) fn could_not(code: &'static str, message: impl Display) -> Self {
        Self::new(Exit::CouldNot, code, message)
    }

    /// The arguments make no sense together.
    pub(crate) fn wrong_usage(message: impl Display) -> Self {
        Self::new(Exit::WrongUsage, "usage", message)
    }

    /// The same, with what to do.
    pub(crate) fn hint(mut self, hint: impl Display) -> Self {
        self.said.hint = Some(hint.to_string());
        self
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let said = Said {
            message: refusal.what().to_owned(),
            clause: refusal.clause().map(ToString::to_string),
            items: refusal.items().to_vec(),
            wanted: Some(refusal.wanted().to_owned()),
            hint: Some(refusal.hint().to_owned()),
        };
        Self {
            exit: Exit::Refused,
            code: refusal.code(),
            said: Box::new(said),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Missing(_) => "store.missing",
            StoreError::Exists(_) => "store.exists",
            StoreError::NotOurs(_) => "store.not-ours",
            StoreError::AlreadyOpen { .. } | StoreError::Busy(_) => "store.in-use",
            StoreError::Ledger(_) => "ledger.fault",
            StoreError::Full(_) => "store.full",
            StoreError::ReadOnly(_) => "store.read-only",
            StoreError::Corrupt { .. } => "store.damaged",
            _ => "store",
        };
        let failure = Self::could_not(code, &error);
        match &error {
            StoreError::Missing(_) => {
                failure.hint("make an authority with `s1spki-ca init`, or name its directory with --dir")
            }
            StoreError::NotOurs(_) => failure.hint("name the directory of an authority with --dir"),
            StoreError::Ledger(_) => failure
                .hint("keep this directory as it is, restore a copy elsewhere, and find out what happened"),
            _ => failure,
        }
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => refusal.into(),
            CommandError::Failed(error) => error.into(),
        }
    }
}

impl From<OperationError> for Failure {
    fn from(error: OperationError) -> Self {
        let code = match error {
            OperationError::Store(error) => return error.into(),
            OperationError::Key(error) => return error.into(),
            OperationError::Extend(_) => "ledger.extend",
            OperationError::Event(_) => "ledger.event",
            OperationError::Signer(_) => "key.did-not-sign",
            OperationError::Statement(_) => "statement",
            OperationError::Clock(_) => "clock",
            OperationError::Entropy(_) => "entropy",
            OperationError::Template(_) => "template",
            OperationError::Contradiction(_) => "authority.locked-itself",
            OperationError::Unfinished(_) => "authority.unfinished",
            OperationError::Projection { .. } | OperationError::Row(_) => "store.tables",
        };
        Self::could_not(code, error)
    }
}

impl From<StatementError> for Failure {
    fn from(error: StatementError) -> Self {
        Self::could_not("statement", error)
    }
}

impl From<KeyFileError> for Failure {
    fn from(error: KeyFileError) -> Self {
        let code = match &error {
            KeyFileError::Readable { .. } => "key.readable-by-others",
            KeyFileError::Io { .. } => "key.file",
            KeyFileError::Key { source, .. } => key_code(source),
            KeyFileError::Write(error) => return Self::could_not(write_code(error), error),
        };
        Self::could_not(code, error)
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        Self::could_not(key_code(&error), error)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::could_not(write_code(&error), error)
    }
}

const fn key_code(error: &KeyError) -> &'static str {
    match error {
        KeyError::WrongPassphrase => "key.wrong-passphrase",
        KeyError::WrongKey { .. } => "key.another",
        KeyError::Damaged { .. } => "key.damaged",
        KeyError::Entropy(_) => "entropy",
        _ => "key.form",
    }
}

const fn write_code(error: &WriteError) -> &'static str {
    match error {
        WriteError::Exists(_) => "file.exists",
        WriteError::Io { .. } => "file.write",
    }
}
