//! The verdict on one revocation list.

use s1spki_policies::{Moment, Policy, Standing};
use serde::Serialize;

use super::{Claim, Decision, standing, subject_as_object};
use crate::finding::Finding;
use crate::hexadecimal::hexadecimal;
use crate::revocation_list::RevocationList;
use crate::rule::{ListKind, inspect_list, unreadable};

/// The verdict on one revocation list alone: whether it is as the policy has lists. Who signed it, and whether it holds
/// every certificate that was revoked, is not part of the question.
#[derive(Clone, Debug, Serialize)]
pub struct ListVerdict {
    /// What the caller calls it, such as its file.
    pub label: String,
    /// What is to be done with it.
    pub decision: Decision,
    /// On what standing that rests.
    pub standing: Standing,
    /// What it says of itself; nothing where it cannot be read.
    #[serde(serialize_with = "subject_as_object")]
    pub subject: Vec<Claim>,
    /// The findings.
    pub findings: Vec<Finding>,
}

impl ListVerdict {
    /// Decodes and inspects a list.
    #[must_use]
    pub fn on(label: impl Into<String>, bytes: &[u8], at: Moment, policy: &Policy) -> Self {
        match RevocationList::decode(bytes) {
            Err(error) => {
                let finding = unreadable(&error, "a revocation list in DER");
                Self::new(label, Vec::new(), vec![finding])
            }
            Ok(list) => Self::on_list(label, &list, ListKind::of(&list), at, policy),
        }
    }

    /// Inspects a list that is decoded already, as one of this kind.
    #[must_use]
    pub fn on_list(
        label: impl Into<String>,
        list: &RevocationList,
        kind: ListKind,
        at: Moment,
        policy: &Policy,
    ) -> Self {
        Self::new(label, claims(list, kind), inspect_list(list, kind, at, policy))
    }

    fn new(label: impl Into<String>, subject: Vec<Claim>, findings: Vec<Finding>) -> Self {
        let decision = Decision::of(&findings);
        Self {
            label: label.into(),
            decision,
            standing: standing(decision, &findings),
            subject,
            findings,
        }
    }
}

/// In the order in which a reader wants to see it.
fn claims(list: &RevocationList, kind: ListKind) -> Vec<Claim> {
    let number = list
        .crl_number()
        .map(|number| format!("0x{}", hexadecimal(number)));
    let next_update = list.next_update().map(|next| Claim::new("next update", next));
    let claims = [
        Claim::new("issuer", list.issuer()),
        Claim::new("list", kind.as_str()),
    ];
    claims
        .into_iter()
        .chain(number.map(|number| Claim::new("number", number)))
        .chain([Claim::new("this update", list.this_update())])
        .chain(next_update)
        .chain([Claim::new("entries", list.len())])
        .collect()
}
