//! Whether what the service judges by is complete and in force.

use std::collections::BTreeMap;

use s1spki_policies::{ExpiredList, Moment, RevocationDepth, UnknownStatus};
use s1spki_validator::directory::Directory;
use s1spki_validator::{Name, RevocationList};

use super::trust::Trust;

/// What is missing or out of date, so that good certificates may not be accepted; nothing if all is well.
///
/// Of certificates with one name, and of lists of one issuer and scope, one that is in force is enough: others may be
/// older ones that are still needed for a while. Lists for some distribution points, by another signer, or for some
/// reasons alone count as lists: which certificates need them is not known before they come.
pub(super) fn shortcomings(trust: &Trust, at: Moment) -> Vec<String> {
    let mut found = authorities_out_of_force(trust, at);
    if !matches!(relying(trust).unknown_status, UnknownStatus::Allow) {
        found.extend(
            lists_needed(trust)
                .into_iter()
                .flat_map(|issuer| lists_missing(trust, issuer, at)),
        );
    }
    if trust.directory.as_ref().is_some_and(Directory::is_empty) {
        found.push("the directory holds no certificate".to_owned());
    }
    found
}

fn relying(trust: &Trust) -> &s1spki_policies::RevocationChecking {
    trust.policy.relying_parties().revocation.value()
}

fn authorities_out_of_force(trust: &Trust, at: Moment) -> Vec<String> {
    let anchors = trust.anchors.iter().filter_map(|anchor| anchor.certificate());
    let anchors = anchors.map(|certificate| ("trust anchor", certificate));
    let intermediates = trust
        .intermediates
        .iter()
        .map(|certificate| ("intermediate certificate", certificate));
    let mut in_force: BTreeMap<(&str, String), bool> = BTreeMap::new();
    for (kind, certificate) in anchors.chain(intermediates) {
        let one = in_force
            .entry((kind, certificate.subject().to_string()))
            .or_default();
        *one |= certificate.validity().contains(at);
    }
    let out_of_force = in_force.into_iter().filter(|(_, in_force)| !in_force);
    out_of_force
        .map(|((kind, name), _)| format!("no {kind} of {name} is in force"))
        .collect()
}

/// Whose lists are needed: those of every authority; where only the certificate in question is asked about, those of
/// authorities that are above no other.
fn lists_needed(trust: &Trust) -> Vec<&Name> {
    let depth = relying(trust).depth;
    let is_above = |name: &Name| is_above_another(trust, name);
    let mut needed: Vec<&Name> = Vec::new();
    let anchors = trust.anchors.iter().map(|anchor| anchor.name());
    for name in anchors.chain(
        trust
            .intermediates
            .iter()
            .map(|certificate| certificate.subject()),
    ) {
        if !needed.contains(&name) && (matches!(depth, RevocationDepth::Chain) || !is_above(name)) {
            needed.push(name);
        }
    }
    needed
}

/// Whether it issued the certificate of another authority.
fn is_above_another(trust: &Trust, name: &Name) -> bool {
    let mut below = trust
        .intermediates
        .iter()
        .filter(|certificate| !certificate.is_self_issued());
    below.any(|certificate| certificate.issuer() == name)
}

/// What is missing of the lists of an issuer: any at all, one about such certificates as it issues, one in force.
fn lists_missing(trust: &Trust, issuer: &Name, at: Moment) -> Option<String> {
    let lists: Vec<_> = trust
        .lists
        .iter()
        .filter(|list| list.issuer() == issuer && list.base_crl_number().is_none())
        .collect();
    if lists.is_empty() {
        return Some(format!("there is no revocation list of {issuer}"));
    }
    let (kind, words) = if is_above_another(trust, issuer) {
        (Kind::Authorities, "authorities")
    } else {
        (Kind::Users, "users")
    };
    let covering: Vec<_> = lists.into_iter().filter(|list| may_cover(list, kind)).collect();
    if covering.is_empty() {
        return Some(format!(
            "no revocation list of {issuer} is about the certificates of {words}"
        ));
    }
    let may_be_old = matches!(relying(trust).expired_list, ExpiredList::Allow);
    let is_fresh = |next_update: Option<Moment>| next_update.is_some_and(|next_update| at <= next_update);
    let good = covering
        .iter()
        .any(|list| list.this_update() <= at && (may_be_old || is_fresh(list.next_update())));
    if good {
        return None;
    }
    let latest = covering.iter().filter_map(|list| list.next_update()).max();
    Some(match latest {
        Some(next_update) => {
            format!("no revocation list of {issuer} is in force: the next was due at {next_update}")
        }
        None => format!("no revocation list of {issuer} says when the next is due"),
    })
}

/// Whose certificates a list is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Authorities,
    Users,
}

/// Whether the scope of a list admits certificates of this kind (RFC 5280 5.2.5).
fn may_cover(list: &RevocationList, kind: Kind) -> bool {
    let Some(scope) = list.issuing_distribution_point() else {
        return true;
    };
    match kind {
        _ if scope.only_attribute => false,
        Kind::Authorities => !scope.only_user,
        Kind::Users => !scope.only_ca,
    }
}
