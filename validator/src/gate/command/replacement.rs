//! The certificates that a request brings to replace those of a device.

use std::sync::Arc;

use s1spki_policies::{
    Authority, CertificateOwner, DatedProvision, Eui64, KeyUsage, Presence, RemotePartyRole, ReplacementForm,
    ReplacementUsage,
};

use super::check::{Check, always, missing, of_version, under};
use super::facts::{Facts, JudgedReplacement};
use crate::certificate::Certificate;
use crate::duis::{CertificateSlot, ReplacementCertificate};
use crate::evidence::Responsible;
use crate::extension::KeyUsages;
use crate::facts::{EntityFact, RoleFact};
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::gate::finding_on_certificates;
use crate::rule::{Ground, Judgement};
use crate::verdict::Brief;

pub(super) static CHECKS: [&Check; 7] = [
    &PLACES,
    &READABLE,
    &ROLE,
    &USAGE,
    &CHAIN,
    &OWNER,
    &NETWORK_OPERATOR,
];

static PLACES: Check = Check {
    rule: Rule {
        code: "command.replacement-places",
        summary: "the request brings the certificates that belong to it, each in its place",
        basis: Basis::Policy,
        hint: "ask the sender for a request with the certificates that the schema wants",
    },
    ground: Ground::Dated("command.replacement"),
    look: places,
};

static READABLE: Check = Check {
    rule: Rule {
        code: "command.replacement-readable",
        summary: "every certificate that the request brings can be read",
        basis: Basis::Standard("RFC 5280 4.1"),
        hint: "ask the sender for the DER of the certificate, in base64",
    },
    ground: Ground::Standard,
    look: readable,
};

static ROLE: Check = Check {
    rule: Rule {
        code: "command.replacement-role",
        summary: "the replacement certificates have the role that the request names",
        basis: Basis::Policy,
        hint: "do not put certificates of one party in the place of another",
    },
    ground: Ground::Dated("command.role-word"),
    look: role,
};

static USAGE: Check = Check {
    rule: Rule {
        code: "command.replacement-usage",
        summary: "the key usage of each replacement certificate is that of its place",
        basis: Basis::Policy,
        hint: "a signing certificate belongs in the place for digital signing, a key agreement certificate in the others",
    },
    ground: Ground::Dated("command.replacement-usage"),
    look: usage,
};

static CHAIN: Check = Check {
    rule: Rule {
        code: "command.replacement-chain",
        summary: "every certificate that the request brings is accepted in its chain",
        basis: Basis::Policy,
        hint: "see the verdicts on the certificates; do not give a device certificates that are not good",
    },
    ground: Ground::Dated("command.replacement"),
    look: chain,
};

static OWNER: Check = Check {
    rule: Rule {
        code: "command.replacement-owner",
        summary: "the replacement certificates are those of the party whose they should be",
        basis: Basis::Policy,
        hint: "ask the sender whose certificates these are",
    },
    ground: Ground::Dated("command.replacement-owner"),
    look: owner,
};

static NETWORK_OPERATOR: Check = Check {
    rule: Rule {
        code: "command.replacement-network-operator",
        summary: "replacement certificates of a network operator are those of the one that registration data name",
        basis: Basis::Policy,
        hint: "compare the network operator of the metering point with the certificates (SECMP0063, which was withdrawn, asked for this)",
    },
    ground: Ground::Dated("command.replacement-owner"),
    look: network_operator,
};

/// The floor number that a request without RemotePartyRole brings says whose it is.
const SUPPLIER_FLOOR: &str = "SupplierFloorSeqNumber";

/// The form that the certificates of the request have by the policy, in the version in force.
fn form_in_force<'a>(facts: &Facts<'a>) -> Option<&'a DatedProvision<ReplacementForm>> {
    let form = facts.commands.replacement.get(&facts.variant?)?;
    form.at(facts.at).version()
}

