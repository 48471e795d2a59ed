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
mod tests {
    use proptest::prelude::*;

    use super::super::budget::Limits;
    use super::*;

    /// What one certificate of a path does to the policies.
    #[derive(Clone, Debug)]
    struct Step {
        /// None: no certificatePolicies.
        policies: Option<Vec<PolicyOid>>,
        any_policy_counts: bool,
        mappings: Vec<(PolicyOid, PolicyOid)>,
        mapping_allowed: bool,
    }

    fn policy(number: u8) -> PolicyOid {
        match number {
            0 => PolicyOid::any_policy(),
            number => format!("2.999.{number}").parse().unwrap(),
        }
    }

    fn by_graph(steps: &[Step], accepted: &UserInitialPolicySet) -> ConstrainedPolicies {
        let mut budget = Budget::new(Limits::default());
        let mut graph = PolicyGraph::new();
        for (index, step) in steps.iter().enumerate() {
            let counts = match step.any_policy_counts {
                true => AnyPolicyCounts::Yes,
                false => AnyPolicyCounts::No,
            };
            match &step.policies {
                Some(policies) => graph
                    .process_policies(policies.iter(), counts, &mut budget)
                    .unwrap(),
                None => graph.set_null(),
            }
            let mappings = step.mappings.iter().map(|(a, b)| (a, b));
            match (index + 1 < steps.len(), step.mapping_allowed) {
                (false, _) => {}
                (true, true) => graph.map(mappings, &mut budget).unwrap(),
                (true, false) => graph.delete_mapped(mappings),
            }
        }
        graph.constrained_policies(accepted)
    }

    /// A node of the tree of RFC 5280; the root is its own parent.
    #[derive(Clone, Debug)]
    struct TreeNode {
        depth: usize,
        valid: PolicyOid,
        expected: Vec<PolicyOid>,
        parent: usize,
        deleted: bool,
    }

    /// The tree of RFC 5280 6.1, word for word and without haste.
    struct Tree(Vec<TreeNode>);

    impl Tree {
        fn at(&self, depth: usize) -> Vec<usize> {
            (0..self.0.len())
                .filter(|node| self.0[*node].depth == depth && !self.0[*node].deleted)
                .collect()
        }

        fn add(&mut self, depth: usize, valid: &PolicyOid, expected: Vec<PolicyOid>, parent: usize) {
            let valid = valid.clone();
            self.0.push(TreeNode {
                depth,
                valid,
                expected,
                parent,
                deleted: false,
            });
        }

        fn prune(&mut self, depth: usize) {
            loop {
                let childless = (0..self.0.len()).find(|node| {
                    let mut others = self.0.iter().enumerate().skip(1);
                    !self.0[*node].deleted
                        && self.0[*node].depth < depth
                        && !others
                            .any(|(_, other)| !other.deleted && other.parent == *node && other.depth > 0)
                });
                match childless {
                    Some(node) => self.0[node].deleted = true,
                    None => return,
                }
            }
        }

        fn process(&mut self, depth: usize, step: &Step) {
            let Some(policies) = &step.policies else {
                self.0.iter_mut().for_each(|node| node.deleted = true);
                return;
            };
            let policies: BTreeSet<&PolicyOid> = policies.iter().collect();
            for policy in policies.iter().filter(|policy| !policy.is_any_policy()) {
                let above = self.at(depth - 1);
                let matching: Vec<usize> = above
                    .iter()
                    .copied()
                    .filter(|node| self.0[*node].expected.contains(policy))
                    .collect();
                for parent in &matching {
                    self.add(depth, policy, vec![(*policy).clone()], *parent);
                }
                let any = above.iter().find(|node| self.0[**node].valid.is_any_policy());
                if let (true, Some(any)) = (matching.is_empty(), any) {
                    self.add(depth, policy, vec![(*policy).clone()], *any);
                }
            }
            if policies.iter().any(|policy| policy.is_any_policy()) && step.any_policy_counts {
                for parent in self.at(depth - 1) {
                    for expected in self.0[parent].expected.clone() {
                        let mut children = self
                            .at(depth)
                            .into_iter()
                            .filter(|node| self.0[*node].parent == parent);
                        if !children.any(|child| self.0[child].valid == expected) {
                            self.add(depth, &expected, vec![expected.clone()], parent);
                        }
                    }
                }
            }
            self.prune(depth);
        }

        fn map(&mut self, depth: usize, step: &Step) {
            let issuer_domain: BTreeSet<&PolicyOid> =
                step.mappings.iter().map(|(issuer, _)| issuer).collect();
            for policy in issuer_domain {
                let nodes: Vec<usize> = self
                    .at(depth)
                    .into_iter()
                    .filter(|node| self.0[*node].valid == *policy)
                    .collect();
                if !step.mapping_allowed {
                    nodes.into_iter().for_each(|node| self.0[node].deleted = true);
                    self.prune(depth);
                    continue;
                }
                let to: BTreeSet<PolicyOid> = step
                    .mappings
                    .iter()
                    .filter(|(from, _)| from == policy)
                    .map(|(_, to)| to.clone())
                    .collect();
                let to: Vec<PolicyOid> = to.into_iter().collect();
                nodes.iter().for_each(|node| self.0[*node].expected = to.clone());
                let any = self
                    .at(depth)
                    .into_iter()
                    .find(|node| self.0[*node].valid.is_any_policy());
                if let (true, Some(any)) = (nodes.is_empty(), any) {
                    self.add(depth, policy, to, self.0[any].parent);
                }
            }
        }

