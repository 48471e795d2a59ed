use s1spki_policies::Eui64;

use crate::command::{Command, RegisterOrganisation};
use crate::double::office::{OTHER_ENTITY, Office, moment, organisation, person, supplier_one};
use crate::event::Evidence;

fn third() -> RegisterOrganisation {
    RegisterOrganisation {
        organisation: organisation("supplier-three"),
        identifiers: [Eui64::new([3; 8])].into(),
        ..supplier_one()
    }
}

#[test]
fn what_does_not_hold_does_not_go_into_the_register() {
    let office = Office::open();
    let good = third();
    let evidence = |evidence: Evidence| RegisterOrganisation { evidence, ..third() };
    let of = |scheme: &str, level, collected_at| Evidence {
        scheme: scheme.to_owned(),
        level,
        collected_at: moment(collected_at),
        ..good.evidence.clone()
    };
    let mut twice = third();
    twice
        .responsible_officers
        .push(twice.responsible_officers[0].clone());
    for (said, code) in [
        (
            RegisterOrganisation {
                organisation: organisation("supplier-one"),
                ..third()
            },
            "organisation.registered-already",
        ),
        (
            RegisterOrganisation {
                by: person("mallory"),
                ..third()
            },
            "officer.unknown",
        ),
        (
            RegisterOrganisation {
                name: " ".to_owned(),
                ..third()
            },
            "organisation.name",
        ),
        (
            RegisterOrganisation {
                roles: [].into(),
                ..third()
            },
            "organisation.role",
        ),
        (
            RegisterOrganisation {
                roles: ["07".parse().unwrap()].into(),
                ..third()
            },
            "organisation.role",
        ),
        (
            RegisterOrganisation {
                roles: ["82".parse().unwrap()].into(),
                ..third()
            },
            "organisation.role",
        ),
        (
            RegisterOrganisation {
                identifiers: [].into(),
                ..third()
            },
            "organisation.identifier",
        ),
        (
            RegisterOrganisation {
                identifiers: [Eui64::NULL].into(),
                ..third()
            },
            "organisation.identifier",
        ),
        (
            RegisterOrganisation {
                identifiers: [OTHER_ENTITY].into(),
                ..third()
            },
            "organisation.identifier-taken",
        ),
        (
            RegisterOrganisation {
                responsible_officers: Vec::new(),
                ..third()
            },
            "organisation.responsible-officers",
        ),
        (twice, "organisation.responsible-officers"),
        (evidence(of("GPG45", 3, "2026-01-05")), "organisation.evidence"),
        (evidence(of("GPG46", 2, "2026-01-05")), "organisation.evidence"),
        (
            evidence(of("GPG46", 3, "2025-01-10T09:00:00Z")),
            "organisation.evidence-age",
        ),
        (
            evidence(of("GPG46", 3, "2026-01-10T09:00:01Z")),
            "organisation.evidence-age",
        ),
    ] {
        assert_eq!(
            office.refusal(&Command::RegisterOrganisation(said.clone())),
            code,
            "{said:?}"
        );
    }
    let mut office = office;
    let just_in_time = evidence(of("GPG46", 4, "2025-01-10T09:00:01Z"));
    office.run(&Command::RegisterOrganisation(just_in_time)).unwrap();
}

#[test]
fn an_amendment_replaces_everything_that_was_said() {
    let mut office = Office::open();
    assert_eq!(office.refusal(&office.amend(third())), "organisation.unknown");
    let old = *supplier_one().identifiers.first().unwrap();
    let now = RegisterOrganisation {
        organisation: organisation("supplier-one"),
        ..third()
    };
    office.run(&office.amend(now)).unwrap();
    assert!(office.register.organisation_of(old).is_none());
    let owner = office.register.organisation_of(Eui64::new([3; 8])).unwrap();
    assert_eq!(owner.id, organisation("supplier-one"));
    // What it gave up, another may have.
    let other = RegisterOrganisation {
        identifiers: [old].into(),
        ..third()
    };
    office.run(&Command::RegisterOrganisation(other)).unwrap();
}
