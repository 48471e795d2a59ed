//! The way of a request, from a new authority to a revoked certificate.

use s1spki_fixtures::make::LAB_ENTITY;
use s1spki_fixtures::oracle::{OpenSsl, Revocation, Verification};
use s1spki_policies::{CertificateId, Moment, Policy, RevocationReason};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{
    Certificate, CertificateFacts, ChainJudge, Decision, Outcome, RevocationList, identify, inspect,
};

use super::{Lab, approved, issued, put_up_command, refused};
use crate::command::{Command, ReceiveRequest};
use crate::declaration;
use crate::double::office::{SUBMITTER, TestSigner, moment, organisation, person, request_for};
use crate::error::{CommandError, OperationError};
use crate::ledger::{Head, LedgerFault};
use crate::register::RequestState;
use crate::store::{CertificateFilter, Kinds, Page, RequestFilter, SqliteStore, Store, StoreError};
use crate::{Authority, Hash, ListKind, store};

fn revoke<S: Store>(authority: &mut Authority<S>, id: &CertificateId, reason: RevocationReason) {
    let request = authority.revocation_to_sign(id, reason).unwrap();
    let request = declaration::sign(&request, &person("bob"), &TestSigner::of("bob")).unwrap();
    authority.execute(&Command::RequestRevocation(request)).unwrap();
    let approval = authority.revocation_approval_to_sign(id).unwrap();
    let approval = declaration::sign(&approval, &person("carol"), &TestSigner::of("carol")).unwrap();
    authority.execute(&Command::ApproveRevocation(approval)).unwrap();
}

#[test]
fn from_a_new_authority_to_a_revoked_certificate_with_openssl_as_witness() {
    let openssl = OpenSsl::for_test("from_a_new_authority_to_a_revoked_certificate_with_openssl_as_witness");
    let lab = Lab::new();
    let mut authority = lab.establish();
    let certificate = issued(&mut authority, &lab, "subject").unwrap();

    // Our own validator finds nothing against it.
    let decoded = Certificate::decode(&certificate.der).unwrap();
    let facts = CertificateFacts::of(&decoded);
    let profile = identify(&facts, authority.policy()).profile.unwrap();
    assert_eq!(profile.name, "organisation-signing");
    for finding in inspect(&facts, profile, authority.policy()) {
        assert!(
            matches!(finding.outcome(), Outcome::Pass | Outcome::NotApplicable),
            "{finding:?}"
        );
    }
    assert_eq!(
        (facts.role().unwrap().code(), facts.entity()),
        (2, Some(LAB_ENTITY))
    );

    let authorities = authority.register().authorities().unwrap().clone();
    let arl = authority.latest_list(ListKind::Arl).unwrap().unwrap();
    let crl = authority.issue_list(ListKind::Crl, &lab.issuing).unwrap();
    let verdict = |crl: &[u8], at: Moment| {
        let question = Verification {
            certificate: &certificate.der,
            anchor: &authorities.root.certificate,
            intermediates: vec![&authorities.issuing.certificate],
            lists: vec![crl, &arl.der],
            revocation: Revocation::Chain,
            policy: Some("2.999.1.2.1.4"),
            at,
        };
        openssl.as_ref().map(|openssl| openssl.verify(&question))
    };
    let at = moment("2026-01-10T12:00:00Z");
    if let Some(answer) = verdict(&crl.der, at) {
        assert!(answer.success, "{}", answer.complaint);
    }
    let judged = |authority: &Authority<SqliteStore>, crl: &[u8]| {
        let decoded = |der: &[u8]| Certificate::decode(der).unwrap();
        let anchor = TrustAnchor::from_certificate(decoded(&authorities.root.certificate));
        let intermediate = decoded(&authorities.issuing.certificate);
        let lists = [crl, &arl.der].map(|list| RevocationList::decode(list).unwrap());
        let judge = ChainJudge::new(authority.policy(), at, [anchor], [intermediate], lists);
        judge.judge("the certificate", &certificate.der).decision
    };
    assert_eq!(judged(&authority, &crl.der), Decision::Accept);

    revoke(&mut authority, &certificate.id, RevocationReason::KeyCompromise);
    let crl = authority.issue_list(ListKind::Crl, &lab.issuing).unwrap();
    if let Some(answer) = verdict(&crl.der, at) {
        assert!(
            !answer.success && answer.complaint.contains("revoked"),
            "{}",
            answer.complaint
        );
    }
    assert_eq!(judged(&authority, &crl.der), Decision::Refuse);
    let view = authority.certificate(&certificate.id).unwrap();
    assert_eq!(view.revocation.unwrap().reason, RevocationReason::KeyCompromise);

    // The lists may be published in their order.
    let published = authority
        .inspect_for_publication(ListKind::Crl, &crl.der, None)
        .unwrap();
    assert_eq!(published.number(), 3);
    assert_eq!(authority.verify(None).unwrap(), authority.head());
}

