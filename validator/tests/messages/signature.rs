//! Signatures of other forms, and attacks on signatures.

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::duis::{
    self, RequestText, SERVICE_USER_GATEWAY, SignatureText, as_written, key_info, sign,
};
use s1spki_fixtures::oracle::XmlTools;
use s1spki_validator::duis::{DigestOutcome, SignatureVerdict, SignedForm};

use crate::{codes, decode, is_accepted, key, outcome, public_key};

fn request() -> RequestText {
    RequestText::disable_supply()
}

fn signed() -> String {
    request().signed(&SignatureText::default(), &key())
}

/// The signature element of a text.
fn signature_of(text: &str) -> String {
    let start = text.find("<ds:Signature ").unwrap();
    let end = text.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    text[start..end].to_owned()
}

#[test]
fn digest_and_signature_are_told_apart() {
    let good = signed();
    assert!(outcome(&good).is_good());
    let body = outcome(&good.replace(":1000<", ":1001<"));
    assert!(matches!(body.digest, DigestOutcome::Differs { .. }));
    assert_eq!(body.signature, SignatureVerdict::Good);
    // The other way round: the message has the digest that is stated, and the statement is not signed.
    let digest = |text: &str| text.split("DigestValue>").nth(1).unwrap()[..44].to_owned();
    let other = request();
    let other = RequestText {
        request_id: other.request_id.replace(":1000", ":1001"),
        ..other
    };
    let resigned = other.signed(&SignatureText::default(), &key());
    let moved = good
        .replace(":1000<", ":1001<")
        .replace(&digest(&good), &digest(&resigned));
    let statement = outcome(&moved);
    assert_eq!(statement.digest, DigestOutcome::Matches(SignedForm::Document));
    assert_eq!(statement.signature, SignatureVerdict::Bad);
    let other_key = public_key(&TestKey::p256("somebody else"));
    let by_other = decode(&good).signature().unwrap().verify(&other_key);
    assert_eq!(by_other.signature, SignatureVerdict::Bad);
    assert_eq!(
        by_other.findings().map(|finding| finding.outcome().as_str()),
        ["pass", "breach"]
    );
}

