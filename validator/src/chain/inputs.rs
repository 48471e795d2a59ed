//! What a judge was given, and when time changes what follows from it.

use std::collections::BTreeSet;
use std::sync::Arc;

use s1spki_policies::{Moment, Policy};

use crate::cache::Window;
use crate::certificate::Certificate;
use crate::crypto;
use crate::path::TrustAnchor;
use crate::revocation_list::RevocationList;

/// What a judge was given, as far as its verdicts can depend on it.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The SHA-256 of the policy, the anchors, the intermediate certificates and the lists, in no order.
    pub(crate) fingerprint: [u8; 32],
    intermediates: Arc<[Certificate]>,
    lists: Arc<[RevocationList]>,
    /// The time round `at` in which none of them begins or ceases to hold.
    window: Window,
    /// The lists made after `at`: they count against those whose revocation date has come.
    later_lists: Vec<RevocationList>,
    at: Moment,
}

impl Inputs {
    pub(super) fn new(
        policy: &Policy,
        at: Moment,
        anchors: &[TrustAnchor],
        intermediates: &[Certificate],
        lists: &[RevocationList],
    ) -> Self {
        let fingerprint = fingerprint(policy, anchors, intermediates, lists);
        Self::of(fingerprint, intermediates.into(), lists.into(), at)
    }

    /// The same at another time.
    pub(super) fn at_time(&self, at: Moment) -> Self {
        let (intermediates, lists) = (Arc::clone(&self.intermediates), Arc::clone(&self.lists));
        Self::of(self.fingerprint, intermediates, lists, at)
    }

    fn of(
        fingerprint: [u8; 32],
        intermediates: Arc<[Certificate]>,
        lists: Arc<[RevocationList]>,
        at: Moment,
    ) -> Self {
        let mut window = Window::ALL;
        for list in &*lists {
            window.end_at(list.this_update(), at);
            if let Some(next_update) = list.next_update() {
                window.end_at(next_update, at);
            }
        }
        let later_lists = lists.iter().filter(|list| list.this_update() > at);
        let mut inputs = Self {
            fingerprint,
            window,
            later_lists: later_lists.cloned().collect(),
            intermediates,
            lists,
            at,
        };
        let intermediates = inputs.intermediates.iter();
        let windows = intermediates.map(|certificate| inputs.window_of(certificate));
        inputs.window = windows.fold(window, Window::narrowed_to);
        inputs
    }

    /// The time round `at` in which the verdict on a certificate stays what it is.
    pub(crate) fn window_of(&self, certificate: &Certificate) -> Window {
        let mut window = self.window;
        narrow_to_validity(&mut window, certificate, self.at);
        self.narrow_to_entries(&mut window, certificate);
        window
    }

    fn narrow_to_entries(&self, window: &mut Window, certificate: &Certificate) {
        for list in &self.later_lists {
            for entry in list.entries_for(certificate.serial_octets()) {
                window.end_at(entry.revocation_date(), self.at);
            }
        }
    }
}

fn narrow_to_validity(window: &mut Window, certificate: &Certificate, at: Moment) {
    let validity = certificate.validity();
    window.end_at(validity.not_before, at);
    window.end_at(validity.not_after, at);
}

/// Sorted, each once, and every part with its number before it: other inputs are other octets.
fn fingerprint(
    policy: &Policy,
    anchors: &[TrustAnchor],
    intermediates: &[Certificate],
    lists: &[RevocationList],
) -> [u8; 32] {
    let anchors: BTreeSet<[u8; 32]> = anchors.iter().map(fingerprint_of_anchor).collect();
    let intermediates: BTreeSet<[u8; 32]> = intermediates.iter().map(Certificate::sha256).collect();
    let lists: BTreeSet<[u8; 32]> = lists.iter().map(RevocationList::sha256).collect();
    let mut octets = policy.hash().octets().to_vec();
    for part in [anchors, intermediates, lists] {
        octets.extend_from_slice(&part.len().to_be_bytes());
        octets.extend(part.into_iter().flatten());
    }
    crypto::sha256(&octets)
}

/// An anchor counts by its name, its key, and the certificate that it comes from, whose key identifier guides the
/// search for paths.
fn fingerprint_of_anchor(anchor: &TrustAnchor) -> [u8; 32] {
    let certificate = anchor.certificate().map(Certificate::der).unwrap_or_default();
    let mut octets = Vec::new();
    for part in [anchor.name().der(), anchor.public_key().der(), certificate] {
        octets.extend_from_slice(&part.len().to_be_bytes());
        octets.extend_from_slice(part);
    }
    crypto::sha256(&octets)
}
