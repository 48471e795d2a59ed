//! The person who acts, and signs with a key of their own.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_ca::durable::{self, Existing, Readers};
use s1spki_ca::key::{EncryptedKey, SoftKey};
use s1spki_ca::refusal::{Refusal, ground};
use s1spki_ca::register::Register;
use s1spki_ca::statement::{SignedStatement, Statement};
use s1spki_ca::{PersonId, declaration};
use serde::Serialize;

use crate::failure::Failure;
use crate::page::{GOOD, paint};
use crate::passphrase::{PassphraseOptions, Secret};

/// The officer who acts, in the words of whoever is at the console.
#[derive(Args, Debug)]
pub(crate) struct Acting {
    /// The officer who does this
    #[arg(long, value_name = "ID")]
    pub(crate) officer: PersonId,
}

/// The officer who acts, and signs.
#[derive(Args, Debug)]
pub(crate) struct Signing {
    /// The officer who signs
    #[arg(long, value_name = "ID")]
    pub(crate) officer: PersonId,
    /// The officer's own private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOptions,
}

impl Signing {
    /// The officer's key, which has to be the one that is registered.
    pub(crate) fn key(&self, register: &Register) -> Result<SoftKey, Failure> {
        let Some(officer) = register.officers().get(&self.officer) else {
            let what = format!("{} is not an officer of this authority", self.officer);
            return Err(Refusal::on(&ground::OFFICER_UNKNOWN, what).into());
        };
        let encrypted = EncryptedKey::read(&self.key)?;
        let passphrase = self.passphrase.open(Secret::Own)?;
        Ok(encrypted.open(&passphrase, &officer.public_key)?)
    }

    /// Signs a declaration with the officer's registered key.
    pub(crate) fn sign<S: Statement>(
        &self,
        declaration: &S,
        register: &Register,
    ) -> Result<SignedStatement, Failure> {
        let key = self.key(register)?;
        Ok(declaration::sign(declaration, &self.officer, &key)?)
    }

    /// Signs a declaration with the key in the file: whether it is the officer's is seen when the statement is
    /// handed in.
    pub(crate) fn sign_before_there_is_an_authority<S: Statement>(
        &self,
        declaration: &S,
    ) -> Result<SignedStatement, Failure> {
        let encrypted = EncryptedKey::read(&self.key)?;
        let key = encrypted.open_unknown(&self.passphrase.open(Secret::Own)?)?;
        Ok(declaration::sign(declaration, &self.officer, &key)?)
    }
}

/// A statement that was written to a file, to be handed in with those of other officers.
#[derive(Serialize)]
pub(crate) struct Written {
    file: PathBuf,
    statement: SignedStatement,
    #[serde(skip)]
    what: String,
}

impl Written {
    pub(crate) fn to(file: &Path, statement: &SignedStatement, what: String) -> Result<Self, Failure> {
        let line = format!("{statement}\n");
        durable::write(file, line.as_bytes(), Readers::Everybody, Existing::Keep)?;
        Ok(Self {
            file: file.to_owned(),
            statement: statement.clone(),
            what,
        })
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} {} in {}",
            paint(GOOD, "Signed"),
            self.what,
            self.file.display()
        )
    }
}
