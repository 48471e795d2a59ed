//! Verdicts as people and machines read them.
//!
//! [`text()`] gives a [`Page`] of at most 80 columns, marked with [`Ink`]s for whoever can show colours; its
//! `Display` is plain. [`json()`] gives everything, in a form with a version. [`junit()`] and [`sarif()`] are for
//! systems that collect the results of tests and analyses; [`svg()`] and [`html()`] draw the chain.

mod card;
mod explanation;
mod group;
mod html;
mod json;
mod junit;
mod markup;
mod page;
mod path;
mod picture;
mod sarif;
mod text;
mod told;
mod tree;
mod visible;
mod wrap;

pub use explanation::{explanation, explanation_json, listing, value_text};
pub use group::{group_html, group_text};
pub use html::html;
pub use json::{SCHEMA, certificate_record, gate_record, json, json_line};
pub use junit::junit;
pub use page::{Ink, Page, Span};
pub use path::{PathAnswer, path_json, path_text};
pub use picture::svg;
pub use sarif::sarif;
pub use text::{Passes, text};
