//! Held against an encoder that shares no code with this one: the same fields have to give the same octets.

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Authority, IssuingProfile, OrganisationProfile, OrganisationUsage, RootProfile, serial_of,
};
use s1spki_policies::{Eui64, Policy, ProfileKind, RemotePartyRole, SerialNumber};

use super::{Issuer, Subject, TemplateError, fill, inspect_common_name, name};
use crate::double::office::{OTHER_ENTITY, Office, TestSigner};
use crate::signer::Signer;

fn lab() -> Policy {
    Policy::embedded("lab").unwrap().unwrap()
}

fn serial(octets: &[u8]) -> SerialNumber {
    SerialNumber::from_magnitude(octets).unwrap()
}

fn authority_subject<'a>(common_name: &'a str, role: RemotePartyRole, key: &'a TestSigner) -> Subject<'a> {
    Subject {
        role,
        eui64: None,
        common_name: Some(common_name),
        public_key: key.public_key(),
    }
}

#[test]
fn the_certificates_of_the_authorities_are_those_of_the_other_encoder() {
    let policy = lab();
    let profile = |kind: ProfileKind| {
        let mut profiles = policy.profiles().values();
        profiles.find(|profile| *profile.kind.value() == kind).unwrap()
    };
    let (root_key, issuing_key) = (TestSigner::of("root"), TestSigner::of("issuing"));
    let root = authority_subject("TEST-R1", RemotePartyRole::ROOT, &root_key);
    let root_issuer = Issuer {
        name: name(profile(ProfileKind::Root).subject.value(), &root).unwrap(),
        key_identifier: root_key.public_key().identifier(),
    };
    let other = RootProfile::lab();
    let of_root = profile(ProfileKind::Root);
    let template = fill(
        &policy,
        of_root,
        &root_issuer,
        &root,
        &serial(&other.serial),
        other.validity,
    )
    .unwrap();
    assert_eq!(template.encode().unwrap().der(), other.specimen().tbs());

    let issuing = authority_subject("TEST-I1", RemotePartyRole::ISSUING_AUTHORITY, &issuing_key);
    let other = IssuingProfile::lab();
    let of_issuing = profile(ProfileKind::Issuing);
    let template = fill(
        &policy,
        of_issuing,
        &root_issuer,
        &issuing,
        &serial(&other.serial),
        other.validity,
    )
    .unwrap();
    assert_eq!(template.encode().unwrap().der(), other.specimen().tbs());
}

#[test]
fn the_certificates_of_organisations_are_those_of_the_other_encoder() {
    let policy = lab();
    let office = Office::open();
    let issuer = Issuer::of(&office.register.authorities().unwrap().issuing).unwrap();
    let key = TestSigner::of("subject");
    for (usage, profile) in [
        (OrganisationUsage::Signing, "organisation-signing"),
        (OrganisationUsage::KeyAgreement, "organisation-key-agreement"),
    ] {
        for common_name in [None, Some("GITTESTSUPPLIER2"), Some("Ümläut & Sohn")] {
            for (role, entity) in [("02", OTHER_ENTITY), ("7F", Eui64::new([0xFF; 8]))] {
                let mut other =
                    OrganisationProfile::lab(usage, &Authority::lab_issuing(), &TestKey::p256("subject"));
                other.common_name = common_name.map(ToOwned::to_owned);
                other.role = role.parse().unwrap();
                other.entity = entity;
                other.serial = serial_of("a certificate");
                let subject = Subject {
                    role: role.parse().unwrap(),
                    eui64: Some(entity),
                    common_name,
                    public_key: key.public_key(),
                };
                let profile = &policy.profiles()[profile];
                let template = fill(
                    &policy,
                    profile,
                    &issuer,
                    &subject,
                    &serial(&other.serial),
                    other.validity,
                )
                .unwrap();
                assert_eq!(
                    template.encode().unwrap().der(),
                    other.specimen().tbs(),
                    "{common_name:?} {role}"
                );
            }
        }
    }
}

#[test]
fn what_the_profile_has_no_place_for_has_no_way_in() {
    let policy = lab();
    let key = TestSigner::of("subject");
    let subject = Subject {
        role: RemotePartyRole::new(2),
        eui64: Some(OTHER_ENTITY),
        common_name: None,
        public_key: key.public_key(),
    };
    let parts = policy.profiles()["organisation-signing"].subject.value();
    let without_text: Vec<_> = parts
        .iter()
        .filter(|part| part.at_most.is_none())
        .cloned()
        .collect();
    let with_name = Subject {
        common_name: Some("SUPPLIER"),
        ..subject.clone()
    };
    assert_eq!(
        name(&without_text, &with_name),
        Err(TemplateError::NoPlaceForCommonName)
    );
    let without_entity = Subject {
        eui64: None,
        ..subject.clone()
    };
    assert!(matches!(
        name(parts, &without_entity),
        Err(TemplateError::NoValue(_))
    ));
    let too_long = Subject {
        common_name: Some("SEVENTEEN OCTETS!"),
        ..subject.clone()
    };
    assert!(matches!(
        name(parts, &too_long),
        Err(TemplateError::Length { most: 16, .. })
    ));
    let authority = policy.profiles()["issuing"].subject.value();
    assert!(matches!(
        name(authority, &subject),
        Err(TemplateError::NoValue(_))
    ));
}

#[test]
fn a_common_name_fits_the_profile_or_is_refused() {
    let policy = lab();
    let fits = |text: Option<&str>| {
        inspect_common_name(&policy, "organisation-signing", text).map_err(|refusal| refusal.code())
    };
    for text in [None, Some("S"), Some("SIXTEEN OCTETS !"), Some("Ümläut")] {
        assert_eq!(fits(text), Ok(()), "{text:?}");
    }
    for text in ["", "SEVENTEEN OCTETS!", "ÜÜÜÜÜÜÜÜÜ", "NUL\0", "LINE\nBREAK"] {
        assert_eq!(fits(Some(text)), Err("request.common-name"), "{text:?}");
    }
    assert_eq!(
        inspect_common_name(&policy, "nothing", None).map_err(|refusal| refusal.code()),
        Err("policy.no-profile")
    );
}
