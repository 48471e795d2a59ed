//! Lines of a fixed number of columns, for pictures, which have no lines of their own.

/// The text in at most `most` lines of at most `columns`; where it is longer, the last ends in an ellipsis. Words
/// that are longer than a line are broken.
pub(super) fn wrapped(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = Lines {
        columns,
        done: Vec::new(),
        line: String::new(),
        width: 0,
    };
    for word in text.split_whitespace() {
        lines.push_word(word);
    }
    let mut done = lines.finish();
    if done.len() > most {
        done.truncate(most);
        if let Some(last) = done.last_mut() {
            shorten(last, columns.saturating_sub(1));
            last.push('…');
        }
    }
    done
}

struct Lines {
    columns: usize,
    done: Vec<String>,
    line: String,
    width: usize,
}

impl Lines {
    fn push_word(&mut self, word: &str) {
        let width = width(word);
        if !self.line.is_empty() {
            if self.width.saturating_add(1).saturating_add(width) > self.columns {
                self.end_line();
            } else {
                self.push(' ');
            }
        }
        for character in word.chars() {
            self.push(character);
        }
    }

    fn push(&mut self, character: char) {
        let width = width_of(character);
        if self.width.saturating_add(width) > self.columns {
            self.end_line();
        }
        self.line.push(character);
        self.width = self.width.saturating_add(width);
    }

    fn end_line(&mut self) {
        self.done.push(std::mem::take(&mut self.line));
        self.width = 0;
    }

    fn finish(mut self) -> Vec<String> {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.done
    }
}

fn shorten(line: &mut String, columns: usize) {
    while width(line) > columns {
        line.pop();
    }
}

fn width(text: &str) -> usize {
    text.chars().map(width_of).fold(0, usize::saturating_add)
}

/// Characters beyond the alphabets of Europe and the Near East may be twice as wide.
const fn width_of(character: char) -> usize {
    match character {
        '\0'..='\u{10FF}' | '\u{2010}'..='\u{22FF}' => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_words_are_broken_and_long_texts_cut() {
        assert_eq!(wrapped("one two three", 7, 9), ["one two", "three"]);
        assert_eq!(wrapped("abcdefghij k", 4, 9), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrapped("abcdefghij k", 4, 2), ["abcd", "efg…"]);
        assert_eq!(wrapped("東京東京", 4, 9), ["東京", "東京"]);
        assert!(wrapped(" ", 4, 9).is_empty());
    }

    proptest! {
        #[test]
        fn no_line_is_too_long(text in any::<String>(), columns in 2..40_usize, most in 1..5_usize) {
            let lines = wrapped(&text, columns, most);
            prop_assert!(lines.len() <= most);
            prop_assert!(lines.iter().all(|line| width(line) <= columns), "{lines:?}");
        }
    }
}
