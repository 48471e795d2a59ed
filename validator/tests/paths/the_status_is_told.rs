//! Revocation: which list counts, and what it says (RFC 5280 6.3).

use s1spki_fixtures::der;
use s1spki_fixtures::make::{
    CertificateSpecimen, Critical, Entry, Extension, KeyUsageBit, RevocationListSpecimen, RevocationReason,
    Signing,
};
use s1spki_policies::Moment;
use s1spki_validator::extension::CrlReason;
use s1spki_validator::path::{PathOutcome, PathReport, PathSettings, PathValidator};
use s1spki_validator::revocation::{
    DeltaLists, Depth, ExpiredList, ListUse, RevocationSettings, RevocationStatus, UnknownCause,
    UnknownStatus,
};
use s1spki_validator::{Certificate, Outcome};

use crate::pki::extension::{
    INDIRECT, ONLY_ATTRIBUTE, ONLY_CA, ONLY_USER, certificate_issuer, delta_crl_indicator,
    distribution_point, issuing_distribution_point, only_some_reasons,
};
use crate::pki::general_name::{directory, uri};
use crate::pki::{Ca, With, at, breaches, ca, ca_with_key, codes, decoded, decoded_list, moment, validator};

/// What the lists say of a leaf of the root, at a time.
struct Asked<'a> {
    leaf: &'a CertificateSpecimen,
    lists: &'a [&'a RevocationListSpecimen],
    pool: &'a [Certificate],
    settings: RevocationSettings,
    at: Moment,
}

fn ask<'a>(leaf: &'a CertificateSpecimen, lists: &'a [&'a RevocationListSpecimen]) -> Asked<'a> {
    Asked {
        leaf,
        lists,
        pool: &[],
        settings: RevocationSettings::default(),
        at: at(),
    }
}

impl Asked<'_> {
    fn at(self, at: &str) -> Self {
        Self {
            at: moment(at),
            ..self
        }
    }

    fn allowing_expired_lists(mut self) -> Self {
        self.settings.expired_list = ExpiredList::Allow;
        self
    }

    fn allowing_unknown(mut self) -> Self {
        self.settings.unknown_status = UnknownStatus::Allow;
        self
    }

    fn without_deltas(mut self) -> Self {
        self.settings.delta_lists = DeltaLists::Ignore;
        self
    }

    fn report(&self) -> PathReport {
        let lists: Vec<_> = self.lists.iter().map(|list| decoded_list(list)).collect();
        let settings = PathSettings {
            revocation: self.settings,
            ..PathSettings::default()
        };
        let report =
            validator(settings.clone(), &root(), self.pool, &lists).validate(&decoded(self.leaf), self.at);
        // The order of the lists never matters.
        let reversed: Vec<_> = lists.into_iter().rev().collect();
        let again = validator(settings, &root(), self.pool, &reversed).validate(&decoded(self.leaf), self.at);
        assert_eq!(again.outcome(), report.outcome());
        report
    }

    /// Good, the reason of the revocation, or the rule that stands in the way.
    fn status(&self) -> String {
        let report = self.report();
        let revocation = report.certificates()[0].revocation();
        match revocation.status() {
            RevocationStatus::Good => "good".to_owned(),
            RevocationStatus::Revoked(revocation) => revocation.reason.to_string(),
            RevocationStatus::Unknown(UnknownCause::NoUsableList) => {
                let faulty = |outcome| matches!(outcome, Outcome::Breach | Outcome::Warning);
                let mut rules = revocation
                    .findings()
                    .iter()
                    .filter(|finding| faulty(finding.outcome()));
                rules.nth(1).unwrap().code().to_owned() // after revocation.status
            }
            RevocationStatus::Unknown(cause) => format!("{cause:?}"),
            RevocationStatus::NotAsked => "not asked".to_owned(),
        }
    }
}

fn root() -> Ca {
    ca("root")
}

fn leaf() -> CertificateSpecimen {
    root().issues("leaf")
}

fn clear(number: u64) -> RevocationListSpecimen {
    root().lists(number, &[])
}

fn naming(number: u64, reason: RevocationReason) -> RevocationListSpecimen {
    root().lists(number, &[(&leaf(), reason)])
}

