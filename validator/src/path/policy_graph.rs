//! The valid policy graph: the state variable of RFC 5280 6.1.2 (a) in the form of RFC 9618 section 5.
//!
//! The tree of RFC 5280 doubles with every level of a mapping ladder. The graph holds each policy once a
//! level, so that its nodes and edges are at most as many as the policies and mappings in the path.
//!
//! Three differences of form, none of result:
//! - The node anyPolicy of a level is a flag. By the invariants of RFC 9618 5.1 there is at most one, it
//!   expects anyPolicy and nothing else, and its parent is the one a level up.
//! - Nodes without children are not deleted as the path is walked ((d)(3), (b)(3)(ii)): what does not reach
//!   the last level is left out at the end. The graph is NULL exactly if its last level is empty.
//! - Policy qualifiers are not kept; RFC 9618 5.5 (g)(4)(ii) advises against returning them.

use std::collections::BTreeSet;

use s1spki_policies::PolicyOid;
use serde::Serialize;

use super::budget::{Budget, Exhausted, Work};
use super::settings::UserInitialPolicySet;

/// What a path is valid for (RFC 5280 6.1.5 (g), 6.1.6).
///
/// The two sets differ where the path maps policies: the first is in the words of the relying party, the
/// second in those of the subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConstrainedPolicies {
    /// The user-constrained-policy-set, in the trust anchor's policy domain, as RFC 5280 defines it.
    pub anchor_domain: BTreeSet<PolicyOid>,
    /// The policies of the last certificate that stand for those, in the subject's policy domain.
    pub subject_domain: BTreeSet<PolicyOid>,
}

impl ConstrainedPolicies {
    /// Whether the path is valid for this policy, in the trust anchor's domain: it is in the set, or anyPolicy is.
    #[must_use]
    pub fn contains(&self, policy: &PolicyOid) -> bool {
        self.anchor_domain.contains(policy) || self.anchor_domain.iter().any(PolicyOid::is_any_policy)
    }
}

/// The valid policy graph of the path so far.
#[derive(Clone, Debug)]
pub(crate) struct PolicyGraph<'a> {
    /// The nodes of depth 0, 1, ..., i.
    levels: Vec<Level<'a>>,
}

/// The nodes of one depth.
#[derive(Clone, Debug, Default)]
struct Level<'a> {
    /// Whether there is a node whose valid policy is anyPolicy.
    any_policy: bool,
    /// The other nodes, ordered by valid policy.
    nodes: Vec<Node<'a>>,
    /// The mappings from this level to the next, ordered by issuer domain policy.
    mappings: Vec<Mapping<'a>>,
}

#[derive(Clone, Debug)]
struct Node<'a> {
    valid_policy: &'a PolicyOid,
    /// Which nodes one level up are its parents; none stands for anyPolicy.
    parents: Vec<usize>,
}

/// A mapping: the policy of the issuer's domain, and the policy of the subject's domain that is its equal.
pub(crate) type Mapping<'a> = (&'a PolicyOid, &'a PolicyOid);

/// Whether the policy anyPolicy of a certificate counts (RFC 5280 6.1.3 (d)(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnyPolicyCounts {
    Yes,
    No,
}

impl<'a> PolicyGraph<'a> {
    /// RFC 5280 6.1.2 (a), RFC 9618 5.1: one node, anyPolicy.
    pub(crate) fn new() -> Self {
        let root = Level {
            any_policy: true,
            ..Level::default()
        };
        Self { levels: vec![root] }
    }

    /// Whether the graph is NULL: no policy is valid.
    pub(crate) fn is_null(&self) -> bool {
        self.levels
            .last()
            .is_none_or(|level| !level.any_policy && level.nodes.is_empty())
    }

    /// RFC 5280 6.1.3 (e): the certificate has no policies.
    pub(crate) fn set_null(&mut self) {
        self.levels.push(Level::default());
    }

