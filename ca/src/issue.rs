//! Issuance, step by step: approved, looked at, intended, signed, read back.
//!
//! Each step needs what the one before gave, so that none can be left out:
//!
//! 1. an [`ApprovedRequest`]: enough officers signed that these octets may be signed;
//! 2. an [`IssuanceTicket`]: the octets were made anew from the profile and are the same, and the validator found
//!    nothing against a copy that a throwaway key signed;
//! 3. a [`Durable`] record of the intent: it is on the disk;
//! 4. a [`SignedCertificate`]: the signature verifies, and the certificate reads back as it was meant.
//!
//! A ticket is good for one signature: signing takes it away.

use s1spki_policies::{Moment, Policy, Validity};
use s1spki_validator::{Certificate, CertificateFacts, Finding, Outcome, inspect};

use crate::approval::ApprovedRequest;
use crate::encode::TbsCertificate;
use crate::event::{CertificateIssued, Contradiction, Event, IssuanceAbandoned, IssuanceIntended};
use crate::journal::Durable;
use crate::refusal::{Ground, Refusal, ground};
use crate::register::{AuthorityRecord, Register};
use crate::signer::{Signer, SignerError};
use crate::store::CertificateKey;
use crate::{Hash, PublicKey, RequestId, request, template};

/// The issuing authority, if it may sign certificates at `at`.
pub(crate) fn issuing_authority(register: &Register, at: Moment) -> Result<&AuthorityRecord, Refusal> {
    let Some(authorities) = register.authorities() else {
        return Err(Refusal::on(
            &ground::NOT_ESTABLISHED,
            "the authority has no certificates",
        ));
    };
    for authority in [&authorities.root, &authorities.issuing] {
        if !authority.validity.contains(at) {
            let what = format!("{} is valid from {}", authority.common_name, authority.validity);
            return Err(Refusal::on(&ground::AUTHORITY_EXPIRED, what));
        }
        let facts = register.certificates().find(&authority.certificate_key());
        if let Some((since, reason)) = facts.and_then(|facts| facts.revocation) {
            let what = format!("{} was revoked at {since}: {reason}", authority.common_name);
            return Err(Refusal::on(&ground::AUTHORITY_REVOKED, what));
        }
    }
    Ok(&authorities.issuing)
}

/// Refuses a validity that reaches beyond that of the issuer; nothing is cut short.
pub(crate) fn within_issuer(issuer: &AuthorityRecord, validity: Validity) -> Result<(), Refusal> {
    if issuer.validity.not_before <= validity.not_before && validity.not_after <= issuer.validity.not_after {
        return Ok(());
    }
    let what = format!(
        "the certificate is to be valid from {validity}, and its issuer is from {}",
        issuer.validity
    );
    Err(Refusal::on(&ground::OUTLIVES_ISSUER, what))
}

/// Why there is no ticket.
#[derive(Debug)]
pub(crate) enum NoTicket {
    /// A rule says no.
    Refused(Refusal),
    /// What cannot be is the case.
    Contradicted(Contradiction),
}

impl From<Refusal> for NoTicket {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Leave to sign these octets once. It has no public constructor and cannot be copied.
#[derive(Debug)]
pub struct IssuanceTicket {
    request: RequestId,
    certificate: CertificateKey,
    issuer_key: PublicKey,
    tbs: TbsCertificate,
    tbs_sha256: Hash,
    approvals: Vec<Hash>,
}

impl IssuanceTicket {
    /// Makes what is to be signed anew and compares it with what was approved, then has the validator look at a
    /// copy that `throwaway` signs.
    pub(crate) fn make(
        register: &Register,
        policy: &Policy,
        approved: &ApprovedRequest<'_>,
        throwaway: &dyn Signer,
        at: Moment,
    ) -> Result<Self, NoTicket> {
        let (file, put_up) = (approved.file(), approved.put_up());
        request::eligible(register, policy, file, at)?;
        let issuing = issuing_authority(register, at)?;
        within_issuer(issuing, put_up.validity)?;
        let tbs = made_anew(policy, approved, issuing)?;
        let tbs_sha256 = Hash::of(tbs.der());
        if tbs.der() != &*put_up.tbs || tbs_sha256 != put_up.tbs_sha256 {
            return Err(NoTicket::Contradicted(Contradiction::OctetsDiffer {
                request: file.id,
                approved: put_up.tbs_sha256,
                found: tbs_sha256,
            }));
        }
        inspect_copy(policy, &put_up.profile, &tbs, throwaway)?;
        Ok(Self {
            request: file.id,
            certificate: put_up.certificate_key(),
            issuer_key: issuing.public_key.clone(),
            tbs,
            tbs_sha256,
            approvals: approved.approvals().to_vec(),
        })
    }

