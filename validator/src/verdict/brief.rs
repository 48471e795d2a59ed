//! What a pipeline keeps of a verdict.

use std::sync::Arc;

use s1spki_policies::{Authority, Standing};

use super::{CertificateVerdict, Decision};
use crate::encoding::DecodeError;
use crate::finding::{Finding, Outcome};

/// What a pipeline keeps of a verdict: the decision, and what is not as it should be.
///
/// It decides as the whole verdict does. What passes is not kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// What is to be done with the certificate.
    pub decision: Decision,
    /// On what standing that rests.
    pub standing: Standing,
    /// The breaches, the warnings, and what was not checked, in the order of the verdict.
    pub remarks: Vec<Remark>,
}

/// A finding that is not as it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// About what.
    pub about: About,
    /// The finding.
    pub finding: Finding,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The certificate that was asked about.
    Certificate,
    /// The path as a whole.
    Path,
    /// A certificate above it; 1 is its issuer.
    Above(usize),
}

impl Brief {
    /// The same, taken from a whole verdict.
    #[must_use]
    pub fn of(verdict: &CertificateVerdict) -> Self {
        let mut tally = Tally::default();
        tally.add_all(About::Certificate, verdict.of_certificate.findings.all());
        if let Some(path) = &verdict.path {
            tally.add_all(About::Path, &path.findings);
            for (place, above) in (1..).zip(&path.above) {
                tally.add_all(About::Above(place), above.findings.all());
            }
        }
        tally.into_brief()
    }

    /// The one on bytes that cannot be read as a certificate.
    pub(crate) fn unreadable(error: &DecodeError) -> Self {
        Self::of(&CertificateVerdict::unreadable(String::new(), error))
    }
}

/// Findings, counted: what a decision and its standing need, and the remarks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// For each decision the standing on which it would rest, if a finding carries it.
    accept: Option<Standing>,
    undecided: Option<Standing>,
    refuse: Option<Standing>,
    remarks: Vec<Remark>,
    /// Whether there is a finding at all: one that does not apply carries no standing, and still speaks for acceptance.
    is_looked_at: bool,
}

impl Tally {
    /// Counts a finding that is no remark.
    pub(crate) fn count(&mut self, outcome: Outcome, standing: Standing) {
        self.is_looked_at = true;
        if outcome == Outcome::NotApplicable {
            return;
        }
        let (place, better): (_, fn(Standing, Standing) -> Standing) = match Decision::by(outcome) {
            Decision::Accept => (&mut self.accept, Ord::max),
            Decision::Undecided => (&mut self.undecided, Ord::min),
            Decision::Refuse => (&mut self.refuse, Ord::min),
        };
        *place = Some(place.map_or(standing, |known| better(known, standing)));
    }

    /// Counts a finding, and keeps it if it is a remark; `authority` is on what it rests, if not on what it says
    /// itself.
    pub(crate) fn add(&mut self, about: About, finding: &Finding, authority: Option<&Arc<Authority>>) {
        let standing = authority.map_or_else(|| finding.standing(), |authority| authority.standing);
        self.count(finding.outcome(), standing);
        if is_remark(finding.outcome()) {
            let finding = finding.clone();
            let finding = match authority {
                Some(authority) => finding.resting_on(authority),
                None => finding,
            };
            self.remarks.push(Remark { about, finding });
        }
    }

    pub(crate) fn add_all<'a>(&mut self, about: About, findings: impl IntoIterator<Item = &'a Finding>) {
        for finding in findings {
            self.add(about, finding, None);
        }
    }

    /// Adds all of another one, as being about this.
    pub(crate) fn include(&mut self, other: &Self, about: About) {
        for (standing, outcome) in [
            (other.accept, Outcome::Pass),
            (other.undecided, Outcome::NotChecked),
            (other.refuse, Outcome::Breach),
        ] {
            if let Some(standing) = standing {
                self.count(outcome, standing);
            }
        }
        self.is_looked_at |= other.is_looked_at;
        let remarks = other.remarks.iter().cloned();
        self.remarks
            .extend(remarks.map(|remark| Remark { about, ..remark }));
    }

    /// What the findings come to.
    pub(crate) fn into_brief(self) -> Brief {
        let (decision, standing) = match (self.refuse, self.undecided, self.accept) {
            (Some(standing), ..) => (Decision::Refuse, Some(standing)),
            (None, Some(standing), _) => (Decision::Undecided, Some(standing)),
            (None, None, standing) if self.is_looked_at => (Decision::Accept, standing),
            (None, None, _) => (Decision::Undecided, None),
        };
        Brief {
            decision,
            standing: standing.unwrap_or(Standing::Designated),
            remarks: self.remarks,
        }
    }
}

const fn is_remark(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Breach | Outcome::Warning | Outcome::NotChecked)
}
