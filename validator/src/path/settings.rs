use std::collections::BTreeSet;

use s1spki_policies::PolicyOid;

/// The user-initial-policy-set (RFC 5280 6.1.1 (c)): the policies that are acceptable to the relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserInitialPolicySet {
    /// Any policy.
    Any,
    /// Only these. An empty set accepts none.
    Only(BTreeSet<PolicyOid>),
}

impl UserInitialPolicySet {
    /// Only these policies; anyPolicy among them stands for any.
    pub fn only(policies: impl IntoIterator<Item = PolicyOid>) -> Self {
        let policies: BTreeSet<PolicyOid> = policies.into_iter().collect();
        if policies.iter().any(PolicyOid::is_any_policy) {
            return Self::Any;
        }
        Self::Only(policies)
    }

    /// Whether this policy is acceptable.
    #[must_use]
    pub fn accepts(&self, policy: &PolicyOid) -> bool {
        match self {
            Self::Any => true,
            Self::Only(policies) => policies.contains(policy),
        }
    }
}
