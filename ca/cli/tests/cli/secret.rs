//! Secrets: how they come in, and that they come out nowhere.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::lab::{Lab, PASSPHRASE, PROGRAM, run, words};
use crate::transcript::typed;

const SUBMIT: &str =
    "request submit people/supplier-one.request.pem --organisation supplier-one --submitted-by dora";

fn with_request() -> Lab {
    let lab = Lab::new();
    lab.done(SUBMIT);
    lab.done("request put-up R1 --officer alice");
    lab
}

/// A command without any passphrase in the environment.
fn bare(lab: &Lab, program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(lab.path())
        .env_remove("S1SPKI_KEY_PASSPHRASE");
    command
}

#[test]
fn a_passphrase_comes_from_a_file_or_a_descriptor_or_the_environment() {
    let lab = with_request();
    lab.write("secret", format!("{PASSPHRASE}\r\nsecond line\n"));
    fs::set_permissions(lab.file("secret"), fs::Permissions::from_mode(0o600)).unwrap();
    let approve = "approve R1 --officer alice --key people/alice.pem --passphrase-file secret";
    assert_eq!(run(bare(&lab, PROGRAM).args(words(approve))).exit, 0);
    let line = "unset S1SPKI_KEY_PASSPHRASE; \
                s1spki-ca approve R1 --officer bob --key people/bob.pem --passphrase-fd 3 3<secret";
    assert_eq!(typed(line, lab.path()).0, 0);
}

#[test]
fn a_passphrase_that_others_may_read_is_refused() {
    let lab = with_request();
    lab.write("secret", PASSPHRASE);
    fs::set_permissions(lab.file("secret"), fs::Permissions::from_mode(0o640)).unwrap();
    let said = lab.run("approve R1 --officer alice --key people/alice.pem --passphrase-file secret");
    assert_eq!(said.exit, 2);
    assert_eq!(
        said.stderr,
        "error: `secret` may be read by others (mode 0640) [passphrase.readable-by-others]\n\
         hint: chmod 600 it, and think of who has read it\n"
    );
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let lab = with_request();
    // In a session of its own a process has no terminal to ask at.
    let mut command = bare(&lab, "setsid");
    command
        .arg("--wait")
        .arg(PROGRAM)
        .args(words("approve R1 --officer alice --key people/alice.pem"));
    let said = run(&mut command);
    assert_eq!(said.exit, 2, "{said:?}");
    assert!(
        said.stderr
            .contains("the passphrase of your key cannot be asked for"),
        "{said:?}"
    );
    assert!(said.stderr.contains("or set S1SPKI_KEY_PASSPHRASE"), "{said:?}");
}

#[test]
fn a_person_is_asked_twice_for_a_new_passphrase() {
    if typed("script --version", Path::new(".")).0 != 0 {
        s1spki_fixtures::skip(
            "a_person_is_asked_twice_for_a_new_passphrase",
            "there is no `script` to play a terminal",
        );
        return;
    }
    let lab = Lab::new();
    let at_a_terminal = |lines: &str, command: &str| {
        typed(
            &format!("unset S1SPKI_KEY_PASSPHRASE; printf '{lines}' | script -qec '{command}' /dev/null"),
            lab.path(),
        )
    };
    let key = "s1spki-ca officer key zoe --out zoe.pem";
    let (exit, said) = at_a_terminal("correct horse battery\\nanother horse battery\\n", key);
    assert_eq!(exit, 2, "{said}");
    assert!(said.contains("the two passphrases are not the same"), "{said}");
    let (exit, said) = at_a_terminal("correct horse battery\\ncorrect horse battery\\n", key);
    assert_eq!(exit, 0, "{said}");
    lab.write("secret", "correct horse battery");
    fs::set_permissions(lab.file("secret"), fs::Permissions::from_mode(0o600)).unwrap();
    lab.done(
        "request make --policy lab --role 02 --eui64 90-B3-D5-1F-30-01-00-00 --usage key-agreement --key zoe.pem \
         --out zoe.request.pem --passphrase-file secret",
    );
}

#[test]
fn a_passphrase_that_is_too_short_for_the_policy_is_refused() {
    let lab = Lab::new();
    let line = "S1SPKI_ROOT_PASSPHRASE=short s1spki-ca init ca --policy lab \
                --officer 'alice=Alice Example=people/alice.public.pem' \
                --officer 'bob=Bob Example=people/bob.public.pem'";
    let (exit, said) = typed(line, lab.path());
    assert_eq!(exit, 2);
    assert_eq!(
        said,
        "error: S1SPKI_ROOT_PASSPHRASE: the passphrase is too short: at least 12 octets are wanted [passphrase]\n"
    );
    assert!(!lab.file("ca").exists());
}

#[test]
fn keys_are_for_their_owner_alone_and_passphrases_are_nowhere() {
    let lab = Lab::with_certificate();
    for key in [
        "keys/root.pem",
        "keys/issuing.pem",
        "people/alice.pem",
        "people/supplier-one.pem",
        "ledger.db",
    ] {
        let mode = fs::metadata(lab.file(key)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{key}: {mode:o}");
    }
    let mut files = 0;
    each_file(lab.path(), &mut |path, octets| {
        files += 1;
        let found = octets
            .windows(PASSPHRASE.len())
            .any(|window| window == PASSPHRASE.as_bytes());
        assert!(!found, "{}", path.display());
    });
    assert!(files > 15, "{files}");
    // What a wrong passphrase leads to does not show it either.
    lab.write("secret", "a wrong passphrase\n");
    fs::set_permissions(lab.file("secret"), fs::Permissions::from_mode(0o600)).unwrap();
    let said = lab.run("crl issue --json --passphrase-file secret");
    assert_eq!(said.exit, 2);
    assert!(!said.stderr.contains("a wrong passphrase"), "{said:?}");
}

fn each_file(folder: &Path, look: &mut dyn FnMut(&Path, &[u8])) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => each_file(&path, look),
            false => look(&path, &fs::read(&path).unwrap()),
        }
    }
}
