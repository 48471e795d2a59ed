//! The book has a page for every code: `docs/src/codes/<code>.md`, listed in `codes.md` and `SUMMARY.md`. They are
//! written from the catalogue and the policy `foc-s1spki`; `S1SPKI_REWRITE=1` rewrites them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use s1spki_policies::{Policy, ProvisionRecord};
use s1spki_validator::report::value_text;
use s1spki_validator::{Basis, Entry, Example, catalogue};

use crate::case;
use crate::example::collected;

const POLICY: &str = "foc-s1spki";
const NOTICE: &str =
    "<!-- Written from the rules by `S1SPKI_REWRITE=1 cargo test -p s1spki-validator --test reports`. -->\n";

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src")
}

fn page(entry: &Entry, example: Option<&Example>, policy: &Policy) -> String {
    let rule = entry.rule();
    let mut page = format!("{NOTICE}\n# `{}`\n\n{}.\n", rule.code, sentence(rule.summary));
    write!(page, "\n## What it rests on\n\n").unwrap();
    let provisions = entry.provisions(policy);
    if let Basis::Standard(clause) = rule.basis {
        writeln!(page, "{clause}, a public standard (designated).").unwrap();
    }
    if provisions.is_empty() && rule.basis == Basis::Policy {
        writeln!(page, "The policy `{POLICY}` says nothing of it.").unwrap();
    }
    if !provisions.is_empty() {
        if matches!(rule.basis, Basis::Standard(_)) {
            page.push('\n');
        }
        write!(page, "{}", table(&provisions)).unwrap();
    }
    write!(page, "\n## What to do\n\n{}.\n", sentence(&markdown(rule.hint))).unwrap();
    if let Some(example) = example {
        page.push_str(&example_text(example));
    }
    page
}

/// The values of the policy, one a row.
fn table(provisions: &[&ProvisionRecord]) -> String {
    let mut table = format!("Values of the policy `{POLICY}`:\n\n");
    table.push_str("| value | says | clause | standing | source |\n|---|---|---|---|---|\n");
    for record in provisions {
        let authority = &record.authority;
        writeln!(
            table,
            "| `{}` | {} | {} | {} | {} |",
            record.path,
            markdown(&value_text(&record.value)),
            markdown(&authority.clause.to_string()),
            authority.standing,
            markdown(&authority.source)
        )
        .unwrap();
    }
    table
}

fn example_text(example: &Example) -> String {
    let under = match &example.policy {
        Some(policy) => format!("under the policy `{policy}`"),
        None => "by path validation without a policy".to_owned(),
    };
    let mut text = format!(
        "\n## Example\n\n`{}`, {}: {}.\n",
        example.specimen, under, example.outcome
    );
    if let Some(story) = &example.story {
        write!(text, "\n> {}\n", markdown(story)).unwrap();
    }
    write!(
        text,
        "\n```text\nfound  {}\nwanted {}\n```\n",
        example.found, example.wanted
    )
    .unwrap();
    text
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().unwrap();
    first.to_uppercase().chain(characters).collect()
}

/// Text in which Markdown sees nothing but text; code spans stay.
fn markdown(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('*', "\\*")
}

/// The list of all codes, by family.
fn index() -> String {
    let mut index = format!(
        "{NOTICE}\n# Finding codes\n\nEvery rule has a code, which is stable: tools may depend on it. \
         `s1spki-validator explain CODE` prints what stands here, under any policy.\n"
    );
    let mut family = "";
    for entry in catalogue() {
        if entry.family() != family {
            family = entry.family();
            write!(
                index,
                "\n## {}\n\n| code | what holds where it is kept |\n|---|---|\n",
                sentence(family)
            )
            .unwrap();
        }
        let rule = entry.rule();
        writeln!(
            index,
            "| [`{0}`](codes/{0}.md) | {1} |",
            rule.code,
            markdown(rule.summary)
        )
        .unwrap();
    }
    index
}

/// `SUMMARY.md` with an entry for every code below the list of all.
fn summary() -> String {
    let current = fs::read_to_string(source().join("SUMMARY.md")).unwrap();
    let mut summary = String::new();
    for line in current.lines().filter(|line| !line.contains("](codes/")) {
        writeln!(summary, "{line}").unwrap();
        if line.contains("](codes.md)") {
            for entry in catalogue() {
                writeln!(summary, "  - [`{0}`](codes/{0}.md)", entry.rule().code).unwrap();
            }
        }
    }
    summary
}

/// Every file that is written, by its place in `docs/src`.
fn files() -> BTreeMap<String, String> {
    let policy = case::policy(POLICY);
    let examples = collected();
    let example = |code: &str| examples.iter().find(|example| example.code == code);
    let pages = catalogue().map(|entry| {
        let code = entry.rule().code;
        (format!("codes/{code}.md"), page(&entry, example(code), &policy))
    });
    let others = [
        ("codes.md".to_owned(), index()),
        ("SUMMARY.md".to_owned(), summary()),
    ];
    pages.chain(others).collect()
}

#[test]
fn the_book_has_a_page_for_every_code() {
    let files = files();
    let rewrite = std::env::var_os("S1SPKI_REWRITE").is_some();
    let mut stale = Vec::new();
    for (name, text) in &files {
        let path = source().join(name);
        if fs::read_to_string(&path).unwrap_or_default() != *text {
            stale.push(name.clone());
            if rewrite {
                fs::write(path, text).unwrap();
            }
        }
    }
    for entry in fs::read_dir(source().join("codes")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("codes/{}", path.file_name().unwrap().to_string_lossy());
        if !files.contains_key(&name) {
            stale.push(name);
            if rewrite {
                fs::remove_file(path).unwrap();
            }
        }
    }
    assert!(
        rewrite || stale.is_empty(),
        "not current: {stale:?}; run the test with S1SPKI_REWRITE=1"
    );
}
