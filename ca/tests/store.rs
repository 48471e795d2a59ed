//! The SQLite store: what it keeps, what it refuses, and what it notices.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use rusqlite::Connection;
use s1spki_ca::ledger::{Draft, Entry, Head, LedgerFault};
use s1spki_ca::store::{
    BurnedSerial, CertificateFilter, CertificateKey, CertificateRecord, Change, CrlRecord, Kinds, Page,
    RequestFilter, RequestRecord, Revocation, RevocationStatus, SqliteStore, Store, StoreError,
    StoredCertificate, verify,
};
use s1spki_ca::{Hash, KeyIdentifier};
use s1spki_policies::{
    Eui64, KeyUsage, Moment, Period, RemotePartyRole, RevocationReason, SerialNumber, Validity,
};
use tempfile::TempDir;

const ISSUER: KeyIdentifier = KeyIdentifier::new([0x4F, 0x56, 0x88, 0xD7, 0xEC, 0x93, 0x3B, 0xE2]);
const OTHER_ISSUER: KeyIdentifier = KeyIdentifier::new([0x48, 0xCF, 0x1B, 0x32, 0x69, 0x7C, 0x46, 0x69]);

//------------ What is opened, and what is not ---------------------------------------------------------

#[test]
fn a_database_is_made_once_and_opened_by_one_at_a_time() {
    let place = Place::new();
    assert_eq!(
        refusal(SqliteStore::open(&place.database)),
        format!("there is no database at {}", place.shown())
    );
    let store = SqliteStore::create(&place.database).unwrap();
    assert_eq!(
        refusal(SqliteStore::create(&place.database)),
        format!(
            "{} exists already: a new database is not made over it",
            place.shown()
        )
    );
    let in_use = format!(
        "{} is in use by process {}: wait for it, or end it",
        place.shown(),
        std::process::id()
    );
    assert_eq!(refusal(SqliteStore::open(&place.database)), in_use);
    drop(store);
    assert_eq!(
        SqliteStore::open(&place.database).unwrap().head().unwrap(),
        Head::EMPTY
    );
    assert_eq!(place.names(), ["ca.db", "ca.db.lock"]);
}

#[test]
fn what_is_not_our_database_is_not_touched() {
    let place = Place::new();
    let other = place.folder.path().join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    let contents = [
        Vec::new(),
        b"not a database at all".repeat(300),
        fs::read(&other).unwrap(),
    ];
    for content in contents {
        fs::write(&place.database, &content).unwrap();
        let wanted = format!("{} is not a database of this program", place.shown());
        assert_eq!(refusal(SqliteStore::open(&place.database)), wanted);
        assert!(
            fs::read(&place.database).unwrap() == content,
            "the file was written to"
        );
    }
    fs::remove_file(&place.database).unwrap();
    fs::create_dir(&place.database).unwrap();
    let said = refusal(SqliteStore::open(&place.database));
    assert_eq!(
        said,
        format!("{} is not a database of this program", place.shown())
    );
}

#[test]
fn a_later_layout_is_refused() {
    let place = Place::new();
    drop(SqliteStore::create(&place.database).unwrap());
    place.sql("PRAGMA user_version = 99");
    assert_eq!(
        refusal(SqliteStore::open(&place.database)),
        format!(
            "{} has the layout of version 99, and this program knows up to 1: use a newer one",
            place.shown()
        )
    );
}

#[test]
fn a_creation_that_was_killed_is_no_hindrance() {
    let place = Place::new();
    let workshop = place.folder.path().join("ca.db.unfinished");
    fs::create_dir(&workshop).unwrap();
    fs::write(workshop.join("database"), "half a database").unwrap();
    fs::write(workshop.join("database-wal"), "half a log").unwrap();
    drop(SqliteStore::create(&place.database).unwrap());
    assert_eq!(place.names(), ["ca.db", "ca.db.lock"]);
}

