//! Lists of revoked certificates: the CRL of the issuing authority and the ARL of the root.

use std::collections::BTreeSet;

use s1spki_policies::{ExtensionType, Moment, Policy, ProfileKind, RevocationReason, StatusList};
use s1spki_validator::{Finding, ListKind, RevocationList, inspect_list};

use crate::encode::{CrlEntry, CrlTemplate, Name, TbsCrl};
use crate::event::{Contradiction, Event, ListIntended, ListIssued};
use crate::issue::{NO_SIGNATURE, refused, stops};
use crate::journal::Durable;
use crate::refusal::{Refusal, ground};
use crate::register::{AuthorityRecord, Register};
use crate::signer::{Signer, SignerError};
use crate::{Hash, PublicKey};

/// Leave to sign one list. It has no public constructor and cannot be copied.
#[derive(Debug)]
pub struct ListTicket {
    template: CrlTemplate,
    issuer_key: PublicKey,
    tbs: TbsCrl,
    tbs_sha256: Hash,
}

/// Why a list was not signed, though that was intended. Its number is spent.
#[derive(Debug)]
pub(crate) enum ListNotSigned {
    /// The key did not answer.
    Signer(SignerError),
    /// The key gave something that cannot be.
    Contradicted(Contradiction),
}

impl ListTicket {
    /// Makes the next list of an authority: every certificate that it revoked, and a number above every one that
    /// it ever gave to a list.
    pub(crate) fn make(
        register: &Register,
        policy: &Policy,
        issuer: &AuthorityRecord,
        at: Moment,
    ) -> Result<Self, Refusal> {
        let rules = rules(policy, issuer.kind);
        let facts = register.list(issuer.key_identifier);
        if facts.last_this_update.is_some_and(|last| at < last) {
            let what = format!("the clock says {at}, and the last list is of a later time");
            return Err(Refusal::on(&ground::LIST_TIME, what));
        }
        if !issuer.validity.contains(at) {
            let what = format!("{} is valid from {}", issuer.common_name, issuer.validity);
            return Err(Refusal::on(&ground::AUTHORITY_EXPIRED, what));
        }
        let unwritable =
            |what: String| Refusal::on(&ground::LIST_PROFILE, what).resting_on(&rules.extensions);
        let next_update = rules.lasts.value().after(at);
        let with_reasons = inspect_rules(rules)?;
        let template = CrlTemplate {
            issuer: Name::from_der(&issuer.subject).map_err(|error| unwritable(error.to_string()))?,
            number: facts.last_number.saturating_add(1),
            this_update: at,
            next_update: next_update
                .ok_or_else(|| unwritable("it would last beyond the year 9999".to_owned()))?,
            authority_key_identifier: issuer.key_identifier,
            entries: entries(register, issuer, with_reasons),
        };
        let tbs = template.encode().map_err(|error| unwritable(error.to_string()))?;
        inspect_unsigned(policy, issuer.kind, &tbs, at)?;
        Ok(Self {
            tbs_sha256: Hash::of(tbs.der()),
            issuer_key: issuer.public_key.clone(),
            template,
            tbs,
        })
    }

    /// What has to be on the disk before anything is signed.
    pub(crate) fn intent(&self) -> Event {
        let intended = ListIntended {
            issuer: self.template.authority_key_identifier,
            number: self.template.number,
            this_update: self.template.this_update,
            next_update: self.template.next_update,
            entries: u64::try_from(self.template.entries.len()).unwrap_or(u64::MAX),
            tbs_sha256: self.tbs_sha256,
        };
        intended.into()
    }

    /// Signs, once the intent is on the disk.
    pub(crate) fn sign(self, intent: &Durable, signer: &dyn Signer) -> Result<SignedList, ListNotSigned> {
        let intended = match intent.event() {
            Event::ListIntended(intended) => intended.tbs_sha256 == self.tbs_sha256,
            _ => false,
        };
        if !intended {
            let error = SignerError {
                key: self.issuer_key.identifier(),
                reason: "the intent on the disk is about something else".to_owned(),
            };
            return Err(ListNotSigned::Signer(error));
        }
        let signature = signer.sign(self.tbs.der()).map_err(ListNotSigned::Signer)?;
        let der = self.tbs.assemble(&signature);
        self.read_back(&signature, &der)
            .map_err(ListNotSigned::Contradicted)?;
        Ok(SignedList {
            template: self.template,
            der,
        })
    }

