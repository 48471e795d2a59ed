//! The command gate: whether a service request, or what answers it, may be acted on.
//!
//! The rules stand in the order in which the message is taken apart: form, signature, signer, service, user, device,
//! notified Certificate ID, counters, countersignature, anomalies, the certificates that it brings. A family of rules is
//! a file. Each of them is among the findings, whatever came of those before it; what cannot be looked at any more is
//! not checked, and says why.

mod anomaly;
mod check;
mod counter;
mod countersignature;
mod device;
mod enclosed;
mod facts;
mod form;
mod replacement;
mod resolve;
mod service;
mod signer;
mod slot;
mod subject;
mod user;

use s1spki_policies::{Moment, Policy};

use crate::cache::VerdictCache;
use crate::certificate::Certificate;
use crate::chain::ChainJudge;
use crate::directory::Directory;
use crate::duis::{Message, MessageError, XmlLimits};
use crate::evidence::CommandEvidence;
use crate::finding::{Finding, Rule};
use crate::rule::Ground;
use crate::verdict::{Brief, CertificateInPlace, GateVerdict};
use check::Check;
use facts::{Asked, Facts};

/// The families, in the order in which a message is taken apart. The form of message and signature comes before them.
static FAMILIES: [&[&Check]; 9] = [
    &signer::CHECKS,
    &service::CHECKS,
    &user::CHECKS,
    &device::CHECKS,
    &slot::CHECKS,
    &counter::CHECKS,
    &countersignature::CHECKS,
    &anomaly::CHECKS,
    &replacement::CHECKS,
];

/// Every rule of the gate but those of the form of messages, with the provision that it rests on.
pub(crate) fn rules() -> impl Iterator<Item = (&'static Rule, Ground)> {
    let checks = FAMILIES.iter().flat_map(|family| family.iter());
    checks
        .map(|check| (&check.rule, check.ground))
        .chain(std::iter::once((&enclosed::ENCLOSED, Ground::Standard)))
}

/// Where in what is given the message stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enclosure {
    /// It is the whole.
    #[default]
    None,
    /// It is the one request inside another root element, such as the envelope of another system.
    OtherRoot,
}

/// Decides on messages, under one policy and at one time.
///
/// It is a pure function over message, evidence, policy and certificates. It is built once and used for many messages,
/// from as many threads as there are.
#[derive(Clone, Debug)]
pub struct CommandGate<'a> {
    policy: &'a Policy,
    judge: &'a ChainJudge<'a>,
    directory: &'a Directory,
    remembered: Option<&'a VerdictCache>,
    enclosure: Enclosure,
    limits: XmlLimits,
}

/// How much is kept of the verdicts on certificates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// All of it.
    Whole,
    /// What decides.
    Brief,
}

/// The verdicts on certificates that were asked for.
struct Judged {
    depth: Depth,
    certificates: Vec<CertificateInPlace>,
}

impl<'a> CommandGate<'a> {
    /// A gate that goes by `policy`, judges certificates by `judge`, at the time of `judge`, and finds those that messages
    /// name in `directory`.
    #[must_use]
    pub fn new(policy: &'a Policy, judge: &'a ChainJudge<'a>, directory: &'a Directory) -> Self {
        Self {
            policy,
            judge,
            directory,
            remembered: None,
            enclosure: Enclosure::None,
            limits: policy.commands().xml_limits_at(judge.at()).into(),
        }
    }

    /// The same gate, which looks up what was found out before about certificates that come again.
    #[must_use]
    pub fn remembering(self, cache: &'a VerdictCache) -> Self {
        Self {
            remembered: Some(cache),
            ..self
        }
    }

    /// The same gate, which looks for the message in this place.
    #[must_use]
    pub fn within(self, enclosure: Enclosure) -> Self {
        Self { enclosure, ..self }
    }

    /// The time at which it decides.
    #[must_use]
    pub const fn at(&self) -> Moment {
        self.judge.at()
    }

    /// The verdict on a message, with the verdicts on the certificates that it names and brings.
    #[must_use]
    pub fn decide(
        &self,
        label: impl Into<String>,
        message: &[u8],
        evidence: &CommandEvidence,
    ) -> GateVerdict {
        self.verdict(label.into(), message, evidence, Depth::Whole)
    }

    /// The same without the verdicts on certificates, for pipelines: the decision and the findings are the same.
    #[must_use]
    pub fn decide_briefly(
        &self,
        label: impl Into<String>,
        message: &[u8],
        evidence: &CommandEvidence,
    ) -> GateVerdict {
        self.verdict(label.into(), message, evidence, Depth::Brief)
    }

    fn verdict(
        &self,
        label: String,
        message: &[u8],
        evidence: &CommandEvidence,
        depth: Depth,
    ) -> GateVerdict {
        match self.decode(message) {
            Ok(message) => self.verdict_on(label, &message, evidence, depth),
            Err(error) => GateVerdict::new(label, Vec::new(), vec![error.finding()], Vec::new()),
        }
    }

    fn decode(&self, message: &[u8]) -> Result<Message, MessageError> {
        match self.enclosure {
            Enclosure::None => Message::decode(message, &self.limits),
            Enclosure::OtherRoot => Message::decode_within(message, &self.limits),
        }
    }

    fn verdict_on(
        &self,
        label: String,
        message: &Message,
        evidence: &CommandEvidence,
        depth: Depth,
    ) -> GateVerdict {
        let mut judged = Judged {
            depth,
            certificates: Vec::new(),
        };
        let facts = self.facts(message, evidence, &mut judged);
        let mut findings = self.findings(&facts);
        if let Some(enclosed) = message.enclosed() {
            let inner = self.verdict_on(label.clone(), enclosed, evidence, depth);
            findings.push(enclosed::finding(&inner));
            judged.certificates.extend(enclosed::certificates(inner));
        }
        let subject = subject::claims(&facts);
        GateVerdict::new(label, subject, findings, judged.certificates)
    }

    fn facts<'m>(
        &'m self,
        message: &'m Message,
        evidence: &'m CommandEvidence,
        judged: &mut Judged,
    ) -> Facts<'m> {
        let asked = Asked::of(message, self.policy);
        let originator = asked.request_id.map(|id| id.originator);
        let users = evidence.users.iter().flatten();
        Facts {
            policy: self.policy,
            commands: self.policy.commands(),
            at: self.at(),
            message,
            evidence,
            user: { users }.find(|user| Some(user.eui64) == originator),
            signer: self.signer(message, originator, judged),
            countersigner: self.countersigner(&asked, evidence, judged),
            replacements: self.replacements(message, judged),
            header: asked.header,
            request_id: asked.request_id,
            variant: asked.variant,
            row: asked.row,
            device_in_question: asked.device_in_question,
        }
    }

    fn findings(&self, facts: &Facts<'_>) -> Vec<Finding> {
        let mut findings = form::findings(facts);
        let checks = FAMILIES.iter().flat_map(|family| family.iter());
        findings.extend(checks.map(|check| check.finding(facts)));
        findings
    }

    /// The verdict on a certificate in its chain.
    fn judge_certificate(&self, place: &str, certificate: &Certificate, judged: &mut Judged) -> Brief {
        match judged.depth {
            Depth::Brief => match self.remembered {
                Some(cache) => cache.brief_on(self.judge, certificate),
                None => self.judge.brief_on(certificate),
            },
            Depth::Whole => {
                let verdict = self.judge.judge_decoded(place, Ok(certificate));
                let brief = Brief::of(&verdict);
                judged.certificates.push(CertificateInPlace {
                    place: place.to_owned(),
                    verdict,
                });
                brief
            }
        }
    }
}
