//! The gates: whether an installation may be migrated, whether a message may be acted on.
//!
//! A gate is a pure function over facts, evidence and policy. Every rule is a dated provision of the policy and a
//! small function: before its time it is not yet in force, after it it does not apply, without evidence it is not
//! checked, and broken it refuses or warns as the provision says. Whatever comes of it rests on the provision's
//! clause and standing.
//!
//! # What a gate is made of
//!
//! * A [`Policy`](s1spki_policies::Policy): the rules, each with its dates, severity, clause and standing.
//! * A [`ChainJudge`](crate::ChainJudge): trust anchors, authorities, revocation lists, and the time of the question. It
//!   judges the certificates that messages and installations name.
//! * A [`Directory`](crate::directory::Directory): where these certificates are found, by issuer and serial number.
//! * [Evidence](crate::evidence): what only others know. What is absent is not checked, and the decision is then
//!   [`Undecided`](crate::Decision::Undecided) at best.
//!
//! A gate borrows the first three. It is built once and asked from as many threads as there are.
//!
//! # A command
//!
//! ```
//! use s1spki_policies::Policy;
//! use s1spki_validator::directory::{DirectoryBuilder, RepositoryStatus};
//! use s1spki_validator::evidence::CommandEvidence;
//! use s1spki_validator::gate::CommandGate;
//! use s1spki_validator::path::TrustAnchor;
//! use s1spki_validator::{Certificate, ChainJudge, Decision, Outcome, RevocationList};
//! # use s1spki_validator::read_blocks;
//! # macro_rules! octets {
//! #     ($name:literal) => {
//! #         include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src/integrating/", $name))
//! #     };
//! # }
//! # let der = |pem: &[u8]| read_blocks(pem, 1 << 20).map(|mut blocks| blocks.swap_remove(0).der);
//!
//! // `octets!` is a file of the book's chapter for integrators, `der` takes the first object out of it.
//! let policy = Policy::embedded("lab").expect("it is embedded")?;
//! let judge = ChainJudge::new(
//!     &policy,
//!     "2021-03-15T09:00:00Z".parse()?,
//!     [TrustAnchor::from_certificate(Certificate::decode(&der(octets!("root.pem"))?)?)],
//!     [Certificate::decode(&der(octets!("issuing.pem"))?)?],
//!     [
//!         RevocationList::decode(&der(octets!("root.crl"))?)?,
//!         RevocationList::decode(&der(octets!("issuing.crl"))?)?,
//!     ],
//! );
//! let mut builder = DirectoryBuilder::new();
//! builder.add("supplier", &der(octets!("certificates/supplier.pem"))?, RepositoryStatus::InUse)?;
//! builder.add("dcc", &der(octets!("certificates/dcc-messages.pem"))?, RepositoryStatus::InUse)?;
//! let directory = builder.build();
//! let gate = CommandGate::new(&policy, &judge, &directory);
//!
//! let message = octets!("disable-supply.xml");
//! let mut evidence: CommandEvidence = serde_json::from_slice(octets!("disable-supply.json"))?;
//! let verdict = gate.decide("disable-supply.xml", message, &evidence);
//! assert_eq!(verdict.decision, Decision::Accept);
//!
//! // The same again is a replay.
//! evidence.counters.as_mut().expect("they are there").execution = Some(1000);
//! let verdict = gate.decide("disable-supply.xml", message, &evidence);
//! assert_eq!(verdict.decision, Decision::Refuse);
//! let breach = verdict.findings_with(Outcome::Breach).next().expect("there is one");
//! assert_eq!(breach.code(), "command.execution-counter");
//!
//! // And of an unknown device nearly nothing is checked but the signature and who made it.
//! let verdict = gate.decide("disable-supply.xml", message, &CommandEvidence::default());
//! assert_eq!(verdict.decision, Decision::Undecided);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A migration
//!
//! ```
//! use s1spki_policies::{Moment, Policy};
//! use s1spki_validator::evidence::{EligibleProductCombinations, InstallationEvidence};
//! use s1spki_validator::gate::MigrationGate;
//! use s1spki_validator::{Decision, Outcome};
//! # use s1spki_validator::directory::{DirectoryBuilder, RepositoryStatus};
//! # use s1spki_validator::path::TrustAnchor;
//! # use s1spki_validator::{Certificate, ChainJudge, RevocationList, read_blocks};
//! # macro_rules! octets {
//! #     ($name:literal) => {
//! #         include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src/integrating/", $name))
//! #     };
//! # }
//! # let der = |pem: &[u8]| read_blocks(pem, 1 << 20).map(|mut blocks| blocks.swap_remove(0).der);
//! # let policy = Policy::embedded("lab").expect("it is embedded")?;
//! # let judge = ChainJudge::new(
//! #     &policy,
//! #     "2021-03-15T09:00:00Z".parse()?,
//! #     [TrustAnchor::from_certificate(Certificate::decode(&der(octets!("root.pem"))?)?)],
//! #     [Certificate::decode(&der(octets!("issuing.pem"))?)?],
//! #     [RevocationList::decode(&der(octets!("root.crl"))?)?, RevocationList::decode(&der(octets!("issuing.crl"))?)?],
//! # );
//! # let mut builder = DirectoryBuilder::new();
//! # builder.add("supplier", &der(octets!("certificates/supplier.pem"))?, RepositoryStatus::InUse)?;
//! # builder.add("distributor", &der(octets!("certificates/distributor.pem"))?, RepositoryStatus::InUse)?;
//! # builder.add("transporter", &der(octets!("certificates/transporter.pem"))?, RepositoryStatus::InUse)?;
//! # let directory = builder.build();
//!
//! // Policy, judge and directory are as above.
//! let eligible: EligibleProductCombinations = serde_json::from_slice(octets!("eligible.json"))?;
//! let gate = MigrationGate::new(&policy, &judge, &directory).with_eligible_products(&eligible);
//!
//! let mut evidence: InstallationEvidence = serde_json::from_slice(octets!("installation.json"))?;
//! let verdict = gate.decide("installation.json", &evidence);
//! assert_eq!(verdict.decision, Decision::Accept);
//!
//! // Five days ahead the supplier changes: too near, since nine days are asked for from 28 February 2021.
//! let electricity = evidence.electricity.as_mut().expect("it is there");
//! let registration = electricity.registration.as_mut().expect("it is there");
//! let change: Moment = "2021-03-20".parse()?;
//! registration.changes_of_supplier = Some(vec![change]);
//! let verdict = gate.decide("installation.json", &evidence);
//! assert_eq!(verdict.decision, Decision::Refuse);
//! let breach = verdict.findings_with(Outcome::Breach).next().expect("there is one");
//! assert_eq!(breach.code(), "migration.change-of-supplier-window");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! For very many, `decide_briefly` leaves out the verdicts on certificates.

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
