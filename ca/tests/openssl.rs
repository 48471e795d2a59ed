//! What OpenSSL says about what is made here: keys at rest, signed statements, certificates, CRLs.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use s1spki_ca::encode::{
    CertificateTemplate, CrlEntry, CrlTemplate, ExtensionValue, Name, NameAttribute, TemplateExtension,
};
use s1spki_ca::entropy::SystemEntropy;
use s1spki_ca::key::{EncryptedKey, KeyError, Rounds, SecretKey, SoftKey};
use s1spki_ca::signer::Signer;
use s1spki_ca::statement::{Statement, sign};
use s1spki_ca::{Passphrase, PublicKey, serial};
use s1spki_fixtures::oracle::OpenSsl;
use s1spki_policies::{KeyUsage, Oid, PolicyOid, RevocationReason, SerialNumber, Validity};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

const PASSPHRASE: &str = "correct horse battery staple";

//------------ Keys at rest ------------------------------------------------------------------------------

#[test]
fn openssl_opens_our_keys() {
    let Some(room) = Room::for_test("openssl_opens_our_keys") else {
        return;
    };
    let (key, secret) = new_key();
    let path = room.path("our.key");
    sealed(&secret).write(&path).unwrap();
    fs::write(room.path("passphrase"), PASSPHRASE).unwrap();
    let from_file = format!("file:{}", room.path("passphrase").display());
    for source in ["env:PASSPHRASE", &from_file] {
        let read = room
            .openssl(&["pkey", "-in", "our.key", "-passin", source, "-pubout"])
            .unwrap();
        assert_eq!(PublicKey::from_pem(&read).unwrap(), *key.public_key());
    }
    let signature = room.path("signature");
    let message = b"signed by OpenSSL";
    room.openssl_with(
        &[
            "dgst",
            "-sha256",
            "-sign",
            "our.key",
            "-passin",
            "env:PASSPHRASE",
            "-out",
            "signature",
        ],
        message,
    )
    .unwrap();
    assert!(
        key.public_key()
            .has_signed(message, &fs::read(signature).unwrap())
    );
    // Exactly the scheme that is promised, in OpenSSL's words.
    let parsed = room.openssl(&["asn1parse", "-in", "our.key"]).unwrap();
    for word in ["PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc", ":0927C0"] {
        assert!(parsed.contains(word), "{word} is missing in\n{parsed}");
    }
}

#[test]
fn we_open_keys_that_openssl_wrote() {
    let Some(room) = Room::for_test("we_open_keys_that_openssl_wrote") else {
        return;
    };
    room.make_key("plain.key", "P-256");
    room.encrypt("plain.key", "theirs.key", STRONG);
    let public = room.openssl(&["pkey", "-in", "plain.key", "-pubout"]).unwrap();
    let public = PublicKey::from_pem(&public).unwrap();
    let key = room.opened("theirs.key", &public).unwrap();
    let signature = key.sign(b"signed here").unwrap();
    fs::write(room.path("signature"), signature).unwrap();
    fs::write(room.path("public.pem"), key.public_key().to_pem()).unwrap();
    room.openssl_with(
        &[
            "dgst",
            "-sha256",
            "-verify",
            "public.pem",
            "-signature",
            "signature",
        ],
        b"signed here",
    )
    .unwrap();
}