fn from_until(
    mut list: RevocationListSpecimen,
    this_update: &str,
    next_update: &str,
) -> RevocationListSpecimen {
    list.this_update = moment(this_update).into();
    list.next_update = Some(moment(next_update).into());
    list
}

fn stale(list: RevocationListSpecimen) -> RevocationListSpecimen {
    from_until(list, "2026-04-15", "2026-05-15")
}

fn later(list: RevocationListSpecimen) -> RevocationListSpecimen {
    from_until(list, "2026-06-15", "2026-07-15")
}

use RevocationReason::{CertificateHold, KeyCompromise, RemoveFromCrl, Superseded};

#[test]
fn good_and_revoked() {
    let leaf = leaf();
    assert_eq!(ask(&leaf, &[&clear(1)]).status(), "good");
    assert_eq!(ask(&leaf, &[&naming(1, KeyCompromise)]).status(), "keyCompromise");
    let report = ask(&leaf, &[&naming(1, KeyCompromise)]).report();
    assert_eq!(breaches(&report), ["revocation.status"]);
    let RevocationStatus::Revoked(revocation) = report.certificates()[0].revocation().status() else {
        panic!("{report:?}");
    };
    assert_eq!(
        (revocation.reason, revocation.date),
        (CrlReason::KeyCompromise, moment("2026-04-01"))
    );
    assert_eq!(
        revocation.to_string(),
        "revoked since 2026-04-01T00:00:00Z, keyCompromise"
    );
    // An entry without a reason.
    let mut list = clear(1);
    list.entries = Some(vec![Entry::of(&leaf.serial, moment("2026-04-01"), None)]);
    assert_eq!(ask(&leaf, &[&list]).status(), "unspecified");
    // Somebody else's entry.
    let other = root().lists(1, &[(&root().issues("another leaf"), KeyCompromise)]);
    assert_eq!(ask(&leaf, &[&other]).status(), "good");
}

#[test]
fn what_stands_in_the_way_of_a_list() {
    let no_list = || root().lists(1, &[]);
    let unknown = Extension::unknown(Critical::True);
    let mut entry_extension = naming(1, KeyCompromise);
    entry_extension.entries.as_mut().unwrap()[0].extensions = Some(vec![unknown.clone()]);
    let mut spoilt = no_list();
    spoilt.signing = Signing::SpoiltBy(root().key);
    let mut twice = no_list();
    let number = twice.extensions_mut()[1].clone();
    twice.extensions_mut().push(number);
    let malformed = no_list().with(Extension::new("2.5.29.20", Critical::Absent, der::null()));
    let mut open = no_list();
    open.next_update = None;
    let mut differing = no_list();
    differing.inner_algorithm = s1spki_fixtures::make::Algorithm::EcdsaWithSha384.der();
    for (list, rule) in [
        (stale(no_list()), "revocation.list.fresh"),
        (later(no_list()), "revocation.list.fresh"),
        (open, "revocation.list.fresh"),
        (spoilt, "revocation.list.signature"),
        (
            ca_with_key("root", "impostor").lists(1, &[]),
            "revocation.list.signature",
        ),
        (differing, "revocation.list.signature"),
        (
            no_list().with(unknown.clone()),
            "revocation.list.critical-extension",
        ),
        (twice, "revocation.list.critical-extension"),
        (malformed, "revocation.list.critical-extension"),
        (entry_extension, "revocation.list.critical-extension"),
        (
            no_list().with(issuing_distribution_point(None, &[ONLY_CA])),
            "revocation.list.scope",
        ),
        (
            no_list().with(issuing_distribution_point(None, &[ONLY_ATTRIBUTE])),
            "revocation.list.scope",
        ),
        (
            no_list().with(issuing_distribution_point(Some(&uri("http://a.example/")), &[])),
            "revocation.list.scope",
        ),
        (no_list().with(delta_crl_indicator(1)), "revocation.list.delta"),
    ] {
        let leaf = leaf();
        assert_eq!(ask(&leaf, &[&list]).status(), rule);
        assert_eq!(ask(&leaf, &[&list]).allowing_unknown().status(), rule);
        assert!(
            ask(&leaf, &[&list]).allowing_unknown().report().is_valid(),
            "{rule}"
        );
        // A list that can be used settles the matter, whatever is wrong with another.
        assert_eq!(ask(&leaf, &[&list, &clear(2)]).status(), "good", "{rule}");
        assert!(ask(&leaf, &[&list, &clear(2)]).report().is_valid(), "{rule}");
    }
    let leaf = leaf();
    assert_eq!(ask(&leaf, &[]).status(), "NoList");
    assert_eq!(ask(&leaf, &[&ca("stranger").lists(1, &[])]).status(), "NoList");
    let not_critical = clear(1).with(Extension::unknown(Critical::Absent));
    assert_eq!(ask(&leaf, &[&not_critical]).status(), "good");
}