#[test]
fn every_other_form_is_named() {
    let default = SignatureText::default;
    let transform = |transforms: &str| SignatureText {
        transforms: format!("<ds:Transforms>{transforms}</ds:Transforms>"),
        ..default()
    };
    let enveloped = format!("<ds:Transform Algorithm=\"{}\"></ds:Transform>", duis::ENVELOPED);
    let algorithm = |uri: &str| format!("<ds:Transform Algorithm=\"{uri}\"></ds:Transform>");
    let keys = |key_info: &str| SignatureText {
        key_info: key_info.to_owned(),
        ..default()
    };
    let data = |data: &str| keys(&format!("<ds:KeyInfo>{data}</ds:KeyInfo>"));
    let one = "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>CN=Z1</ds:X509IssuerName>\
               <ds:X509SerialNumber>1</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>";
    for (signature, wanted) in [
        (default(), vec![]),
        (transform(""), vec!["signature.transform"]),
        (
            SignatureText {
                transforms: String::new(),
                ..default()
            },
            vec!["signature.transform"],
        ),
        (transform(&enveloped.repeat(2)), vec!["signature.transform"]),
        (
            transform(&format!("{enveloped}{}", algorithm(duis::EXCLUSIVE))),
            vec!["signature.transform"],
        ),
        (
            transform(&algorithm(duis::EXCLUSIVE)),
            vec!["signature.transform"],
        ),
        (
            transform(&algorithm("http://www.w3.org/TR/1999/REC-xslt-19991116")),
            vec!["signature.transform"],
        ),
        (
            transform(
                "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>1</ds:XPath></ds:Transform>",
            ),
            vec!["signature.transform"],
        ),
        (
            SignatureText {
                reference: " URI=\"#body\"".to_owned(),
                ..default()
            },
            vec!["signature.reference-uri"],
        ),
        (
            SignatureText {
                reference: String::new(),
                ..default()
            },
            vec!["signature.reference-uri"],
        ),
        (
            SignatureText {
                reference: " URI=\"#xpointer(/)\"".to_owned(),
                ..default()
            },
            vec!["signature.reference-uri"],
        ),
        (
            SignatureText {
                reference: " URI=\"http://example.com/\"".to_owned(),
                ..default()
            },
            vec!["signature.reference-uri"],
        ),
        (
            SignatureText {
                canonicalization: duis::INCLUSIVE.to_owned(),
                ..default()
            },
            vec!["signature.canonicalization"],
        ),
        (
            SignatureText {
                method: "http://www.w3.org/2000/09/xmldsig#hmac-sha1".to_owned(),
                ..default()
            },
            vec!["signature.method"],
        ),
        (
            SignatureText {
                digest_method: "http://www.w3.org/2000/09/xmldsig#sha1".to_owned(),
                ..default()
            },
            vec!["signature.digest-method"],
        ),
        (keys(""), vec!["signature.key-info"]),
        (data(""), vec!["signature.key-info"]),
        (data("<ds:X509Data></ds:X509Data>"), vec!["signature.key-info"]),
        (data(&one.repeat(2)), vec!["signature.key-info"]),
        (data("<ds:KeyName>a</ds:KeyName>"), vec!["signature.key-info"]),
        (
            data(&format!("{one}<ds:KeyValue></ds:KeyValue>")),
            vec!["signature.key-info"],
        ),
        (
            data(&one.replace(
                "</ds:X509IssuerSerial>",
                "</ds:X509IssuerSerial><ds:X509Certificate></ds:X509Certificate>",
            )),
            vec!["signature.key-info"],
        ),
        (keys(&key_info("Z1", "1")), vec!["signature.issuer-name"]),
        (keys(&key_info("", "0")), vec!["signature.serial-number"]),
        (keys(&key_info("CN=Z1", "0x10")), vec!["signature.serial-number"]),
        (keys(&key_info("CN=Z1", "-1")), vec!["signature.serial-number"]),
        (keys(&key_info("CN=Z1", "")), vec!["signature.serial-number"]),
        (
            keys(&key_info("CN=Z1", &"9".repeat(60))),
            vec!["signature.serial-number"],
        ),
        (
            keys(&one.replace("X509SerialNumber", "X509Serial")),
            vec!["signature.structure", "signature.key-info"],
        ),
    ] {
        let text = request().signed(&signature, &key());
        assert_eq!(codes(&text), wanted, "{text}");
        assert_eq!(is_accepted(&text), wanted.is_empty(), "{text}");
    }
}

#[test]
fn values_of_another_length_or_not_in_base64_are_named() {
    let good = signed();
    let value = good.split("SignatureValue>").nth(1).unwrap();
    let value = value.trim_end_matches("</ds:");
    let digest = &good.split("DigestValue>").nth(1).unwrap()[..44];
    for (from, to, code) in [
        (digest, "ZGVmYXVsdA==", "signature.digest-value"),
        (digest, "", "signature.digest-value"),
        (digest, "*", "signature.digest-value"),
        (&digest[1..], "", "signature.digest-value"),
        (value, "ZGVmYXVsdA==", "signature.signature-value"),
        (value, "", "signature.signature-value"),
        (&value[..4], "", "signature.signature-value"),
        (value, "A<ds:B/>A", "signature.signature-value"),
    ] {
        let text = good.replacen(from, to, 1);
        assert_eq!(codes(&text), [code], "{text}");
    }
    let der = duis::base64(&key().sign(b"as DER"), "");
    assert_eq!(
        codes(&good.replacen(value, &der, 1)),
        ["signature.signature-value"]
    );
}

#[test]
fn white_space_in_base64_is_passed_over() {
    for line_break in ["\n", "\r\n", "&#13;\n", " \t", ""] {
        let signature = SignatureText {
            line_break: line_break.to_owned(),
            ..SignatureText::default()
        };
        assert!(
            is_accepted(&request().signed(&signature, &key())),
            "{line_break:?}"
        );
    }
}