    /// RFC 5280 6.1.3 (d), RFC 9618 5.3: the certificate has these policies.
    pub(crate) fn process_policies(
        &mut self,
        policies: impl Iterator<Item = &'a PolicyOid>,
        any_policy_counts: AnyPolicyCounts,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let Some(above) = self.levels.last() else {
            return Ok(());
        };
        let mut asserted: Vec<&PolicyOid> = policies.collect();
        asserted.sort_unstable();
        asserted.dedup();
        let asserts_any_policy = asserted.iter().any(|policy| policy.is_any_policy());
        asserted.retain(|policy| !policy.is_any_policy());
        let expected = above.expected();
        budget.spend(Work::PolicyNodes, asserted.len().saturating_add(expected.len()))?;

        let mut level = Level::default();
        // (d)(1) each policy P that is not anyPolicy
        for policy in &asserted {
            let parents = parents_of(policy, &expected);
            // (d)(1)(i) nodes that expect P; (d)(1)(ii) failing that, anyPolicy
            if !parents.is_empty() || above.any_policy {
                level.nodes.push(Node {
                    valid_policy: policy,
                    parents,
                });
            }
        }
        // (d)(2) anyPolicy stands for every policy that is expected and was not named
        if asserts_any_policy && any_policy_counts == AnyPolicyCounts::Yes {
            level.any_policy = above.any_policy;
            for named in expected.chunk_by(|(a, _), (b, _)| a == b) {
                let Some((policy, _)) = named.first() else {
                    continue;
                };
                if asserted.binary_search(policy).is_err() {
                    level.nodes.push(Node {
                        valid_policy: policy,
                        parents: named.iter().map(|(_, parent)| *parent).collect(),
                    });
                }
            }
            level.nodes.sort_unstable_by_key(|node| node.valid_policy);
        }
        // (d)(3) is left to the end, see above
        self.levels.push(level);
        Ok(())
    }