#[test]
fn keys_that_are_weaker_or_of_another_kind_are_refused_with_the_command_that_helps() {
    let Some(room) =
        Room::for_test("keys_that_are_weaker_or_of_another_kind_are_refused_with_the_command_that_helps")
    else {
        return;
    };
    room.make_key("p256.key", "P-256");
    room.make_key("p384.key", "P-384");
    room.openssl(&[
        "ecparam",
        "-name",
        "prime256v1",
        "-genkey",
        "-noout",
        "-out",
        "sec1.key",
    ])
    .unwrap();
    let refused = |arguments: &[&str]| {
        room.encrypt("p256.key", "other.key", arguments);
        EncryptedKey::from_pem(&fs::read(room.path("other.key")).unwrap()).unwrap_err()
    };
    let scheme = |found: &str| KeyError::Scheme {
        found: found.to_owned(),
    };
    let rounds = |found| KeyError::Rounds {
        found,
        least: 600_000,
        most: 10_000_000,
    };
    let iterations = ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-iter"];
    let with_rounds = |rounds| [&iterations[..], &[rounds]].concat();
    for (arguments, wanted) in [
        (with_rounds("599999"), rounds(599_999)),
        (with_rounds("2048"), rounds(2048)),
        (vec!["-v2", "aes-256-cbc"], rounds(2048)),
        (
            vec!["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"],
            scheme("PBKDF2 over HmacWithSha1"),
        ),
        (
            vec!["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"],
            scheme("PBKDF2 over HmacWithSha512"),
        ),
        (
            vec!["-v2", "aes-128-cbc"],
            scheme("the cipher 2.16.840.1.101.3.4.1.2"),
        ),
        (vec!["-v2", "des3"], scheme("1.2.840.113549.3.7")),
        (
            vec!["-scrypt"],
            scheme("the key derivation 1.3.6.1.4.1.11591.4.11"),
        ),
        (vec!["-v1", "PBE-SHA1-3DES"], scheme("1.2.840.113549.1.12.1.3")),
        (
            vec!["-nocrypt"],
            KeyError::NotEncrypted {
                label: "PRIVATE KEY".to_owned(),
            },
        ),
    ] {
        let error = refused(&arguments);
        assert_eq!(error, wanted, "{arguments:?}");
        assert!(
            error
                .to_string()
                .contains("openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000")
        );
    }
    let sec1 = EncryptedKey::from_pem(&fs::read(room.path("sec1.key")).unwrap());
    assert_eq!(
        sec1,
        Err(KeyError::NotEncrypted {
            label: "EC PRIVATE KEY".to_owned()
        })
    );
    // Well encrypted, but not a P-256 key.
    room.encrypt("p384.key", "p384.enc", STRONG);
    let unknown = room
        .read("p384.enc")
        .open_unknown(&passphrase())
        .map(|_| ())
        .unwrap_err();
    assert_eq!(unknown, KeyError::Rejected("WrongAlgorithm".to_owned()));
}

/// The command in the hints does what it says.
#[test]
fn the_command_that_is_advised_makes_a_key_that_is_taken() {
    let Some(room) = Room::for_test("the_command_that_is_advised_makes_a_key_that_is_taken") else {
        return;
    };
    room.openssl(&[
        "ecparam",
        "-name",
        "prime256v1",
        "-genkey",
        "-noout",
        "-out",
        "OLD.pem",
    ])
    .unwrap();
    let hint = EncryptedKey::from_pem(&fs::read(room.path("OLD.pem")).unwrap())
        .unwrap_err()
        .to_string();
    let (_, command) = hint.split_once("openssl ").unwrap();
    let mut arguments: Vec<&str> = command.split_whitespace().collect();
    arguments.extend(["-passout", "env:PASSPHRASE"]);
    room.openssl(&arguments).unwrap();
    room.read("NEW.pem").open_unknown(&passphrase()).unwrap();
}

//------------ Signed statements ----------------------------------------------------------------------------

#[derive(Serialize, Deserialize)]
struct Approval {
    request: String,
}

impl Statement for Approval {
    const KIND: &'static str = "approval";
}

