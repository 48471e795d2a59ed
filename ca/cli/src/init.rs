//! `init`: the beginning of an authority.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use s1spki_ca::durable::{self, Existing, Readers};
use s1spki_ca::entropy::SystemEntropy;
use s1spki_ca::key::{EncryptedKey, Rounds, SecretKey, SoftKey};
use s1spki_ca::store::SqliteStore;
use s1spki_ca::{
    Authority, AuthorityKeys, Founding, FoundingOfficer, Hash, ListKind, Passphrase, PersonId, Surroundings,
};
use s1spki_policies::{Environment, Policy, Validity};
use serde::Serialize;

use crate::directory::Directory;
use crate::failure::Failure;
use crate::input;
use crate::officer::public_key;
use crate::opened::{self, Opened};
use crate::page::{Fields, GOOD, paint};
use crate::passphrase::{InitPassphrases, Secret};
use crate::policy;
use crate::report::Report;

/// Begin an authority: root, issuing authority, first officers, first lists
///
/// Makes both keys, encrypted; signs both certificates; writes the first entries of the ledger. Nothing is left
/// behind where a rule says no. In production the officers have to adopt what the policy only assumes:
/// `s1spki-ca policy adopt`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Init {
    /// The directory, instead of the one that --dir names
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
    /// The policy: an id (foc-s1spki, lab) or a file
    #[arg(long, value_name = "POLICY")]
    policy: String,
    /// One of the first officers; as many as the policy wants for an act, at least
    #[arg(long, value_name = "ID=NAME=PUBLIC_KEY_FILE", required = true)]
    officer: Vec<FirstOfficer>,
    /// In production: an officer's signature under the assumed values of the policy; one from each
    #[arg(long, value_name = "FILE")]
    adoption: Vec<PathBuf>,
    #[command(flatten)]
    passphrases: InitPassphrases,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca init lab --policy lab --officer alice=\"Alice Example\"=alice.public.pem \\
      --officer bob=\"Bob Example\"=bob.public.pem
  s1spki-ca init ca --policy foc-s1spki --officer ... --officer ... --adoption a.jws --adoption b.jws";

/// An officer as typed: `alice=Alice Example=alice.public.pem`.
#[derive(Clone, Debug)]
struct FirstOfficer {
    id: PersonId,
    name: String,
    public_key: PathBuf,
}

impl FromStr for FirstOfficer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '=');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(id), Some(name), Some(file)) => Ok(Self {
                id: id
                    .parse()
                    .map_err(|error: s1spki_ca::ParseIdentifierError| error.to_string())?,
                name: name.to_owned(),
                public_key: file.into(),
            }),
            _ => Err("write the id, `=`, the full name, `=`, and the file of the public key".to_owned()),
        }
    }
}

impl Init {
    pub(crate) fn run(self, directory: Directory) -> Result<Report, Failure> {
        let directory = self.directory.clone().map_or(directory, Directory::new);
        refuse_existing(&directory)?;
        let policy = policy::load(&self.policy)?;
        let founding = self.founding()?;
        s1spki_ca::may_begin(&policy, &founding, opened::now()?)?;
        let passphrases = [Secret::Root, Secret::Issuing].map(|secret| {
            self.passphrases
                .choose(secret, *policy.keys().passphrase_octets.value())
        });
        let [root, issuing] = passphrases;
        let keys = Keys::make(&root?, &issuing?, *policy.keys().encryption_rounds.value())?;
        let opened = establish(&directory, policy, &founding, &keys)?;
        publish(&directory, &opened)?;
        Report::done(&Established::of(&directory, &opened)?)
    }

