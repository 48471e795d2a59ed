//! What a command has to say when it is done.

use std::fmt::Display;

use serde::Serialize;
use serde_json::Value;

use crate::exit::Exit;
use crate::failure::Failure;

/// What a command has to say: for people, and for programs.
pub(crate) struct Report {
    pub(crate) exit: Exit,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Report {
    /// A command was done; `result` says what came of it.
    pub(crate) fn done(result: &(impl Serialize + Display)) -> Result<Self, Failure> {
        Self::ended(Exit::Done, result)
    }

    /// A command ran to its end; `result` says what came of it, and `exit` whether that is what was wanted.
    pub(crate) fn ended(exit: Exit, result: &(impl Serialize + Display)) -> Result<Self, Failure> {
        let json = serde_json::to_value(result).map_err(|error| Failure::could_not("json", error))?;
        Ok(Self {
            exit,
            text: result.to_string(),
            json,
        })
    }
}