/// RFC 7515 and 7518 3.4 done by hand: base64url, and r and s side by side.
#[test]
fn openssl_verifies_our_statements() {
    let Some(room) = Room::for_test("openssl_verifies_our_statements") else {
        return;
    };
    let (key, _) = new_key();
    let approval = Approval {
        request: "R-1".to_owned(),
    };
    let signed = sign(&approval, "officer-1", &key).unwrap();
    let (unsigned, signature) = signed.as_str().rsplit_once('.').unwrap();
    let (header, claims) = unsigned.split_once('.').unwrap();
    let text = |part: &str| String::from_utf8(room.base64url(part)).unwrap();
    assert_eq!(
        text(header),
        r#"{"typ":"s1spki-approval+jws","alg":"ES256","kid":"officer-1"}"#
    );
    assert_eq!(text(claims), r#"{"request":"R-1"}"#);
    let fixed = room.base64url(signature);
    assert_eq!(fixed.len(), 64);
    let der = yasna::construct_der(|writer| {
        writer.write_sequence(|numbers| {
            numbers.next().write_bigint_bytes(&fixed[..32], true);
            numbers.next().write_bigint_bytes(&fixed[32..], true);
        });
    });
    fs::write(room.path("signature"), der).unwrap();
    fs::write(room.path("public.pem"), key.public_key().to_pem()).unwrap();
    let verify = [
        "dgst",
        "-sha256",
        "-verify",
        "public.pem",
        "-signature",
        "signature",
    ];
    room.openssl_with(&verify, unsigned.as_bytes()).unwrap();
    room.openssl_with(&verify, claims.as_bytes()).unwrap_err();
}

//------------ Certificates and CRLs ----------------------------------------------------------------------

#[test]
fn openssl_accepts_a_whole_hierarchy_and_its_crl() {
    let Some(room) = Room::for_test("openssl_accepts_a_whole_hierarchy_and_its_crl") else {
        return;
    };
    let (root, _) = new_key();
    let (issuing, _) = new_key();
    let (supplier, _) = new_key();
    let root_name = authority_name("00", "R1");
    let issuing_name = authority_name("07", "I1");
    let any = || vec![PolicyOid::any_policy()];
    let ours = || vec![POLICY.parse().unwrap()];
    let root_certificate = certificate(
        &root,
        &root,
        &root_name,
        &root_name,
        authority(&root, None, any()),
    );
    let issuing_extensions = [authority(&issuing, Some(0), ours()), vec![authority_key(&root)]].concat();
    let issuing_certificate = certificate(&root, &issuing, &root_name, &issuing_name, issuing_extensions);
    let supplier_certificate = certificate(
        &issuing,
        &supplier,
        &issuing_name,
        &subject_name(),
        end_entity(&supplier, &issuing),
    );
    room.write_pem("root.pem", "CERTIFICATE", &root_certificate);
    room.write_pem("issuing.pem", "CERTIFICATE", &issuing_certificate);
    room.write_pem("supplier.pem", "CERTIFICATE", &supplier_certificate);

    let (_, read) = x509_parser::parse_x509_certificate(&supplier_certificate).unwrap();
    let supplier_serial = SerialNumber::from_magnitude(read.raw_serial()).unwrap();
    let other = serial::draw(&SystemEntropy::new(), 127).unwrap();
    room.write_pem(
        "good.crl",
        "X509 CRL",
        &crl(&issuing, &issuing_name, std::slice::from_ref(&other)),
    );
    room.write_pem("empty.crl", "X509 CRL", &crl(&issuing, &issuing_name, &[]));
    room.write_pem(
        "revoking.crl",
        "X509 CRL",
        &crl(&issuing, &issuing_name, &[other, supplier_serial]),
    );

    for list in ["good.crl", "empty.crl"] {
        room.verify("supplier.pem", list).unwrap();
    }
    let refused = room.verify("supplier.pem", "revoking.crl").unwrap_err();
    assert!(refused.contains("certificate revoked"), "{refused}");
    let shown = room
        .openssl(&["crl", "-in", "revoking.crl", "-noout", "-text"])
        .unwrap();
    for words in [
        "Version 2 (0x1)",
        "ecdsa-with-SHA256",
        "Issuer: OU = 07, CN = I1",
        "X509v3 CRL Number: \n                41",
        "X509v3 CRL Reason Code: \n                Key Compromise",
    ] {
        assert!(shown.contains(words), "{words} is missing in\n{shown}");
    }
    let shown = room
        .openssl(&["crl", "-in", "empty.crl", "-noout", "-text"])
        .unwrap();
    assert!(shown.contains("No Revoked Certificates."), "{shown}");
}

const POLICY: &str = "2.999.1";

fn certificate(
    issuer: &SoftKey,
    subject: &SoftKey,
    issuer_name: &Name,
    subject_name: &Name,
    extensions: Vec<TemplateExtension>,
) -> Vec<u8> {
    let template = CertificateTemplate {
        serial: serial::draw(&SystemEntropy::new(), 127).unwrap(),
        issuer: issuer_name.clone(),
        validity: Validity::lasting("2026-01-01".parse().unwrap(), "P10Y".parse().unwrap()).unwrap(),
        subject: subject_name.clone(),
        public_key: subject.public_key().clone(),
        extensions,
    };
    let tbs = template.encode().unwrap();
    tbs.assemble(&issuer.sign(tbs.der()).unwrap())
}

fn crl(issuer: &SoftKey, issuer_name: &Name, revoked: &[SerialNumber]) -> Vec<u8> {
    let entry = |serial: &SerialNumber| CrlEntry {
        serial: serial.clone(),
        revoked_at: "2026-02-01".parse().unwrap(),
        reason: RevocationReason::KeyCompromise,
    };
    let template = CrlTemplate {
        issuer: issuer_name.clone(),
        number: 41,
        this_update: "2026-02-28".parse().unwrap(),
        next_update: "2026-03-02".parse().unwrap(),
        authority_key_identifier: issuer.public_key().identifier(),
        entries: revoked.iter().map(entry).collect(),
    };
    let tbs = template.encode().unwrap();
    tbs.assemble(&issuer.sign(tbs.der()).unwrap())
}

fn oid(text: &str) -> Oid {
    text.parse().unwrap()
}

fn authority_name(role: &str, common_name: &str) -> Name {
    Name::new(&[
        NameAttribute::printable(oid("2.5.4.11"), role),
        NameAttribute::printable(oid("2.5.4.3"), common_name),
    ])
    .unwrap()
}

fn subject_name() -> Name {
    Name::new(&[
        NameAttribute::utf8(oid("2.5.4.11"), "02"),
        NameAttribute::bit_string(oid("2.5.4.45"), [0x02, 0x00, 0x5E, 0x10, 0, 0, 0, 1]),
    ])
    .unwrap()
}

fn critical(value: ExtensionValue) -> TemplateExtension {
    TemplateExtension {
        critical: true,
        value,
    }
}

fn subject_key(key: &SoftKey) -> TemplateExtension {
    TemplateExtension {
        critical: false,
        value: ExtensionValue::SubjectKeyIdentifier(key.public_key().identifier()),
    }
}

fn authority_key(key: &SoftKey) -> TemplateExtension {
    TemplateExtension {
        critical: false,
        value: ExtensionValue::AuthorityKeyIdentifier(key.public_key().identifier()),
    }
}

fn authority(key: &SoftKey, path_length: Option<u8>, policies: Vec<PolicyOid>) -> Vec<TemplateExtension> {
    vec![
        critical(ExtensionValue::KeyUsage(
            [KeyUsage::KeyCertSign, KeyUsage::CrlSign].into(),
        )),
        critical(ExtensionValue::BasicConstraints { path_length }),
        critical(ExtensionValue::CertificatePolicies(policies)),
        subject_key(key),
    ]
}

fn end_entity(key: &SoftKey, issuer: &SoftKey) -> Vec<TemplateExtension> {
    vec![
        critical(ExtensionValue::KeyUsage([KeyUsage::DigitalSignature].into())),
        subject_key(key),
        critical(ExtensionValue::CertificatePolicies(vec![POLICY.parse().unwrap()])),
        authority_key(issuer),
    ]
}

//------------ OpenSSL -----------------------------------------------------------------------------------

/// What `openssl pkcs8` is told to make a key that is taken.
const STRONG: &[&str] = &[
    "-v2",
    "aes-256-cbc",
    "-v2prf",
    "hmacWithSHA256",
    "-iter",
    "600000",
];

fn new_key() -> (SoftKey, SecretKey) {
    SoftKey::generate(&SystemEntropy::new()).unwrap()
}

fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE.to_owned(), 1).unwrap()
}

