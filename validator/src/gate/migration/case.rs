//! What the rules look at: one installation, and what its Certificate IDs name.

use std::fmt;

use s1spki_policies::{
    CertificateId, Cohort, Dated, DatedProvision, DayCounting, Eui64, MeterState, Migration, Moment,
    NotifiedSlot, PartyClass, Policy,
};

use crate::cache::VerdictCache;
use crate::chain::ChainJudge;
use crate::directory::{Directory, Entry, Resolution};
use crate::evidence::{
    EligibleProductCombinations, Fuel, InstallationEvidence, Responsible, Supply, SupplyPart,
};
use crate::finding::{Detail, Finding, Rule};
use crate::gate::{judged, worst};
use crate::rule::Judgement;
use crate::verdict::{Brief, CertificateInPlace};

/// One installation at one time.
pub(super) struct Case<'a> {
    pub(super) evidence: &'a InstallationEvidence,
    pub(super) at: Moment,
    pub(super) policy: &'a Policy,
    pub(super) eligible: Option<&'a EligibleProductCombinations>,
    pub(super) directory: &'a Directory,
    /// What the slots of its meters hold.
    pub(super) notified: Vec<Notified<'a>>,
}

/// A slot of a meter, and what its Certificate ID names.
pub(super) struct Notified<'a> {
    pub(super) fuel: Fuel,
    pub(super) supply: &'a Supply,
    pub(super) slot: NotifiedSlot,
    pub(super) held: Held<'a>,
}

/// What a slot holds.
pub(super) enum Held<'a> {
    /// Nobody said.
    NotReceived,
    /// The null Certificate ID.
    Null,
    /// A Certificate ID that names no certificate of the directory.
    Unknown(&'a CertificateId),
    /// One that names several.
    Ambiguous(&'a CertificateId, Vec<Entry>),
    /// The directory could not say.
    Unread(String),
    /// One that names this certificate, with what comes of its chain.
    Certificate(Entry, Brief),
}

impl<'a> Case<'a> {
    /// The rules of the policy.
    pub(super) const fn rules(&self) -> &'a Migration {
        self.policy.migration()
    }

    pub(super) const fn cohort(&self) -> Option<&'a Cohort> {
        self.evidence.cohort.as_ref()
    }

    /// How the days of windows are counted, if that is known.
    pub(super) fn counting(&self) -> Option<&'a DatedProvision<DayCounting>> {
        self.rules().window_counting.at(self.at).version()
    }

    /// A rule about the whole installation.
    pub(super) fn of_installation<T>(
        &self,
        rule: &'static Rule,
        versions: &Dated<T>,
        judge: impl FnOnce(&DatedProvision<T>) -> Judgement,
    ) -> Finding {
        judged(rule, versions, self.at, |version| match self.concerns(version) {
            Some(true) => judge(version),
            Some(false) => Judgement::NotApplicable,
            None => Judgement::Unread(unknown_scope(version)),
        })
    }

    /// A rule about each supply that takes part: as bad as the worst of them.
    pub(super) fn of_supplies<T>(
        &self,
        rule: &'static Rule,
        versions: &Dated<T>,
        judge: impl Fn(&DatedProvision<T>, &'a Supply) -> Judgement,
    ) -> Finding {
        judged(rule, versions, self.at, |version| {
            let judgements = self.evidence.supplies().map(|(fuel, supply)| {
                let judgement = self.scoped(version, supply, || judge(version, supply));
                (Place { fuel, slot: None }, judgement)
            });
            worst(judgements).unwrap_or_else(no_supply)
        })
    }

    /// A rule about each meter in this state.
    pub(super) fn of_meters<T>(
        &self,
        state: MeterState,
        rule: &'static Rule,
        versions: &Dated<T>,
        judge: impl Fn(&DatedProvision<T>, &'a Supply) -> Judgement,
    ) -> Finding {
        self.of_supplies(rule, versions, |version, supply| match supply.meter_state {
            Some(own) if own == state => judge(version, supply),
            Some(_) => Judgement::NotApplicable,
            None => Judgement::Unread(Detail::new(
                "whether the meter is active or dormant was not given",
                "active or dormant",
            )),
        })
    }

    /// A rule about each slot that names a certificate of this party.
    pub(super) fn of_slots<T>(
        &self,
        party: PartyClass,
        rule: &'static Rule,
        versions: &Dated<T>,
        judge: impl Fn(&DatedProvision<T>, &Notified<'a>) -> Judgement,
    ) -> Finding {
        judged(rule, versions, self.at, |version| {
            let slots = self
                .notified
                .iter()
                .filter(|notified| notified.slot.party() == party);
            let judgements = slots.map(|notified| {
                let judgement = self.scoped(version, notified.supply, || judge(version, notified));
                (notified.place(), judgement)
            });
            worst(judgements).unwrap_or_else(no_supply)
        })
    }

    /// What comes of a version for one supply, if it is for that.
    pub(super) fn scoped<T>(
        &self,
        version: &DatedProvision<T>,
        supply: &Supply,
        judge: impl FnOnce() -> Judgement,
    ) -> Judgement {
        let scope = &version.dating.applies_to;
        match scope.covers(self.cohort(), supply.meter_state) {
            Some(true) => judge(),
            Some(false) => Judgement::NotApplicable,
            None => Judgement::Unread(unknown_scope(version)),
        }
    }

    /// Whether a version is for this installation: its cohort, and one of its meters.
    pub(super) fn concerns<T>(&self, version: &DatedProvision<T>) -> Option<bool> {
        let scope = &version.dating.applies_to;
        let supplies = self.evidence.supplies();
        let covered: Vec<Option<bool>> = supplies
            .map(|(_, supply)| scope.covers(self.cohort(), supply.meter_state))
            .collect();
        match covered.as_slice() {
            [] => scope.covers(self.cohort(), None),
            covered if covered.contains(&Some(true)) => Some(true),
            covered if covered.contains(&None) => None,
            _ => Some(false),
        }
    }

    /// Who supplies, in words, with the state of the meter.
    pub(super) fn told(&self, supply: &Supply) -> String {
        let state = supply.meter_state.map_or("state not given", MeterState::as_str);
        let supplier = supply
            .registration
            .as_ref()
            .map(|registration| registration.supplier(self.at));
        let supplier = match supplier {
            None | Some(Responsible::Unknown) => "supplier not given".to_owned(),
            Some(Responsible::Nobody) => "no supplier".to_owned(),
            Some(Responsible::One(supplier)) => format!("supplier {supplier}"),
            Some(Responsible::Several(suppliers)) => format!("suppliers {}", list(&suppliers)),
        };
        match supply.part {
            Some(SupplyPart::StaysBehind) => format!("{state}, {supplier}, stays behind"),
            Some(SupplyPart::Migrates) | None => format!("{state}, {supplier}"),
        }
    }

    /// The whole verdict on each certificate that slots name, once, with all its places.
    pub(super) fn certificates(&self, judge: &ChainJudge<'_>) -> Vec<CertificateInPlace> {
        let mut named: Vec<(String, &Entry)> = Vec::new();
        for notified in &self.notified {
            let Held::Certificate(entry, _) = &notified.held else {
                continue;
            };
            let place = notified.place();
            let same =
                |(_, other): &&mut (String, &Entry)| other.certificate().der() == entry.certificate().der();
            match named.iter_mut().find(same) {
                Some((places, _)) => places.push_str(&format!(", {place}")),
                None => named.push((place.to_string(), entry)),
            }
        }
        let verdicts = named.into_iter().map(|(place, entry)| CertificateInPlace {
            place,
            verdict: judge.judge_decoded(entry.label(), Ok(entry.certificate())),
        });
        verdicts.collect()
    }
}

impl Notified<'_> {
    pub(super) const fn place(&self) -> Place {
        Place {
            fuel: self.fuel,
            slot: Some(self.slot),
        }
    }
}

/// A supply, or a slot of its meter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    fuel: Fuel,
    slot: Option<NotifiedSlot>,
}

