//! What a revocation list alone must be: RFC 5280 5, and the policy's own for the list of the issuing authority (CRL)
//! and that of the root (ARL).
//!
//! Who signed it, and whether it holds every certificate that was revoked, is not asked here: the path answers the one,
//! and the authority's register the other.

mod entry;
mod extension;
mod head;
mod time;

use std::sync::Arc;

use s1spki_policies::{Authority, Moment, Policy, RemotePartyRole, StatusList};

use super::{Ground, Judgement, encoding};
use crate::facts::RoleFact;
use crate::finding::{Finding, Rule};
use crate::revocation_list::RevocationList;

/// Which of the policy's lists one is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// The list of an issuing authority, about organisations (CRL).
    Organisation,
    /// The list of the root, about authorities (ARL).
    Authority,
}

impl ListKind {
    /// The kind that a list is of, by the role of its issuer; a list of nobody known is held against the first.
    #[must_use]
    pub fn of(list: &RevocationList) -> Self {
        match RoleFact::of(list.issuer()).code() {
            Some(RemotePartyRole::ROOT) => Self::Authority,
            _ => Self::Organisation,
        }
    }

    /// The word for people and machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "crl",
            Self::Authority => "arl",
        }
    }
}

/// What the rules look at.
pub(crate) struct Case<'a> {
    list: &'a RevocationList,
    kind: ListKind,
    at: Moment,
    policy: &'a Policy,
}

impl<'a> Case<'a> {
    fn wanted(&self) -> &'a StatusList {
        let lists = self.policy.status_lists();
        match self.kind {
            ListKind::Organisation => &lists.organisation,
            ListKind::Authority => &lists.authority,
        }
    }
}

/// A rule, the provision that it rests on, and the function that looks.
struct ListCheck {
    rule: Rule,
    ground: Ground,
    judge: fn(&Case<'_>) -> Judgement,
}

impl ListCheck {
    fn find(&'static self, case: &Case<'_>) -> Finding {
        let finding = (self.judge)(case).about(&self.rule);
        match self.ground {
            Ground::StatusList(value) => finding.resting_on(value.authority(case)),
            _ => finding,
        }
    }
}

/// A value of the sections on lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatusListValue {
    Lasts,
    SignatureAlgorithm,
    Extensions,
    EntryExtensions,
    /// The reasons for which certificates may be revoked.
    Reasons,
}

impl StatusListValue {
    const fn authority<'a>(self, case: &Case<'a>) -> &'a Arc<Authority> {
        let revocation = case.policy.revocation();
        let lists = case.policy.status_lists();
        let wanted = match case.kind {
            ListKind::Organisation => &lists.organisation,
            ListKind::Authority => &lists.authority,
        };
        match (self, case.kind) {
            (Self::Lasts, _) => wanted.lasts.authority(),
            (Self::SignatureAlgorithm, _) => wanted.signature_algorithm.authority(),
            (Self::Extensions, _) => wanted.extensions.authority(),
            (Self::EntryExtensions, _) => wanted.entry_extensions.authority(),
            (Self::Reasons, ListKind::Organisation) => revocation.reasons.authority(),
            (Self::Reasons, ListKind::Authority) => revocation.authority_reasons.authority(),
        }
    }

    /// Where the value stands in the policy file, for either list.
    pub(crate) const fn paths(self) -> [&'static str; 2] {
        match self {
            Self::Lasts => ["status-list.crl.lasts", "status-list.arl.lasts"],
            Self::SignatureAlgorithm => [
                "status-list.crl.signature-algorithm",
                "status-list.arl.signature-algorithm",
            ],
            Self::Extensions => ["status-list.crl.extensions", "status-list.arl.extensions"],
            Self::EntryExtensions => [
                "status-list.crl.entry-extensions",
                "status-list.arl.entry-extensions",
            ],
            Self::Reasons => ["revocation.reasons", "revocation.authority-reasons"],
        }
    }
}

static FAMILIES: [&[&ListCheck]; 4] = [&head::CHECKS, &time::CHECKS, &extension::CHECKS, &entry::CHECKS];

/// Inspects a revocation list: holds it against the policy's own for its kind, at a time. Every rule is among the
/// findings.
#[must_use]
pub fn inspect_list(list: &RevocationList, kind: ListKind, at: Moment, policy: &Policy) -> Vec<Finding> {
    let case = Case {
        list,
        kind,
        at,
        policy,
    };
    checks()
        .map(|check| check.find(&case))
        .chain(encoding::findings(list.encoding_faults()))
        .collect()
}

fn checks() -> impl Iterator<Item = &'static ListCheck> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// Every rule on lists, with the provision that it rests on.
pub(crate) fn rules() -> impl Iterator<Item = (&'static Rule, Ground)> {
    checks().map(|check| (&check.rule, check.ground))
}
