//! The revocation lists that a validator holds, found by issuer.

use std::collections::BTreeMap;

use super::conformance::section_5_fault;
use super::rule;
use crate::extension::{ExtensionContent, ExtensionKind, duplicates};
use crate::finding::{Detail, Rule};
use crate::name::Name;
use crate::path::{ByName, Conformance, Remembered};
use crate::revocation_list::RevocationList;

/// The revocation lists that a validator holds: each once, in the order of its fingerprint.
#[derive(Debug)]
pub(crate) struct HeldLists {
    lists: Vec<HeldList>,
    by_issuer: ByName,
}

#[derive(Debug)]
pub(crate) struct HeldList {
    pub(crate) list: RevocationList,
    /// Which keys were asked about its signature.
    pub(crate) remembered: Remembered,
    /// What forbids its use whatever certificate it is about.
    pub(super) fault: Option<Fault>,
}

/// A rule that a list breaks.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(super) rule: &'static Rule,
    pub(super) detail: Detail,
}

impl HeldLists {
    pub(crate) fn new(lists: impl IntoIterator<Item = RevocationList>, conformance: Conformance) -> Self {
        let lists: BTreeMap<[u8; 32], RevocationList> =
            lists.into_iter().map(|list| (list.sha256(), list)).collect();
        let lists = lists.into_values();
        let lists: Vec<HeldList> = lists.map(|list| HeldList::new(list, conformance)).collect();
        Self {
            by_issuer: ByName::new(lists.iter().map(|held| held.list.issuer())),
            lists,
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&HeldList> {
        self.lists.get(index)
    }

    /// The lists that this name has issued.
    pub(super) fn issued_by(&self, name: &Name) -> &[usize] {
        self.by_issuer.find(name)
    }
}

impl HeldList {
    fn new(list: RevocationList, conformance: Conformance) -> Self {
        let is_conformance_judged = conformance == Conformance::Sections4To6;
        Self {
            fault: fault_of(&list).or_else(|| section_5_fault(&list).filter(|_| is_conformance_judged)),
            remembered: Remembered::default(),
            list,
        }
    }
}

/// RFC 5280 5.2 and 5.3: a list with a critical extension that is not processed must not be used, nor one with an
/// entry that has one. What cannot be read cannot be processed.
fn fault_of(list: &RevocationList) -> Option<Fault> {
    let fault = |found: String, wanted| Fault {
        rule: &rule::CRITICAL_EXTENSION,
        detail: Detail::new(found, wanted),
    };
    for extension in list.extensions() {
        let is_known = extension.kind().is_some_and(is_processed);
        let oid = extension.oid();
        match extension.content() {
            ExtensionContent::Malformed(reason) => {
                return Some(fault(
                    format!("extension {oid}: {reason}"),
                    "a value that can be read",
                ));
            }
            _ if extension.is_critical() && !is_known => {
                return Some(fault(
                    format!("critical extension {oid}"),
                    "critical extensions of RFC 5280 5.2 only",
                ));
            }
            _ => {}
        }
    }
    if list.has_unknown_critical_entry_extension() {
        let found = "an entry with an unknown critical extension".to_owned();
        return Some(fault(
            found,
            "entries with critical extensions of RFC 5280 5.3 only",
        ));
    }
    if let Some(extension) = duplicates(list.extensions()).next() {
        return Some(fault(
            format!("extension {} twice", extension.oid()),
            "each extension once",
        ));
    }
    let (outer, inner) = (list.signature_algorithm(), list.tbs_signature_algorithm());
    (outer != inner).then(|| Fault {
        rule: &rule::SIGNATURE,
        detail: Detail::new(
            format!(
                "{} beside the signature, {} in the signed part",
                outer.oid(),
                inner.oid()
            ),
            "the same algorithm with the same parameters twice",
        ),
    })
}

/// The extensions of a list that are processed (RFC 5280 5.2).
const fn is_processed(kind: ExtensionKind) -> bool {
    matches!(
        kind,
        ExtensionKind::AuthorityKeyIdentifier
            | ExtensionKind::IssuerAltName
            | ExtensionKind::CrlNumber
            | ExtensionKind::DeltaCrlIndicator
            | ExtensionKind::IssuingDistributionPoint
            | ExtensionKind::FreshestCrl
    )
}
