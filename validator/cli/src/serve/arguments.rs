//! The arguments of `serve`, in groups.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::builder::RangedI64ValueParser;
use clap::{Args, ValueEnum};

use super::client::ClientVerifier;
use super::service::Settings;
use super::tls::Identity;
use super::trust::{GateArguments, Sources};
use crate::arguments::size;
use crate::chain::ChainArguments;
use crate::problem::Problem;

/// By what certificates are judged.
#[derive(Debug, Args)]
pub(super) struct TrustArguments {
    /// The policy: foc-s1spki, lab, zaz1, or a policy file
    #[arg(long, value_name = "POLICY")]
    policy: String,
    #[command(flatten)]
    chain: ChainArguments,
    #[command(flatten)]
    gates: GateArguments,
}

impl TrustArguments {
    pub(super) fn sources(self) -> Result<Sources, Problem> {
        Sources::new(self.policy, self.chain, self.gates)
    }
}

/// How the service is reached, and by whom.
#[derive(Debug, Args)]
pub(super) struct TlsArguments {
    /// The certificate of the service, with those above it
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// Its private key: PKCS #8 in PEM, not encrypted
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Serve without TLS: to this machine alone, or to anywhere
    #[arg(long, value_name = "REACH", num_args = 0..=1, default_missing_value = "loopback", conflicts_with = "tls_certificate")]
    insecure_http: Option<Reach>,
    /// Ask clients for a certificate, and trust these
    #[arg(long, value_name = "FILE", num_args = 1.., requires_all = ["tls_certificate", "client_policy"])]
    client_anchor: Vec<PathBuf>,
    /// The policy by which certificates of clients are judged
    #[arg(long, value_name = "POLICY", requires = "client_anchor")]
    client_policy: Option<String>,
    /// Authorities between the anchor and the clients; clients may send them too
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "client_anchor")]
    client_intermediate: Vec<PathBuf>,
    /// Revocation lists about clients and their authorities
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "client_anchor")]
    client_crl: Vec<PathBuf>,
}

/// Who may reach a service without TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reach {
    /// This machine alone
    Loopback,
    /// Whoever the network lets through
    Anywhere,
}

impl TlsArguments {
    /// Who judges the certificates of clients, if they are asked for one.
    pub(super) fn clients(&self) -> Result<Option<Arc<ClientVerifier>>, Problem> {
        let Some(policy) = &self.client_policy else {
            return Ok(None);
        };
        let chain = ChainArguments {
            anchor: self.client_anchor.clone(),
            intermediate: self.client_intermediate.clone(),
            crl: self.client_crl.clone(),
        };
        let sources = Sources::new(policy.clone(), chain, GateArguments::default())?;
        Ok(Some(Arc::new(ClientVerifier::start(sources)?)))
    }

    /// Who the service says it is in TLS; nothing where it is to do without.
    pub(super) fn identity(&self, listen: SocketAddr) -> Result<Option<Arc<Identity>>, Problem> {
        match (&self.tls_certificate, &self.tls_key, self.insecure_http) {
            (Some(certificate), Some(key), _) => {
                let identity = Identity::start(certificate.clone(), key.clone())?;
                Ok(Some(Arc::new(identity)))
            }
            (_, _, Some(Reach::Anywhere)) => Ok(None),
            (_, _, Some(Reach::Loopback)) if listen.ip().is_loopback() => Ok(None),
            (_, _, Some(Reach::Loopback)) => Err(Problem::usage(format_args!(
                "{listen} can be reached from other machines, and there is no TLS"
            ))
            .with_hint("give --tls-certificate and --tls-key, or --insecure-http anywhere behind a proxy")),
            _ => Err(Problem::usage("there is no certificate for TLS").with_hint(
                "give --tls-certificate and --tls-key, or --insecure-http to serve this machine alone",
            )),
        }
    }
}

/// How much is taken on, and for how long.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct LimitArguments {
    /// The most octets of a request's body, such as 500000, 64K or 1M
    #[arg(long, value_name = "SIZE", default_value = "256K", value_parser = size)]
    body_limit: usize,
    /// The most certificates of a request
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    certificate_limit: usize,
    /// The most seconds for a TLS handshake, for a request's head, and for its body
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    read_time: Duration,
    /// The most seconds until a verdict is reached
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    judge_time: Duration,
    /// The most seconds that a connection is kept
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = seconds)]
    connection_time: Duration,
    /// The most seconds that requests have to finish when the service stops
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = seconds)]
    stop_time: Duration,
    /// The most requests that are judged or wait for it
    #[arg(long, value_name = "NUMBER", default_value_t = 256, value_parser = places())]
    concurrency: u32,
    /// The most connections; others wait
    #[arg(long, value_name = "NUMBER", default_value_t = 512, value_parser = places())]
    connections: u32,
}

impl LimitArguments {
    pub(super) const fn settings(self) -> Settings {
        Settings {
            body_limit: self.body_limit,
            certificate_limit: self.certificate_limit,
            read_time: self.read_time,
            judge_time: self.judge_time,
            connection_time: self.connection_time,
            stop_time: self.stop_time,
            concurrency: self.concurrency,
            connections: self.connections,
        }
    }
}

/// As many as one machine may ever want.
fn places() -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=1_000_000)
}

/// A time of more than no seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "write a number of seconds, such as 10 or 0.5".to_owned())
}
