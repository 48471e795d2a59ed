//! What stands in the way of an answer, for people: what is wrong, and what to do.

use std::fmt;

use s1spki_validator::Unread;

/// What stands in the way of an answer.
#[derive(Debug)]
pub(crate) struct Problem {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The command line asks for something that there is not.
    Usage,
    /// A file cannot be read, or holds something else.
    Input,
}

impl Problem {
    /// A file, or something else from outside, cannot be used.
    pub(crate) fn input(message: impl fmt::Display) -> Self {
        Self::new(Kind::Input, message)
    }

    /// The command line asks for something that there is not.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self::new(Kind::Usage, message)
    }

    fn new(kind: Kind, message: impl fmt::Display) -> Self {
        Self {
            kind,
            message: message.to_string(),
            hint: None,
        }
    }

    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    pub(crate) const fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Input => 2,
            Kind::Usage => 64,
        }
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The same as a part of a verdict on other things: `label` could not be read.
    pub(crate) fn into_unread(self, label: &str) -> Unread {
        Unread {
            label: label.to_owned(),
            error: self.message,
            hint: self.hint,
        }
    }
}