#[test]
fn the_time_of_a_list() {
    let (leaf, list) = (leaf(), clear(1));
    for (at, status) in [
        ("2026-04-30T23:59:59Z", "revocation.list.fresh"),
        ("2026-05-01T00:00:00Z", "good"),
        ("2026-07-01T00:00:00Z", "good"),
        ("2026-07-01T00:00:01Z", "revocation.list.fresh"),
    ] {
        assert_eq!(ask(&leaf, &[&list]).at(at).status(), status, "{at}");
    }
    let expired = stale(clear(1));
    let report = ask(&leaf, &[&expired]).allowing_expired_lists().report();
    assert_eq!(report.outcome(), PathOutcome::Valid);
    assert_eq!(codes(&report, Outcome::Warning), ["revocation.list.fresh"]);
    // That a list was made later is not that it has expired.
    let not_yet = later(clear(1));
    assert_eq!(
        ask(&leaf, &[&not_yet]).allowing_expired_lists().status(),
        "revocation.list.fresh"
    );
}

#[test]
fn a_list_out_of_date_still_tells_who_is_revoked() {
    let leaf = leaf();
    for (old, status) in [
        (stale(naming(1, KeyCompromise)), "keyCompromise"),
        (later(naming(1, KeyCompromise)), "keyCompromise"),
        (
            naming(5, KeyCompromise).with(delta_crl_indicator(4)),
            "keyCompromise",
        ), // without its complete list
    ] {
        assert_eq!(ask(&leaf, &[&old]).status(), status);
        assert_eq!(ask(&leaf, &[&old]).allowing_unknown().status(), status);
        assert_eq!(ask(&leaf, &[&old, &clear(2)]).status(), status);
        let report = ask(&leaf, &[&old]).report();
        assert_eq!(
            report.certificates()[0].revocation().lists()[0].used,
            ListUse::NamesOnly
        );
    }
    // A hold counts as long as no list clears the certificate.
    let held = stale(naming(1, CertificateHold));
    assert_eq!(ask(&leaf, &[&held]).status(), "certificateHold");
    assert_eq!(ask(&leaf, &[&held, &clear(2)]).status(), "good");
    let some_reasons = clear(2).with(only_some_reasons(&[1]));
    assert_eq!(ask(&leaf, &[&held, &some_reasons]).status(), "certificateHold");
    // What is not authentic tells nothing.
    let mut forged = naming(1, KeyCompromise);
    forged.signing = Signing::SpoiltBy(root().key);
    assert_eq!(ask(&leaf, &[&forged, &clear(2)]).status(), "good");
}

#[test]
fn the_question_is_about_the_time() {
    // Revoked on 1 April, by a list of 1 May.
    let (leaf, list) = (leaf(), naming(1, KeyCompromise));
    assert_eq!(ask(&leaf, &[&list]).at("2026-05-01").status(), "keyCompromise");
    // At an earlier time the list was not there; it counts as far as it tells of that time.
    assert_eq!(ask(&leaf, &[&list]).at("2026-04-01").status(), "keyCompromise");
    assert_eq!(
        ask(&leaf, &[&list]).at("2026-03-31").status(),
        "revocation.list.fresh"
    );
    let march = from_until(clear(0), "2026-03-01", "2026-05-01");
    assert_eq!(ask(&leaf, &[&list, &march]).at("2026-03-31").status(), "good");
    assert_eq!(
        ask(&leaf, &[&list, &march]).at("2026-04-01").status(),
        "keyCompromise"
    );
    // Whom a list names is revoked, whatever the date in the entry (RFC 5280 6.3.3).
    let mut announced = clear(1);
    announced.entries = Some(vec![Entry::of(&leaf.serial, moment("2026-12-01"), None)]);
    assert_eq!(ask(&leaf, &[&announced]).status(), "unspecified");
}

