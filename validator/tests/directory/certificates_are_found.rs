//! What is found is what a search through a plain list finds.

use std::collections::{BTreeMap, BTreeSet};

use proptest::option;
use proptest::prelude::*;
use s1spki_policies::{CertificateId, KeyUsage, Moment, RemotePartyRole};
use s1spki_validator::directory::{
    Directory, DirectoryBuilder, Entry, IssuerAndSerial, Query, RepositoryStatus, Resolution,
};
use s1spki_validator::{Name, crypto};

use crate::specimen::{
    ISSUERS, NAMES, PARTIES, Plain, Serial, builder_of, certificates, common_name_of, issuer_name, name_of,
    serial, snapshot_of, status, usage,
};

/// What is looked for, in plain words.
#[derive(Clone, Debug, Default)]
struct Wanted {
    common_name_and_serial: Option<(usize, Serial)>,
    issuer_and_serial: Option<(usize, Serial)>,
    party: Option<usize>,
    role: Option<u8>,
    usage: Option<KeyUsage>,
    status: Option<RepositoryStatus>,
    key_identifier: Option<usize>,
    public_key: Option<usize>,
    subject: Option<&'static str>,
    at: Option<(&'static str, bool)>,
}

/// Texts of subjects, with the names in which they stand.
const TEXTS: [(&str, &[usize]); 7] = [
    ("git", &[0, 1]),
    ("GIT NET", &[1]),
    ("énergie", &[2]),
    ("a", &[3]),
    ("supplier", &[0]),
    ("", &[0, 1, 2, 3]),
    ("k\ne", &[]),
];

/// Moments, and whether they lie in the validity that all certificates have.
const MOMENTS: [(&str, bool); 4] = [
    ("2026-01-31T23:59:59Z", false),
    ("2026-02-01T00:00:00Z", true),
    ("2027-01-31T23:59:59Z", true),
    ("2027-02-01T00:00:00Z", false),
];

impl Wanted {
    fn query(&self) -> Query {
        let key = |key: &usize| Plain {
            key: *key,
            ..a_certificate()
        };
        Query {
            certificate_id: self.common_name_and_serial.map(|(issuer, serial)| {
                let common_name = ISSUERS[issuer].1.unwrap_or("nobody");
                let null = CertificateId::Null;
                serial
                    .number()
                    .map_or(null, |serial| CertificateId::new(common_name, serial))
            }),
            issuer_and_serial: self.issuer_and_serial.map(|(issuer, serial)| IssuerAndSerial {
                issuer: Name::decode(&issuer_name(issuer).der()).unwrap(),
                serial: serial.number().unwrap_or_else(|| "0x7E".parse().unwrap()),
            }),
            eui64: self.party.map(|party| {
                Plain {
                    party,
                    ..a_certificate()
                }
                .eui64()
                .unwrap()
            }),
            role: self.role.map(RemotePartyRole::new),
            key_usage: self.usage,
            status: self.status,
            subject_key_identifier: self
                .key_identifier
                .as_ref()
                .map(|of| key(of).key_identifier().to_vec()),
            public_key_sha256: self.public_key.as_ref().map(|of| {
                let certificate = s1spki_validator::Certificate::decode(&key(of).der()).unwrap();
                crypto::sha256(certificate.public_key().der())
            }),
            subject: self.subject.map(str::to_owned),
            valid_at: self.at.map(|(at, _)| at.parse().unwrap()),
        }
    }