    /// The request.
    #[must_use]
    pub const fn request(&self) -> RequestId {
        self.request
    }

    /// What has to be on the disk before anything is signed.
    pub(crate) fn intent(&self, policy: &Policy) -> Event {
        let intended = IssuanceIntended {
            request: self.request,
            certificate: self.certificate.clone(),
            tbs_sha256: self.tbs_sha256,
            policy_sha256: policy.hash(),
            approvals: self.approvals.clone(),
        };
        intended.into()
    }

    /// Gives the ticket up unused.
    pub(crate) fn abandon(self, reason: impl Into<String>) -> Abandoned {
        let error = SignerError {
            key: self.issuer_key.identifier(),
            reason: reason.into(),
        };
        self.abandoned(error)
    }

    fn abandoned(self, error: SignerError) -> Abandoned {
        Abandoned {
            request: self.request,
            certificate: self.certificate,
            error,
        }
    }

    /// Signs, once the intent is on the disk. Whatever comes of it, the ticket is spent.
    pub(crate) fn sign(self, intent: &Durable, signer: &dyn Signer) -> Result<SignedCertificate, NotSigned> {
        if !self.is_intended(intent.event()) {
            let reason = "the intent on the disk is about something else";
            return Err(NotSigned::Abandoned(self.abandon(reason)));
        }
        let signature = match signer.sign(self.tbs.der()) {
            Ok(signature) => signature,
            Err(error) => return Err(NotSigned::Abandoned(self.abandoned(error))),
        };
        let der = self.tbs.assemble(&signature);
        match read_back(&self.tbs, &self.issuer_key, &self.certificate, &signature, &der) {
            Ok(()) => Ok(SignedCertificate {
                request: self.request,
                certificate: self.certificate,
                der,
            }),
            Err(contradiction) => Err(NotSigned::Contradicted {
                request: self.request,
                contradiction,
            }),
        }
    }

    fn is_intended(&self, event: &Event) -> bool {
        match event {
            Event::IssuanceIntended(intended) => {
                intended.request == self.request && intended.tbs_sha256 == self.tbs_sha256
            }
            _ => false,
        }
    }
}

/// Makes the octets to be signed anew, from the profile, the register and the request.
fn made_anew(
    policy: &Policy,
    approved: &ApprovedRequest<'_>,
    issuing: &AuthorityRecord,
) -> Result<TbsCertificate, Refusal> {
    let put_up = approved.put_up();
    let profile = template::profile(policy, &put_up.profile)?;
    let asks_for = request::asked(approved.file())?;
    let filled = template::organisation(
        policy,
        profile,
        issuing,
        asks_for,
        &put_up.serial,
        put_up.validity,
    )?;
    template::encode(&filled)
}

/// Has the validator that relying parties use look at a copy that a throwaway key signed. Nothing is tolerated:
/// a breach, a warning, or a rule that could not be looked at stops everything.
pub(crate) fn inspect_copy(
    policy: &Policy,
    profile: &str,
    tbs: &TbsCertificate,
    throwaway: &dyn Signer,
) -> Result<(), Refusal> {
    let signature = throwaway.sign(tbs.der()).map_err(|error| {
        Refusal::on(
            &ground::INSPECTION,
            format!("there is no copy to look at: {error}"),
        )
    })?;
    inspect_signed(policy, profile, &tbs.assemble(&signature))
}

/// What stands in place of a signature in a copy that is looked at: an ECDSA-Sig-Value with r = s = 1.
pub(crate) const NO_SIGNATURE: [u8; 8] = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];

/// The same before there is anything to sign for, so that officers are not asked to approve what could not be
/// issued: there is no signature.
pub(crate) fn inspect_unsigned(policy: &Policy, profile: &str, tbs: &TbsCertificate) -> Result<(), Refusal> {
    inspect_signed(policy, profile, &tbs.assemble(&NO_SIGNATURE))
}

