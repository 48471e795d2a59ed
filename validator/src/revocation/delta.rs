//! Delta lists (RFC 5280 5.2.4, 6.3.3 (c) and (h)).

use std::cmp::Ordering;

use super::examination::{Currency, Examination};
use super::held::Fault;
use super::rule;
use super::scope::is_same_scope;
use super::settings::ExpiredList;
use crate::finding::Detail;
use crate::hexadecimal::hexadecimal;
use crate::revocation_list::RevocationList;

/// Finds for each complete list the newest delta list that can be applied to it. A delta list that can be applied
/// to none gets a fault.
pub(super) fn apply(examinations: &mut [Examination<'_>], expired_list: ExpiredList) {
    if !examinations.iter().any(Examination::is_delta) {
        return;
    }
    let newest: Vec<Option<usize>> = examinations
        .iter()
        .map(|complete| newest_delta(complete, examinations, expired_list))
        .collect();
    for index in newest.iter().flatten() {
        if let Some(delta) = examinations.get_mut(*index) {
            delta.is_applied = true;
        }
    }
    for (examination, delta) in examinations.iter_mut().zip(newest) {
        examination.delta = delta;
        if examination.is_delta() && !examination.is_applied && examination.faults.is_empty() {
            let base = examination
                .list
                .base_crl_number()
                .map(hexadecimal)
                .unwrap_or_default();
            examination.faults.push(Fault {
                rule: &rule::DELTA,
                detail: Detail::new(
                    format!("a delta list on the base {base}, and no complete list that it fits"),
                    format!("a complete list of the same scope and signer with number {base} or later"),
                ),
            });
        }
    }
}

fn newest_delta(
    complete: &Examination<'_>,
    examinations: &[Examination<'_>],
    expired_list: ExpiredList,
) -> Option<usize> {
    if complete.is_delta() {
        return None;
    }
    let applicable = examinations
        .iter()
        .enumerate()
        .filter(|(_, delta)| is_applicable(delta, complete, expired_list));
    applicable
        .max_by(|(_, a), (_, b)| by_age(a.list, b.list))
        .map(|(index, _)| index)
}

/// Whether a delta list can be applied to a complete list.
fn is_applicable(delta: &Examination<'_>, complete: &Examination<'_>, expired_list: ExpiredList) -> bool {
    let (Some(base), Some(number)) = (delta.list.base_crl_number(), delta.list.crl_number()) else {
        return false;
    };
    let (Some(signed), Some(complete_signed)) = (delta.authentic, complete.authentic) else {
        return false;
    };
    let Some(complete_number) = complete.list.crl_number() else {
        return false;
    };
    let is_current = match delta.currency {
        Currency::Current => true,
        Currency::Past | Currency::Open => expired_list == ExpiredList::Allow,
        Currency::NotYet => false,
    };
    is_current
        && delta.faults.is_empty()
        // 6.3.3 (c)(1), (2): issuer and scope
        && is_same_scope(delta.list, complete.list)
        // 6.3.3 (c)(3), (h): the key
        && delta.list.authority_key_identifier() == complete.list.authority_key_identifier()
        && signed.key.is_same(complete_signed.key)
        // 5.2.4: the complete list is not older than the base, and older than the delta list
        && by_number(complete_number, base).is_ge()
        && by_number(complete_number, number).is_lt()
}

/// Which of two lists of the same scope is the newer one: by number, and failing that by date.
pub(super) fn by_age(a: &RevocationList, b: &RevocationList) -> Ordering {
    let by_number = match (a.crl_number(), b.crl_number()) {
        (Some(a), Some(b)) => by_number(a, b),
        _ => Ordering::Equal,
    };
    by_number.then_with(|| a.this_update().cmp(&b.this_update()))
}

/// The order of two numbers, given by their content octets, neither of them negative.
fn by_number(a: &[u8], b: &[u8]) -> Ordering {
    let significant = |octets: &'_ [u8]| {
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        octets.get(zeros..).unwrap_or_default().to_vec()
    };
    let (a, b) = (significant(a), significant(b));
    a.len().cmp(&b.len()).then_with(|| a.cmp(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_value() {
        assert_eq!(by_number(&[0, 0x80], &[0x7F]), Ordering::Greater);
        assert_eq!(by_number(&[0], &[0, 0]), Ordering::Equal);
        assert_eq!(by_number(&[1], &[1, 0]), Ordering::Less);
    }
}