#[test]
fn every_list_that_applies_is_looked_at() {
    let leaf = leaf();
    // A revocation is not missed for another list that does not have it, newer or older.
    assert_eq!(
        ask(&leaf, &[&clear(1), &naming(2, KeyCompromise)]).status(),
        "keyCompromise"
    );
    assert_eq!(
        ask(&leaf, &[&clear(2), &naming(1, KeyCompromise)]).status(),
        "keyCompromise"
    );
    // A hold ends with a newer list of the same scope.
    assert_eq!(
        ask(&leaf, &[&clear(2), &naming(1, CertificateHold)]).status(),
        "good"
    );
    assert_eq!(
        ask(&leaf, &[&clear(1), &naming(2, CertificateHold)]).status(),
        "certificateHold"
    );
    let of_users = clear(2).with(issuing_distribution_point(None, &[ONLY_USER]));
    assert_eq!(
        ask(&leaf, &[&of_users, &naming(1, CertificateHold)]).status(),
        "certificateHold"
    );
    // A final reason tells more than a hold.
    let both = [&naming(1, CertificateHold), &naming(2, KeyCompromise)];
    assert_eq!(ask(&leaf, &both).status(), "keyCompromise");
}

#[test]
fn delta_lists() {
    let leaf = leaf();
    let delta = |number: u64, base: u64, list: fn(u64) -> RevocationListSpecimen| {
        list(number).with(delta_crl_indicator(base))
    };
    let compromised = |number| naming(number, KeyCompromise);
    let held = |number| naming(number, CertificateHold);
    let removed = |number| naming(number, RemoveFromCrl);
    let cases: [(&[&RevocationListSpecimen], &str); 13] = [
        // It adds and it takes back.
        (&[&clear(3), &delta(5, 2, compromised)], "keyCompromise"),
        (&[&clear(3), &delta(5, 2, clear)], "good"),
        (&[&held(3), &delta(5, 2, removed)], "good"),
        (&[&held(3), &delta(5, 2, clear)], "certificateHold"),
        (&[&held(3), &delta(5, 2, compromised)], "keyCompromise"),
        // The complete list may be the base or later, and must be older than the delta list.
        (&[&held(3), &delta(5, 3, removed)], "good"),
        (&[&held(3), &delta(5, 4, removed)], "certificateHold"),
        (&[&held(5), &delta(5, 3, removed)], "certificateHold"),
        // Of several the newest.
        (&[&clear(3), &delta(5, 3, held), &delta(6, 3, removed)], "good"),
        (
            &[&clear(3), &delta(5, 3, removed), &delta(6, 3, held)],
            "certificateHold",
        ),
        // One that is current makes its complete list current, and only such a one.
        (&[&stale(clear(3)), &delta(5, 3, clear)], "good"),
        (
            &[&stale(clear(3)), &stale(delta(5, 3, clear))],
            "revocation.list.fresh",
        ),
        (&[&held(3), &stale(delta(5, 3, removed))], "certificateHold"),
    ];
    for (number, (lists, status)) in cases.into_iter().enumerate() {
        assert_eq!(ask(&leaf, lists).status(), status, "case {number}");
    }
    let (complete, added) = (clear(3), delta(5, 2, compromised));
    assert_eq!(ask(&leaf, &[&complete, &added]).without_deltas().status(), "good");
    // Another scope, another key identifier: not applied.
    let other_scope = delta(5, 3, removed).with(issuing_distribution_point(None, &[ONLY_USER]));
    assert_eq!(ask(&leaf, &[&held(3), &other_scope]).status(), "certificateHold");
    let mut other_key = delta(5, 3, removed);
    other_key.extensions_mut().remove(0);
    assert_eq!(ask(&leaf, &[&held(3), &other_key]).status(), "certificateHold");
    // Nor is one that another key has signed, whatever it says of its key.
    let signer = ca_with_key("root", "the root's key for lists");
    let identifier = Extension::authority_key_identifier(&root().key.public().identifier());
    let other_signer = signer
        .lists(5, &[(&leaf, RemoveFromCrl)])
        .with(identifier)
        .with(delta_crl_indicator(3));
    let mut like_it = held(3);
    like_it.extensions = other_signer.extensions.clone();
    like_it.extensions_mut().pop();
    let number = Extension::new("2.5.29.20", Critical::Absent, der::unsigned(3));
    let pool = [decoded(&root().certifies(&signer))];
    let lists = [&like_it.with(number), &other_signer];
    assert_eq!(
        Asked {
            pool: &pool,
            ..ask(&leaf, &lists)
        }
        .status(),
        "certificateHold"
    );
    let report = ask(&leaf, &[&complete, &delta(5, 2, clear)]).report();
    let uses: Vec<ListUse> = report.certificates()[0]
        .revocation()
        .lists()
        .iter()
        .map(|list| list.used)
        .collect();
    assert!(uses.contains(&ListUse::Used) && uses.contains(&ListUse::Delta));
    assert!(codes(&report, Outcome::Pass).contains(&"revocation.list.delta"));
}

