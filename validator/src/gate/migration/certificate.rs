//! The certificates that the installation is to be notified of.

use std::collections::BTreeSet;

use s1spki_policies::{
    CertificateOwner, CertificateRules, Dated, DatedProvision, Eui64, KeyInfrastructure, KeyUsage,
    PartyClass, RemotePartyRole, Requirement,
};

use super::case::{Held, Notified, list, no_supply};
use super::{Case, Check, party};
use crate::directory::Entry;
use crate::evidence::Responsible;
use crate::finding::{Basis, Detail, Finding, Outcome, Rule};
use crate::gate::{VERDICTS, codes, judged, judgement_on, no_firmer, standing_of, worst};
use crate::path::rule::ISSUER_UNKNOWN;
use crate::rule::Judgement;
use crate::verdict::Brief;

/// The rules on the certificates of one party.
macro_rules! certificate_checks {
    ($party:expr, $code:literal, $whose:literal, $owner:literal) => {
        [
            Check {
                rule: Rule {
                    code: concat!($code, ".not-null"),
                    summary: concat!("the ", $whose, " Certificate IDs were received and are not null (0)"),
                    basis: Basis::Policy,
                    hint: "ask for the Certificate IDs; clause 4.32A was consulted on and never designated, so whether \
                           null refuses is the site's choice",
                },
                look: |rule, case| not_null(rule, case, $party),
            },
            Check {
                rule: Rule {
                    code: concat!($code, ".resolved"),
                    summary: concat!("each of the ", $whose, " Certificate IDs names one certificate"),
                    basis: Basis::Policy,
                    hint: "check issuer and serial number, and whether the directory is complete; where two \
                           certificates have one identifier, ask their issuer",
                },
                look: |rule, case| resolved(rule, case, $party),
            },
            Check {
                rule: Rule {
                    code: concat!($code, ".role"),
                    summary: concat!("the ", $whose, " certificates have a role of that party"),
                    basis: Basis::Policy,
                    hint: "name the certificate of a party in that role; its being good is not enough",
                },
                look: |rule, case| role(rule, case, $party),
            },
            Check {
                rule: Rule {
                    code: concat!($code, ".usage"),
                    summary: concat!("the ", $whose, " certificates are for the use that the slot asks for"),
                    basis: Basis::Policy,
                    hint: "name the certificate of the same party with that key usage",
                },
                look: |rule, case| usage(rule, case, $party),
            },
            Check {
                rule: Rule {
                    code: concat!($code, ".owner"),
                    summary: concat!("the ", $whose, " certificates are those of ", $owner),
                    basis: Basis::Policy,
                    hint: "name a certificate of the party that registration data name for that time",
                },
                look: |rule, case| owner(rule, case, $party),
            },
            Check {
                rule: Rule {
                    code: concat!($code, ".chain"),
                    summary: concat!("the ", $whose, " certificates are good in their chains: in date, not revoked"),
                    basis: Basis::Policy,
                    hint: "look at the verdict on the certificate itself, with `s1spki-validator chain`",
                },
                look: |rule, case| chain(rule, case, $party),
            },
        ]
    };
}

pub(super) static OF_SUPPLIER: [Check; 6] = certificate_checks!(
    PartyClass::Supplier,
    "migration.supplier-certificate",
    "supplier's",
    "the Responsible Supplier"
);

pub(super) static OF_NETWORK_OPERATOR: [Check; 6] = certificate_checks!(
    PartyClass::NetworkOperator,
    "migration.network-operator-certificate",
    "network operator's",
    "the network operator of the meter point"
);

pub(super) static CHECKS: [Check; 1] = [Check {
    rule: Rule {
        code: "migration.key-infrastructure",
        summary: "the certificates come from the public key infrastructure of the S1SP",
        basis: Basis::Policy,
        hint: "for FOC name certificates of the FOC S1SPKI, not of SMKI; check the trust anchors that were given",
    },
    look: key_infrastructure,
}];

fn rules_on<'a>(case: &Case<'a>, party: PartyClass) -> &'a CertificateRules {
    match party {
        PartyClass::Supplier => &case.rules().supplier_certificate,
        PartyClass::NetworkOperator => &case.rules().network_operator_certificate,
    }
}

