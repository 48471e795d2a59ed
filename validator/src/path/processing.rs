//! Path processing: RFC 5280 6.1.2 to 6.1.5, one method a section, each step headed by its letter.

mod alone;
mod anchor;
mod countdown;

use s1spki_policies::Moment;

use alone::{
    Report, Subject, duplicate_extension, malformed_extension, may_not_sign_certificates, not_a_ca,
    signature_finding, unprocessed_extension, validity_fault,
};
use countdown::Countdown;

use super::anchor::TrustAnchor;
use super::budget::{Budget, Exhausted};
use super::conformance::section_4_fault;
use super::extensions::PathExtensions;
use super::name_constraints::NameConstraintState;
use super::policy_graph::{AnyPolicyCounts, ConstrainedPolicies, PolicyGraph};
use super::rule;
use super::settings::{
    AnyPolicyChoice, Conformance, ExplicitPolicy, NameMatching, PathSettings, PolicyMappingChoice,
    TimeChoice, UserInitialPolicySet,
};
use super::text::some_of;
use crate::certificate::Certificate;
use crate::crypto::SignatureFault;
use crate::finding::{Detail, Finding, Rule};
use crate::name::Name;

/// What is known of the signature of a certificate under the key above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureAnswer {
    /// It verifies.
    Verified,
    /// It does not.
    Fault(SignatureFault),
    /// The question was not asked for want of budget.
    Exhausted(Exhausted),
    /// There is no certificate and no trust anchor above.
    NoIssuer,
}

impl From<Result<(), SignatureFault>> for SignatureAnswer {
    fn from(verified: Result<(), SignatureFault>) -> Self {
        match verified {
            Ok(()) => Self::Verified,
            Err(fault) => Self::Fault(fault),
        }
    }
}

/// Where a certificate stands in its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Certificate i, with i < n.
    Above,
    /// Certificate n, the one that is asked about.
    Last,
}

/// The state variables of RFC 5280 6.1.2.
///
/// Certificates are given one after the other, the one that the trust anchor issued first.
pub(crate) struct Processing<'a> {
    settings: &'a PathSettings,
    at: Moment,
    /// Without an anchor a rule that rests on what is above cannot pass.
    anchor: Option<&'a TrustAnchor>,
    /// Whether no certificate has been processed yet.
    is_first: bool,
    valid_policy_graph: PolicyGraph<'a>,
    /// Set when the budget ran out under the graph, which then says nothing any more.
    policies_exhausted: Option<Exhausted>,
    /// permitted_subtrees and excluded_subtrees.
    name_constraints: NameConstraintState<'a>,
    explicit_policy: Countdown,
    inhibit_any_policy: Countdown,
    policy_mapping: Countdown,
    working_issuer_name: Option<&'a Name>,
    max_path_length: Countdown,
    /// What 6.1.5 (g) has given.
    constrained_policies: ConstrainedPolicies,
}

impl<'a> Processing<'a> {
    /// RFC 5280 6.1.2, Initialization. Without an anchor the path is looked at as far as that goes.
    pub(crate) fn new(settings: &'a PathSettings, at: Moment, anchor: Option<&'a TrustAnchor>) -> Self {
        Self {
            settings,
            at,
            anchor,
            is_first: true,
            // (a)
            valid_policy_graph: PolicyGraph::new(),
            policies_exhausted: None,
            // (b), (c)
            name_constraints: NameConstraintState::new(&settings.initial_subtrees),
            // (d)
            explicit_policy: match settings.explicit_policy {
                ExplicitPolicy::Required => Countdown::NOW,
                ExplicitPolicy::NotRequired => Countdown::NEVER,
            },
            // (e)
            inhibit_any_policy: match settings.any_policy {
                AnyPolicyChoice::Inhibited => Countdown::NOW,
                AnyPolicyChoice::Allowed => Countdown::NEVER,
            },
            // (f)
            policy_mapping: match settings.policy_mapping {
                PolicyMappingChoice::Inhibited => Countdown::NOW,
                PolicyMappingChoice::Allowed => Countdown::NEVER,
            },
            // (g) to (i), the working public key, is with whoever verifies the signatures
            // (j)
            working_issuer_name: anchor.map(TrustAnchor::name),
            // (k)
            max_path_length: Countdown::NEVER,
            constrained_policies: ConstrainedPolicies::default(),
        }
    }

