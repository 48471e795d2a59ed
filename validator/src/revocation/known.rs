//! The status of authorities, found out once for all that is below them.

use std::sync::{Arc, OnceLock};

use s1spki_policies::Moment;

use super::signer::InPath;
use super::status::RevocationReport;
use crate::path::{Answer, PathValidator, Signed, Validation, WorkAmount};

/// What is known at one time of the status of the certificates that a validator holds.
///
/// A status hangs on the path above a certificate and on nothing below. It is found out by a validation of its own,
/// and whoever takes it from here pays what that has cost: work is counted as if it had been done again.
#[derive(Debug)]
pub(crate) struct KnownStatuses {
    pub(crate) at: Moment,
    /// For each certificate that is held the first status that was asked for; nothing where it cannot be known
    /// apart from the validation that asks.
    of_held: Vec<OnceLock<Option<KnownStatus>>>,
}

#[derive(Debug)]
struct KnownStatus {
    place: Place,
    report: Arc<RevocationReport>,
    /// What it has cost, signatures apart: one that was asked about before does not count again.
    work: WorkAmount,
    answers: Vec<Answer>,
}

/// Where a certificate stands: what is above it, and how many are below, which counts as work.
#[derive(Debug, PartialEq)]
struct Place {
    from_here_up: Vec<Signed>,
    below: usize,
    anchor: usize,
}

impl KnownStatuses {
    pub(crate) fn at(at: Moment, validator: &PathValidator) -> Self {
        let of_held = std::iter::repeat_with(OnceLock::new);
        Self {
            at,
            of_held: of_held.take(validator.held()).collect(),
        }
    }
}

impl KnownStatus {
    /// Finds a status out. Nothing where the budget ran out; nor where a signer's own path was judged, which hangs on
    /// whose status was asked for before.
    fn find_out<'v>(validator: &'v PathValidator, at: Moment, place: InPath<'_, 'v>) -> Option<Self> {
        let mut validation = Validation::new(validator, at);
        let report = validation.status_of(place);
        let is_alone = !validation.has_judged_a_signer && validation.budget.exhausted().is_none();
        is_alone.then(|| Self {
            place: Place::of(place),
            report: Arc::new(report),
            work: WorkAmount {
                signature_checks: 0,
                ..validation.budget.done()
            },
            answers: validation.answers,
        })
    }
}

impl Place {
    fn of(place: InPath<'_, '_>) -> Self {
        Self {
            from_here_up: place.upwards().iter().map(|link| link.signed).collect(),
            below: place.index,
            anchor: place.anchor,
        }
    }

    fn is(&self, place: InPath<'_, '_>) -> bool {
        let from_here_up = place.upwards().iter().map(|link| &link.signed);
        (self.below, self.anchor) == (place.index, place.anchor) && from_here_up.eq(&self.from_here_up)
    }
}

impl<'v> Validation<'v> {
    /// The status of a certificate of a path, if it is known.
    pub(super) fn known_status_of(&mut self, place: InPath<'_, 'v>) -> Option<Arc<RevocationReport>> {
        let statuses = self.known_statuses?;
        let index = place.links.get(place.index)?.signed.held()?;
        let find_out = || KnownStatus::find_out(self.validator, self.at, place);
        let known = statuses.of_held.get(index)?.get_or_init(find_out).as_ref()?;
        let is_usable = known.place.is(place) && self.statuses_in_progress.is_empty();
        (is_usable && self.pay(known)).then(|| Arc::clone(&known.report))
    }

    /// Counts the work that a known status has cost. If there is not so much left, nothing is counted: whoever does
    /// the work then comes to the end at the right place.
    fn pay(&mut self, known: &KnownStatus) -> bool {
        let is_new = |answer: &&Answer| !self.answers.contains(answer);
        let answers: Vec<Answer> = known.answers.iter().filter(is_new).copied().collect();
        let signature_checks = u32::try_from(answers.len()).unwrap_or(u32::MAX);
        let is_paid = self.budget.spend_all(WorkAmount {
            signature_checks,
            ..known.work
        });
        if is_paid {
            self.answers.extend(answers);
        }
        is_paid
    }
}

#[cfg(test)]
mod tests {
    use s1spki_fixtures::key::TestKey;
    use s1spki_fixtures::make::{
        Authority, IssuingProfile, OrganisationProfile, OrganisationUsage, RevocationListSpecimen,
        RootProfile,
    };

    use super::*;
    use crate::certificate::Certificate;
    use crate::path::{Limits, PathSettings, TrustAnchor};
    use crate::revocation_list::RevocationList;

    fn leaf(number: usize) -> Certificate {
        let key = TestKey::p256(&format!("leaf {number}"));
        let profile = OrganisationProfile::lab(OrganisationUsage::Signing, &Authority::lab_issuing(), &key);
        Certificate::decode(&profile.specimen().der()).unwrap()
    }

    fn validator(limits: Limits, lists: &[RevocationList]) -> PathValidator {
        let anchor = Certificate::decode(&RootProfile::lab().specimen().der()).unwrap();
        let issuing = Certificate::decode(&IssuingProfile::lab().specimen().der()).unwrap();
        let settings = PathSettings {
            limits,
            ..PathSettings::default()
        };
        let anchors = [TrustAnchor::from_certificate(anchor)];
        PathValidator::new(settings, anchors, [issuing], lists.iter().cloned())
    }

    fn lists() -> [RevocationList; 2] {
        [Authority::lab_root(), Authority::lab_issuing()].map(|authority| {
            let [this_update, next_update] =
                ["2026-02-28T00:00:00Z", "2026-03-28T00:00:00Z"].map(|text| text.parse().unwrap());
            let list = RevocationListSpecimen::of(&authority, 1, this_update, next_update, Vec::new());
            RevocationList::decode(&list.der()).unwrap()
        })
    }

    #[test]
    fn whatever_the_limits_a_known_status_changes_nothing() {
        let at = "2026-03-01T00:00:00Z".parse().unwrap();
        let (leaves, lists) = ([leaf(1), leaf(2)], lists());
        let enough = validator(Limits::default(), &lists).validate(&leaves[0], at);
        assert!(enough.is_valid());
        let most = enough.work();
        let checks = (0..most.signature_checks).map(|signature_checks| WorkAmount {
            signature_checks,
            ..most
        });
        let steps = (0..most.steps).map(|steps| WorkAmount { steps, ..most });
        let comparisons = (0..most.name_comparisons).map(|name_comparisons| WorkAmount {
            name_comparisons,
            ..most
        });
        for work in checks.chain(steps).chain(comparisons).chain([most]) {
            let limits = Limits {
                work,
                ..Limits::default()
            };
            let validator = validator(limits, &lists);
            let statuses = KnownStatuses::at(at, &validator);
            for leaf in &leaves {
                let fresh = validator.validate(leaf, at);
                let knowing = validator.validate_knowing(leaf, &statuses);
                assert_eq!(format!("{knowing:?}"), format!("{fresh:?}"), "{work:?}");
                assert_eq!(fresh.is_valid(), work == most, "{work:?}");
            }
        }
    }
}
