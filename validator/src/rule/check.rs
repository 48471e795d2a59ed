//! A rule, and the function that looks.

use s1spki_policies::{Permission, Policy, Profile, Standing};

use super::Ground;
use crate::finding::{Detail, Finding, Outcome, Rule};
use crate::verdict::{About, Tally};

/// What the policy wants of the object that is looked at.
pub(crate) struct Wanted<'a> {
    /// The profile of its kind.
    pub(crate) profile: &'a Profile,
    /// The whole policy.
    pub(crate) policy: &'a Policy,
}

/// A rule, the provision that it rests on, and the function that looks.
pub(crate) struct Check<Facts: 'static> {
    /// The entry of the catalogue.
    pub(crate) rule: Rule,
    /// The provision that it rests on.
    pub(crate) ground: Ground,
    /// Looks.
    pub(crate) judge: fn(&Facts, &Wanted<'_>) -> Judgement,
}

/// What a rule has to say.
#[derive(Debug, PartialEq)]
pub(crate) enum Judgement {
    /// It is kept.
    Kept,
    /// It does not concern this object.
    NotApplicable,
    /// It is broken.
    Broken(Detail),
    /// It is broken, and the policy tolerates that.
    Tolerated(Detail),
    /// What it looks at cannot be read.
    Unread(Detail),
}

impl Judgement {
    /// Kept if `kept`, otherwise broken with this detail.
    pub(crate) fn kept_or(kept: bool, detail: impl FnOnce() -> Detail) -> Self {
        if kept { Self::Kept } else { Self::Broken(detail()) }
    }

    /// The same where the policy says what a breach is worth.
    pub(crate) fn tolerated_by(self, permission: Permission) -> Self {
        match (self, permission) {
            (Self::Broken(detail), Permission::Warn) => Self::Tolerated(detail),
            (Self::Broken(_), Permission::Allow) => Self::Kept,
            (judgement, _) => judgement,
        }
    }
}

impl Judgement {
    /// It as the finding of a rule.
    pub(super) fn about(self, rule: &'static Rule) -> Finding {
        match self {
            Self::Kept => Finding::pass(rule),
            Self::NotApplicable => Finding::not_applicable(rule),
            Self::Broken(detail) => Finding::breach(rule, detail),
            Self::Tolerated(detail) => Finding::warning(rule, detail),
            Self::Unread(detail) => Finding::not_checked(rule, detail),
        }
    }
}

impl<Facts> Check<Facts> {
    /// The finding of this rule.
    pub(crate) fn find(&'static self, facts: &Facts, wanted: &Wanted<'_>) -> Finding {
        let finding = (self.judge)(facts, wanted).about(&self.rule);
        match self.ground.authority(wanted) {
            Some(authority) => finding.resting_on(authority),
            None => finding,
        }
    }

    /// Counts the finding of this rule, and makes it only if it is a remark.
    pub(crate) fn tally(&'static self, facts: &Facts, wanted: &Wanted<'_>, tally: &mut Tally) {
        let authority = self.ground.authority(wanted);
        match (self.judge)(facts, wanted) {
            Judgement::NotApplicable => tally.count(Outcome::NotApplicable, Standing::Designated),
            Judgement::Kept => {
                let standing = authority.map_or(Standing::Designated, |authority| authority.standing);
                tally.count(Outcome::Pass, standing);
            }
            judgement => tally.add(About::Certificate, &judgement.about(&self.rule), authority),
        }
    }
}
