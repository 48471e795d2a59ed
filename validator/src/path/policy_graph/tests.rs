//! The graph held against the tree of RFC 5280.

use proptest::prelude::*;

use super::super::budget::{Limits, WorkAmount};
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
                    && !others.any(|(_, other)| !other.deleted && other.parent == *node && other.depth > 0)
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
        let issuer_domain: BTreeSet<&PolicyOid> = step.mappings.iter().map(|(issuer, _)| issuer).collect();
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
    assert!(!constrained.contains(&policy(2)));
}

#[test]
fn work_is_counted_before_it_is_done() {
    let limits = Limits {
        work: WorkAmount {
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
