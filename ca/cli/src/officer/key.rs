//! `officer key`: makes an officer's own key.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_ca::PersonId;
use s1spki_ca::durable::{self, Existing, Readers};
use s1spki_ca::entropy::SystemEntropy;
use s1spki_ca::key::{EncryptedKey, Rounds, SoftKey};
use s1spki_ca::signer::Signer;
use serde::Serialize;

use crate::failure::Failure;
use crate::page::{CODE, Fields, GOOD, paint};
use crate::passphrase::{PassphraseOptions, Secret};
use crate::report::Report;

/// Make an officer's own key: a private key under a passphrase, and the public key to enrol
///
/// Each officer does this alone, on a machine of their own. The private key never leaves it; the file of the
/// public key goes to whoever establishes the authority, or enrols the officer.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Key {
    /// The officer, such as alice
    #[arg(value_name = "ID")]
    officer: PersonId,
    /// Where the private key goes; the public key goes beside it, into a file that ends with .public.pem
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOptions,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca officer key alice --out alice.pem
  s1spki-ca officer key alice --out alice.pem --passphrase-file alice.passphrase";

/// What the passphrase of a person's key has at least; the policy of an authority is not known here.
const PASSPHRASE_OCTETS: u8 = 12;

impl Key {
    pub(crate) fn run(self) -> Result<Report, Failure> {
        let public_file = public_file(&self.out);
        refuse_existing(&self.out)?;
        refuse_existing(&public_file)?;
        let passphrase = self.passphrase.choose(Secret::Own, PASSPHRASE_OCTETS)?;
        let entropy = SystemEntropy::new();
        let (key, secret) = SoftKey::generate(&entropy)?;
        EncryptedKey::seal(&secret, &passphrase, Rounds::LEAST, &entropy)?.write(&self.out)?;
        let public_key = key.public_key();
        durable::write(
            &public_file,
            public_key.to_pem().as_bytes(),
            Readers::Everybody,
            Existing::Keep,
        )?;
        Report::done(&Made {
            officer: self.officer,
            key_identifier: public_key.identifier().to_string(),
            private_key: self.out,
            public_key: public_file,
        })
    }
}

/// `alice.pem` becomes `alice.public.pem`, in the same directory.
fn public_file(private_file: &Path) -> PathBuf {
    private_file.with_extension("public.pem")
}

fn refuse_existing(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(
            Failure::could_not("file.exists", format!("{} exists already", path.display()))
                .hint("a key is never written over: choose another name"),
        ),
        Err(_) => Ok(()),
    }
}

#[derive(Serialize)]
struct Made {
    officer: PersonId,
    key_identifier: String,
    private_key: PathBuf,
    public_key: PathBuf,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} a key for {}", paint(GOOD, "Made"), self.officer)?;
        let fields = Fields::new()
            .add("key identifier", &self.key_identifier)
            .add(
                "private key",
                format!("{} (encrypted; keep it to yourself)", self.private_key.display()),
            )
            .add(
                "public key",
                format!("{} (hand this one on)", self.public_key.display()),
            );
        write!(f, "{fields}")?;
        let shown = format!("openssl pkey -in {} -noout -text", self.private_key.display());
        writeln!(f, "OpenSSL opens it too: {}", paint(CODE, shown))
    }
}
