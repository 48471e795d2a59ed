//! Taking a request in: every finding at once, so that its maker has to come back only once.

use std::sync::Arc;

use s1spki_policies::{Authority, Moment, Permission, Policy};
use s1spki_validator::{
    Block, CertificateRequest, Detail, Finding, Label, Outcome, RequestFacts, Rule, crypto, inspect_request,
    read_blocks, requested_profile,
};

use super::rule;
use crate::command::ReceiveRequest;
use crate::event::{Event, RecordedFinding, RequestReceived, RequestRejected, RequestedCertificate};
use crate::refusal::{Refusal, ground};
use crate::register::{Organisation, Register};
use crate::{Hash, PublicKey, organisation};

/// The most octets that are looked at: a request of this PKI has about 400.
pub const MOST_OCTETS: usize = 64 * 1024;

/// What is to be said of a request that somebody wants to hand in. Nothing is recorded.
///
/// # Errors
/// A [`Refusal`] where there is no such organisation, or the octets are too many.
pub fn examine(
    register: &Register,
    policy: &Policy,
    command: &ReceiveRequest,
    at: Moment,
) -> Result<Vec<Finding>, Refusal> {
    examined(register, policy, command, at).map(|examined| examined.findings)
}

/// Takes a request in. Where a rule is broken, it is rejected at once, with every reason.
pub(crate) fn receive(
    register: &Register,
    policy: &Policy,
    command: &ReceiveRequest,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    let examined = examined(register, policy, command, at)?;
    let request = register.next_request();
    let kept = examined
        .findings
        .iter()
        .filter(|finding| finding.outcome() == Outcome::Pass);
    let breaches: Vec<&Finding> = examined
        .findings
        .iter()
        .filter(|finding| refuses(finding))
        .collect();
    let rejected = (!breaches.is_empty()).then(|| RequestRejected {
        request,
        codes: breaches.iter().map(|finding| finding.code().to_owned()).collect(),
        reason: format!("{} findings against it on arrival", breaches.len()),
        by: None,
    });
    let received = RequestReceived {
        kept: u32::try_from(kept.count()).unwrap_or(u32::MAX),
        request,
        organisation: command.organisation.clone(),
        submitter: command.submitter.clone(),
        sha256: Hash::of(&examined.octets),
        findings: examined
            .findings
            .iter()
            .filter(|finding| says_something(finding))
            .map(recorded)
            .collect(),
        octets: examined.octets.into(),
        asks_for: examined.asks_for,
        policy_sha256: policy.hash(),
    };
    Ok([Some(received.into()), rejected.map(Event::from)]
        .into_iter()
        .flatten()
        .collect())
}

/// Whether a finding turns the request away. What could not be looked at never counts as kept.
fn refuses(finding: &Finding) -> bool {
    match finding.outcome() {
        Outcome::Breach | Outcome::NotChecked => true,
        Outcome::Pass | Outcome::Warning | Outcome::NotApplicable | Outcome::NotYetInForce => false,
    }
}

/// Whether a finding has anything to say for the record: that a rule is kept, or is about something else, is
/// found again by looking again.
const fn says_something(finding: &Finding) -> bool {
    match finding.outcome() {
        Outcome::Breach | Outcome::Warning | Outcome::NotChecked | Outcome::NotYetInForce => true,
        Outcome::Pass | Outcome::NotApplicable => false,
    }
}

fn recorded(finding: &Finding) -> RecordedFinding {
    let detail = finding.detail();
    RecordedFinding {
        code: finding.code().to_owned(),
        outcome: finding.outcome(),
        clause: finding.clause(),
        found: detail.map(|detail| detail.found.clone()).unwrap_or_default(),
        wanted: detail.map(|detail| detail.wanted.clone()).unwrap_or_default(),
        hint: finding.hint().unwrap_or_default().to_owned(),
    }
}

/// A request that was looked at.
struct Examined {
    /// Its DER; where it could not be read, the octets as they came.
    octets: Vec<u8>,
    asks_for: Option<RequestedCertificate>,
    findings: Vec<Finding>,
}

fn examined(
    register: &Register,
    policy: &Policy,
    command: &ReceiveRequest,
    at: Moment,
) -> Result<Examined, Refusal> {
    let Some(organisation) = register.organisations().get(&command.organisation) else {
        let what = format!("{} is not in the register", command.organisation);
        return Err(Refusal::on(&ground::ORGANISATION_UNKNOWN, what));
    };
    if command.octets.len() > MOST_OCTETS {
        let what = format!("the request has {} octets", command.octets.len());
        return Err(Refusal::on(&ground::REQUEST_TOO_LARGE, what));
    }
    let case = Case {
        register,
        policy,
        organisation,
        at,
    };
    let mut findings = vec![case.submitter(command), case.evidence()];
    let request = match read(&command.octets) {
        Ok(request) => request,
        Err(reason) => {
            let detail = Detail::new(reason, "one certificate request");
            findings.insert(0, Finding::breach(&rule::READABLE, detail));
            return Ok(Examined {
                octets: command.octets.clone(),
                asks_for: None,
                findings,
            });
        }
    };
    findings.insert(0, Finding::pass(&rule::READABLE));
    let possession = crypto::verify_possession(&request);
    findings.extend(inspect_request(&request, possession, policy));
    let facts = RequestFacts::of(&request);
    findings.extend(case.register_rules(&facts));
    Ok(Examined {
        octets: request.der().to_vec(),
        asks_for: asked_for(&facts, policy),
        findings,
    })
}

