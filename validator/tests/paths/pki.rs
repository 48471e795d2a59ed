//! A PKI in a few words: CAs and certificates are called by labels, everything else is as it should be.

use s1spki_fixtures::der;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Algorithm, Attribute, Authority, CertificateSpecimen, Critical, Entry, Extension, KeyUsageBit, Name,
    NameText, RevocationListSpecimen, RevocationReason, Version, oid, serial_of,
};
use s1spki_policies::Moment;
use s1spki_validator::path::{PathReport, PathSettings, PathValidator, TrustAnchor};
use s1spki_validator::revocation::{RevocationSettings, UnknownStatus};
use s1spki_validator::{Certificate, Outcome, RevocationList};

/// When everything is valid unless a test says otherwise.
pub(crate) fn at() -> Moment {
    moment("2026-06-01")
}

pub(crate) fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

/// A CA: a name, and a key.
#[derive(Clone)]
pub(crate) struct Ca {
    pub(crate) name: Name,
    pub(crate) key: TestKey,
}

/// A CA whose name and key are both called so.
pub(crate) fn ca(label: &str) -> Ca {
    ca_with_key(label, label)
}

pub(crate) fn ca_with_key(label: &str, key: &str) -> Ca {
    Ca {
        name: name(label),
        key: TestKey::p256(key),
    }
}

pub(crate) fn name(label: &str) -> Name {
    Name::of([Attribute::text(oid::COMMON_NAME, NameText::Utf8, label)])
}

impl Ca {
    fn authority(&self) -> Authority {
        Authority::of(self.name.clone(), &self.key)
    }

    /// The certificate of another CA.
    pub(crate) fn certifies(&self, subject: &Self) -> CertificateSpecimen {
        let mut specimen = self.specimen(&subject.name, &subject.key);
        specimen.extensions_mut().extend([
            Extension::basic_constraints(None),
            Extension::key_usage(&[KeyUsageBit::KeyCertSign, KeyUsageBit::CrlSign]),
        ]);
        specimen
    }

    /// A certificate that is no CA's.
    pub(crate) fn issues(&self, label: &str) -> CertificateSpecimen {
        let mut specimen = self.specimen(&name(label), &TestKey::p256(label));
        specimen
            .extensions_mut()
            .push(Extension::key_usage(&[KeyUsageBit::DigitalSignature]));
        specimen
    }

    fn specimen(&self, subject: &Name, key: &TestKey) -> CertificateSpecimen {
        let authority = self.authority();
        CertificateSpecimen {
            version: Version::v3(),
            serial: serial_of(&format!("{:?} {} {:?}", subject, key.label(), self.name)),
            inner_algorithm: Algorithm::EcdsaWithSha256.der(),
            issuer: authority.name,
            not_before: moment("2026-01-01").into(),
            not_after: moment("2026-12-31T23:59:59Z").into(),
            subject: subject.clone(),
            public_key: key.public().info.clone(),
            issuer_unique_id: None,
            subject_unique_id: None,
            extensions: Some(vec![
                Extension::subject_key_identifier(&key.public().identifier()),
                Extension::authority_key_identifier(&authority.key_identifier),
            ]),
            outer_algorithm: Algorithm::EcdsaWithSha256.der(),
            signing: authority.signing,
            trailing: Vec::new(),
        }
    }

    /// A list that is current, with these serial numbers revoked.
    pub(crate) fn lists(
        &self,
        number: u64,
        revoked: &[(&CertificateSpecimen, RevocationReason)],
    ) -> RevocationListSpecimen {
        let entries = revoked
            .iter()
            .map(|(certificate, reason)| Entry::of(&certificate.serial, moment("2026-04-01"), Some(*reason)));
        RevocationListSpecimen::of(
            &self.authority(),
            number,
            moment("2026-05-01"),
            moment("2026-07-01"),
            entries.collect(),
        )
    }

