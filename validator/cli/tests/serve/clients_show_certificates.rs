//! Mutual TLS: the certificates of clients are judged by the validator itself.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, SubjectPublicKeyInfoDer, UnixTime,
};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme,
    StreamOwned,
};
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::Entry;
use s1spki_fixtures::pem;
use s1spki_validator::Certificate;

use crate::http::{Answer, read_answer, request};
use crate::server::{Desk, Server, until};
use crate::today;

/// Knows the certificate of the service beforehand, and accepts no other.
#[derive(Debug)]
struct Known {
    certificate: Vec<u8>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Known {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if end_entity.as_ref() == self.certificate {
            return Ok(ServerCertVerified::assertion());
        }
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2 is not offered".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let certificate = Certificate::decode(certificate).unwrap();
        let key = SubjectPublicKeyInfoDer::from(certificate.public_key().der());
        verify_tls13_signature_with_raw_key(
            message,
            &key,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Who the client says it is.
struct Identity {
    chain: Vec<Vec<u8>>,
    key: TestKey,
}

fn config(server_certificate: &[u8], identity: Option<&Identity>) -> ClientConfig {
    let provider = Arc::new(ring::default_provider());
    let known = Known {
        certificate: server_certificate.to_vec(),
        provider: Arc::clone(&provider),
    };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(known));
    let Some(identity) = identity else {
        return builder.with_no_client_auth();
    };
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(identity.key.pkcs8().to_vec()));
    let key = provider.key_provider.load_private_key(key).unwrap();
    let chain = identity.chain.iter().map(|der| CertificateDer::from(der.clone()));
    let certified = CertifiedKey::new(chain.collect(), key);
    builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(certified)))
}

/// Asks for the policy over TLS.
fn ask(server: &Server, config: ClientConfig) -> Result<Answer, String> {
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(server.address).unwrap());
    // Whether the client's certificate is accepted is known with the first octet of the answer.
    let sent = stream.write_all(&request("GET", "/v1/policy", "text/plain", b""));
    sent.map_err(|error| error.to_string())?;
    let mut first = [0];
    stream.read_exact(&mut first).map_err(|error| error.to_string())?;
    Ok(read_answer(&mut first.chain(stream)))
}

/// A service whose own certificate is of this PKI, too.
fn serve(desk: &Desk) -> Server {
    serve_with(desk, &[])
}

fn serve_with(desk: &Desk, further: &[&str]) -> Server {
    let key = desk.path("server.key");
    fs::write(&key, TestKey::p256("good").pkcs8_pem()).unwrap();
    let path = |name: &str| desk.path(name).display().to_string();
    let tls = [
        "--tls-certificate",
        &path("good.pem"),
        "--tls-key",
        &path("server.key"),
        "--client-policy",
        "lab",
        "--client-anchor",
        &path("root.pem"),
        "--client-crl",
        &path("issuing.crl"),
        &path("root.crl"),
    ];
    let tls = tls.iter().chain(further).map(|argument| (*argument).to_owned());
    Server::start(desk.trust().into_iter().chain(tls))
}

impl Desk {
    fn identity(&self, label: &str) -> Identity {
        let der = |label: &str| {
            let named = self
                .made
                .certificates()
                .find(|named| named.label == label)
                .unwrap();
            named.der.clone()
        };
        Identity {
            chain: vec![der(label), der("issuing")],
            key: TestKey::p256(label),
        }
    }
}

#[test]
fn whoever_the_policy_accepts_comes_in() {
    let desk = Desk::of(&today::scenario());
    let server = serve(&desk);
    let certificate = desk.identity("good").chain[0].clone();
    let answer = ask(&server, config(&certificate, Some(&desk.identity("good")))).unwrap();
    assert_eq!((answer.status, &answer.json()["id"]), (200, &"lab".into()));
    until("the client is logged", || server.log().contains("connected"));
    assert!(server.log().contains("client=\"OU=02"), "{}", server.log());
}

#[test]
fn others_stay_out() {
    let desk = Desk::of(&today::scenario());
    let server = serve(&desk);
    let certificate = desk.identity("good").chain[0].clone();
    // The same names, but other keys.
    let stranger = Identity {
        chain: vec![foreign(&desk)],
        key: TestKey::p256("stranger"),
    };
    // Another's certificate, without its key.
    let thief = Identity {
        key: TestKey::p256("thief"),
        ..desk.identity("good")
    };
    // The authority that stands between is neither sent nor known here.
    let alone = Identity {
        chain: desk.identity("good").chain[..1].to_vec(),
        key: TestKey::p256("good"),
    };
    for (who, identity, alert) in [
        ("nobody", None, "CertificateRequired"),
        ("revoked", Some(desk.identity("revoked")), "CertificateRevoked"),
        ("expired", Some(desk.identity("expired")), "CertificateExpired"),
        (
            "key agreement",
            Some(desk.identity("key-agreement")),
            "UnsupportedCertificate",
        ),
        (
            "an authority",
            Some(desk.identity("issuing")),
            "UnsupportedCertificate",
        ),
        ("stranger", Some(stranger), "UnknownCA"),
        ("alone", Some(alone), "UnknownCA"),
        ("thief", Some(thief), "DecryptError"),
    ] {
        let refused = ask(&server, config(&certificate, identity.as_ref()));
        let refused = refused.map(|answer| answer.status).unwrap_err();
        assert!(refused.contains(alert), "{who}: {refused}");
    }
    until("all are counted", || {
        let log = server.log();
        log.matches("the TLS handshake failed").count() == 8
    });
    assert!(server.log().contains("revocation.status"), "{}", server.log());
}