    fn founding(&self) -> Result<Founding, Failure> {
        let officer = |officer: &FirstOfficer| {
            Ok(FoundingOfficer {
                officer: officer.id.clone(),
                name: officer.name.clone(),
                public_key: public_key(&officer.public_key)?,
            })
        };
        Ok(Founding {
            officers: self.officer.iter().map(officer).collect::<Result<_, Failure>>()?,
            adoption: self
                .adoption
                .iter()
                .map(|path| input::statement(path))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The keys of an authority that is about to begin.
struct Keys {
    root: SoftKey,
    issuing: SoftKey,
    encrypted_root: EncryptedKey,
    encrypted_issuing: EncryptedKey,
}

impl Keys {
    fn make(root: &Passphrase, issuing: &Passphrase, rounds: u32) -> Result<Self, Failure> {
        let entropy = SystemEntropy::new();
        let rounds = Rounds::new(rounds)?;
        let seal = |secret: &SecretKey, passphrase| EncryptedKey::seal(secret, passphrase, rounds, &entropy);
        let (root_key, root_secret) = SoftKey::generate(&entropy)?;
        let (issuing_key, issuing_secret) = SoftKey::generate(&entropy)?;
        Ok(Self {
            root: root_key,
            issuing: issuing_key,
            encrypted_root: seal(&root_secret, root)?,
            encrypted_issuing: seal(&issuing_secret, issuing)?,
        })
    }
}

fn refuse_existing(directory: &Directory) -> Result<(), Failure> {
    for path in [directory.ledger(), directory.root_key(), directory.issuing_key()] {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::could_not(
                "store.exists",
                format!("there is an authority already: {}", path.display()),
            )
            .hint("begin in a new directory"));
        }
    }
    Ok(())
}

/// The keys are on the disk before anything is signed with them. Where the rules say no, everything goes again.
fn establish(
    directory: &Directory,
    policy: Policy,
    founding: &Founding,
    keys: &Keys,
) -> Result<Opened, Failure> {
    let mut made = Made::default();
    for folder in [
        directory.path(),
        &directory.keys(),
        &directory.published(),
        &directory.certificates(),
    ] {
        made.folder(folder)?;
    }
    made.key(&keys.encrypted_root, &directory.root_key())?;
    made.key(&keys.encrypted_issuing, &directory.issuing_key())?;
    let store = SqliteStore::create(&directory.ledger())?;
    made.files.push(directory.ledger());
    let pair = AuthorityKeys {
        root: &keys.root,
        issuing: &keys.issuing,
    };
    match Authority::establish(store, policy, founding, pair, Surroundings::system()) {
        Ok(authority) => Opened::over(authority),
        Err(error) => {
            // Nothing was signed, unless it was broken off in the middle: then it stays, to be looked at.
            if !matches!(
                error,
                s1spki_ca::CommandError::Failed(s1spki_ca::OperationError::Unfinished(_))
            ) {
                made.undo();
            }
            Err(error.into())
        }
    }
}

/// What was made so far, so that it can go again.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Made {
    fn folder(&mut self, path: &Path) -> Result<(), Failure> {
        if path.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(path).map_err(|error| {
            Failure::could_not(
                "file.write",
                format!("{} cannot be made: {error}", path.display()),
            )
        })?;
        self.folders.push(path.to_owned());
        Ok(())
    }

    fn key(&mut self, key: &EncryptedKey, path: &Path) -> Result<(), Failure> {
        key.write(path)?;
        self.files.push(path.to_owned());
        Ok(())
    }

    /// What cannot be removed stays; nobody could do anything about it here.
    fn undo(self) {
        for file in self.files {
            for addition in ["", "-wal", "-shm", ".lock"] {
                let mut name = file.as_os_str().to_owned();
                name.push(addition);
                let _ = fs::remove_file(PathBuf::from(name));
            }
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Writes the certificates and the first lists where everybody finds them.
fn publish(directory: &Directory, opened: &Opened) -> Result<(), Failure> {
    let authorities = opened.authorities()?;
    for (authority, path) in [
        (&authorities.root, directory.root_certificate()),
        (&authorities.issuing, directory.issuing_certificate()),
    ] {
        let id = opened.certificate_id(&authority.certificate_key());
        let pem = opened.certificate(&id)?.to_pem();
        durable::write(&path, pem.as_bytes(), Readers::Everybody, Existing::Keep)?;
    }
    for kind in [ListKind::Arl, ListKind::Crl] {
        if let Some(list) = opened.latest_list(kind)? {
            let list = opened.inspect_for_publication(kind, &list.der, None)?;
            durable::write(
                &directory.list(kind),
                list.der(),
                Readers::Everybody,
                Existing::Keep,
            )?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Established {
    directory: PathBuf,
    policy: String,
    environment: Environment,
    policy_sha256: String,
    authority: Hash,
    root: Certificate,
    issuing: Certificate,
    officers: Vec<String>,
}

#[derive(Serialize)]
struct Certificate {
    common_name: String,
    key_identifier: String,
    validity: Validity,
    file: PathBuf,
}

impl Established {
    fn of(directory: &Directory, opened: &Opened) -> Result<Self, Failure> {
        let authorities = opened.authorities()?;
        let certificate = |authority: &s1spki_ca::register::AuthorityRecord, file| Certificate {
            common_name: authority.common_name.clone(),
            key_identifier: authority.key_identifier.to_string(),
            validity: authority.validity,
            file,
        };
        Ok(Self {
            directory: directory.path().to_owned(),
            policy: opened.policy().id().to_owned(),
            environment: opened.policy().environment(),
            policy_sha256: opened.policy().hash().to_string(),
            authority: opened.identity(),
            root: certificate(&authorities.root, directory.root_certificate()),
            issuing: certificate(&authorities.issuing, directory.issuing_certificate()),
            officers: opened
                .register()
                .present_officers()
                .map(|officer| officer.id.to_string())
                .collect(),
        })
    }
}

impl fmt::Display for Established {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            policy, environment, ..
        } = self;
        writeln!(
            f,
            "{} an authority under the policy {policy} ({environment})",
            paint(GOOD, "Established")
        )?;
        let line = |certificate: &Certificate| {
            let Certificate {
                common_name,
                validity,
                file,
                ..
            } = certificate;
            format!("{common_name}, {validity}, {}", file.display())
        };
        let fields = Fields::new()
            .add("directory", self.directory.display())
            .add("policy hash", &self.policy_sha256)
            .add("root", line(&self.root))
            .add("issuing", line(&self.issuing))
            .add("officers", self.officers.join(", "));
        write!(f, "{fields}")
    }
}
