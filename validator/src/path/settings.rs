//! The inputs of path validation (RFC 5280 6.1.1), apart from the path and the time.

use std::collections::BTreeSet;

use s1spki_policies::{Oid, PolicyOid};

use super::budget::Limits;
use super::text::some_of;
use crate::algorithm::{AlgorithmIdentifier, Parameters, SubjectPublicKeyInfo};
use crate::extension::NameConstraints;
use crate::revocation::RevocationSettings;

/// What the relying party asks of a path. The default is RFC 5280 6.1 with any policy, and revocation checked
/// for the whole chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathSettings {
    /// RFC 5280 6.1.1 (c).
    pub user_initial_policy_set: UserInitialPolicySet,
    /// RFC 5280 6.1.1 (e), initial-policy-mapping-inhibit.
    pub policy_mapping: PolicyMappingChoice,
    /// RFC 5280 6.1.1 (f), initial-explicit-policy.
    pub explicit_policy: ExplicitPolicy,
    /// RFC 5280 6.1.1 (g), initial-any-policy-inhibit.
    pub any_policy: AnyPolicyChoice,
    /// RFC 5280 6.1.1 (h) and (i), initial-permitted-subtrees and initial-excluded-subtrees. A form of name
    /// that is not among the permitted ones is not constrained.
    pub initial_subtrees: NameConstraints,
    /// Whether what stands in the certificate of a trust anchor binds.
    pub anchor_constraints: AnchorConstraints,
    /// Which sections of RFC 5280 the certificates and lists must keep.
    pub conformance: Conformance,
    /// Which algorithms and keys are allowed.
    pub algorithms: PermittedAlgorithms,
    /// When an issuer's name is the name that the certificate gives.
    pub name_matching: NameMatching,
    /// Whether the time counts.
    pub time: TimeChoice,
    /// Whether the status of certificates is asked, and how.
    pub revocation: RevocationSettings,
    /// How much work may be done.
    pub limits: Limits,
}

/// The user-initial-policy-set (RFC 5280 6.1.1 (c)): the policies that are acceptable to the relying party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum UserInitialPolicySet {
    /// Any policy.
    #[default]
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

/// Whether policies may be mapped in the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PolicyMappingChoice {
    /// They may.
    #[default]
    Allowed,
    /// They may not.
    Inhibited,
}

/// Whether the path must be valid for one of the acceptable policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExplicitPolicy {
    /// Only if a CA of the path says so.
    #[default]
    NotRequired,
    /// It must.
    Required,
}

/// Whether anyPolicy in a certificate stands for every policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnyPolicyChoice {
    /// It does, until a CA of the path says otherwise.
    #[default]
    Allowed,
    /// It does not.
    Inhibited,
}

/// Whether what stands in the certificate of a trust anchor binds the path below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnchorConstraints {
    /// It does not: a trust anchor is a name and a key (RFC 5280 6.1.1 (d), 6.2).
    #[default]
    Ignored,
    /// It does (RFC 5937): the constraints on names, policies and path length, and what is asked of the
    /// certificate of any other CA. An anchor that is given as a name and a key has none.
    Enforced,
}

/// Which sections of RFC 5280 the certificates and lists of a path must keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conformance {
    /// Section 6: what a relying party must check. What else a CA has done wrong refuses nothing.
    #[default]
    Section6,
    /// Sections 4 and 5 too: what a CA must not do refuses a certificate, and puts a list out of use. That is
    /// every encoding fault, and each MUST about an extension that is missing, out of place, or critical
    /// against the rules.
    Sections4To6,
}

/// When two names are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameMatching {
    /// RFC 5280 7.1: letter case, white space and string types are insignificant.
    #[default]
    Rfc5280,
    /// Octet by octet. Issuers are still looked for by RFC 5280 7.1, so that a name that differs in its
    /// encoding alone is reported as that.
    ByteIdentity,
}

/// Whether the time counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeChoice {
    /// Certificates must be within their validity.
    #[default]
    Judge,
    /// Validity is not looked at, as when a GBCS command says so (ApplyTimeBasedCPVChecks). The time of
    /// revocation lists is a choice of its own.
    Ignore,
}

/// Which algorithms and keys are allowed in a path, of those that are supported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PermittedAlgorithms {
    /// All that are supported.
    #[default]
    AllSupported,
    /// Only these.
    Only {
        /// The signature algorithms, by their identifiers.
        signatures: Vec<Oid>,
        /// The kinds of key.
        keys: Vec<KeyKind>,
    },
}

/// A kind of public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyKind {
    /// The algorithm of the key.
    pub algorithm: Oid,
    /// The curve, for a key on an elliptic curve (RFC 5480 2.1.1).
    pub curve: Option<Oid>,
}

impl KeyKind {
    /// The kind of this key.
    #[must_use]
    pub fn of(key: &SubjectPublicKeyInfo) -> Self {
        let curve = match key.algorithm().parameters() {
            Parameters::Oid(curve) => Some(curve.clone()),
            _ => None,
        };
        Self {
            algorithm: key.algorithm().oid().clone(),
            curve,
        }
    }

    fn is_of(&self, key: &SubjectPublicKeyInfo) -> bool {
        let curve = match key.algorithm().parameters() {
            Parameters::Oid(curve) => Some(curve),
            _ => None,
        };
        self.algorithm == *key.algorithm().oid() && self.curve.as_ref() == curve
    }
}

impl std::fmt::Display for KeyKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.curve {
            Some(curve) => write!(f, "{} on the curve {curve}", self.algorithm),
            None => self.algorithm.fmt(f),
        }
    }
}

impl PermittedAlgorithms {
    /// Whether a signature may be made by this algorithm.
    #[must_use]
    pub fn permits_signature(&self, algorithm: &AlgorithmIdentifier) -> bool {
        match self {
            Self::AllSupported => true,
            Self::Only { signatures, .. } => signatures.contains(algorithm.oid()),
        }
    }

    /// Whether a certificate may be about such a key.
    #[must_use]
    pub fn permits_key(&self, key: &SubjectPublicKeyInfo) -> bool {
        match self {
            Self::AllSupported => true,
            Self::Only { keys, .. } => keys.iter().any(|kind| kind.is_of(key)),
        }
    }

    pub(super) fn signatures_text(&self) -> String {
        match self {
            Self::AllSupported => "a supported signature algorithm".to_owned(),
            Self::Only { signatures, .. } => format!("signed with {}", some_of(signatures)),
        }
    }

    pub(super) fn keys_text(&self) -> String {
        match self {
            Self::AllSupported => "a supported key".to_owned(),
            Self::Only { keys, .. } => format!("a key for {}", some_of(keys)),
        }
    }
}
