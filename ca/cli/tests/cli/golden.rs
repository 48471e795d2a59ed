//! What is printed, with everything taken out that differs from run to run; and files that hold it.

use std::fs;
use std::path::{Path, PathBuf};

/// Set to write the expected files anew.
const REWRITE: &str = "S1SPKI_REWRITE";

/// Whether the expected files are to be written anew.
pub(crate) fn rewrites() -> bool {
    std::env::var_os(REWRITE).is_some()
}

/// A file of the project, by its path from the workspace's root.
pub(crate) fn project_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Holds `actual` against the file at `path` (from the workspace's root), or writes it there.
pub(crate) fn compare(actual: &str, path: &str) {
    let file = project_file(path);
    if rewrites() {
        fs::write(&file, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    same(actual, &expected, path);
}

/// Panics with the difference, where there is one.
pub(crate) fn same(actual: &str, expected: &str, what: &str) {
    let difference = expected
        .lines()
        .zip(actual.lines())
        .position(|(expected, actual)| expected != actual);
    if expected != actual {
        let line = difference.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
        let around = |text: &str| {
            let lines = text.lines().skip(line.saturating_sub(3)).take(8);
            lines.collect::<Vec<_>>().join("\n")
        };
        panic!(
            "{what} differs from line {}; `{REWRITE}=1 cargo test` writes it anew\n--- expected\n{}\n--- actual\n{}",
            line + 1,
            around(expected),
            around(actual)
        );
    }
}

/// The text with times, hashes, serial numbers and key identifiers taken out. What takes their place has the same
/// length, so that columns stay.
pub(crate) fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = time_at(rest).or_else(|| hexadecimal_at(rest, out.chars().next_back()));
        match length {
            Some(length) => {
                let (taken, after) = rest.split_at(length);
                out.extend(
                    taken
                        .chars()
                        .map(|c| if c.is_ascii_alphanumeric() { '#' } else { c }),
                );
                rest = after;
                // A serial number that begins with zeros is shorter: in a table, spaces make up for it.
                if is_short_serial(length) {
                    out.extend(std::iter::repeat_n('#', SERIAL_DIGITS - length));
                    let spaces = rest.bytes().take_while(|byte| *byte == b' ').count();
                    if spaces > SERIAL_DIGITS - length {
                        rest = &rest[SERIAL_DIGITS - length..];
                    }
                }
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// The hexadecimal digits of most serial numbers: 127 random bits.
const SERIAL_DIGITS: usize = 32;

/// Whether a number of so many digits is a serial number that begins with zeros; one in 256 does.
fn is_short_serial(digits: usize) -> bool {
    (SERIAL_DIGITS - 8..SERIAL_DIGITS).contains(&digits)
}

/// Whether a serial number in this text begins with zeros, so that lines may break elsewhere than usual.
pub(crate) fn has_short_serial(text: &str) -> bool {
    text.split("0x")
        .skip(1)
        .any(|rest| is_short_serial(rest.bytes().take_while(u8::is_ascii_hexdigit).count()))
}

/// The length of the time at the beginning, such as `2026-11-21T23:08:22Z`.
fn time_at(text: &str) -> Option<usize> {
    const FORM: &[u8] = b"0000-00-00T00:00:00Z";
    let begins = text.as_bytes().get(..FORM.len())?;
    let fits = begins.iter().zip(FORM).all(|(found, wanted)| match wanted {
        b'0' => found.is_ascii_digit(),
        wanted => found == wanted,
    });
    fits.then_some(FORM.len())
}

/// The length of the number at the beginning, where it has at least 16 hexadecimal digits and stands alone.
fn hexadecimal_at(text: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let length = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    (length >= 16).then_some(length)
}

#[test]
fn what_differs_from_run_to_run_is_taken_out() {
    assert_eq!(
        normalised(
            "R1 at 2026-11-21T23:08:22Z, TEST-I1/0x437C31F4C0B47CE1237D51ADD4C118F9, 90-B3-D5-1F-30-01-00-00"
        ),
        "R1 at ####-##-#####:##:###, TEST-I1/0x################################, 90-B3-D5-1F-30-01-00-00"
    );
    let full = "  0x437C31F4C0B47CE1237D51ADD4C118F9  valid\n";
    let short = "  0x7C31F4C0B47CE1237D51ADD4C118F9    valid\n";
    assert_eq!(normalised(full), normalised(short));
    assert!(!has_short_serial(full) && has_short_serial(short));
    assert_eq!(normalised("28:c70a5e8b6a4dc8e4 feed"), "28:################ feed");
}
