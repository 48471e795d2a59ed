//! A locked authority grants nothing, stops what has to be stopped, and goes on when two officers have signed why.

use s1spki_ca::event::{AuthorityLocked, Contradiction, Event};
use s1spki_ca::ledger::Head;
use s1spki_ca::store::{SqliteStore, Store};

use crate::lab::Lab;

/// Enters a contradiction in the ledger, as the authority does when it finds one.
fn lock(lab: &Lab) {
    let mut store = SqliteStore::open(&lab.file("ledger.db")).unwrap();
    let head: Head = store.head().unwrap();
    let what = "a test says so".to_owned();
    let locked = Event::from(AuthorityLocked {
        contradiction: Contradiction::TablesDiffer { what },
    });
    let extension = head.extend(head.at.unwrap(), [locked.draft()]).unwrap();
    store.append(&extension, &[]).unwrap();
}

#[test]
fn two_officers_unlock_it_with_a_reason() {
    let lab = Lab::with_certificate();
    lock(&lab);
    let said = lab.run("doctor");
    assert_eq!(said.exit, 1, "{said:?}");
    assert!(said.stdout.contains("bad   lock"), "{said:?}");
    let said = lab.run(
        "request submit people/supplier-one.request.pem --organisation supplier-one --submitted-by dora",
    );
    assert_eq!(said.exit, 1);
    assert!(said.stderr.contains("[authority.locked"), "{said:?}");
    // What stops something goes on.
    for officer in ["alice", "bob"] {
        lab.done(&format!(
            "revoke supplier-one.pem --reason superseded --officer {officer} --key people/{officer}.pem"
        ));
    }
    lab.done("crl issue");
    lab.done("crl publish");
    let sign = |officer: &str, reason: &str| {
        format!(
            "unlock sign --reason '{reason}' --officer {officer} --key people/{officer}.pem --out {officer}.jws"
        )
    };
    lab.done(&sign("alice", "a test"));
    let said = lab.run("unlock now --reason 'a test' --statement alice.jws");
    assert_eq!(said.exit, 1);
    assert!(said.stderr.contains("[statement.too-few"), "{said:?}");
    lab.done(&sign("bob", "a test"));
    let said = lab.run("unlock now --reason 'another reason' --statement alice.jws --statement bob.jws");
    assert_eq!(said.exit, 1);
    assert!(said.stderr.contains("[statement.other-subject"), "{said:?}");
    lab.done("unlock now --reason 'a test' --statement alice.jws --statement bob.jws");
    lab.done("doctor");
    lab.done("ledger verify");
}
