//! The command gate, on any message with any evidence: a verdict comes, and what is accepted says what was signed.
//!
//! Message and evidence are parted by an octet of zero, which stands in neither.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use s1spki_fuzz::desk::{self, Desk};
use s1spki_validator::Decision;
use s1spki_validator::duis::{Message, XmlLimits};
use s1spki_validator::evidence::CommandEvidence;
use s1spki_validator::gate::{CommandGate, Enclosure};

static DESK: LazyLock<Desk> = LazyLock::new(Desk::laid_out);
static GATE: LazyLock<CommandGate<'static>> =
    LazyLock::new(|| CommandGate::new(DESK.policy(), DESK.judge(), DESK.directory()));

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |octet| *octet == 0);
    let message = parts.next().unwrap_or_default();
    let evidence = parts.next().and_then(|json| serde_json::from_slice::<CommandEvidence>(json).ok());
    let _ = GATE.clone().within(Enclosure::OtherRoot).decide("fuzz", message, &CommandEvidence::default());
    let verdict = GATE.decide("fuzz", message, &evidence.unwrap_or_default());
    if verdict.decision == Decision::Accept {
        let decode = |bytes: &[u8]| Message::decode(bytes, &XmlLimits::default()).unwrap();
        let (found, signed) = (decode(message), decode(desk::MESSAGE));
        assert_eq!(found.body().element, signed.body().element);
        let values = |message: &Message| -> Vec<String> {
            message.values().iter().map(|value| format!("{} {}", value.path, value.text)).collect()
        };
        assert_eq!(values(&found), values(&signed));
    }
});