/// A supplier of another PKI whose names are the same.
fn foreign(desk: &Desk) -> Vec<u8> {
    let scenario = today::scenario();
    let mut certificate = scenario.certificates["good"].clone();
    certificate.public_key = TestKey::p256("stranger").public().info.clone();
    certificate.issuer = certificate.subject.clone();
    assert_ne!(certificate.der(), desk.made.judged[0].der);
    certificate.der()
}

#[test]
fn a_client_that_was_revoked_meanwhile_stays_out() {
    let scenario = today::scenario();
    let desk = Desk::of(&scenario);
    let server = serve(&desk);
    let certificate = desk.identity("good").chain[0].clone();
    let ask = || ask(&server, config(&certificate, Some(&desk.identity("good"))));
    assert_eq!(ask().unwrap().status, 200);
    let mut list = scenario.lists["issuing"].clone();
    list.entries.get_or_insert_default().push(Entry::of(
        &scenario.certificates["good"].serial,
        scenario.at,
        None,
    ));
    fs::write(desk.path("issuing.crl"), pem::encode("X509 CRL", &list.der())).unwrap();
    server.signal("HUP");
    until("the client stays out", || {
        ask().is_err_and(|error| error.contains("CertificateRevoked"))
    });
}

#[test]
fn without_tls_only_this_machine_is_served() {
    for (arguments, message) in [
        (
            vec!["--listen", "0.0.0.0:0", "--insecure-http"],
            "0.0.0.0:0 can be reached from other machines, and there is no TLS",
        ),
        (vec!["--listen", "127.0.0.1:0"], "there is no certificate for TLS"),
    ] {
        let desk = Desk::of(&today::scenario());
        let output = std::process::Command::new(crate::server::program())
            .arg("serve")
            .args(desk.trust())
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(64));
        assert!(String::from_utf8(output.stderr).unwrap().contains(message));
    }
}

#[test]
fn a_key_of_another_certificate_is_noticed_at_the_start() {
    let desk = Desk::of(&today::scenario());
    fs::write(desk.path("server.key"), TestKey::p256("revoked").pkcs8_pem()).unwrap();
    let output = std::process::Command::new(crate::server::program())
        .args(["serve", "--listen", "127.0.0.1:0", "--tls-certificate"])
        .arg(desk.path("good.pem"))
        .arg("--tls-key")
        .arg(desk.path("server.key"))
        .args(desk.trust())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("is not that of the certificate in")
    );
}

/// Whoever begins a handshake and does not go on with it, all at once or an octet now and then.
#[test]
fn a_handshake_that_is_slow_is_given_up() {
    let desk = Desk::of(&today::scenario());
    let server = serve_with(&desk, &["--read-time", "0.5"]);
    // The head of a record that says there are 512 octets of ClientHello, and some of these.
    let hello = [
        &[0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03][..],
        &[0; 64],
    ]
    .concat();
    for octets in [&[][..], &hello[..3], &hello] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let start = Instant::now();
        let _ = stream.write_all(octets);
        let ended = loop {
            let _ = stream.write_all(&[0]); // one more, so that the connection is never idle
            match stream.read(&mut [0; 64]) {
                Ok(0) => break true,
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break true,
                _ if start.elapsed() > Duration::from_secs(5) => break false,
                _ => {}
            }
        };
        assert!(ended, "{} octets", octets.len());
    }
    until("they are counted", || {
        server.log().matches("the TLS handshake failed").count() >= 3
    });
    assert!(
        ask_as_nobody(&server, &desk).is_err(),
        "and the service still asks for certificates"
    );
}

fn ask_as_nobody(server: &Server, desk: &Desk) -> Result<Answer, String> {
    let own = fs::read_to_string(desk.path("good.pem")).unwrap();
    let own = s1spki_validator::read_blocks(own.as_bytes(), usize::MAX)
        .unwrap()
        .swap_remove(0);
    ask(server, config(&own.der, None))
}

/// The certificate of the service may end, as any other: a new one is taken without a restart.
#[test]
fn a_new_certificate_of_the_service_is_taken_and_a_spoilt_one_is_not() {
    let desk = Desk::of(&today::scenario());
    let path = |name: &str| desk.path(name).display().to_string();
    let pair = |label: &str, certificate: &[u8]| {
        fs::write(desk.path("server.pem"), pem::encode("CERTIFICATE", certificate)).unwrap();
        fs::write(desk.path("server.key"), TestKey::p256(label).pkcs8_pem()).unwrap();
    };
    let der = |label: &str| {
        let judged = desk.made.judged.iter().find(|named| named.label == label);
        judged.unwrap().der.clone()
    };
    let (first, second) = (der("good"), der("revoked"));
    pair("good", &first);
    let tls = [
        "--tls-certificate",
        &path("server.pem"),
        "--tls-key",
        &path("server.key"),
        "--watch",
        "1",
    ];
    let server = Server::start(desk.trust().into_iter().chain(tls.map(ToOwned::to_owned)));
    let is_shown = |certificate: &[u8]| ask(&server, config(certificate, None)).is_ok();
    assert!(is_shown(&first) && !is_shown(&second));
    pair("revoked", &second);
    server.signal("HUP");
    until("the new one is shown", || is_shown(&second));
    assert!(!is_shown(&first));
    // A key that is not the certificate's: what was read before stays.
    fs::write(desk.path("server.key"), TestKey::p256("good").pkcs8_pem()).unwrap();
    server.signal("HUP");
    until("that is told", || {
        server.log().contains("is not that of the certificate")
    });
    assert!(is_shown(&second));
}