/// Reads the one request in these octets, in any spelling; else says why there is none.
fn read(octets: &[u8]) -> Result<CertificateRequest, String> {
    let blocks = read_blocks(octets, MOST_OCTETS).map_err(|error| error.to_string())?;
    match blocks.as_slice() {
        [
            Block {
                label: Label::CertificateRequest | Label::Absent,
                der,
                ..
            },
        ] => CertificateRequest::decode(der).map_err(|error| error.to_string()),
        [Block { label, .. }] => Err(format!("a PEM of {label}")),
        several => Err(format!("{} objects", several.len())),
    }
}

/// What the request asks for, where all of it can be told.
fn asked_for(facts: &RequestFacts, policy: &Policy) -> Option<RequestedCertificate> {
    Some(RequestedCertificate {
        profile: requested_profile(facts, policy)?.name.clone(),
        role: facts.role()?,
        eui64: facts.entity()?,
        common_name: facts.common_name.clone(),
        public_key: public_key(facts)?,
    })
}

fn public_key(facts: &RequestFacts) -> Option<PublicKey> {
    PublicKey::from_point(facts.request().public_key().key()).ok()
}

/// What the rules on the register look at.
struct Case<'a> {
    register: &'a Register,
    policy: &'a Policy,
    organisation: &'a Organisation,
    at: Moment,
}

impl Case<'_> {
    fn submitter(&self, command: &ReceiveRequest) -> Finding {
        let authority = self.policy.registration().person_identity.authority();
        let kept = self.organisation.is_responsible(&command.submitter);
        judged(&rule::SUBMITTER, authority, kept, || {
            let people = self.organisation.responsible_officers.iter();
            let people: Vec<&str> = people.map(|officer| officer.person.as_str()).collect();
            Detail::new(&command.submitter, people.join(", "))
        })
    }

    fn evidence(&self) -> Finding {
        let lasts = &self.policy.registration().evidence_lasts;
        let kept = organisation::is_current(self.policy, &self.organisation.evidence, self.at);
        judged(&rule::EVIDENCE_CURRENT, lasts.authority(), kept, || {
            let collected = format!("collected at {}", self.organisation.evidence.collected_at);
            Detail::new(collected, format!("of the last {}", lasts.value()))
        })
    }

    /// The rules that need to know what the request asks for. What cannot be told is another rule's breach.
    fn register_rules(&self, facts: &RequestFacts) -> Vec<Finding> {
        let identifier = facts.entity().map(|identifier| {
            let authority = self.policy.registration().organisation_identity.authority();
            let kept = self.organisation.identifiers.contains(&identifier);
            judged(&rule::IDENTIFIER_OWNER, authority, kept, || {
                let owner = match self.register.organisation_of(identifier) {
                    Some(owner) => format!("{identifier}, which belongs to {}", owner.id),
                    None => format!("{identifier}, which nobody has registered"),
                };
                Detail::new(owner, list(&self.organisation.identifiers))
            })
        });
        let role = facts.role().map(|role| {
            let kept = self.organisation.roles.contains(&role);
            let detail = || Detail::new(self.policy.role_name(role), list(&self.organisation.roles));
            match self.policy.roles().get(&role) {
                Some(row) => judged(&rule::ROLE_OF_ORGANISATION, row.authority(), kept, detail),
                None => unless(&rule::ROLE_OF_ORGANISATION, kept, detail),
            }
        });
        let key = public_key(facts).zip(facts.entity());
        let key =
            key.map(|(key, identifier)| self.key(self.register.certificates().subject_of(&key), identifier));
        [identifier, role]
            .into_iter()
            .flatten()
            .chain(key.into_iter().flatten())
            .collect()
    }

    /// The rules on a key that was certified for `subject` before, if it was.
    fn key(
        &self,
        subject: Option<s1spki_policies::Eui64>,
        identifier: s1spki_policies::Eui64,
    ) -> [Finding; 2] {
        let provision = &self.policy.requests().key_certified_before;
        let authority = provision.authority();
        let another = subject.filter(|subject| *subject != identifier);
        let of_another = judged(&rule::KEY_OF_ANOTHER, authority, another.is_none(), || {
            let found = another.map(|subject| format!("in a certificate of {subject}"));
            Detail::new(found.unwrap_or_default(), "in none of another subject")
        });
        let detail = || Detail::new("in a certificate of this authority", "in none");
        let before = match (subject, provision.value()) {
            (None, _) | (Some(_), Permission::Allow) => Finding::pass(&rule::KEY_CERTIFIED_BEFORE),
            (Some(_), Permission::Warn) => Finding::warning(&rule::KEY_CERTIFIED_BEFORE, detail()),
            (Some(_), Permission::Refuse) => Finding::breach(&rule::KEY_CERTIFIED_BEFORE, detail()),
        };
        [before.resting_on(authority), of_another]
    }
}

fn judged(
    rule: &'static Rule,
    authority: &Arc<Authority>,
    kept: bool,
    detail: impl FnOnce() -> Detail,
) -> Finding {
    unless(rule, kept, detail).resting_on(authority)
}

fn unless(rule: &'static Rule, kept: bool, detail: impl FnOnce() -> Detail) -> Finding {
    match kept {
        true => Finding::pass(rule),
        false => Finding::breach(rule, detail()),
    }
}

fn list<T: ToString>(values: &std::collections::BTreeSet<T>) -> String {
    values
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
