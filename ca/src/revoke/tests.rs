use s1spki_policies::{CertificateId, RevocationReason};

use crate::Hash;
use crate::command::{Command, RemoveOfficer};
use crate::declaration::{RevocationApproval, RevocationRequest};
use crate::double::office::{Office, person};
use crate::event::{AuthorityLocked, Contradiction};
use crate::register::RequestState;
use crate::store::CertificateKey;

/// A certificate of an office, that came to this state.
fn certificate(office: &mut Office, state: RequestState) -> (CertificateKey, CertificateId) {
    let request = office.put_up("subject");
    let key = office.file(request).put_up.as_ref().unwrap().certificate_key();
    let id = office.id(&key);
    let intended = crate::event::IssuanceIntended {
        request,
        certificate: key.clone(),
        tbs_sha256: Hash::ZERO,
        policy_sha256: office.policy.hash(),
        approvals: Vec::new(),
    };
    let issued = crate::event::CertificateIssued {
        request,
        certificate: Vec::new().into(),
    };
    let presumed = crate::event::IntentPresumedIssued { request };
    let events = match state {
        RequestState::Issued => vec![intended.into(), issued.into()],
        RequestState::PresumedIssued => vec![intended.into(), presumed.into()],
        RequestState::Intended => vec![intended.into()],
        _ => Vec::new(),
    };
    office.apply(events);
    (key, id)
}

fn request(office: &Office, id: &CertificateId, reason: RevocationReason, officer: &str) -> Command {
    Command::RequestRevocation(office.sign(&office.revocation(id, reason), officer))
}

fn approve(office: &Office, id: &CertificateId, officer: &str) -> Command {
    Command::ApproveRevocation(office.sign(&office.revocation_approval(id), officer))
}

#[test]
fn one_officer_requests_it_and_another_agrees() {
    let mut office = Office::open();
    let (key, id) = certificate(&mut office, RequestState::Issued);
    let reason = RevocationReason::KeyCompromise;
    assert_eq!(
        office.run(&request(&office, &id, reason, "bob")).unwrap(),
        ["revocation-requested"]
    );
    assert_eq!(
        office.refusal(&approve(&office, &id, "bob")),
        "revocation.same-officer"
    );
    let agreed = approve(&office, &id, "carol");
    assert_eq!(
        office.run(&agreed).unwrap(),
        ["revocation-approved", "certificate-revoked"]
    );
    let facts = office.register.certificates().find(&key).unwrap();
    assert_eq!(facts.revocation, Some((office.at, reason)));
    // Twice is once too often.
    assert_eq!(
        office.refusal(&request(&office, &id, reason, "bob")),
        "revocation.revoked-already"
    );
    assert_eq!(office.refusal(&agreed), "revocation.revoked-already");
}

#[test]
fn a_reason_outside_the_list_is_refused() {
    let mut office = Office::open();
    let (_, id) = certificate(&mut office, RequestState::Issued);
    for reason in RevocationReason::ALL {
        let permitted = office.policy.revocation().reasons.value().contains(reason);
        let command = request(&office, &id, *reason, "bob");
        match permitted {
            true => drop(office.run(&command).unwrap()),
            false => assert_eq!(office.refusal(&command), "revocation.reason", "{reason}"),
        }
    }
    // The issuing authority has a list of its own, and the root none at all.
    let authorities = office.register.authorities().unwrap().clone();
    let issuing = office.id(&authorities.issuing.certificate_key());
    let compromised = request(&office, &issuing, RevocationReason::CaCompromise, "bob");
    assert_eq!(office.run(&compromised).unwrap(), ["revocation-requested"]);
    let wrong = request(&office, &issuing, RevocationReason::KeyCompromise, "bob");
    assert_eq!(office.refusal(&wrong), "revocation.reason");
    let root = office.id(&authorities.root.certificate_key());
    let root = request(&office, &root, RevocationReason::CaCompromise, "bob");
    assert_eq!(office.refusal(&root), "revocation.root");
}

#[test]
fn an_unknown_serial_number_is_an_error() {
    let mut office = Office::open();
    let reason = RevocationReason::Superseded;
    let (key, drawn) = certificate(&mut office, RequestState::PutUp);
    let unknown = CertificateId::new("TEST-I1", office.serial(77));
    let elsewhere = CertificateId::new("Z1", key.serial.clone());
    for id in [drawn, unknown, elsewhere, CertificateId::Null] {
        let command = request(&office, &id, reason, "bob");
        assert_eq!(office.refusal(&command), "revocation.unknown-certificate", "{id}");
    }
    let (_, id) = certificate(&mut Office::open(), RequestState::Intended);
    let mut office = Office::open();
    certificate(&mut office, RequestState::Intended);
    assert_eq!(
        office.refusal(&request(&office, &id, reason, "bob")),
        "revocation.intended"
    );
}