#[test]
fn the_scope_of_a_list() {
    let (here, there) = (uri("http://here.example/"), uri("http://there.example/"));
    let at_point = leaf().with(distribution_point(Some(&here), None));
    let of_point = |name: &[u8], flags: &[u8]| clear(1).with(issuing_distribution_point(Some(name), flags));
    for (leaf, list, status) in [
        (&at_point, clear(1), "good"),
        (&at_point, of_point(&here, &[]), "good"),
        (&at_point, of_point(&here, &[ONLY_USER]), "good"),
        (&at_point, of_point(&here, &[ONLY_CA]), "revocation.list.scope"),
        (&at_point, of_point(&there, &[]), "revocation.list.scope"),
        // The point that RFC 5280 assumes: the name of the issuer.
        (&leaf(), of_point(&directory(&root().name), &[]), "good"),
        (&leaf(), of_point(&here, &[]), "revocation.list.scope"),
    ] {
        assert_eq!(ask(leaf, &[&list]).status(), status);
    }
    // A CA is no user.
    let sub = root().certifies(&ca("CA"));
    let of_cas = clear(1).with(issuing_distribution_point(None, &[ONLY_CA]));
    let of_users = clear(1).with(issuing_distribution_point(None, &[ONLY_USER]));
    assert_eq!(ask(&sub, &[&of_cas]).status(), "good");
    assert_eq!(ask(&sub, &[&of_users]).status(), "revocation.list.scope");
}

#[test]
fn lists_for_some_reasons_must_cover_all_together() {
    let leaf = leaf();
    let compromise = clear(1).with(only_some_reasons(&[1, 2]));
    let others = clear(2).with(only_some_reasons(&[3, 4, 5, 6, 7, 8]));
    let overlapping = clear(2).with(only_some_reasons(&[2, 3, 4, 5, 6, 7]));
    assert_eq!(ask(&leaf, &[&compromise]).status(), "ReasonsNotCovered");
    assert_eq!(ask(&leaf, &[&compromise, &others]).status(), "good");
    assert_eq!(
        ask(&leaf, &[&compromise, &overlapping]).status(),
        "ReasonsNotCovered"
    );
    let named = naming(3, Superseded).with(only_some_reasons(&[4]));
    assert_eq!(ask(&leaf, &[&compromise, &named]).status(), "superseded");
}

/// A CA that leaves its lists to another.
fn delegating_leaf(to: &Ca) -> CertificateSpecimen {
    leaf().with(distribution_point(None, Some(&directory(&to.name))))
}

