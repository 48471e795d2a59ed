//! The gates: whether an installation may be migrated, whether a message may be acted on.
//!
//! A gate is a pure function over facts, evidence and policy. Every rule is a dated provision of the policy and a
//! small function: before its time it is not yet in force, after it it does not apply, without evidence it is not
//! checked, and broken it refuses or warns as the provision says. Whatever comes of it rests on the provision's
//! clause and standing.

mod command;
mod dated;
mod migration;
mod worst;

pub(crate) use command::rules as command_rules;
pub use command::{CommandGate, Enclosure};
pub(crate) use dated::{judged, no_firmer, not_stated, not_yet_in_force, weighed};
pub(crate) use migration::rules as migration_rules;
pub use migration::{Counted, Decisions, MigrationGate, MigrationSummary, RuleCounts};
pub(crate) use worst::worst;

use std::sync::Arc;

use s1spki_policies::{Authority, Severity, Standing};

use crate::finding::{Detail, Finding, Outcome, Rule};
use crate::rule::Judgement;
use crate::verdict::{Brief, Decision};

/// What a gate makes of certificates that were judged in their chains, each with its place: one finding, as bad as
/// the worst of them. It rests on `authority`, but on no firmer standing than the verdicts that it is made of.
#[must_use]
pub fn finding_on_certificates(
    rule: &'static Rule,
    authority: &Arc<Authority>,
    certificates: &[(&str, &Brief)],
) -> Finding {
    let judgements = certificates
        .iter()
        .map(|(place, brief)| (place, judgement_on(brief)));
    let judgement = worst(judgements).unwrap_or(Judgement::NotApplicable);
    let finding = weighed(rule, judgement, Severity::Refuse).resting_on(authority);
    let standing = standing_of(certificates.iter().map(|(_, brief)| *brief));
    no_firmer(finding, authority, standing, || VERDICTS.to_owned())
}

/// What a finding on certificates also rests on.
pub(crate) const VERDICTS: &str = "the verdicts on the certificates";

/// What a gate makes of a certificate that was judged in its chain.
pub(crate) fn judgement_on(brief: &Brief) -> Judgement {
    let detail = |outcome| {
        Detail::new(
            codes(brief, outcome).join(", "),
            "a certificate that is accepted in its chain",
        )
    };
    match brief.decision {
        Decision::Accept => Judgement::Kept,
        Decision::Undecided => Judgement::Unread(detail(Outcome::NotChecked)),
        Decision::Refuse => Judgement::Broken(detail(Outcome::Breach)),
    }
}

/// On what standing such judgements rest together: to accept, the weakest counts; for the rest the firmest of those
/// that decide.
pub(crate) fn standing_of<'a>(briefs: impl Iterator<Item = &'a Brief> + Clone) -> Option<Standing> {
    let worst = briefs.clone().map(|brief| brief.decision).max()?;
    let standings = briefs
        .filter(|brief| brief.decision == worst)
        .map(|brief| brief.standing);
    match worst {
        Decision::Accept => standings.max(),
        Decision::Undecided | Decision::Refuse => standings.min(),
    }
}

/// The codes with this outcome, each once.
pub(crate) fn codes(brief: &Brief, outcome: Outcome) -> Vec<&'static str> {
    let findings = brief.remarks.iter().map(|remark| &remark.finding);
    codes_of(findings.filter(|finding| finding.outcome() == outcome))
}

/// The codes of findings, each once.
pub(crate) fn codes_of<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<&'static str> {
    let mut codes: Vec<&str> = Vec::new();
    for finding in findings {
        if !codes.contains(&finding.code()) {
            codes.push(finding.code());
        }
    }
    codes
}
