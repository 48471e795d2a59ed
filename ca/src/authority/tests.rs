//! The authority on a real database, and on one that fails.

mod fault;
mod story;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use s1spki_fixtures::make::LAB_ENTITY;
use s1spki_policies::Policy;
use tempfile::TempDir;

use super::{Authority, IssuedCertificate, Surroundings};
use crate::RequestId;
use crate::command::{ApproveRequest, Command, PutUpRequest, ReceiveRequest};
use crate::declaration;
use crate::double::office::{
    SUBMITTER, TestSigner, founding, organisation, person, request_for, supplier_one, supplier_two,
};
use crate::double::{SeededEntropy, StoppedClock};
use crate::error::CommandError;
use crate::establish::AuthorityKeys;
use crate::store::{SqliteStore, Store};

/// A folder with a lab authority in it.
struct Lab {
    folder: TempDir,
    clock: Arc<StoppedClock>,
    root: TestSigner,
    issuing: TestSigner,
}

impl Lab {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            clock: Arc::new(StoppedClock::at("2026-01-10T09:00:00Z")),
            root: TestSigner::of("root"),
            issuing: TestSigner::of("issuing"),
        }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("authority.db")
    }

    fn surroundings(&self, seed: u64) -> Surroundings {
        Surroundings {
            clock: self.clock.clone(),
            entropy: Arc::new(SeededEntropy::new(seed)),
        }
    }

    fn policy() -> Policy {
        Policy::embedded("lab").unwrap().unwrap()
    }

    fn keys(&self) -> AuthorityKeys<'_> {
        AuthorityKeys {
            root: &self.root,
            issuing: &self.issuing,
        }
    }

    fn establish_in<S: Store>(&self, store: S) -> Result<Authority<S>, CommandError> {
        Authority::establish(
            store,
            Self::policy(),
            &founding(),
            self.keys(),
            self.surroundings(1),
        )
    }

    /// A new authority with two suppliers.
    fn establish(&self) -> Authority<SqliteStore> {
        let mut authority = self
            .establish_in(SqliteStore::create(&self.database()).unwrap())
            .unwrap();
        authority
            .execute(&Command::RegisterOrganisation(supplier_one()))
            .unwrap();
        authority
            .execute(&Command::RegisterOrganisation(supplier_two()))
            .unwrap();
        authority
    }

    fn open(&self) -> Authority<SqliteStore> {
        self.open_at(&self.database(), 2).unwrap()
    }

    fn open_at(&self, path: &Path, seed: u64) -> Result<Authority<SqliteStore>, CommandError> {
        Authority::open(
            SqliteStore::open(path).unwrap(),
            Self::policy(),
            self.surroundings(seed),
        )
    }
}

/// Takes the request of `supplier-one` for a key in, puts it up, and has two officers approve it.
fn approved<S: Store>(authority: &mut Authority<S>, key: &str) -> Result<RequestId, CommandError> {
    let request = authority.receive(ReceiveRequest {
        organisation: organisation("supplier-one"),
        submitter: person(SUBMITTER),
        octets: request_for(LAB_ENTITY, key),
    })?;
    let request = request.id;
    authority.put_up(request, &person("dave"))?;
    for officer in ["bob", "carol"] {
        approve(authority, request, officer)?;
    }
    Ok(request)
}

fn approve<S: Store>(
    authority: &mut Authority<S>,
    request: RequestId,
    officer: &str,
) -> Result<(), CommandError> {
    let to_sign = authority.approval_to_sign(request)?;
    let statement = declaration::sign(&to_sign, &person(officer), &TestSigner::of(officer)).unwrap();
    authority.execute(&Command::ApproveRequest(ApproveRequest { request, statement }))?;
    Ok(())
}

fn issued<S: Store>(
    authority: &mut Authority<S>,
    lab: &Lab,
    key: &str,
) -> Result<IssuedCertificate, CommandError> {
    let request = approved(authority, key)?;
    authority.issue(request, &lab.issuing)
}

/// The code of a refusal; anything else is a failure of the test.
fn refused<T: std::fmt::Debug>(outcome: Result<T, CommandError>) -> &'static str {
    match outcome {
        Err(CommandError::Refused(refusal)) => refusal.code(),
        other => panic!("not refused: {other:?}"),
    }
}

/// A put-up command with a serial number of one's own choice.
fn put_up_command(request: RequestId, serial: s1spki_policies::SerialNumber) -> Command {
    Command::PutUpRequest(PutUpRequest {
        request,
        serial,
        by: person("dave"),
    })
}
