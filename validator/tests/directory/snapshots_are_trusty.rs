//! A snapshot depends on nothing but its certificates, reads back as it was written, and tells when it was spoilt.

use proptest::prelude::*;
use s1spki_validator::crypto;
use s1spki_validator::directory::{
    Directory, DirectoryBuilder, DirectoryError, Query, RepositoryStatus, SnapshotSource, SourceError,
};

use crate::specimen::{Plain, builder_of, certificates, snapshot_of};

/// Everything that a directory answers; nothing where one of the answers is an error.
fn answers(directory: &Directory) -> Result<Vec<String>, DirectoryError> {
    let mut answers = Vec::new();
    for entry in directory.entries() {
        let entry = entry?;
        let der = entry.certificate().der();
        answers.push(format!("{} {} {der:02X?}", entry.label(), entry.status()));
        let certificate = entry.certificate();
        let queries = [
            Query {
                certificate_id: entry.certificate_id(),
                ..Query::default()
            },
            Query {
                eui64: entry.eui64(),
                ..Query::default()
            },
            Query {
                role: entry.role(),
                ..Query::default()
            },
            Query {
                status: Some(entry.status()),
                ..Query::default()
            },
            Query {
                subject: certificate.subject().common_name(),
                ..Query::default()
            },
            Query {
                public_key_sha256: Some(entry.public_key_sha256()),
                ..Query::default()
            },
            Query {
                subject_key_identifier: certificate.subject_key_identifier().map(<[u8]>::to_vec),
                ..Query::default()
            },
        ];
        for query in queries {
            let found: Result<Vec<_>, _> = directory.find(&query).collect();
            answers.extend(found?.iter().map(|entry| entry.label().to_owned()));
        }
    }
    for repeated in directory.repeated_identifiers()? {
        answers.push(format!("{:?}", repeated.entries));
    }
    for shared in directory.shared_keys()? {
        answers.push(format!("{:02X?} {:?}", shared.sha256, shared.entries));
    }
    Ok(answers)
}

/// What an octet is changed to, and where, as a share of the whole.
fn change() -> impl Strategy<Value = (f64, u8)> {
    (0.0..1.0_f64, 1_u8..)
}

fn place_in(octets: &[u8], share: f64) -> usize {
    ((octets.len() as f64 * share) as usize).min(octets.len() - 1)
}

/// Puts the right checksum after a head that was changed.
fn seal(snapshot: &mut [u8], head: usize) {
    let checksum = crypto::sha256(&snapshot[..head]);
    snapshot[head..head + 32].copy_from_slice(&checksum);
}

/// The length of the head: all but checksum and records.
fn head_of(snapshot: &[u8]) -> usize {
    let records = u64::from_be_bytes(snapshot[56..64].try_into().unwrap());
    snapshot.len() - 32 - usize::try_from(records).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_order_and_the_way_of_adding_do_not_matter(certificates in certificates(40), seed: u64, cut in 0..40_usize) {
        let straight = snapshot_of(&builder_of(&certificates).build());
        let mut shuffled = certificates.clone();
        shuffled.sort_by_key(|plain| crypto::sha256(format!("{seed} {plain:?}").as_bytes()));
        let (one, other) = shuffled.split_at(cut.min(shuffled.len()));
        let mut builder = builder_of(one);
        builder.append(builder_of(other));
        let mut streamed: Vec<u8> = Vec::new();
        let written = builder.write_snapshot(|octets| {
            streamed.extend(octets);
            Ok::<(), DirectoryError>(())
        });
        written.unwrap();
        prop_assert_eq!(&streamed, &straight);
        let opened = Directory::open(straight.clone()).unwrap();
        prop_assert_eq!(snapshot_of(&opened), straight);
    }

    #[test]
    fn what_is_opened_answers_as_what_was_built(certificates in certificates(8)) {
        let built = builder_of(&certificates).build();
        let opened = Directory::open(snapshot_of(&built)).unwrap();
        prop_assert_eq!(answers(&opened), answers(&built));
        prop_assert_eq!(opened.sha256(), built.sha256());
    }

    #[test]
    fn a_changed_octet_is_seen_or_changes_nothing(certificates in certificates(8), changes in proptest::collection::vec(change(), 20)) {
        let directory = builder_of(&certificates).build();
        let (right, snapshot) = (answers(&directory), snapshot_of(&directory));
        for (share, change) in changes {
            let mut spoilt = snapshot.clone();
            let place = place_in(&spoilt, share);
            spoilt[place] ^= change;
            match Directory::open(spoilt) {
                Err(_) => {}
                Ok(opened) => {
                    prop_assert!(place >= head_of(&snapshot) + 32, "the index at {} is not believed", place);
                    if let Ok(found) = answers(&opened) {
                        prop_assert_eq!(Ok(found), right.clone());
                    }
                }
            }
        }
    }

    /// Whoever can make a checksum can leave certificates out; but what is answered is what was asked for.
    #[test]
    fn a_forged_index_never_gives_another_certificate(certificates in certificates(8), changes in proptest::collection::vec(change(), 20)) {
        let snapshot = snapshot_of(&builder_of(&certificates).build());
        let ders: Vec<_> = certificates.iter().map(|plain| (plain, plain.der())).collect();
        for (share, change) in changes {
            let mut forged = snapshot.clone();
            let head = head_of(&forged);
            let place = place_in(&forged[..head], share);
            forged[place] ^= change;
            seal(&mut forged, head);
            let Ok(opened) = Directory::open(forged) else { continue };
            for (plain, _) in &ders {
                let query = Query {
                    eui64: plain.eui64(),
                    role: Some(plain.role()),
                    ..Query::default()
                };
                for entry in opened.find(&query).flatten() {
                    prop_assert!(plain.eui64().is_none_or(|eui64| entry.eui64() == Some(eui64)));
                    prop_assert_eq!(entry.role(), Some(plain.role()));
                    prop_assert!(ders.iter().any(|(_, der)| der == entry.certificate().der()));
                }
            }
            let _ = answers(&opened);
        }
    }

    #[test]
    fn no_octets_panic(mut octets: Vec<u8>, certificates in certificates(8), share in 0.0..1.0_f64) {
        prop_assert!(Directory::open(octets.clone()).is_err());
        let snapshot = snapshot_of(&builder_of(&certificates).build());
        let cut = place_in(&snapshot, share);
        prop_assert!(Directory::open(snapshot[..cut].to_vec()).is_err());
        octets.push(0);
        prop_assert!(Directory::open([snapshot, octets].concat()).is_err());
    }
}