#[test]
fn what_may_have_been_signed_can_be_revoked() {
    let mut office = Office::open();
    let (key, id) = certificate(&mut office, RequestState::PresumedIssued);
    assert_eq!(office.register.certificates().presumed_issued().count(), 1);
    office
        .run(&request(&office, &id, RevocationReason::Unspecified, "bob"))
        .unwrap();
    office.run(&approve(&office, &id, "carol")).unwrap();
    let revoked: Vec<_> = office.register.certificates().revoked_by(key.issuer).collect();
    assert_eq!(revoked, [(key.serial, office.at, RevocationReason::Unspecified)]);
}

#[test]
fn an_approval_is_of_the_request_that_stands_with_its_reason() {
    let mut office = Office::open();
    let (_, id) = certificate(&mut office, RequestState::Issued);
    let reason = RevocationReason::Superseded;
    let early = RevocationApproval {
        action: crate::declaration::Action::ApproveRevocation,
        authority: office.register.authority().unwrap(),
        certificate: id.clone(),
        reason,
        request_sha256: Hash::ZERO,
        expires: office.at.plus_seconds(60).unwrap(),
        at: office.at,
    };
    let early_signed = Command::ApproveRevocation(office.sign(&early, "carol"));
    assert_eq!(office.refusal(&early_signed), "revocation.not-requested");
    office.run(&request(&office, &id, reason, "bob")).unwrap();
    assert_eq!(office.refusal(&early_signed), "revocation.other-request");
    let agreed = approve(&office, &id, "carol");
    // A second request with another reason takes the place of the first: what was signed for that does not count.
    office
        .run(&request(&office, &id, RevocationReason::KeyCompromise, "dave"))
        .unwrap();
    assert_eq!(office.refusal(&agreed), "revocation.other-request");
    let wrong_reason = RevocationApproval {
        reason,
        ..office.revocation_approval(&id)
    };
    let wrong_reason = Command::ApproveRevocation(office.sign(&wrong_reason, "carol"));
    assert_eq!(office.refusal(&wrong_reason), "revocation.other-request");
}

#[test]
fn statements_are_made_to_this_authority_and_expire() {
    let mut office = Office::open();
    let (_, id) = certificate(&mut office, RequestState::Issued);
    let good = office.revocation(&id, RevocationReason::Superseded);
    let elsewhere = RevocationRequest {
        authority: Hash::ZERO,
        ..good.clone()
    };
    let elsewhere = Command::RequestRevocation(office.sign(&elsewhere, "bob"));
    assert_eq!(office.refusal(&elsewhere), "statement.other-authority");
    office
        .run(&Command::RequestRevocation(office.sign(&good, "bob")))
        .unwrap();
    let agreed = RevocationApproval {
        expires: good.expires.plus_seconds(60).unwrap(),
        ..office.revocation_approval(&id)
    };
    let agreed = Command::ApproveRevocation(office.sign(&agreed, "carol"));
    office.at = good.expires;
    assert_eq!(
        office.refusal(&Command::RequestRevocation(office.sign(&good, "dave"))),
        "statement.expired"
    );
    // The approval is in time, but the request is not any more.
    assert_eq!(office.refusal(&agreed), "statement.expired");
}

#[test]
fn an_officer_who_was_removed_does_not_count() {
    let mut office = Office::open();
    let (key, id) = certificate(&mut office, RequestState::Issued);
    office
        .run(&request(&office, &id, RevocationReason::Superseded, "bob"))
        .unwrap();
    let removal = RemoveOfficer {
        officer: person("bob"),
        reason: "left".to_owned(),
        by: person("alice"),
    };
    office.run(&Command::RemoveOfficer(removal)).unwrap();
    // Carol's is then the only voice; Dave's makes it two.
    assert_eq!(
        office.run(&approve(&office, &id, "carol")).unwrap(),
        ["revocation-approved"]
    );
    assert_eq!(
        office.register.certificates().find(&key).unwrap().revocation,
        None
    );
    assert_eq!(
        office.run(&approve(&office, &id, "dave")).unwrap(),
        ["revocation-approved", "certificate-revoked"]
    );
}

#[test]
fn a_locked_authority_still_revokes() {
    let mut office = Office::open();
    let (_, id) = certificate(&mut office, RequestState::Issued);
    let key = office.register.authorities().unwrap().issuing.key_identifier;
    let locked = AuthorityLocked {
        contradiction: Contradiction::WrongSignature { key },
    };
    office.apply(vec![locked.into()]);
    office
        .run(&request(&office, &id, RevocationReason::Superseded, "bob"))
        .unwrap();
    office.run(&approve(&office, &id, "carol")).unwrap();
}
