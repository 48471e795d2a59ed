//! Several judgements of one rule as one.

use std::fmt;

use crate::finding::Detail;
use crate::rule::Judgement;

/// As bad as the worst of them, with the details and places of all that are as bad; nothing where there is none.
pub(crate) fn worst<P: fmt::Display>(
    judgements: impl IntoIterator<Item = (P, Judgement)>,
) -> Option<Judgement> {
    let judgements: Vec<(P, Judgement)> = judgements.into_iter().collect();
    let worst = judgements.iter().map(|(_, judgement)| badness(judgement)).max()?;
    let mut as_bad = judgements
        .into_iter()
        .filter(|(_, judgement)| badness(judgement) == worst);
    let (place, first) = as_bad.next()?;
    let others = as_bad.filter_map(|(place, judgement)| Some((place, detail_of(judgement)?)));
    Some(match first {
        Judgement::Broken(detail) => Judgement::Broken(joined(&place, detail, others)),
        Judgement::Unread(detail) => Judgement::Unread(joined(&place, detail, others)),
        Judgement::Tolerated(detail) => Judgement::Tolerated(joined(&place, detail, others)),
        judgement @ (Judgement::Kept | Judgement::NotApplicable) => judgement,
    })
}

fn detail_of(judgement: Judgement) -> Option<Detail> {
    match judgement {
        Judgement::Broken(detail) | Judgement::Unread(detail) | Judgement::Tolerated(detail) => Some(detail),
        Judgement::Kept | Judgement::NotApplicable => None,
    }
}

const fn badness(judgement: &Judgement) -> u8 {
    match judgement {
        Judgement::NotApplicable => 0,
        Judgement::Kept => 1,
        Judgement::Tolerated(_) => 2,
        Judgement::Unread(_) => 3,
        Judgement::Broken(_) => 4,
    }
}

/// `electricity, gas: found this`, or `electricity: found this; gas: found that`.
fn joined<P: fmt::Display>(place: &P, first: Detail, others: impl Iterator<Item = (P, Detail)>) -> Detail {
    let mut told: Vec<(String, String)> = vec![(place.to_string(), first.found)];
    let mut wanted = vec![first.wanted];
    for (place, detail) in others {
        match told.iter_mut().find(|(_, found)| *found == detail.found) {
            Some((places, _)) => places.push_str(&format!(", {place}")),
            None => told.push((place.to_string(), detail.found)),
        }
        if !wanted.contains(&detail.wanted) {
            wanted.push(detail.wanted);
        }
    }
    let told: Vec<String> = told
        .iter()
        .map(|(places, found)| format!("{places}: {found}"))
        .collect();
    Detail {
        hint: first.hint,
        ..Detail::new(told.join("; "), wanted.join("; "))
    }
}