    pub(crate) fn anchor(&self) -> TrustAnchor {
        TrustAnchor::from_certificate(decoded(&self.certifies(self)))
    }
}

/// Changes that read well in a chain.
pub(crate) trait With: Sized {
    fn with(self, extension: Extension) -> Self;
}

impl With for CertificateSpecimen {
    fn with(mut self, extension: Extension) -> Self {
        self.extensions_mut().retain(|other| other.oid != extension.oid);
        self.extensions_mut().push(extension);
        self
    }
}

impl With for RevocationListSpecimen {
    fn with(mut self, extension: Extension) -> Self {
        self.extensions_mut().retain(|other| other.oid != extension.oid);
        self.extensions_mut().push(extension);
        self
    }
}

pub(crate) fn decoded(specimen: &CertificateSpecimen) -> Certificate {
    Certificate::decode(&specimen.der()).unwrap()
}

pub(crate) fn decoded_list(specimen: &RevocationListSpecimen) -> RevocationList {
    RevocationList::decode(&specimen.der()).unwrap()
}

/// Settings that do not ask for the status of anything.
pub(crate) fn without_lists() -> PathSettings {
    PathSettings {
        revocation: RevocationSettings {
            unknown_status: UnknownStatus::Allow,
            ..RevocationSettings::default()
        },
        ..PathSettings::default()
    }
}

/// A validator that trusts one CA.
pub(crate) fn validator(
    settings: PathSettings,
    anchor: &Ca,
    pool: &[Certificate],
    lists: &[RevocationList],
) -> PathValidator {
    PathValidator::new(settings, [anchor.anchor()], pool.to_vec(), lists.to_vec())
}

/// A validator that trusts the certificate of one CA.
pub(crate) fn validator_under(
    settings: PathSettings,
    anchor: &CertificateSpecimen,
    pool: &[Certificate],
) -> PathValidator {
    let anchor = TrustAnchor::from_certificate(decoded(anchor));
    PathValidator::new(settings, [anchor], pool.to_vec(), [])
}

/// The codes of the findings with this outcome, each once, in order.
pub(crate) fn codes(report: &PathReport, outcome: Outcome) -> Vec<&'static str> {
    let mut codes: Vec<&str> = report
        .all_findings()
        .filter(|finding| finding.outcome() == outcome)
        .map(|finding| finding.code())
        .collect();
    codes.dedup();
    codes
}

/// What is wrong with a path: the codes of its breaches.
pub(crate) fn breaches(report: &PathReport) -> Vec<&'static str> {
    codes(report, Outcome::Breach)
}

/// The subjects of the path, the certificate in question first, and the trust anchor last.
pub(crate) fn subjects(report: &PathReport) -> Vec<String> {
    let certificates = report
        .certificates()
        .iter()
        .map(|report| report.certificate().subject());
    let anchor = report.anchor().map(TrustAnchor::name);
    let common_name = |name: &s1spki_validator::Name| name.common_name().unwrap();
    certificates.chain(anchor).map(common_name).collect()
}

/// A general name of each form (RFC 5280 4.2.1.6).
pub(crate) mod general_name {
    use super::{Name, der};

    pub(crate) fn mail(address: &str) -> Vec<u8> {
        der::implicit(1, address)
    }

    pub(crate) fn dns(host: &str) -> Vec<u8> {
        der::implicit(2, host)
    }

    pub(crate) fn directory(name: &Name) -> Vec<u8> {
        der::explicit(4, name.der())
    }

    pub(crate) fn uri(uri: &str) -> Vec<u8> {
        der::implicit(6, uri)
    }

    pub(crate) fn ip(octets: &[u8]) -> Vec<u8> {
        der::implicit(7, octets)
    }

    pub(crate) fn registered(oid: &str) -> Vec<u8> {
        der::implicit(8, &der::oid(oid)[2..])
    }
}

/// Extensions that the profiles do not have.
pub(crate) mod extension {
    use super::{Critical, Extension, der};

