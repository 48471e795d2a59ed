//! Health, readiness, metrics, policy, and a description that says what there is.

use std::collections::BTreeSet;
use std::fs;

use s1spki_fixtures::make::Scope;
use s1spki_policies::{Moment, Policy};

use crate::server::{Desk, Server, until};
use crate::today;

#[test]
fn a_service_with_all_it_needs_is_ready() {
    let server = Desk::of(&today::scenario()).serve(&[]);
    assert_eq!(server.look("/healthz").json()["status"], "running");
    let ready = server.look("/readyz");
    assert_eq!(
        (ready.status, ready.json()["status"].as_str()),
        (200, Some("ready")),
        "{}",
        ready.body
    );
}

#[test]
fn a_service_that_lacks_something_says_what() {
    let good = today::scenario();
    let mut old_list = good.clone();
    let list = old_list.lists.get_mut("issuing").unwrap();
    list.next_update = Some("2026-01-02".parse::<Moment>().unwrap().into());
    list.this_update = "2026-01-01".parse::<Moment>().unwrap().into();
    let mut no_list = good.clone();
    no_list.lists.remove("root").unwrap();
    let mut narrow_list = good.clone();
    let list = narrow_list.lists.get_mut("issuing").unwrap();
    list.extensions_mut().push(Scope::Authorities.extension());
    for (scenario, reason) in [
        (
            narrow_list,
            "no revocation list of OU=07, CN=TEST-I1 is about the certificates of users",
        ),
        (
            old_list,
            "no revocation list of OU=07, CN=TEST-I1 is in force: the next was due at 2026-01-02T00:00:00Z",
        ),
        (no_list, "there is no revocation list of OU=00, CN=TEST-R1"),
    ] {
        let server = Desk::of(&scenario).serve(&[]);
        let ready = server.look("/readyz");
        assert_eq!(
            (ready.status, ready.json()["reasons"][0].as_str()),
            (503, Some(reason))
        );
        assert_eq!(server.look("/healthz").status, 200);
    }
    // Everything of this scenario ended long ago.
    let old = Desk::named("supplier-signing-and-key-agreement-are-good");
    let mut arguments = old.trust();
    arguments.push("--insecure-http".to_owned());
    let ready = Server::start(arguments).look("/readyz");
    assert_eq!(ready.status, 503, "{}", ready.body);
}

#[test]
fn what_was_answered_is_counted() {
    let desk = Desk::of(&today::scenario());
    let server = desk.serve(&[]);
    for _ in 0..3 {
        assert_eq!(server.post("/v1/chain", &desk.body(&desk.judged())).status, 200);
    }
    server.post("/v1/chain", b"no JSON");
    server.look("/nowhere");
    for (name, value) in [
        ("requests_total{route=\"/v1/chain\",status=\"200\"}", 3.0),
        ("requests_total{route=\"/v1/chain\",status=\"400\"}", 1.0),
        ("requests_total{route=\"other\",status=\"404\"}", 1.0),
        ("verdicts_total{question=\"chain\",decision=\"accept\"}", 6.0),
        ("verdicts_total{question=\"chain\",decision=\"refuse\"}", 6.0),
        ("request_duration_seconds_count{route=\"/v1/chain\"}", 4.0),
        ("connections", 1.0),
    ] {
        // A request is counted when its answer is made, and a connection is when it is seen to have ended.
        until(name, || {
            server.metric(&format!("s1spki_validator_{name} ")) == Some(value)
        });
    }
    let text = server.look("/metrics");
    assert!(
        text.head
            .contains("content-type: application/openmetrics-text; version=1.0.0")
    );
    assert!(text.body.ends_with("# EOF\n"));
    let policy = Policy::embedded("lab").unwrap().unwrap();
    assert!(text.body.contains(&format!(
        "s1spki_validator_policy{{id=\"lab\",hash=\"{}\"}} 1",
        policy.hash()
    )));
    let list = &desk
        .made
        .lists
        .iter()
        .find(|list| list.label == "issuing")
        .unwrap()
        .der;
    let list = s1spki_validator::RevocationList::decode(list).unwrap();
    let line = text.body.lines().find(|line| {
        line.starts_with("s1spki_validator_revocation_list_next_update_timestamp_seconds{")
            && line.contains("TEST-I1")
    });
    let next_update = list.next_update().unwrap().unix_seconds().to_string();
    assert!(line.unwrap().ends_with(&next_update), "{line:?}");
}

