use s1spki_policies::Policy;
use s1spki_validator::Certificate;

use super::{
    IssuanceTicket, NoTicket, NotSigned, inspect_copy, inspect_unsigned, issuing_authority, made_anew,
};
use crate::approval::ApprovedRequest;
use crate::double::office::{Office, TestSigner};
use crate::event::{CertificateRevoked, Contradiction, RequestPutUp};
use crate::register::PutUp;
use crate::{Hash, RequestId};

fn ticket(office: &Office, request: RequestId) -> Result<IssuanceTicket, NoTicket> {
    let approved = ApprovedRequest::of(&office.register, &office.policy, request, office.at)?;
    let throwaway = TestSigner::of("throwaway");
    IssuanceTicket::make(&office.register, &office.policy, &approved, &throwaway, office.at)
}

fn refusal(outcome: Result<IssuanceTicket, NoTicket>) -> &'static str {
    match outcome {
        Err(NoTicket::Refused(refusal)) => refusal.code(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_ticket_signs_what_was_approved_and_nothing_else() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    let tbs = office.file(request).put_up.as_ref().unwrap().tbs.clone();
    let ticket = ticket(&office, request).unwrap();
    let durable = office.apply(vec![ticket.intent(&office.policy)]);
    let signed = ticket.sign(&durable[0], &TestSigner::of("issuing")).unwrap();
    let certificate = Certificate::decode(&signed.into_der()).unwrap();
    assert_eq!(certificate.tbs(), &*tbs);
}

#[test]
fn no_intent_or_another_one_gives_no_signature() {
    let mut office = Office::open();
    let first = office.approved("a", &["bob", "carol"]);
    let second = office.approved("b", &["bob", "carol"]);
    let (first, second) = (ticket(&office, first).unwrap(), ticket(&office, second).unwrap());
    let durable = office.apply(vec![first.intent(&office.policy)]);
    let found = second.sign(&durable[0], &TestSigner::of("issuing"));
    assert!(matches!(found, Err(NotSigned::Abandoned(_))), "{found:?}");
    // A wrong key is a contradiction, though it was asked for by mistake: nothing leaves the house.
    let found = first.sign(&durable[0], &TestSigner::of("somebody"));
    assert!(
        matches!(
            found,
            Err(NotSigned::Contradicted {
                contradiction: Contradiction::WrongSignature { .. },
                ..
            })
        ),
        "{found:?}"
    );
}

/// Puts a request up with something changed behind everybody's back, and has it approved.
fn put_up_with(change: impl FnOnce(&mut RequestPutUp)) -> (Office, RequestId) {
    let mut office = Office::open();
    let request = office.put_up("subject");
    let PutUp {
        profile,
        issuer,
        serial,
        validity,
        tbs,
        tbs_sha256,
        policy_sha256,
        lapses_at,
        by,
        ..
    } = office.file(request).put_up.clone().unwrap();
    let mut event = RequestPutUp {
        request,
        profile,
        issuer,
        serial,
        validity,
        tbs,
        tbs_sha256,
        policy_sha256,
        lapses_at,
        by,
    };
    change(&mut event);
    office.apply(vec![event.into()]);
    for officer in ["bob", "carol"] {
        office.run(&office.approve(request, officer)).unwrap();
    }
    (office, request)
}

#[test]
fn octets_that_do_not_come_out_again_are_a_contradiction() {
    let (office, request) = put_up_with(|_| {});
    assert!(ticket(&office, request).is_ok());
    let differs = |(office, request): (Office, RequestId)| match ticket(&office, request) {
        Err(NoTicket::Contradicted(Contradiction::OctetsDiffer { request: found, .. })) => found == request,
        other => panic!("{other:?}"),
    };
    // One bit of what was approved.
    assert!(differs(put_up_with(|event| {
        *event.tbs.0.last_mut().unwrap() ^= 1;
        event.tbs_sha256 = Hash::of(&event.tbs);
    })));
    // Another serial number than in the octets, and a longer validity.
    assert!(differs(put_up_with(
        |event| event.serial = "0x40000000000000000000000000000009".parse().unwrap()
    )));
    assert!(differs(put_up_with(|event| {
        event.validity.not_after = event.validity.not_after.plus_seconds(86_400).unwrap();
    })));
    // The octets are right, and their hash is not.
    assert!(differs(put_up_with(
        |event| event.tbs_sha256 = Hash::of(b"something else")
    )));
}

#[test]
fn the_inspection_tolerates_nothing() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    let approved = ApprovedRequest::of(&office.register, &office.policy, request, office.at).unwrap();
    let issuing = issuing_authority(&office.register, office.at).unwrap();
    let tbs = made_anew(&office.policy, &approved, issuing).unwrap();
    let put_up = approved.put_up();
    assert_eq!(inspect_unsigned(&office.policy, &put_up.profile, &tbs), Ok(()));
    let throwaway = TestSigner::of("throwaway");
    assert!(inspect_copy(&office.policy, &put_up.profile, &tbs, &throwaway).is_ok());
    // Held against another profile, and against another policy.
    let code = |policy: &Policy, profile: &str| inspect_unsigned(policy, profile, &tbs).unwrap_err();
    let found = code(&office.policy, "organisation-key-agreement");
    assert_eq!(found.code(), "request.issue.inspection");
    assert!(found.what().contains("breach"), "{found}");
    let production = Policy::embedded("foc-s1spki").unwrap().unwrap();
    assert_eq!(
        code(&production, "organisation-signing").code(),
        "request.issue.inspection"
    );
    assert_eq!(code(&office.policy, "nothing").code(), "policy.no-profile");
}

#[test]
fn the_register_is_asked_again_at_the_last_moment() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    // The same key was certified meanwhile.
    let other = office.approved("subject", &["bob", "carol"]);
    let intent = ticket(&office, other).unwrap().intent(&office.policy);
    let issued = crate::event::CertificateIssued {
        request: other,
        certificate: Vec::new().into(),
    };
    office.apply(vec![intent, issued.into()]);
    assert_eq!(refusal(ticket(&office, request)), "request.key-certified");
    // The issuing authority was revoked meanwhile.
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    let issuing = office.register.authorities().unwrap().issuing.certificate_key();
    let revoked = CertificateRevoked {
        certificate: issuing,
        reason: s1spki_policies::RevocationReason::CaCompromise,
        at: office.at,
    };
    office.apply(vec![revoked.into()]);
    assert_eq!(refusal(ticket(&office, request)), "authority.revoked");
    assert!(issuing_authority(&office.register, office.at).is_err());
}
