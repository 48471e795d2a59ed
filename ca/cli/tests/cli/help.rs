//! The reference in the book is what `--help` says, command by command.

use std::fmt::Write;

use crate::golden::compare;
use crate::lab::Lab;

/// The commands below the one that this help is of.
fn subcommands(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    list.take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

/// The help without the options that every command has: they are said once.
fn without_common(help: &str) -> String {
    let (own, common) = help.split_once("\nEverywhere:\n").unwrap();
    let after = common.split("\n\n").filter(|part| !part.starts_with(' '));
    let after = after.map(|part| format!("\n{part}")).collect::<String>();
    format!("{own}{after}")
}

#[test]
fn the_reference_in_the_book_is_the_help_of_every_command() {
    let lab = Lab::new();
    let mut page =
        "# Reference: s1spki-ca\n\nWhat `--help` says, command by command. A test writes this page.\n"
            .to_owned();
    let mut commands = vec![String::new()];
    let mut count = 0;
    while let Some(command) = commands.pop() {
        let help = lab.done(&format!("{command} --help"));
        assert_eq!(help.stderr, "");
        let title = format!("s1spki-ca {command}");
        let text = match command.is_empty() {
            true => help.stdout.clone(),
            false => without_common(&help.stdout),
        };
        writeln!(page, "\n## {}\n\n```text\n{}\n```", title.trim(), text.trim_end()).unwrap();
        let below = subcommands(&help.stdout).into_iter().rev();
        commands.extend(below.map(|name| format!("{command} {name}").trim().to_owned()));
        count += 1;
        let short = lab.done(&format!("{command} -h"));
        assert!(short.stdout.len() <= help.stdout.len(), "{command}");
    }
    assert!(count > 40, "{count}");
    compare(&page, "docs/src/reference-ca.md");
}

#[test]
fn every_command_that_does_something_has_examples() {
    let lab = Lab::new();
    let mut commands = vec![String::new()];
    while let Some(command) = commands.pop() {
        let help = lab.done(&format!("{command} --help")).stdout;
        let below = subcommands(&help);
        if below.is_empty() {
            assert!(help.contains("Examples:\n  s1spki-ca "), "{command}");
        }
        commands.extend(
            below
                .into_iter()
                .map(|name| format!("{command} {name}").trim().to_owned()),
        );
    }
}

#[test]
fn completions_are_written_for_every_shell() {
    let lab = Lab::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = lab.done(&format!("completions {shell}"));
        assert!(said.stdout.contains("put-up"), "{shell}");
        assert_eq!(said.stderr, "");
    }
}

#[test]
fn manual_pages_are_written_one_for_each_command() {
    let lab = Lab::new();
    let first = lab.done("man");
    assert!(first.stdout.starts_with(".ie"), "{}", first.stdout);
    std::fs::create_dir(lab.file("man1")).unwrap();
    lab.done("man --out man1");
    let mut names: Vec<String> = std::fs::read_dir(lab.file("man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() > 40, "{names:?}");
    for name in [
        "s1spki-ca.1",
        "s1spki-ca-request-put-up.1",
        "s1spki-ca-ledger-verify.1",
    ] {
        assert!(names.iter().any(|other| other == name), "{name} in {names:?}");
        let page = std::fs::read_to_string(lab.file("man1").join(name)).unwrap();
        assert!(
            page.contains(".SH NAME") && page.contains("Examples") == (name != "s1spki-ca.1"),
            "{page}"
        );
    }
}

#[test]
fn colours_are_there_when_asked_for_and_only_then() {
    let lab = Lab::new();
    let escape = '\u{1b}';
    for (command, coloured) in [
        ("ledger verify", false),
        ("ledger verify --color never", false),
        ("ledger verify --color always", true),
        ("--color=always ledger verify", true),
        ("ledger show 99 --color always", true),
        ("ledger show 99", false),
        ("ledger verify --json --color always", false),
        ("ledger --help --color always", true),
        ("ledger --help", false),
    ] {
        let said = lab.run(command);
        let found = said.stdout.contains(escape) || said.stderr.contains(escape);
        assert_eq!(found, coloured, "{command}: {said:?}");
    }
}
