//! How commands are typed.

use crate::page::{CODE, FAINT, paint};

/// Longer lines are broken before an option.
const COLUMNS: usize = 100;

/// A word as a shell wants it typed.
pub(super) fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=,@%+".contains(character);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// The line of a transcript: a prompt, and the command, broken where it is long.
pub(super) fn line(command: &str) -> String {
    let lines = match command.contains('\n') {
        true => command.lines().map(ToOwned::to_owned).collect(),
        false => broken(command),
    };
    let lines = lines.iter().map(|line| paint(CODE, line)).collect::<Vec<_>>();
    format!("{} {}\n", paint(FAINT, "$"), lines.join("\n"))
}

/// The lines of a command that may be too long for one.
fn broken(command: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in parts(command) {
        let Some(last) = lines.last_mut() else { continue };
        let length = last.chars().count().saturating_add(part.chars().count());
        if last.is_empty() {
            last.push_str(&part);
        } else if length < COLUMNS {
            last.push(' ');
            last.push_str(&part);
        } else {
            last.push_str(" \\");
            lines.push(format!("    {part}"));
        }
    }
    lines
}

/// A command in parts that are not to be broken: an option with its value.
fn parts(command: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (index, part) in command.split(" --").enumerate() {
        parts.push(if index == 0 {
            part.to_owned()
        } else {
            format!("--{part}")
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        assert_eq!(quoted("passphrases/alice"), "passphrases/alice");
        assert_eq!(quoted("Supplier One plc"), "'Supplier One plc'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn long_lines_are_broken_before_an_option() {
        let plain = |text: &str| anstream::adapter::strip_str(&line(text)).to_string();
        assert_eq!(plain("s1spki-ca ledger verify"), "$ s1spki-ca ledger verify\n");
        let long = format!(
            "s1spki-ca request make --policy lab --out {} --json",
            "x".repeat(70)
        );
        let broken = format!(
            "$ s1spki-ca request make --policy lab \\\n    --out {} --json\n",
            "x".repeat(70)
        );
        assert_eq!(plain(&long), broken);
    }
}
