//! The entries of a list (RFC 5280 5.1.2.6, 5.3).

use std::collections::BTreeSet;

use s1spki_policies::RevocationReason;

use super::extension::names;
use super::{Case, ListCheck, ListKind, StatusListValue};
use crate::extension::CrlReason;
use crate::finding::{Basis, Detail, Rule};
use crate::hexadecimal::hexadecimal;
use crate::revocation_list::RevokedCertificate;
use crate::rule::extension::kind_of;
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&ListCheck; 4] = [&EXTENSIONS, &REASON, &DATE, &UNIQUE];

static EXTENSIONS: ListCheck = ListCheck {
    rule: Rule {
        code: "list.entry.extensions",
        summary: "the entries have no extension that the policy does not name, each critical or not as it says",
        basis: Basis::Policy,
        hint: "make the list anew without it; what is critical in an entry and not known makes readers refuse the list",
    },
    ground: Ground::StatusList(StatusListValue::EntryExtensions),
    judge: extensions,
};

fn extensions(case: &Case<'_>) -> Judgement {
    let parts = case.wanted().entry_extensions.value();
    let mut seen = case.list.entry_extensions().iter();
    let unlisted = seen.find(|seen| {
        let mut parts = parts.iter();
        !parts.any(|part| seen.kind == Some(kind_of(part.extension)) && seen.critical == part.critical)
    });
    match unlisted {
        None => Judgement::Kept,
        Some(seen) => {
            let name = match seen.kind {
                Some(kind) => kind.to_string(),
                None => seen.oid.to_string(),
            };
            let critical = if seen.critical { " (critical)" } else { "" };
            let wanted = match names(parts) {
                none if none.is_empty() => "no extension".to_owned(),
                names => format!("only {names}, not critical"),
            };
            let detail = Detail::new(format!("{name}{critical}"), wanted);
            Judgement::Broken(detail.at_offset(seen.offset))
        }
    }
}

static REASON: ListCheck = ListCheck {
    rule: Rule {
        code: "list.entry.reason",
        summary: "every reason is one for which the policy revokes such certificates",
        basis: Basis::Policy,
        hint: "a wrong reason misleads whoever acts on it, and it cannot be taken back: make the list anew",
    },
    ground: Ground::StatusList(StatusListValue::Reasons),
    judge: reason,
};

fn reason(case: &Case<'_>) -> Judgement {
    let permitted = match case.kind {
        ListKind::Organisation => case.policy.revocation().reasons.value(),
        ListKind::Authority => case.policy.revocation().authority_reasons.value(),
    };
    let is_wrong = |entry: &RevokedCertificate<'_>| {
        let reason = entry.reason();
        reason.is_some_and(|reason| word_of(reason).is_none_or(|word| !permitted.contains(&word)))
    };
    first_entry(case, is_wrong, |entry| {
        let reason = entry.reason().map_or("", CrlReason::as_str);
        (
            format!("{reason} {}", serial_text(entry)),
            reasons_text(permitted),
        )
    })
}

fn reasons_text(permitted: &BTreeSet<RevocationReason>) -> String {
    let words: Vec<&str> = CrlReason::ALL
        .into_iter()
        .filter(|reason| word_of(*reason).is_some_and(|word| permitted.contains(&word)))
        .map(CrlReason::as_str)
        .collect();
    format!("one of {}, or none", words.join(", "))
}

/// The reason in the words of the policy; it knows no suspension, and no lists that change others.
const fn word_of(reason: CrlReason) -> Option<RevocationReason> {
    Some(match reason {
        CrlReason::Unspecified => RevocationReason::Unspecified,
        CrlReason::KeyCompromise => RevocationReason::KeyCompromise,
        CrlReason::CaCompromise => RevocationReason::CaCompromise,
        CrlReason::AffiliationChanged => RevocationReason::AffiliationChanged,
        CrlReason::Superseded => RevocationReason::Superseded,
        CrlReason::CessationOfOperation => RevocationReason::CessationOfOperation,
        CrlReason::PrivilegeWithdrawn => RevocationReason::PrivilegeWithdrawn,
        CrlReason::AaCompromise => RevocationReason::AaCompromise,
        CrlReason::CertificateHold | CrlReason::RemoveFromCrl => return None,
    })
}

static DATE: ListCheck = ListCheck {
    rule: Rule {
        code: "list.entry.date",
        summary: "no certificate was revoked later than the list was made",
        basis: Basis::Standard("RFC 5280 5.1.2.6"),
        hint: "a revocation is recorded when it is done: look at the clock of who made the list",
    },
    ground: Ground::Standard,
    judge: |case| {
        let this_update = case.list.this_update();
        let is_later = |entry: &RevokedCertificate<'_>| entry.revocation_date() > this_update;
        first_entry(case, is_later, |entry| {
            (
                format!("{} {}", entry.revocation_date(), serial_text(entry)),
                format!("no later than {this_update}"),
            )
        })
    },
};

static UNIQUE: ListCheck = ListCheck {
    rule: Rule {
        code: "list.entry.unique",
        summary: "no certificate stands in the list twice",
        basis: Basis::Standard("RFC 5280 5.1.2.6"),
        hint: "readers differ in which of the two entries they heed; make the list anew",
    },
    ground: Ground::Standard,
    judge: unique,
};

/// The entries come by serial number, so that the same stand side by side.
fn unique(case: &Case<'_>) -> Judgement {
    let entries = case.list.entries();
    let mut pairs = entries.zip(case.list.entries().skip(1));
    let is_repeated = |(one, next): &(RevokedCertificate<'_>, RevokedCertificate<'_>)| {
        one.serial_octets() == next.serial_octets()
            && one.certificate_issuer_names().eq(next.certificate_issuer_names())
    };
    match pairs.find(is_repeated) {
        None => Judgement::Kept,
        Some((entry, _)) => Judgement::Broken(Detail::new(
            format!("twice {}", serial_text(&entry)),
            "each certificate once",
        )),
    }
}

/// Kept where no entry is wrong; else it tells of the first, by serial number.
fn first_entry(
    case: &Case<'_>,
    is_wrong: impl Fn(&RevokedCertificate<'_>) -> bool,
    told: impl Fn(&RevokedCertificate<'_>) -> (String, String),
) -> Judgement {
    match case.list.entries().find(is_wrong) {
        None => Judgement::Kept,
        Some(entry) => {
            let (found, wanted) = told(&entry);
            Judgement::Broken(Detail::new(found, wanted))
        }
    }
}

/// `for serial 0x26DB...`.
fn serial_text(entry: &RevokedCertificate<'_>) -> String {
    format!("for serial 0x{}", hexadecimal(entry.serial_octets()))
}