impl fmt::Display for Place {
    /// `electricity`, or `electricity critical-supplier`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot {
            None => f.write_str(self.fuel.as_str()),
            Some(slot) => write!(f, "{} {slot}", self.fuel.as_str()),
        }
    }
}

/// What the slots of the meters that take part hold.
pub(super) fn notified<'a>(
    evidence: &'a InstallationEvidence,
    directory: &Directory,
    judge: &ChainJudge<'_>,
    cache: &VerdictCache,
) -> Vec<Notified<'a>> {
    let supplies = evidence.supplies();
    let slots = supplies.flat_map(|(fuel, supply)| {
        let slots = NotifiedSlot::ALL.iter().copied();
        slots.map(move |slot| (fuel, supply, slot))
    });
    slots
        .map(|(fuel, supply, slot)| {
            let ids = supply.certificate_ids.as_ref();
            let held = match ids.and_then(|ids| ids.in_slot(slot)) {
                None => Held::NotReceived,
                Some(CertificateId::Null) => Held::Null,
                Some(id) => named(id, directory, judge, cache),
            };
            Notified {
                fuel,
                supply,
                slot,
                held,
            }
        })
        .collect()
}

fn named<'a>(
    id: &'a CertificateId,
    directory: &Directory,
    judge: &ChainJudge<'_>,
    cache: &VerdictCache,
) -> Held<'a> {
    match directory.by_certificate_id(id) {
        Err(error) => Held::Unread(error.to_string()),
        Ok(Resolution::None) => Held::Unknown(id),
        Ok(Resolution::Several(entries)) => Held::Ambiguous(id, entries),
        Ok(Resolution::One(entry)) => {
            let brief = cache.brief(judge, entry.certificate().der());
            Held::Certificate(entry, brief)
        }
    }
}

pub(super) fn no_supply() -> Judgement {
    Judgement::Unread(Detail::new(
        "nothing is known of any supply that takes part",
        "evidence of the supply of electricity, of gas, or of both",
    ))
}

fn unknown_scope<T>(version: &DatedProvision<T>) -> Detail {
    let scope = &version.dating.applies_to;
    let cohorts = scope.cohorts.iter().map(ToString::to_string);
    let meters = scope.meters.iter().map(|state| format!("{state} meters"));
    let scope: Vec<String> = cohorts.chain(meters).collect();
    let wanted = format!(
        "cohort and state of the meter, because the rule is for {} alone",
        scope.join(", ")
    );
    Detail::new("whether the rule is for this installation is not known", wanted)
}

/// `90-B3-..., 90-B4-...`.
pub(super) fn list(parties: &[Eui64]) -> String {
    let parties: Vec<String> = parties.iter().map(ToString::to_string).collect();
    parties.join(", ")
}
