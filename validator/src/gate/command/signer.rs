//! Who signed: the certificate that KeyInfo names, what it is, and whether it may sign this.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use s1spki_policies::{Authority, Dated, KeyUsage, RemotePartyRole, RequestClass, Requirement};

use super::check::{Check, always, missing, under};
use super::facts::{Facts, KnownSigner, Signer};
use super::service::{list, no_row};
use crate::duis::MessageKind;
use crate::extension::KeyUsages;
use crate::facts::RoleFact;
use crate::finding::{Basis, Detail, Finding, Outcome, Rule};
use crate::gate::finding_on_certificates;
use crate::rule::{Ground, Judgement, ProfileValue, RelyingPartyValue};
use crate::verdict::{Brief, Decision, Remark};

pub(super) static CHECKS: [&Check; 7] = [
    &CERTIFICATE,
    &CHAIN,
    &REVOCATION,
    &KEY_USAGE,
    &ENTITY,
    &ROLE,
    &ROLE_OF_USER,
];

static CERTIFICATE: Check = Check {
    rule: Rule {
        code: "command.signer-certificate",
        summary: "KeyInfo names one certificate of the directory, by issuer and serial number",
        basis: Basis::Standard("XML Signature 4.5.4.1; S1SR draft, clause 2"),
        hint: "get the certificate from the repository; if it has none of that issuer and number, do not act on the message",
    },
    ground: Ground::Standard,
    look: certificate,
};

static CHAIN: Check = Check {
    rule: Rule {
        code: "command.signer-chain",
        summary: "the signer's certificate follows its profile and has a path to a trust anchor",
        basis: Basis::Policy,
        hint: "see the verdict on the signer's certificate",
    },
    ground: Ground::RelyingParty(RelyingPartyValue::Policies),
    look: chain,
};

static REVOCATION: Check = Check {
    rule: Rule {
        code: "command.signer-revocation",
        summary: "no certificate between the signer and the trust anchor is revoked",
        basis: Basis::Policy,
        hint: "give the revocation lists that are in force at that time",
    },
    ground: Ground::RelyingParty(RelyingPartyValue::Revocation),
    look: revocation,
};

static KEY_USAGE: Check = Check {
    rule: Rule {
        code: "command.signer-key-usage",
        summary: "the signer's key is for digital signatures and for nothing else",
        basis: Basis::Policy,
        hint: "ask the sender to sign with the key of its digital signing certificate",
    },
    ground: Ground::Profile(ProfileValue::KeyUsage),
    look: key_usage,
};

static ENTITY: Check = Check {
    rule: Rule {
        code: "command.signer-originator",
        summary: "the signer is the originator of the request",
        basis: Basis::Policy,
        hint: "do not act on the request: somebody else signed it than it says",
    },
    ground: Ground::Dated("command.originator"),
    look: originator,
};

static ROLE: Check = Check {
    rule: Rule {
        code: "command.signer-role",
        summary: "the Remote Party Role Code of the signer's certificate may sign this",
        basis: Basis::Policy,
        hint: "ask the sender to sign with a certificate of the right role",
    },
    ground: Ground::Dated("command.signer-role"),
    look: role,
};

static ROLE_OF_USER: Check = Check {
    rule: Rule {
        code: "command.signer-role-of-user",
        summary: "the Remote Party Role Code of the signer's certificate is that of the user's role",
        basis: Basis::Policy,
        hint: "a supplier signs critical requests as supplier, a network operator as network operator",
    },
    ground: Ground::Dated("command.user-role"),
    look: role_of_user,
};

fn certificate(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    match &facts.signer {
        Signer::Unsigned => Finding::not_applicable(rule),
        Signer::Unnamed => Finding::not_checked(
            rule,
            Detail::new(
                "a KeyInfo that does not name one certificate",
                "issuer and serial number",
            ),
        ),
        Signer::Unreadable(error) => {
            Finding::not_checked(rule, Detail::new(error, "a directory that can be read"))
        }
        Signer::Absent { named, verifies } => {
            let detail = Detail::new(
                format!("{named}, which is not in the directory"),
                "one certificate of the directory",
            );
            Finding::breach(
                rule,
                match verifies {
                    Some(other) => detail.with_hint(format!(
                        "the signature is that of the key of {other}; KeyInfo is not signed, and may have been changed"
                    )),
                    None => detail,
                },
            )
        }
        Signer::Several { named, count } => Finding::breach(
            rule,
            Detail::new(
                format!("{count} certificates with the identifier {named}"),
                "one certificate of the directory",
            ),
        ),
        Signer::Known(_) => Finding::pass(rule),
    }
}

