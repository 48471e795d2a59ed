//! Verdicts as people and machines read them.
//!
//! [`text()`] gives a [`Page`] of at most 80 columns, marked with [`Ink`]s for whoever can show colours; its
//! `Display` is plain. [`json()`] gives everything, in a form with a version.

mod explanation;
mod json;
mod junit;
mod markup;
mod page;
mod sarif;
mod text;
mod told;
mod tree;
mod visible;

pub use explanation::{explanation, explanation_json, listing, value_text};
pub use json::{SCHEMA, certificate_record, json};
pub use junit::junit;
pub use page::{Ink, Page, Span};
pub use sarif::sarif;
pub use text::{Passes, text};
