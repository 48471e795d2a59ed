//! A process that writes is killed at any moment: whatever it was told is on the disk is there afterwards, and
//! the ledger holds.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use s1spki_ca::KeyIdentifier;
use s1spki_ca::ledger::{Draft, Head};
use s1spki_ca::store::{BurnedSerial, CertificateKey, Change, SqliteStore, Store, StoreError, verify};
use s1spki_policies::{Moment, SerialNumber};

/// Says to this program, started again, that it is the one to be killed, and what to write to.
const VICTIM: &str = "S1SPKI_TEST_VICTIM";

/// How often a writer is killed.
const ROUNDS: u32 = 12;

/// Entries, and serial numbers, of each write.
const BATCH: u64 = 7;

#[test]
fn nothing_acknowledged_is_lost_when_the_writer_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("ca.db");
    drop(SqliteStore::create(&database).unwrap());
    let mut random = seed();
    println!("seed {random}");
    let mut before = 0;
    for round in 0..ROUNDS {
        random = next(random);
        let acknowledged = kill_a_writer(&database, Duration::from_micros(random % 60_000));
        let store = SqliteStore::open(&database).unwrap();
        let head = store.head().unwrap();
        assert!(
            head.sequence >= acknowledged.max(before),
            "round {round}: {acknowledged} acknowledged, {} there",
            head.sequence
        );
        assert_eq!(head.sequence % BATCH, 0, "round {round}: half a write is there");
        assert_eq!(verify(&store, Some(head)).unwrap(), head);
        assert_eq!(
            store.open_serials().unwrap().len() as u64,
            head.sequence,
            "round {round}"
        );
        store.integrity_check().unwrap();
        before = head.sequence;
    }
    assert!(before > 0, "no writer got as far as its first write");
}

#[test]
fn a_second_process_is_told_who_has_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("ca.db");
    drop(SqliteStore::create(&database).unwrap());
    let mut writer = start_a_writer(&database);
    wait_for_the_first_write(&mut writer);
    let error = SqliteStore::open(&database).map(|_| ()).unwrap_err();
    let wanted = format!("process {}", writer.id());
    assert!(
        matches!(&error, StoreError::AlreadyOpen { holder, .. } if *holder == wanted),
        "{error}"
    );
    writer.kill().unwrap();
    writer.wait().unwrap();
    SqliteStore::open(&database).unwrap();
}

/// Not a test: what the process does that is to be killed. Does nothing when it runs among the tests.
#[test]
fn victim() {
    let Some(database) = std::env::var_os(VICTIM) else {
        return;
    };
    let mut store = SqliteStore::open(Path::new(&database)).unwrap();
    loop {
        let head = append(&mut store);
        // One system call, so that no acknowledgement is cut in two.
        std::io::stderr()
            .write_all(format!("{}\n", head.sequence).as_bytes())
            .unwrap();
    }
}

fn append(store: &mut SqliteStore) -> Head {
    let head = store.head().unwrap();
    let at: Moment = "2026-01-01".parse().unwrap();
    let numbers = head.sequence + 1..=head.sequence + BATCH;
    let drafts = numbers
        .clone()
        .map(|number| Draft::new("burned", number.to_string()));
    let changes: Vec<Change> = numbers.map(|number| burned(number, at)).collect();
    let extension = head.extend(at, drafts).unwrap();
    store.append(&extension, &changes).unwrap()
}

fn burned(number: u64, at: Moment) -> Change {
    let key = CertificateKey {
        issuer: KeyIdentifier::new([0x40; 8]),
        serial: SerialNumber::from_magnitude(&number.to_be_bytes()).unwrap(),
    };
    Change::SerialBurned(BurnedSerial {
        key,
        request: None,
        at,
    })
}

fn start_a_writer(database: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "victim", "--nocapture", "--test-threads=1"])
        .env(VICTIM, database)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Starts a writer, kills it (SIGKILL) after so long, be it before its first write, and gives the last entry
/// that it was told is on the disk.
fn kill_a_writer(database: &Path, after: Duration) -> u64 {
    let mut writer = start_a_writer(database);
    std::thread::sleep(after);
    writer.kill().unwrap();
    writer.wait().unwrap();
    BufReader::new(writer.stderr.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.trim().parse().ok())
        .last()
        .unwrap_or(0)
}

fn wait_for_the_first_write(writer: &mut Child) {
    let mut line = String::new();
    BufReader::new(writer.stderr.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    line.trim().parse::<u64>().unwrap();
}

/// Another moment to be killed at in each run.
fn seed() -> u64 {
    let nanoseconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .subsec_nanos();
    u64::from(nanoseconds) | 1
}

/// xorshift64: enough to scatter moments.
fn next(mut state: u64) -> u64 {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    state
}
