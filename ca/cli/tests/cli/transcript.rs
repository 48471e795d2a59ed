//! Transcripts: a line that begins with `$` is typed into a shell, and what follows is what it says.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::golden::{compare, normalised, project_file};
use crate::lab::{Lab, PROGRAM, command};

/// A command of a transcript, in as many lines as it has.
pub(crate) fn commands(transcript: &str) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut open = false;
    for line in transcript.lines() {
        if let Some(typed) = line.strip_prefix("$ ") {
            commands.push(typed.to_owned());
        } else if open && let Some(last) = commands.last_mut() {
            last.push('\n');
            last.push_str(line);
        } else {
            continue;
        }
        open = commands.last().is_some_and(|command| is_open(command));
    }
    commands
}

/// Whether a shell would wait for more: the line is continued, or a loop is not ended.
fn is_open(command: &str) -> bool {
    let looping = command.starts_with("for ") && !command.ends_with("done");
    command.ends_with('\\') || looping
}

/// Types a command into a shell, and gives how it ended and what it said on both outputs.
pub(crate) fn typed(line: &str, folder: &Path) -> (i32, String) {
    let programs = Path::new(PROGRAM).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let output = command("sh", folder)
        .args(["-c", &format!("exec 2>&1\n{line}")])
        .env("PATH", format!("{}:{path}", programs.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// Plays every command of a transcript in a lab, and holds what comes of it against what it says.
fn play(name: &str, lab: &Lab) {
    let path = format!("ca/cli/tests/cli/transcripts/{name}.txt");
    let transcript = fs::read_to_string(project_file(&path)).unwrap();
    let story = transcript.split_once("\n$ ").unwrap().0;
    let mut actual = format!("{story}\n");
    for line in commands(&transcript) {
        let (exit, said) = typed(&line, lab.path());
        actual.push_str(&format!("$ {line}\n{said}"));
        if exit != 0 {
            actual.push_str(&format!("[exit {exit}]\n"));
        }
        actual.push('\n');
    }
    compare(&normalised(&actual), &path);
}

#[test]
fn a_request_is_corrected_held_released_and_rejected() {
    play("request-states", &Lab::new());
}

#[test]
fn nobody_approves_what_they_have_a_part_in() {
    play("separation-of-duties", &Lab::new());
}

#[test]
fn officers_come_and_go() {
    play("officers", &Lab::new());
}

#[test]
fn a_certificate_is_listed_shown_and_exported() {
    play("certificates", &Lab::with_certificate());
}

#[test]
fn a_revocation_takes_two_and_a_list() {
    play("revocation", &Lab::with_certificate());
}

#[test]
fn a_policy_is_shown_checked_adopted_and_changed() {
    play("policy", &Lab::new());
}

#[test]
fn production_does_not_begin_on_assumptions() {
    play("production", &Lab::new());
}

#[test]
fn the_ledger_is_listed_and_verified() {
    play("ledger", &Lab::new());
}