fn chain(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    part_of_chain(
        facts,
        rule,
        facts.policy.relying_parties().policies.authority(),
        |code| !is_about_revocation(code),
    )
}

fn revocation(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let authority = facts.policy.relying_parties().revocation.authority();
    let finding = part_of_chain(facts, rule, authority, is_about_revocation);
    // What the policy lets be unknown is told all the same.
    let warned = facts.signer.known().and_then(|signer| {
        let mut remarks = signer.brief.remarks.iter();
        remarks.find(|remark| {
            is_about_revocation(remark.finding.code()) && remark.finding.outcome() == Outcome::Warning
        })
    });
    match (finding.outcome(), warned) {
        (Outcome::Pass, Some(remark)) => {
            let detail = remark.finding.detail().cloned().unwrap_or_default();
            Finding::warning(rule, detail).resting_on(authority)
        }
        _ => finding,
    }
}

fn is_about_revocation(code: &str) -> bool {
    code.starts_with("revocation.")
}

/// What comes of those remarks on the signer's certificate that are about this.
fn part_of_chain(
    facts: &Facts<'_>,
    rule: &'static Rule,
    authority: &Arc<Authority>,
    is_part: fn(&str) -> bool,
) -> Finding {
    let Some(signer) = facts.signer.known() else {
        return facts.finding_without_signer(rule).resting_on(authority);
    };
    let remarks = signer.brief.remarks.iter();
    let remarks: Vec<Remark> = remarks
        .filter(|remark| is_part(remark.finding.code()))
        .cloned()
        .collect();
    let part = Brief {
        decision: if remarks.is_empty() {
            Decision::Accept
        } else {
            Decision::of(remarks.iter().map(|remark| &remark.finding))
        },
        standing: signer.brief.standing,
        remarks,
    };
    finding_on_certificates(rule, authority, &[("signer", &part)])
}

fn key_usage(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let profile = facts.policy.profiles().get("organisation-signing");
    let authority = profile.map(|profile| profile.key_usage.authority());
    let Some(signer) = facts.signer.known() else {
        return match authority {
            Some(authority) => facts.finding_without_signer(rule).resting_on(authority),
            None => facts.finding_without_signer(rule),
        };
    };
    let wanted: KeyUsages = [KeyUsage::DigitalSignature].into_iter().collect();
    let found = signer.certificate().key_usage().unwrap_or_default();
    let judgement = Judgement::kept_or(found == wanted, || Detail::new(found, format!("{wanted} alone")));
    always(rule, authority, judgement)
}

fn originator(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.originator, facts, |requirement| {
        let (Some(signer), Some(id)) = (facts.signer.known(), facts.request_id) else {
            return missing(
                facts.why_no_signer_or_request_id(),
                "the signer's certificate and a RequestID",
            );
        };
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        Judgement::kept_or(signer.entity.eui64() == Some(id.originator), || {
            Detail::new(
                format!("a certificate of {}", signer.entity),
                format!("a certificate of {}", id.originator),
            )
        })
    })
}

fn role(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let roles = &facts.commands.signer_role;
    match facts.message.kind() {
        MessageKind::Request => match facts.class() {
            Some(class) => of_roles(facts, rule, roles.of(class), &class),
            None => always(rule, None, no_row()),
        },
        MessageKind::Response => of_roles(facts, rule, &roles.response, &"response"),
        MessageKind::Smets1SignedResponse | MessageKind::S1spAlert => of_service_provider(facts, rule),
    }
}

