//! What an identifier resolves to.

use super::Entry;

/// What an identifier resolves to. Several certificates under one identifier are never silently one of them.
#[derive(Clone, Debug)]
pub enum Resolution {
    /// No certificate has it.
    None,
    /// One certificate has it.
    One(Entry),
    /// More than one certificate has it, so that it identifies none of them.
    Several(Vec<Entry>),
}

impl Resolution {
    pub(super) fn of(mut entries: Vec<Entry>) -> Self {
        match (entries.pop(), entries.is_empty()) {
            (None, _) => Self::None,
            (Some(entry), true) => Self::One(entry),
            (Some(last), false) => {
                entries.push(last);
                Self::Several(entries)
            }
        }
    }

    /// The certificate, where it is one.
    #[must_use]
    pub const fn one(&self) -> Option<&Entry> {
        match self {
            Self::One(entry) => Some(entry),
            Self::None | Self::Several(_) => None,
        }
    }
}
