//! No octets make the directory panic; and what a snapshot answers applies to what was asked, whoever made its
//! checksum.
#![no_main]

use libfuzzer_sys::fuzz_target;
use s1spki_validator::crypto;
use s1spki_validator::directory::{Directory, DirectoryBuilder, Query, RepositoryStatus};

fuzz_target!(|bytes: &[u8]| {
    ask(bytes.to_vec());
    ask(sealed(bytes.to_vec()));
    // A snapshot of the octets as a certificate, if they are one, with some of its octets changed.
    let mut builder = DirectoryBuilder::new();
    if builder.add("fuzz", bytes, RepositoryStatus::InUse).is_ok() {
        let mut snapshot = Vec::new();
        let written = builder.write_snapshot(|octets| {
            snapshot.extend(octets);
            Ok::<(), std::convert::Infallible>(())
        });
        written.expect("memory takes everything");
        assert!(Directory::open(snapshot.clone()).expect("it is whole").entries().all(|entry| entry.is_ok()));
        let place = usize::from(crypto::sha256(bytes)[0]) % snapshot.len();
        snapshot[place] ^= 1;
        assert!(Directory::open(snapshot.clone()).map_or(true, |spoilt| place >= head_of(&snapshot) && !spoilt.is_empty()));
        ask(sealed(snapshot));
    }
});

/// The length of all but checksum and records, as the header has it.
fn head_of(snapshot: &[u8]) -> usize {
    let records = snapshot.get(56..64).and_then(|octets| octets.try_into().ok()).map_or(0, u64::from_be_bytes);
    snapshot.len().saturating_sub(32).saturating_sub(usize::try_from(records).unwrap_or(usize::MAX))
}

/// With the checksum that its head should have.
fn sealed(mut snapshot: Vec<u8>) -> Vec<u8> {
    let head = head_of(&snapshot);
    if let Some((head, rest)) = snapshot.split_at_mut_checked(head) {
        if let Some(place) = rest.get_mut(..32) {
            place.copy_from_slice(&crypto::sha256(head));
        }
    }
    snapshot
}

fn ask(snapshot: Vec<u8>) {
    let Ok(directory) = Directory::open(snapshot) else { return };
    for entry in directory.entries().flatten() {
        for query in [
            Query { certificate_id: entry.certificate_id(), ..Query::default() },
            Query { eui64: entry.eui64(), ..Query::default() },
            Query { public_key_sha256: Some(entry.public_key_sha256()), ..Query::default() },
            Query { subject: Some("a".to_owned()), role: entry.role(), ..Query::default() },
        ] {
            for found in directory.find(&query).flatten() {
                assert!(query.applies_to(&found));
            }
        }
    }
    let _ = (directory.repeated_identifiers(), directory.shared_keys());
}
