//! The chain as cards, the trust anchor first: what a picture shows of each certificate.

use super::told::name_of;
use crate::finding::{Finding, Outcome};
use crate::verdict::{
    CertificateInPlace, CertificateVerdict, Claim, Decision, FindingsOfCertificate, GateVerdict, Identity,
    ListVerdict, RequestVerdict, Unread, Verdict,
};

/// What was asked about, with everything above it.
pub(super) struct Stack {
    pub(super) label: String,
    pub(super) decision: Decision,
    /// On what that rests, or why nothing was judged.
    pub(super) remark: String,
    /// From the top downwards.
    pub(super) cards: Vec<Card>,
}

/// One certificate or request.
pub(super) struct Card {
    pub(super) state: State,
    /// What it is in the chain.
    pub(super) place: String,
    pub(super) name: String,
    /// What it says of itself.
    pub(super) claims: Vec<String>,
    /// What is to be known of it.
    pub(super) faults: Vec<Fault>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It is a trust anchor, and was not judged.
    Trusted,
    /// There should be a trust anchor.
    Absent,
    /// It was judged.
    Judged(Decision),
    /// No fault was found in it, but the chain that it stands in is not accepted.
    Faultless,
}

/// A finding that is to be known.
pub(super) struct Fault {
    pub(super) outcome: Outcome,
    pub(super) text: String,
}

/// Everything that a verdict is about.
pub(super) fn stacks(verdict: &Verdict) -> Vec<Stack> {
    let certificates = verdict.certificates.iter().map(of_certificate);
    let requests = verdict.requests.iter().map(of_request);
    let lists = verdict.lists.iter().map(of_list);
    let gates = verdict.gates.iter().map(of_gate);
    let unread = verdict.unread.iter().map(of_unread);
    certificates
        .chain(requests)
        .chain(lists)
        .chain(gates)
        .chain(unread)
        .collect()
}

fn of_certificate(verdict: &CertificateVerdict) -> Stack {
    let mut cards = Vec::new();
    if let Some(path) = &verdict.path {
        cards.push(anchor_card(
            path.anchor.as_deref(),
            &path.findings,
            verdict.decision,
        ));
        cards.extend(
            path.above
                .iter()
                .rev()
                .map(|above| card("certificate of an authority", above, verdict.decision)),
        );
    }
    cards.push(card(
        "the certificate in question",
        &verdict.of_certificate,
        verdict.decision,
    ));
    Stack {
        label: verdict.label.clone(),
        decision: verdict.decision,
        remark: format!("rests on {} values", verdict.standing),
        cards,
    }
}

fn anchor_card(anchor: Option<&str>, of_path: &[Finding], of_chain: Decision) -> Card {
    Card {
        state: match anchor {
            Some(_) => State::Trusted,
            None => State::Absent,
        },
        place: "trust anchor".to_owned(),
        name: anchor.unwrap_or("none is reached").to_owned(),
        claims: Vec::new(),
        faults: faults(of_path, of_chain),
    }
}

fn card(place: impl Into<String>, certificate: &FindingsOfCertificate, of_chain: Decision) -> Card {
    let findings: Vec<&Finding> = certificate.findings.all().collect();
    Card {
        state: match (Decision::of(findings.iter().copied()), of_chain) {
            (Decision::Accept, Decision::Refuse | Decision::Undecided) => State::Faultless,
            (own, _) => State::Judged(own),
        },
        place: place.into(),
        name: name_of(certificate).to_owned(),
        claims: claims(certificate.identity.as_ref()),
        faults: faults(findings, of_chain),
    }
}

fn of_request(verdict: &RequestVerdict) -> Stack {
    let subject = verdict.identity.as_ref().map(|identity| identity.subject.clone());
    let card = Card {
        state: State::Judged(verdict.decision),
        place: "certificate request".to_owned(),
        name: subject.unwrap_or_else(|| "a request that cannot be read".to_owned()),
        claims: claims(verdict.identity.as_ref()),
        faults: faults(&verdict.findings, verdict.decision),
    };
    Stack {
        label: verdict.label.clone(),
        decision: verdict.decision,
        remark: format!("rests on {} values", verdict.standing),
        cards: vec![card],
    }
}

