//! The cryptography door: OpenSSL signs, we verify; and each way in which a signature does not hold.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use s1spki_fixtures::key::{PublicKey, TestKey};
use s1spki_fixtures::make::{
    Authority, CertificateSpecimen, IssuingProfile, OrganisationProfile, OrganisationUsage, Signing,
};
use s1spki_fixtures::oracle::OpenSsl;
use s1spki_fixtures::{der, hex};
use s1spki_validator::crypto::{self, SignatureFault};
use s1spki_validator::{AlgorithmIdentifier, Certificate, SubjectPublicKeyInfo};

fn supplier() -> CertificateSpecimen {
    let issuing = Authority::lab_issuing();
    OrganisationProfile::lab(OrganisationUsage::Signing, &issuing, &TestKey::p256("supplier")).specimen()
}

fn verify(signed: &Certificate, key: &SubjectPublicKeyInfo) -> Result<(), SignatureFault> {
    crypto::verify(
        key,
        signed.signature_algorithm(),
        signed.tbs(),
        signed.signature(),
    )
}

fn decode(specimen: &CertificateSpecimen) -> Certificate {
    Certificate::decode(&specimen.der()).unwrap()
}

/// A key as a certificate carries it.
fn key(info: &[u8]) -> SubjectPublicKeyInfo {
    let mut specimen = supplier();
    specimen.public_key = info.to_vec();
    decode(&specimen).public_key().clone()
}

fn algorithm(der: &[u8]) -> AlgorithmIdentifier {
    let mut specimen = supplier();
    specimen.inner_algorithm = der.to_vec();
    decode(&specimen).tbs_signature_algorithm().clone()
}

#[test]
fn a_signature_holds_for_its_key_and_its_octets_alone() {
    let issuing = decode(&IssuingProfile::lab().specimen());
    let signed = decode(&supplier());
    assert_eq!(verify(&signed, issuing.public_key()), Ok(()));
    assert_eq!(
        verify(&signed, signed.public_key()),
        Err(SignatureFault::BadSignature)
    );
    let spoilt = CertificateSpecimen {
        signing: Signing::SpoiltBy(TestKey::p256("issuing")),
        ..supplier()
    };
    assert_eq!(
        verify(&decode(&spoilt), issuing.public_key()),
        Err(SignatureFault::BadSignature)
    );
    let empty = CertificateSpecimen {
        signing: Signing::Octets(vec![]),
        ..supplier()
    };
    assert_eq!(
        verify(&decode(&empty), issuing.public_key()),
        Err(SignatureFault::BadSignature)
    );
}

#[test]
fn algorithms_and_keys_that_do_not_go_together_are_told() {
    let message = b"message";
    let (p256, p384, rsa) = (TestKey::p256("a"), TestKey::p384(), TestKey::rsa());
    let keys = [&p256, &p384, &rsa].map(|pair| (pair, key(&pair.public().info)));
    for (signer, _) in &keys {
        let by = algorithm(&signer.signature_algorithm());
        let signature = signer.sign(message);
        for (holder, key) in &keys {
            let expected = match (signer.label() == holder.label(), signer.label(), holder.label()) {
                (true, ..) => Ok(()),
                (false, "rsa-2048", _) | (false, _, "rsa-2048") => Err(SignatureFault::KeyDoesNotFit),
                _ => Err(SignatureFault::BadSignature), // both are ECDSA: either hash goes with either curve
            };
            let found = crypto::verify(key, &by, message, &signature);
            assert_eq!(found, expected, "{} by {}", holder.label(), signer.label());
        }
    }
    let p256_key = key(&p256.public().info);
    let signature = p256.sign(message);
    for unsupported in [
        der::sequence([der::oid("1.2.840.10045.4.3.2"), der::null()]), // with parameters
        der::sequence([der::oid("1.2.840.10045.4.1")]),                // SHA-1
        der::sequence([der::oid("1.2.840.113549.1.1.11")]),            // RSA without NULL
        der::sequence([der::oid("1.2.840.113549.1.1.5"), der::null()]), // SHA-1
        der::sequence([der::oid("2.999.1")]),
    ] {
        let found = crypto::verify(&p256_key, &algorithm(&unsupported), message, &signature);
        assert_eq!(
            found,
            Err(SignatureFault::UnsupportedAlgorithm),
            "{unsupported:02X?}"
        );
    }
    let point = &p256.public().bits;
    let ec_key = |algorithm: [Vec<u8>; 2], unused| {
        key(&der::sequence([
            der::sequence(algorithm),
            der::bit_string(unused, point),
        ]))
    };
    let by = algorithm(&p256.signature_algorithm());
    for unfit in [
        ec_key([der::oid("1.2.840.10045.2.1"), der::null()], 0),
        ec_key(
            [der::oid("1.2.840.10045.2.1"), der::sequence([der::unsigned(1)])],
            0,
        ),
        ec_key([der::oid("1.2.840.10045.2.1"), der::oid("1.3.132.0.10")], 0),
        ec_key([der::oid("1.3.132.1.12"), der::oid("1.2.840.10045.3.1.7")], 0),
        ec_key(
            [der::oid("1.2.840.10045.2.1"), der::oid("1.2.840.10045.3.1.7")],
            1,
        ),
    ] {
        let found = crypto::verify(&unfit, &by, message, &signature);
        assert_eq!(found, Err(SignatureFault::KeyDoesNotFit), "{unfit:?}");
    }
}

