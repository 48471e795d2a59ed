//! What comes of the findings: accept, refuse, or undecided.

mod brief;
mod certificate;
mod gate;
mod identity;
mod list;
mod looked_at;
mod request;

use std::fmt;

use s1spki_policies::{Environment, Moment, Policy, PolicyHash, Standing};
use serde::Serialize;

pub(crate) use brief::Tally;
pub use brief::{About, Brief, Remark};
pub use certificate::{CertificateVerdict, FindingsOfCertificate, GroupedFindings, PathTaken};
pub(crate) use gate::subject_as_object;
pub use gate::{CertificateInPlace, Claim, GateVerdict};
pub use identity::{Identity, NamedRole};
pub use list::ListVerdict;
pub use request::RequestVerdict;

use crate::finding::{Finding, Outcome};

/// What is to be done with what was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Every rule was looked at, and none that refuses is broken.
    Accept,
    /// No rule is known to be broken, but one could not be looked at.
    Undecided,
    /// A rule is broken.
    Refuse,
}

impl Decision {
    /// The decision that these findings carry: a breach refuses; else what was not checked leaves it open.
    ///
    /// What a policy lets be unknown is no such finding but a warning, so that "not checked" never passes.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        findings
            .into_iter()
            .map(|finding| Self::by(finding.outcome()))
            .max()
            .unwrap_or(Self::Undecided)
    }

    const fn by(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Breach => Self::Refuse,
            Outcome::NotChecked => Self::Undecided,
            Outcome::Pass | Outcome::Warning | Outcome::NotApplicable | Outcome::NotYetInForce => {
                Self::Accept
            }
        }
    }

    /// The word for machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Undecided => "undecided",
            Self::Refuse => "refuse",
        }
    }

    /// The word for people: what was done.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Accept => "ACCEPTED",
            Self::Undecided => "UNDECIDED",
            Self::Refuse => "REFUSED",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// On what standing a decision rests.
///
/// To accept, every rule that was kept is needed: the weakest of them counts. To refuse, one breach is enough: the
/// firmest counts, and likewise for what left the decision open.
pub(crate) fn standing<'a>(decision: Decision, findings: impl IntoIterator<Item = &'a Finding>) -> Standing {
    let carrying = findings
        .into_iter()
        .filter(|finding| finding.outcome() != Outcome::NotApplicable)
        .filter(|finding| Decision::by(finding.outcome()) == decision)
        .map(Finding::standing);
    let standing = match decision {
        Decision::Accept => carrying.max(),
        Decision::Refuse | Decision::Undecided => carrying.min(),
    };
    standing.unwrap_or(Standing::Designated)
}

/// Which policy a verdict was reached under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyInForce {
    /// What it is called in files.
    pub id: String,
    /// What it is called by people.
    pub title: String,
    /// What it is for.
    pub environment: Environment,
    /// The SHA-256 of its canonical form.
    #[serde(serialize_with = "as_text")]
    pub hash: PolicyHash,
}

impl From<&Policy> for PolicyInForce {
    fn from(policy: &Policy) -> Self {
        Self {
            id: policy.id().to_owned(),
            title: policy.title().to_owned(),
            environment: policy.environment(),
            hash: policy.hash(),
        }
    }
}

fn as_text<S: serde::Serializer>(text: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(text)
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Whether a certificate follows its profile and is in force. Who issued it, and whether it was revoked, is
    /// not part of the question.
    Certificate,
    /// Whether a certificate is good: profile, path to a trust anchor, revocation.
    Chain,
    /// Whether a request can be put up for approval.
    Request,
    /// Whether a revocation list is as the policy has them, alone.
    List,
    /// Whether a service request, or what answers it, may be acted on.
    Command,
    /// Whether an installation may be migrated.
    Migration,
}

impl Question {
    /// The word for machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Chain => "chain",
            Self::Request => "request",
            Self::List => "list",
            Self::Command => "command",
            Self::Migration => "migration",
        }
    }

    /// What a good answer does not say.
    #[must_use]
    pub const fn not_asked(self) -> &'static [&'static str] {
        match self {
            Self::Certificate => &["path", "revocation"],
            Self::Chain | Self::Command | Self::Migration => &[],
            Self::Request => &["registration", "key-certified-before"],
            Self::List => &["signature", "completeness"],
        }
    }
}

/// The verdict on everything that was given.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What was asked.
    pub question: Question,
    /// At which time.
    pub at: Moment,
    /// Under which policy.
    pub policy: PolicyInForce,
    /// The certificates, in the order given.
    pub certificates: Vec<CertificateVerdict>,
    /// The requests, in the order given.
    pub requests: Vec<RequestVerdict>,
    /// The revocation lists, in the order given.
    pub lists: Vec<ListVerdict>,
    /// The verdicts of a gate, in the order given.
    pub gates: Vec<GateVerdict>,
    /// What was given and holds nothing that could be judged.
    pub unread: Vec<Unread>,
}