#[test]
fn the_named_certificate_is_read_in_every_spelling() {
    let serial = "150904613156123043518571660678160362915";
    for issuer in [
        "CN=Z1,OU=07",
        "CN=Z1, OU=07",
        "cn=z1 ; ou=07",
        "2.5.4.3=Z1,2.5.4.11=#130230 37",
    ] {
        let issuer = issuer.replace("30 37", "3037");
        let signature = SignatureText {
            key_info: key_info(&issuer, &format!("\n {serial} ")),
            ..SignatureText::default()
        };
        let message = decode(&request().signed(&signature, &key()));
        let (name, number) = message.signature().unwrap().key_info().certificate().unwrap();
        assert!(
            name.matches(&s1spki_validator::Name::from_rfc2253("CN=Z1,OU=07").unwrap()),
            "{issuer}"
        );
        assert_eq!(number.to_string(), "0x71872BDBC82789BC1401CE01BA06ADA3");
    }
    // KeyInfo is not signed: whatever it says, the signature is the same.
    let edited = signed().replace(
        "50669612984035780968362471400449834504",
        "50669612984035780968362471400449834505",
    );
    assert!(outcome(&edited).is_good());
}

#[test]
fn no_way_of_moving_a_signature_is_accepted() {
    let good = signed();
    let signature = signature_of(&good);
    let without = good.replace(&signature, "");
    let evil = without.replace(":1000<", ":1001<");
    let inner = without.split_once("?>\n").unwrap().1;
    for (text, code) in [
        // The signed message goes inside an evil one, whole or in a signature's object.
        (
            evil.replace(
                "<sr:Body>",
                &format!("<sr:Body>{}", good.split_once("?>\n").unwrap().1),
            ),
            "signature.place",
        ),
        (
            evil.replace("<sr:Body>", &format!("<sr:Body>{signature}")),
            "signature.place",
        ),
        (
            evil.replace("<sr:Header>", &format!("<sr:Header>{signature}")),
            "signature.place",
        ),
        (
            evil.replace("</sr:Request>", &format!("{signature}{inner}</sr:Request>")),
            "message.structure",
        ),
        (
            evil.replace(
                "</sr:Request>",
                &format!(
                    "{}</sr:Request>",
                    signature.replace(
                        "</ds:Signature>",
                        &format!("<ds:Object>{inner}</ds:Object></ds:Signature>")
                    )
                ),
            ),
            "signature.structure",
        ),
        // The signature is not where it belongs.
        (
            good.replace(&signature, "")
                .replace("<sr:Header>", &format!("{signature}<sr:Header>")),
            "message.structure",
        ),
        // A second body, header or signature.
        (
            good.replace("<sr:Body>", "<sr:Body><sr:EnableSupply/></sr:Body><sr:Body>"),
            "message.structure",
        ),
        (
            good.replace("<sr:DisableSupply>", "<sr:EnableSupply/><sr:DisableSupply>"),
            "message.body",
        ),
        (
            good.replace("<sr:Body>", &format!("{}<sr:Body>", request().header())),
            "message.structure",
        ),
        (
            good.replace(&signature, &signature.repeat(2)),
            "message.structure",
        ),
        (
            good.replace("</sr:Request>", &format!("{signature}</sr:Request>")),
            "message.structure",
        ),
    ] {
        assert!(!is_accepted(&text), "{text}");
        assert!(codes(&text).contains(&code), "{code} {:?}\n{text}", codes(&text));
    }
    let two = decode(&good.replace(&signature, &signature.repeat(2)));
    assert_eq!(two.signature(), None);
    let codes = two
        .signature_findings()
        .map(|finding| (finding.code(), finding.outcome().as_str()));
    assert_eq!(
        codes,
        [("signature.present", "pass"), ("signature.one", "breach")]
    );
    let none = decode(&without);
    assert_eq!(none.signature_findings()[0].outcome().as_str(), "breach");
    let digests = two
        .signatures()
        .iter()
        .map(|signature| signature.verify(&public_key(&key())).digest);
    assert!(digests.clone().all(|digest| digest == DigestOutcome::NotChecked));
}

