//! A page of text: lines of marked spans.

use std::fmt;

use super::visible::visible;

/// The most columns of a line. A word that is longer stands alone on its line.
const COLUMNS: usize = 80;

/// What a span is, for whoever shows it in a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Text.
    Plain,
    /// A good decision or outcome.
    Good,
    /// A bad one.
    Bad,
    /// An open one, or a warning.
    Open,
    /// What the eye should find: a code, a heading.
    Strong,
    /// What the eye may pass over.
    Faint,
}

/// Text in one ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it is.
    pub ink: Ink,
    /// The text, without line ends.
    pub text: String,
}

/// Lines of marked text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    lines: Vec<Vec<Span>>,
}

impl Page {
    /// The lines, each in spans from left to right.
    pub fn lines(&self) -> impl Iterator<Item = &[Span]> {
        self.lines.iter().map(Vec::as_slice)
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines.push(Vec::new());
    }

    /// A paragraph: the first line starts at `indent`, further ones at `hanging`.
    pub fn paragraph(&mut self, indent: usize, hanging: usize, spans: &[(Ink, &str)]) {
        let mut line = Line::starting_at(indent);
        for (ink, text) in spans {
            for word in visible(text).split_whitespace() {
                if !line.has_room_for(word) {
                    self.lines.push(line.spans);
                    line = Line::starting_at(hanging);
                }
                line.push(*ink, word);
            }
        }
        self.lines.push(line.spans);
    }

    /// A heading in a column of `width`, and text beside it that stays to its right.
    pub fn field(&mut self, indent: usize, width: usize, heading: &str, ink: Ink, text: &str) {
        let heading = format!("{heading:width$}");
        let column = indent.saturating_add(width).saturating_add(1);
        let mut below = Self::default();
        below.paragraph(column, column, &[(ink, text)]);
        for (number, mut line) in below.lines.into_iter().enumerate() {
            if number == 0
                && let Some(margin) = line.first_mut()
            {
                *margin = Span {
                    ink: Ink::Faint,
                    text: format!("{}{heading} ", " ".repeat(indent)),
                };
            }
            self.lines.push(line);
        }
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            let text: String = line.iter().map(|span| span.text.as_str()).collect();
            writeln!(f, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

/// A line that is being filled.
struct Line {
    spans: Vec<Span>,
    columns: usize,
    is_empty: bool,
}

impl Line {
    fn starting_at(indent: usize) -> Self {
        Self {
            spans: vec![Span {
                ink: Ink::Plain,
                text: " ".repeat(indent),
            }],
            columns: indent,
            is_empty: true,
        }
    }

    fn has_room_for(&self, word: &str) -> bool {
        let space = usize::from(!self.is_empty);
        let end = self
            .columns
            .saturating_add(space)
            .saturating_add(word.chars().count());
        self.is_empty || end <= COLUMNS
    }

    fn push(&mut self, ink: Ink, word: &str) {
        let space = if self.is_empty { "" } else { " " };
        self.columns = self
            .columns
            .saturating_add(space.len())
            .saturating_add(word.chars().count());
        let margin = std::mem::take(&mut self.is_empty);
        let text = format!("{space}{word}");
        match self.spans.last_mut() {
            Some(last) if last.ink == ink && !margin => last.text.push_str(&text),
            _ => self.spans.push(Span { ink, text }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_field_stays_to_the_right_of_its_heading() {
        let mut page = Page::default();
        page.field(2, 6, "found", Ink::Plain, &"seven eleven ".repeat(8));
        let text = page.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("  found  seven"), "{text}");
        assert!(lines[1].starts_with("         eleven"), "{text}");
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_word_is_lost(words in proptest::collection::vec("[a-z]{1,20}", 0..60), indent in 0..30_usize) {
            let mut page = Page::default();
            page.paragraph(indent, indent, &[(Ink::Plain, &words.join(" "))]);
            let text = page.to_string();
            prop_assert!(text.lines().all(|line| line.chars().count() <= COLUMNS));
            let again: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(again, words);
        }
    }
}
