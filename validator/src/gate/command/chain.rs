//! What comes of certificates that were judged in their chains.

use std::sync::Arc;

use s1spki_policies::{Authority, Severity};

use crate::finding::{Detail, Finding, Rule};
use crate::gate::{judgement_on, no_firmer, weighed};
use crate::rule::Judgement;
use crate::verdict::Brief;

/// One finding on certificates, each with its place: as bad as the worst of them.
///
/// It rests on `authority`, but stands no firmer than the verdicts that it is made of.
pub(super) fn on_certificates<'a>(
    rule: &'static Rule,
    authority: &Arc<Authority>,
    severity: Severity,
    judged: &[(&'a str, &'a Brief)],
) -> Finding {
    let Some(worst) = judged.iter().map(|(_, brief)| brief.decision).max() else {
        return Finding::not_applicable(rule).resting_on(authority);
    };
    let worst = judged.iter().filter(|(_, brief)| brief.decision == worst);
    let mut judgements = worst
        .clone()
        .map(|(place, brief)| in_place(judgement_on(brief), place));
    let judgement = judgements.next().unwrap_or(Judgement::NotApplicable);
    let judgement = judgements.fold(judgement, joined);
    let standing = crate::gate::standing_of(worst.map(|(_, brief)| *brief));
    let finding = weighed(rule, judgement, severity).resting_on(authority);
    no_firmer(finding, authority, standing, || {
        "the verdicts on the certificates rest on less".to_owned()
    })
}

fn in_place(judgement: Judgement, place: &str) -> Judgement {
    let placed = |detail: Detail| Detail {
        found: format!("{place}: {}", detail.found),
        ..detail
    };
    match judgement {
        Judgement::Broken(detail) => Judgement::Broken(placed(detail)),
        Judgement::Unread(detail) => Judgement::Unread(placed(detail)),
        Judgement::Tolerated(detail) => Judgement::Tolerated(placed(detail)),
        judgement => judgement,
    }
}

/// Two judgements of one kind, told together.
fn joined(first: Judgement, second: Judgement) -> Judgement {
    let both = |first: Detail, second: Detail| Detail {
        found: format!("{}; {}", first.found, second.found),
        ..first
    };
    match (first, second) {
        (Judgement::Broken(first), Judgement::Broken(second)) => Judgement::Broken(both(first, second)),
        (Judgement::Unread(first), Judgement::Unread(second)) => Judgement::Unread(both(first, second)),
        (first, _) => first,
    }
}
