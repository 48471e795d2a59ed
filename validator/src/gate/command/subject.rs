//! What a message says of itself: what a reader wants to see first.

use super::facts::Facts;
use crate::verdict::Claim;

pub(super) fn claims(facts: &Facts<'_>) -> Vec<Claim> {
    let mut claims = vec![Claim::new("message", facts.message.kind().element())];
    let mut claim = |name, value: Option<String>| {
        if let Some(value) = value {
            claims.push(Claim::new(name, value));
        }
    };
    claim("request", facts.request_id.map(|id| id.to_string()));
    claim("service", service(facts));
    claim(
        "device",
        facts.device_in_question.map(|device| device.to_string()),
    );
    let signer = facts.signer.known();
    let id = signer.and_then(|signer| signer.entry.certificate_id());
    claim("signer", id.map(|id| id.to_string()));
    claims
}

/// `7.2 Disable Supply (critical)`.
fn service(facts: &Facts<'_>) -> Option<String> {
    let variant = facts.variant?;
    Some(match facts.row {
        Some(row) => format!("{variant} {} ({})", row.value().name, row.value().class()),
        None => variant.to_string(),
    })
}