#[test]
fn the_same_clock_and_entropy_give_the_same_octets() {
    let put_up = || {
        let lab = Lab::new();
        let mut authority = lab.establish();
        let request = approved(&mut authority, "subject").unwrap();
        let file = authority.request(request).unwrap();
        (
            authority.register().authorities().unwrap().issuing.serial.clone(),
            file.put_up.unwrap().tbs,
        )
    };
    assert_eq!(put_up(), put_up());
}

#[test]
fn what_is_on_the_disk_is_all_there_is() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let certificate = issued(&mut authority, &lab, "subject").unwrap();
    let waiting = approved(&mut authority, "another").unwrap();
    let findings = authority.findings(waiting).unwrap();
    assert!(
        findings.len() > 20
            && findings
                .iter()
                .all(|finding| finding.outcome() != Outcome::Breach)
    );
    assert_eq!(
        refused(authority.findings(certificate.request)),
        "request.state.issued"
    );
    let file = authority.request(waiting).unwrap();
    let closed = authority.request(certificate.request).unwrap();
    let head = authority.head();
    drop(authority);
    // Opened again, it is where it was, and goes on from there.
    let mut authority = lab.open();
    assert_eq!((authority.head(), authority.recovered()), (head, &[][..]));
    assert_eq!(authority.request(waiting).unwrap(), file);
    assert_eq!(authority.request(certificate.request).unwrap(), closed);
    assert_eq!(closed.state, RequestState::Issued);
    authority.issue(waiting, &lab.issuing).unwrap();
    // The tables made anew are the same.
    let rows = |authority: &Authority<SqliteStore>| {
        let filter = CertificateFilter::default();
        let requests = RequestFilter::default();
        (
            authority.certificates(&filter, Page::first(100)).unwrap(),
            authority.requests(&requests, Page::first(100)).unwrap(),
            authority.latest_list(ListKind::Crl).unwrap(),
            authority.latest_list(ListKind::Arl).unwrap(),
        )
    };
    let before = rows(&authority);
    assert_eq!((before.0.rows.len(), before.1.rows.len()), (4, 2));
    authority.rebuild().unwrap();
    assert_eq!(rows(&authority), before);
}