#[test]
fn indirect_lists() {
    let lister = ca("lister");
    let leaf = delegating_leaf(&lister);
    let indirect = |list: RevocationListSpecimen| list.with(issuing_distribution_point(None, &[INDIRECT]));
    let about_root = |serial: &[u8]| {
        let mut entry = Entry::of(serial, moment("2026-04-01"), Some(KeyCompromise));
        entry
            .extensions
            .as_mut()
            .unwrap()
            .push(certificate_issuer(&directory(&root().name)));
        entry
    };
    let pool = [decoded(&root().certifies(&lister))];
    // The lister's own status is on the root's list.
    let of_root = clear(1);
    let asked = |lists: &[&RevocationListSpecimen]| {
        let asked = Asked {
            pool: &pool,
            ..ask(&leaf, lists)
        };
        asked.status()
    };
    assert_eq!(asked(&[&indirect(lister.lists(1, &[])), &of_root]), "good");
    let mut list = indirect(lister.lists(1, &[]));
    list.entries = Some(vec![about_root(&leaf.serial)]);
    assert_eq!(asked(&[&list, &of_root]), "keyCompromise");
    // The same serial number of the lister's own.
    list.entries = Some(vec![Entry::of(&leaf.serial, moment("2026-04-01"), None)]);
    assert_eq!(asked(&[&list, &of_root]), "good");
    // Another certificate of the root, and after it one more without the extension: the issuer is carried on.
    list.entries = Some(vec![
        about_root(&[0x55]),
        Entry::of(&leaf.serial, moment("2026-04-01"), Some(Superseded)),
    ]);
    assert_eq!(asked(&[&list, &of_root]), "superseded");
    // The root's own list names nobody, but the leaf is not listed there.
    assert_eq!(asked(&[&lister.lists(1, &[]), &of_root]), "good"); // by the assumed point: the root's list
    let mut sub_only = of_root.clone();
    sub_only = sub_only.with(issuing_distribution_point(None, &[ONLY_CA]));
    assert_eq!(
        asked(&[&lister.lists(1, &[]), &sub_only]),
        "revocation.list.scope"
    );
    assert_eq!(asked(&[&indirect(lister.lists(1, &[])), &sub_only]), "good");
    // Nobody has heard of the lister, or the lister is revoked.
    let stranger = Asked {
        pool: &[],
        ..ask(&leaf, &[&indirect(lister.lists(1, &[]))][..])
    }
    .status();
    assert_eq!(stranger, "revocation.list.signer");
    let revoked = root().lists(1, &[(&root().certifies(&lister), KeyCompromise)]);
    let revoked = revoked.with(issuing_distribution_point(None, &[ONLY_CA]));
    assert_eq!(
        asked(&[&indirect(lister.lists(1, &[])), &revoked]),
        "revocation.list.signer"
    );
}

#[test]
fn the_signer_of_a_list() {
    let (leaf, of_root) = (leaf(), clear(1));
    // The root's lists are signed with a key of their own.
    let signer = ca_with_key("root", "the root's key for lists");
    let certificate = |bits: &[KeyUsageBit]| root().certifies(&signer).with(Extension::key_usage(bits));
    let fit = certificate(&[KeyUsageBit::CrlSign]);
    let list = signer.lists(2, &[(&leaf, KeyCompromise)]);
    let asked = |certificate: &CertificateSpecimen, lists: &[&RevocationListSpecimen]| {
        let pool = [decoded(certificate)];
        Asked {
            pool: &pool,
            ..ask(&leaf, lists)
        }
        .status()
    };
    assert_eq!(asked(&fit, &[&list, &of_root]), "keyCompromise");
    let unfit = certificate(&[KeyUsageBit::KeyCertSign]);
    assert_eq!(asked(&unfit, &[&list]), "revocation.list.signer");
    let mut expired = fit.clone();
    expired.not_after = moment("2026-05-31").into();
    assert_eq!(asked(&expired, &[&list, &of_root]), "good");
    let of_stranger = ca("stranger").certifies(&signer);
    assert_eq!(asked(&of_stranger, &[&list]), "revocation.list.signer");
    // A signer that its own list alone would clear is not cleared.
    assert_eq!(asked(&fit, &[&signer.lists(2, &[])]), "revocation.list.signer");
    // Unless its issuer has named it as the issuer of the list that it is on (PKITS 4.14.30).
    let lister = ca("lister");
    let to_lister = distribution_point(None, Some(&directory(&lister.name)));
    let itself = root().certifies(&lister).with(to_lister.clone());
    let indirect = lister
        .lists(1, &[])
        .with(issuing_distribution_point(None, &[INDIRECT]));
    let delegating = delegating_leaf(&lister);
    let pool = [decoded(&itself)];
    assert_eq!(
        Asked {
            pool: &pool,
            ..ask(&delegating, &[&indirect])
        }
        .status(),
        "good"
    );
    let mut naming_itself = indirect.clone();
    let mut entry = Entry::of(&itself.serial, moment("2026-04-01"), Some(KeyCompromise));
    entry
        .extensions
        .as_mut()
        .unwrap()
        .push(certificate_issuer(&directory(&root().name)));
    naming_itself.entries = Some(vec![entry]);
    assert_eq!(
        Asked {
            pool: &pool,
            ..ask(&delegating, &[&naming_itself])
        }
        .status(),
        "revocation.list.signer"
    );
    // Two that clear each other do not clear a third.
    let (one, two) = (ca("lister one"), ca("lister two"));
    let to = |ca: &Ca| distribution_point(None, Some(&directory(&ca.name)));
    let pool = [
        decoded(&root().certifies(&one).with(to(&two))),
        decoded(&root().certifies(&two).with(to(&one))),
    ];
    let indirect = |ca: &Ca| {
        ca.lists(1, &[])
            .with(issuing_distribution_point(None, &[INDIRECT]))
    };
    let delegating = delegating_leaf(&one);
    let lists = [&indirect(&one), &indirect(&two)];
    let asked = Asked {
        pool: &pool,
        ..ask(&delegating, &lists)
    };
    assert_eq!(asked.status(), "revocation.list.signer");
    let report = asked.report();
    let findings = report.certificates()[0].revocation().findings();
    let finding = findings
        .iter()
        .find(|finding| finding.code() == "revocation.list.signer");
    assert!(
        finding
            .unwrap()
            .detail()
            .unwrap()
            .found
            .contains("revocation.list.signer"),
        "{finding:?}"
    );
}

