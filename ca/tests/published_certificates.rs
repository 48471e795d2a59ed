//! The encoder against certificates that somebody else made: each published certificate of the test PKI ZAZ1
//! is taken apart by another library, and what was read is encoded anew. The octets have to be the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;

use s1spki_ca::encode::{
    AttributeValue, CertificateTemplate, ExtensionValue, Name, NameAttribute, TemplateExtension,
};
use s1spki_ca::{KeyIdentifier, PublicKey};
use s1spki_fixtures::hex;
use s1spki_fixtures::samples::samples;
use s1spki_policies::{KeyUsage, Moment, Oid, PolicyOid, SerialNumber, Validity};
use x509_parser::asn1_rs::Tag;
use x509_parser::extensions::{ParsedExtension, X509Extension};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Name;

#[test]
fn every_published_certificate_is_written_the_same() {
    let Some(samples) = samples("every_published_certificate_is_written_the_same") else {
        return;
    };
    let good = samples
        .zaz1_good()
        .into_iter()
        .map(|sample| (sample.name, sample.der));
    let issuing = ("issuing-Z1".to_owned(), samples.zaz1_issuing());
    for (name, der) in good.chain([issuing]) {
        let (rest, certificate) = X509Certificate::from_der(&der).unwrap();
        assert!(rest.is_empty());
        let template = template(&certificate);
        let identifier = ExtensionValue::SubjectKeyIdentifier(template.public_key.identifier());
        assert!(
            template
                .extensions
                .iter()
                .any(|extension| extension.value == identifier),
            "{name}"
        );
        let tbs = template.encode().unwrap();
        assert_eq!(
            hex::lines(tbs.der()),
            hex::lines(certificate.tbs_certificate.as_ref()),
            "{name}"
        );
        let whole = tbs.assemble(&certificate.signature_value.data);
        assert_eq!(hex::lines(&whole), hex::lines(&der), "{name}");
    }
}

fn template(certificate: &X509Certificate<'_>) -> CertificateTemplate {
    CertificateTemplate {
        serial: SerialNumber::from_magnitude(certificate.raw_serial()).unwrap(),
        issuer: name(certificate.issuer()),
        validity: Validity {
            not_before: moment(certificate.validity().not_before),
            not_after: moment(certificate.validity().not_after),
        },
        subject: name(certificate.subject()),
        public_key: PublicKey::from_point(&certificate.public_key().subject_public_key.data).unwrap(),
        extensions: certificate.extensions().iter().map(extension).collect(),
    }
}

fn name(name: &X509Name<'_>) -> Name {
    let attributes: Vec<NameAttribute> = name
        .iter_attributes()
        .map(|attribute| {
            let value = attribute.attr_value();
            let text = || String::from_utf8(value.data.to_vec()).unwrap();
            NameAttribute {
                oid: Oid::from_der_content(attribute.attr_type().as_bytes()).unwrap(),
                value: match value.header.tag() {
                    Tag::PrintableString => AttributeValue::Printable(text()),
                    Tag::Utf8String => AttributeValue::Utf8(text()),
                    Tag::BitString => AttributeValue::BitString(value.data[1..].to_vec()),
                    tag => panic!("{tag}"),
                },
            }
        })
        .collect();
    Name::new(&attributes).unwrap()
}

fn moment(time: ASN1Time) -> Moment {
    Moment::from_unix_seconds(time.timestamp()).unwrap()
}

fn extension(extension: &X509Extension<'_>) -> TemplateExtension {
    let key = |octets: &[u8]| KeyIdentifier::new(octets.try_into().unwrap());
    TemplateExtension {
        critical: extension.critical,
        value: match extension.parsed_extension() {
            ParsedExtension::KeyUsage(usage) => ExtensionValue::KeyUsage(key_usage(usage.flags)),
            ParsedExtension::BasicConstraints(constraints) => ExtensionValue::BasicConstraints {
                path_length: constraints
                    .path_len_constraint
                    .map(|length| length.try_into().unwrap()),
            },
            ParsedExtension::SubjectKeyIdentifier(id) => ExtensionValue::SubjectKeyIdentifier(key(id.0)),
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                ExtensionValue::AuthorityKeyIdentifier(key(id.key_identifier.as_ref().unwrap().0))
            }
            ParsedExtension::CertificatePolicies(policies) => ExtensionValue::CertificatePolicies(
                policies
                    .iter()
                    .map(|policy| PolicyOid::new(Oid::from_der_content(policy.policy_id.as_bytes()).unwrap()))
                    .collect(),
            ),
            other => panic!("{other:?}"),
        },
    }
}

fn key_usage(flags: u16) -> BTreeSet<KeyUsage> {
    KeyUsage::ALL
        .iter()
        .enumerate()
        .filter(|(bit, _)| flags & (1 << bit) != 0)
        .map(|(_, usage)| *usage)
        .collect()
}