fn places(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let certificates = &facts.message.body().certificates;
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    let Some(version) = form_in_force(facts) else {
        let strays = certificates.iter().filter(|certificate| is_of_party(certificate));
        let places: Vec<&str> = strays.map(|certificate| certificate.place.as_str()).collect();
        if places.is_empty() {
            return Finding::not_applicable(rule);
        }
        let detail = Detail::new(
            places.join(", "),
            "a request that brings no certificates of a party",
        );
        return always(rule, None, Judgement::Broken(detail));
    };
    let form = &version.value;
    let count = |slot: CertificateSlot| {
        certificates
            .iter()
            .filter(|certificate| certificate.slot == slot)
            .count()
    };
    let wanted = [
        (CertificateSlot::DigitalSigning, form.digital_signing),
        (CertificateSlot::KeyAgreement, form.key_agreement),
        (CertificateSlot::KeyAgreementTopUp, form.key_agreement_top_up),
    ];
    let mut wrong: Vec<(String, String)> = Vec::new();
    for (slot, presence) in wanted {
        let found = count(slot.clone());
        let name = slot_in_words(&slot);
        let text = format!("{found} certificates for {name}");
        match (presence, found) {
            (Presence::Mandatory, 1) | (Presence::Optional, 0 | 1) | (Presence::Absent, 0) => {}
            (Presence::Mandatory, _) => wrong.push((text, format!("one for {name}"))),
            (Presence::Optional, _) => wrong.push((text, format!("at most one for {name}"))),
            (Presence::Absent, _) => wrong.push((text, format!("none for {name}"))),
        }
    }
    let path = count(CertificateSlot::CertificationPath);
    let (least, most) = (usize::from(form.path_least), usize::from(form.path_most));
    if !(least..=most).contains(&path) {
        wrong.push((
            format!("{path} certificates of authorities"),
            format!("{least} to {most}"),
        ));
    }
    let (found, wanted): (Vec<String>, Vec<String>) = wrong.into_iter().unzip();
    let judgement = Judgement::kept_or(found.is_empty(), || {
        Detail::new(found.join("; "), wanted.join("; "))
    });
    of_version(rule, version, judgement)
}

fn readable(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.replacements.is_empty() {
        return Finding::not_applicable(rule);
    }
    let broken = facts.replacements.iter().find_map(|replacement| {
        let error = replacement.error.as_ref()?;
        Some(Detail::new(
            format!("{}: {error}", place_of(facts, replacement)),
            "a certificate in DER",
        ))
    });
    always(rule, None, broken.map_or(Judgement::Kept, Judgement::Broken))
}

fn role(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let of_party = of_party(facts);
    if of_party.is_empty() {
        return Finding::not_applicable(rule);
    }
    let Some((word, wanted)) = role_named(facts) else {
        return match &facts.message.body().remote_party_role {
            Some(stated) => {
                let detail = Detail::new(&stated.text, "a RemotePartyRole that the policy gives a code to");
                always(rule, None, Judgement::Tolerated(detail))
            }
            None => Finding::not_applicable(rule),
        };
    };
    let wrong = of_party.iter().find_map(|(place, certificate)| {
        let role = RoleFact::of(certificate.subject());
        let found = match &role {
            RoleFact::Code(code) if *code == wanted.value => return None,
            RoleFact::Code(code) => facts.policy.role_name(*code),
            RoleFact::NotTwoHex {
                text,
                decimal_of: Some(code),
            } => format!("`{text}`, which is {} in decimal", facts.policy.role_name(*code)),
            RoleFact::NotTwoHex { text, .. } => format!("`{text}`"),
            RoleFact::Absent => "no role".to_owned(),
            RoleFact::Several(texts) => texts.join(", "),
        };
        let wanted = format!("{} for {word}", facts.policy.role_name(wanted.value));
        Some(Detail::new(format!("{place}: {found}"), wanted))
    });
    of_version(rule, wanted, wrong.map_or(Judgement::Kept, Judgement::Broken))
}

/// The role that the certificates should have: RemotePartyRole, or what the name of the floor number says.
fn role_named<'a>(facts: &Facts<'a>) -> Option<(String, &'a DatedProvision<RemotePartyRole>)> {
    let body = facts.message.body();
    let word = match &body.remote_party_role {
        Some(stated) => stated.text.trim(),
        None => {
            let mut floors = body.floor_numbers.iter();
            floors
                .find(|floor| floor.name == SUPPLIER_FLOOR)
                .map(|_| "Supplier")?
        }
    };
    let version = facts.commands.role_word.get(word)?.at(facts.at).version()?;
    Some((word.to_owned(), version))
}

fn usage(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if of_party(facts).is_empty() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.replacement_usage, facts, |usages| {
        let wrong = facts.replacements.iter().find_map(|replacement| {
            let stated = stated(facts, replacement)?;
            let wanted = usage_of(usages, &stated.slot)?;
            let found = replacement.certificate.as_ref()?.key_usage().unwrap_or_default();
            let wanted: KeyUsages = [wanted].into_iter().collect();
            (found != wanted).then(|| {
                Detail::new(
                    format!("{}: {found}", stated.place),
                    format!("{wanted} in the place for {}", slot_in_words(&stated.slot)),
                )
            })
        });
        wrong.map_or(Judgement::Kept, Judgement::Broken)
    })
}

const fn usage_of(usages: &ReplacementUsage, slot: &CertificateSlot) -> Option<KeyUsage> {
    match slot {
        CertificateSlot::DigitalSigning => Some(usages.digital_signing),
        CertificateSlot::KeyAgreement => Some(usages.key_agreement),
        CertificateSlot::KeyAgreementTopUp => Some(usages.key_agreement_top_up),
        CertificateSlot::CertificationPath | CertificateSlot::Device | CertificateSlot::Other(_) => None,
    }
}

