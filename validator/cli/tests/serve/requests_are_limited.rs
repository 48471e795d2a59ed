//! Bad input is named, and nobody takes more than their share.

use std::io::{Read, Write};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::http::{connect, exchange, read_answer, request};
use crate::server::Desk;

fn desk() -> Desk {
    Desk::named("supplier-signing-and-key-agreement-are-good")
}

#[test]
fn each_kind_of_bad_input_has_its_answer() {
    let desk = desk();
    let server = desk.serve(&["--certificate-limit", "2"]);
    let (json, plain) = ("application/json", "text/plain");
    let three = desk.body(&vec![desk.judged()[0].clone(); 3]);
    let three = String::from_utf8(three).unwrap();
    let der = String::from_utf8(desk.body(&desk.judged()[..1])).unwrap();
    for (method, path, content_type, body, status, error) in [
        ("POST", "/v1/chain", json, "", 400, "EOF while parsing"),
        (
            "POST",
            "/v1/chain",
            json,
            "{\"certificates\": 7}",
            400,
            "invalid type: integer `7`",
        ),
        (
            "POST",
            "/v1/chain",
            json,
            "{\"certificate\": []}",
            400,
            "unknown field `certificate`",
        ),
        (
            "POST",
            "/v1/chain",
            json,
            "{\"certificates\": []}",
            400,
            "0 certificates are given",
        ),
        ("POST", "/v1/chain", json, &three, 400, "3 certificates are given"),
        (
            "POST",
            "/v1/chain",
            json,
            "{\"certificates\": [\"MA!A\"]}",
            400,
            "`certificates[0]`: the base64 in line 1",
        ),
        (
            "POST",
            "/v1/chain",
            json,
            "{\"certificates\": [\"-----BEGIN PRIVATE KEY-----\\nMAA=\\n-----END PRIVATE KEY-----\"]}",
            400,
            "`certificates[0]` holds no certificate: PRIVATE KEY",
        ),
        (
            "POST",
            "/v1/chain",
            json,
            "{\"certificates\": [\"MAA=\"], \"at\": \"today\"}",
            400,
            "`at`: ",
        ),
        (
            "POST",
            "/v1/chain?at=2026-03-01",
            json,
            &der,
            400,
            "a JSON body and parameters in the address",
        ),
        (
            "POST",
            "/v1/chain?on=2026-03-01",
            plain,
            "MAA=",
            400,
            "unknown field `on`",
        ),
        ("POST", "/v1/chain", plain, "", 400, "`body`: it is empty"),
        (
            "POST",
            "/v1/certificate?expect-role=02",
            plain,
            "MAA=",
            400,
            "a role is expected of a certificate alone",
        ),
        (
            "POST",
            "/v1/chain",
            "image/png",
            "MAA=",
            415,
            "the content type `image/png` is not known here",
        ),
        (
            "GET",
            "/v1/chain",
            json,
            "",
            405,
            "this address does not take this method",
        ),
        (
            "POST",
            "/v2/chain",
            json,
            "",
            404,
            "there is nothing at this address",
        ),
    ] {
        let answer = server.ask(method, path, content_type, body.as_bytes());
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.body);
        assert!(
            answer.error().contains(error),
            "{path} {body}: {}",
            answer.error()
        );
    }
    let not_a_certificate = server.ask("POST", "/v1/chain", plain, b"MAA=");
    assert_eq!(
        (not_a_certificate.status, &not_a_certificate.json()["decision"]),
        (200, &"refuse".into())
    );
}

#[test]
fn a_body_has_a_limit_of_size_however_it_is_sent() {
    let desk = desk();
    let server = desk.serve(&["--body-limit", "2K"]);
    let answer = server.post("/v1/chain", &vec![b' '; 2049]);
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (413, "the body has more than 2048 octets")
    );
    assert!(answer.head.contains("connection: close"));
    let mut stream = connect(server.address);
    let head = "POST /v1/chain HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..3 {
        stream
            .write_all(format!("400\r\n{}\r\n", "A".repeat(1024)).as_bytes())
            .unwrap();
    }
    assert_eq!(read_answer(&mut stream).status, 413);
    assert_eq!(server.post("/v1/chain", &vec![b' '; 2048]).status, 400); // no JSON, but short enough
}