fn inspect_signed(policy: &Policy, profile: &str, der: &[u8]) -> Result<(), Refusal> {
    let copy = Certificate::decode(der)
        .map_err(|error| Refusal::on(&ground::INSPECTION, format!("the copy cannot be read: {error}")))?;
    let profile = template::profile(policy, profile)?;
    let findings = inspect(&CertificateFacts::of(&copy), profile, policy);
    match findings
        .iter()
        .filter(|finding| stops(finding))
        .collect::<Vec<_>>()
    {
        against if against.is_empty() => Ok(()),
        against => Err(refused(&ground::INSPECTION, &against)),
    }
}

/// Whether what the validator found stops a signature: a breach, a warning, or a rule that could not be looked at.
pub(crate) const fn stops(finding: &Finding) -> bool {
    match finding.outcome() {
        Outcome::Breach | Outcome::Warning | Outcome::NotChecked => true,
        Outcome::Pass | Outcome::NotApplicable | Outcome::NotYetInForce => false,
    }
}

/// The refusal to sign what these findings are about.
pub(crate) fn refused(ground: &'static Ground, findings: &[&Finding]) -> Refusal {
    let texts = findings.iter().map(|finding| {
        let (found, wanted) = finding
            .detail()
            .map_or(("", ""), |detail| (&detail.found, &detail.wanted));
        format!(
            "{} {} (found {found}, wanted {wanted})",
            finding.outcome(),
            finding.code()
        )
    });
    Refusal::on(ground, texts.collect::<Vec<_>>().join("; "))
}

/// Verifies the authority's own signature, and reads the certificate back.
fn read_back(
    tbs: &TbsCertificate,
    issuer_key: &PublicKey,
    meant: &CertificateKey,
    signature: &[u8],
    der: &[u8],
) -> Result<(), Contradiction> {
    let key = issuer_key.identifier();
    if !issuer_key.has_signed(tbs.der(), signature) {
        return Err(Contradiction::WrongSignature { key });
    }
    let differs = |what: &str| Contradiction::ReadBack {
        key,
        what: what.to_owned(),
    };
    let certificate = Certificate::decode(der).map_err(|error| differs(&error.to_string()))?;
    if certificate.tbs() != tbs.der() {
        return Err(differs("the signed octets are others"));
    }
    if certificate.signature() != signature {
        return Err(differs("the signature is another"));
    }
    if certificate.serial() != Some(&meant.serial) {
        return Err(differs("the serial number is another"));
    }
    Ok(())
}

/// Why a certificate was not signed after all, though that was intended.
#[derive(Debug)]
pub(crate) enum NotSigned {
    /// The key did not answer: there is no signature.
    Abandoned(Abandoned),
    /// The key gave something that cannot be: there may be a signature somewhere.
    Contradicted {
        /// The request.
        request: RequestId,
        /// What cannot be.
        contradiction: Contradiction,
    },
}

/// A certificate that was surely not signed, though that was intended.
#[derive(Debug)]
pub(crate) struct Abandoned {
    pub(crate) request: RequestId,
    certificate: CertificateKey,
    pub(crate) error: SignerError,
}

impl Abandoned {
    /// What the ledger has to say of it.
    pub(crate) fn event(&self) -> Event {
        let abandoned = IssuanceAbandoned {
            request: self.request,
            certificate: self.certificate.clone(),
            reason: self.error.to_string(),
        };
        abandoned.into()
    }
}

/// A certificate that the authority signed, verified and read back. It may leave the house once it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCertificate {
    request: RequestId,
    certificate: CertificateKey,
    der: Vec<u8>,
}

impl SignedCertificate {
    /// What the ledger has to say of it.
    pub(crate) fn issued(&self) -> Event {
        let issued = CertificateIssued {
            request: self.request,
            certificate: self.der.as_slice().into(),
        };
        issued.into()
    }

    /// The request.
    pub(crate) const fn request(&self) -> RequestId {
        self.request
    }

    /// Issuer and serial number.
    pub(crate) const fn certificate(&self) -> &CertificateKey {
        &self.certificate
    }

    /// The certificate in DER.
    pub(crate) fn into_der(self) -> Vec<u8> {
        self.der
    }
}

#[cfg(test)]
mod tests;