fn not_null(rule: &'static Rule, case: &Case<'_>, party: PartyClass) -> Finding {
    let versions = &rules_on(case, party).not_null;
    case.of_slots(party, rule, versions, |version, notified| {
        match (version.value, &notified.held) {
            (Requirement::NotRequired, _) => Judgement::NotApplicable,
            (Requirement::Required, Held::NotReceived) => Judgement::Unread(not_received()),
            (Requirement::Required, Held::Null) => {
                Judgement::Broken(Detail::new("null (0)", "a Certificate ID"))
            }
            (Requirement::Required, _) => Judgement::Kept,
        }
    })
}

fn not_received() -> Detail {
    Detail::new(
        "the Certificate ID was not given",
        "a Certificate ID, or null where null was received",
    )
}

fn resolved(rule: &'static Rule, case: &Case<'_>, party: PartyClass) -> Finding {
    let versions = &rules_on(case, party).resolved;
    case.of_slots(party, rule, versions, |version, notified| {
        if version.value == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        let wanted = "one certificate of the directory";
        match &notified.held {
            Held::NotReceived => Judgement::Unread(not_received()),
            Held::Null => Judgement::NotApplicable,
            Held::Unread(error) => Judgement::Unread(Detail::new(error, wanted)),
            Held::Unknown(id) => Judgement::Broken(Detail::new(format!("{id} names none"), wanted)),
            Held::Ambiguous(id, entries) => {
                let labels: Vec<&str> = entries.iter().map(Entry::label).collect();
                let found = format!("{id} names {}: {}", entries.len(), labels.join(", "));
                Judgement::Broken(Detail::new(found, wanted))
            }
            Held::Certificate(..) => Judgement::Kept,
        }
    })
}

