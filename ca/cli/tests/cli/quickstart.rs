//! `quickstart`, from end to end; and everything that it prints, typed again.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::golden::{normalised, same};
use crate::lab::{PROGRAM, Said, run};
use crate::transcript::{commands, typed};

/// Plays the story in a new directory `lab` below `folder`, with nothing set in the environment.
pub(crate) fn play(folder: &Path) -> Said {
    let mut command = Command::new(PROGRAM);
    command
        .current_dir(folder)
        .args(["quickstart", "lab"])
        .env_remove("S1SPKI_DIR");
    run(&mut command)
}

/// The transcript without what depends on the machine: where the programs are.
pub(crate) fn without_path(transcript: &str) -> String {
    let programs = Path::new(PROGRAM).parent().unwrap().display().to_string();
    transcript.replace(&programs, "target/release")
}

/// Builds the other program beside this one.
fn build_validator() {
    let target = Path::new(PROGRAM).parent().unwrap().parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args([
            "build",
            "--quiet",
            "--package",
            "s1spki-validator-cli",
            "--target-dir",
        ])
        .arg(target);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let said = run(&mut cargo);
    assert_eq!(said.exit, 0, "{said:?}");
}

#[test]
fn the_story_is_played_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let said = play(folder.path());
    assert_eq!((said.exit, said.stderr.as_str()), (0, ""), "{said:?}");
    let marks = [
        "Established an authority under the policy lab (lab)",
        "Registered supplier-one",
        "Request R1 received",
        "Put up R1 for approval",
        "Approved R1 by alice: 1 of 2",
        "[request.issue.too-few-approvals, RAPP 4.2.2]",
        "Approved R1 by bob: 2 of 2",
        "Issued R1",
        "ACCEPTED supplier-one.pem",
        "REFUSED network-one.pem",
        "breach expected.role, SEC L3 (assumed)",
        "found  03 networkOperator",
        "wanted 02 supplier",
        "Revoked TEST-I1/0x",
        "Published list 2 of TEST-I1",
        "REFUSED supplier-one.pem",
        "breach revocation.status",
        "Verified the ledger",
    ];
    let mut rest = said.stdout.as_str();
    for mark in marks {
        let place = rest
            .find(mark)
            .unwrap_or_else(|| panic!("`{mark}` is not in its place:\n{}", said.stdout));
        rest = &rest[place + mark.len()..];
    }
    let lab = folder.path().join("lab");
    for file in [
        "ledger.db",
        "keys/root.pem",
        "published/issuing.crl",
        "supplier-one.pem",
        "people/alice.pem",
    ] {
        assert!(lab.join(file).is_file(), "{file}");
    }
}

#[test]
fn everything_that_is_printed_can_be_typed_and_says_the_same() {
    build_validator();
    let folder = tempfile::tempdir().unwrap();
    let transcript = play(folder.path()).stdout;
    // What follows is typed, line by line, in an empty directory.
    let typed_in = tempfile::tempdir().unwrap();
    let mut steps = steps(&transcript);
    assert!(steps.len() > 30, "{steps:?}");
    assert!(steps.remove(0).0.starts_with("export PATH="));
    assert_eq!(steps.remove(0).0, "mkdir lab && cd lab");
    let at_the_end = steps.split_off(steps.len() - 5);
    let unset = "unset S1SPKI_ROOT_PASSPHRASE S1SPKI_ISSUING_PASSPHRASE S1SPKI_KEY_PASSPHRASE";
    for (line, shown) in steps {
        let (exit, said) = typed(&format!("{unset}\n{line}"), typed_in.path());
        let refused = shown.contains("error: ") || shown.starts_with("REFUSED");
        assert_eq!(exit, i32::from(refused), "{line}: {said}");
        // Where only the first line is shown, the rest was shown before.
        let said: String = match shown.lines().count() {
            1 => said.lines().take(1).map(|line| format!("{line}\n")).collect(),
            _ => said,
        };
        same(&normalised(&said), &normalised(&shown), &line);
    }
    for (line, _) in at_the_end {
        let (exit, said) = typed(&format!("{unset}\n{line}"), typed_in.path());
        assert_eq!(exit, i32::from(line.ends_with("# refused")), "{line}: {said}");
    }
}

/// Each command of the transcript, and what stands after it: up to what begins a chapter or the next command.
fn steps(transcript: &str) -> Vec<(String, String)> {
    let mut rest = transcript;
    let mut steps = Vec::new();
    for command in commands(transcript) {
        let start = rest.find(&format!("$ {command}\n")).unwrap() + command.len() + 3;
        rest = &rest[start..];
        let shown: Vec<&str> = rest.lines().take_while(|line| !is_next(line)).collect();
        let shown = shown.join("\n");
        let shown = match shown.trim_end() {
            "" => String::new(),
            text => format!("{text}\n"),
        };
        steps.push((command, shown));
    }
    steps
}

fn is_next(line: &str) -> bool {
    let is_chapter = line
        .split_once(". ")
        .is_some_and(|(number, _)| number.parse::<u8>().is_ok());
    line.starts_with("$ ") || is_chapter || line == "Yours to play with"
}

#[test]
fn a_directory_that_has_something_in_it_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("lab")).unwrap();
    fs::write(folder.path().join("lab/precious"), "mine").unwrap();
    let said = play(folder.path());
    assert_eq!((said.exit, said.stdout.as_str()), (2, ""));
    assert_eq!(
        said.stderr,
        "error: `lab` is not empty [quickstart.not-empty]\nhint: name a new directory\n"
    );
    assert_eq!(fs::read_dir(folder.path().join("lab")).unwrap().count(), 1);
}

#[test]
fn another_authority_is_never_touched() {
    let lab = crate::lab::Lab::new();
    let before = lab.head();
    let said = run(lab.command("quickstart story").env("S1SPKI_DIR", lab.path()));
    assert_eq!(said.exit, 64, "{said:?}");
    assert!(
        said.stderr.contains("S1SPKI_DIR, names another directory"),
        "{said:?}"
    );
    assert!(!lab.file("story").exists());
    assert_eq!(lab.head(), before);
}

#[test]
fn without_a_name_the_directory_is_called_by_the_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder.path()).args(["quickstart", "--json"]);
    let said = run(&mut command);
    assert_eq!(said.exit, 0, "{said:?}");
    let names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let [name] = names.as_slice() else {
        panic!("{names:?}")
    };
    let (date, time) = name.strip_prefix("quickstart-").unwrap().split_once('-').unwrap();
    assert!(
        date.len() == 8 && time.len() == 6 && (date.to_owned() + time).bytes().all(|b| b.is_ascii_digit()),
        "{name}"
    );
    let json = said.json();
    assert_eq!(json["result"]["directory"], name.as_str());
    assert_eq!(json["result"]["chapters"].as_array().unwrap().len(), 12);
}
