use super::*;
use crate::double::office::{moment, person};

fn hash(text: &str) -> Hash {
    Hash::of(text.as_bytes())
}

fn json(declaration: &impl Statement) -> String {
    serde_json::to_string(declaration).unwrap()
}

/// The stored format, octet for octet: a change here is a change of what officers have signed, and not allowed. A
/// declaration that needs another shape is a new kind of statement.
#[test]
fn every_declaration_is_written_as_it_always_was() {
    let (authority, at) = (hash("an authority"), moment("2026-01-10T09:00:00Z"));
    let expires = moment("2026-01-15T09:00:00Z");
    let certificate: CertificateId = "TEST-I1/0x40000000000000000000000000000001".parse().unwrap();
    let policy_sha256: PolicyHash = "a".repeat(64).parse().unwrap();
    let reason = RevocationReason::KeyCompromise;
    let lines = [
        json(&IssuanceApproval {
            action: Action::ApproveIssuance,
            authority,
            request: RequestId::FIRST,
            request_sha256: hash("a request"),
            tbs_sha256: hash("octets to be signed"),
            policy_sha256,
            profile: "organisation-signing".to_owned(),
            serial: "0x40000000000000000000000000000001".parse().unwrap(),
            expires,
            at,
        }),
        json(&RevocationRequest {
            action: Action::RequestRevocation,
            authority,
            certificate: certificate.clone(),
            reason,
            expires,
            at,
        }),
        json(&RevocationApproval {
            action: Action::ApproveRevocation,
            authority,
            certificate,
            reason,
            request_sha256: hash("a signed request"),
            expires,
            at,
        }),
        json(&PolicyAdoption {
            action: Action::AdoptPolicy,
            policy_sha256,
            values: vec!["profile.root.validity".to_owned()],
            replaces: Some(hash("an entry")),
            at,
        }),
        json(&OfficerEnrolment {
            action: Action::EnrolOfficer,
            authority,
            officer: person("erin"),
            name: "Erin Eaton".to_owned(),
            key_sha256: hash("a key"),
            expires,
            at,
        }),
        json(&Unlocking {
            action: Action::Unlock,
            authority,
            lock: hash("an entry"),
            reason: "the module was replaced".to_owned(),
            expires,
            at,
        }),
    ];
    let kinds = [
        IssuanceApproval::KIND,
        RevocationRequest::KIND,
        RevocationApproval::KIND,
        PolicyAdoption::KIND,
        OfficerEnrolment::KIND,
        Unlocking::KIND,
    ];
    let lines = kinds.iter().zip(lines);
    let text: String = lines.map(|(kind, json)| format!("{kind}\t{json}\n")).collect();
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/declarations-1.txt");
    if std::env::var_os("S1SPKI_REWRITE").is_some() {
        std::fs::write(golden, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(golden).unwrap());
}