#[test]
fn whoever_sends_slowly_is_let_go_of() {
    let server = desk().serve(&["--read-time", "0.5"]);
    let slowly = |text: &[u8]| {
        let mut stream = connect(server.address);
        let start = Instant::now();
        stream.write_all(text).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(start.elapsed() < Duration::from_secs(5));
        answer
    };
    let half_a_head = slowly(b"POST /v1/chain HTTP/1.1\r\nhost: localhost\r\n");
    assert!(
        half_a_head.is_empty() || half_a_head.starts_with("HTTP/1.1 408"),
        "{half_a_head}"
    );
    let whole = request("POST", "/v1/chain", "application/json", &[b' '; 100]);
    let half_a_body = slowly(&whole[..whole.len() - 50]);
    assert!(half_a_body.starts_with("HTTP/1.1 408"), "{half_a_body}");
    assert!(half_a_body.contains("the body did not come in time"));
    // A connection on which nothing is asked any more is not kept either.
    let mut idle = connect(server.address);
    assert_eq!(
        exchange(&mut idle, "GET", "/healthz", "text/plain", b"").status,
        200
    );
    sleep(Duration::from_millis(1500));
    assert_eq!(idle.read(&mut [0; 10]).unwrap(), 0);
}

#[test]
fn a_connection_ends_when_its_time_is_over() {
    let server = desk().serve(&["--connection-time", "1"]);
    let mut stream = connect(server.address);
    let start = Instant::now();
    let mut asked = 0;
    let closed = loop {
        // Whoever goes on asking is told with the last answer, or finds the connection ended.
        stream
            .write_all(&request("GET", "/healthz", "text/plain", b""))
            .unwrap();
        let mut first = [0];
        match stream.read(&mut first) {
            Ok(1) => {}
            _ => break start.elapsed(),
        }
        let answer = read_answer(&mut first.chain(&mut stream));
        assert_eq!(answer.status, 200);
        asked += 1;
        if answer.head.contains("connection: close") {
            break start.elapsed();
        }
        sleep(Duration::from_millis(50));
    };
    assert!(
        closed >= Duration::from_millis(900) && closed < Duration::from_secs(5),
        "{closed:?}"
    );
    assert!(asked > 3, "{asked}");
    let mut idle = connect(server.address);
    assert_eq!(
        exchange(&mut idle, "GET", "/healthz", "text/plain", b"").status,
        200
    );
    let start = Instant::now();
    assert_eq!(idle.read(&mut [0; 10]).unwrap(), 0);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_verdict_that_takes_too_long_is_not_waited_for() {
    let desk = desk();
    let server = desk.serve(&["--judge-time", "0.000001"]);
    let many = vec![desk.judged()[0].clone(); 100];
    let answer = server.post("/v1/chain", &desk.body(&many));
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (504, "no verdict was reached in time")
    );
    assert_eq!(
        server.metric("s1spki_validator_requests_total{route=\"/v1/chain\",status=\"504\"}"),
        Some(1.0)
    );
}

#[test]
fn more_requests_than_there_are_places_for_are_sent_away() {
    let desk = desk();
    let server = desk.serve(&["--concurrency", "1"]);
    let body = desk.body(&vec![desk.judged()[0].clone(); 100]);
    let mut streams: Vec<_> = (0..12).map(|_| connect(server.address)).collect();
    for stream in &mut streams {
        stream
            .write_all(&request("POST", "/v1/chain", "application/json", &body))
            .unwrap();
    }
    let answers: Vec<_> = streams.iter_mut().map(read_answer).collect();
    let (good, away): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert!(
        !good.is_empty() && !away.is_empty(),
        "{} good, {} away",
        good.len(),
        away.len()
    );
    for answer in away {
        assert_eq!(
            (answer.status, answer.error().as_str()),
            (503, "1 requests are being judged")
        );
        assert!(answer.head.contains("retry-after: 1"), "{}", answer.head);
    }
}

#[test]
fn connections_beyond_the_limit_wait() {
    let server = desk().serve(&["--connections", "1", "--read-time", "2"]);
    let mut first = connect(server.address);
    assert_eq!(
        exchange(&mut first, "GET", "/healthz", "text/plain", b"").status,
        200
    );
    let mut second = connect(server.address);
    second
        .write_all(&request("GET", "/healthz", "text/plain", b""))
        .unwrap();
    second.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    assert!(second.read(&mut [0; 1]).is_err(), "there is no place for it yet");
    drop(first);
    second.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert_eq!(read_answer(&mut second).status, 200);
}
