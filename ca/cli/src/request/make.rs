//! `request make`: for organisations that have no tool of their own.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use s1spki_ca::durable::{self, Existing, Readers};
use s1spki_ca::entropy::SystemEntropy;
use s1spki_ca::key::{EncryptedKey, Rounds, SoftKey};
use s1spki_ca::request::{Application, make};
use s1spki_ca::signer::Signer;
use s1spki_ca::{Hash, KeyIdentifier};
use s1spki_policies::{Eui64, KeyUsage, Policy, Profile};
use serde::Serialize;

use crate::failure::Failure;
use crate::page::{Fields, GOOD, paint};
use crate::passphrase::{PassphraseOptions, Secret};
use crate::policy;
use crate::report::Report;
use crate::role;

/// Make a certificate request, for an organisation: it needs nothing of the authority
///
/// The private key is made anew where there is no such file. It never leaves the machine.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Make {
    /// The policy of the authority: an id (foc-s1spki, lab) or a file
    #[arg(long, value_name = "POLICY")]
    policy: String,
    /// The role, by code or name
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// The identifier of the organisation
    #[arg(long, value_name = "EUI64")]
    eui64: Eui64,
    /// What the key is to be used for
    #[arg(long, value_enum)]
    usage: Usage,
    /// A common name, where one is wanted
    #[arg(long, value_name = "NAME")]
    common_name: Option<String>,
    /// The organisation's private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the request goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOptions,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca request make --policy lab --role supplier --eui64 90-B3-D5-1F-30-01-00-00 \\
      --usage digital-signature --key supplier.key.pem --out supplier.request.pem";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Usage {
    /// To sign
    DigitalSignature,
    /// To agree on keys
    KeyAgreement,
}

impl Make {
    pub(crate) fn run(self) -> Result<Report, Failure> {
        let policy = policy::load(&self.policy)?;
        let application = Application {
            role: role::named(&self.role, &policy)?,
            eui64: self.eui64,
            common_name: self.common_name.clone(),
        };
        let profile = profile(&policy, self.usage)?;
        if self.out.symlink_metadata().is_ok() {
            return Err(Failure::could_not(
                "file.exists",
                format!("{} exists already", self.out.display()),
            ));
        }
        let key = self.open_or_make(&policy)?;
        let request = make(profile, &application, &key)?;
        durable::write(
            &self.out,
            request.to_pem().as_bytes(),
            Readers::Everybody,
            Existing::Keep,
        )?;
        Report::done(&Made {
            role: policy.role_name(application.role),
            eui64: application.eui64,
            profile: profile.name.clone(),
            key_identifier: key.public_key().identifier(),
            sha256: Hash::of(request.der()),
            key: self.key,
            request: self.out,
        })
    }

    fn open_or_make(&self, policy: &Policy) -> Result<SoftKey, Failure> {
        if self.key.symlink_metadata().is_ok() {
            let encrypted = EncryptedKey::read(&self.key)?;
            return Ok(encrypted.open_unknown(&self.passphrase.open(Secret::Own)?)?);
        }
        make_key(&self.key, &self.passphrase, policy)
    }
}

fn make_key(path: &Path, passphrase: &PassphraseOptions, policy: &Policy) -> Result<SoftKey, Failure> {
    let passphrase = passphrase.choose(Secret::Own, *policy.keys().passphrase_octets.value())?;
    let entropy = SystemEntropy::new();
    let rounds = Rounds::new(*policy.keys().encryption_rounds.value())?;
    let (key, secret) = SoftKey::generate(&entropy)?;
    EncryptedKey::seal(&secret, &passphrase, rounds, &entropy)?.write(path)?;
    Ok(key)
}

/// The profile of an organisation's certificate with this usage.
fn profile(policy: &Policy, usage: Usage) -> Result<&Profile, Failure> {
    let wanted = match usage {
        Usage::DigitalSignature => KeyUsage::DigitalSignature,
        Usage::KeyAgreement => KeyUsage::KeyAgreement,
    };
    let mut profiles = policy
        .profiles()
        .values()
        .filter(|profile| !profile.is_authority());
    profiles
        .find(|profile| profile.key_usage.value().contains(&wanted))
        .ok_or_else(|| {
            Failure::refused(
                "policy.no-profile",
                format!("the policy has no profile for {wanted}"),
            )
        })
}

#[derive(Serialize)]
struct Made {
    role: String,
    eui64: Eui64,
    profile: String,
    key_identifier: KeyIdentifier,
    sha256: Hash,
    key: PathBuf,
    request: PathBuf,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} a certificate request", paint(GOOD, "Made"))?;
        let fields = Fields::new()
            .add("profile", &self.profile)
            .add("role", &self.role)
            .add("EUI-64", self.eui64)
            .add("key identifier", self.key_identifier)
            .add("SHA-256", self.sha256)
            .add(
                "private key",
                format!("{} (encrypted; keep it to yourself)", self.key.display()),
            )
            .add(
                "request",
                format!("{} (hand this one in)", self.request.display()),
            );
        write!(f, "{fields}")
    }
}