    /// RFC 5280 6.1.4 (b)(1), RFC 9618 5.4 (b)(1) and (2): policy_mapping is greater than zero.
    pub(crate) fn map(
        &mut self,
        mappings: impl Iterator<Item = Mapping<'a>>,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let Some(level) = self.levels.last_mut() else {
            return Ok(());
        };
        let mut mappings: Vec<Mapping<'_>> = mappings.collect();
        mappings.sort_unstable();
        mappings.dedup();
        budget.spend(Work::PolicyNodes, mappings.len())?;
        // (b)(2) a policy that only anyPolicy stands for becomes a node of its own
        if level.any_policy {
            let known = level.nodes.len();
            for same in mappings.chunk_by(|(a, _), (b, _)| a == b) {
                let Some((policy, _)) = same.first() else { continue };
                let nodes = level.nodes.get(..known).unwrap_or_default();
                if nodes
                    .binary_search_by_key(policy, |node| node.valid_policy)
                    .is_err()
                {
                    level.nodes.push(Node {
                        valid_policy: policy,
                        parents: Vec::new(),
                    });
                }
            }
            level.nodes.sort_unstable_by_key(|node| node.valid_policy);
        }
        // (b)(1) the expected policies of a mapped node are those that it is mapped to
        level.mappings = mappings;
        Ok(())
    }

    /// RFC 5280 6.1.4 (b)(2), RFC 9618 5.4 (b)(3): policy_mapping is zero, so that what would be mapped goes.
    pub(crate) fn delete_mapped(&mut self, mappings: impl Iterator<Item = Mapping<'a>>) {
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        let mapped: BTreeSet<&PolicyOid> = mappings.map(|(issuer_domain, _)| issuer_domain).collect();
        level.nodes.retain(|node| !mapped.contains(node.valid_policy));
    }

    /// RFC 5280 6.1.5 (g), RFC 9618 5.5: what is valid, of what the user accepts.
    pub(crate) fn constrained_policies(&self, accepted: &UserInitialPolicySet) -> ConstrainedPolicies {
        let mut constrained = ConstrainedPolicies::default();
        // (g)(1) NULL gives the empty set
        if self.is_null() {
            return constrained;
        }
        let reaching_the_end = self.reaching_the_end();
        // Which nodes of the level above stand for a policy that the user accepts.
        let mut chosen_above: Vec<bool> = Vec::new();
        for (level, reaches_the_end) in self.levels.iter().zip(&reaching_the_end) {
            let mut chosen = Vec::with_capacity(level.nodes.len());
            for (node, reaches_the_end) in level.nodes.iter().zip(reaches_the_end) {
                // (g)(2) the nodes whose only parent is anyPolicy are in the trust anchor's domain ...
                let in_anchor_domain = node.parents.is_empty();
                let is_chosen = if in_anchor_domain {
                    // (g)(6)(i) ... and stay if the user accepts them
                    *reaches_the_end && accepted.accepts(node.valid_policy)
                } else {
                    node.parents
                        .iter()
                        .any(|parent| chosen_above.get(*parent).is_some_and(|chosen| *chosen))
                };
                if in_anchor_domain && is_chosen {
                    constrained.anchor_domain.insert(node.valid_policy.clone());
                }
                chosen.push(is_chosen);
            }
            chosen_above = chosen;
        }
        let Some(last) = self.levels.last() else {
            return constrained;
        };
        let chosen = last.nodes.iter().zip(chosen_above).filter(|(_, chosen)| *chosen);
        constrained.subject_domain = chosen.map(|(node, _)| node.valid_policy.clone()).collect();
        // (g)(3) and (6)(ii) anyPolicy at the end stands for whatever the user accepts
        if last.any_policy {
            let accepted = match accepted {
                UserInitialPolicySet::Any => BTreeSet::from([PolicyOid::any_policy()]),
                UserInitialPolicySet::Only(policies) => policies.clone(),
            };
            let not_mapped = accepted.difference(&constrained.anchor_domain).cloned();
            constrained.subject_domain.extend(not_mapped);
            constrained.anchor_domain.extend(accepted);
        }
        constrained
    }

    /// For each level, which of its nodes stand on the last level or have a descendant there.
    fn reaching_the_end(&self) -> Vec<Vec<bool>> {
        let mut reaching: Vec<Vec<bool>> = Vec::with_capacity(self.levels.len()); // the last level first
        let mut children: &[Node<'_>] = &[];
        for level in self.levels.iter().rev() {
            let reaches = match reaching.last() {
                None => vec![true; level.nodes.len()],
                Some(children_reach) => {
                    let reaching_children = children.iter().zip(children_reach).filter(|(_, reach)| **reach);
                    let mut reaches = vec![false; level.nodes.len()];
                    for parent in reaching_children.flat_map(|(child, _)| &child.parents) {
                        if let Some(reaches) = reaches.get_mut(*parent) {
                            *reaches = true;
                        }
                    }
                    reaches
                }
            };
            reaching.push(reaches);
            children = &level.nodes;
        }
        reaching.reverse();
        reaching
    }
}

impl<'a> Level<'a> {
    /// The expected policy sets of the nodes: each policy that is expected, and by which node, in this order.
    fn expected(&self) -> Vec<(&'a PolicyOid, usize)> {
        let mut expected = Vec::with_capacity(self.nodes.len().saturating_add(self.mappings.len()));
        for (index, node) in self.nodes.iter().enumerate() {
            let mapped = equal_range(&self.mappings, node.valid_policy);
            if mapped.is_empty() {
                expected.push((node.valid_policy, index));
            }
            expected.extend(mapped.iter().map(|(_, subject_domain)| (*subject_domain, index)));
        }
        expected.sort_unstable();
        expected
    }
}

fn parents_of(policy: &PolicyOid, expected: &[(&PolicyOid, usize)]) -> Vec<usize> {
    equal_range(expected, policy)
        .iter()
        .map(|(_, parent)| *parent)
        .collect()
}

/// The pairs that start with `policy`, of pairs that are ordered.
fn equal_range<'p, 'a, T>(pairs: &'p [(&'a PolicyOid, T)], policy: &PolicyOid) -> &'p [(&'a PolicyOid, T)] {
    let start = pairs.partition_point(|(first, _)| *first < policy);
    let rest = pairs.get(start..).unwrap_or_default();
    let length = rest.partition_point(|(first, _)| *first == policy);
    rest.get(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests;
