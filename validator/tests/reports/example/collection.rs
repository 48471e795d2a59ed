//! The best example of each code among all that are offered.

use std::collections::BTreeMap;

use s1spki_validator::{Example, Finding, Outcome};

/// What was judged: a name that a person understands, perhaps its story, and the policy.
#[derive(Clone, Copy)]
pub(super) struct Specimen<'a> {
    pub(super) name: &'a str,
    pub(super) story: Option<&'a str>,
    pub(super) policy: Option<&'a str>,
}

impl<'a> Specimen<'a> {
    /// A specimen without a story, judged under the policy of the laboratory.
    pub(super) const fn lab(name: &'a str) -> Self {
        Self {
            name,
            story: None,
            policy: Some("lab"),
        }
    }
}

/// An example, and what makes another one better: a firmer outcome, then fewer other faults.
type Candidate = ((Outcome, usize), Example);

/// The best example of each code.
#[derive(Default)]
pub(super) struct Collection(BTreeMap<&'static str, Candidate>);

impl Collection {
    /// Offers what was found in a specimen: whatever is broken there.
    pub(super) fn add<'f>(
        &mut self,
        specimen: &Specimen<'_>,
        findings: impl IntoIterator<Item = &'f Finding>,
    ) {
        let faults: Vec<&Finding> = findings.into_iter().filter(is_fault).collect();
        for finding in &faults {
            let merit = (finding.outcome(), faults.len());
            let is_better = |(other, _): &Candidate| merit < *other;
            if self.0.get(finding.code()).is_none_or(is_better) {
                let example = example(specimen, finding);
                self.0.insert(finding.code(), (merit, example));
            }
        }
    }

    /// Takes the examples of another collection for the codes that have none.
    pub(super) fn fill_up_from(&mut self, other: Self) {
        for (code, candidate) in other.0 {
            self.0.entry(code).or_insert(candidate);
        }
    }

    pub(super) fn into_examples(self) -> Vec<Example> {
        self.0.into_values().map(|(_, example)| example).collect()
    }
}

fn is_fault(finding: &&Finding) -> bool {
    match finding.outcome() {
        Outcome::Breach | Outcome::Warning => true,
        Outcome::NotChecked => !follows_from_another_fault(finding),
        Outcome::Pass | Outcome::NotApplicable | Outcome::NotYetInForce => false,
    }
}

/// What was not looked at because of another fault shows nothing.
fn follows_from_another_fault(finding: &Finding) -> bool {
    let found = &finding.detail().unwrap().found;
    found.contains("is not established") || found.contains("came first")
}

fn example(specimen: &Specimen<'_>, finding: &Finding) -> Example {
    let detail = finding.detail().unwrap();
    let in_one_line = |story: &str| story.split_whitespace().collect::<Vec<_>>().join(" ");
    Example {
        code: finding.code().to_owned(),
        specimen: specimen.name.to_owned(),
        story: specimen.story.map(in_one_line),
        policy: specimen.policy.map(str::to_owned),
        outcome: finding.outcome().to_string(),
        found: detail.found.clone(),
        wanted: detail.wanted.clone(),
    }
}
