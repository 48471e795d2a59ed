//! Whatever the command says with `--json`, the service says too.

use std::process::Command;

use s1spki_fixtures::pem;
use s1spki_fixtures::scenario::Scenario;
use serde_json::Value;

use crate::server::{Desk, program};

/// What the command says about the certificates in question.
fn command(desk: &Desk, task: &str, trust: &[String]) -> Value {
    let judged = desk.made.judged.iter();
    let output = Command::new(program())
        .arg(task)
        .args(judged.map(|named| desk.path(&format!("{}.pem", named.label))))
        .args(trust)
        .args(["--at", &desk.at, "--json"])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The verdict without what certificates are called: files there, places in the body here.
fn without_labels(mut verdict: Value) -> Value {
    for certificate in verdict["certificates"].as_array_mut().unwrap() {
        certificate.as_object_mut().unwrap().remove("label").unwrap();
    }
    verdict
}

#[test]
fn every_scenario_is_judged_as_the_command_judges_it() {
    let scenarios = Scenario::all();
    assert!(scenarios.len() > 40);
    for scenario in scenarios {
        let desk = Desk::of(&scenario);
        let server = desk.serve(&[]);
        let body = desk.body(&desk.judged());
        for (task, path, trust) in [
            ("chain", "/v1/chain", desk.trust()),
            ("certificate", "/v1/certificate", desk.trust()[..2].to_vec()),
        ] {
            let answer = server.post(path, &body);
            assert_eq!(answer.status, 200, "{}: {}", scenario.name, answer.body);
            let (here, there) = (answer.json(), command(&desk, task, &trust));
            assert_eq!(without_labels(here), without_labels(there), "{}", scenario.name);
        }
        let decision = server.post("/v1/chain", &body).json()["decision"].clone();
        assert_eq!(
            decision,
            scenario.expected.decision.to_string(),
            "{}",
            scenario.name
        );
    }
}

#[test]
fn every_spelling_of_a_body_gives_the_same_verdict() {
    let desk = Desk::named("supplier-signing-and-key-agreement-are-good");
    let server = desk.serve(&[]);
    let der = &desk.made.judged[0].der;
    let text = pem::encode("CERTIFICATE", der);
    let base64: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let path = format!("/v1/chain?at={}", desk.at);
    let wanted = without_labels(
        server
            .post("/v1/chain", &desk.body(std::slice::from_ref(&text)))
            .json(),
    );
    assert_eq!(wanted["decision"], "accept");
    for (content_type, body) in [
        ("application/pkix-cert", der.as_slice()),
        ("application/octet-stream", der.as_slice()),
        ("application/x-pem-file", text.as_bytes()),
        ("text/plain; charset=utf-8", base64.as_bytes()),
    ] {
        let answer = server.ask("POST", &path, content_type, body);
        assert_eq!(answer.status, 200, "{content_type}: {}", answer.body);
        assert_eq!(answer.json()["certificates"][0]["label"], "body");
        assert_eq!(without_labels(answer.json()), wanted, "{content_type}");
    }
    let answer = server.post("/v1/chain", &desk.body(&[base64, text]));
    assert_eq!(answer.json()["certificates"][1]["label"], "certificates[1]");
}

#[test]
fn a_certificate_is_held_against_the_role_that_is_expected() {
    let desk = Desk::named("supplier-signing-and-key-agreement-are-good");
    let server = desk.serve(&[]);
    let ask = |role: &str| {
        let body = serde_json::json!({
            "certificates": [desk.judged()[0]], "at": desk.at, "expect": { "role": role },
        });
        server.post("/v1/chain", body.to_string().as_bytes())
    };
    assert_eq!(ask("supplier").json()["decision"], "accept");
    assert_eq!(ask("03").json()["decision"], "refuse");
    // The judge of this second was asked about another role before: it has not kept that.
    assert_eq!(
        server.post("/v1/chain", &desk.body(&desk.judged()[..1])).json()["decision"],
        "accept"
    );
    let unknown = ask("emperor");
    assert_eq!(
        (unknown.status, unknown.error()),
        (400, "`emperor` is not a role".to_owned())
    );
    let path = format!("/v1/chain?at={}&expect-role=03", desk.at);
    let plain = server.ask("POST", &path, "application/pkix-cert", &desk.made.judged[0].der);
    assert_eq!(plain.json()["decision"], "refuse");
}

#[test]
fn without_a_time_the_clock_counts() {
    let desk = Desk::named("supplier-signing-and-key-agreement-are-good");
    let server = desk.serve(&[]);
    let body = serde_json::json!({ "certificates": desk.judged() }).to_string();
    let at = server.post("/v1/certificate", body.as_bytes()).json()["at"].clone();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let at: s1spki_policies::Moment = at.as_str().unwrap().parse().unwrap();
    assert!(
        (at.unix_seconds() - i64::try_from(now.as_secs()).unwrap()).abs() <= 2,
        "{at}"
    );
}
