//! The one clear error of a policy file.

use std::fmt;
use std::ops::Range;

/// What is wrong with a policy file, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// The file.
    pub file: String,
    /// Line and column of the offending text, both from 1; `None` where something is missing altogether.
    pub position: Option<Position>,
    /// What is wrong, and what was wanted.
    pub message: String,
    /// The offending line, to be shown.
    pub excerpt: Option<String>,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl PolicyError {
    /// An error about a file as a whole.
    pub(crate) fn whole(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            position: None,
            message: message.into(),
            excerpt: None,
        }
    }

    /// An error about the octets `span` of `text`.
    pub(crate) fn at(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline.saturating_add(1));
        let line = before.matches('\n').count().saturating_add(1);
        let column = before
            .get(line_start..)
            .unwrap_or_default()
            .chars()
            .count()
            .saturating_add(1);
        let excerpt = text
            .get(line_start..)
            .and_then(|rest| rest.lines().next())
            .map(str::to_owned);
        Self {
            file: file.to_owned(),
            position: Some(Position { line, column }),
            message: message.into(),
            excerpt,
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)?;
        if let (Some(Position { line, column }), Some(excerpt)) = (self.position, &self.excerpt) {
            let gutter = line.to_string().len();
            write!(
                f,
                "\n{:gutter$} |\n{line} | {excerpt}\n{:gutter$} | {:>column$}",
                "", "", '^'
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_counted_in_lines_and_characters() {
        let text = "first\nzweité = é\n";
        let start = text.rfind('é').unwrap();
        let error = PolicyError::at("a.toml", text, start..start + 2, "no");
        assert_eq!(error.position, Some(Position { line: 2, column: 10 }));
        assert_eq!(
            error.to_string(),
            "a.toml:2:10: no\n  |\n2 | zweité = é\n  |          ^"
        );
    }
}