    /// Verifies the authority's own signature, and reads the list back.
    fn read_back(&self, signature: &[u8], der: &[u8]) -> Result<(), Contradiction> {
        let key = self.issuer_key.identifier();
        if !self.issuer_key.has_signed(self.tbs.der(), signature) {
            return Err(Contradiction::WrongSignature { key });
        }
        let differs = |what: &str| Contradiction::ReadBack {
            key,
            what: what.to_owned(),
        };
        let list = RevocationList::decode(der).map_err(|error| differs(&error.to_string()))?;
        let key_identifier = list.authority_key_identifier();
        let template = &self.template;
        let same = [
            ("the signed octets", list.tbs() == self.tbs.der()),
            ("the encoding", list.encoding_faults().is_empty()),
            ("the issuer", list.issuer().der() == template.issuer.der()),
            (
                "the authority's key",
                key_identifier.and_then(|key| key.key_identifier.as_deref())
                    == Some(&template.authority_key_identifier.octets()),
            ),
            ("the number", number(&list) == Some(template.number)),
            ("thisUpdate", list.this_update() == template.this_update),
            ("nextUpdate", list.next_update() == Some(template.next_update)),
            ("the number of entries", list.len() == template.entries.len()),
        ];
        match same.iter().find(|(_, same)| !same) {
            Some((what, _)) => Err(differs(&format!("{what} of the list differs"))),
            None => Ok(()),
        }
    }
}

/// A list that the authority signed, verified and read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedList {
    template: CrlTemplate,
    der: Vec<u8>,
}

impl SignedList {
    /// What the ledger has to say of it.
    pub(crate) fn issued(&self) -> Event {
        let issued = ListIssued {
            issuer: self.template.authority_key_identifier,
            number: self.template.number,
            this_update: self.template.this_update,
            next_update: self.template.next_update,
            list: self.der.as_slice().into(),
        };
        issued.into()
    }
}

/// Has the validator that relying parties use look at the list before anything is signed. Nothing is tolerated but a
/// reason that the policy has given up since: what was revoked for it stays revoked, and the list must come out.
fn inspect_unsigned(policy: &Policy, kind: ProfileKind, tbs: &TbsCrl, at: Moment) -> Result<(), Refusal> {
    let copy = RevocationList::decode(&tbs.assemble(&NO_SIGNATURE))
        .map_err(|error| Refusal::on(&ground::LIST_INSPECTION, format!("it cannot be read: {error}")))?;
    let kind = match kind {
        ProfileKind::Root => ListKind::Authority,
        ProfileKind::Issuing | ProfileKind::Organisation => ListKind::Organisation,
    };
    let findings = inspect_list(&copy, kind, at, policy);
    let against: Vec<&Finding> = findings
        .iter()
        .filter(|finding| stops(finding) && finding.code() != "list.entry.reason")
        .collect();
    if against.is_empty() {
        return Ok(());
    }
    Err(refused(&ground::LIST_INSPECTION, &against))
}

/// The rules for the lists of this authority.
fn rules(policy: &Policy, kind: ProfileKind) -> &StatusList {
    match kind {
        ProfileKind::Root => &policy.status_lists().authority,
        ProfileKind::Issuing | ProfileKind::Organisation => &policy.status_lists().organisation,
    }
}

/// Whether the policy's lists are such as can be written here, and whether their entries have a reason.
fn inspect_rules(rules: &StatusList) -> Result<bool, Refusal> {
    let wanted = [ExtensionType::AuthorityKeyIdentifier, ExtensionType::CrlNumber];
    let listed: BTreeSet<ExtensionType> = rules
        .extensions
        .value()
        .iter()
        .map(|part| part.extension)
        .collect();
    if listed != BTreeSet::from(wanted) {
        let what = "the policy wants other extensions in the list";
        return Err(Refusal::on(&ground::LIST_PROFILE, what).resting_on(&rules.extensions));
    }
    match rules.entry_extensions.value().as_slice() {
        [] => Ok(false),
        [part] if part.extension == ExtensionType::ReasonCode => Ok(true),
        _ => {
            let what = "the policy wants other extensions in the entries of the list";
            Err(Refusal::on(&ground::LIST_PROFILE, what).resting_on(&rules.entry_extensions))
        }
    }
}

fn entries(register: &Register, issuer: &AuthorityRecord, with_reasons: bool) -> Vec<CrlEntry> {
    let revoked = register.certificates().revoked_by(issuer.key_identifier);
    let entry = |(serial, revoked_at, reason)| CrlEntry {
        serial,
        revoked_at,
        reason: if with_reasons {
            reason
        } else {
            RevocationReason::Unspecified
        },
    };
    revoked.map(entry).collect()
}

/// The number of a list, where it has one that fits in 64 bits.
pub(crate) fn number(list: &RevocationList) -> Option<u64> {
    let octets = list.crl_number()?;
    octets.iter().try_fold(0_u64, |number, octet| {
        number.checked_mul(256)?.checked_add(u64::from(*octet))
    })
}

#[cfg(test)]
mod tests;