    /// Processes one certificate: 6.1.3, and then 6.1.4 or 6.1.5.
    pub(crate) fn process(
        &mut self,
        certificate: &'a Certificate,
        signature: SignatureAnswer,
        place: Place,
        budget: &mut Budget,
    ) -> Vec<Finding> {
        let mut report = Report::new();
        let subject = Subject {
            certificate,
            extensions: PathExtensions::of(certificate),
            is_self_issued: place == Place::Above && certificate.is_self_issued(),
            is_first: std::mem::replace(&mut self.is_first, false),
            place,
        };
        self.basic_certificate_processing(&subject, signature, budget, &mut report);
        match place {
            Place::Above => self.prepare_for_next_certificate(&subject, budget, &mut report),
            Place::Last => self.wrap_up(&subject, &mut report),
        }
        report.check(
            &rule::DUPLICATE_EXTENSION,
            duplicate_extension(&subject.extensions),
        );
        report.check(
            &rule::MALFORMED_EXTENSION,
            malformed_extension(&subject.extensions),
        );
        if self.settings.conformance == Conformance::Sections4To6 {
            report.check(&rule::CONFORMANCE, section_4_fault(certificate));
        }
        report.findings
    }

    /// RFC 5280 6.1.6, Outputs: the policies that the path is valid for. The other outputs are the key of the
    /// last certificate.
    pub(crate) fn outputs(self) -> ConstrainedPolicies {
        match self.policies_exhausted {
            None => self.constrained_policies,
            Some(_) => ConstrainedPolicies::default(),
        }
    }

    /// RFC 5280 6.1.3, Basic Certificate Processing. Step (a)(3), the status, comes after the path.
    fn basic_certificate_processing(
        &mut self,
        subject: &Subject<'a>,
        signature: SignatureAnswer,
        budget: &mut Budget,
        report: &mut Report,
    ) {
        // (a)(1) the signature
        report.add(signature_finding(signature));
        report.check(&rule::ALGORITHM, self.algorithm_fault(subject));
        // (a)(2) the validity
        match self.settings.time {
            TimeChoice::Judge => report.check(&rule::VALIDITY, validity_fault(subject.certificate, self.at)),
            TimeChoice::Ignore => report.add(Finding::not_applicable(&rule::VALIDITY)),
        }
        // (a)(4) the issuer name
        report.add(self.name_chaining(subject.certificate));
        // (b), (c) the name constraints
        let finding = self.names_within_constraints(subject, budget);
        report.add(self.resting_on_what_is_above(finding));
        // (d), (e) the policies
        match &subject.extensions.policies {
            Some(policies) => {
                let any_policy_counts = if subject.is_self_issued || !self.inhibit_any_policy.is_zero() {
                    AnyPolicyCounts::Yes
                } else {
                    AnyPolicyCounts::No
                };
                let policies = policies.iter().map(|policy| &policy.oid);
                let done = self
                    .valid_policy_graph
                    .process_policies(policies, any_policy_counts, budget);
                self.remember_exhaustion(done);
            }
            None => self.valid_policy_graph.set_null(),
        }
        // (f) an explicit policy; for the last certificate 6.1.5 (g) asks the same and more
        if subject.place == Place::Above {
            let kept = !self.explicit_policy.is_zero() || !self.valid_policy_graph.is_null();
            let finding = self.policy_finding(kept, subject);
            report.add(self.resting_on_what_is_above(finding));
        }
    }

    /// RFC 5280 6.1.4, Preparation for Certificate i+1.
    fn prepare_for_next_certificate(
        &mut self,
        subject: &Subject<'a>,
        budget: &mut Budget,
        report: &mut Report,
    ) {
        let extensions = &subject.extensions;
        // (a), (b) policy mappings
        report.add(self.map_policies(extensions, budget));
        // (c) the name; (d) to (f), the key, is with whoever verifies the signatures
        self.working_issuer_name = Some(subject.certificate.subject());
        // (g) name constraints
        self.constrain_names(extensions);
        // (h) one certificate less
        if !subject.is_self_issued {
            self.explicit_policy.decrement();
            self.policy_mapping.decrement();
            self.inhibit_any_policy.decrement();
        }
        // (i) policy constraints, (j) inhibit anyPolicy
        self.constrain_policies(extensions);
        // (k) a CA
        report.check(
            &rule::BASIC_CONSTRAINTS,
            not_a_ca(subject.certificate, extensions),
        );
        // (l), (m) the length of the path
        let finding = self.count_path_length(subject);
        report.add(self.resting_on_what_is_above(finding));
        // (n) the key may sign certificates
        match extensions.key_usage {
            None => report.add(Finding::not_applicable(&rule::KEY_USAGE)),
            Some(_) => report.check(&rule::KEY_USAGE, may_not_sign_certificates(extensions)),
        }
        // (o) critical extensions
        report.check(&rule::CRITICAL_EXTENSION, unprocessed_extension(extensions));
    }

