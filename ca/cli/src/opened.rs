//! An authority that is open, with the real clock, generator and disk.

use std::ops::{ControlFlow, Deref, DerefMut};

use s1spki_ca::clock::{Clock, SystemClock};
use s1spki_ca::event::Event;
use s1spki_ca::key::{EncryptedKey, SoftKey};
use s1spki_ca::refusal::{Refusal, ground};
use s1spki_ca::register::{Authorities, AuthorityRecord, Officer, Organisation};
use s1spki_ca::store::{CertificateKey, Kinds, SqliteStore, Store};
use s1spki_ca::{Authority, ListKind, OrganisationId, PersonId, Surroundings};
use s1spki_policies::{CertificateId, Moment, Policy};

use crate::directory::Directory;
use crate::failure::Failure;
use crate::passphrase::{PassphraseOptions, Secret};
use crate::printing;

/// An authority that is open.
pub(crate) struct Opened(Authority<SqliteStore>);

impl Opened {
    /// Opens the authority in this directory, under the policy that is on record as in force.
    pub(crate) fn open(directory: &Directory) -> Result<Self, Failure> {
        let store = directory.store()?;
        let policy = policy_on_record(&store)?;
        Self::over(Authority::open(store, policy, Surroundings::system())?)
    }

    /// Takes an open authority, and says what it found as it was opened.
    pub(crate) fn over(authority: Authority<SqliteStore>) -> Result<Self, Failure> {
        for request in authority.recovered() {
            printing::note(&format!(
                "{request} was being signed when something broke off: it counts as issued, \
                 and its serial number can be revoked"
            ));
        }
        Ok(Self(authority))
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Result<Moment, Failure> {
        now()
    }

    /// Root and issuing authority.
    pub(crate) fn authorities(&self) -> Result<&Authorities, Failure> {
        let authorities = self.register().authorities();
        authorities
            .ok_or_else(|| Refusal::on(&ground::NOT_ESTABLISHED, "the authority has no certificates").into())
    }

    /// The officer by this name. Nothing is recorded where there is none.
    pub(crate) fn officer(&self, id: &PersonId) -> Result<&Officer, Failure> {
        let officer = self.register().officers().get(id);
        officer.ok_or_else(|| Refusal::on(&ground::OFFICER_UNKNOWN, format!("{id} is not an officer")).into())
    }

    /// The organisation by this name. Nothing is recorded where there is none.
    pub(crate) fn organisation(&self, id: &OrganisationId) -> Result<&Organisation, Failure> {
        let organisation = self.register().organisations().get(id);
        organisation.ok_or_else(|| {
            let what = format!("{id} is not in the register");
            Refusal::on(&ground::ORGANISATION_UNKNOWN, what).into()
        })
    }

    /// What a certificate is called.
    pub(crate) fn certificate_id(&self, key: &CertificateKey) -> CertificateId {
        let issuer = self
            .register()
            .authorities()
            .and_then(|authorities| authorities.with_key(key.issuer));
        let name = issuer.map_or_else(|| key.issuer.to_string(), |issuer| issuer.common_name.clone());
        CertificateId::new(name, key.serial.clone())
    }

    /// What the store finds a certificate by. Nothing is recorded where its serial number was never given out.
    pub(crate) fn known_serial(&self, id: &CertificateId) -> Result<CertificateKey, Failure> {
        let unknown = || {
            let what = format!("{id} is not a certificate of this authority");
            Failure::from(Refusal::on(&ground::CERTIFICATE_UNKNOWN, what))
        };
        let CertificateId::Certificate {
            issuer_common_name,
            serial,
        } = id
        else {
            return Err(unknown());
        };
        let issuer = self
            .authorities()?
            .with_name(issuer_common_name)
            .ok_or_else(unknown)?;
        let key = CertificateKey {
            issuer: issuer.key_identifier,
            serial: serial.clone(),
        };
        match self.register().certificates().find(&key) {
            Some(_) => Ok(key),
            None => Err(unknown()),
        }
    }

    /// The private key of an authority, opened with its passphrase.
    pub(crate) fn key(
        &self,
        directory: &Directory,
        kind: ListKind,
        passphrase: &PassphraseOptions,
    ) -> Result<SoftKey, Failure> {
        let authorities = self.authorities()?;
        let (authority, path, secret): (&AuthorityRecord, _, _) = match kind {
            ListKind::Crl => (&authorities.issuing, directory.issuing_key(), Secret::Issuing),
            ListKind::Arl => (&authorities.root, directory.root_key(), Secret::Root),
        };
        let encrypted = EncryptedKey::read(&path)?;
        let passphrase = passphrase.open(secret)?;
        Ok(encrypted.open(&passphrase, &authority.public_key)?)
    }
}

impl Deref for Opened {
    type Target = Authority<SqliteStore>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Opened {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// The present moment.
pub(crate) fn now() -> Result<Moment, Failure> {
    SystemClock
        .now()
        .map_err(|error| Failure::could_not("clock", error))
}

/// The policy in force, as it stands in the ledger: whatever has become of its file, or of the policies that come
/// with the program. What the ledger is worth is verified when the authority is opened.
pub(crate) fn policy_on_record(store: &SqliteStore) -> Result<Policy, Failure> {
    let mut last = None;
    let kinds = Kinds::Only(&["establishment-intended", "policy-adopted"]);
    store.entries(1, kinds, &mut |entry| {
        last = Some(entry);
        ControlFlow::Continue(())
    })?;
    let event = last.map(|entry| Event::of(&entry)).transpose();
    let record = match event.map_err(|error| Failure::could_not("ledger.event", error))? {
        Some(Event::EstablishmentIntended(event)) => event.policy,
        Some(Event::PolicyAdopted(event)) => event.policy,
        _ => return Err(Refusal::on(&ground::NOT_ESTABLISHED, "there is no authority here").into()),
    };
    Policy::from_canonical_form("the policy on record", &record.canonical).map_err(|error| {
        Failure::could_not("policy.record", error).hint("use the version of this program that wrote it")
    })
}
