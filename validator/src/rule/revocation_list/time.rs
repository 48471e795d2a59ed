//! When a list was made, and until when it holds (RFC 5280 5.1.2.4, 5.1.2.5).

use super::{Case, ListCheck, StatusListValue};
use crate::encoding::EncodingFaultKind;
use crate::finding::{Basis, Detail, Rule};
use crate::rule::{Ground, Judgement};

pub(super) static CHECKS: [&ListCheck; 4] = [&FORM, &NEXT_UPDATE, &LASTS, &CURRENT];

static FORM: ListCheck = ListCheck {
    rule: Rule {
        code: "list.time-form",
        summary: "times up to 2049 are written as UTCTime",
        basis: Basis::Standard("RFC 5280 5.1.2.4"),
        hint: "make the list anew: readers may look for UTCTime alone",
    },
    ground: Ground::Standard,
    judge: form,
};

fn form(case: &Case<'_>) -> Judgement {
    let faults = case.list.encoding_faults().iter();
    let mut written_otherwise = faults.filter_map(|fault| match fault.kind {
        EncodingFaultKind::GeneralizedTimeBefore2050(field) => Some((field, fault.offset)),
        _ => None,
    });
    match written_otherwise.next() {
        None => Judgement::Kept,
        Some((field, offset)) => {
            let detail = Detail::new(format!("{field} as GeneralizedTime"), "UTCTime");
            Judgement::Broken(detail.at_offset(offset))
        }
    }
}

static NEXT_UPDATE: ListCheck = ListCheck {
    rule: Rule {
        code: "list.next-update",
        summary: "the list says when the next one is due, and that is after it was made",
        basis: Basis::Standard("RFC 5280 5.1.2.5"),
        hint: "without nextUpdate nobody can tell an old list from the latest",
    },
    ground: Ground::Standard,
    judge: next_update,
};

fn next_update(case: &Case<'_>) -> Judgement {
    let this_update = case.list.this_update();
    match case.list.next_update() {
        None => Judgement::Broken(Detail::new("no nextUpdate", "nextUpdate")),
        Some(next_update) => Judgement::kept_or(this_update < next_update, || {
            Detail::new(
                format!("thisUpdate {this_update}, nextUpdate {next_update}"),
                format!("nextUpdate later than {this_update}"),
            )
        }),
    }
}

static LASTS: ListCheck = ListCheck {
    rule: Rule {
        code: "list.lasts",
        summary: "the list lasts as long as the policy says",
        basis: Basis::Policy,
        hint: "a list that lasts longer hides revocations for longer; one that lasts less may end before the next comes",
    },
    ground: Ground::StatusList(StatusListValue::Lasts),
    judge: lasts,
};

fn lasts(case: &Case<'_>) -> Judgement {
    let Some(found) = case.list.next_update() else {
        return Judgement::NotApplicable; // said by `list.next-update`
    };
    let (this_update, period) = (case.list.this_update(), case.wanted().lasts.value());
    let wanted = period.after(this_update);
    Judgement::kept_or(wanted == Some(found), || {
        let end = wanted.map_or_else(|| "no time".to_owned(), |end| end.to_string());
        Detail::new(
            format!("{this_update} to {found}"),
            format!("exactly {period}: nextUpdate {end}"),
        )
    })
}

static CURRENT: ListCheck = ListCheck {
    rule: Rule {
        code: "list.current",
        summary: "the time lies between thisUpdate and nextUpdate",
        basis: Basis::Standard("RFC 5280 6.3.3 (a)"),
        hint: "fetch the latest list; if it is the latest, the authority is late",
    },
    ground: Ground::Standard,
    judge: current,
};

fn current(case: &Case<'_>) -> Judgement {
    let (at, this_update, next_update) = (case.at, case.list.this_update(), case.list.next_update());
    let is_current = this_update <= at && next_update.is_none_or(|next_update| at <= next_update);
    Judgement::kept_or(is_current, || {
        let end = next_update.map_or_else(|| "no nextUpdate".to_owned(), |end| end.to_string());
        Detail::new(format!("{this_update} to {end}"), format!("{at} inside of it"))
    })
}
