//! The beginning of an authority: root, issuing authority, first officers.

use s1spki_policies::{Moment, Policy, Profile, ProfileKind, RemotePartyRole, SerialNumber};
use s1spki_validator::Certificate;

use crate::adoption::{self, Signatories};
use crate::encode::{CertificateTemplate, TbsCertificate};
use crate::event::{
    AuthorityEstablished, Contradiction, EstablishedCertificate, EstablishmentIntended, Event,
    IntendedCertificate, OfficerEnrolled,
};
use crate::issue::inspect_copy;
use crate::journal::Durable;
use crate::officer;
use crate::refusal::{Refusal, ground};
use crate::register::{Recorded, Register};
use crate::signer::{Signer, SignerError};
use crate::statement::SignedStatement;
use crate::template::{self, Issuer, Subject, TemplateError};
use crate::{Hash, PersonId, PublicKey};

/// Those with whom an authority begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Founding {
    /// The first officers.
    pub officers: Vec<FoundingOfficer>,
    /// In production: [`PolicyAdoption`](crate::declaration::PolicyAdoption)s, signed by them.
    pub adoption: Vec<SignedStatement>,
}

/// One of the first officers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundingOfficer {
    /// The person.
    pub officer: PersonId,
    /// The person's full name.
    pub name: String,
    /// The person's own key.
    pub public_key: PublicKey,
}

/// The keys of the two authorities.
#[derive(Clone, Copy)]
pub struct AuthorityKeys<'a> {
    /// The key of the root.
    pub root: &'a dyn Signer,
    /// The key of the issuing authority.
    pub issuing: &'a dyn Signer,
}

/// The serial numbers of the two certificates, freshly drawn.
pub(crate) struct Serials {
    pub(crate) root: SerialNumber,
    pub(crate) issuing: SerialNumber,
}

/// Everything that is about to be signed, looked at by the validator.
pub(crate) struct Plan {
    pub(crate) events: Vec<Event>,
    root: Planned,
    issuing: Planned,
}

struct Planned {
    template: CertificateTemplate,
    common_name: String,
    tbs: TbsCertificate,
}

/// Whether an authority may begin like this, as far as it can be told before there are keys: so that nobody is
/// asked for a passphrase in vain.
///
/// # Errors
/// A [`Refusal`] where the policy is for validation only, where it is for production and rests on values that
/// nobody answers for, or where the officers are too few or cannot be told apart.
pub fn may_begin(policy: &Policy, founding: &Founding, at: Moment) -> Result<(), Refusal> {
    first_officers(policy, founding, &[], at).map(|_| ())
}

/// The officers of the beginning, if they are enough and the policy may be used.
fn first_officers(
    policy: &Policy,
    founding: &Founding,
    authority_keys: &[&PublicKey],
    at: Moment,
) -> Result<FirstOfficers, Refusal> {
    adoption::is_workable(policy)?;
    let officers = enrolled(founding, authority_keys, at)?;
    let signatories = Signatories::AreOfficers { replacing: None };
    adoption::pass_door(&officers.register, policy, &founding.adoption, signatories)?;
    adoption::enough_officers(&officers.register, policy)?;
    Ok(officers)
}

impl Plan {
    /// Plans an authority. Nothing is signed yet.
    pub(crate) fn make(
        policy: &Policy,
        founding: &Founding,
        keys: AuthorityKeys<'_>,
        serials: &Serials,
        throwaway: &dyn Signer,
        at: Moment,
    ) -> Result<Self, Refusal> {
        let (root_key, issuing_key) = (keys.root.public_key(), keys.issuing.public_key());
        if root_key == issuing_key {
            return Err(Refusal::on(
                &ground::ONE_KEY,
                "root and issuing authority have one key",
            ));
        }
        let officers = first_officers(policy, founding, &[root_key, issuing_key], at)?;
        let root = plan_root(policy, root_key, &serials.root, at)?;
        let issuer = Issuer {
            name: root.template.subject.clone(),
            key_identifier: root_key.identifier(),
        };
        let issuing = plan_issuing(policy, &issuer, issuing_key, &serials.issuing, at)?;
        for (planned, kind) in [(&root, ProfileKind::Root), (&issuing, ProfileKind::Issuing)] {
            inspect_copy(policy, &profile(policy, kind)?.name, &planned.tbs, throwaway)?;
        }
        let intended = EstablishmentIntended {
            policy: adoption::record(policy, &founding.adoption),
            root: root.intended(),
            issuing: issuing.intended(),
        };
        let events = std::iter::once(intended.into()).chain(officers.events);
        Ok(Self {
            events: events.collect(),
            root,
            issuing,
        })
    }

    /// Signs both certificates, once the intent is on the disk.
    pub(crate) fn sign(self, intent: &Durable, keys: AuthorityKeys<'_>) -> Result<Event, NotEstablished> {
        match intent.event() {
            Event::EstablishmentIntended(intended)
                if *intended.root.tbs == *self.root.tbs.der()
                    && *intended.issuing.tbs == *self.issuing.tbs.der() => {}
            _ => return Err(NotEstablished::Intent),
        }
        let established = AuthorityEstablished {
            root: self.root.sign(keys.root)?,
            issuing: self.issuing.sign(keys.root)?,
        };
        Ok(established.into())
    }
}

