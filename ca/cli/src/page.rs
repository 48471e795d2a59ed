//! The layout of text for people: colours, fields, tables.

use std::fmt::{self, Display, Write};

use anstyle::{AnsiColor, Style};

pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const CAUTION: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What can be typed.
pub(crate) const CODE: Style = AnsiColor::Cyan.on_default();
pub(crate) const PLAIN: Style = Style::new();

/// The text in this style. Where no colours are wanted, they are taken out again as it is printed.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The text as it may be shown: what came from outside shall not steer a terminal.
pub(crate) fn harmless(text: &str) -> String {
    text.chars()
        .map(
            |character| match character.is_control() || is_direction(character) {
                true => character.escape_default().to_string(),
                false => character.to_string(),
            },
        )
        .collect()
}

/// Characters that make other characters stand elsewhere (Unicode Standard Annex 9).
fn is_direction(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// How wide lists of words get.
const WORDS: usize = 80;

/// Names and values, one to a line, the values under each other.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// One more line.
    pub(crate) fn add(mut self, name: &str, value: impl Display) -> Self {
        self.0.push((name.to_owned(), harmless(&value.to_string())));
        self
    }

    /// One more line, if there is a value.
    pub(crate) fn add_some(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.add(name, value),
            None => self,
        }
    }

    /// One more value that is a list of words: it goes on in further lines where it is long.
    pub(crate) fn add_words(mut self, name: &str, words: &str) -> Self {
        let mut name = name.to_owned();
        let mut line = String::new();
        for word in words.split(' ') {
            if !line.is_empty() && width(&line).saturating_add(width(word)) >= WORDS {
                self = self.add(&std::mem::take(&mut name), std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.add(&name, line)
    }

    /// These lines, and those.
    pub(crate) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }
}

impl Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .0
            .iter()
            .map(|(name, _)| width(name))
            .max()
            .unwrap_or_default();
        self.0
            .iter()
            .try_for_each(|(name, value)| writeln!(f, "  {}  {value}", paint(FAINT, padded(name, width))))
    }
}

/// Rows of cells, the columns under each other.
pub(crate) struct Table {
    heading: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    pub(crate) fn new(text: impl Display) -> Self {
        Self::painted(PLAIN, text)
    }

    pub(crate) fn painted(style: Style, text: impl Display) -> Self {
        Self {
            text: harmless(&text.to_string()),
            style,
        }
    }
}

impl Table {
    /// A table with these words above its columns.
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self {
            heading: heading.iter().map(|word| (*word).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// One more row.
    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    fn width(&self, column: usize) -> usize {
        let heading = self.heading.get(column).map_or(0, |word| width(word));
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| width(&cell.text))
            .max()
            .unwrap_or_default()
            .max(heading)
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<usize> = (0..self.heading.len()).map(|column| self.width(column)).collect();
        let heading = self
            .heading
            .iter()
            .map(|word| (word.as_str(), FAINT))
            .collect::<Vec<_>>();
        write_row(f, &heading, &widths)?;
        self.rows.iter().try_for_each(|row| {
            let cells = row
                .iter()
                .map(|cell| (cell.text.as_str(), cell.style))
                .collect::<Vec<_>>();
            write_row(f, &cells, &widths)
        })
    }
}

/// The last cell that has something in it ends the line.
fn write_row(f: &mut fmt::Formatter<'_>, cells: &[(&str, Style)], widths: &[usize]) -> fmt::Result {
    let used = cells
        .iter()
        .rposition(|(text, _)| !text.is_empty())
        .map_or(0, |last| last.saturating_add(1));
    let mut line = String::new();
    for (index, ((text, style), width)) in cells.iter().zip(widths).take(used).enumerate() {
        let last = index.saturating_add(1) == used;
        let text = if last {
            (*text).to_owned()
        } else {
            padded(text, *width)
        };
        write!(line, "  {}", paint(*style, text))?;
    }
    writeln!(f, "{line}")
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text:width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: impl Display) -> String {
        anstream::adapter::strip_str(&text.to_string()).to_string()
    }

    #[test]
    fn fields_stand_under_each_other() {
        let fields = Fields::new()
            .add("id", "R1")
            .add_some("name", None::<&str>)
            .add("state", "held");
        assert_eq!(plain(fields), "  id     R1\n  state  held\n");
    }

    #[test]
    fn columns_stand_under_each_other_and_lines_have_no_spaces_at_their_end() {
        let mut table = Table::new(&["ID", "STATE", "WHY"]);
        table.row(vec![
            Cell::new("R1"),
            Cell::painted(GOOD, "issued"),
            Cell::new(""),
        ]);
        table.row(vec![
            Cell::new("R10"),
            Cell::new("held"),
            Cell::new("a call back"),
        ]);
        assert_eq!(
            plain(table),
            "  ID   STATE   WHY\n  R1   issued\n  R10  held    a call back\n"
        );
    }

    #[test]
    fn what_came_from_outside_does_not_steer_the_terminal() {
        assert_eq!(harmless("Supplier é"), "Supplier é");
        assert_eq!(harmless("a\x1b[31m\nb\u{202e}c"), "a\\u{1b}[31m\\nb\\u{202e}c");
    }
}