    pub(crate) const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";

    pub(crate) fn subject_alternative_names(names: &[Vec<u8>]) -> Extension {
        Extension::new("2.5.29.17", Critical::Absent, der::sequence(names))
    }

    pub(crate) fn name_constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Extension {
        let subtrees = |number: u8, names: &[Vec<u8>]| {
            let subtrees: Vec<Vec<u8>> = names.iter().map(|name| der::sequence([name])).collect();
            match names {
                [] => Vec::new(),
                _ => der::implicit_constructed(number, subtrees.concat()),
            }
        };
        let value = der::sequence([subtrees(0, permitted), subtrees(1, excluded)]);
        Extension::new("2.5.29.30", Critical::True, value)
    }

    pub(crate) fn policy_mappings(mappings: &[(String, String)]) -> Extension {
        let mappings = mappings
            .iter()
            .map(|(issuer, subject)| der::sequence([der::oid(issuer), der::oid(subject)]));
        Extension::new("2.5.29.33", Critical::True, der::sequence(mappings))
    }

    pub(crate) fn policy_constraints(explicit: Option<u64>, inhibit_mapping: Option<u64>) -> Extension {
        let field = |number: u8, count: Option<u64>| {
            count.map(|count| der::implicit(number, &der::unsigned(count)[2..]))
        };
        let value = der::sequence(field(0, explicit).into_iter().chain(field(1, inhibit_mapping)));
        Extension::new("2.5.29.36", Critical::True, value)
    }

    pub(crate) fn inhibit_any_policy(count: u64) -> Extension {
        Extension::new("2.5.29.54", Critical::True, der::unsigned(count))
    }

    pub(crate) fn policies(policies: &[String]) -> Extension {
        let policies: Vec<&str> = policies.iter().map(String::as_str).collect();
        Extension::certificate_policies(&policies)
    }

    /// One distribution point: a full name, and a cRLIssuer.
    pub(crate) fn distribution_point(full_name: Option<&[u8]>, crl_issuer: Option<&[u8]>) -> Extension {
        let name = full_name.map(full_name_field);
        let crl_issuer = crl_issuer.map(|name| der::implicit_constructed(2, name));
        let point = der::sequence(name.into_iter().chain(crl_issuer));
        Extension::new(CRL_DISTRIBUTION_POINTS, Critical::Absent, der::sequence([point]))
    }

    fn full_name_field(name: &[u8]) -> Vec<u8> {
        der::explicit(0, der::implicit_constructed(0, name))
    }

    /// What a list is about: the field numbers that are TRUE, and its distribution point.
    pub(crate) fn issuing_distribution_point(full_name: Option<&[u8]>, flags: &[u8]) -> Extension {
        let name = full_name.map(full_name_field);
        let flags = flags.iter().map(|number| der::implicit(*number, [0xFF]));
        let value = der::sequence(name.into_iter().chain(flags));
        Extension::new("2.5.29.28", Critical::True, value)
    }

    pub(crate) const ONLY_USER: u8 = 1;
    pub(crate) const ONLY_CA: u8 = 2;
    pub(crate) const INDIRECT: u8 = 4;
    pub(crate) const ONLY_ATTRIBUTE: u8 = 5;

    /// A list about some reasons, by the bits of ReasonFlags.
    pub(crate) fn only_some_reasons(bits: &[u8]) -> Extension {
        let reasons = &der::named_bits(bits)[2..];
        let value = der::sequence([der::implicit(3, reasons)]);
        Extension::new("2.5.29.28", Critical::True, value)
    }

    pub(crate) fn delta_crl_indicator(base: u64) -> Extension {
        Extension::new("2.5.29.27", Critical::True, der::unsigned(base))
    }

    pub(crate) fn certificate_issuer(name: &[u8]) -> Extension {
        Extension::new("2.5.29.29", Critical::True, der::sequence([name]))
    }
}
