use crate::command::{Command, EnrolOfficer, RemoveOfficer};
use crate::declaration::{Action, OfficerEnrolment};
use crate::double::office::{Office, TestSigner, person};
use crate::officer::key_hash;
use crate::signer::Signer;
use crate::{Hash, PublicKey};

fn enrolment(office: &Office) -> OfficerEnrolment {
    OfficerEnrolment {
        action: Action::EnrolOfficer,
        authority: office.register.authority().unwrap(),
        officer: person("erin"),
        name: "Erin Eaton".to_owned(),
        key_sha256: key_hash(&key()),
        expires: office.at.plus_seconds(3600).unwrap(),
        at: office.at,
    }
}

fn key() -> PublicKey {
    TestSigner::of("erin").public_key().clone()
}

fn enrol(office: &Office, declared: &[(&OfficerEnrolment, &str)]) -> Command {
    Command::EnrolOfficer(EnrolOfficer {
        officer: person("erin"),
        name: "Erin Eaton".to_owned(),
        public_key: key(),
        statements: declared
            .iter()
            .map(|(declared, officer)| office.sign(*declared, officer))
            .collect(),
    })
}

#[test]
fn two_officers_make_a_third() {
    let mut office = Office::open();
    let good = enrolment(&office);
    assert_eq!(office.refusal(&enrol(&office, &[])), "statement.too-few");
    assert_eq!(
        office.refusal(&enrol(&office, &[(&good, "bob")])),
        "statement.too-few"
    );
    assert_eq!(
        office.refusal(&enrol(&office, &[(&good, "bob"), (&good, "bob")])),
        "statement.too-few"
    );
    let command = enrol(&office, &[(&good, "bob"), (&good, "carol")]);
    assert_eq!(office.run(&command).unwrap(), ["officer-enrolled"]);
    let request = office.put_up("subject");
    office.run(&office.approve(request, "erin")).unwrap();
}

#[test]
fn the_statements_name_the_person_the_key_and_this_authority() {
    let office = Office::open();
    let good = enrolment(&office);
    for (declared, code) in [
        (
            OfficerEnrolment {
                authority: Hash::ZERO,
                ..good.clone()
            },
            "statement.other-authority",
        ),
        (
            OfficerEnrolment {
                officer: person("eve"),
                ..good.clone()
            },
            "statement.other-subject",
        ),
        (
            OfficerEnrolment {
                name: "Eve".to_owned(),
                ..good.clone()
            },
            "statement.other-subject",
        ),
        (
            OfficerEnrolment {
                key_sha256: Hash::ZERO,
                ..good.clone()
            },
            "statement.other-subject",
        ),
        (
            OfficerEnrolment {
                expires: office.at,
                ..good.clone()
            },
            "statement.expired",
        ),
    ] {
        assert_eq!(
            office.refusal(&enrol(&office, &[(&good, "bob"), (&declared, "carol")])),
            code
        );
    }
}

#[test]
fn one_officer_removes_another_and_is_on_record() {
    let mut office = Office::open();
    let removal = |officer: &str, by: &str, reason: &str| {
        Command::RemoveOfficer(RemoveOfficer {
            officer: person(officer),
            reason: reason.to_owned(),
            by: person(by),
        })
    };
    assert_eq!(
        office.refusal(&removal("dave", "mallory", "left")),
        "officer.unknown"
    );
    assert_eq!(
        office.refusal(&removal("mallory", "bob", "left")),
        "officer.unknown"
    );
    assert_eq!(office.refusal(&removal("dave", "bob", "")), "reason.missing");
    office.run(&removal("dave", "bob", "left")).unwrap();
    assert_eq!(office.refusal(&removal("dave", "bob", "left")), "officer.removed");
    assert_eq!(office.refusal(&removal("bob", "dave", "left")), "officer.removed");
    // Who was removed does not come back under the same name, nor with the same key.
    assert_eq!(
        office.refusal(&office.enrol("dave", "Dave D", "dave-2", &["bob", "carol"])),
        "officer.enrolled-already"
    );
    assert_eq!(
        office.refusal(&office.enrol("dave-2", "Dave Draper", "dave", &["bob", "carol"])),
        "officer.key-taken"
    );
    let again = office.enrol("dave-2", "Dave Draper", "dave-2", &["bob", "carol"]);
    office.run(&again).unwrap();
}