/// OpenSSL makes keys and self-signed certificates of every kind that is verified here.
#[test]
fn what_openssl_signs_verifies() {
    let Some(openssl) = OpenSsl::for_test("what_openssl_signs_verifies") else {
        return;
    };
    for (kind, option, digest) in [
        ("EC", "ec_paramgen_curve:P-256", "-sha256"),
        ("EC", "ec_paramgen_curve:P-256", "-sha384"),
        ("EC", "ec_paramgen_curve:P-384", "-sha256"),
        ("EC", "ec_paramgen_curve:P-384", "-sha384"),
        ("RSA", "rsa_keygen_bits:2048", "-sha256"),
        ("RSA", "rsa_keygen_bits:2048", "-sha384"),
        ("RSA", "rsa_keygen_bits:2048", "-sha512"),
        ("ED25519", "", ""),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let path = path.to_str().unwrap();
        let mut arguments = vec!["genpkey", "-algorithm", kind, "-out", path];
        if !option.is_empty() {
            arguments.extend(["-pkeyopt", option]);
        }
        let made = openssl.run(&arguments, &[]);
        assert!(made.success, "{}", made.complaint);
        let mut arguments = vec![
            "req", "-x509", "-new", "-key", path, "-subj", "/CN=Self", "-outform", "DER",
        ];
        if !digest.is_empty() {
            arguments.push(digest);
        }
        let answer = openssl.run(&arguments, &[]);
        assert!(answer.success, "{}", answer.complaint);
        let certificate = Certificate::decode(&answer.output).unwrap();
        assert_eq!(certificate.encoding_faults(), [], "{kind} {option} {digest}");
        assert!(certificate.is_self_issued());
        assert_eq!(
            verify(&certificate, certificate.public_key()),
            Ok(()),
            "{kind} {option} {digest}"
        );
    }
}

#[test]
fn points_that_are_no_keys_are_told() {
    let good = TestKey::p256("supplier").public().clone();
    assert!(crypto::is_on_curve(&good.bits));
    let mut hybrid = good.bits.clone();
    hybrid[0] = 6 | (hybrid[64] & 1);
    for (name, point) in [
        ("off the curve", good.off_the_curve().bits),
        ("compressed", good.compressed().bits),
        ("hybrid", hybrid),
        ("infinity", vec![0]),
        ("zeros", [&[4][..], &[0; 64]].concat()),
        ("one octet short", good.bits[..64].to_vec()),
        ("one octet long", [&good.bits[..], &[0]].concat()),
        (
            "coordinates larger than the field",
            [&[4][..], &[0xFF; 64]].concat(),
        ),
        ("empty", vec![]),
        ("P-384", TestKey::p384().public().bits.clone()),
    ] {
        assert!(!crypto::is_on_curve(&point), "{name}");
        let info = PublicKey::p256(&point).info;
        let by = algorithm(&TestKey::p256("supplier").signature_algorithm());
        let signature = TestKey::p256("supplier").sign(b"m");
        let found = crypto::verify(&key(&info), &by, b"m", &signature);
        assert_eq!(found, Err(SignatureFault::BadSignature), "{name}");
    }
}

#[test]
fn identifiers_of_keys() {
    // FIPS 180-4 examples of "abc", and RFC 5280 4.2.1.2 applied to the first.
    let sha1 = hex::decode("A9993E364706816ABA3E25717850C26C9CD0D89D");
    assert_eq!(crypto::key_identifier_sha1(b"abc"), sha1[..]);
    assert_eq!(
        crypto::key_identifier(b"abc"),
        hex::decode("4850C26C9CD0D89D")[..]
    );
    let sha256 = hex::decode("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
    assert_eq!(crypto::sha256(b"abc"), sha256[..]);
    let certificate = decode(&supplier());
    assert_eq!(certificate.sha256(), crypto::sha256(certificate.der()));
}
