//! The public Wycheproof vectors of the algorithms that are verified here: signatures and keys that have led
//! verifiers astray. Each vector has the result that its authors give it; `wycheproof-exceptions.toml` holds the written
//! reasons for any other, and what the set leaves open (`acceptable`) is decided there.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use std::collections::BTreeMap;

use s1spki_fixtures::der;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Authority, CertificateSpecimen, IssuingProfile, OrganisationProfile, OrganisationUsage, RootProfile,
    Signing,
};
use s1spki_fixtures::surgery;
use s1spki_policies::Moment;
use s1spki_validator::crypto::{self, EcdsaHash, SignatureFault};
use s1spki_validator::path::{PathSettings, PathValidator, TrustAnchor};
use s1spki_validator::revocation::{RevocationSettings, UnknownStatus};
use s1spki_validator::{AlgorithmIdentifier, Certificate, SubjectPublicKeyInfo};
use wycheproof::{TestResult, ecdsa, eddsa, rsa_pkcs1_verify as rsa};

/// One vector of one of the sets.
struct Vector {
    name: String,
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
    /// What its authors say of it, and why.
    result: TestResult,
    why: String,
}

/// The vectors of a set: its name, then the number of each.
macro_rules! vectors {
    ($name:expr, $set:expr) => {
        $set.unwrap().test_groups.into_iter().flat_map(|group| {
            let key = group.der.to_vec();
            group.tests.into_iter().map(move |test| Vector {
                name: format!("{}-{}", $name, test.tc_id),
                key: key.clone(),
                message: test.msg.to_vec(),
                signature: test.sig.to_vec(),
                result: test.result,
                why: format!("{} {:?}", test.comment, test.flags),
            })
        })
    };
}

fn ecdsa(name: &str) -> Vec<Vector> {
    vectors!(name, ecdsa::TestSet::load(name.parse().unwrap())).collect()
}

fn rsa(name: &str) -> Vec<Vector> {
    vectors!(name, rsa::TestSet::load(name.parse().unwrap())).collect()
}

fn supplier() -> CertificateSpecimen {
    let issuing = Authority::lab_issuing();
    OrganisationProfile::lab(OrganisationUsage::Signing, &issuing, &TestKey::p256("supplier")).specimen()
}

/// A key as a certificate carries it.
fn key(info: &[u8]) -> SubjectPublicKeyInfo {
    let mut specimen = supplier();
    specimen.public_key = info.to_vec();
    Certificate::decode(&specimen.der()).unwrap().public_key().clone()
}

/// An algorithm as a certificate names it.
fn algorithm(der: &[u8]) -> AlgorithmIdentifier {
    let mut specimen = supplier();
    specimen.inner_algorithm = der.to_vec();
    let certificate = Certificate::decode(&specimen.der()).unwrap();
    certificate.tbs_signature_algorithm().clone()
}

fn without_parameters(oid: &str) -> AlgorithmIdentifier {
    algorithm(&der::sequence([der::oid(oid)]))
}

fn with_null(oid: &str) -> AlgorithmIdentifier {
    algorithm(&der::sequence([der::oid(oid), der::null()]))
}

/// What is decided in writing: the vectors, whether they verify here, and why.
#[derive(serde::Deserialize)]
struct Exceptions {
    exception: Vec<Exception>,
}

#[derive(serde::Deserialize)]
struct Exception {
    vectors: Vec<String>,
    verifies: bool,
    reason: String,
}

fn exceptions() -> BTreeMap<String, bool> {
    let file: Exceptions = toml::from_str(include_str!("wycheproof-exceptions.toml")).unwrap();
    let of_one = |exception: Exception| {
        assert!(!exception.reason.is_empty());
        let verifies = exception.verifies;
        exception
            .vectors
            .into_iter()
            .map(move |vector| (vector, verifies))
    };
    file.exception.into_iter().flat_map(of_one).collect()
}

