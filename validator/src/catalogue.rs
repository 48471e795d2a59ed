//! The catalogue of all rules, and what can be said of one of them under a policy.

mod example;

use s1spki_policies::{Policy, ProfileKind, ProvisionRecord};

pub use example::Example;

use crate::duis;
use crate::expectation;
use crate::finding::Rule;
use crate::gate;
use crate::inspector::IN_FORCE;
use crate::issuer_key::ISSUER_KEY;
use crate::path;
use crate::revocation;
use crate::rule::{self, Ground, RelyingPartyValue, Wanted};

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Subject {
    Certificate,
    Request,
    List,
    Message,
}

/// An entry of the catalogue: a rule, and what it rests on.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    rule: &'static Rule,
    ground: Ground,
    subject: Subject,
}

/// Every rule: profile, encoding, validity, expectation, path, revocation, request, list, and the gates.
pub fn catalogue() -> impl Iterator<Item = Entry> {
    let entry = |subject| {
        move |(rule, ground)| Entry {
            rule,
            ground,
            subject,
        }
    };
    let others = [&IN_FORCE, &ISSUER_KEY, &expectation::ROLE].map(|rule| (rule, Ground::Standard));
    let of_path = path::rule::OF_PATH
        .into_iter()
        .chain(path::rule::OF_CERTIFICATE)
        .chain(path::rule::ON_REQUEST);
    let of_path = of_path.map(|rule| (rule, path_ground(rule)));
    let of_status = revocation::rule::ALL
        .into_iter()
        .chain(revocation::rule::ON_REQUEST);
    let of_status = of_status.map(|rule| (rule, Ground::RelyingParty(RelyingPartyValue::Revocation)));
    let of_message = duis::rule::rules().map(|rule| (rule, Ground::Standard));
    rule::profile_rules()
        .chain(others)
        .chain(of_path)
        .chain(of_status)
        .map(entry(Subject::Certificate))
        .chain(rule::request::rules().map(entry(Subject::Request)))
        .chain(rule::revocation_list::rules().map(entry(Subject::List)))
        .chain(of_message.map(entry(Subject::Message)))
        .chain(gate::command_rules().map(entry(Subject::Message)))
        .chain(gate::migration_rules().map(entry(Subject::Certificate)))
}

/// Path validation follows RFC 5280; what is acceptable is for the policy to say.
fn path_ground(rule: &Rule) -> Ground {
    match rule.code {
        code if code == path::rule::POLICY.code => Ground::RelyingParty(RelyingPartyValue::Policies),
        code if code == path::rule::ALGORITHM.code => Ground::RelyingParty(RelyingPartyValue::Algorithms),
        _ => Ground::Standard,
    }
}

/// The entry with this code.
#[must_use]
pub fn explain(code: &str) -> Option<Entry> {
    catalogue().find(|entry| entry.rule.code == code)
}

impl Entry {
    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// Whether this is the rule with this code, or one of those whose code begins with it.
    #[must_use]
    pub fn is_within(&self, code: &str) -> bool {
        let rest = self.rule.code.strip_prefix(code);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    }

    /// The first word of the code: what the rule belongs to.
    #[must_use]
    pub fn family(&self) -> &'static str {
        let code = self.rule.code;
        code.split_once('.').map_or(code, |(family, _)| family)
    }

    /// The rule as a specimen breaks it.
    #[must_use]
    pub fn example(&self) -> Option<Example> {
        example::example(self.rule.code)
    }

    /// The values of the policy that the rule compares with, with clause, standing and source; none where it
    /// follows from a public standard.
    #[must_use]
    pub fn provisions<'a>(&self, policy: &'a Policy) -> Vec<&'a ProvisionRecord> {
        let mut paths: Vec<String> = policy
            .profiles()
            .values()
            .filter(|profile| {
                self.subject == Subject::Certificate || *profile.kind.value() == ProfileKind::Organisation
            })
            .filter_map(|profile| self.ground.path(&Wanted { profile, policy }))
            .collect();
        paths.dedup();
        let is_meant = |record: &&ProvisionRecord| match self.ground {
            Ground::Dated(rule) => {
                let below = record.path.strip_prefix(rule);
                below.is_some_and(|version| version.starts_with('.'))
            }
            Ground::StatusList(value) => value.paths().contains(&record.path.as_str()),
            _ => paths.contains(&record.path),
        };
        policy.provisions().iter().filter(is_meant).collect()
    }
}