    /// RFC 5280 6.1.5, Wrap-Up Procedure.
    fn wrap_up(&mut self, subject: &Subject<'a>, report: &mut Report) {
        // (a) one certificate less
        self.explicit_policy.decrement();
        // (b) policy constraints
        if let Some(constraints) = subject.extensions.policy_constraints
            && constraints.require_explicit_policy == Some(0)
        {
            self.explicit_policy = Countdown::NOW;
        }
        // (c) to (e) the working public key is that of the certificate
        // (f) critical extensions
        // (g) the user-constrained-policy-set, as RFC 9618 5.5 has it
        let accepted = &self.settings.user_initial_policy_set;
        self.constrained_policies = self.valid_policy_graph.constrained_policies(accepted);
        let kept = !self.explicit_policy.is_zero() || !self.constrained_policies.anchor_domain.is_empty();
        let finding = self.policy_finding(kept, subject);
        report.add(self.resting_on_what_is_above(finding));
        for rule in [
            &rule::POLICY_MAPPING,
            &rule::BASIC_CONSTRAINTS,
            &rule::PATH_LENGTH,
            &rule::KEY_USAGE,
        ] {
            report.add(Finding::not_applicable(rule));
        }
        report.check(
            &rule::CRITICAL_EXTENSION,
            unprocessed_extension(&subject.extensions),
        );
    }

    /// The algorithms of the certificate, and the key of the anchor above the first.
    fn algorithm_fault(&self, subject: &Subject<'_>) -> Option<Detail> {
        let permitted = &self.settings.algorithms;
        let anchor = self.anchor.filter(|_| subject.is_first);
        alone::algorithm_fault(subject.certificate, permitted)
            .or_else(|| alone::key_fault("a trust anchor's key", anchor?.public_key(), permitted))
    }

    /// 6.1.3 (a)(4)
    fn name_chaining(&self, certificate: &Certificate) -> Finding {
        let rule = &rule::NAME_CHAINING;
        let Some(wanted) = self.working_issuer_name else {
            return Finding::not_checked(rule, no_issuer(certificate));
        };
        let issuer = certificate.issuer();
        let (is_same, note) = match self.settings.name_matching {
            NameMatching::Rfc5280 => (issuer.matches(wanted), ""),
            NameMatching::ByteIdentity if issuer.matches(wanted) => {
                (issuer == wanted, ", the same text in another encoding")
            }
            NameMatching::ByteIdentity => (false, ""),
        };
        if is_same {
            return Finding::pass(rule);
        }
        Finding::breach(
            rule,
            Detail::new(format!("issuer {issuer}{note}"), format!("issuer {wanted}")),
        )
    }

    /// 6.1.3 (b), (c)
    fn names_within_constraints(&self, subject: &Subject<'_>, budget: &mut Budget) -> Finding {
        let rule = &rule::NAME_CONSTRAINTS;
        if subject.is_self_issued || self.name_constraints.is_empty() {
            return Finding::not_applicable(rule);
        }
        let names = subject.extensions.subject_alternative_names;
        match self
            .name_constraints
            .first_violation(subject.certificate.subject(), names, budget)
        {
            Ok(None) => Finding::pass(rule),
            Ok(Some(violation)) => Finding::breach(rule, Detail::new(violation.found(), &violation)),
            Err(exhausted) => not_checked_for(rule, exhausted),
        }
    }

