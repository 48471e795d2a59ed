//! Golden files: what a report says, letter by letter.

use std::fs;
use std::path::Path;

/// Holds a report against the golden file of this name, or writes it where `S1SPKI_REWRITE` is set.
#[track_caller]
pub(crate) fn assert_golden(name: &str, report: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/reports/golden")
        .join(name);
    let report = masked(report);
    if std::env::var_os("S1SPKI_REWRITE").is_some() {
        fs::write(path, report).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == report,
        "{}: if the change is meant, run the test with S1SPKI_REWRITE=1. It says now:\n{report}",
        path.display()
    );
}

/// Without fingerprints, which differ from run to run because ECDSA signatures do: 64 hexadecimal digits.
fn masked(text: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if is_hash(bare) {
                word.replace(bare, "[SHA256]")
            } else {
                word.to_owned()
            }
        })
        .collect()
}