#[test]
fn what_an_s1sp_signed_verifies_as_it_stands_and_as_it_stood() {
    let s1sp = TestKey::p256("s1sp");
    let declarations = format!(
        " xmlns:ra=\"http://www.dccinterface.co.uk/ResponseAndAlert\" xmlns:sr=\"{SERVICE_USER_GATEWAY}\""
    );
    let response = |declarations: &str, signature: &str| {
        format!(
            "<sr:SMETS1SignedResponse{declarations} schemaVersion=\"5.4\"><sr:SMETS1Response><sr:Header>\
             <ra:BusinessOriginatorID>00-DB-12-34-56-78-90-A0</ra:BusinessOriginatorID>\
             <ra:BusinessTargetID>90-B3-D5-1F-30-01-00-00</ra:BusinessTargetID>\
             <ra:OriginatorCounter>1000</ra:OriginatorCounter></sr:Header><sr:Body><sr:ResponseMessage>\
             </sr:ResponseMessage></sr:Body></sr:SMETS1Response>{signature}</sr:SMETS1SignedResponse>"
        )
    };
    let wrapped = |inside: &str, signature: &str| {
        format!(
            "<sr:Response{declarations} schemaVersion=\"5.4\"><sr:Header><sr:ResponseCode>I0</sr:ResponseCode>\
             <sr:ResponseDateTime>2026-01-01T00:00:00Z</sr:ResponseDateTime></sr:Header><sr:Body>\
             <sr:SMETS1ResponseMessage><sr:ServiceReference>7.2</sr:ServiceReference>{inside}\
             </sr:SMETS1ResponseMessage></sr:Body>{signature}</sr:Response>"
        )
    };
    let alone = sign(
        &|signature| response(&declarations, signature),
        &SignatureText::default(),
        &s1sp,
        &as_written,
    );
    assert_eq!(
        decode(&alone)
            .signature()
            .unwrap()
            .verify(&public_key(&s1sp))
            .digest,
        DigestOutcome::Matches(SignedForm::Document)
    );
    // Signed inside the wrapper: canonicalised with the namespaces in scope.
    let in_scope = sign(
        &|signature| response(&declarations, signature),
        &SignatureText::default(),
        &s1sp,
        &as_written,
    )
    .replacen(&declarations, "", 1);
    for (inside, form) in [
        (alone.clone(), SignedForm::Inside),
        (in_scope, SignedForm::Inside),
        (
            sign(
                &|signature| {
                    response(
                        &declarations.replace(" xmlns:ra", " xmlns:q=\"urn:q\" xmlns:ra"),
                        signature,
                    )
                },
                &SignatureText::default(),
                &s1sp,
                &as_written,
            ),
            SignedForm::Inside,
        ),
    ] {
        let text = sign(
            &|signature| wrapped(&inside, signature),
            &SignatureText::default(),
            &key(),
            &|text, _| text.as_bytes().to_vec(),
        );
        let message = decode(&text);
        assert_eq!(message.faults(), [], "{text}");
        let enclosed = message.enclosed().unwrap();
        let found = enclosed.signature().unwrap().verify(&public_key(&s1sp));
        assert_eq!(found.digest, DigestOutcome::Matches(form), "{text}");
        assert!(found.is_good());
    }
    // A wrapper with a namespace of its own: what was signed as a document of its own still verifies.
    let text = wrapped(&alone, "").replacen("<sr:Response ", "<sr:Response xmlns:own=\"urn:own\" ", 1);
    let message = decode(&text);
    let found = message
        .enclosed()
        .unwrap()
        .signature()
        .unwrap()
        .verify(&public_key(&s1sp));
    assert_eq!(found.digest, DigestOutcome::Matches(SignedForm::Alone));
    assert!(found.is_good());
    let evil = text.replace(">1000<", ">1001<");
    let found = decode(&evil)
        .enclosed()
        .unwrap()
        .signature()
        .unwrap()
        .verify(&public_key(&s1sp));
    assert!(!found.is_good());
}

#[test]
fn xmlsec1_agrees_on_what_is_good_and_what_is_not() {
    let Some(tools) = XmlTools::for_test("xmlsec1_agrees_on_what_is_good_and_what_is_not") else {
        return;
    };
    let good = signed();
    for (from, to) in [
        (":1000<", ":1001<"),
        ("7.2<", "7.1<"),
        ("\n<sr:Body>", "\n\n<sr:Body>"),
        ("5.4", "5.3"),
    ] {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good);
        assert!(
            !tools.verifies(&changed, &key()) && !is_accepted(&changed),
            "{changed}"
        );
    }
    for (from, to) in [
        ("<sr:Body>", "<sr:Body><!-- a -->"),
        ("<sr:Request ", "<sr:Request  "),
    ] {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good);
        assert!(
            tools.verifies(&changed, &key()) && is_accepted(&changed),
            "{changed}"
        );
    }
}
