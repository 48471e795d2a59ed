//! Exit codes.

use std::process::ExitCode;

use serde::Serialize;

/// How a command ended. The same in both command lines of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Exit {
    /// It was done, or accepted.
    Done,
    /// A rule said no.
    Refused,
    /// It could not be done: a file, a key, the store.
    CouldNot,
    /// The command line makes no sense.
    WrongUsage,
}

impl Exit {
    /// The number that the shell sees; 64 is `EX_USAGE` of `sysexits.h`.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::CouldNot => 2,
            Self::WrongUsage => 64,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