/// RFC 5280 6.3.3 (f): the trust anchor of the signer is that of the certificate.
#[test]
fn a_signer_under_another_anchor_does_not_count() {
    let (root, other_root) = (root(), ca("other root"));
    let signer = ca_with_key("root", "the root's key for lists");
    let pool = [decoded(&other_root.certifies(&signer))];
    let lists = [
        decoded_list(&signer.lists(1, &[])),
        decoded_list(&other_root.lists(1, &[])),
    ];
    let leaf = decoded(&leaf());
    let judge = |anchors: &[&Ca]| {
        let anchors = anchors.iter().map(|anchor| anchor.anchor());
        let validator = PathValidator::new(PathSettings::default(), anchors, pool.to_vec(), lists.to_vec());
        breaches(&validator.validate(&leaf, at()))
    };
    assert_eq!(judge(&[&root]), ["revocation.status", "revocation.list.signer"]);
    assert_eq!(
        judge(&[&root, &other_root]),
        ["revocation.status", "revocation.list.signer"]
    );
}

#[test]
fn of_which_certificates_the_status_is_asked() {
    let (root, sub) = (root(), ca("CA"));
    let certificate = root.certifies(&sub);
    let revoked = [
        decoded_list(&root.lists(1, &[(&certificate, KeyCompromise)])),
        decoded_list(&sub.lists(1, &[])),
    ];
    let judge = |depth| {
        let settings = PathSettings {
            revocation: RevocationSettings {
                depth,
                ..RevocationSettings::default()
            },
            ..PathSettings::default()
        };
        validator(settings, &root, &[decoded(&certificate)], &revoked)
            .validate(&decoded(&sub.issues("leaf")), at())
    };
    let report = judge(Depth::Chain);
    assert_eq!(breaches(&report), ["revocation.status"]);
    assert_eq!(
        report.certificates()[0].revocation().status(),
        &RevocationStatus::Good
    );
    assert!(matches!(
        report.certificates()[1].revocation().status(),
        RevocationStatus::Revoked(_)
    ));
    let report = judge(Depth::Leaf);
    assert!(report.is_valid());
    assert_eq!(
        report.certificates()[1].revocation().status(),
        &RevocationStatus::NotAsked
    );
    let of_ca = report.certificates()[1].revocation().findings();
    assert!(
        of_ca
            .iter()
            .all(|finding| finding.outcome() == Outcome::NotApplicable)
    );
}
