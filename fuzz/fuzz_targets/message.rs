//! A DUIS message: decoded, and every signature verified. Whatever is changed in a signed message, it is either seen, or
//! the message still says what was signed.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use s1spki_validator::duis::{Message, XmlLimits};
use s1spki_validator::{Certificate, SubjectPublicKeyInfo, read_blocks};

static KEY: LazyLock<SubjectPublicKeyInfo> = LazyLock::new(|| {
    let blocks = read_blocks(include_bytes!("../seeds/signer.pem"), 1 << 20).unwrap();
    let certificate = Certificate::decode(&blocks[0].der).unwrap();
    certificate.public_key().clone()
});

static SIGNED: LazyLock<Message> = LazyLock::new(|| {
    let message = decode(include_bytes!("../seeds/message/signed.xml")).unwrap();
    assert!(is_accepted(&message));
    message
});

fn decode(bytes: &[u8]) -> Option<Message> {
    Message::decode(bytes, &XmlLimits::default()).ok()
}

fn is_accepted(message: &Message) -> bool {
    let signature = message.signature();
    message.faults().is_empty()
        && signature
            .is_some_and(|signature| signature.faults().is_empty() && signature.verify(&KEY).is_good())
}

fuzz_target!(|bytes: &[u8]| {
    let _ = Message::decode_within(bytes, &XmlLimits::default());
    let Some(message) = decode(bytes) else { return };
    let _ = message.findings();
    for part in [Some(&message), message.enclosed()].into_iter().flatten() {
        for signature in part.signatures() {
            let _ = signature.verify(&KEY).findings();
        }
    }
    if is_accepted(&message) {
        assert_eq!(message.kind(), SIGNED.kind());
        assert_eq!(
            message
                .request_header()
                .unwrap()
                .request_id
                .as_ref()
                .unwrap()
                .value,
            SIGNED
                .request_header()
                .unwrap()
                .request_id
                .as_ref()
                .unwrap()
                .value
        );
        assert_eq!(message.body().element, SIGNED.body().element);
        assert_eq!(message.values().len(), SIGNED.values().len());
        for (found, signed) in message.values().iter().zip(SIGNED.values()) {
            assert_eq!((&found.path, &found.text), (&signed.path, &signed.text));
        }
    }
});