/// Holds every vector against what its authors say, or against the written exception.
fn hold_against(sets: impl IntoIterator<Item = (&'static str, usize, Vec<Vector>, Verification)>) {
    let exceptions = exceptions();
    let mut faults = Vec::new();
    for (name, number, vectors, verify) in sets {
        assert_eq!(vectors.len(), number, "{name}");
        for vector in vectors {
            let found = verify(&key(&vector.key), &vector.message, &vector.signature);
            let wanted = wanted(&vector, exceptions.get(&vector.name).copied());
            if wanted != Ok(found.is_ok()) {
                let Vector {
                    name, result, why, ..
                } = vector;
                faults.push(format!("{name}: {found:?}, wanted {wanted:?}; {result:?}: {why}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

/// Whether the vector should verify.
fn wanted(vector: &Vector, exception: Option<bool>) -> Result<bool, &'static str> {
    let by_the_set = match vector.result {
        TestResult::Valid => Some(true),
        TestResult::Invalid => Some(false),
        TestResult::Acceptable => None,
    };
    match (exception, by_the_set) {
        (None, None) => Err("a decision in writing"),
        (Some(exception), by_the_set) if by_the_set == Some(exception) => {
            Err("no exception: nothing differs")
        }
        (exception, by_the_set) => Ok(exception.or(by_the_set).unwrap_or_default()),
    }
}

type Verification = Box<dyn Fn(&SubjectPublicKeyInfo, &[u8], &[u8]) -> Result<(), SignatureFault>>;

fn by(algorithm: AlgorithmIdentifier) -> Verification {
    Box::new(move |key, message, signature| crypto::verify(key, &algorithm, message, signature))
}

fn side_by_side(hash: EcdsaHash) -> Verification {
    Box::new(move |key, message, signature| crypto::verify_side_by_side(key, hash, message, signature))
}

const ECDSA_WITH_SHA256: &str = "1.2.840.10045.4.3.2";
const ECDSA_WITH_SHA384: &str = "1.2.840.10045.4.3.3";

#[test]
fn ecdsa_signatures_in_der() {
    hold_against(
        [
            ("ecdsa_secp256r1_sha256", 484, ECDSA_WITH_SHA256),
            ("ecdsa_secp384r1_sha256", 472, ECDSA_WITH_SHA256),
            ("ecdsa_secp384r1_sha384", 504, ECDSA_WITH_SHA384),
        ]
        .map(|(name, number, oid)| (name, number, ecdsa(name), by(without_parameters(oid)))),
    );
}

#[test]
fn ecdsa_signatures_whose_numbers_stand_side_by_side() {
    hold_against(
        [
            ("ecdsa_secp256r1_sha256_p1363", 262, EcdsaHash::Sha256),
            ("ecdsa_secp384r1_sha384_p1363", 280, EcdsaHash::Sha384),
        ]
        .map(|(name, number, hash)| (name, number, ecdsa(name), side_by_side(hash))),
    );
}

#[test]
fn signatures_of_edwards_curve_25519() {
    let set = vectors!("ed25519", eddsa::TestSet::load("ed25519".parse().unwrap()));
    hold_against([(
        "ed25519",
        151,
        set.collect(),
        by(without_parameters("1.3.101.112")),
    )]);
}

#[test]
fn rsa_signatures() {
    let of_size = |sha256, sha384, sha512| {
        [
            ("1.2.840.113549.1.1.11", sha256),
            ("1.2.840.113549.1.1.12", sha384),
            ("1.2.840.113549.1.1.13", sha512),
        ]
    };
    let sets = [
        of_size(
            ("rsa_signature_2048_sha256", 259),
            ("rsa_signature_2048_sha384", 258),
            ("rsa_signature_2048_sha512", 259),
        ),
        of_size(
            ("rsa_signature_3072_sha256", 259),
            ("rsa_signature_3072_sha384", 259),
            ("rsa_signature_3072_sha512", 260),
        ),
        of_size(
            ("rsa_signature_4096_sha256", 258),
            ("rsa_signature_4096_sha384", 259),
            ("rsa_signature_4096_sha512", 259),
        ),
        of_size(
            ("rsa_signature_8192_sha256", 258),
            ("rsa_signature_8192_sha384", 259),
            ("rsa_signature_8192_sha512", 259),
        ),
    ];
    let sets = sets.into_iter().flatten();
    hold_against(sets.map(|(oid, (name, number))| (name, number, rsa(name), by(with_null(oid)))));
}

/// A key on one curve, a hash of the other: r and s side by side are never both.
#[test]
fn the_hash_of_numbers_side_by_side_goes_with_the_curve() {
    for (name, other) in [
        ("ecdsa_secp256r1_sha256_p1363", EcdsaHash::Sha384),
        ("ecdsa_secp384r1_sha384_p1363", EcdsaHash::Sha256),
    ] {
        for vector in ecdsa(name) {
            let found =
                crypto::verify_side_by_side(&key(&vector.key), other, &vector.message, &vector.signature);
            assert_eq!(found, Err(SignatureFault::KeyDoesNotFit), "{}", vector.name);
        }
    }
}

/// What the vectors do to the encoding of a signature, done to that of a certificate: its path is refused.
#[test]
fn a_certificate_whose_signature_is_encoded_otherwise_has_no_valid_path() {
    let issuing_key = TestKey::p256("issuing");
    let at: Moment = "2026-03-01T00:00:00Z".parse().unwrap();
    let decode = |specimen: &CertificateSpecimen| Certificate::decode(&specimen.der()).unwrap();
    let settings = PathSettings {
        revocation: RevocationSettings {
            unknown_status: UnknownStatus::Allow,
            ..RevocationSettings::default()
        },
        ..PathSettings::default()
    };
    let anchor = TrustAnchor::from_certificate(decode(&RootProfile::lab().specimen()));
    let validator = PathValidator::new(
        settings,
        [anchor],
        [decode(&IssuingProfile::lab().specimen())],
        [],
    );
    let specimen = supplier();
    let signature = issuing_key.sign(&specimen.tbs());
    let with = |octets: Vec<u8>| {
        let signing = Signing::Octets(octets);
        validator.validate(
            &decode(&CertificateSpecimen {
                signing,
                ..specimen.clone()
            }),
            at,
        )
    };
    assert!(with(signature.clone()).is_valid());
    let mut mutants = 0;
    for mutant in surgery::mutants(&signature) {
        assert!(!with(mutant.der).is_valid(), "{}", mutant.name);
        mutants += 1;
    }
    assert!(mutants > 30, "{mutants}");
}
