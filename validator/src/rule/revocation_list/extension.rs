//! The extensions of a list (RFC 5280 5.2).

use s1spki_policies::ExtensionPart;

use super::{Case, ListCheck, StatusListValue};
use crate::encoding::EncodingFaultKind;
use crate::extension::Extension;
use crate::finding::{Basis, Detail, Rule};
use crate::rule::extension::{kind_of, name_of};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&ListCheck; 5] = [&UNLISTED, &PRESENT, &CRITICAL, &DUPLICATE, &KEY_IDENTIFIER];

static UNLISTED: ListCheck = ListCheck {
    rule: Rule {
        code: "list.extension.unlisted",
        summary: "the list has no extension that the policy does not name",
        basis: Basis::Policy,
        hint: "make the list anew without it; a list about some certificates alone needs another policy",
    },
    ground: Ground::StatusList(StatusListValue::Extensions),
    judge: unlisted,
};

fn unlisted(case: &Case<'_>) -> Judgement {
    let parts = case.wanted().extensions.value();
    let mut extensions = case.list.extensions().iter();
    match extensions.find(|extension| part_of(parts, extension).is_none()) {
        None => Judgement::Kept,
        Some(extension) => {
            let critical = if extension.is_critical() {
                " (critical)"
            } else {
                ""
            };
            let detail = Detail::new(
                format!("{}{critical}", name_of(extension)),
                format!("only {}", names(parts)),
            );
            Judgement::Broken(detail.at_offset(extension.offset()))
        }
    }
}

static PRESENT: ListCheck = ListCheck {
    rule: Rule {
        code: "list.extension.present",
        summary: "the list has every extension that the policy names",
        basis: Basis::Policy,
        hint: "make the list anew with it: without a number nobody can tell which of two lists is the later",
    },
    ground: Ground::StatusList(StatusListValue::Extensions),
    judge: present,
};

fn present(case: &Case<'_>) -> Judgement {
    let parts = case.wanted().extensions.value().iter();
    let missing: Vec<&str> = parts
        .map(|part| kind_of(part.extension))
        .filter(|kind| case.list.extension(*kind).is_none())
        .map(|kind| kind.as_str())
        .collect();
    Judgement::kept_or(missing.is_empty(), || {
        let missing = missing.join(", ");
        Detail::new(format!("no {missing}"), missing)
    })
}

static CRITICAL: ListCheck = ListCheck {
    rule: Rule {
        code: "list.extension.critical",
        summary: "the extensions of the list are critical or not, as the policy names them",
        basis: Basis::Policy,
        hint: "make the list anew: what is critical and not known to a reader makes it refuse the list",
    },
    ground: Ground::StatusList(StatusListValue::Extensions),
    judge: critical,
};

fn critical(case: &Case<'_>) -> Judgement {
    let parts = case.wanted().extensions.value();
    let differs = |extension: &&Extension| {
        part_of(parts, extension).is_some_and(|part| part.critical != extension.is_critical())
    };
    match case.list.extensions().iter().find(differs) {
        None => Judgement::Kept,
        Some(extension) => {
            let word = |critical| if critical { "critical" } else { "not critical" };
            let name = name_of(extension);
            let detail = Detail::new(
                format!("{name} {}", word(extension.is_critical())),
                format!("{name} {}", word(!extension.is_critical())),
            );
            Judgement::Broken(detail.at_offset(extension.offset()))
        }
    }
}

static DUPLICATE: ListCheck = ListCheck {
    rule: Rule {
        code: "list.extension.duplicate",
        summary: "no extension of the list, or of an entry, stands twice",
        basis: Basis::Standard("RFC 5280 4.2"),
        hint: "readers differ in which of the two they heed; make the list anew",
    },
    ground: Ground::Standard,
    judge: duplicate,
};

fn duplicate(case: &Case<'_>) -> Judgement {
    let mut faults = case.list.encoding_faults().iter();
    let first = faults.find(|fault| matches!(fault.kind, EncodingFaultKind::DuplicateExtension(_)));
    match first {
        None => Judgement::Kept,
        Some(fault) => Judgement::Broken(Detail::new(fault, "each extension once").at_offset(fault.offset)),
    }
}

static KEY_IDENTIFIER: ListCheck = ListCheck {
    rule: Rule {
        code: "list.authority-key-identifier",
        summary: "authorityKeyIdentifier has the key's identifier and nothing else",
        basis: Basis::Standard("RFC 5280 5.2.1"),
        hint: "the identifier is that of the key that signs, as in the certificates that it issued",
    },
    ground: Ground::Standard,
    judge: key_identifier,
};

fn key_identifier(case: &Case<'_>) -> Judgement {
    let Some(found) = case.list.authority_key_identifier() else {
        return Judgement::NotApplicable; // said by `list.extension.present`
    };
    let is_alone = found.issuer.is_empty() && found.serial.is_none();
    Judgement::kept_or(found.key_identifier.is_some() && is_alone, || {
        let found = match found.key_identifier {
            None => "no keyIdentifier",
            Some(_) => "keyIdentifier, and issuer or serial number",
        };
        Detail::new(found, "keyIdentifier alone")
    })
}

fn part_of<'a>(parts: &'a [ExtensionPart], extension: &Extension) -> Option<&'a ExtensionPart> {
    let mut parts = parts.iter();
    parts.find(|part| extension.kind() == Some(kind_of(part.extension)))
}

pub(super) fn names(parts: &[ExtensionPart]) -> String {
    let names: Vec<&str> = parts
        .iter()
        .map(|part| kind_of(part.extension).as_str())
        .collect();
    names.join(", ")
}
