//! Certificates that differ in whatever a directory looks at, and what they say in plain words.

use std::sync::LazyLock;

use proptest::prelude::*;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Attribute, Authority, CertificateSpecimen, Extension, KeyUsageBit, Name, NameText, OrganisationProfile,
    OrganisationUsage, Signing, oid,
};
use s1spki_policies::{Eui64, KeyUsage, RemotePartyRole, SerialNumber};
use s1spki_validator::directory::{Directory, DirectoryBuilder, DirectoryError, RepositoryStatus};

/// A certificate in plain words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Plain {
    pub(crate) issuer: usize,
    pub(crate) serial: Serial,
    pub(crate) party: usize,
    pub(crate) role: u8,
    pub(crate) usage: Option<KeyUsage>,
    pub(crate) key: usize,
    pub(crate) name: usize,
    pub(crate) status: RepositoryStatus,
    pub(crate) label: String,
}

/// A serial number, or something in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Serial {
    Number(u64),
    /// The largest there are, which differ in the last octet.
    Long(u8),
    Zero,
    Negative,
}

/// Issuers by number: their organizational unit, their common name, and the type of string.
///
/// 0 and 1 are the same name by value; 2 has the common name of both, and 3 none.
pub(crate) const ISSUERS: [(&str, Option<&str>, NameText); 5] = [
    ("07", Some("Z1"), NameText::Printable),
    ("07", Some("z1"), NameText::Utf8),
    ("08", Some("Z1"), NameText::Printable),
    ("07", None, NameText::Printable),
    ("07", Some("S1 Issuing"), NameText::Printable),
];

/// Which issuers have one name by value, as the encoding of the name says it.
pub(crate) const fn name_of(issuer: usize) -> usize {
    if issuer == 1 { 0 } else { issuer }
}

/// Which issuers have one common name.
pub(crate) const fn common_name_of(issuer: usize) -> Option<usize> {
    match issuer {
        0..=2 => Some(0),
        3 => None,
        other => Some(other),
    }
}

/// The parties; nothing for a subject without an identifier.
pub(crate) const PARTIES: [Option<u64>; 3] = [None, Some(0x90B3_D51F_3001_0000), Some(0x90B3_D51F_3001_0001)];

/// The common names of subjects.
pub(crate) const NAMES: [&str; 4] = ["GITTESTSUPPLIER", "Git Network", "Énergie", "a"];

static TEMPLATE: LazyLock<CertificateSpecimen> = LazyLock::new(|| {
    let profile = OrganisationProfile::lab(
        OrganisationUsage::Signing,
        &Authority::lab_issuing(),
        &TestKey::p256("supplier"),
    );
    let mut specimen = profile.specimen();
    specimen.signing = Signing::Octets(vec![0x30; 70]);
    specimen
});

static KEYS: LazyLock<[TestKey; 3]> = LazyLock::new(|| ["one", "two", "three"].map(TestKey::p256));

impl Plain {
    pub(crate) fn der(&self) -> Vec<u8> {
        let mut specimen = TEMPLATE.clone();
        specimen.serial = self.serial.content();
        specimen.issuer = issuer_name(self.issuer);
        specimen.subject = self.subject();
        let key = KEYS[self.key].public();
        specimen.public_key = key.info.clone();
        specimen.extensions = Some(vec![Extension::subject_key_identifier(&key.identifier())]);
        let bit = self.usage.map(|usage| match usage {
            KeyUsage::KeyAgreement => KeyUsageBit::KeyAgreement,
            _ => KeyUsageBit::DigitalSignature,
        });
        if let Some(bit) = bit {
            specimen.extensions_mut().push(Extension::key_usage(&[bit]));
        }
        specimen.der()
    }

    pub(crate) fn key_identifier(&self) -> [u8; 8] {
        KEYS[self.key].public().identifier()
    }

    pub(crate) fn eui64(&self) -> Option<Eui64> {
        PARTIES[self.party].map(|number| Eui64::new(number.to_be_bytes()))
    }

    pub(crate) fn role(&self) -> RemotePartyRole {
        RemotePartyRole::new(self.role)
    }

