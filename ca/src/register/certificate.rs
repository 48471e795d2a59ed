//! What the register knows of certificates: a few facts each, since there may be a million.

use std::collections::BTreeMap;

use s1spki_policies::{Eui64, Moment, RevocationReason, SerialNumber};
use serde::{Deserialize, Serialize};

use super::{AuthorityRecord, RequestFile};
use crate::event::{Event, RevocationRequested};
use crate::statement::SignedStatement;
use crate::store::CertificateKey;
use crate::{Hash, KeyIdentifier, PersonId, PublicKey, RequestId};

/// What became of a serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateStatus {
    /// It was drawn for something that is not signed, or not yet.
    Drawn,
    /// A certificate with it is about to be signed.
    Intended,
    /// A certificate with it is signed.
    Issued,
    /// A certificate with it was to be signed, and the key did not answer.
    Abandoned,
    /// Nobody knows whether a certificate with it is signed: it counts as if it were.
    PresumedIssued,
}

/// A serial number that was given out, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// What became of it.
    pub status: CertificateStatus,
    /// The request that it was drawn for; nothing where the certificate is an authority's own.
    pub request: Option<RequestId>,
    /// When and why it was revoked.
    pub revocation: Option<(Moment, RevocationReason)>,
}

/// Every serial number that was given out, and every key that was certified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificates {
    serials: BTreeMap<Place, CertificateFacts>,
    keys: BTreeMap<KeyPrint, Eui64>,
}

/// Issuer and serial number in as few octets as they need: the serial number with zeros in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    issuer: [u8; 8],
    serial: [u8; 20],
}

impl Place {
    fn of(issuer: KeyIdentifier, serial: &SerialNumber) -> Self {
        let mut octets = [0; 20];
        let magnitude = serial.magnitude().iter().rev();
        octets
            .iter_mut()
            .rev()
            .zip(magnitude)
            .for_each(|(to, from)| *to = *from);
        Self {
            issuer: issuer.octets(),
            serial: octets,
        }
    }

    fn key(&self) -> Option<CertificateKey> {
        Some(CertificateKey {
            issuer: KeyIdentifier::new(self.issuer),
            serial: SerialNumber::from_magnitude(&self.serial).ok()?,
        })
    }
}

/// The first half of the SHA-256 of a key: two of a million keys agree in it once in 2^88.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct KeyPrint([u8; 16]);

impl KeyPrint {
    fn of(key: &PublicKey) -> Self {
        let hash = Hash::of(key.point());
        Self(hash.octets().first_chunk().copied().unwrap_or_default())
    }
}

impl Certificates {
    /// What became of a serial number.
    #[must_use]
    pub fn find(&self, certificate: &CertificateKey) -> Option<&CertificateFacts> {
        self.serials
            .get(&Place::of(certificate.issuer, &certificate.serial))
    }

    /// The identifier of the subject for whom this key was certified; of an authority, [`Eui64::NULL`].
    #[must_use]
    pub fn subject_of(&self, key: &PublicKey) -> Option<Eui64> {
        self.keys.get(&KeyPrint::of(key)).copied()
    }

    /// What an authority has revoked, by serial number.
    pub fn revoked_by(
        &self,
        issuer: KeyIdentifier,
    ) -> impl Iterator<Item = (SerialNumber, Moment, RevocationReason)> {
        let (issuer, first, last) = (issuer.octets(), [0; 20], [0xFF; 20]);
        let places = Place {
            issuer,
            serial: first,
        }..=Place { issuer, serial: last };
        self.serials.range(places).filter_map(|(place, facts)| {
            let (at, reason) = facts.revocation?;
            Some((place.key()?.serial, at, reason))
        })
    }

    /// The serial numbers of which nobody knows whether a certificate carries them.
    pub fn presumed_issued(&self) -> impl Iterator<Item = (CertificateKey, &CertificateFacts)> {
        let presumed = |facts: &CertificateFacts| facts.status == CertificateStatus::PresumedIssued;
        let serials = self.serials.iter().filter(move |(_, facts)| presumed(facts));
        serials.filter_map(|(place, facts)| Some((place.key()?, facts)))
    }

