//! `serve`: the same verdicts over HTTP.
//!
//! A request is decoded on the event loop and judged by the workers of the [`generation`](generation::Generation)
//! that is current when it comes. A reload makes a new generation; the old one finishes what it was given.

mod arguments;
mod client;
mod connection;
mod gate;
mod generation;
mod held;
mod log;
mod metrics;
mod question;
mod readiness;
mod refusal;
mod reload;
mod route;
mod service;
mod signals;
mod tls;
mod trust;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use crate::answer::Answer;
use crate::problem::Problem;
use arguments::{LimitArguments, TlsArguments, TrustArguments};
use connection::Server;
use service::Service;

/// Judge certificates, messages and installations over HTTP
///
/// Answers POST /v1/certificate, /v1/chain, /v1/command and /v1/migration with the JSON of the subcommands of these
/// names. /openapi.json describes all routes. Lists, certificates, keys, directory and policy are read again when they
/// change, and on SIGHUP. The gates need a directory.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    trust: TrustArguments,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    #[command(flatten)]
    tls: TlsArguments,
    /// Look every so many seconds whether a file has changed; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    watch: u64,
    #[command(flatten)]
    limits: LimitArguments,
    #[command(flatten)]
    log: log::LogArguments,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator serve --policy foc-s1spki --anchor root.pem \\
      --intermediate issuing.pem --crl lists/ \\
      --directory directory.s1d \\
      --tls-certificate server.pem --tls-key server.key
  s1spki-validator serve --policy lab --anchor root.pem --insecure-http";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        self.log.start()?;
        let clients = self.tls.clients()?;
        let identity = self.tls.identity(self.listen)?;
        let tls = identity
            .clone()
            .map(|identity| tls::server_config(identity, clients.clone()));
        let tls = tls.transpose()?.map(Arc::new);
        let sources = self.trust.sources()?;
        let service = Service::start(sources, clients, identity, self.limits.settings())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Problem::input(format_args!("the service cannot start: {error}")))?;
        runtime.block_on(serve(self.listen, tls, Arc::new(service), self.watch))?;
        Ok(Answer::Raw(Vec::new()))
    }
}

/// Serves until it is told to stop.
async fn serve(
    listen: SocketAddr,
    tls: Option<Arc<rustls::ServerConfig>>,
    service: Arc<Service>,
    watch: u64,
) -> Result<(), Problem> {
    let signals = signals::Signals::listen().map_err(|error| cannot("take signals", &error))?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| cannot(&format!("listen on {listen}"), &error))?;
    let address = listener
        .local_addr()
        .map_err(|error| cannot("learn its address", &error))?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    announce(&format!("listening on {scheme}://{address}"));
    let reloading = tokio::spawn(reload::on_change(Arc::clone(&service), signals.hang_up, watch));
    let server = Server {
        listener,
        tls: tls.map(Into::into),
        service,
    };
    server.run(signals.stop.wait()).await;
    reloading.abort();
    Ok(())
}

/// For whoever started it with port 0; the log has it too.
fn announce(line: &str) {
    tracing::info!("{line}");
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn cannot(what: &str, error: &io::Error) -> Problem {
    Problem::input(format_args!(
        "the service cannot {what}: {}",
        crate::input::reason(error)
    ))
}
