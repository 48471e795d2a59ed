//! The migration gate: whether a SMETS1 installation may be migrated.
//!
//! The pre-conditions come from the Transition and Migration Approach Document (TMAD), the letters that changed it,
//! and the S1SR. Which version of each was in force on the day decides, so that a past decision can be judged again.

mod authority;
mod case;
mod certificate;
mod exclusion;
mod party;
mod people;
mod product;
mod summary;
mod window;

use s1spki_policies::Policy;

use crate::cache::VerdictCache;
use crate::chain::ChainJudge;
use crate::directory::Directory;
use crate::evidence::{EligibleProductCombinations, InstallationEvidence};
use crate::finding::{Finding, Rule};
use crate::rule::Ground;
use crate::verdict::{Claim, GateVerdict};
use case::Case;
pub use summary::{Counted, Decisions, MigrationSummary, RuleCounts};

/// Decides on installations, under one policy and at one time. It is built once and asked from as many threads as
/// there are.
///
/// ```
/// use s1spki_policies::Policy;
/// use s1spki_validator::directory::DirectoryBuilder;
/// use s1spki_validator::evidence::InstallationEvidence;
/// use s1spki_validator::gate::MigrationGate;
/// use s1spki_validator::{ChainJudge, Decision};
///
/// let policy = Policy::embedded("foc-s1spki").expect("it is embedded")?;
/// let judge = ChainJudge::new(&policy, "2021-03-01".parse()?, [], [], []);
/// let directory = DirectoryBuilder::new().build();
/// let gate = MigrationGate::new(&policy, &judge, &directory);
///
/// let evidence: InstallationEvidence = serde_json::from_str(r#"{"cohort": "FOC"}"#)?;
/// let verdict = gate.decide("line 1", &evidence);
/// assert_eq!(verdict.decision, Decision::Undecided); // nearly nothing is known
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MigrationGate<'a> {
    policy: &'a Policy,
    judge: &'a ChainJudge<'a>,
    directory: &'a Directory,
    eligible: Option<&'a EligibleProductCombinations>,
    cache: VerdictCache,
}

/// A rule of the gate, and the function that looks.
struct Check {
    rule: Rule,
    look: fn(&'static Rule, &Case<'_>) -> Finding,
}

/// The families, in the order in which a migration team asks.
static FAMILIES: [&[Check]; 9] = [
    &authority::CHECKS,
    &product::CHECKS,
    &party::CHECKS,
    &window::CHECKS,
    &certificate::OF_SUPPLIER,
    &certificate::OF_NETWORK_OPERATOR,
    &certificate::CHECKS,
    &exclusion::CHECKS,
    &people::CHECKS,
];

/// How many verdicts on certificates a gate remembers: there are far fewer suppliers than installations.
const REMEMBERED: usize = 4096;

impl<'a> MigrationGate<'a> {
    /// A gate under `policy` at the time of `judge`, who judges the certificates that `directory` finds.
    #[must_use]
    pub fn new(policy: &'a Policy, judge: &'a ChainJudge<'a>, directory: &'a Directory) -> Self {
        Self {
            policy,
            judge,
            directory,
            eligible: None,
            cache: VerdictCache::holding(REMEMBERED),
        }
    }

    /// The same gate with a list of eligible product combinations for installations that bring none.
    #[must_use]
    pub fn with_eligible_products(self, list: &'a EligibleProductCombinations) -> Self {
        Self {
            eligible: Some(list),
            ..self
        }
    }

    /// The verdict on an installation, with the whole verdict on each certificate.
    #[must_use]
    pub fn decide(&self, label: impl Into<String>, evidence: &InstallationEvidence) -> GateVerdict {
        let case = self.case(evidence);
        GateVerdict::new(
            label,
            claims(&case),
            findings(&case),
            case.certificates(self.judge),
        )
    }

    /// The same without the verdicts on certificates: for very many.
    #[must_use]
    pub fn decide_briefly(&self, label: impl Into<String>, evidence: &InstallationEvidence) -> GateVerdict {
        let case = self.case(evidence);
        GateVerdict::new(label, claims(&case), findings(&case), Vec::new())
    }

    fn case<'e>(&'e self, evidence: &'e InstallationEvidence) -> Case<'e> {
        let own = evidence.eligible_product_combinations.as_ref();
        Case {
            evidence,
            at: self.judge.at(),
            policy: self.policy,
            eligible: own.or(self.eligible),
            directory: self.directory,
            notified: case::notified(evidence, self.directory, self.judge, &self.cache),
        }
    }
}

fn findings(case: &Case<'_>) -> Vec<Finding> {
    checks().map(|check| (check.look)(&check.rule, case)).collect()
}

fn checks() -> impl Iterator<Item = &'static Check> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// Every rule of the gate, with the provision that it rests on: its code is its path in the policy.
pub(crate) fn rules() -> impl Iterator<Item = (&'static Rule, Ground)> {
    checks().map(|check| (&check.rule, Ground::Dated(check.rule.code)))
}

/// What a reader wants to see first.
fn claims(case: &Case<'_>) -> Vec<Claim> {
    let evidence = case.evidence;
    let named = [
        ("installation", evidence.installation.clone()),
        ("cohort", evidence.cohort.as_ref().map(ToString::to_string)),
        ("group", evidence.group.clone()),
        ("combination", evidence.combination.clone()),
        (
            "electricity",
            evidence.electricity.as_ref().map(|supply| case.told(supply)),
        ),
        ("gas", evidence.gas.as_ref().map(|supply| case.told(supply))),
        ("days", case.counting().map(window::counting_text)),
    ];
    let given = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.map(|(name, value)| Claim::new(name, value)).collect()
}
