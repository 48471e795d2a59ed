//! The disk fails at each step in turn, and the key does not do what a key should.

use super::{Lab, approved, issued, refused};
use crate::clock::Clock;
use crate::command::Command;
use crate::double::failing_store::{FailingStore, When};
use crate::double::office::{TestSigner, supplier_one};
use crate::error::{CommandError, OperationError};
use crate::event::{Contradiction, Event};
use crate::register::{CertificateStatus, RequestState};
use crate::signer::{Signer, SignerError};
use crate::store::{CertificateFilter, Page, SqliteStore, Store};
use crate::{Authority, ListKind, PublicKey};
use std::sync::Mutex;

/// A key that notes down what it signed, and signs as it is told.
struct WatchedSigner {
    key: TestSigner,
    signed: Mutex<Vec<Vec<u8>>>,
    conduct: Conduct,
}

#[derive(Clone, Copy, PartialEq)]
enum Conduct {
    Signs,
    Fails,
    SignsSomethingElse,
    /// The first is signed right, and the second is not.
    SignsSomethingElseTheSecondTime,
}

impl WatchedSigner {
    fn new(label: &str, conduct: Conduct) -> Self {
        Self {
            key: TestSigner::of(label),
            signed: Mutex::default(),
            conduct,
        }
    }

    fn signed(&self) -> Vec<Vec<u8>> {
        self.signed.lock().unwrap().clone()
    }
}

impl Signer for WatchedSigner {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut signed = self.signed.lock().unwrap();
        let wrong = match self.conduct {
            Conduct::Signs => false,
            Conduct::Fails => {
                let key = self.public_key().identifier();
                let reason = "the module does not answer".to_owned();
                return Err(SignerError { key, reason });
            }
            Conduct::SignsSomethingElse => true,
            Conduct::SignsSomethingElseTheSecondTime => !signed.is_empty(),
        };
        signed.push(message.to_vec());
        match wrong {
            true => self.key.sign(&[message, b"!"].concat()),
            false => self.key.sign(message),
        }
    }
}