/// A rule about each certificate of a party.
fn of_certificates<T>(
    rule: &'static Rule,
    case: &Case<'_>,
    party: PartyClass,
    versions: &Dated<T>,
    judge: impl Fn(&DatedProvision<T>, &Notified<'_>, &Entry, &Brief) -> Judgement,
) -> Finding {
    case.of_slots(party, rule, versions, |version, notified| {
        of_certificate(notified, |entry, brief| judge(version, notified, entry, brief))
    })
}

/// What names no certificate cannot be looked at, and null names none on purpose.
fn of_certificate(notified: &Notified<'_>, judge: impl FnOnce(&Entry, &Brief) -> Judgement) -> Judgement {
    match &notified.held {
        Held::Certificate(entry, brief) => judge(entry, brief),
        Held::Null => Judgement::NotApplicable,
        Held::NotReceived => Judgement::Unread(not_received()),
        Held::Unknown(_) | Held::Ambiguous(..) | Held::Unread(_) => Judgement::Unread(Detail::new(
            "the Certificate ID does not name one certificate",
            "one certificate to look at",
        )),
    }
}

fn role(rule: &'static Rule, case: &Case<'_>, party: PartyClass) -> Finding {
    let versions = &rules_on(case, party).role;
    of_certificates(rule, case, party, versions, |version, _, entry, _| {
        has_role(entry, &version.value, case)
    })
}

/// Whether a certificate has one of these roles.
pub(super) fn has_role(entry: &Entry, wanted: &BTreeSet<RemotePartyRole>, case: &Case<'_>) -> Judgement {
    let names = || {
        let names: Vec<String> = wanted.iter().map(|role| case.policy.role_name(*role)).collect();
        names.join(" or ")
    };
    match entry.role() {
        Some(role) if wanted.contains(&role) => Judgement::Kept,
        Some(role) => Judgement::Broken(Detail::new(case.policy.role_name(role), names())),
        None => Judgement::Broken(Detail::new("no role code that can be read", names())),
    }
}

fn usage(rule: &'static Rule, case: &Case<'_>, party: PartyClass) -> Finding {
    let versions = &rules_on(case, party).usage;
    of_certificates(rule, case, party, versions, |version, _, entry, _| {
        let found: Vec<KeyUsage> = entry
            .key_usage()
            .into_iter()
            .flat_map(|usages| usages.iter())
            .collect();
        Judgement::kept_or(found == [version.value], || {
            let words: Vec<&str> = found.iter().map(|usage| usage.as_str()).collect();
            let found = match words.as_slice() {
                [] => "no key usage".to_owned(),
                words => words.join(", "),
            };
            Detail::new(found, format!("{} alone", version.value.as_str()))
        })
    })
}

fn owner(rule: &'static Rule, case: &Case<'_>, party: PartyClass) -> Finding {
    let versions = &rules_on(case, party).owner;
    of_certificates(rule, case, party, versions, |version, notified, entry, _| {
        let wanted = match version.value {
            CertificateOwner::ResponsibleSupplier => party::responsible(notified.supply, case.at),
            CertificateOwner::NetworkOperator => network_operator(notified, case),
            CertificateOwner::Sender => return Judgement::NotApplicable,
        };
        match (wanted, entry.eui64()) {
            (Err(detail), _) => Judgement::Unread(detail),
            (Ok(wanted), Some(found)) => Judgement::kept_or(found == wanted, || Detail::new(found, wanted)),
            (Ok(wanted), None) => Judgement::Broken(Detail::new("no EUI-64 that can be read", wanted)),
        }
    })
}

fn network_operator(notified: &Notified<'_>, case: &Case<'_>) -> Result<Eui64, Detail> {
    let registration = notified.supply.registration.as_ref();
    let wanted = format!("the network operator that registration data name for {}", case.at);
    match registration.map(|registration| registration.network_operator(case.at)) {
        Some(Responsible::One(operator)) => Ok(operator),
        None | Some(Responsible::Unknown) => Err(Detail::new("the network operator was not given", wanted)),
        Some(Responsible::Nobody) => Err(Detail::new("no network operator is named for that time", wanted)),
        Some(Responsible::Several(several)) => {
            let found = format!("registration data name several at once: {}", list(&several));
            Err(Detail::new(found, wanted))
        }
    }
}

fn chain(rule: &'static Rule, case: &Case<'_>, party: PartyClass) -> Finding {
    let versions = &rules_on(case, party).chain;
    let finding = of_certificates(
        rule,
        case,
        party,
        versions,
        |version, _, _, brief| match version.value {
            Requirement::NotRequired => Judgement::NotApplicable,
            Requirement::Required => judgement_on(brief),
        },
    );
    let of_party = case
        .notified
        .iter()
        .filter(|notified| notified.slot.party() == party);
    resting_on_verdicts(finding, case, versions, of_party)
}

/// The certificates have to come to an anchor that was given: those are the anchors of the infrastructure that the
/// policy describes. Whether they are good besides, other rules say.
fn key_infrastructure(rule: &'static Rule, case: &Case<'_>) -> Finding {
    let versions = &case.rules().key_infrastructure;
    let finding = judged(rule, versions, case.at, |version| {
        let judgements = case.notified.iter().map(|notified| {
            let judgement = case.scoped(version, notified.supply, || {
                of_certificate(notified, |_, brief| from_infrastructure(version.value, brief))
            });
            (notified.place(), judgement)
        });
        worst(judgements).unwrap_or_else(no_supply)
    });
    resting_on_verdicts(finding, case, versions, case.notified.iter())
}

fn from_infrastructure(wanted: KeyInfrastructure, brief: &Brief) -> Judgement {
    let reaches_none = codes(brief, Outcome::Breach).contains(&ISSUER_UNKNOWN.code)
        || codes(brief, Outcome::NotChecked).contains(&ISSUER_UNKNOWN.code);
    match wanted {
        KeyInfrastructure::FocS1spki => Judgement::kept_or(!reaches_none, || {
            Detail::new(
                "no path to a trust anchor that was given",
                "a path to the root of the FOC S1SPKI",
            )
        }),
        KeyInfrastructure::Smki => Judgement::NotApplicable,
    }
}

/// The finding stands no firmer than the verdicts on certificates that it is made of.
fn resting_on_verdicts<'c, 'n: 'c, T>(
    finding: Finding,
    case: &Case<'_>,
    versions: &Dated<T>,
    notified: impl Iterator<Item = &'c Notified<'n>> + Clone,
) -> Finding {
    let briefs = notified.filter_map(|notified| match &notified.held {
        Held::Certificate(_, brief) => Some(brief),
        _ => None,
    });
    match versions.at(case.at).version() {
        None => finding,
        Some(version) => no_firmer(finding, &version.authority, standing_of(briefs), || {
            VERDICTS.to_owned()
        }),
    }
}
