//! What is judged: the laboratory's authorities, their lists, and many organisations.

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Authority, Entry, IssuingProfile, OrganisationProfile, OrganisationUsage, RevocationListSpecimen,
    RootProfile, serial_of,
};
use s1spki_policies::{Moment, Policy};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, RevocationList};

/// How many different leaves there are.
pub(crate) const LEAVES: usize = 500;

/// Authorities, lists and leaves.
pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) at: Moment,
    pub(crate) anchor: Certificate,
    pub(crate) issuing: Certificate,
    pub(crate) lists: Vec<RevocationList>,
    /// Each in DER.
    pub(crate) leaves: Vec<Vec<u8>>,
}

impl World {
    pub(crate) fn new() -> Self {
        let issuing = Authority::lab_issuing();
        let leaf = |number: usize| {
            let key = TestKey::p256(&format!("leaf {number}"));
            OrganisationProfile::lab(OrganisationUsage::Signing, &issuing, &key)
                .specimen()
                .der()
        };
        Self {
            policy: Policy::embedded("lab").unwrap().unwrap(),
            at: "2026-03-01T00:00:00Z".parse().unwrap(),
            anchor: Certificate::decode(&RootProfile::lab().specimen().der()).unwrap(),
            issuing: Certificate::decode(&IssuingProfile::lab().specimen().der()).unwrap(),
            lists: [Authority::lab_root(), Authority::lab_issuing()]
                .map(|authority| RevocationList::decode(&list_of(&authority, 1_000)).unwrap())
                .into(),
            leaves: (0..LEAVES).map(leaf).collect(),
        }
    }

    pub(crate) fn judge(&self) -> ChainJudge<'_> {
        self.judge_with(&self.lists)
    }

    pub(crate) fn judge_with(&self, lists: &[RevocationList]) -> ChainJudge<'_> {
        ChainJudge::new(
            &self.policy,
            self.at,
            [TrustAnchor::from_certificate(self.anchor.clone())],
            [self.issuing.clone()],
            lists.iter().cloned(),
        )
    }
}

/// The DER of a list with this many entries, none of them of a leaf.
pub(crate) fn list_of(authority: &Authority, entries: usize) -> Vec<u8> {
    let moment = |text: &str| text.parse::<Moment>().unwrap();
    let entry = |number: usize| {
        let serial = serial_of(&format!("revoked {number}"));
        Entry::of(&serial, moment("2026-02-10T00:00:00Z"), None)
    };
    let entries = (0..entries).map(entry).collect();
    let (this_update, next_update) = (moment("2026-02-28T00:00:00Z"), moment("2026-03-28T00:00:00Z"));
    RevocationListSpecimen::of(authority, 1, this_update, next_update, entries).der()
}
