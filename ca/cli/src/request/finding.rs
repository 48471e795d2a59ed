//! What was found in a request, for people.

use std::fmt;

use s1spki_ca::event::RecordedFinding;
use s1spki_validator::Outcome;

use crate::page::{BAD, CAUTION, FAINT, Fields, HEADING, harmless, paint};

/// What was found: first what stands against the request, then how much was kept.
pub(super) struct Findings<'a> {
    /// How many rules were kept.
    pub(super) kept: u32,
    /// Which ones, where that is known.
    pub(super) passed: &'a [&'static str],
    pub(super) others: &'a [RecordedFinding],
}

impl fmt::Display for Findings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in self.others {
            write_finding(f, finding)?;
        }
        let fields = match self.passed {
            [] => Fields::new().add("passed", format!("{} rules", self.kept)),
            passed => Fields::new().add_words(&format!("passed {}", passed.len()), &families(passed)),
        };
        write!(f, "\n{fields}")
    }
}

fn write_finding(f: &mut fmt::Formatter<'_>, finding: &RecordedFinding) -> fmt::Result {
    let style = match finding.outcome {
        Outcome::Breach => BAD,
        _ => CAUTION,
    };
    let outcome = finding.outcome.as_str().replace('-', " ");
    let (outcome, code) = (paint(style, outcome), paint(HEADING, &finding.code));
    writeln!(f, "\n  {outcome} {code} {}", paint(FAINT, &finding.clause))?;
    for (name, text) in [
        ("found", &finding.found),
        ("wanted", &finding.wanted),
        ("hint", &finding.hint),
    ] {
        if !text.is_empty() {
            writeln!(f, "    {}  {}", paint(FAINT, format!("{name:6}")), harmless(text))?;
        }
    }
    Ok(())
}

/// `request 3 (readable, name-order, key-form); encoding 2 (boolean, integer)`.
fn families(codes: &[&str]) -> String {
    let mut families: Vec<(&str, Vec<&str>)> = Vec::new();
    for code in codes {
        let (family, rule) = code.split_once('.').unwrap_or((*code, ""));
        match families.iter_mut().find(|(name, _)| *name == family) {
            Some((_, rules)) => rules.push(rule),
            None => families.push((family, vec![rule])),
        }
    }
    let families = families
        .iter()
        .map(|(name, rules)| format!("{name} {} ({})", rules.len(), rules.join(", ")));
    families.collect::<Vec<_>>().join("; ")
}