fn sealed(secret: &SecretKey) -> EncryptedKey {
    EncryptedKey::seal(secret, &passphrase(), Rounds::LEAST, &SystemEntropy::new()).unwrap()
}

/// A folder in which OpenSSL works.
struct Room(TempDir);

impl Room {
    /// For the test of this name; nothing where there is no OpenSSL.
    fn for_test(test: &str) -> Option<Self> {
        OpenSsl::for_test(test).map(|_| Self(tempfile::tempdir().unwrap()))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, arguments: &[&str]) -> Result<String, String> {
        self.openssl_with(arguments, b"")
    }

    /// What it says, or what it complains of.
    fn openssl_with(&self, arguments: &[impl AsRef<OsStr>], input: &[u8]) -> Result<String, String> {
        let output = self.run(arguments, input);
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        match output.status.success() {
            true => Ok(text(&output.stdout)),
            false => Err(text(&[output.stdout, output.stderr].concat())),
        }
    }

    fn run(&self, arguments: &[impl AsRef<OsStr>], input: &[u8]) -> std::process::Output {
        let program = std::env::var_os("S1SPKI_OPENSSL").unwrap_or_else(|| "openssl".into());
        let mut child = Command::new(program)
            .args(arguments)
            .env("PASSPHRASE", PASSPHRASE)
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    }