/// Something that was given and holds nothing that could be judged, such as a file that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// What the caller calls it, such as its file.
    pub label: String,
    /// What is wrong.
    pub error: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Verdict {
    /// The verdict on certificates.
    #[must_use]
    pub fn on_certificates(
        question: Question,
        at: Moment,
        policy: &Policy,
        certificates: Vec<CertificateVerdict>,
    ) -> Self {
        Self {
            certificates,
            ..Self::on_nothing(question, at, policy)
        }
    }

    /// The verdict on requests.
    #[must_use]
    pub fn on_requests(at: Moment, policy: &Policy, requests: Vec<RequestVerdict>) -> Self {
        Self {
            requests,
            ..Self::on_nothing(Question::Request, at, policy)
        }
    }

    /// The verdict on revocation lists.
    #[must_use]
    pub fn on_lists(at: Moment, policy: &Policy, lists: Vec<ListVerdict>) -> Self {
        Self {
            lists,
            ..Self::on_nothing(Question::List, at, policy)
        }
    }

    /// The verdict of a gate on messages or installations.
    #[must_use]
    pub fn of_gate(question: Question, at: Moment, policy: &Policy, gates: Vec<GateVerdict>) -> Self {
        Self {
            gates,
            ..Self::on_nothing(question, at, policy)
        }
    }

    fn on_nothing(question: Question, at: Moment, policy: &Policy) -> Self {
        Self {
            question,
            at,
            policy: policy.into(),
            certificates: Vec::new(),
            requests: Vec::new(),
            lists: Vec::new(),
            gates: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// The same verdict, together with what could not be read: that leaves the decision open.
    #[must_use]
    pub fn with_unread(self, unread: Vec<Unread>) -> Self {
        Self { unread, ..self }
    }

    /// The decision over all: one refused refuses, else one undecided or unread leaves it open. Nothing at all is
    /// undecided.
    #[must_use]
    pub fn decision(&self) -> Decision {
        let unread = self.unread.iter().map(|_| Decision::Undecided);
        self.decisions()
            .chain(unread)
            .max()
            .unwrap_or(Decision::Undecided)
    }

    /// The decisions about what could be read, in the order given.
    pub fn decisions(&self) -> impl Iterator<Item = Decision> {
        let certificates = self.certificates.iter().map(|certificate| certificate.decision);
        let requests = self.requests.iter().map(|request| request.decision);
        let lists = self.lists.iter().map(|list| list.decision);
        let gates = self.gates.iter().map(|gate| gate.decision);
        certificates.chain(requests).chain(lists).chain(gates)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use s1spki_policies::Authority;

    use super::*;
    use crate::finding::{Basis, Detail, Rule};

    static RULE: Rule = Rule {
        code: "test.rule",
        summary: "something holds",
        basis: Basis::Policy,
        hint: "make it hold",
    };

    fn resting_on(finding: Finding, standing: Standing) -> Finding {
        finding.resting_on(&Arc::new(Authority {
            clause: "CP 1.1".parse().unwrap(),
            standing,
            source: "a test".to_owned(),
        }))
    }

    fn breach() -> Finding {
        Finding::breach(&RULE, Detail::new("this", "that"))
    }

    #[test]
    fn a_breach_refuses_and_what_was_not_checked_leaves_the_decision_open() {
        let (pass, warning) = (Finding::pass(&RULE), Finding::warning(&RULE, Detail::default()));
        let not_checked = Finding::not_checked(&RULE, Detail::default());
        assert_eq!(Decision::of([&pass, &warning]), Decision::Accept);
        assert_eq!(Decision::of([&pass, &not_checked]), Decision::Undecided);
        assert_eq!(Decision::of([&not_checked, &breach()]), Decision::Refuse);
        assert_eq!(Decision::of([]), Decision::Undecided);
    }

    #[test]
    fn acceptance_is_as_weak_as_its_weakest_rule_and_refusal_as_firm_as_its_firmest_breach() {
        let passes = [Standing::Designated, Standing::Assumed, Standing::Measured]
            .map(|standing| resting_on(Finding::pass(&RULE), standing));
        assert_eq!(standing(Decision::Accept, &passes), Standing::Assumed);
        let breaches = [Standing::Assumed, Standing::Measured].map(|standing| resting_on(breach(), standing));
        let all = passes.iter().chain(&breaches);
        assert_eq!(standing(Decision::Refuse, all), Standing::Measured);
    }
}