    /// 6.1.4 (a), (b)
    fn map_policies(&mut self, extensions: &PathExtensions<'a>, budget: &mut Budget) -> Finding {
        let rule = &rule::POLICY_MAPPING;
        let Some(mappings) = extensions.policy_mappings else {
            return Finding::not_applicable(rule);
        };
        // (a)
        let touches_any_policy = mappings.iter().find(|mapping| {
            mapping.issuer_domain_policy.is_any_policy() || mapping.subject_domain_policy.is_any_policy()
        });
        if let Some(mapping) = touches_any_policy {
            let found = format!(
                "{} is mapped to {}",
                mapping.issuer_domain_policy, mapping.subject_domain_policy
            );
            return Finding::breach(rule, Detail::new(found, "mappings without anyPolicy"));
        }
        // (b)
        let pairs = mappings
            .iter()
            .map(|mapping| (&mapping.issuer_domain_policy, &mapping.subject_domain_policy));
        if self.policy_mapping.is_zero() {
            self.valid_policy_graph.delete_mapped(pairs);
        } else {
            let done = self.valid_policy_graph.map(pairs, budget);
            self.remember_exhaustion(done);
        }
        Finding::pass(rule)
    }

    /// 6.1.4 (l), (m)
    fn count_path_length(&mut self, subject: &Subject<'_>) -> Finding {
        let is_kept = subject.is_self_issued || !self.max_path_length.is_zero();
        // (l)
        if !subject.is_self_issued {
            self.max_path_length.decrement();
        }
        // (m)
        self.constrain_length(&subject.extensions);
        if is_kept {
            return Finding::pass(&rule::PATH_LENGTH);
        }
        let found = format!("CA {} below", subject.certificate.subject());
        Finding::breach(
            &rule::PATH_LENGTH,
            Detail::new(found, "no further CA below that pathLenConstraint"),
        )
    }

    /// 6.1.4 (g)
    fn constrain_names(&mut self, extensions: &PathExtensions<'a>) {
        if let Some(constraints) = extensions.name_constraints {
            self.name_constraints.add(constraints);
        }
    }

    /// 6.1.4 (i), (j)
    fn constrain_policies(&mut self, extensions: &PathExtensions<'_>) {
        if let Some(constraints) = extensions.policy_constraints {
            if let Some(count) = constraints.require_explicit_policy {
                self.explicit_policy.lower_to(count);
            }
            if let Some(count) = constraints.inhibit_policy_mapping {
                self.policy_mapping.lower_to(count);
            }
        }
        if let Some(count) = extensions.inhibit_any_policy {
            self.inhibit_any_policy.lower_to(count);
        }
    }

    /// 6.1.4 (m)
    fn constrain_length(&mut self, extensions: &PathExtensions<'_>) {
        let constraints = extensions.basic_constraints;
        if let Some(length) = constraints.and_then(|constraints| constraints.path_length) {
            self.max_path_length.lower_to(length);
        }
    }

    /// 6.1.3 (f), 6.1.5 (g)
    fn policy_finding(&self, kept: bool, subject: &Subject<'_>) -> Finding {
        let rule = &rule::POLICY;
        if let Some(exhausted) = self.policies_exhausted {
            return not_checked_for(rule, exhausted);
        }
        if kept {
            return Finding::pass(rule);
        }
        let found = match subject.extensions.policies {
            None => "no certificatePolicies".to_owned(),
            Some(policies) => {
                let policies = some_of(policies.iter().map(|policy| &policy.oid));
                format!("certificatePolicies {policies}, not valid for the path")
            }
        };
        let wanted = match &self.settings.user_initial_policy_set {
            UserInitialPolicySet::Any => "a policy that every certificate of the path has".to_owned(),
            UserInitialPolicySet::Only(policies) => {
                format!(
                    "a policy that every certificate of the path has, one of {}",
                    some_of(policies)
                )
            }
        };
        Finding::breach(rule, Detail::new(found, wanted))
    }

    /// A rule that was kept as far as can be seen was not checked if the path does not reach an anchor.
    fn resting_on_what_is_above(&self, finding: Finding) -> Finding {
        if self.anchor.is_some() || finding.detail().is_some() {
            return finding;
        }
        let detail = Detail::new("the path ends before a trust anchor", "all certificates above");
        Finding::not_checked(finding.rule(), detail)
    }

    fn remember_exhaustion(&mut self, done: Result<(), Exhausted>) {
        if let Err(exhausted) = done {
            self.policies_exhausted.get_or_insert(exhausted);
        }
    }
}

fn no_issuer(certificate: &Certificate) -> Detail {
    Detail::new(
        format!("issuer {}", certificate.issuer()),
        "its certificate, or it as a trust anchor",
    )
}

/// Not checked, because the budget ran out.
pub(crate) fn not_checked_for(rule: &'static Rule, exhausted: Exhausted) -> Finding {
    Finding::not_checked(rule, Detail::new(exhausted, "an end within the limits of work"))
}
