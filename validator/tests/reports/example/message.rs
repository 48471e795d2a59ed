//! Examples of messages and their signatures.

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::duis::{RequestText, SignatureText, key_info};
use s1spki_fixtures::make::{Authority, OrganisationProfile, OrganisationUsage};
use s1spki_policies::XmlSignatureForm;
use s1spki_validator::duis::{Message, XmlLimits};
use s1spki_validator::{Certificate, Finding};

use super::collection::{Collection, Specimen};

pub(super) fn add(collection: &mut Collection) {
    for (name, text) in changed_texts() {
        judge(collection, &format!("request, {name}"), &text);
    }
    for (name, signature) in signatures() {
        let text = RequestText::disable_supply().signed(&signature, &key());
        judge(collection, &format!("request, {name}"), &text);
    }
}

fn key() -> TestKey {
    TestKey::p256("message signer")
}

/// A signed request after one change of its text.
fn changed_texts() -> Vec<(&'static str, String)> {
    let good = RequestText::disable_supply().signed(&SignatureText::default(), &key());
    let start = good.find("<ds:Signature ").unwrap();
    let end = good.find("</sr:Request>").unwrap();
    let signature = &good[start..end];
    let replaced = |from: &str, to: &str| good.replacen(from, to, 1);
    let in_body = |inside: &str| replaced("<sr:DisableSupply>", &format!("<sr:DisableSupply>{inside}"));
    let stated = |name: &str| {
        let rest = good.split(&format!("<ds:{name}>")).nth(1).unwrap();
        rest.split("</ds:").next().unwrap().to_owned()
    };
    vec![
        ("very large", in_body(&" ".repeat(4 << 20))),
        ("declared as UTF-16", replaced("UTF-8", "UTF-16")),
        ("with a DOCTYPE", replaced("?>\n", "?>\n<!DOCTYPE sr:Request>")),
        ("with an entity", in_body("&name;")),
        ("cut short", replaced("</sr:Request>", "")),
        (
            "with a prefix taken away",
            replaced("<sr:DisableSupply>", "<sr:DisableSupply xmlns:a=\"\">"),
        ),
        (
            "nested too deep",
            in_body(&format!("{}{}", "<sr:A>".repeat(70), "</sr:A>".repeat(70))),
        ),
        ("with too many elements", in_body(&"<sr:A/>".repeat(100_000))),
        (
            "in an envelope",
            format!("<Envelope>{}</Envelope>", good.split("?>\n").nth(1).unwrap()),
        ),
        ("without schemaVersion", replaced(" schemaVersion=\"5.4\"", "")),
        (
            "with a field too many",
            replaced("<sr:CommandVariant>", "<sr:Extra/><sr:CommandVariant>"),
        ),
        (
            "with a leading zero in its counter",
            replaced(":1000<", ":01000<"),
        ),
        (
            "with command variant 10",
            replaced("<sr:CommandVariant>4", "<sr:CommandVariant>10"),
        ),
        (
            "with a service reference of one number",
            replaced("<sr:ServiceReference>7.2", "<sr:ServiceReference>7"),
        ),
        (
            "with a variant that is a word",
            replaced("Variant>7.2", "Variant>supply"),
        ),
        (
            "with FirstInSequence that is no boolean",
            replaced(
                "<sr:CommandVariant>",
                "<sr:FirstInSequence>yes</sr:FirstInSequence><sr:CommandVariant>",
            ),
        ),
        (
            "with two elements in its body",
            replaced("<sr:Body>", "<sr:Body><sr:EnableSupply/>"),
        ),
        (
            "with a negative floor number",
            in_body("<sr:XFloorSeqNumber>-1</sr:XFloorSeqNumber>"),
        ),
        (
            "with a certificate in PEM",
            in_body("<sr:DeviceCertificate>-----BEGIN</sr:DeviceCertificate>"),
        ),
        (
            "with its signature in its body",
            replaced(signature, "").replace("<sr:Body>", &format!("<sr:Body>{signature}")),
        ),
        ("not signed", replaced(signature, "")),
        ("signed twice", replaced(signature, &signature.repeat(2))),
        (
            "with an object in its signature",
            replaced("</ds:Signature>", "<ds:Object/></ds:Signature>"),
        ),
        (
            "with a placeholder for the digest",
            replaced(&stated("DigestValue"), "ZGVmYXVsdA=="),
        ),
        (
            "with a placeholder for the signature",
            replaced(&stated("SignatureValue"), "ZGVmYXVsdA=="),
        ),
        ("changed after it was signed", replaced(":1000<", ":1001<")),
        (
            "with another digest put in after it was signed",
            replaced(
                &stated("DigestValue"),
                &"A".repeat(43).chars().chain(['=']).collect::<String>(),
            ),
        ),
    ]
}

/// Signatures of another form.
fn signatures() -> Vec<(&'static str, SignatureText)> {
    let default = SignatureText::default;
    let sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    let keys = |issuer: &str, serial: &str| SignatureText {
        key_info: key_info(issuer, serial),
        ..default()
    };
    vec![
        (
            "SignedInfo canonicalised inclusively",
            SignatureText {
                canonicalization: s1spki_fixtures::make::duis::INCLUSIVE.to_owned(),
                ..default()
            },
        ),
        (
            "signed with RSA",
            SignatureText {
                method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256".to_owned(),
                ..default()
            },
        ),
        (
            "with a reference to its body",
            SignatureText {
                reference: " URI=\"#body\"".to_owned(),
                ..default()
            },
        ),
        (
            "with a reference without transform",
            SignatureText {
                transforms: String::new(),
                ..default()
            },
        ),
        (
            "digested with SHA-1",
            SignatureText {
                digest_method: sha1.to_owned(),
                ..default()
            },
        ),
        (
            "with two references",
            SignatureText {
                reference: " URI=\"\"></ds:Reference><ds:Reference URI=\"\"".to_owned(),
                ..default()
            },
        ),
        (
            "without KeyInfo",
            SignatureText {
                key_info: String::new(),
                ..default()
            },
        ),
        ("with an issuer that is no name", keys("Z1", "1")),
        ("with a serial number in hexadecimal", keys("CN=Z1,OU=07", "0x1F")),
    ]
}

fn judge(collection: &mut Collection, name: &str, text: &str) {
    collection.add(&Specimen::lab(name), &findings(text));
}

fn findings(text: &str) -> Vec<Finding> {
    let message = match Message::decode(text.as_bytes(), &XmlLimits::default()) {
        Ok(message) => message,
        Err(error) => return vec![error.finding()],
    };
    let mut findings = message.findings();
    findings.extend(message.signature_findings());
    let profile = OrganisationProfile::lab(OrganisationUsage::Signing, &Authority::lab_issuing(), &key());
    let certificate = Certificate::decode(&profile.specimen().der()).unwrap();
    for signature in message.signatures() {
        findings.extend(signature.findings(&allowed()));
        findings.extend(signature.verify(certificate.public_key()).findings());
    }
    findings
}

fn allowed() -> XmlSignatureForm {
    let set = |uri: &str| [uri.to_owned()].into_iter().collect();
    XmlSignatureForm {
        canonicalisation: set("http://www.w3.org/2001/10/xml-exc-c14n#"),
        signature: set("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        digest: set("http://www.w3.org/2001/04/xmlenc#sha256"),
        transforms: vec!["http://www.w3.org/2000/09/xmldsig#enveloped-signature".to_owned()],
    }
}