fn chain(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let judged: Vec<(&str, &Brief)> = facts
        .replacements
        .iter()
        .filter_map(|replacement| Some((place_of(facts, replacement), replacement.brief.as_ref()?)))
        .collect();
    if judged.is_empty() {
        return Finding::not_applicable(rule);
    }
    finding_on_certificates(rule, authority_of_chain(facts), &judged)
}

/// Where no form is stated, what relying parties check has to be enough.
fn authority_of_chain<'a>(facts: &Facts<'a>) -> &'a Arc<Authority> {
    match form_in_force(facts) {
        Some(version) => &version.authority,
        None => facts.policy.relying_parties().policies.authority(),
    }
}

fn owner(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let of_party = of_party(facts);
    if of_party.is_empty() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.replacement_owner, facts, |owner| {
        let Some(id) = facts.request_id else {
            return facts.no_request_id();
        };
        let registration = facts.evidence.registration.as_ref();
        let (who, wanted) = match owner {
            CertificateOwner::Sender => ("the sender", Responsible::One(id.originator)),
            CertificateOwner::ResponsibleSupplier => (
                "the responsible supplier",
                registration.map_or(Responsible::Unknown, |registration| {
                    registration.supplier(facts.at)
                }),
            ),
            CertificateOwner::NetworkOperator => (
                "the network operator",
                registration.map_or(Responsible::Unknown, |registration| {
                    registration.network_operator(facts.at)
                }),
            ),
        };
        match wanted.one() {
            None => missing(format!("no {who} that is known"), format!("who {who} is")),
            Some(wanted) => match of_another(&of_party, wanted) {
                None => Judgement::Kept,
                Some(found) => Judgement::Broken(Detail::new(found, format!("{wanted}, {who}"))),
            },
        }
    })
}

/// No document asks for this, so that it warns, and says nothing where registration data do not.
fn network_operator(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let of_party = of_party(facts);
    let is_of_operator = role_named(facts).is_some_and(|(word, _)| word == "NetworkOperator");
    let registration = facts.evidence.registration.as_ref();
    let operator = registration.and_then(|registration| registration.network_operator(facts.at).one());
    let (false, true, Some(operator)) = (of_party.is_empty(), is_of_operator, operator) else {
        return Finding::not_applicable(rule);
    };
    under(
        rule,
        &facts.commands.replacement_owner,
        facts,
        |_| match of_another(&of_party, operator) {
            None => Judgement::Kept,
            Some(found) => Judgement::Tolerated(Detail::new(
                found,
                format!("{operator}, the network operator of the metering point"),
            )),
        },
    )
}

/// The first certificate that is not this party's, with its place.
fn of_another(of_party: &[(&str, &Certificate)], party: Eui64) -> Option<String> {
    of_party.iter().find_map(|(place, certificate)| {
        let entity = EntityFact::of(certificate.subject());
        (entity.eui64() != Some(party)).then(|| format!("{place}: a certificate of {entity}"))
    })
}

/// The readable certificates of the party, with their places.
fn of_party<'a>(facts: &'a Facts<'_>) -> Vec<(&'a str, &'a Certificate)> {
    let replacements = facts.replacements.iter();
    replacements
        .filter_map(|replacement| {
            let stated = stated(facts, replacement)?;
            let certificate = replacement.certificate.as_ref()?;
            is_of_party(stated).then_some((stated.place.as_str(), certificate))
        })
        .collect()
}

const fn is_of_party(certificate: &ReplacementCertificate) -> bool {
    matches!(
        certificate.slot,
        CertificateSlot::DigitalSigning | CertificateSlot::KeyAgreement | CertificateSlot::KeyAgreementTopUp
    )
}

fn stated<'a>(facts: &'a Facts<'_>, replacement: &JudgedReplacement) -> Option<&'a ReplacementCertificate> {
    facts.message.body().certificates.get(replacement.number)
}

fn place_of<'a>(facts: &'a Facts<'_>, replacement: &JudgedReplacement) -> &'a str {
    stated(facts, replacement).map_or("", |stated| stated.place.as_str())
}

fn slot_in_words(slot: &CertificateSlot) -> String {
    match slot {
        CertificateSlot::DigitalSigning => "digital signing".to_owned(),
        CertificateSlot::KeyAgreement => "key agreement".to_owned(),
        CertificateSlot::KeyAgreementTopUp => "key agreement of top-ups".to_owned(),
        CertificateSlot::CertificationPath => "the certification path".to_owned(),
        CertificateSlot::Device => "the device".to_owned(),
        CertificateSlot::Other(name) => name.clone(),
    }
}
