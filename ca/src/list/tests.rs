use s1spki_policies::{Policy, ProfileKind, RevocationReason};
use s1spki_validator::RevocationList;

use super::{ListNotSigned, ListTicket, number};
use crate::double::office::{Office, TestSigner, moment};
use crate::event::{CertificateRevoked, Contradiction, Event};
use crate::publication::PublishableList;
use crate::register::{AuthorityRecord, RequestState};

fn issuer(office: &Office, kind: ProfileKind) -> AuthorityRecord {
    let authorities = office.register.authorities().unwrap();
    match kind {
        ProfileKind::Root => authorities.root.clone(),
        _ => authorities.issuing.clone(),
    }
}

fn issue(office: &mut Office, kind: ProfileKind) -> Vec<u8> {
    let issuer = issuer(office, kind);
    let label = if kind == ProfileKind::Root {
        "root"
    } else {
        "issuing"
    };
    let ticket = ListTicket::make(&office.register, &office.policy, &issuer, office.at).unwrap();
    let durable = office.apply(vec![ticket.intent()]);
    let signed = ticket.sign(&durable[0], &TestSigner::of(label)).unwrap();
    let durable = office.apply(vec![signed.issued()]);
    match durable[0].event() {
        Event::ListIssued(issued) => issued.list.to_vec(),
        other => panic!("{other:?}"),
    }
}

fn revoke(office: &mut Office, key: &str, reason: RevocationReason) {
    let request = office.request_in(RequestState::PutUp, key);
    let certificate = office.file(request).put_up.as_ref().unwrap().certificate_key();
    let at = office.at;
    office.apply(vec![
        CertificateRevoked {
            certificate,
            reason,
            at,
        }
        .into(),
    ]);
}

fn decoded(der: &[u8]) -> RevocationList {
    RevocationList::decode(der).unwrap()
}

#[test]
fn a_list_names_what_its_authority_revoked_and_nothing_else() {
    let mut office = Office::open();
    revoke(&mut office, "a", RevocationReason::KeyCompromise);
    revoke(&mut office, "b", RevocationReason::Unspecified);
    let crl = decoded(&issue(&mut office, ProfileKind::Issuing));
    let arl = decoded(&issue(&mut office, ProfileKind::Root));
    assert_eq!((crl.len(), arl.len()), (2, 0));
    let reasons: Vec<_> = crl.entries().map(|entry| entry.reason().is_some()).collect();
    assert_eq!(reasons.iter().filter(|with_reason| **with_reason).count(), 1);
    // PT48H and P12M of the policy, counted from thisUpdate.
    assert_eq!(crl.this_update(), office.at);
    assert_eq!(crl.next_update(), Some(moment("2026-01-12T09:00:00Z")));
    assert_eq!(arl.next_update(), Some(moment("2027-01-10T09:00:00Z")));
    let issuing = issuer(&office, ProfileKind::Issuing).certificate_key();
    let at = office.at;
    let revoked = CertificateRevoked {
        certificate: issuing,
        reason: RevocationReason::CaCompromise,
        at,
    };
    office.apply(vec![revoked.into()]);
    assert_eq!(decoded(&issue(&mut office, ProfileKind::Root)).len(), 1);
}

#[test]
fn numbers_only_rise_also_where_a_list_was_never_signed() {
    let mut office = Office::open();
    let mut numbers = Vec::new();
    for round in 0..5 {
        if round == 2 {
            // The intent is on the disk, and then the power goes off.
            let issuer = issuer(&office, ProfileKind::Issuing);
            let ticket = ListTicket::make(&office.register, &office.policy, &issuer, office.at).unwrap();
            office.apply(vec![ticket.intent()]);
        }
        numbers.push(number(&decoded(&issue(&mut office, ProfileKind::Issuing))).unwrap());
    }
    assert_eq!(numbers, [1, 2, 4, 5, 6]);
    // The two authorities count by themselves.
    assert_eq!(number(&decoded(&issue(&mut office, ProfileKind::Root))), Some(1));
    office.at = office.at.plus_seconds(-1).unwrap();
    let issuer = issuer(&office, ProfileKind::Issuing);
    let refusal = ListTicket::make(&office.register, &office.policy, &issuer, office.at).unwrap_err();
    assert_eq!(refusal.code(), "list.time-went-back");
}

