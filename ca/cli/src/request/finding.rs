//! What was found in a request, for people.

use std::fmt;

use s1spki_ca::event::RecordedFinding;
use s1spki_validator::Outcome;

use crate::page::{BAD, CAUTION, FAINT, HEADING, harmless, paint};

/// What was found: first what stands against the request, then how much was kept.
pub(super) struct Findings<'a> {
    pub(super) passed: &'a [String],
    pub(super) others: &'a [RecordedFinding],
}

impl fmt::Display for Findings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in self.others {
            write_finding(f, finding)?;
        }
        writeln!(
            f,
            "\n  {}  {}",
            paint(FAINT, format!("passed {}", self.passed.len())),
            families(self.passed)
        )
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

/// `request 21, encoding 4`.
fn families(codes: &[String]) -> String {
    let mut families: Vec<(&str, usize)> = Vec::new();
    for code in codes {
        let family = code.split('.').next().unwrap_or_default();
        match families.iter_mut().find(|(name, _)| *name == family) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => families.push((family, 1)),
        }
    }
    families
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect::<Vec<_>>()
        .join(", ")
}
