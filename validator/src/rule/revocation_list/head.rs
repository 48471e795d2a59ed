//! Version, signature algorithm and issuer of a list (RFC 5280 5.1.1, 5.1.2).

use s1spki_policies::RemotePartyRole;

use super::{Case, ListCheck, StatusListValue};
use crate::facts::{RoleFact, algorithm_text, signature_algorithm, wanted_text};
use crate::finding::{Basis, Detail, Rule};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&ListCheck; 4] = [&VERSION, &ALGORITHM, &AGREEMENT, &ISSUER];

static VERSION: ListCheck = ListCheck {
    rule: Rule {
        code: "list.version",
        summary: "the list is of version 2",
        basis: Basis::Standard("RFC 5280 5.1.2.1"),
        hint: "version 1 has no extensions, and so no number: make the list anew",
    },
    ground: Ground::Standard,
    judge: |case| {
        let version = case.list.version();
        Judgement::kept_or(version == 2, || Detail::new(format!("v{version}"), "v2"))
    },
};

static ALGORITHM: ListCheck = ListCheck {
    rule: Rule {
        code: "list.signature.algorithm",
        summary: "the list is signed by the algorithm of the policy, with its parameters absent",
        basis: Basis::Policy,
        hint: "sign lists as certificates are signed; RFC 5758 3.2 leaves the parameters out",
    },
    ground: Ground::StatusList(StatusListValue::SignatureAlgorithm),
    judge: algorithm,
};

fn algorithm(case: &Case<'_>) -> Judgement {
    let found = case.list.tbs_signature_algorithm();
    let wanted = *case.wanted().signature_algorithm.value();
    Judgement::kept_or(signature_algorithm(found) == Some(wanted), || {
        Detail::new(algorithm_text(found), wanted_text(wanted))
    })
}

static AGREEMENT: ListCheck = ListCheck {
    rule: Rule {
        code: "list.signature.agreement",
        summary: "the algorithm beside the signature is the one inside the signed part",
        basis: Basis::Standard("RFC 5280 5.1.1.2"),
        hint: "the outer algorithm is not signed: somebody may have changed it",
    },
    ground: Ground::Standard,
    judge: agreement,
};

fn agreement(case: &Case<'_>) -> Judgement {
    let (inner, outer) = (
        case.list.tbs_signature_algorithm(),
        case.list.signature_algorithm(),
    );
    Judgement::kept_or(inner == outer, || {
        Detail::new(
            format!("{} outside", algorithm_text(outer)),
            format!("{}, as inside", algorithm_text(inner)),
        )
    })
}

static ISSUER: ListCheck = ListCheck {
    rule: Rule {
        code: "list.issuer",
        summary: "the issuer is named, and its role is that of a root or of an issuing authority",
        basis: Basis::Standard("RFC 5280 5.1.2.3"),
        hint: "lists are signed by who issued the certificates: role 00 for authorities, 07 for organisations",
    },
    ground: Ground::Standard,
    judge: issuer,
};

fn issuer(case: &Case<'_>) -> Judgement {
    let issuer = case.list.issuer();
    let role = RoleFact::of(issuer).code();
    let is_authority = matches!(
        role,
        Some(RemotePartyRole::ROOT | RemotePartyRole::ISSUING_AUTHORITY)
    );
    Judgement::kept_or(is_authority, || {
        let found = if issuer.is_empty() {
            "an empty name".to_owned()
        } else {
            issuer.to_string()
        };
        Detail::new(found, "an issuer with OU 00 or 07")
    })
}