/// Every certificate or list that was intended, by the hash of its octets.
fn intents<S: Store>(store: &S) -> Vec<crate::Hash> {
    let mut hashes = Vec::new();
    store
        .entries(1, crate::store::Kinds::All, &mut |entry| {
            match Event::of(&entry).unwrap() {
                Event::EstablishmentIntended(event) => {
                    hashes
                        .extend([&event.root, &event.issuing].map(|intended| crate::Hash::of(&intended.tbs)));
                }
                Event::IssuanceIntended(event) => hashes.push(event.tbs_sha256),
                Event::ListIntended(event) => hashes.push(event.tbs_sha256),
                _ => {}
            }
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    hashes
}

/// The whole story on a store that fails at some write; `root` and `issuing` sign.
fn story(
    lab: &Lab,
    store: FailingStore<SqliteStore>,
    root: &WatchedSigner,
    issuing: &WatchedSigner,
) -> (Option<FailingStore<SqliteStore>>, bool) {
    let keys = crate::AuthorityKeys { root, issuing };
    let founding = crate::double::office::founding();
    let Ok(mut authority) = Authority::establish(store, Lab::policy(), &founding, keys, lab.surroundings(1))
    else {
        return (None, false);
    };
    let mut work = || -> Result<(), CommandError> {
        authority.execute(&Command::RegisterOrganisation(supplier_one()))?;
        let request = approved(&mut authority, "subject")?;
        authority.issue(request, issuing)?;
        authority.issue_list(ListKind::Crl, issuing)?;
        Ok(())
    };
    let done = work().is_ok();
    (Some(authority.journal.into_store()), done)
}

#[test]
fn whichever_write_fails_nothing_is_signed_without_an_intent_and_nothing_is_lost() {
    let mut failures = 0;
    for when in [When::BeforeCommit, When::AfterCommit] {
        for fails_at in 1.. {
            let lab = Lab::new();
            let (root, issuing) = (
                WatchedSigner::new("root", Conduct::Signs),
                WatchedSigner::new("issuing", Conduct::Signs),
            );
            let store = SqliteStore::create(&lab.database()).unwrap();
            let (store, done) = story(&lab, FailingStore::new(store, fails_at, when), &root, &issuing);
            drop(store);
            let store = SqliteStore::open(&lab.database()).unwrap();
            let intents = intents(&store);
            for signed in [root.signed(), issuing.signed()].concat() {
                assert!(
                    intents.contains(&crate::Hash::of(&signed)),
                    "signed without an intent at {fails_at}"
                );
            }
            crate::store::verify(&store, None).unwrap();
            drop(store);
            check_recovery(&lab, &issuing, fails_at);
            if done {
                break;
            }
            failures += 1;
        }
    }
    // Every write of the story failed once before and once after its commit.
    assert!(failures >= 26, "{failures} failures");
}

/// After the failure, the authority opens if it was established, and says of every serial number what became of it.
fn check_recovery(lab: &Lab, issuing: &WatchedSigner, fails_at: usize) {
    let mut authority = match lab.open_at(&lab.database(), 9) {
        Ok(authority) => authority,
        Err(CommandError::Refused(refusal)) => {
            return assert_eq!(refusal.code(), "authority.not-established");
        }
        Err(CommandError::Failed(OperationError::Unfinished(_))) => return,
        Err(error) => panic!("{error} at {fails_at}"),
    };
    assert_eq!(authority.register().open_intents().count(), 0);
    let issued = authority
        .certificates(&CertificateFilter::default(), Page::first(100))
        .unwrap()
        .rows;
    let signed: Vec<Vec<u8>> = issuing.signed();
    for file in 1..=authority.register().next_request().index() {
        let request = file.to_string().parse().unwrap();
        let file = authority.request(request).unwrap();
        let was_signed = file
            .put_up
            .as_ref()
            .is_some_and(|put_up| signed.contains(&put_up.tbs.0));
        match file.state {
            RequestState::Issued => assert!(was_signed && issued.len() == 3),
            RequestState::PresumedIssued => {
                assert_eq!(authority.recovered(), [request]);
                let certificate = file.certificate.unwrap();
                let facts = authority.register().certificates().find(&certificate).unwrap();
                assert_eq!(facts.status, CertificateStatus::PresumedIssued);
            }
            state => assert!(!was_signed, "{request} is {state}, and was signed at {fails_at}"),
        }
    }
    // It goes on: nothing that was spent is used again.
    if authority.register().organisations().is_empty() {
        authority
            .execute(&Command::RegisterOrganisation(supplier_one()))
            .unwrap();
    }
    super::issued(&mut authority, lab, "after the failure").unwrap();
    authority.issue_list(ListKind::Crl, &lab.issuing).unwrap();
}

#[test]
fn a_key_that_does_not_answer_costs_a_serial_number_and_no_more() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let request = approved(&mut authority, "subject").unwrap();
    let failing = WatchedSigner::new("issuing", Conduct::Fails);
    let found = authority.issue(request, &failing).unwrap_err();
    assert!(
        matches!(found, CommandError::Failed(OperationError::Signer(_))),
        "{found}"
    );
    assert_eq!(authority.request(request).unwrap().state, RequestState::Received);
    assert!(authority.register().lock().is_none());
    assert!(authority.issue_list(ListKind::Crl, &failing).is_err());
    // The same request goes through with a new serial number.
    authority
        .put_up(request, &crate::double::office::person("dave"))
        .unwrap();
    for officer in ["bob", "carol"] {
        super::approve(&mut authority, request, officer).unwrap();
    }
    authority.issue(request, &lab.issuing).unwrap();
    let list = authority.issue_list(ListKind::Crl, &lab.issuing).unwrap();
    assert_eq!(list.number, 3);
}

#[test]
fn a_wrong_signature_locks_the_authority_and_lets_nothing_out() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let requests = ["a", "b", "c"].map(|key| approved(&mut authority, key).unwrap());
    let wrong = WatchedSigner::new("issuing", Conduct::SignsSomethingElseTheSecondTime);
    let issuance = authority.issue_all(&requests, &wrong);
    assert!(issuance.stopped.is_none());
    let outcomes = issuance.outcomes;
    // The first is out, the second may be signed somehow, the third was not touched.
    assert!(outcomes[0].result.is_ok());
    assert!(matches!(
        outcomes[1].result,
        Err(CommandError::Failed(OperationError::Contradiction(
            Contradiction::WrongSignature { .. }
        )))
    ));
    assert!(matches!(
        outcomes[2].result,
        Err(CommandError::Failed(OperationError::Signer(_)))
    ));
    let states = requests.map(|request| authority.request(request).unwrap().state);
    assert_eq!(
        states,
        [
            RequestState::Issued,
            RequestState::PresumedIssued,
            RequestState::Received
        ]
    );
    assert_eq!(wrong.signed().len(), 2);
    assert_eq!(
        refused(authority.put_up(requests[2], &crate::double::office::person("dave"))),
        "authority.locked"
    );
    // The second one's serial number can be put on the list.
    let file = authority.request(requests[1]).unwrap();
    let id = s1spki_policies::CertificateId::new("TEST-I1", file.certificate.unwrap().serial);
    authority
        .revocation_to_sign(&id, s1spki_policies::RevocationReason::Unspecified)
        .unwrap();
}