    fn applies_to(&self, plain: &Plain) -> bool {
        let named = |wanted: Serial| wanted == plain.serial && wanted.number().is_some();
        self.common_name_and_serial.is_none_or(|(issuer, serial)| {
            let common_name = common_name_of(issuer);
            common_name.is_some() && common_name_of(plain.issuer) == common_name && named(serial)
        }) && self
            .issuer_and_serial
            .is_none_or(|(issuer, serial)| name_of(plain.issuer) == name_of(issuer) && named(serial))
            && self.party.is_none_or(|party| plain.party == party)
            && self.role.is_none_or(|role| plain.role == role)
            && self.usage.is_none_or(|usage| plain.usage == Some(usage))
            && self.status.is_none_or(|status| plain.status == status)
            && self.key_identifier.is_none_or(|key| plain.key == key)
            && self.public_key.is_none_or(|key| plain.key == key)
            && self.subject.is_none_or(|text| {
                let (_, names) = TEXTS.iter().find(|(other, _)| *other == text).unwrap();
                names.contains(&plain.name)
            })
            && self.at.is_none_or(|(_, lies_within)| lies_within)
    }
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let issuer = || (0..ISSUERS.len(), serial());
    let names = (
        option::of(issuer()),
        option::of(issuer()),
        option::of(1..PARTIES.len()),
    );
    let others = (
        option::of(proptest::sample::select(&[0x02_u8, 0x03, 0x04][..])),
        usage(),
        option::of(status()),
        option::of(0..3_usize),
        option::of(0..3_usize),
        option::of(proptest::sample::select(&TEXTS)),
        option::of(proptest::sample::select(&MOMENTS)),
    );
    // Most that are put together from everything find nothing: some parts are left out.
    (names, others, any::<u16>()).prop_map(|(names, others, given)| {
        let given = |part: u16| given & (1 << part) != 0;
        Wanted {
            common_name_and_serial: names.0.filter(|_| given(0)),
            issuer_and_serial: names.1.filter(|_| given(1)),
            party: names.2.filter(|_| given(2)),
            role: others.0.filter(|_| given(3)),
            usage: others.1.filter(|_| given(4)),
            status: others.2.filter(|_| given(5)),
            key_identifier: others.3.filter(|_| given(6)),
            public_key: others.4.filter(|_| given(7)),
            subject: others.5.map(|(text, _)| text).filter(|_| given(8)),
            at: others.6.filter(|_| given(9)),
        }
    })
}

fn a_certificate() -> Plain {
    Plain {
        issuer: 0,
        serial: Serial::Number(1),
        party: 1,
        role: 0x02,
        usage: Some(KeyUsage::DigitalSignature),
        key: 0,
        name: 0,
        status: RepositoryStatus::InUse,
        label: "one".to_owned(),
    }
}

/// What a directory of these should hold: every certificate once, but for those with two statuses.
fn kept(certificates: &[Plain]) -> Vec<Plain> {
    let mut same: BTreeMap<Plain, BTreeMap<RepositoryStatus, BTreeSet<&str>>> = BTreeMap::new();
    for certificate in certificates {
        let labels = same.entry(certificate.without_label()).or_default();
        labels
            .entry(certificate.status)
            .or_default()
            .insert(&certificate.label);
    }
    let mut kept = Vec::new();
    for (certificate, mut statuses) in same {
        let unlabelled = statuses.remove(&RepositoryStatus::Unknown).unwrap_or_default();
        match statuses.first_entry() {
            Some(mut first) => first.get_mut().extend(unlabelled),
            None => drop(statuses.insert(RepositoryStatus::Unknown, unlabelled)),
        }
        for (status, labels) in statuses {
            kept.push(Plain {
                status,
                label: (*labels.first().unwrap()).to_owned(),
                ..certificate.clone()
            });
        }
    }
    kept
}

type Said = (Vec<u8>, RepositoryStatus, String);

fn said_by(entry: &Entry) -> Said {
    let der = entry.certificate().der().to_vec();
    (der, entry.status(), entry.label().to_owned())
}

fn said_of(plain: &Plain) -> Said {
    (plain.der(), plain.status, plain.label.clone())
}

fn found(directory: &Directory, query: &Query) -> Vec<Said> {
    let found = directory.find(query);
    let mut found: Vec<Said> = found.map(|entry| said_by(&entry.unwrap())).collect();
    found.sort();
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_search_agrees_with_a_plain_list(certificates in certificates(40), wanted in proptest::collection::vec(wanted(), 12)) {
        let kept = kept(&certificates);
        let built = builder_of(&certificates).build();
        let opened = Directory::open(snapshot_of(&built)).unwrap();
        for wanted in wanted.into_iter().chain([Wanted::default()]) {
            let mut expected: Vec<Said> = kept.iter().filter(|plain| wanted.applies_to(plain)).map(said_of).collect();
            expected.sort();
            let query = wanted.query();
            prop_assert_eq!(&found(&built, &query), &expected, "{:?}", wanted);
            prop_assert_eq!(&found(&opened, &query), &expected, "{:?}", wanted);
        }
    }

    #[test]
    fn what_is_there_twice_is_reported(certificates in certificates(40)) {
        let kept = kept(&certificates);
        let directory = Directory::open(snapshot_of(&builder_of(&certificates).build())).unwrap();
        let mut identifiers: BTreeMap<(Option<usize>, usize, Serial), Vec<Said>> = BTreeMap::new();
        let mut keys: BTreeMap<usize, Vec<Said>> = BTreeMap::new();
        for plain in &kept {
            if plain.serial.number().is_some() {
                let common_name = common_name_of(plain.issuer);
                let name = common_name.map_or(name_of(plain.issuer), |_| 0);
                identifiers.entry((common_name, name, plain.serial)).or_default().push(said_of(plain));
            }
            keys.entry(plain.key).or_default().push(said_of(plain));
        }
        let sorted = |mut groups: Vec<Vec<Said>>| {
            groups.iter_mut().for_each(|group| group.sort());
            groups.sort();
            groups
        };
        let told = |entries: &[Entry]| entries.iter().map(said_by).collect::<Vec<Said>>();
        let expected: Vec<_> = identifiers.into_values().filter(|group| group.len() > 1).collect();
        let reported = directory.repeated_identifiers().unwrap();
        prop_assert_eq!(sorted(reported.iter().map(|one| told(&one.entries)).collect()), sorted(expected));
        let differ = |group: &[Said]| group.iter().any(|one| one.0 != group[0].0);
        let expected: Vec<_> = keys.into_values().filter(|group| differ(group)).collect();
        let reported = directory.shared_keys().unwrap();
        prop_assert_eq!(sorted(reported.iter().map(|one| told(&one.entries)).collect()), sorted(expected));
    }
}

fn directory_of(certificates: &[Plain]) -> Directory {
    builder_of(certificates).build()
}

fn labels(resolution: &Resolution) -> Vec<&str> {
    match resolution {
        Resolution::None => Vec::new(),
        Resolution::One(entry) => vec![entry.label()],
        Resolution::Several(entries) => entries.iter().map(Entry::label).collect(),
    }
}

#[test]
fn a_certificate_id_names_one_certificate_or_none() {
    let other = Plain {
        issuer: 4,
        label: "other".to_owned(),
        ..a_certificate()
    };
    let directory = directory_of(&[a_certificate(), other]);
    for (id, expected) in [
        ("Z1/1", &["one"][..]),
        ("z1/0x01", &["one"]),
        ("  Z1 /01:", &[]),
        ("S1  issuing/1", &["other"]),
        ("Z1/2", &[]),
        ("Z/1", &[]),
        ("null", &[]),
    ] {
        let Ok(id) = id.parse::<CertificateId>() else {
            assert!(expected.is_empty(), "{id}");
            continue;
        };
        let resolution = directory.by_certificate_id(&id).unwrap();
        assert_eq!(labels(&resolution), expected, "{id}");
        assert_eq!(resolution.one().is_some(), expected.len() == 1);
    }
}

#[test]
fn two_authorities_of_one_common_name_are_told_apart_by_their_whole_name_alone() {
    let other = Plain {
        issuer: 2,
        label: "other unit".to_owned(),
        ..a_certificate()
    };
    let directory = directory_of(&[a_certificate(), other]);
    let serial = "1".parse().unwrap();
    let by_id = directory.by_certificate_id(&"Z1/1".parse().unwrap()).unwrap();
    assert_eq!(labels(&by_id), ["one", "other unit"]);
    assert!(by_id.one().is_none());
    for (issuer, expected) in [(0, &["one"][..]), (1, &["one"]), (2, &["other unit"]), (3, &[])] {
        let name = Name::decode(&issuer_name(issuer).der()).unwrap();
        let by_name = directory.by_issuer_and_serial(&name, &serial).unwrap();
        assert_eq!(labels(&by_name), expected, "{name}");
    }
    let repeated = directory.repeated_identifiers().unwrap();
    assert_eq!(repeated.len(), 1);
    assert_eq!(repeated[0].entries.len(), 2);
}

#[test]
fn a_certificate_that_comes_again_is_kept_once_unless_its_status_is_in_doubt() {
    let with = |status, label: &str| Plain {
        status,
        label: label.to_owned(),
        ..a_certificate()
    };
    let unknown = with(RepositoryStatus::Unknown, "a");
    let in_use = with(RepositoryStatus::InUse, "b");
    let revoked = with(RepositoryStatus::Revoked, "c");
    let directory = directory_of(&[in_use.clone(), unknown.clone(), in_use.clone()]);
    let entries: Vec<Entry> = directory.entries().collect::<Result<_, _>>().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].label(), entries[0].status()),
        ("a", RepositoryStatus::InUse)
    );
    assert!(directory.repeated_identifiers().unwrap().is_empty());
    assert!(directory.shared_keys().unwrap().is_empty());

    let directory = directory_of(&[revoked, unknown, in_use]);
    let resolution = directory.by_certificate_id(&"Z1/1".parse().unwrap()).unwrap();
    assert_eq!(labels(&resolution), ["a", "c"]);
    assert_eq!(directory.repeated_identifiers().unwrap().len(), 1);
    assert!(
        directory.shared_keys().unwrap().is_empty(),
        "it is one certificate"
    );
}