/// Why an authority was not established after all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotEstablished {
    #[error("the intent on the disk is about something else")]
    Intent,
    #[error(transparent)]
    Signer(#[from] SignerError),
    #[error(transparent)]
    Contradicted(#[from] Contradiction),
}

impl Planned {
    fn intended(&self) -> IntendedCertificate {
        IntendedCertificate {
            public_key: self.template.public_key.clone(),
            tbs: self.tbs.der().into(),
        }
    }

    /// Signs with the key of the root, verifies the signature, and reads the certificate back.
    fn sign(&self, root: &dyn Signer) -> Result<EstablishedCertificate, NotEstablished> {
        let signature = root.sign(self.tbs.der())?;
        let key = root.public_key().identifier();
        if !root.public_key().has_signed(self.tbs.der(), &signature) {
            return Err(Contradiction::WrongSignature { key }.into());
        }
        let der = self.tbs.assemble(&signature);
        let same = Certificate::decode(&der).is_ok_and(|certificate| {
            certificate.tbs() == self.tbs.der() && certificate.signature() == signature
        });
        if !same {
            let what = "the certificate is another".to_owned();
            return Err(Contradiction::ReadBack { key, what }.into());
        }
        let template = &self.template;
        Ok(EstablishedCertificate {
            common_name: self.common_name.clone(),
            subject: template.subject.der().into(),
            public_key: template.public_key.clone(),
            key_identifier: template.public_key.identifier(),
            serial: template.serial.clone(),
            validity: template.validity,
            certificate: der.into(),
        })
    }
}

/// The first officers, and a register that knows nothing but them.
struct FirstOfficers {
    events: Vec<Event>,
    register: Register,
}

fn enrolled(
    founding: &Founding,
    authority_keys: &[&PublicKey],
    at: Moment,
) -> Result<FirstOfficers, Refusal> {
    let mut first = FirstOfficers {
        events: Vec::new(),
        register: Register::default(),
    };
    for officer in &founding.officers {
        officer::acceptable(
            &first.register,
            &officer.officer,
            &officer.name,
            &officer.public_key,
        )?;
        if authority_keys.contains(&&officer.public_key) {
            let what = format!("{} has the key of an authority", officer.officer);
            return Err(Refusal::on(&ground::OFFICER_KEY_TAKEN, what));
        }
        let enrolled = OfficerEnrolled {
            officer: officer.officer.clone(),
            name: officer.name.trim().to_owned(),
            public_key: officer.public_key.clone(),
            statements: Vec::new(),
        };
        let event = Event::from(enrolled);
        first.register.apply(&Recorded {
            event: &event,
            at,
            entry: Hash::ZERO,
        });
        first.events.push(event);
    }
    Ok(first)
}

fn profile(policy: &Policy, kind: ProfileKind) -> Result<&Profile, Refusal> {
    let mut profiles = policy.profiles().values();
    profiles
        .find(|profile| *profile.kind.value() == kind)
        .ok_or_else(|| {
            Refusal::on(
                &ground::NO_PROFILE,
                format!("the policy has no profile of kind {kind}"),
            )
        })
}

/// The root is its own issuer.
fn plan_root(
    policy: &Policy,
    key: &PublicKey,
    serial: &SerialNumber,
    at: Moment,
) -> Result<Planned, Refusal> {
    let profile = profile(policy, ProfileKind::Root)?;
    let common_name = policy.names().root.value();
    let subject = subject(profile, common_name, key, RemotePartyRole::ROOT);
    let name = template::name(profile.subject.value(), &subject).map_err(|error| unfillable(&error))?;
    let issuer = Issuer {
        name,
        key_identifier: key.identifier(),
    };
    plan(policy, profile, &issuer, &subject, serial, at)
}

fn plan_issuing(
    policy: &Policy,
    root: &Issuer,
    key: &PublicKey,
    serial: &SerialNumber,
    at: Moment,
) -> Result<Planned, Refusal> {
    let profile = profile(policy, ProfileKind::Issuing)?;
    let common_name = policy.names().issuing.value();
    let subject = subject(profile, common_name, key, RemotePartyRole::ISSUING_AUTHORITY);
    plan(policy, profile, root, &subject, serial, at)
}

fn subject<'a>(
    profile: &Profile,
    common_name: &'a str,
    public_key: &'a PublicKey,
    role: RemotePartyRole,
) -> Subject<'a> {
    Subject {
        role: profile.roles.value().first().copied().unwrap_or(role),
        eui64: None,
        common_name: Some(common_name),
        public_key,
    }
}

fn plan(
    policy: &Policy,
    profile: &Profile,
    issuer: &Issuer,
    subject: &Subject<'_>,
    serial: &SerialNumber,
    at: Moment,
) -> Result<Planned, Refusal> {
    let validity = template::validity(profile, at)?;
    let template = template::fill(policy, profile, issuer, subject, serial, validity)
        .map_err(|error| unfillable(&error))?;
    Ok(Planned {
        tbs: template::encode(&template)?,
        common_name: subject.common_name.unwrap_or_default().to_owned(),
        template,
    })
}

fn unfillable(error: &TemplateError) -> Refusal {
    Refusal::on(&ground::TEMPLATE, error.to_string())
}

#[cfg(test)]
mod tests;
