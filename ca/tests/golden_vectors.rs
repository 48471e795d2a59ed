//! The encoder against the golden octets of `fixtures/vectors`, which another encoder wrote from the same inputs.

#![allow(clippy::unwrap_used, clippy::panic)]

use s1spki_ca::encode::{
    CertificateTemplate, CrlEntry, CrlTemplate, ExtensionValue, Name, NameAttribute, TemplateExtension,
};
use s1spki_ca::{KeyIdentifier, PublicKey};
use s1spki_fixtures::hex;
use s1spki_fixtures::make;
use s1spki_fixtures::vector::{
    CertificateInputs, Inputs, IssuerInputs, RevocationListInputs, RevokedInputs, Vector, VectorProfile,
};
use s1spki_policies::{KeyUsage, Oid, PolicyOid, RevocationReason, SerialNumber, Validity};

#[test]
fn every_vector_is_written_octet_for_octet() {
    let vectors = Vector::all();
    assert!(vectors.len() >= 9, "only {} vectors are there", vectors.len());
    for vector in vectors {
        let written = match &vector.inputs {
            Inputs::Certificate(inputs) => certificate(inputs).encode().unwrap().der().to_vec(),
            Inputs::RevocationList(inputs) => revocation_list(inputs).encode().unwrap().der().to_vec(),
        };
        assert_eq!(
            hex::lines(&written),
            hex::lines(&vector.golden()),
            "{}",
            vector.name
        );
    }
}

fn certificate(inputs: &CertificateInputs) -> CertificateTemplate {
    let public_key = PublicKey::from_point(&inputs.public_key.0).unwrap();
    let subject = subject(inputs);
    CertificateTemplate {
        serial: serial(&inputs.serial.0),
        issuer: inputs.issuer.as_ref().map_or_else(|| subject.clone(), issuer),
        validity: Validity {
            not_before: inputs.not_before,
            not_after: inputs.not_after,
        },
        extensions: extensions(inputs, public_key.identifier()),
        subject,
        public_key,
    }
}

fn subject(inputs: &CertificateInputs) -> Name {
    let common_name = inputs.common_name.as_deref();
    match inputs.profile {
        VectorProfile::Root => authority("00", common_name.unwrap()),
        VectorProfile::Issuing => authority("07", common_name.unwrap()),
        VectorProfile::OrganisationSigning | VectorProfile::OrganisationKeyAgreement => {
            let common_name = common_name.map(|text| NameAttribute::utf8(oid("2.5.4.3"), text));
            let role = NameAttribute::utf8(oid("2.5.4.11"), inputs.role.unwrap().to_string());
            let entity = NameAttribute::bit_string(oid("2.5.4.45"), inputs.entity.unwrap().octets());
            let attributes: Vec<NameAttribute> = common_name.into_iter().chain([role, entity]).collect();
            Name::new(&attributes).unwrap()
        }
    }
}

fn extensions(inputs: &CertificateInputs, key: KeyIdentifier) -> Vec<TemplateExtension> {
    let critical = |value| TemplateExtension {
        critical: true,
        value,
    };
    let plain = |value| TemplateExtension {
        critical: false,
        value,
    };
    let key_usage = |usage: &[KeyUsage]| critical(ExtensionValue::KeyUsage(usage.iter().copied().collect()));
    let basic_constraints = |path_length| critical(ExtensionValue::BasicConstraints { path_length });
    let policy = inputs
        .policy
        .as_ref()
        .map_or_else(PolicyOid::any_policy, |policy| policy.parse().unwrap());
    let policies = critical(ExtensionValue::CertificatePolicies(vec![policy]));
    let subject_key = plain(ExtensionValue::SubjectKeyIdentifier(key));
    let authority_key = || {
        let issuer = inputs.issuer.as_ref().unwrap();
        plain(ExtensionValue::AuthorityKeyIdentifier(key_identifier(issuer)))
    };
    let authority = [KeyUsage::KeyCertSign, KeyUsage::CrlSign];
    match inputs.profile {
        VectorProfile::Root => vec![
            key_usage(&authority),
            basic_constraints(None),
            policies,
            subject_key,
        ],
        VectorProfile::Issuing => vec![
            key_usage(&authority),
            basic_constraints(Some(0)),
            policies,
            subject_key,
            authority_key(),
        ],
        VectorProfile::OrganisationSigning => {
            vec![
                key_usage(&[KeyUsage::DigitalSignature]),
                subject_key,
                policies,
                authority_key(),
            ]
        }
        VectorProfile::OrganisationKeyAgreement => {
            vec![
                key_usage(&[KeyUsage::KeyAgreement]),
                subject_key,
                policies,
                authority_key(),
            ]
        }
    }
}

fn revocation_list(inputs: &RevocationListInputs) -> CrlTemplate {
    CrlTemplate {
        issuer: issuer(&inputs.issuer),
        number: inputs.number,
        this_update: inputs.this_update,
        next_update: inputs.next_update,
        authority_key_identifier: key_identifier(&inputs.issuer),
        entries: inputs.revoked.iter().map(entry).collect(),
    }
}

fn entry(inputs: &RevokedInputs) -> CrlEntry {
    CrlEntry {
        serial: serial(&inputs.serial.0),
        revoked_at: inputs.at,
        reason: inputs.reason.map_or(RevocationReason::Unspecified, reason),
    }
}

fn reason(reason: make::RevocationReason) -> RevocationReason {
    RevocationReason::ALL
        .iter()
        .copied()
        .find(|ours| ours.code() == Some(reason as u8))
        .unwrap()
}

fn issuer(inputs: &IssuerInputs) -> Name {
    authority(&inputs.role.to_string(), &inputs.common_name)
}

fn authority(role: &str, common_name: &str) -> Name {
    Name::new(&[
        NameAttribute::printable(oid("2.5.4.11"), role),
        NameAttribute::printable(oid("2.5.4.3"), common_name),
    ])
    .unwrap()
}

fn key_identifier(inputs: &IssuerInputs) -> KeyIdentifier {
    KeyIdentifier::new(inputs.key_identifier.0.as_slice().try_into().unwrap())
}

fn serial(octets: &[u8]) -> SerialNumber {
    SerialNumber::from_magnitude(octets).unwrap()
}

fn oid(text: &str) -> Oid {
    text.parse().unwrap()
}
