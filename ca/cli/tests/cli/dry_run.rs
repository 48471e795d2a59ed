//! What cannot be undone can be tried: everything is looked at, and nothing changes.

use std::fs;

use crate::lab::Lab;

/// Runs a command dry and in earnest: dry, it ends in the same way and changes nothing.
fn tried_and_done(lab: &Lab, command: &str, exit: i32) {
    let (head, published) = (lab.head(), published(lab));
    let tried = lab.run(&format!("{command} --dry-run"));
    assert_eq!(tried.exit, exit, "{command}: {tried:?}");
    assert_eq!((lab.head(), self::published(lab)), (head, published), "{command}");
    let done = lab.run(command);
    assert_eq!(done.exit, exit, "{command}: {done:?}");
    match exit {
        0 => assert!(tried.stdout.starts_with("Dry run: "), "{tried:?}"),
        _ => assert_eq!(tried.stderr, done.stderr),
    }
}

/// The certificates and lists that are published.
fn published(lab: &Lab) -> Vec<(String, Vec<u8>)> {
    let files = ["published", "published/certificates"].map(|folder| fs::read_dir(lab.file(folder)).unwrap());
    let files = files.into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_dry_run_ends_as_the_act_would_and_changes_nothing() {
    let lab = Lab::new();
    lab.done(
        "request submit people/supplier-one.request.pem --organisation supplier-one --submitted-by dora",
    );
    tried_and_done(&lab, "issue R1", 1);
    lab.done("request put-up R1 --officer alice");
    lab.done("approve R1 --officer alice --key people/alice.pem");
    tried_and_done(&lab, "issue R1", 1);
    lab.done("approve R1 --officer bob --key people/bob.pem");
    tried_and_done(&lab, "issue R1 --out supplier-one.pem", 0);
    tried_and_done(&lab, "issue R1", 1);
    let revoke = |reason: &str, officer: &str| {
        format!("revoke supplier-one.pem --reason {reason} --officer {officer} --key people/{officer}.pem")
    };
    tried_and_done(&lab, &revoke("aa-compromise", "alice"), 1);
    tried_and_done(&lab, &revoke("superseded", "alice"), 0);
    tried_and_done(&lab, &revoke("superseded", "alice"), 1);
    tried_and_done(&lab, &revoke("superseded", "bob"), 0);
    tried_and_done(&lab, &revoke("superseded", "bob"), 1);
    tried_and_done(&lab, "crl publish", 1);
    lab.done("crl issue");
    tried_and_done(&lab, "crl publish", 0);
    tried_and_done(&lab, "crl publish", 1);
}
