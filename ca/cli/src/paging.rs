//! Long listings, page by page.

use std::fmt;

use clap::Args;
use s1spki_ca::store::{Cursor, Page};
use serde::Serialize;

use crate::page::{CODE, paint};

/// Which page of a listing is wanted.
#[derive(Args, Debug)]
pub(crate) struct Paging {
    /// At most so many
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: u32,
    /// Begin after this place, which the page before gave
    #[arg(long, value_name = "PLACE")]
    after: Option<Cursor>,
}

impl Paging {
    pub(crate) const fn page(&self) -> Page {
        Page {
            after: self.after,
            limit: self.limit,
        }
    }
}

/// Where the next page begins, if there is one.
#[derive(Serialize)]
pub(crate) struct More {
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<Option<Cursor>> for More {
    fn from(next: Option<Cursor>) -> Self {
        Self {
            next: next.map(|cursor| cursor.to_string()),
        }
    }
}

impl fmt::Display for More {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.next {
            Some(place) => writeln!(f, "More: {}", paint(CODE, format!("--after {place}"))),
            None => Ok(()),
        }
    }
}
