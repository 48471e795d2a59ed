//! Algorithms in words.

use s1spki_policies::{Oid, SignatureAlgorithm};

use crate::algorithm::{AlgorithmIdentifier, Parameters};

/// The signature algorithm in the words of the policy: nothing where it is another one, or where its parameters
/// are not absent (RFC 5758 3.2).
pub(crate) fn signature_algorithm(identifier: &AlgorithmIdentifier) -> Option<SignatureAlgorithm> {
    if *identifier.parameters() != Parameters::Absent {
        return None;
    }
    match identifier.oid().der_content() {
        // 1.2.840.10045.4.3.2
        [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02] => Some(SignatureAlgorithm::EcdsaP256Sha256),
        // 1.2.840.10045.4.3.3
        [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03] => Some(SignatureAlgorithm::EcdsaP384Sha384),
        _ => None,
    }
}

/// Name and parameters: `ecdsa-with-SHA256 with NULL parameters`.
pub(crate) fn algorithm_text(identifier: &AlgorithmIdentifier) -> String {
    let name = name(identifier.oid());
    match identifier.parameters() {
        Parameters::Absent => name,
        Parameters::Null => format!("{name} with NULL parameters"),
        Parameters::Oid(oid) => format!("{name} with {}", self::name(oid)),
        Parameters::Other => format!("{name} with other parameters"),
    }
}

/// What RFC 5758 calls an algorithm of the policy, and how its parameters are.
pub(crate) const fn wanted_text(algorithm: SignatureAlgorithm) -> &'static str {
    match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => "ecdsa-with-SHA256, parameters absent",
        SignatureAlgorithm::EcdsaP384Sha384 => "ecdsa-with-SHA384, parameters absent",
    }
}

/// The names that the standards give to what occurs.
const NAMES: [(&str, &str); 15] = [
    ("1.2.840.10045.2.1", "id-ecPublicKey"),
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.2.840.113549.1.1.1", "rsaEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.3.101.112", "Ed25519"),
];

fn name(oid: &Oid) -> String {
    let dotted = oid.to_string();
    let known = NAMES.iter().find(|(known, _)| *known == dotted);
    known.map_or(dotted, |(_, name)| (*name).to_owned())
}
