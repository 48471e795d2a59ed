//! A value as a message states it.

/// A value of a message: its text as written, where it stands, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// The text, as the element or the attribute has it.
    pub text: String,
    /// The line, the first being 1.
    pub line: u32,
    /// What it means.
    pub value: Result<T, ValueFault>,
}

/// Why the text of a value does not mean anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueFault {
    /// It is not written as such a value is.
    #[error("not {wanted}")]
    NotA {
        /// What was wanted, such as `a number from 1 to 9`.
        wanted: &'static str,
    },
    /// There are elements inside, where only text may be.
    #[error("an element inside, where text alone was wanted")]
    ElementInside,
}

impl<T> Stated<T> {
    /// The value, where the text has a meaning.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }
}