        fn constrained(&self, depth: usize, accepted: &UserInitialPolicySet) -> ConstrainedPolicies {
            let mut constrained = ConstrainedPolicies::default();
            for leaf in self.at(depth) {
                let mut node = leaf;
                if self.0[node].valid.is_any_policy() {
                    continue;
                }
                while !self.0[self.0[node].parent].valid.is_any_policy() {
                    node = self.0[node].parent;
                }
                if accepted.accepts(&self.0[node].valid) {
                    constrained.anchor_domain.insert(self.0[node].valid.clone());
                    constrained.subject_domain.insert(self.0[leaf].valid.clone());
                }
            }
            if self
                .at(depth)
                .iter()
                .any(|node| self.0[*node].valid.is_any_policy())
            {
                let all = match accepted {
                    UserInitialPolicySet::Any => BTreeSet::from([PolicyOid::any_policy()]),
                    UserInitialPolicySet::Only(policies) => policies.clone(),
                };
                for policy in all {
                    if constrained.anchor_domain.insert(policy.clone()) {
                        constrained.subject_domain.insert(policy);
                    }
                }
            }
            constrained
        }
    }

    fn by_tree(steps: &[Step], accepted: &UserInitialPolicySet) -> ConstrainedPolicies {
        let any = PolicyOid::any_policy();
        let mut tree = Tree(Vec::new());
        tree.add(0, &any, vec![any.clone()], 0);
        for (index, step) in steps.iter().enumerate() {
            tree.process(index + 1, step);
            if index + 1 < steps.len() {
                tree.map(index + 1, step);
            }
        }
        tree.constrained(steps.len(), accepted)
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let policies = proptest::option::weighted(0.95, proptest::collection::vec(0_u8..6, 0..5));
        let mappings = proptest::collection::vec((1_u8..6, 1_u8..6), 0..5);
        let step = (
            policies,
            proptest::bool::weighted(0.8),
            mappings,
            proptest::bool::weighted(0.8),
        );
        let step = step.prop_map(|(policies, any_policy_counts, mappings, mapping_allowed)| Step {
            policies: policies.map(|numbers| numbers.into_iter().map(policy).collect()),
            any_policy_counts,
            mappings: mappings
                .into_iter()
                .map(|(a, b)| (policy(a), policy(b)))
                .collect(),
            mapping_allowed,
        });
        proptest::collection::vec(step, 1..5)
    }

    fn accepted() -> impl Strategy<Value = UserInitialPolicySet> {
        proptest::option::of(proptest::collection::vec(1_u8..6, 0..4)).prop_map(|numbers| match numbers {
            None => UserInitialPolicySet::Any,
            Some(numbers) => UserInitialPolicySet::only(numbers.into_iter().map(policy)),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_graph_says_what_the_tree_says(steps in steps(), accepted in accepted()) {
            prop_assert_eq!(by_graph(&steps, &accepted), by_tree(&steps, &accepted));
        }
    }

    #[test]
    fn a_mapping_ladder_grows_by_its_length_only() {
        // Each level maps both policies to both of the next: 2^24 leaves in the tree.
        let both = || vec![policy(1), policy(2)];
        let crossed = both()
            .into_iter()
            .flat_map(|a| both().into_iter().map(move |b| (a.clone(), b)));
        let step = Step {
            policies: Some(both()),
            any_policy_counts: true,
            mappings: crossed.collect(),
            mapping_allowed: true,
        };
        let ladder = vec![step; 24];
        let constrained = by_graph(&ladder, &UserInitialPolicySet::Any);
        assert_eq!(constrained.anchor_domain, both().into_iter().collect());
        assert_eq!(constrained.subject_domain, both().into_iter().collect());
    }

    #[test]
    fn a_mapped_policy_is_named_in_both_domains() {
        let steps = [
            Step {
                policies: Some(vec![policy(1)]),
                any_policy_counts: true,
                mappings: vec![(policy(1), policy(2))],
                mapping_allowed: true,
            },
            Step {
                policies: Some(vec![policy(2)]),
                any_policy_counts: true,
                mappings: Vec::new(),
                mapping_allowed: true,
            },
        ];
        let constrained = by_graph(&steps, &UserInitialPolicySet::only([policy(1)]));
        assert_eq!(constrained.anchor_domain, BTreeSet::from([policy(1)]));
        assert_eq!(constrained.subject_domain, BTreeSet::from([policy(2)]));
        let constrained = by_graph(&steps, &UserInitialPolicySet::only([policy(2)]));
        assert_eq!(constrained, ConstrainedPolicies::default());
    }

    #[test]
    fn work_is_counted_before_it_is_done() {
        let limits = Limits {
            work: super::super::budget::WorkAmount {
                policy_nodes: 3,
                ..Limits::default().work
            },
            ..Limits::default()
        };
        let mut budget = Budget::new(limits);
        let policies: Vec<PolicyOid> = (1..=4).map(policy).collect();
        let mut graph = PolicyGraph::new();
        let exhausted = graph.process_policies(policies.iter(), AnyPolicyCounts::Yes, &mut budget);
        assert_eq!(exhausted.unwrap_err().work, Work::PolicyNodes);
    }
}