    /// How many serial numbers were given out.
    #[must_use]
    pub fn len(&self) -> usize {
        self.serials.len()
    }

    /// Whether none was given out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.serials.is_empty()
    }

    pub(super) fn establish(&mut self, authority: &AuthorityRecord) {
        let facts = CertificateFacts {
            status: CertificateStatus::Issued,
            request: None,
            revocation: None,
        };
        self.serials
            .insert(Place::of(authority.issuer, &authority.serial), facts);
        self.keys.insert(KeyPrint::of(&authority.public_key), Eui64::NULL);
    }

    pub(super) fn revoke(&mut self, certificate: &CertificateKey, at: Moment, reason: RevocationReason) {
        if let Some(facts) = self
            .serials
            .get_mut(&Place::of(certificate.issuer, &certificate.serial))
        {
            facts.revocation = Some((at, reason));
        }
    }

    /// Takes note of what an event that moved a request on means for its serial number and its key.
    pub(super) fn follow(&mut self, event: &Event, file: &RequestFile) {
        match event {
            Event::RequestPutUp(put_up) => {
                let facts = CertificateFacts {
                    status: CertificateStatus::Drawn,
                    request: Some(file.id),
                    revocation: None,
                };
                self.serials
                    .entry(Place::of(put_up.issuer, &put_up.serial))
                    .or_insert(facts);
            }
            Event::IssuanceIntended(intent) => self.set(&intent.certificate, CertificateStatus::Intended),
            Event::IssuanceAbandoned(abandoned) => {
                self.set(&abandoned.certificate, CertificateStatus::Abandoned)
            }
            Event::CertificateIssued(_) => self.certify(file, CertificateStatus::Issued),
            Event::IntentPresumedIssued(_) => self.certify(file, CertificateStatus::PresumedIssued),
            _ => {} // which events there are is seen to by `Register::apply`
        }
    }

    fn certify(&mut self, file: &RequestFile, status: CertificateStatus) {
        if let Some(certificate) = &file.certificate {
            self.set(certificate, status);
        }
        if let Some(asks_for) = &file.asks_for {
            self.keys
                .insert(KeyPrint::of(&asks_for.public_key), asks_for.eui64);
        }
    }

    fn set(&mut self, certificate: &CertificateKey, status: CertificateStatus) {
        let place = Place::of(certificate.issuer, &certificate.serial);
        if let Some(facts) = self.serials.get_mut(&place) {
            facts.status = status;
        }
    }
}

/// A revocation that an officer has requested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PendingRevocation {
    /// Why.
    pub reason: RevocationReason,
    /// The SHA-256 of the signed request.
    pub request_sha256: Hash,
    /// When it was requested.
    pub requested_at: Moment,
    /// From when on the request counts no longer.
    pub expires: Moment,
    /// The officer who requested it, and those who agreed, with what they signed.
    pub statements: BTreeMap<PersonId, SignedStatement>,
}

impl PendingRevocation {
    pub(super) fn requested(event: &RevocationRequested, at: Moment) -> Self {
        Self {
            reason: event.reason,
            request_sha256: Hash::of(event.statement.as_str().as_bytes()),
            requested_at: at,
            expires: event.expires,
            statements: BTreeMap::from([(event.officer.clone(), event.statement.clone())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_million_certificates_fit_in_memory() {
        // A node of a B-tree is at least half full: 2 * (28 + 36 + 24) octets each at the very worst.
        assert!(size_of::<Place>() + size_of::<CertificateFacts>() <= 64);
        assert!(size_of::<KeyPrint>() + size_of::<Eui64>() <= 24);
    }

    proptest! {
        #[test]
        fn a_place_says_issuer_and_serial_number(issuer: [u8; 8], octets in proptest::collection::vec(any::<u8>(), 1..=19)) {
            prop_assume!(octets.iter().any(|octet| *octet != 0));
            let key = CertificateKey {
                issuer: KeyIdentifier::new(issuer),
                serial: SerialNumber::from_magnitude(&octets).unwrap(),
            };
            prop_assert_eq!(Place::of(key.issuer, &key.serial).key(), Some(key));
        }
    }
}