#[test]
fn refusals_are_on_record() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let request = approved(&mut authority, "subject").unwrap();
    let entries = authority.head().sequence;
    assert_eq!(
        refused(super::approve(&mut authority, request, "bob")),
        "request.approval.given-already"
    );
    assert_eq!(
        refused(authority.issue(request, &lab.root)),
        "authority.wrong-key"
    );
    assert_eq!(
        refused(authority.issue(request.next(), &lab.issuing)),
        "request.unknown"
    );
    assert_eq!(
        refused(authority.issue_list(ListKind::Crl, &lab.root)),
        "authority.wrong-key"
    );
    let mut codes = Vec::new();
    authority
        .history(entries + 1, &mut |_, event| {
            if let crate::event::Event::CommandRefused(refused) = event {
                codes.push((refused.act.as_str(), refused.code.clone()));
            }
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    let codes: Vec<_> = codes.iter().map(|(act, code)| (*act, code.as_str())).collect();
    assert_eq!(
        codes,
        [
            ("approve-request", "request.approval.given-already"),
            ("issue-certificate", "authority.wrong-key"),
            ("issue-certificate", "request.unknown"),
            ("issue-list", "authority.wrong-key"),
        ]
    );
    authority.issue(request, &lab.issuing).unwrap();
    assert_eq!(
        refused(authority.issue(request, &lab.issuing)),
        "request.state.issued"
    );
}

#[test]
fn several_requests_share_a_commit_and_not_a_fate() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let good = [
        approved(&mut authority, "a").unwrap(),
        approved(&mut authority, "b").unwrap(),
    ];
    let same_key = approved(&mut authority, "a").unwrap();
    let unapproved = authority
        .receive(ReceiveRequest {
            organisation: organisation("supplier-one"),
            submitter: person(SUBMITTER),
            octets: request_for(LAB_ENTITY, "c"),
        })
        .unwrap()
        .id;
    let requests = [good[0], same_key, unapproved, good[1]];
    let outcomes = authority.issue_all(&requests, &lab.issuing).outcomes;
    let found: Vec<_> = outcomes
        .iter()
        .map(|outcome| match &outcome.result {
            Ok(certificate) => (outcome.request, Ok(certificate.request)),
            Err(CommandError::Refused(refusal)) => (outcome.request, Err(refusal.code())),
            Err(error) => panic!("{error}"),
        })
        .collect();
    assert_eq!(
        found,
        [
            (good[0], Ok(good[0])),
            (same_key, Err("request.key-certified")),
            (unapproved, Err("request.state.received")),
            (good[1], Ok(good[1])),
        ]
    );
    assert!(authority.issue_all(&[], &lab.issuing).outcomes.is_empty());
}

#[test]
fn an_authority_is_opened_with_its_own_policy_alone() {
    let lab = Lab::new();
    drop(lab.establish());
    let open = |policy: Policy| {
        let store = SqliteStore::open(&lab.database()).unwrap();
        Authority::open(store, policy, lab.surroundings(3)).map(drop)
    };
    let text = s1spki_policies::Embedded::find("lab").unwrap().text;
    let changed = format!(
        "{text}\n[approval.lapses-after]\nvalue = \"P4D\"\nclause = \"RAPP 4.2.2\"\nstanding = \"designated\"\nsource = \"a test\"\n"
    );
    let changed = || Policy::load("changed.toml", changed.as_bytes()).unwrap();
    assert_eq!(refused(open(changed())), "policy.not-in-force");
    // Comments and layout do not count.
    open(Policy::load("same.toml", format!("# a comment\n{text}").as_bytes()).unwrap()).unwrap();
    let adopt = |statements: &[_]| {
        let store = SqliteStore::open(&lab.database()).unwrap();
        Authority::adopt_policy(store, changed(), statements, lab.surroundings(3)).map(drop)
    };
    assert_eq!(refused(adopt(&[])), "statement.too-few");
    let store = SqliteStore::open(&lab.database()).unwrap();
    let adoption = Authority::adoption_to_sign(store, &changed(), &lab.surroundings(3)).unwrap();
    let statements = ["bob", "carol"]
        .map(|officer| declaration::sign(&adoption, &person(officer), &TestSigner::of(officer)).unwrap());
    adopt(&statements).unwrap();
    open(changed()).unwrap();
    assert_eq!(refused(open(Lab::policy())), "policy.not-in-force");
}

#[test]
fn a_store_is_used_once_and_not_while_empty() {
    let lab = Lab::new();
    drop(lab.establish());
    let again = lab.establish_in(SqliteStore::open(&lab.database()).unwrap());
    assert_eq!(refused(again.map(drop)), "authority.established-already");
    let empty = lab.folder.path().join("empty.db");
    drop(SqliteStore::create(&empty).unwrap());
    assert_eq!(
        refused(lab.open_at(&empty, 3).map(drop)),
        "authority.not-established"
    );
}