    /// The octets of the certificate, for whatever makes two of them different.
    pub(crate) fn without_label(&self) -> Self {
        Self {
            label: String::new(),
            status: RepositoryStatus::Unknown,
            ..self.clone()
        }
    }

    fn subject(&self) -> Name {
        let text = |of: &str, text: &str| Attribute::text(of, NameText::Utf8, text);
        let mut attributes = vec![
            text(oid::COMMON_NAME, NAMES[self.name]),
            text(oid::ORGANIZATIONAL_UNIT, &self.role().to_string()),
        ];
        attributes.extend(
            self.eui64()
                .map(|eui64| Attribute::unique_identifier(&eui64.octets())),
        );
        Name::of(attributes)
    }
}

impl Serial {
    /// The content octets of the INTEGER.
    fn content(self) -> Vec<u8> {
        match self {
            Self::Number(number) => {
                let octets = number.to_be_bytes();
                let first = octets.iter().position(|octet| *octet != 0).unwrap();
                let sign = (octets[first] & 0x80 != 0).then_some(0);
                sign.into_iter().chain(octets[first..].iter().copied()).collect()
            }
            Self::Long(last) => [&[0x7F; 19][..], &[last]].concat(),
            Self::Zero => vec![0],
            Self::Negative => vec![0xFF, 0x01],
        }
    }

    pub(crate) fn number(self) -> Option<SerialNumber> {
        SerialNumber::from_magnitude(&match self {
            Self::Zero | Self::Negative => return None,
            number => number.content(),
        })
        .ok()
    }
}

pub(crate) fn issuer_name(issuer: usize) -> Name {
    let (unit, common_name, text) = ISSUERS[issuer];
    let mut attributes = vec![Attribute::text(oid::ORGANIZATIONAL_UNIT, text, unit)];
    attributes.extend(common_name.map(|name| Attribute::text(oid::COMMON_NAME, text, name)));
    Name::of(attributes)
}

pub(crate) fn builder_of(certificates: &[Plain]) -> DirectoryBuilder {
    let mut builder = DirectoryBuilder::new();
    for certificate in certificates {
        builder
            .add(&certificate.label, &certificate.der(), certificate.status)
            .unwrap();
    }
    builder
}

pub(crate) fn snapshot_of(directory: &Directory) -> Vec<u8> {
    let mut snapshot = Vec::new();
    let written = directory.write_snapshot(|octets| {
        snapshot.extend(octets);
        Ok::<(), DirectoryError>(())
    });
    written.unwrap();
    snapshot
}

pub(crate) fn serial() -> impl Strategy<Value = Serial> {
    prop_oneof![
        3 => (1_u64..4).prop_map(Serial::Number),
        2 => prop_oneof![Just(0x80), Just(0x0100), Just(u64::MAX)].prop_map(Serial::Number),
        1 => any::<u8>().prop_map(Serial::Long),
        1 => prop_oneof![Just(Serial::Zero), Just(Serial::Negative)],
    ]
}

pub(crate) fn usage() -> impl Strategy<Value = Option<KeyUsage>> {
    prop_oneof![
        Just(None),
        Just(Some(KeyUsage::DigitalSignature)),
        Just(Some(KeyUsage::KeyAgreement))
    ]
}

pub(crate) fn status() -> impl Strategy<Value = RepositoryStatus> {
    proptest::sample::select(&RepositoryStatus::ALL)
}

/// Up to so many certificates.
pub(crate) fn certificates(most: usize) -> impl Strategy<Value = Vec<Plain>> {
    let certificate = (
        0..ISSUERS.len(),
        serial(),
        0..PARTIES.len(),
        proptest::sample::select(&[0x02_u8, 0x03, 0x89][..]),
        usage(),
        0..3_usize,
        0..NAMES.len(),
        status(),
        "[a-c]{0,2}",
    );
    let plain =
        certificate.prop_map(
            |(issuer, serial, party, role, usage, key, name, status, label)| Plain {
                issuer,
                serial,
                party,
                role,
                usage,
                key,
                name,
                status,
                label,
            },
        );
    proptest::collection::vec(plain, 0..=most)
}