/// The validator looks before anything is signed: here at a policy whose lists are signed by another algorithm.
#[test]
fn a_list_that_relying_parties_would_refuse_is_not_signed() {
    let office = Office::open();
    let issuer = issuer(&office, ProfileKind::Issuing);
    let policy = "
        policy = { id = \"other\", title = \"Another\", extends = \"lab\", environment = \"lab\" }
        [status-list.crl.signature-algorithm]
        value = \"ecdsa-p384-sha384\"
        clause = \"CP 7.2\"
        standing = \"assumed\"
        source = \"a test\"
    ";
    let policy = Policy::load("other.toml", policy.as_bytes()).unwrap();
    let refusal = ListTicket::make(&office.register, &policy, &issuer, office.at).unwrap_err();
    assert_eq!(refusal.code(), "list.inspection");
    assert!(refusal.what().contains("list.signature.algorithm"), "{refusal}");
}

/// A policy may give up a reason; who was revoked for it stays on the list.
#[test]
fn a_reason_that_the_policy_has_given_up_stops_no_list() {
    let mut office = Office::open();
    revoke(&mut office, "a", RevocationReason::AaCompromise);
    assert_eq!(decoded(&issue(&mut office, ProfileKind::Issuing)).len(), 1);
}

#[test]
fn a_wrong_signature_on_a_list_is_a_contradiction() {
    let mut office = Office::open();
    let issuer = issuer(&office, ProfileKind::Issuing);
    let ticket = ListTicket::make(&office.register, &office.policy, &issuer, office.at).unwrap();
    let durable = office.apply(vec![ticket.intent()]);
    let found = ticket.sign(&durable[0], &TestSigner::of("somebody")).unwrap_err();
    assert!(
        matches!(
            found,
            ListNotSigned::Contradicted(Contradiction::WrongSignature { .. })
        ),
        "{found:?}"
    );
    // An intent about something else is none.
    let ticket = ListTicket::make(&office.register, &office.policy, &issuer, office.at).unwrap();
    let found = ticket.sign(&durable[0], &TestSigner::of("issuing")).unwrap_err();
    assert!(matches!(found, ListNotSigned::Signer(_)), "{found:?}");
}

#[test]
fn only_the_right_list_gets_out() {
    let mut office = Office::open();
    let (issuing, root) = (
        issuer(&office, ProfileKind::Issuing),
        issuer(&office, ProfileKind::Root),
    );
    let first = issue(&mut office, ProfileKind::Issuing);
    let second = issue(&mut office, ProfileKind::Issuing);
    let arl = issue(&mut office, ProfileKind::Root);
    let inspect = |office: &Office, issuer, list: &[u8], published: Option<&[u8]>| {
        let list = PublishableList::inspect(&office.register, issuer, list, published, office.at);
        list.map(|list| list.number()).map_err(|refusal| refusal.code())
    };
    assert_eq!(inspect(&office, &issuing, &first, None), Ok(1));
    assert_eq!(inspect(&office, &issuing, &second, Some(&first)), Ok(2));
    assert_eq!(
        inspect(&office, &issuing, &first, Some(&second)),
        Err("publication.number")
    );
    assert_eq!(
        inspect(&office, &issuing, &second, Some(&second)),
        Err("publication.number")
    );
    assert_eq!(inspect(&office, &issuing, &arl, None), Err("publication.issuer"));
    assert_eq!(
        inspect(&office, &issuing, &second, Some(&arl)),
        Err("publication.issuer")
    );
    assert_eq!(inspect(&office, &root, &arl, None), Ok(1));
    // The right name and number, signed by another key, and the octets as PEM.
    let mut forged = second.clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    assert_eq!(inspect(&office, &issuing, &forged, None), Err("publication.key"));
    let pem = pem::encode(&pem::Pem::new("X509 CRL", second.clone()));
    assert_eq!(
        inspect(&office, &issuing, pem.as_bytes(), None),
        Err("publication.form")
    );
    // A certificate is revoked, and the list does not know.
    revoke(&mut office, "a", RevocationReason::Superseded);
    assert_eq!(
        inspect(&office, &issuing, &second, Some(&first)),
        Err("publication.missing")
    );
    let third = issue(&mut office, ProfileKind::Issuing);
    assert_eq!(inspect(&office, &issuing, &third, Some(&second)), Ok(3));
    office.at = moment("2026-01-12T08:59:59Z");
    assert_eq!(inspect(&office, &issuing, &third, None), Ok(3));
    office.at = moment("2026-01-12T09:00:00Z");
    assert_eq!(inspect(&office, &issuing, &third, None), Err("publication.time"));
    office.at = moment("2026-01-10T08:59:59Z");
    assert_eq!(inspect(&office, &issuing, &third, None), Err("publication.time"));
}
