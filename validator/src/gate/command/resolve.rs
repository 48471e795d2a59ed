//! Which certificates a message names and brings, and what is to be thought of them.

use s1spki_policies::{CertificateId, Eui64};

use super::facts::{Asked, Countersigner, JudgedReplacement, KnownCountersigner, KnownSigner, Signer};
use super::{CommandGate, Judged};
use crate::certificate::Certificate;
use crate::directory::{Entry, Resolution};
use crate::duis::{CertificateSlot, Message, MessageKind, SignatureVerdict, XmlSignature};
use crate::evidence::CommandEvidence;
use crate::facts::{EntityFact, RoleFact};

/// The most certificates that are tried to tell whose key made a signature whose KeyInfo leads nowhere.
const MOST_TRIED: usize = 8;

impl CommandGate<'_> {
    /// Resolves KeyInfo, by issuer and serial number and in no other way, and verifies with the key of what it names.
    pub(super) fn signer(&self, message: &Message, originator: Option<Eui64>, judged: &mut Judged) -> Signer {
        if message.signatures().is_empty() {
            return Signer::Unsigned;
        }
        let Some(signature) = message.signature() else {
            return Signer::Unnamed;
        };
        let Some((issuer, serial)) = signature.key_info().certificate() else {
            return Signer::Unnamed;
        };
        let named = || format!("{issuer}, serial number {serial}");
        match self.directory.by_issuer_and_serial(issuer, serial) {
            Err(error) => Signer::Unreadable(error.to_string()),
            Ok(Resolution::None) => Signer::Absent {
                named: named(),
                verifies: self.whose_key(signature, message.kind(), originator),
            },
            Ok(Resolution::Several(entries)) => Signer::Several {
                named: named(),
                count: entries.len(),
            },
            Ok(Resolution::One(entry)) => Signer::Known(Box::new(self.known(entry, signature, judged))),
        }
    }

    fn known(&self, entry: Entry, signature: &XmlSignature, judged: &mut Judged) -> KnownSigner {
        let certificate = entry.certificate();
        KnownSigner {
            role: RoleFact::of(certificate.subject()),
            entity: EntityFact::of(certificate.subject()),
            brief: self.judge_certificate("signer", certificate, judged),
            outcome: signature.verify(certificate.public_key()),
            entry,
        }
    }

    /// The certificate under whose key a signature verifies although it names another: among those of the originator, or
    /// of the roles that sign responses. It tells a reader what may have happened, and decides nothing.
    fn whose_key(
        &self,
        signature: &XmlSignature,
        kind: MessageKind,
        originator: Option<Eui64>,
    ) -> Option<CertificateId> {
        let entries = match (kind, originator) {
            (MessageKind::Request, Some(originator)) => self.directory.by_eui64(originator).ok()?,
            (MessageKind::Request, None) => return None,
            _ => {
                let version = self
                    .policy
                    .commands()
                    .signer_role
                    .response
                    .at(self.at())
                    .version()?;
                let roles = version.value.iter();
                roles
                    .filter_map(|role| self.directory.by_role(*role).ok())
                    .flatten()
                    .collect()
            }
        };
        let mut tried = entries.into_iter().take(MOST_TRIED);
        let entry = tried.find(|entry| {
            let outcome = signature.verify(entry.certificate().public_key());
            outcome.signature == SignatureVerdict::Good
        });
        entry?.certificate_id()
    }

    /// Finds the certificate that the evidence names as that of the countersignature.
    pub(super) fn countersigner(
        &self,
        asked: &Asked<'_>,
        evidence: &CommandEvidence,
        judged: &mut Judged,
    ) -> Countersigner {
        let (Some(_), Some(id)) = (asked.header, &evidence.countersigner) else {
            return Countersigner::NotGiven;
        };
        if id.is_null() {
            return Countersigner::Null;
        }
        match self.directory.by_certificate_id(id) {
            Err(error) => Countersigner::Unresolved(error.to_string()),
            Ok(Resolution::None) => Countersigner::Unresolved(format!("{id}, which is not in the directory")),
            Ok(Resolution::Several(entries)) => {
                Countersigner::Unresolved(format!("{} certificates with the identifier {id}", entries.len()))
            }
            Ok(Resolution::One(entry)) => Countersigner::Known(Box::new(KnownCountersigner {
                brief: self.judge_certificate("countersigner", entry.certificate(), judged),
                entry,
            })),
        }
    }

    /// Decodes and judges the certificates that a request brings.
    pub(super) fn replacements(&self, message: &Message, judged: &mut Judged) -> Vec<JudgedReplacement> {
        let certificates = message.body().certificates.iter().enumerate();
        certificates
            .filter_map(|(number, stated)| {
                let der = stated.der.value()?;
                let (certificate, error) = match Certificate::decode(der) {
                    Ok(certificate) => (Some(certificate), None),
                    Err(error) => (None, Some(error.to_string())),
                };
                let brief = certificate
                    .as_ref()
                    .filter(|certificate| has_chain(&stated.slot) && !self.judge.trusts(certificate));
                let brief =
                    brief.map(|certificate| self.judge_certificate(&stated.place, certificate, judged));
                Some(JudgedReplacement {
                    number,
                    certificate,
                    error,
                    brief,
                })
            })
            .collect()
    }
}

/// A device's certificate belongs to another infrastructure, whose anchors are not given here.
const fn has_chain(slot: &CertificateSlot) -> bool {
    !matches!(slot, CertificateSlot::Device | CertificateSlot::Other(_))
}