#[test]
fn a_wrong_signature_on_a_list_or_at_the_beginning_lets_nothing_out_either() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let before = authority.latest_list(ListKind::Crl).unwrap();
    let wrong = WatchedSigner::new("issuing", Conduct::SignsSomethingElse);
    let found = authority.issue_list(ListKind::Crl, &wrong).unwrap_err();
    assert!(
        matches!(found, CommandError::Failed(OperationError::Contradiction(_))),
        "{found}"
    );
    assert_eq!(authority.latest_list(ListKind::Crl).unwrap(), before);
    // Lists are possible all the same, with a key that works.
    authority.issue_list(ListKind::Crl, &lab.issuing).unwrap();

    let lab = Lab::new();
    let store = SqliteStore::create(&lab.database()).unwrap();
    let root = WatchedSigner::new("root", Conduct::SignsSomethingElse);
    let keys = crate::AuthorityKeys {
        root: &root,
        issuing: &lab.issuing,
    };
    let founding = crate::double::office::founding();
    let found = Authority::establish(store, Lab::policy(), &founding, keys, lab.surroundings(1)).map(drop);
    assert!(matches!(
        found,
        Err(CommandError::Failed(OperationError::Unfinished(_)))
    ));
    let found = lab.open_at(&lab.database(), 2).map(drop);
    assert!(matches!(
        found,
        Err(CommandError::Failed(OperationError::Unfinished(_)))
    ));
}

#[test]
fn tables_that_contradict_the_ledger_lock_the_authority() {
    let lab = Lab::new();
    let mut authority = lab.establish();
    let certificate = issued(&mut authority, &lab, "subject").unwrap();
    let request = approved(&mut authority, "another").unwrap();
    drop(authority);
    // Somebody entered the next certificate's serial number in the table of certificates.
    let connection = rusqlite::Connection::open(lab.database()).unwrap();
    connection
        .execute_batch(
            "INSERT INTO certificate (issuer, serial, subject_key, usage, not_before, not_after, der)
             SELECT s.issuer, s.serial, c.subject_key, c.usage, c.not_before, c.not_after, c.der
             FROM serial s, certificate c WHERE s.request = 'R2' AND c.request = 'R1'",
        )
        .unwrap();
    drop(connection);
    let mut authority = lab.open();
    let found = authority.issue(request, &lab.issuing).unwrap_err();
    assert!(
        matches!(
            found,
            CommandError::Failed(OperationError::Contradiction(Contradiction::TablesDiffer { .. }))
        ),
        "{found}"
    );
    assert!(authority.register().lock().is_some());
    assert_eq!(
        authority.certificate(&certificate.id).unwrap().der,
        certificate.der
    );
    let _ = lab.clock.now();
}
