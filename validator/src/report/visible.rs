//! Foreign text, made harmless to whoever looks at it.

/// The text with what cannot be seen, or would change what is seen, written out as `\u{202e}`: control characters
/// other than the line end, those that turn the direction of writing, and those that XML cannot hold.
pub(super) fn visible(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => seen.push('\n'),
            hidden if is_hidden(hidden) => seen.extend(hidden.escape_unicode()),
            other => seen.push(other),
        }
    }
    seen
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}'
                | '\u{61C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{FFFE}'..='\u{FFFF}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_the_writing_is_written_out() {
        assert_eq!(
            visible("\u{202E}cod.exe\0\u{1B}[2J"),
            "\\u{202e}cod.exe\\u{0}\\u{1b}[2J"
        );
        assert_eq!(visible("Zürich, 東京 <b>\n"), "Zürich, 東京 <b>\n");
    }
}