#[test]
fn an_entry_says_what_its_certificate_says() {
    let directory = directory_of(&[a_certificate()]);
    let entry = directory.entries().next().unwrap().unwrap();
    assert_eq!(entry.certificate_id().unwrap().to_string(), "Z1/0x01");
    assert_eq!(entry.eui64().unwrap().to_string(), "90-B3-D5-1F-30-01-00-00");
    assert_eq!(entry.role(), Some(RemotePartyRole::new(0x02)));
    assert!(entry.key_usage().unwrap().contains(KeyUsage::DigitalSignature));
    assert_eq!(entry.not_before(), "2026-02-01".parse::<Moment>().unwrap());
    assert_eq!(
        entry.not_after(),
        "2027-01-31T23:59:59Z".parse::<Moment>().unwrap()
    );
    let by_key = Query {
        public_key_sha256: Some(entry.public_key_sha256()),
        ..Query::default()
    };
    assert_eq!(directory.find(&by_key).count(), 1);
}

#[test]
fn what_is_no_certificate_is_not_added() {
    let mut builder = DirectoryBuilder::new();
    assert!(
        builder
            .add("nothing", &[0x30, 0x00], RepositoryStatus::Unknown)
            .is_err()
    );
    assert!(builder.is_empty());
    let directory = builder.build();
    assert!(directory.is_empty());
    assert_eq!(directory.find(&Query::default()).count(), 0);
    let id = format!("{}/1", NAMES[0]).parse().unwrap();
    assert!(matches!(directory.by_certificate_id(&id), Ok(Resolution::None)));
}
