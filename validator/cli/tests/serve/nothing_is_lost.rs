//! Reloads and the end of the service lose no request.

use std::fs;
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use s1spki_fixtures::make::Entry;
use s1spki_fixtures::pem;
use s1spki_fixtures::scenario::Scenario;

use crate::http::{connect, exchange, read_answer, request};
use crate::server::{Desk, Server, until};
use crate::today;

const RELOADED: &str = "s1spki_validator_reloads_total{result=\"done\"}";
const NOT_RELOADED: &str = "s1spki_validator_reloads_total{result=\"failed\"}";

/// The same scenario with the good supplier on the list.
fn with_good_revoked(scenario: &Scenario) -> String {
    let mut list = scenario.lists["issuing"].clone();
    let serial = &scenario.certificates["good"].serial;
    list.entries
        .get_or_insert_default()
        .push(Entry::of(serial, scenario.at, None));
    pem::encode("X509 CRL", &list.der())
}

fn decision(server: &Server, desk: &Desk) -> String {
    let body = desk.body(&desk.judged()[..1]);
    let verdict = server.post("/v1/chain", &body).json();
    verdict["decision"].as_str().unwrap().to_owned()
}

#[test]
fn reloads_under_a_stream_of_requests_lose_none() {
    let scenario = today::scenario();
    let desk = Desk::of(&scenario);
    let server = desk.serve(&["--watch", "0"]);
    let lists = [
        fs::read_to_string(desk.path("issuing.crl")).unwrap(),
        with_good_revoked(&scenario),
    ];
    let body = desk.body(&desk.judged()[..1]);
    let (stop, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut stream = connect(server.address);
                while !stop.load(Ordering::Relaxed) {
                    let answer = exchange(&mut stream, "POST", "/v1/chain", "application/json", &body);
                    assert_eq!(answer.status, 200, "{}", answer.body);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for round in 1..=10_u32 {
            fs::write(desk.path("issuing.crl"), &lists[round as usize % 2]).unwrap();
            server.signal("HUP");
            until("it is reloaded", || {
                server.metric(RELOADED) == Some(f64::from(round))
            });
            let wanted = if round % 2 == 1 { "refuse" } else { "accept" };
            assert_eq!(decision(&server, &desk), wanted, "round {round}");
        }
        stop.store(true, Ordering::Relaxed);
    });
    let answered = answered.load(Ordering::Relaxed);
    assert!(answered > 50, "only {answered} requests were made");
    let counted = server.metric("s1spki_validator_requests_total{route=\"/v1/chain\",status=\"200\"}");
    assert_eq!(counted, Some((answered + 10) as f64));
}

#[test]
fn a_changed_list_is_taken_and_a_spoilt_one_is_not() {
    let scenario = today::scenario();
    let desk = Desk::of(&scenario);
    let server = desk.serve(&["--watch", "1"]);
    assert_eq!(decision(&server, &desk), "accept");
    fs::write(desk.path("issuing.crl"), with_good_revoked(&scenario)).unwrap();
    until("the list is taken", || decision(&server, &desk) == "refuse");
    fs::write(desk.path("issuing.crl"), "-----BEGIN X509 CRL-----\nMAA").unwrap();
    until("it is seen", || server.metric(NOT_RELOADED) == Some(1.0));
    assert_eq!(decision(&server, &desk), "refuse");
    until("it is logged", || {
        server
            .log()
            .contains("the files could not be read again, so what was read before stays")
    });
    assert_eq!(server.metric(RELOADED), Some(1.0));
}

#[test]
fn a_changed_policy_is_taken() {
    let scenario = today::scenario();
    let mut desk = Desk::of(&scenario);
    let file = desk.path("policy.toml");
    let lab = s1spki_policies::Embedded::find("lab").unwrap().text;
    fs::write(&file, lab).unwrap();
    desk.policy = file.display().to_string();
    let server = desk.serve(&["--watch", "1"]);
    let title = || server.look("/v1/policy").json()["title"].to_string();
    assert!(!title().contains("Changed"));
    fs::write(&file, lab.replacen("title = \"", "title = \"Changed: ", 1)).unwrap();
    until("the policy is taken", || title().contains("Changed"));
}

#[test]
fn a_request_that_has_begun_is_finished_when_the_service_stops() {
    for signal in ["TERM", "INT"] {
        let desk = Desk::of(&today::scenario());
        let mut server = desk.serve(&[]);
        let request = request(
            "POST",
            "/v1/chain",
            "application/json",
            &desk.body(&desk.judged()[..1]),
        );
        let (first, rest) = request.split_at(request.len() - 20);
        let mut begun = connect(server.address);
        begun.write_all(first).unwrap();
        let mut idle = connect(server.address);
        exchange(&mut idle, "GET", "/healthz", "text/plain", b"");
        thread::sleep(Duration::from_millis(300));
        server.signal(signal);
        until("it stops", || server.log().contains("stopping"));
        thread::sleep(Duration::from_millis(300));
        begun.write_all(rest).unwrap();
        let answer = read_answer(&mut begun);
        assert_eq!(
            (answer.status, &answer.json()["decision"]),
            (200, &"accept".into())
        );
        assert!(answer.head.contains("connection: close"), "{}", answer.head);
        assert!(server.wait().success());
        assert!(server.log().contains("no connection is left"), "{}", server.log());
    }
}

#[test]
fn a_request_that_never_ends_does_not_keep_the_service() {
    let desk = Desk::of(&today::scenario());
    let mut server = desk.serve(&["--stop-time", "1"]);
    let mut begun = connect(server.address);
    begun
        .write_all(b"POST /v1/chain HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{")
        .unwrap();
    thread::sleep(Duration::from_millis(300));
    server.signal("TERM");
    assert!(server.wait().success());
    assert!(
        server.log().contains("some requests were not finished in time"),
        "{}",
        server.log()
    );
}
