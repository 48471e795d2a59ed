//! Published messages, each with what comes of it.

use s1spki_fixtures::pem;
use s1spki_fixtures::samples::samples;
use s1spki_validator::duis::{DigestOutcome, Message, SignatureVerdict, XmlLimits};
use s1spki_validator::{Certificate, SubjectPublicKeyInfo};

use crate::codes;

#[test]
fn published_signed_messages_have_their_exact_outcomes() {
    let Some(samples) = samples("published_signed_messages_have_their_exact_outcomes") else {
        return;
    };
    let folder = samples.folder().join("duis");
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let key = |name: &str| -> SubjectPublicKeyInfo {
        let der = pem::decode_one(&text(&format!("certificates/{name}.pem")));
        Certificate::decode(&der).unwrap().public_key().clone()
    };
    let current = "Z1-accessControlBroker-dSPXmlSign";
    let earlier = "dsp-xml-sign-90B3D51F30000002-ds-pre-1.4.1";
    let serial = |text: &str| {
        let message = Message::decode(text.as_bytes(), &XmlLimits::default()).unwrap();
        let (issuer, serial) = message.signature().unwrap().key_info().certificate().unwrap();
        assert_eq!(issuer.to_string(), "OU=07, CN=Z1");
        serial.to_decimal()
    };

    assert_eq!(codes(&text("signed/duis-xxe.xml")), ["message.doctype"]);

    let good = text("signed/read-inventory-response-5.4.xml");
    assert_eq!(codes(&good), [""; 0]);
    assert_eq!(serial(&good), "20315062944123339095836004026371736578");
    assert!(verify(&good, &key(current)).is_good());

    let good = text("signed/readfw-response.xml");
    assert_eq!(codes(&good), [""; 0]);
    assert_eq!(serial(&good), "50669612984035780968362471400449834504");
    assert!(verify(&good, &key(earlier)).is_good());
    assert_eq!(verify(&good, &key(current)).signature, SignatureVerdict::Bad);
    let tampered = good.replace("I0", "I1");
    let found = verify(&tampered, &key(earlier));
    assert!(matches!(found.digest, DigestOutcome::Differs { .. }));
    assert_eq!(found.signature, SignatureVerdict::Good);

    let invalid = text("signed/readfw-response-invalid.xml");
    assert_eq!(codes(&invalid), ["message.service-reference"]);
    assert!(matches!(
        verify(&invalid, &key(earlier)).digest,
        DigestOutcome::Differs { .. }
    ));
}

fn verify(text: &str, key: &SubjectPublicKeyInfo) -> s1spki_validator::duis::SignatureOutcome {
    let message = Message::decode(text.as_bytes(), &XmlLimits::default()).unwrap();
    message.signature().unwrap().verify(key)
}

#[test]
fn published_templates_are_read_and_their_placeholders_named() {
    let Some(samples) = samples("published_templates_are_read_and_their_placeholders_named") else {
        return;
    };
    let mut count = 0;
    for entry in std::fs::read_dir(samples.folder().join("duis/requests")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert_eq!(
            codes(&text),
            ["signature.digest-value", "signature.signature-value"]
        );
        let message = Message::decode(text.as_bytes(), &XmlLimits::default()).unwrap();
        assert!(message.body().element.is_some());
        for certificate in &message.body().certificates {
            assert!(
                Certificate::decode(certificate.der.value().unwrap()).is_ok(),
                "{}",
                certificate.place
            );
        }
        count += 1;
    }
    assert!(count > 0);
}