/// SQLite would replay the log of the old database into the new one.
#[test]
fn a_database_is_not_made_beside_the_log_of_another() {
    let place = Place::new();
    let log = place.folder.path().join("ca.db-wal");
    fs::write(&log, "the log of a database that was removed").unwrap();
    let wanted = format!(
        "{} exists already: a new database is not made over it",
        log.display()
    );
    assert_eq!(refusal(SqliteStore::create(&place.database)), wanted);
    assert_eq!(place.names(), ["ca.db-wal"]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_database() {
    use std::os::unix::fs::PermissionsExt;

    let mut world = World::new();
    world.enter("counted", []);
    for name in ["ca.db", "ca.db-wal"] {
        let mode = fs::metadata(world.place.folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn the_database_is_set_up_to_lose_nothing() {
    let world = World::new();
    let connection = Connection::open(&world.place.database).unwrap();
    let journal: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(journal, "wal");
    let strict: i64 = connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND NOT strict",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(strict, 0, "tables that are not strict");
}

//------------ Writing -----------------------------------------------------------------------------------

#[test]
fn what_was_entered_is_there_after_opening_again() {
    let mut world = World::new();
    world.issue(1);
    let head = world.head();
    assert_eq!(head.sequence, 2);
    let place = world.close();
    let store = SqliteStore::open(&place.database).unwrap();
    assert_eq!(store.head().unwrap(), head);
    assert_eq!(verify(&store, Some(head)).unwrap(), head);
    let stored = store.certificate(&key(1)).unwrap().unwrap();
    assert_eq!(stored.certificate, certificate(1));
    assert_eq!(stored.revocation, None);
    store.integrity_check().unwrap();
}

#[test]
fn whoever_decided_on_an_older_head_is_refused() {
    let mut world = World::new();
    let before = world.head();
    let stale = before.extend(at(), [Draft::new("counted", "stale")]).unwrap();
    world.enter("counted", []);
    let found = world.head();
    let error = world.store.append(&stale, &[]).unwrap_err();
    assert!(
        matches!(error, StoreError::HeadMoved { expected, found: there } if expected == before && there == found),
        "{error}"
    );
    assert_eq!(world.head(), found);
}

/// Each of these contradicts what is stored; nothing of it may be written.
#[test]
fn contradictions_are_refused_whole() {
    let mut world = World::new();
    world.issue(1);
    world.enter("burned", [burned(2)]);
    world.enter("revoked", [revoked(2, RevocationReason::Unspecified)]);
    world.enter("crl", [crl(7)]);
    let unknown = "serial number 0x0A of authority 4F5688D7EC933BE2 was never given out";
    let used = "serial number 0x01 of authority 4F5688D7EC933BE2 is used already";
    let cases = [
        (burned(1), used),
        (Change::CertificateStored(Box::new(certificate(1))), used),
        (Change::CertificateStored(Box::new(certificate(10))), unknown),
        (revoked(10, RevocationReason::Superseded), unknown),
        (
            revoked(2, RevocationReason::Superseded),
            "certificate 0x02 of authority 4F5688D7EC933BE2 is revoked already",
        ),
        (
            crl(7),
            "CRL number 7 of authority 4F5688D7EC933BE2 is not higher than those before it",
        ),
        (
            crl(6),
            "CRL number 6 of authority 4F5688D7EC933BE2 is not higher than those before it",
        ),
    ];
    let before = world.dump();
    for (change, wanted) in cases {
        let head = world.head();
        let extension = head.extend(at(), [Draft::new("contradiction", "")]).unwrap();
        let error = world
            .store
            .append(&extension, &[burned(20), change, burned(21)])
            .unwrap_err();
        assert_eq!(error.to_string(), wanted);
        assert_eq!(world.head(), head);
        assert_eq!(world.dump(), before);
    }
    // Another authority has numbers of its own.
    world.enter(
        "crl",
        [Change::CrlStored(Box::new(CrlRecord {
            issuer: OTHER_ISSUER,
            ..crl_record(1)
        }))],
    );
}

#[test]
fn every_serial_number_of_rfc_5280_is_kept_as_it_is() {
    let mut world = World::new();
    for octets in [&[1][..], &[0x7F; 16], &[0x80; 16], &[0x7F; 20]] {
        let serial = SerialNumber::from_magnitude(octets).unwrap();
        let burned = BurnedSerial {
            key: CertificateKey {
                issuer: ISSUER,
                serial,
            },
            request: None,
            at: at(),
        };
        world.enter("burned", [Change::SerialBurned(burned.clone())]);
        assert!(world.store.open_serials().unwrap().contains(&burned));
    }
}

//------------ Looking things up --------------------------------------------------------------------------

#[test]
fn certificates_are_found_by_everything_they_are_looked_up_by() {
    let mut world = World::new();
    for number in 1..=6 {
        world.issue(number);
    }
    world.enter("revoked", [revoked(3, RevocationReason::KeyCompromise)]);
    let filter = CertificateFilter::default;
    let cases = [
        (filter(), vec![1, 2, 3, 4, 5, 6]),
        (
            CertificateFilter {
                issuer: Some(ISSUER),
                ..filter()
            },
            vec![1, 2, 3, 4, 5, 6],
        ),
        (
            CertificateFilter {
                issuer: Some(OTHER_ISSUER),
                ..filter()
            },
            vec![],
        ),
        (
            CertificateFilter {
                eui64: Some(eui64(1)),
                ..filter()
            },
            vec![1, 4],
        ),
        (
            CertificateFilter {
                role: Some(role(0)),
                ..filter()
            },
            vec![2, 4, 6],
        ),
        (
            CertificateFilter {
                role: Some(role(0)),
                eui64: Some(eui64(1)),
                ..filter()
            },
            vec![4],
        ),
        (
            CertificateFilter {
                common_name: Some("SUPPLIER 5".to_owned()),
                ..filter()
            },
            vec![5],
        ),
        (
            CertificateFilter {
                subject_key: Some(subject_key(6)),
                ..filter()
            },
            vec![6],
        ),
        (
            CertificateFilter {
                status: Some(RevocationStatus::Revoked),
                ..filter()
            },
            vec![3],
        ),
        (
            CertificateFilter {
                status: Some(RevocationStatus::Unrevoked),
                ..filter()
            },
            vec![1, 2, 4, 5, 6],
        ),
        (
            CertificateFilter {
                expires_from: Some(validity(5).not_after),
                ..filter()
            },
            vec![5, 6],
        ),
        (
            CertificateFilter {
                expires_until: Some(validity(2).not_after),
                ..filter()
            },
            vec![1, 2],
        ),
    ];
    for (filter, wanted) in cases {
        let listing = world.store.certificates(&filter, Page::first(100)).unwrap();
        let wanted: Vec<CertificateKey> = wanted.into_iter().map(key).collect();
        assert_eq!(keys(&listing.rows), wanted, "{filter:?}");
        assert_eq!(listing.next, None);
    }
    let stored = world.store.certificate(&key(3)).unwrap().unwrap();
    let revocation = Revocation {
        at: at(),
        reason: RevocationReason::KeyCompromise,
    };
    assert_eq!(stored.revocation, Some(revocation));
    assert_eq!(world.store.certificate(&key(99)).unwrap(), None);
}

#[test]
fn pages_stay_good_while_rows_are_added() {
    let mut world = World::new();
    (1..=7).for_each(|number| world.issue(number));
    let all = CertificateFilter::default();
    let first = world.store.certificates(&all, Page::first(3)).unwrap();
    assert_eq!(keys(&first.rows), [key(1), key(2), key(3)]);
    // One that belongs in front of the place, two that belong behind it.
    world.issue_as(CertificateRecord {
        validity: validity(1),
        ..certificate(90)
    });
    world.issue_as(CertificateRecord {
        validity: validity(5),
        ..certificate(91)
    });
    world.issue(8);
    let second = world
        .store
        .certificates(&all, Page::after(first.next.unwrap(), 3))
        .unwrap();
    assert_eq!(keys(&second.rows), [key(4), key(5), key(91)]);
    let third = world
        .store
        .certificates(&all, Page::after(second.next.unwrap(), 3))
        .unwrap();
    assert_eq!(keys(&third.rows), [key(6), key(7), key(8)]);
    assert_eq!(third.next, None);
}

#[test]
fn revocations_are_those_of_one_authority_and_leave_out_what_has_expired() {
    let mut world = World::new();
    (1..=3).for_each(|number| world.issue(number));
    world.enter("burned", [burned(4)]); // signed or not: nobody knows
    for (number, reason) in [
        (3, RevocationReason::Superseded),
        (1, RevocationReason::KeyCompromise),
        (4, RevocationReason::Unspecified),
    ] {
        world.enter("revoked", [revoked(number, reason)]);
    }
    let revocation = |reason| Revocation { at: at(), reason };
    let found = world.store.revocations(ISSUER, at()).unwrap();
    let wanted = [
        (serial(1), revocation(RevocationReason::KeyCompromise)),
        (serial(3), revocation(RevocationReason::Superseded)),
        (serial(4), revocation(RevocationReason::Unspecified)),
    ];
    assert_eq!(found, wanted);
    let late = validity(1).not_after.plus_seconds(1).unwrap();
    assert_eq!(world.store.revocations(ISSUER, late).unwrap(), wanted[1..]);
    assert_eq!(world.store.revocations(OTHER_ISSUER, at()).unwrap(), []);
}

#[test]
fn a_serial_number_is_open_until_something_is_known_of_it() {
    let mut world = World::new();
    world.enter("burned", [burned(1), burned(2), burned(3)]);
    let open = |world: &World| -> Vec<CertificateKey> {
        world
            .store
            .open_serials()
            .unwrap()
            .into_iter()
            .map(|burned| burned.key)
            .collect()
    };
    assert_eq!(open(&world), [key(1), key(2), key(3)]);
    world.enter("issued", [Change::CertificateStored(Box::new(certificate(2)))]);
    world.enter("revoked", [revoked(3, RevocationReason::Unspecified)]);
    assert_eq!(open(&world), [key(1)]);
    // Revoked first, found afterwards: it stays revoked.
    world.enter("issued", [Change::CertificateStored(Box::new(certificate(3)))]);
    assert!(
        world
            .store
            .certificate(&key(3))
            .unwrap()
            .unwrap()
            .revocation
            .is_some()
    );
}

#[test]
fn requests_are_saved_anew_and_listed_by_age() {
    let mut world = World::new();
    let saved = |request: &RequestRecord| Change::RequestSaved(Box::new(request.clone()));
    for number in 1..=4 {
        world.enter("submitted", [saved(&request(number, "submitted"))]);
    }
    let approved = RequestRecord {
        changed_at: at().plus_seconds(60).unwrap(),
        document: b"{}".to_vec(),
        ..request(2, "approved")
    };
    world.enter("approved", [saved(&approved)]);
    assert_eq!(world.store.request("R-2").unwrap(), Some(approved.clone()));
    assert_eq!(world.store.request("R-9").unwrap(), None);
    let ids = |filter: &RequestFilter, page| -> Vec<String> {
        world
            .store
            .requests(filter, page)
            .unwrap()
            .rows
            .into_iter()
            .map(|request| request.id)
            .collect()
    };
    let state = |state: &str| RequestFilter {
        state: Some(state.to_owned()),
        organisation: None,
    };
    assert_eq!(
        ids(&RequestFilter::default(), Page::first(9)),
        ["R-1", "R-2", "R-3", "R-4"]
    );
    assert_eq!(ids(&state("submitted"), Page::first(9)), ["R-1", "R-3", "R-4"]);
    assert_eq!(ids(&state("approved"), Page::first(9)), ["R-2"]);
    let organisation = RequestFilter {
        organisation: Some("organisation 1".to_owned()),
        ..state("submitted")
    };
    assert_eq!(ids(&organisation, Page::first(9)), ["R-1", "R-3"]);
    let first = world.store.requests(&state("submitted"), Page::first(2)).unwrap();
    assert_eq!(
        ids(&state("submitted"), Page::after(first.next.unwrap(), 2)),
        ["R-4"]
    );
}

#[test]
fn the_latest_crl_is_the_one_with_the_highest_number() {
    let mut world = World::new();
    assert_eq!(world.store.latest_crl(ISSUER).unwrap(), None);
    world.enter("crl", [crl(1)]);
    world.enter("crl", [crl(5)]);
    assert_eq!(world.store.latest_crl(ISSUER).unwrap(), Some(crl_record(5)));
    assert_eq!(world.store.latest_crl(OTHER_ISSUER).unwrap(), None);
}

#[test]
fn entries_come_in_order_from_anywhere_of_any_kind_until_it_is_enough() {
    let mut world = World::new();
    for kind in ["a", "b", "a", "c", "b", "a"] {
        world.enter(kind, []);
    }
    let sequences = |from, kinds: Kinds<'_>, most: usize| {
        let mut sequences = Vec::new();
        world
            .store
            .entries(from, kinds, &mut |entry| {
                sequences.push(entry.sequence);
                if sequences.len() == most {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .unwrap();
        sequences
    };
    assert_eq!(sequences(1, Kinds::All, 9), [1, 2, 3, 4, 5, 6]);
    assert_eq!(sequences(4, Kinds::All, 2), [4, 5]);
    assert_eq!(sequences(1, Kinds::Only(&["a", "c"]), 9), [1, 3, 4, 6]);
    assert_eq!(sequences(2, Kinds::Only(&["a"]), 9), [3, 6]);
    assert_eq!(sequences(1, Kinds::Only(&[]), 9), [0; 0]);
    assert_eq!(sequences(7, Kinds::All, 9), [0; 0]);
}

//------------ The projections --------------------------------------------------------------------------

#[test]
fn projections_are_rebuilt_as_they_were() {
    let mut world = World::with_everything();
    let before = world.dump();
    let place = &world.place.database;
    Connection::open(place)
        .unwrap()
        .execute_batch("DELETE FROM certificate; DELETE FROM revocation; DELETE FROM crl; UPDATE request SET state = 'approved'")
        .unwrap();
    assert_ne!(world.dump(), before);
    let changes = world.changes.clone();
    let head = world
        .store
        .rebuild(&mut |entry| Ok(changes[index(entry)].clone()))
        .unwrap();
    assert_eq!(head, world.head());
    assert_eq!(world.dump(), before);
}

#[test]
fn a_rebuild_that_fails_changes_nothing() {
    let mut world = World::with_everything();
    let before = world.dump();
    let changes = world.changes.clone();
    let error = world
        .store
        .rebuild(&mut |entry| match entry.sequence {
            4 => Err("nobody knows this event".into()),
            _ => Ok(changes[index(entry)].clone()),
        })
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "entry 4 of the ledger cannot be projected: nobody knows this event"
    );
    assert_eq!(world.dump(), before);
    world
        .place
        .sql("DROP TRIGGER ledger_is_not_edited; UPDATE ledger SET payload = x'00' WHERE sequence = 3");
    let error = world
        .store
        .rebuild(&mut |entry| Ok(changes[index(entry)].clone()))
        .unwrap_err();
    assert!(
        matches!(error, StoreError::Ledger(LedgerFault::Hash { sequence: 3, .. })),
        "{error}"
    );
    assert_eq!(world.dump(), before);
}

//------------ Tampering --------------------------------------------------------------------------------

#[test]
fn the_database_itself_refuses_to_change_the_ledger() {
    let world = World::with_everything();
    let connection = Connection::open(&world.place.database).unwrap();
    for (sql, wanted) in [
        (
            "UPDATE ledger SET payload = x'00' WHERE sequence = 3",
            "the ledger is append-only",
        ),
        (
            "DELETE FROM ledger WHERE sequence = 3",
            "the ledger is append-only",
        ),
        ("DELETE FROM ledger", "the ledger is append-only"),
        (
            "INSERT INTO ledger SELECT 99, at, kind, payload, previous, hash FROM ledger LIMIT 1",
            "the ledger has no gap",
        ),
        (
            "INSERT OR REPLACE INTO ledger SELECT 3, at, kind, payload, previous, hash FROM ledger LIMIT 1",
            "the ledger has no gap",
        ),
    ] {
        assert_eq!(
            connection.execute(sql, []).unwrap_err().to_string(),
            wanted,
            "{sql}"
        );
    }
}

/// Someone with the file and an SQL shell takes the triggers away first. The chain tells it all the same.
#[test]
fn tampering_by_sql_is_found_by_verifying() {
    let triggers =
        "DROP TRIGGER ledger_is_not_edited; DROP TRIGGER ledger_is_not_cut; DROP TRIGGER ledger_has_no_gap;";
    type Told = fn(&LedgerFault) -> bool;
    let cases: [(&str, Told); 8] = [
        ("UPDATE ledger SET payload = x'00' WHERE sequence = 3", |fault| {
            matches!(fault, LedgerFault::Hash { sequence: 3, .. })
        }),
        ("UPDATE ledger SET kind = 'forged' WHERE sequence = 3", |fault| {
            matches!(fault, LedgerFault::Hash { sequence: 3, .. })
        }),
        ("UPDATE ledger SET at = at + 1 WHERE sequence = 3", |fault| {
            matches!(fault, LedgerFault::Hash { sequence: 3, .. })
        }),
        ("UPDATE ledger SET hash = zeroblob(32) WHERE sequence = 3", |fault| {
            matches!(fault, LedgerFault::Hash { sequence: 3, .. })
        }),
        ("UPDATE ledger SET previous = zeroblob(32) WHERE sequence = 3", |fault| {
            matches!(fault, LedgerFault::Previous { sequence: 3, .. })
        }),
        ("DELETE FROM ledger WHERE sequence = 3", |fault| {
            matches!(fault, LedgerFault::Gap { wanted: 3, found: 4 })
        }),
        ("DELETE FROM ledger WHERE sequence = 1", |fault| matches!(fault, LedgerFault::First { found: 2 })),
        (
            "UPDATE ledger SET sequence = 99 WHERE sequence = 3; UPDATE ledger SET sequence = 3 WHERE sequence = 4;
             UPDATE ledger SET sequence = 4 WHERE sequence = 99",
            |fault| matches!(fault, LedgerFault::Previous { sequence: 3, .. }),
        ),
    ];
    for (sql, told) in cases {
        let world = World::with_everything();
        world.place.sql(&format!("{triggers} {sql}"));
        match verify(&world.store, None) {
            Err(StoreError::Ledger(fault)) if told(&fault) => {}
            other => panic!("{sql}: {other:?}"),
        }
    }
    // The end that was cut off is told by the head that somebody noted.
    let world = World::with_everything();
    let noted = world.head();
    world.place.sql(&format!(
        "{triggers} DELETE FROM ledger WHERE sequence = {}",
        noted.sequence
    ));
    let fault = LedgerFault::CutOff {
        wanted: noted.sequence,
        found: noted.sequence - 1,
    };
    assert!(verify(&world.store, None).is_ok());
    match verify(&world.store, Some(noted)) {
        Err(StoreError::Ledger(found)) => assert_eq!(found, fault),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_column_that_was_never_written_so_is_damage() {
    let world = World::with_everything();
    world
        .place
        .sql("PRAGMA ignore_check_constraints = ON; UPDATE certificate SET not_after = 9223372036854775807");
    let error = world.store.certificate(&key(1)).unwrap_err();
    assert!(
        matches!(&error, StoreError::Corrupt { path, .. } if *path == world.place.database),
        "{error}"
    );
}

#[test]
fn a_damaged_file_is_found_by_the_integrity_check() {
    let place = World::with_everything().close();
    let mut octets = fs::read(&place.database).unwrap();
    let half = octets.len() / 2;
    octets[half..half + 8192].fill(0xEE);
    fs::write(&place.database, octets).unwrap();
    let found = SqliteStore::open(&place.database).and_then(|store| store.integrity_check());
    assert!(
        matches!(&found, Err(StoreError::Corrupt { path, .. }) if *path == place.database),
        "{found:?}"
    );
}

//------------ What the tests write --------------------------------------------------------------------

/// A folder for one database.
struct Place {
    folder: TempDir,
    database: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("ca.db");
        Self { folder, database }
    }

    fn shown(&self) -> std::path::Display<'_> {
        self.database.display()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs SQL behind the store's back.
    fn sql(&self, sql: &str) {
        Connection::open(&self.database)
            .unwrap()
            .execute_batch(sql)
            .unwrap();
    }
}

/// A store, and everything that it was told.
struct World {
    store: SqliteStore,
    place: Place,
    changes: Vec<Vec<Change>>,
}

impl World {
    fn new() -> Self {
        let place = Place::new();
        let store = SqliteStore::create(&place.database).unwrap();
        let changes = Vec::new();
        Self {
            store,
            place,
            changes,
        }
    }

    fn with_everything() -> Self {
        let mut world = Self::new();
        (1..=3).for_each(|number| world.issue(number));
        world.enter(
            "submitted",
            [Change::RequestSaved(Box::new(request(1, "submitted")))],
        );
        world.enter("held", [Change::RequestSaved(Box::new(request(1, "held")))]);
        world.enter("burned", [burned(4)]);
        world.enter(
            "revoked",
            [
                revoked(2, RevocationReason::Superseded),
                revoked(4, RevocationReason::Unspecified),
            ],
        );
        world.enter("crl", [crl(1)]);
        world.enter("burned", [burned(5)]);
        world
    }

    /// Ends with the store, keeps the folder.
    fn close(self) -> Place {
        self.place
    }

    fn head(&self) -> Head {
        self.store.head().unwrap()
    }

    fn enter(&mut self, kind: &str, changes: impl IntoIterator<Item = Change>) {
        let extension = self
            .head()
            .extend(at(), [Draft::new(kind, format!("{kind} happened"))])
            .unwrap();
        let changes: Vec<Change> = changes.into_iter().collect();
        assert_eq!(self.store.append(&extension, &changes).unwrap(), extension.head());
        self.changes.push(changes);
    }

    fn issue(&mut self, number: u8) {
        self.issue_as(certificate(number));
    }

    fn issue_as(&mut self, certificate: CertificateRecord) {
        let burned = BurnedSerial {
            key: certificate.key.clone(),
            request: None,
            at: at(),
        };
        self.enter("burned", [Change::SerialBurned(burned)]);
        self.enter("issued", [Change::CertificateStored(Box::new(certificate))]);
    }

    /// Every row of every projection, as text.
    fn dump(&self) -> Vec<String> {
        let connection = Connection::open(&self.place.database).unwrap();
        ["serial", "certificate", "revocation", "request", "crl"]
            .iter()
            .flat_map(|table| rows(&connection, table))
            .collect()
    }
}

fn rows(connection: &Connection, table: &str) -> Vec<String> {
    let mut select = connection
        .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
        .unwrap();
    let columns = select.column_count();
    select
        .query_map([], |row| {
            let values: Vec<rusqlite::types::Value> = (0..columns)
                .map(|column| row.get(column))
                .collect::<Result<_, _>>()?;
            Ok(format!("{table}: {values:?}"))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn refusal(result: Result<SqliteStore, StoreError>) -> String {
    result
        .map(|store| store.path().to_owned())
        .unwrap_err()
        .to_string()
}

fn index(entry: &Entry) -> usize {
    usize::try_from(entry.sequence).unwrap() - 1
}

fn keys(rows: &[StoredCertificate]) -> Vec<CertificateKey> {
    rows.iter().map(|stored| stored.certificate.key.clone()).collect()
}

fn at() -> Moment {
    "2026-01-01".parse().unwrap()
}

fn serial(number: u8) -> SerialNumber {
    SerialNumber::from_magnitude(&[number]).unwrap()
}

fn key(number: u8) -> CertificateKey {
    CertificateKey {
        issuer: ISSUER,
        serial: serial(number),
    }
}

fn eui64(number: u8) -> Eui64 {
    Eui64::new([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x01, 0x00, number])
}

fn role(number: u8) -> RemotePartyRole {
    RemotePartyRole::new(number)
}

fn subject_key(number: u8) -> KeyIdentifier {
    KeyIdentifier::new([0x40, 0, 0, 0, 0, 0, 0, number])
}

/// Ten years from a day that is later for later numbers.
fn validity(number: u8) -> Validity {
    let start = at().plus_seconds(i64::from(number) * 86_400).unwrap();
    Validity::lasting(start, "P10Y".parse::<Period>().unwrap()).unwrap()
}

/// Two roles, three subjects; names for odd numbers alone.
fn certificate(number: u8) -> CertificateRecord {
    CertificateRecord {
        key: key(number),
        subject_key: subject_key(number),
        common_name: (number % 2 == 1).then(|| format!("SUPPLIER {number}")),
        role: Some(role(number % 2)),
        eui64: Some(eui64(number % 3)),
        usage: BTreeSet::from([KeyUsage::DigitalSignature, KeyUsage::DecipherOnly]),
        validity: validity(number),
        request: Some(format!("R-{number}")),
        der: vec![0x30, number],
    }
}

fn burned(number: u8) -> Change {
    Change::SerialBurned(BurnedSerial {
        key: key(number),
        request: Some(format!("R-{number}")),
        at: at(),
    })
}

fn revoked(number: u8, reason: RevocationReason) -> Change {
    Change::CertificateRevoked(key(number), Revocation { at: at(), reason })
}

fn request(number: u8, state: &str) -> RequestRecord {
    RequestRecord {
        id: format!("R-{number}"),
        state: state.to_owned(),
        organisation: format!("organisation {}", number % 2),
        submitted_by: "person 1".to_owned(),
        submitted_at: at().plus_seconds(i64::from(number)).unwrap(),
        changed_at: at().plus_seconds(i64::from(number)).unwrap(),
        document: Hash::of(&[number]).octets().to_vec(),
    }
}

fn crl_record(number: u64) -> CrlRecord {
    CrlRecord {
        issuer: ISSUER,
        number,
        this_update: at(),
        next_update: at().plus_seconds(48 * 3600).unwrap(),
        der: vec![0x30, 0x00],
    }
}

fn crl(number: u64) -> Change {
    Change::CrlStored(Box::new(crl_record(number)))
}
