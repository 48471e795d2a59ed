//! Clauses of the governing documents.

use std::fmt;
use std::str::FromStr;

use crate::text::serde_as_text;

/// A place in a governing document, such as `CP 6.3.2`, `RAPP 4.2.2` or `RFC 5280 4.1.2.2`.
///
/// The last word is the place (a number, an annex, a paragraph); what stands before it names the document.
///
/// ```
/// use s1spki_policies::Clause;
///
/// let clause: Clause = "RFC 5280 4.1.2.2".parse()?;
/// assert_eq!((clause.document(), clause.place()), ("RFC 5280", "4.1.2.2"));
/// # Ok::<(), s1spki_policies::ParseClauseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clause {
    document: String,
    place: String,
}

impl Clause {
    /// The document, such as `CP` or `RFC 5280`.
    #[must_use]
    pub fn document(&self) -> &str {
        &self.document
    }

    /// The place in it, such as `6.3.2`.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.document, self.place))
    }
}

impl fmt::Debug for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clause({self})")
    }
}

/// The text is not a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a clause: write the document and the place, such as `CP 6.3.2` or `RFC 5280 4.1.2.2`")]
pub struct ParseClauseError(String);

impl FromStr for Clause {
    type Err = ParseClauseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseClauseError(text.to_owned());
        let (document, place) = text.rsplit_once(' ').ok_or_else(error)?;
        let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_graphic());
        if !document.split(' ').all(word) || !word(place) {
            return Err(error());
        }
        Ok(Self {
            document: document.to_owned(),
            place: place.to_owned(),
        })
    }
}

serde_as_text!(Clause, "a clause: the document and the place in it");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_clause_needs_document_and_place() {
        for text in ["", "CP", " 6.3.2", "CP ", "CP  6.3.2", "CP 6.3.2 ", "CP\t6.3.2"] {
            assert_eq!(
                text.parse::<Clause>(),
                Err(ParseClauseError(text.to_owned())),
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_clause_reads_back_as_written(document in "[A-Z]{1,4}( [0-9]{1,4})?", place in "[0-9A-Z.()]{1,9}") {
            let text = format!("{document} {place}");
            let clause: Clause = text.parse().unwrap();
            prop_assert_eq!(clause.to_string(), text);
            prop_assert_eq!((clause.document(), clause.place()), (&*document, &*place));
        }
    }
}
