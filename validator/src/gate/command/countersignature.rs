//! The countersignature of the DCC on a Countersigned Service Request.
//!
//! Its form is in no source that was seen, so it is not verified here: who verifies it says which certificate it names,
//! and that certificate is judged.

use s1spki_policies::Requirement;

use super::check::{Check, missing, under};
use super::facts::{Countersigner, Facts};
use super::service::list;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::gate::finding_on_certificates;
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&Check; 3] = [&PRESENT, &ROLE, &CHAIN];

static PRESENT: Check = Check {
    rule: Rule {
        code: "command.countersignature",
        summary: "the DCC has countersigned the request",
        basis: Basis::Policy,
        hint: "verify the countersignature, and say which certificate it names",
    },
    ground: Ground::Dated("command.countersignature"),
    look: present,
};

static ROLE: Check = Check {
    rule: Rule {
        code: "command.countersigner-role",
        summary: "the Remote Party Role Code of the countersigner's certificate may countersign",
        basis: Basis::Policy,
        hint: "do not act on the request: somebody other than the DCC countersigned it",
    },
    ground: Ground::Dated("command.signer-role.countersignature"),
    look: role,
};

static CHAIN: Check = Check {
    rule: Rule {
        code: "command.countersigner-chain",
        summary: "the countersigner's certificate is accepted in its chain",
        basis: Basis::Policy,
        hint: "see the verdict on the countersigner's certificate",
    },
    ground: Ground::Dated("command.countersignature"),
    look: chain,
};

fn present(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    if facts.header.is_none() {
        return Finding::not_applicable(rule);
    }
    under(rule, &facts.commands.countersignature, facts, |requirement| {
        if *requirement == Requirement::NotRequired {
            return Judgement::NotApplicable;
        }
        match &facts.countersigner {
            Countersigner::NotGiven => missing(
                "nothing about a countersignature",
                "the Certificate ID that the verified countersignature names",
            ),
            Countersigner::Null => Judgement::Broken(Detail::new(
                "no countersignature: null (0)",
                "the countersignature of the DCC",
            )),
            Countersigner::Unresolved(found) => {
                Judgement::Broken(Detail::new(found, "one certificate of the directory"))
            }
            Countersigner::Known(_) => Judgement::Kept,
        }
    })
}

fn role(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Countersigner::Known(countersigner) = &facts.countersigner else {
        return Finding::not_applicable(rule);
    };
    under(
        rule,
        &facts.commands.signer_role.countersignature,
        facts,
        |roles| {
            let found = countersigner.entry.role();
            Judgement::kept_or(found.is_some_and(|role| roles.contains(&role)), || {
                let names = roles.iter().map(|role| facts.policy.role_name(*role));
                let found = found.map(|role| facts.policy.role_name(role));
                Detail::new(
                    found.unwrap_or_else(|| "no role code that can be read".to_owned()),
                    list(names),
                )
            })
        },
    )
}

fn chain(facts: &Facts<'_>, rule: &'static Rule) -> Finding {
    let Countersigner::Known(countersigner) = &facts.countersigner else {
        return Finding::not_applicable(rule);
    };
    let Some(version) = facts.commands.countersignature.at(facts.at).version() else {
        return Finding::not_applicable(rule);
    };
    finding_on_certificates(
        rule,
        &version.authority,
        &[("countersigner", &countersigner.brief)],
    )
}