#[test]
fn a_ledger_that_was_tampered_with_is_not_opened() {
    let lab = Lab::new();
    drop(lab.establish());
    let connection = rusqlite::Connection::open(lab.database()).unwrap();
    connection
        .execute_batch("DROP TRIGGER ledger_is_not_edited; UPDATE ledger SET at = at + 1 WHERE sequence = 3;")
        .unwrap();
    drop(connection);
    let found = lab.open_at(&lab.database(), 3).map(drop).unwrap_err();
    let CommandError::Failed(OperationError::Store(StoreError::Ledger(fault))) = found else {
        panic!("{found}");
    };
    assert!(matches!(fault, LedgerFault::Hash { sequence: 3, .. }), "{fault}");
}

#[test]
fn a_ledger_that_was_cut_off_is_told_by_an_older_head() {
    let lab = Lab::new();
    let authority = lab.establish();
    let head = authority.head();
    assert_eq!(authority.verify(Some(head)).unwrap(), head);
    let later = Head {
        sequence: head.sequence + 1,
        hash: Hash::ZERO,
        at: None,
    };
    assert!(authority.verify(Some(later)).is_err());
    assert_eq!(store::verify(authority.store(), None).unwrap(), head);
    let mut kinds = Vec::new();
    authority
        .store()
        .entries(1, Kinds::All, &mut |entry| {
            kinds.push(entry.kind);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(kinds[0], "establishment-intended");
    assert_eq!(
        kinds[5..10],
        [
            "authority-established",
            "list-intended",
            "list-issued",
            "list-intended",
            "list-issued"
        ]
    );
}

#[test]
fn a_clock_that_goes_back_stops_everything() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let request = approved(&mut authority, "subject").unwrap();
    lab.clock.set("2026-01-10T08:59:59Z");
    let found = authority.issue(request, &lab.issuing).unwrap_err();
    assert!(
        matches!(found, CommandError::Failed(OperationError::Extend(_))),
        "{found}"
    );
    lab.clock.set("2026-01-10T09:00:01Z");
    authority.issue(request, &lab.issuing).unwrap();
}

#[test]
fn a_generator_that_repeats_itself_locks_the_authority() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let first = approved(&mut authority, "subject").unwrap();
    let serial = authority.request(first).unwrap().put_up.unwrap().serial;
    let second = authority
        .receive(ReceiveRequest {
            organisation: organisation("supplier-one"),
            submitter: person(SUBMITTER),
            octets: request_for(LAB_ENTITY, "another"),
        })
        .unwrap();
    let found = authority.execute(&put_up_command(second.id, serial)).unwrap_err();
    assert!(
        matches!(found, CommandError::Failed(OperationError::Contradiction(_))),
        "{found}"
    );
    assert_eq!(refused(authority.issue(first, &lab.issuing)), "authority.locked");
    // Also after it was opened anew; two officers unlock it.
    drop(authority);
    let mut authority = lab.open();
    assert_eq!(refused(authority.issue(first, &lab.issuing)), "authority.locked");
    authority.issue_list(ListKind::Crl, &lab.issuing).unwrap();
    let unlocking = authority.unlocking_to_sign("the generator was replaced").unwrap();
    let statements = ["bob", "carol"]
        .map(|officer| declaration::sign(&unlocking, &person(officer), &TestSigner::of(officer)).unwrap());
    let unlock = crate::command::Unlock {
        reason: "the generator was replaced".to_owned(),
        statements: statements.to_vec(),
    };
    authority.execute(&Command::Unlock(unlock)).unwrap();
    authority.issue(first, &lab.issuing).unwrap();
}

#[test]
fn nothing_outlives_its_issuer() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    // The issuing authority ends on 9 January 2029, and a certificate lasts a year.
    for (at, wanted) in [
        ("2028-01-10", None),
        ("2028-01-11", Some("authority.outlived")),
        ("2029-01-10", Some("authority.expired")),
    ] {
        lab.clock.set(at);
        let mut evidence = crate::double::office::supplier_one();
        evidence.evidence.collected_at = moment(at);
        let now = crate::command::AmendOrganisation {
            now: evidence,
            reason: "new evidence".to_owned(),
        };
        authority.execute(&Command::AmendOrganisation(now)).unwrap();
        let found = approved(&mut authority, at).map(drop);
        match wanted {
            None => found.unwrap(),
            Some(code) => assert_eq!(refused(found), code),
        }
    }
}