fn of_roles(
    facts: &Facts<'_>,
    rule: &'static Rule,
    roles: &Dated<BTreeSet<RemotePartyRole>>,
    what: &dyn fmt::Display,
) -> Finding {
    under(rule, roles, facts, |roles| {
        let Some(signer) = facts.signer.known() else {
            return facts.without_signer();
        };
        let is_among = signer.role.code().is_some_and(|role| roles.contains(&role));
        Judgement::kept_or(is_among, || wrong_role(facts, signer, roles, what, rule))
    })
}

/// What an S1SP signs is signed in a role whose number is in no source that was seen: a role that is named otherwise is
/// wrong, and of one without a name nobody can tell.
fn of_service_provider(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    under(rule, &facts.commands.signer_role.response, facts, |roles| {
        let Some(signer) = facts.signer.known() else {
            return facts.without_signer();
        };
        let Some(role) = signer.role.code() else {
            return Judgement::Broken(wrong_role(facts, signer, roles, &"message of an S1SP", rule));
        };
        let row = facts.policy.roles().get(&role);
        let has_name = row.is_some_and(|row| row.value().name.is_some());
        match (roles.contains(&role), has_name) {
            (true, _) => Judgement::Kept,
            (false, true) => Judgement::Broken(wrong_role(facts, signer, roles, &"message of an S1SP", rule)),
            (false, false) => Judgement::Tolerated(
                Detail::new(
                    facts.policy.role_name(role),
                    "the role in which an S1SP signs, whose number is not known",
                )
                .with_hint("state the role under command.signer-role.response once the policy names it"),
            ),
        }
    })
}

fn wrong_role(
    facts: &Facts<'_>,
    signer: &KnownSigner,
    roles: &BTreeSet<RemotePartyRole>,
    what: &dyn fmt::Display,
    rule: &'static Rule,
) -> Detail {
    let names = roles.iter().map(|role| facts.policy.role_name(*role));
    let wanted = format!("{} for a {what}", list(names));
    match &signer.role {
        RoleFact::Code(role) => {
            let detail = Detail::new(facts.policy.role_name(*role), wanted);
            match facts.header {
                Some(_) => facts.with_response_code(detail, rule, "E1"),
                None => detail,
            }
        }
        RoleFact::NotTwoHex {
            text,
            decimal_of: Some(role),
        } => Detail::new(
            format!("`{text}`, which is {} in decimal", facts.policy.role_name(*role)),
            wanted,
        )
        .with_hint("the role code is written in hexadecimal: have the certificate issued again"),
        RoleFact::NotTwoHex { text, .. } => Detail::new(format!("`{text}`"), wanted),
        RoleFact::Absent => Detail::new("no role", wanted),
        RoleFact::Several(texts) => Detail::new(format!("several roles: {}", texts.join(", ")), wanted),
    }
}

/// Who signs critical requests as what follows from the user role; others are all signed as `xmlSign`.
fn role_of_user(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Some(class) = facts.class() else {
        return match facts.header {
            Some(_) => always(rule, None, no_row()),
            None => Finding::not_applicable(rule),
        };
    };
    if class != RequestClass::Critical {
        return Finding::not_applicable(rule);
    }
    let Some(signer) = facts.signer.known() else {
        return facts.finding_without_signer(rule);
    };
    let Some(roles) = facts.acting_roles() else {
        return always(rule, None, facts.no_user_roles());
    };
    let rules: Vec<_> = roles
        .iter()
        .filter_map(|role| facts.user_role_rule(*role))
        .collect();
    let wanted: BTreeSet<RemotePartyRole> = rules.iter().filter_map(|rule| rule.value.device_role).collect();
    let Some(first) = rules.first() else {
        let detail = Detail::new(
            format!("the user role {}", list(&roles)),
            "a user role of which the policy says how it signs",
        );
        return always(rule, None, Judgement::Tolerated(detail));
    };
    let is_among = signer.role.code().is_some_and(|role| wanted.contains(&role));
    let judgement = Judgement::kept_or(is_among, || {
        wrong_role(
            facts,
            signer,
            &wanted,
            &format!("critical request by {}", list(&roles)),
            rule,
        )
    });
    always(rule, Some(&first.authority), judgement)
}
