//! Examples of the encoding: operations on the DER of certificates, for what nothing else breaks.

use s1spki_fixtures::make::{Algorithm, CertificateSpecimen, Signing, oid};
use s1spki_fixtures::surgery::{self, Mutant};
use s1spki_policies::Moment;
use s1spki_validator::{ChainJudge, Inspector};

use super::collection::{Collection, Specimen};
use super::lab::{anchor, decoded, issuing, root, supplier, supplier_profile};
use crate::case;

/// The signatures are of fixed octets: those of ECDSA differ in length, and offsets with it.
pub(super) fn add(collection: &mut Collection) {
    let policy = case::policy("lab");
    let judge = ChainJudge::new(&policy, case::at(), [anchor()], [decoded(&issuing())], []);
    let inspector = Inspector::new(&policy, case::at());
    let mut of_mutants = Collection::default();
    for (what, mut specimen) in certificates() {
        specimen.signing = Signing::Octets(vec![0; 70]);
        for mutant in surgery::mutants(&specimen.der()) {
            let name = in_words(what, &specimen, &mutant);
            let specimen = Specimen::lab(&name);
            of_mutants.add(&specimen, inspector.inspect(&name, &mutant.der).findings());
            if is_about_extensions(&mutant) {
                of_mutants.add(&specimen, judge.judge(&name, &mutant.der).findings());
            }
        }
    }
    collection.fill_up_from(of_mutants);
}

fn is_about_extensions(mutant: &Mutant) -> bool {
    mutant.name.starts_with("sequence-at-0-0-7") || mutant.name.starts_with("octet-string")
}

/// A certificate of each kind; one of them with a NULL and a GeneralizedTime in it, so that these can be spoilt.
fn certificates() -> [(&'static str, CertificateSpecimen); 4] {
    let mut profile = supplier_profile();
    profile.common_name = Some("Example Energy".to_owned());
    let mut rich = profile.specimen();
    rich.set_algorithm(Algorithm::EcdsaWithSha256AndNull);
    rich.not_after = "2118-01-01T00:00:00Z".parse::<Moment>().unwrap().into();
    [
        ("certificate", supplier()),
        ("issuing certificate", issuing()),
        ("root certificate", root()),
        ("certificate with NULL and GeneralizedTime", rich),
    ]
}

/// Such as `certificate, version: INTEGER made zero`.
fn in_words(what: &str, specimen: &CertificateSpecimen, mutant: &Mutant) -> String {
    let name = mutant.element.name();
    let kind = name.split("-at-").next().unwrap_or_default();
    let (field, kind) = (field(&mutant.element.path, specimen), kind_in_words(kind));
    format!("{what}, {field}: {kind} {}", mutant.surgery.in_words())
}

/// The field of RFC 5280 4.1 that an element is in.
fn field(path: &[usize], specimen: &CertificateSpecimen) -> String {
    let field = match path {
        [0, 0, 7, 0, place, ..] => return extension(specimen, *place),
        [0, 0, 0, ..] => "version",
        [0, 0, 1, ..] => "serialNumber",
        [0, 0, 2, ..] => "signature",
        [0, 0, 3, ..] => "issuer",
        [0, 0, 4, ..] => "validity",
        [0, 0, 5, ..] => "subject",
        [0, 0, 6, ..] => "subjectPublicKeyInfo",
        [0, 0, 7, ..] => "extensions",
        [0, 0, ..] => "tbsCertificate",
        [0, 1, ..] => "signatureAlgorithm",
        [0, 2, ..] => "signatureValue",
        _ => "the whole",
    };
    field.to_owned()
}

fn extension(specimen: &CertificateSpecimen, place: usize) -> String {
    let oid = &specimen.extensions.as_deref().unwrap_or_default()[place].oid;
    let name = match oid.as_str() {
        oid::KEY_USAGE => "keyUsage",
        oid::BASIC_CONSTRAINTS => "basicConstraints",
        oid::CERTIFICATE_POLICIES => "certificatePolicies",
        oid::SUBJECT_KEY_IDENTIFIER => "subjectKeyIdentifier",
        oid::AUTHORITY_KEY_IDENTIFIER => "authorityKeyIdentifier",
        other => other,
    };
    name.to_owned()
}

/// The names of ASN.1, as everybody writes them.
fn kind_in_words(kind: &str) -> String {
    match kind {
        "utc-time" => "UTCTime".to_owned(),
        "generalized-time" => "GeneralizedTime".to_owned(),
        "printable-string" => "PrintableString".to_owned(),
        "utf8-string" => "UTF8String".to_owned(),
        other => other.replace('-', " ").to_ascii_uppercase(),
    }
}
