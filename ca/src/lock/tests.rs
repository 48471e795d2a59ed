use crate::Hash;
use crate::command::{Act, Command, Effect, Unlock};
use crate::decide::permit;
use crate::declaration::{Action, Unlocking};
use crate::double::office::Office;
use crate::event::{AuthorityLocked, Contradiction};

fn locked() -> Office {
    let mut office = Office::open();
    lock(&mut office);
    office
}

fn lock(office: &mut Office) {
    let key = office.register.authorities().unwrap().issuing.key_identifier;
    let locked = AuthorityLocked {
        contradiction: Contradiction::WrongSignature { key },
    };
    office.apply(vec![locked.into()]);
}

fn unlocking(office: &Office) -> Unlocking {
    Unlocking {
        action: Action::Unlock,
        authority: office.register.authority().unwrap(),
        lock: office.register.lock().unwrap().entry,
        reason: "the module was replaced".to_owned(),
        expires: office.at.plus_seconds(3600).unwrap(),
        at: office.at,
    }
}

fn unlock(office: &Office, declared: &[(&Unlocking, &str)]) -> Command {
    Command::Unlock(Unlock {
        reason: "the module was replaced".to_owned(),
        statements: declared
            .iter()
            .map(|(declared, officer)| office.sign(*declared, officer))
            .collect(),
    })
}

#[test]
fn a_locked_authority_does_what_stops_and_not_what_grants() {
    let office = locked();
    for act in Act::ALL {
        let found = permit(&office.register, &office.policy, *act).map_err(|refusal| refusal.code());
        let wanted = match act.effect() {
            Effect::Grants => Err("authority.locked"),
            Effect::Stops => Ok(()),
        };
        assert_eq!(found, wanted, "{act}");
    }
    // The acts that lead to a signature on a certificate are among those that grant.
    for act in [
        Act::IssueCertificate,
        Act::ApproveRequest,
        Act::PutUpRequest,
        Act::EnrolOfficer,
        Act::AdoptPolicy,
    ] {
        assert_eq!(act.effect(), Effect::Grants);
    }
    for act in [
        Act::RequestRevocation,
        Act::ApproveRevocation,
        Act::IssueList,
        Act::Unlock,
        Act::RemoveOfficer,
    ] {
        assert_eq!(act.effect(), Effect::Stops);
    }
}

#[test]
fn two_officers_unlock_it_with_the_same_reason() {
    let mut office = locked();
    let good = unlocking(&office);
    for (declared, code) in [
        (
            Unlocking {
                authority: Hash::ZERO,
                ..good.clone()
            },
            "statement.other-authority",
        ),
        (
            Unlocking {
                lock: Hash::ZERO,
                ..good.clone()
            },
            "authority.other-lock",
        ),
        (
            Unlocking {
                reason: "no idea".to_owned(),
                ..good.clone()
            },
            "statement.other-subject",
        ),
        (
            Unlocking {
                expires: office.at,
                ..good.clone()
            },
            "statement.expired",
        ),
    ] {
        assert_eq!(
            office.refusal(&unlock(&office, &[(&good, "bob"), (&declared, "carol")])),
            code
        );
    }
    assert_eq!(
        office.refusal(&unlock(&office, &[(&good, "bob")])),
        "statement.too-few"
    );
    let command = unlock(&office, &[(&good, "bob"), (&good, "carol")]);
    office.run(&command).unwrap();
    assert_eq!(office.register.lock(), None);
    assert_eq!(office.refusal(&command), "authority.not-locked");
    // A later lock is another one: what was signed for the first does not open it.
    lock(&mut office);
    assert_eq!(office.refusal(&command), "authority.other-lock");
}
