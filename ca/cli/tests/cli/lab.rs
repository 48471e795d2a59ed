//! An authority for a test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_s1spki-ca");

/// The one passphrase of everybody in the labs of tests; it comes in through the environment.
pub(crate) const PASSPHRASE: &str = "a passphrase for tests";

/// What a command did.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    /// The JSON on standard output.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A command in a folder, with the passphrases of a lab and no other setting.
pub(crate) fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env_remove("S1SPKI_DIR")
        .env("NO_COLOR", "1");
    for variable in [
        "S1SPKI_ROOT_PASSPHRASE",
        "S1SPKI_ISSUING_PASSPHRASE",
        "S1SPKI_KEY_PASSPHRASE",
    ] {
        command.env(variable, PASSPHRASE);
    }
    command
}

/// Runs a command to its end. Nothing comes from standard input, and there is no terminal to ask.
pub(crate) fn run(command: &mut Command) -> Said {
    let output = command.stdin(Stdio::null()).output().unwrap();
    Said {
        exit: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The words of a command: spaces part them, except between `'`.
pub(crate) fn words(command: &str) -> Vec<&str> {
    let pieces = command.split('\'').enumerate();
    pieces
        .flat_map(|(index, piece)| match index % 2 {
            0 => piece.split_whitespace().collect(),
            _ => vec![piece],
        })
        .collect()
}

/// An authority under the lab policy, in a folder of its own.
///
/// Alice and Bob are officers, Erin has a key; supplier-one is registered, with Dora to act for it, and evidence
/// that Carol collected; `people/supplier-one.request.pem` is its request, not yet handed in.
pub(crate) struct Lab {
    folder: TempDir,
}

impl Lab {
    /// A copy of a lab that is made once.
    pub(crate) fn new() -> Self {
        static FIRST: OnceLock<TempDir> = OnceLock::new();
        let first = FIRST.get_or_init(make);
        let folder = tempfile::tempdir().unwrap();
        copy(first.path(), folder.path());
        Self { folder }
    }

    /// The same, with a certificate issued for R1, in `supplier-one.pem`.
    pub(crate) fn with_certificate() -> Self {
        let lab = Self::new();
        for command in [
            "request submit people/supplier-one.request.pem --organisation supplier-one --submitted-by dora",
            "request put-up R1 --officer alice",
            "approve R1 --officer alice --key people/alice.pem",
            "approve R1 --officer bob --key people/bob.pem",
            "issue R1 --out supplier-one.pem",
        ] {
            lab.done(command);
        }
        lab
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, octets: impl AsRef<[u8]>) {
        fs::write(self.file(name), octets).unwrap();
    }

    pub(crate) fn copy(&self, from: &str, to: &str) {
        fs::copy(self.file(from), self.file(to)).unwrap();
    }

    /// Runs a command of this program.
    pub(crate) fn run(&self, command: &str) -> Said {
        run(&mut self.command(command))
    }

    /// A command of this program, not yet run.
    pub(crate) fn command(&self, command: &str) -> Command {
        let mut built = self::command(PROGRAM, self.path());
        built.args(words(command));
        built
    }

    /// Runs a command that has to succeed.
    pub(crate) fn done(&self, command: &str) -> Said {
        let said = self.run(command);
        assert_eq!(said.exit, 0, "{command}: {said:?}");
        said
    }

    /// Where the ledger ends.
    pub(crate) fn head(&self) -> String {
        let verified = self.done("ledger verify --json").json();
        verified["result"]["head"].to_string()
    }
}

fn make() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("people")).unwrap();
    fs::write(
        folder.path().join("people/supplier-one.evidence"),
        "register extract\n",
    )
    .unwrap();
    for line in [
        "officer key alice --out people/alice.pem",
        "officer key bob --out people/bob.pem",
        "officer key erin --out people/erin.pem",
        "init --policy lab --officer 'alice=Alice Example=people/alice.public.pem' \
         --officer 'bob=Bob Example=people/bob.public.pem'",
        "organisation register supplier-one --name 'Supplier One plc' --role supplier \
         --eui64 90-B3-D5-1F-30-01-00-00 --responsible 'dora=Dora Example' \
         --evidence people/supplier-one.evidence --evidence-scheme GPG46 --evidence-level 3 \
         --collected-by carol --officer alice",
        "request make --policy lab --role supplier --eui64 90-B3-D5-1F-30-01-00-00 --usage digital-signature \
         --key people/supplier-one.pem --out people/supplier-one.request.pem",
    ] {
        let said = run(command(PROGRAM, folder.path()).args(words(line)));
        assert_eq!(said.exit, 0, "{line}: {said:?}");
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
