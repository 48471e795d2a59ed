//! The log: what happens to the service, on standard error.

use std::io;

use clap::{Args, ValueEnum};
use tracing_subscriber::filter::LevelFilter;

use crate::problem::Problem;

/// What is logged, and how.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct LogArguments {
    /// The form of the log, which goes to standard error
    #[arg(long, value_name = "FORM", default_value = "text")]
    log_format: Form,
    /// What is logged; with debug, each request and each client
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log_level: Level,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A line for people
    Text,
    /// A JSON object a line
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    /// What needs somebody
    Error,
    /// What may need somebody
    Warn,
    /// What the service does
    Info,
    /// What clients do
    Debug,
}

impl LogArguments {
    pub(super) fn start(self) -> Result<(), Problem> {
        let level = match self.log_level {
            Level::Error => LevelFilter::ERROR,
            Level::Warn => LevelFilter::WARN,
            Level::Info => LevelFilter::INFO,
            Level::Debug => LevelFilter::DEBUG,
        };
        let log = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_writer(io::stderr);
        let started = match self.log_format {
            Form::Text => log.with_ansi(false).try_init(),
            Form::Json => log.json().try_init(),
        };
        started.map_err(|error| Problem::input(format_args!("the log cannot start: {error}")))
    }
}