    fn make_key(&self, name: &str, curve: &str) {
        let curve = format!("ec_paramgen_curve:{curve}");
        self.openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", &curve, "-out", name])
            .unwrap();
    }

    fn encrypt(&self, from: &str, to: &str, arguments: &[&str]) {
        let always = [
            "pkcs8",
            "-topk8",
            "-in",
            from,
            "-out",
            to,
            "-passout",
            "env:PASSPHRASE",
        ];
        self.openssl(&[&always[..], arguments].concat()).unwrap();
    }

    fn read(&self, name: &str) -> EncryptedKey {
        EncryptedKey::from_pem(&fs::read(self.path(name)).unwrap()).unwrap()
    }

    fn opened(&self, name: &str, expected: &PublicKey) -> Result<SoftKey, KeyError> {
        self.read(name).open(&passphrase(), expected)
    }

    fn write_pem(&self, name: &str, label: &str, der: &[u8]) {
        fs::write(self.path(name), pem::encode(&pem::Pem::new(label, der))).unwrap();
    }

    /// Full validation: strict, with explicit policy, and with the CRL of the end entity's authority.
    fn verify(&self, certificate: &str, crl: &str) -> Result<String, String> {
        let at = "1772323200"; // 2026-03-01
        self.openssl(&[
            "verify",
            "-x509_strict",
            "-check_ss_sig",
            "-explicit_policy",
            "-policy",
            POLICY,
            "-crl_check",
            "-attime",
            at,
            "-CAfile",
            "root.pem",
            "-untrusted",
            "issuing.pem",
            "-CRLfile",
            crl,
            certificate,
        ])
    }

    fn base64url(&self, text: &str) -> Vec<u8> {
        let padding = "=".repeat((4 - text.len() % 4) % 4);
        let text = format!("{}{padding}\n", text.replace('-', "+").replace('_', "/"));
        self.run(&["base64", "-d", "-A"], text.as_bytes()).stdout
    }
}
