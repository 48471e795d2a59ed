//! How much work one validation may do.

use std::fmt;

use serde::Serialize;

/// A kind of work that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// Asking whether a key made a signature; a question asked twice counts once, remembered or not.
    SignatureChecks,
    /// Looking at a certificate or a revocation list: as a candidate, or as a step of a path.
    Steps,
    /// Holding a name against one subtree of a name constraint.
    NameComparisons,
    /// Making a node or an edge of the valid policy graph.
    PolicyNodes,
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SignatureChecks => "signature checks",
            Self::Steps => "steps",
            Self::NameComparisons => "name comparisons",
            Self::PolicyNodes => "policy nodes",
        })
    }
}

/// An amount of each kind of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WorkAmount {
    /// See [`Work::SignatureChecks`].
    pub signature_checks: u32,
    /// See [`Work::Steps`].
    pub steps: u32,
    /// See [`Work::NameComparisons`].
    pub name_comparisons: u32,
    /// See [`Work::PolicyNodes`].
    pub policy_nodes: u32,
}

impl WorkAmount {
    fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            signature_checks: self.signature_checks.checked_add(other.signature_checks)?,
            steps: self.steps.checked_add(other.steps)?,
            name_comparisons: self.name_comparisons.checked_add(other.name_comparisons)?,
            policy_nodes: self.policy_nodes.checked_add(other.policy_nodes)?,
        })
    }

    const fn is_within(&self, limit: &Self) -> bool {
        self.signature_checks <= limit.signature_checks
            && self.steps <= limit.steps
            && self.name_comparisons <= limit.name_comparisons
            && self.policy_nodes <= limit.policy_nodes
    }

    const fn of(&mut self, work: Work) -> &mut u32 {
        match work {
            Work::SignatureChecks => &mut self.signature_checks,
            Work::Steps => &mut self.steps,
            Work::NameComparisons => &mut self.name_comparisons,
            Work::PolicyNodes => &mut self.policy_nodes,
        }
    }
}

/// How much work one validation may do, and how long a path may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// The work.
    pub work: WorkAmount,
    /// Certificates in a path, the trust anchor not counted.
    pub path_length: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            work: WorkAmount {
                // As in Go's crypto/x509 (CVE-2018-16875) and rustls-webpki; 100 checks take some 6 ms.
                signature_checks: 100,
                // rustls-webpki allows 200,000 (from mozilla::pkix), but a step there is a smaller thing.
                steps: 20_000,
                // OpenSSL and BoringSSL allow 2^20 pairs of name and subtree; a permitted subtree is found half way
                // through them. rustls-webpki allows 250,000.
                name_comparisons: 1 << 19,
                // Each policy and each mapping of a path costs one or two; large bridges have some hundred.
                policy_nodes: 50_000,
            },
            // The longest path of PKITS has 7 certificates, one of this PKI has 2; Java and rustls-webpki allow 6.
            path_length: 16,
        }
    }
}

/// Work was not done, because its limit was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit of {limit} {work} was reached")]
pub struct Exhausted {
    /// What ran out.
    pub work: Work,
    /// How much of it was allowed.
    pub limit: u32,
}

/// Counts the work of one validation.
///
/// What is counted never depends on what an earlier validation remembered: the same inputs end the same way,
/// whatever was asked before.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    done: WorkAmount,
    exhausted: Option<Exhausted>,
}

impl Budget {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            done: WorkAmount {
                signature_checks: 0,
                steps: 0,
                name_comparisons: 0,
                policy_nodes: 0,
            },
            exhausted: None,
        }
    }

    /// Counts `amount` of `work` before it is done, or says that there is no more.
    pub(crate) fn spend(&mut self, work: Work, amount: usize) -> Result<(), Exhausted> {
        let limit = *self.limits.work.of(work);
        let done = self.done.of(work);
        let amount = u32::try_from(amount).unwrap_or(u32::MAX);
        if let Some(sum) = done.checked_add(amount).filter(|sum| *sum <= limit) {
            *done = sum;
            return Ok(());
        }
        let exhausted = Exhausted { work, limit };
        self.exhausted.get_or_insert(exhausted);
        Err(exhausted)
    }

    /// Counts all of `amount`, or nothing where there is not so much of each kind.
    pub(crate) fn spend_all(&mut self, amount: WorkAmount) -> bool {
        let sum = self
            .done
            .plus(amount)
            .filter(|sum| sum.is_within(&self.limits.work));
        self.done = sum.unwrap_or(self.done);
        sum.is_some()
    }

    /// What ran out first, if anything did.
    pub(crate) const fn exhausted(&self) -> Option<Exhausted> {
        self.exhausted
    }

    /// How long a path may be.
    pub(crate) const fn path_length(&self) -> usize {
        self.limits.path_length
    }

    /// The work done so far.
    pub(crate) const fn done(&self) -> WorkAmount {
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_may_be_spent_and_no_more() {
        let limits = Limits {
            work: WorkAmount {
                signature_checks: 2,
                ..Limits::default().work
            },
            ..Limits::default()
        };
        let mut budget = Budget::new(limits);
        assert_eq!(budget.spend(Work::SignatureChecks, 1), Ok(()));
        assert_eq!(budget.spend(Work::SignatureChecks, 1), Ok(()));
        assert_eq!(budget.exhausted(), None);
        let exhausted = Exhausted {
            work: Work::SignatureChecks,
            limit: 2,
        };
        assert_eq!(budget.spend(Work::SignatureChecks, usize::MAX), Err(exhausted));
        assert_eq!(budget.spend(Work::Steps, 1), Ok(()));
        assert_eq!(budget.exhausted(), Some(exhausted));
        assert_eq!(budget.done().signature_checks, 2);
        assert_eq!(
            exhausted.to_string(),
            "the limit of 2 signature checks was reached"
        );
    }
}