fn of_list(verdict: &ListVerdict) -> Stack {
    let issuer = verdict.subject.first().map(|claim| claim.value.clone());
    let card = Card {
        state: State::Judged(verdict.decision),
        place: "revocation list".to_owned(),
        name: issuer.unwrap_or_else(|| "a list that cannot be read".to_owned()),
        claims: claims_in_words(&verdict.subject).into_iter().skip(1).collect(),
        faults: faults(&verdict.findings, verdict.decision),
    };
    Stack {
        label: verdict.label.clone(),
        decision: verdict.decision,
        remark: format!("rests on {} values", verdict.standing),
        cards: vec![card],
    }
}

/// The certificates that the gate looked at stand above what they are to serve. What is above them in turn is told
/// in the tables.
fn of_gate(verdict: &GateVerdict) -> Stack {
    let subject = verdict.subject.first().map(|claim| claim.value.clone());
    let own = Card {
        state: State::Judged(verdict.decision),
        place: "what was judged".to_owned(),
        name: subject.unwrap_or_else(|| verdict.label.clone()),
        claims: claims_in_words(&verdict.subject).into_iter().skip(1).collect(),
        faults: faults(&verdict.findings, verdict.decision),
    };
    let certificates = verdict.certificates.iter().map(card_in_place);
    Stack {
        label: verdict.label.clone(),
        decision: verdict.decision,
        remark: format!("rests on {} values", verdict.standing),
        cards: certificates.chain([own]).collect(),
    }
}

fn card_in_place(certificate: &CertificateInPlace) -> Card {
    let verdict = &certificate.verdict;
    Card {
        state: State::Judged(verdict.decision),
        faults: faults(verdict.findings(), verdict.decision),
        ..card(&certificate.place, &verdict.of_certificate, verdict.decision)
    }
}

fn of_unread(unread: &Unread) -> Stack {
    Stack {
        label: unread.label.clone(),
        decision: Decision::Undecided,
        remark: format!("not judged: {}", unread.error),
        cards: Vec::new(),
    }
}

/// `cohort: FOC`, and so on.
pub(super) fn claims_in_words(claims: &[Claim]) -> Vec<String> {
    claims
        .iter()
        .map(|claim| format!("{}: {}", claim.name, claim.value))
        .collect()
}

/// Identifiers, then validity.
pub(super) fn claims(identity: Option<&Identity>) -> Vec<String> {
    let Some(identity) = identity else {
        return Vec::new();
    };
    let id = identity.certificate_id.as_ref().map(ToString::to_string);
    let role = identity.role.as_ref().map(|role| format!("role {role}"));
    let entity = identity.eui64.map(|entity| format!("EUI-64 {entity}"));
    let who: Vec<String> = [role, entity].into_iter().flatten().collect();
    let who = Some(who.join(", ")).filter(|who| !who.is_empty());
    let validity = identity.validity.map(|validity| validity.to_string());
    [id, who, validity].into_iter().flatten().collect()
}

/// Breaches first, then what was not checked, then warnings. Where the chain is refused, what was not checked is a
/// consequence, and only counted.
fn faults<'a>(findings: impl IntoIterator<Item = &'a Finding>, of_chain: Decision) -> Vec<Fault> {
    let findings: Vec<&Finding> = findings.into_iter().collect();
    let mut faults = Vec::new();
    for outcome in [Outcome::Breach, Outcome::NotChecked, Outcome::Warning] {
        let with = || findings.iter().filter(|finding| finding.outcome() == outcome);
        if outcome == Outcome::NotChecked && of_chain == Decision::Refuse {
            let count = with().count();
            faults.extend((count > 0).then(|| Fault {
                outcome,
                text: format!("{count} rules, which hang on what is wrong"),
            }));
            continue;
        }
        faults.extend(with().map(|finding| Fault {
            outcome,
            text: fault_text(finding),
        }));
    }
    faults
}

/// `profile.role.form: found this, wanted that`.
fn fault_text(finding: &Finding) -> String {
    match finding.detail() {
        Some(detail) => format!(
            "{}: found {}; wanted {}",
            finding.code(),
            detail.found,
            detail.wanted
        ),
        None => finding.code().to_owned(),
    }
}
