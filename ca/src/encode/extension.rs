//! Extensions of certificates (RFC 5280 4.2.1).

use std::collections::BTreeSet;

use rcgen::CustomExtension;
use s1spki_policies::{KeyUsage, Oid, PolicyOid};
use yasna::Tag;

use super::EncodeError;
use super::name::write_oid;
use crate::KeyIdentifier;

/// An extension of a certificate to be made.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TemplateExtension {
    /// Whether those who do not know it have to refuse the certificate.
    pub critical: bool,
    /// What it says, which also says what it is.
    pub value: ExtensionValue,
}

/// The extensions that this PKI knows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ExtensionValue {
    /// What the key may be used for (4.2.1.3).
    KeyUsage(BTreeSet<KeyUsage>),
    /// That the subject is an authority (4.2.1.9); whoever is none has no such extension.
    BasicConstraints {
        /// How many authorities may follow below it; no limit where there is none.
        path_length: Option<u8>,
    },
    /// The identifier of the subject's key (4.2.1.2).
    SubjectKeyIdentifier(KeyIdentifier),
    /// The identifier of the issuer's key (4.2.1.1), in the form `[0] keyIdentifier`.
    AuthorityKeyIdentifier(KeyIdentifier),
    /// The policies it is issued under (4.2.1.4), without qualifiers.
    CertificatePolicies(Vec<PolicyOid>),
}

impl ExtensionValue {
    /// The arcs of the extension's identifier; all of them are under id-ce, 2.5.29.
    const fn arcs(&self) -> [u64; 4] {
        let last = match self {
            Self::SubjectKeyIdentifier(_) => 14,
            Self::KeyUsage(_) => 15,
            Self::BasicConstraints { .. } => 19,
            Self::CertificatePolicies(_) => 32,
            Self::AuthorityKeyIdentifier(_) => 35,
        };
        [2, 5, 29, last]
    }

    /// The DER of extnValue.
    fn der(&self) -> Result<Vec<u8>, EncodeError> {
        Ok(match self {
            Self::KeyUsage(usage) if usage.is_empty() => return Err(EncodeError::NoUsage),
            Self::KeyUsage(usage) => key_usage(usage),
            Self::BasicConstraints { path_length } => basic_constraints(*path_length),
            Self::SubjectKeyIdentifier(key) => {
                yasna::construct_der(|writer| writer.write_bytes(&key.octets()))
            }
            Self::AuthorityKeyIdentifier(key) => authority_key_identifier(*key),
            Self::CertificatePolicies(policies) if policies.is_empty() => return Err(EncodeError::NoPolicy),
            Self::CertificatePolicies(policies) => certificate_policies(policies),
        })
    }
}

/// The extensions for rcgen, in their order; none of them may occur twice.
pub(super) fn custom(extensions: &[TemplateExtension]) -> Result<Vec<CustomExtension>, EncodeError> {
    let mut custom: Vec<CustomExtension> = Vec::with_capacity(extensions.len());
    for TemplateExtension { critical, value } in extensions {
        let arcs = value.arcs();
        if custom.iter().any(|other| other.oid_components().eq(arcs)) {
            return Err(EncodeError::ExtensionTwice(id_ce(arcs)?));
        }
        let mut extension = CustomExtension::from_oid_content(&arcs, value.der()?);
        extension.set_criticality(*critical);
        custom.push(extension);
    }
    Ok(custom)
}

fn id_ce(arcs: [u64; 4]) -> Result<Oid, EncodeError> {
    arcs.map(|arc| arc.to_string())
        .join(".")
        .parse()
        .map_err(|error: s1spki_policies::OidError| EncodeError::Encoder(error.to_string()))
}

/// A named bit list has no zero bits at its end (X.690 11.2.2).
fn key_usage(usage: &BTreeSet<KeyUsage>) -> Vec<u8> {
    let places = KeyUsage::ALL
        .iter()
        .zip(0..16)
        .filter(|(bit, _)| usage.contains(bit));
    let bits = places.fold(0_u16, |bits, (_, place)| bits | (0x8000 >> place));
    let last = KeyUsage::ALL.iter().rposition(|bit| usage.contains(bit));
    let octets = match bits.to_be_bytes() {
        [first, 0] => vec![first],
        both => both.to_vec(),
    };
    yasna::construct_der(|writer| {
        writer.write_bitvec_bytes(&octets, last.map_or(0, |last| last.saturating_add(1)));
    })
}

fn basic_constraints(path_length: Option<u8>) -> Vec<u8> {
    yasna::construct_der(|writer| {
        writer.write_sequence(|constraints| {
            constraints.next().write_bool(true);
            if let Some(path_length) = path_length {
                constraints.next().write_u8(path_length);
            }
        });
    })
}

fn authority_key_identifier(key: KeyIdentifier) -> Vec<u8> {
    yasna::construct_der(|writer| {
        writer.write_sequence(|identifier| {
            identifier
                .next()
                .write_tagged_implicit(Tag::context(0), |writer| writer.write_bytes(&key.octets()));
        });
    })
}

fn certificate_policies(policies: &[PolicyOid]) -> Vec<u8> {
    yasna::construct_der(|writer| {
        writer.write_sequence(|list| {
            for policy in policies {
                list.next()
                    .write_sequence(|information| write_oid(information, policy.oid()));
            }
        });
    })
}
