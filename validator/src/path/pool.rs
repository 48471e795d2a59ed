//! What a validator holds: trust anchors and certificates, found by name, each key known by a number.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::anchor::TrustAnchor;
use crate::algorithm::SubjectPublicKeyInfo;
use crate::certificate::Certificate;
use crate::crypto::SignatureFault;
use crate::name::Name;

/// A public key that a validator holds, by number: equal keys have equal numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeyNumber(usize);

/// The trust anchors and certificates that a validator holds.
///
/// Each is held once however often it was given, in the order of its fingerprint: the order in which things
/// were given never matters.
#[derive(Debug)]
pub(crate) struct Pool {
    anchors: Vec<HeldAnchor>,
    certificates: Vec<HeldCertificate>,
    anchors_by_name: ByName,
    certificates_by_subject: ByName,
    keys: Keys,
}

#[derive(Debug)]
pub(crate) struct HeldAnchor {
    pub(crate) anchor: TrustAnchor,
    pub(crate) key: KeyNumber,
}

#[derive(Debug)]
pub(crate) struct HeldCertificate {
    pub(crate) certificate: Certificate,
    pub(crate) key: KeyNumber,
    /// Which keys were asked about its signature.
    pub(crate) remembered: Remembered,
}

impl Pool {
    pub(crate) fn new(
        anchors: impl IntoIterator<Item = TrustAnchor>,
        certificates: impl IntoIterator<Item = Certificate>,
    ) -> Self {
        let mut keys = Keys::default();
        let anchors: BTreeMap<_, TrustAnchor> = anchors
            .into_iter()
            .map(|anchor| (anchor.order(), anchor))
            .collect();
        let anchors: Vec<HeldAnchor> = anchors
            .into_values()
            .map(|anchor| HeldAnchor {
                key: keys.number(anchor.public_key()),
                anchor,
            })
            .collect();
        let certificates: BTreeMap<[u8; 32], Certificate> = certificates
            .into_iter()
            .map(|certificate| (certificate.sha256(), certificate))
            .collect();
        let certificates: Vec<HeldCertificate> = certificates
            .into_values()
            .map(|certificate| HeldCertificate {
                key: keys.number(certificate.public_key()),
                certificate,
                remembered: Remembered::default(),
            })
            .collect();
        Self {
            anchors_by_name: ByName::new(anchors.iter().map(|held| held.anchor.name())),
            certificates_by_subject: ByName::new(certificates.iter().map(|held| held.certificate.subject())),
            anchors,
            certificates,
            keys,
        }
    }

    /// The number of a key that an anchor or a certificate of the pool has.
    pub(crate) fn key_number(&self, key: &SubjectPublicKeyInfo) -> Option<KeyNumber> {
        self.keys.0.get(key.der()).copied()
    }

    /// How many certificates there are.
    pub(crate) const fn held(&self) -> usize {
        self.certificates.len()
    }

    pub(crate) fn anchor(&self, index: usize) -> Option<&HeldAnchor> {
        self.anchors.get(index)
    }

    pub(crate) fn certificate(&self, index: usize) -> Option<&HeldCertificate> {
        self.certificates.get(index)
    }

    /// Whether a certificate has the name and the key of an anchor.
    pub(crate) fn is_anchor(&self, certificate: &Certificate) -> bool {
        let mut namesakes = self.anchors_named(certificate.subject());
        namesakes.any(|(_, held)| held.anchor.public_key() == certificate.public_key())
    }

    /// The anchors with this name.
    pub(crate) fn anchors_named(&self, name: &Name) -> impl Iterator<Item = (usize, &HeldAnchor)> {
        let indices = self.anchors_by_name.find(name).iter();
        indices.filter_map(|index| Some((*index, self.anchors.get(*index)?)))
    }

    /// The certificates about this subject.
    pub(crate) fn certificates_about(&self, name: &Name) -> impl Iterator<Item = (usize, &HeldCertificate)> {
        let indices = self.certificates_by_subject.find(name).iter();
        indices.filter_map(|index| Some((*index, self.certificates.get(*index)?)))
    }
}

/// The numbers of keys.
#[derive(Debug, Default)]
struct Keys(HashMap<Box<[u8]>, KeyNumber>);

impl Keys {
    fn number(&mut self, key: &SubjectPublicKeyInfo) -> KeyNumber {
        let next = KeyNumber(self.0.len());
        *self.0.entry(key.der().into()).or_insert(next)
    }
}

/// Positions of named things.
#[derive(Debug)]
pub(crate) struct ByName {
    by_comparison_form: HashMap<Box<[u8]>, Vec<usize>>,
    /// The same by the octets of each name: most names that are looked for are written as the one that is found.
    by_octets: HashMap<Box<[u8]>, Vec<usize>>,
}

impl ByName {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a Name>) -> Self {
        let names: Vec<&Name> = names.collect();
        let mut by_comparison_form: HashMap<Box<[u8]>, Vec<usize>> = HashMap::new();
        for (index, name) in names.iter().enumerate() {
            let form = name.comparison_form().into();
            by_comparison_form.entry(form).or_default().push(index);
        }
        let found = |name: &&Name| {
            Some((
                name.der().into(),
                by_comparison_form.get(name.comparison_form())?.clone(),
            ))
        };
        Self {
            by_octets: names.iter().filter_map(found).collect(),
            by_comparison_form,
        }
    }

    pub(crate) fn find(&self, name: &Name) -> &[usize] {
        let found = self.by_octets.get(name.der());
        let found = found.or_else(|| self.by_comparison_form.get(name.comparison_form()));
        found.map_or(&[], Vec::as_slice)
    }
}

/// How many keys are remembered for one signed object. A certificate is asked about the key of its issuer, and
/// of namesakes of its issuer: renewed CAs share a key, so that two are rare.
const REMEMBERED_KEYS: usize = 4;

/// The answers to "does this key verify that signature" for one signed object. Readers never wait; what does not
/// fit is asked again.
#[derive(Debug, Default)]
pub(crate) struct Remembered([OnceLock<(KeyNumber, Result<(), SignatureFault>)>; REMEMBERED_KEYS]);

impl Remembered {
    /// The answer for this key: remembered, or found out now.
    pub(crate) fn get_or_verify(
        &self,
        key: KeyNumber,
        verify: impl FnOnce() -> Result<(), SignatureFault>,
    ) -> Result<(), SignatureFault> {
        let known = self
            .0
            .iter()
            .filter_map(OnceLock::get)
            .find(|(known, _)| *known == key);
        if let Some((_, answer)) = known {
            return *answer;
        }
        let answer = verify();
        // The first free place takes it; if another thread was quicker, the next one.
        let _ = self
            .0
            .iter()
            .try_for_each(|place| match place.set((key, answer)) {
                Ok(()) => Err(()), // stop
                Err(_) => Ok(()),
            });
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_out_once_for_as_many_keys_as_there_are_places() {
        let remembered = Remembered::default();
        let fault = Err(SignatureFault::BadSignature);
        for key in 0..REMEMBERED_KEYS {
            assert_eq!(remembered.get_or_verify(KeyNumber(key), || fault), fault);
        }
        for key in 0..REMEMBERED_KEYS {
            assert_eq!(remembered.get_or_verify(KeyNumber(key), || Ok(())), fault);
        }
        let one_more = KeyNumber(REMEMBERED_KEYS);
        assert_eq!(remembered.get_or_verify(one_more, || fault), fault);
        assert_eq!(remembered.get_or_verify(one_more, || Ok(())), Ok(()));
    }
}