#[test]
fn the_policy_is_told() {
    let policy = Policy::embedded("lab").unwrap().unwrap();
    let told = Desk::of(&today::scenario()).serve(&[]).look("/v1/policy").json();
    assert_eq!(
        (told["id"].as_str(), told["title"].as_str()),
        (Some("lab"), Some(policy.title()))
    );
    assert_eq!(told["hash"], policy.hash().to_string());
}

#[test]
fn the_description_names_every_route_and_no_other() {
    let desk = Desk::of(&today::scenario());
    let server = desk.serve(&[]);
    let description = server.look("/openapi.json").json();
    assert_eq!(description["openapi"], "3.1.0");
    let paths = description["paths"].as_object().unwrap();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let answer = server.ask(&method.to_uppercase(), path, "application/json", b"{");
            let status = answer.status.to_string();
            assert!(![404, 405].contains(&answer.status), "{method} {path}");
            assert!(
                operation["responses"].get(&status).is_some(),
                "{method} {path} gives {status}"
            );
        }
        let wrong = if methods.get("get").is_some() {
            "POST"
        } else {
            "GET"
        };
        assert_eq!(
            server.ask(wrong, path, "application/json", b"").status,
            405,
            "{wrong} {path}"
        );
    }
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/serve/route.rs");
    let source = fs::read_to_string(source).unwrap();
    let served: BTreeSet<&str> = source
        .split(".route(")
        .skip(1)
        .map(|rest| rest.split('"').nth(1).unwrap())
        .collect();
    let described: BTreeSet<&str> = paths.keys().map(String::as_str).collect();
    assert_eq!(served, described);
    resolve_references(&description, &description, &server);
}

/// Every `$ref` leads somewhere: in the description, or to another address of the service.
fn resolve_references(value: &serde_json::Value, whole: &serde_json::Value, server: &Server) {
    match value {
        serde_json::Value::Object(fields) => {
            if let Some(reference) = fields.get("$ref").and_then(serde_json::Value::as_str) {
                match reference.strip_prefix('#') {
                    Some(pointer) => assert!(whole.pointer(pointer).is_some(), "{reference}"),
                    None => assert_eq!(server.look(&format!("/{reference}")).status, 200, "{reference}"),
                }
            }
            let fields = fields.values();
            fields.for_each(|field| resolve_references(field, whole, server));
        }
        serde_json::Value::Array(items) => {
            items
                .iter()
                .for_each(|item| resolve_references(item, whole, server));
        }
        _ => {}
    }
}

/// What is answered is what the schema that is served says.
#[test]
fn verdicts_are_as_the_schema_says() {
    let desk = Desk::of(&today::scenario());
    let server = desk.serve(&[]);
    let served = server.look("/schemas/verdict-1.json").json();
    let schema = jsonschema::draft202012::new(&served).unwrap();
    for path in ["/v1/chain", "/v1/certificate"] {
        let verdict = server.post(path, &desk.body(&desk.judged())).json();
        assert!(schema.is_valid(&verdict), "{path}");
    }
    assert!(!schema.is_valid(&serde_json::json!({ "decision": "accept" })));
}

#[test]
fn the_log_tells_how_a_request_was_answered_and_not_what_was_sent() {
    let desk = Desk::of(&today::scenario());
    let server = desk.serve(&["--log-format", "json"]);
    server.post("/v1/chain", b"{\"secret\": \"open sesame\"}");
    let is_answered = |line: &str| line.contains("\"answered\"");
    until("it is logged", || server.log().lines().any(is_answered));
    let log = server.log();
    let line = log.lines().find(|line| is_answered(line)).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["fields"]["route"], "/v1/chain");
    assert_eq!(line["fields"]["status"], 400);
    assert!(!log.contains("sesame"), "{log}");
}