fn two_certificates() -> Vec<u8> {
    let plain = |serial| Plain {
        issuer: 0,
        serial: crate::specimen::Serial::Number(serial),
        party: 1,
        role: 0x02,
        usage: None,
        key: 0,
        name: 0,
        status: RepositoryStatus::InUse,
        label: format!("certificate {serial}"),
    };
    snapshot_of(&builder_of(&[plain(1), plain(2)]).build())
}

#[test]
fn each_kind_of_damage_has_its_error() {
    let whole = two_certificates();
    let length = whole.len() as u64;
    let head = head_of(&whole);
    let records = head as u64 + 32;
    let changed = |place: usize, octet: u8| {
        let mut snapshot = whole.clone();
        snapshot[place] = octet;
        snapshot
    };
    let forged = |place: usize, octet: u8| {
        let mut snapshot = changed(place, octet);
        seal(&mut snapshot, head);
        snapshot
    };
    let open = |snapshot: Vec<u8>| Directory::open(snapshot).map(|_| ()).unwrap_err();
    assert_eq!(open(Vec::new()), DirectoryError::NotASnapshot);
    assert_eq!(
        open(b"PK\x03\x04 and more".to_vec()),
        DirectoryError::NotASnapshot
    );
    assert_eq!(open(changed(19, 9)), DirectoryError::Version(9));
    let cut = whole[..whole.len() - 1].to_vec();
    let wanted = length;
    assert_eq!(
        open(cut),
        DirectoryError::Length {
            found: length - 1,
            wanted
        }
    );
    let longer = [&whole[..], b"\0"].concat();
    assert_eq!(
        open(longer),
        DirectoryError::Length {
            found: length + 1,
            wanted
        }
    );
    let offset = head as u64;
    assert_eq!(open(changed(head - 1, 0xEE)), DirectoryError::Checksum { offset });
    // The head ends with the public keys, of which each ends with the number of its certificate.
    let reason = "the number of a certificate that is not there";
    let offset = head as u64 - 12;
    assert_eq!(
        open(forged(head - 1, 7)),
        DirectoryError::Index { offset, reason }
    );

    let spoilt = Directory::open(changed(records as usize + 5, b'!')).unwrap();
    let error = spoilt.entries().next().unwrap().unwrap_err();
    assert!(matches!(error, DirectoryError::Record { offset, .. } if offset == records));
    assert!(spoilt.entries().nth(1).unwrap().is_ok(), "the other one is whole");
    assert!(
        error.to_string().contains(&format!("offset {records}")),
        "{error}"
    );
}

/// A disk that fails after the index was read.
struct Failing(Vec<u8>, usize);

impl SnapshotSource for Failing {
    fn length(&self) -> Result<u64, SourceError> {
        self.0.length()
    }

    fn read_at(&self, offset: u64, octets: &mut [u8]) -> Result<(), SourceError> {
        if offset >= self.1 as u64 {
            return Err(SourceError("the disk is gone".to_owned()));
        }
        self.0.read_at(offset, octets)
    }
}

#[test]
fn what_cannot_be_read_is_an_error_with_its_place() {
    let snapshot = two_certificates();
    let records = head_of(&snapshot) + 32;
    let directory = Directory::open(Failing(snapshot.clone(), records)).unwrap();
    let error = directory.by_certificate_id(&"Z1/1".parse().unwrap()).unwrap_err();
    let reason = "the disk is gone".to_owned();
    assert_eq!(
        error,
        DirectoryError::Read {
            offset: records as u64,
            reason
        }
    );
    assert!(Directory::open(Failing(snapshot, 0)).is_err());
}

/// The format is stored: a change of these octets needs a new version.
#[test]
fn the_format_is_what_it_was() {
    let snapshot = two_certificates();
    assert!(Directory::is_snapshot(&snapshot));
    let digits: String = crypto::sha256(&snapshot)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    assert_eq!(
        digits,
        "55b32f348143c8562a029466eb349317581f81e00a9e4bb4928d86f92ea5e513"
    );
    let empty = snapshot_of(&DirectoryBuilder::new().build());
    assert_eq!(empty.len(), 64 + 32);
}
