//! Connections: taken one by one, over TLS or without, and ended in good order.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::client::name_of_client;
use super::route::routes;
use super::service::{Service, places};

/// What takes connections.
pub(super) struct Server {
    pub(super) listener: TcpListener,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) service: Arc<Service>,
}

impl Server {
    /// Takes connections until told to stop; then requests that have begun are finished, for a limited time.
    pub(super) async fn run(self, stop: impl Future<Output = &'static str>) {
        let settings = self.service.settings;
        let all = Arc::new(places(settings.connections));
        let router = routes(Arc::clone(&self.service));
        let (stopping, stopped) = watch::channel(());
        let mut stop = pin!(stop);
        let why = loop {
            let (stream, peer, place) = tokio::select! {
                why = &mut stop => break why,
                taken = self.take(&all) => taken,
            };
            let connection = Connection {
                service: Arc::clone(&self.service),
                router: router.clone(),
                stopped: stopped.clone(),
                peer,
            };
            let tls = self.tls.clone();
            tokio::spawn(async move {
                connection.serve(stream, tls).await;
                drop(place);
            });
        };
        tracing::info!(why, "stopping");
        self.service.stop();
        drop((self.listener, stopped, stopping));
        match timeout(settings.stop_time, all.acquire_many(settings.connections)).await {
            Ok(_) => tracing::info!("stopped; no connection is left"),
            Err(_) => tracing::warn!("stopped; some requests were not finished in time"),
        }
    }

    /// The next connection, once there is a place for it.
    async fn take(&self, places: &Arc<Semaphore>) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
        // The places are never closed, so that there is always one in the end.
        let place = Arc::clone(places).acquire_owned().await.ok();
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => return (stream, peer, place),
                // Such as too many open files: it passes, and asking again at once does not help.
                Err(error) => {
                    tracing::warn!("a connection could not be taken: {error}");
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

/// One connection.
struct Connection {
    service: Arc<Service>,
    router: axum::Router,
    /// Closed when the service stops.
    stopped: watch::Receiver<()>,
    peer: SocketAddr,
}

impl Connection {
    async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        let service = Arc::clone(&self.service);
        service.metrics.connected();
        let _ = stream.set_nodelay(true);
        match tls {
            None => self.serve_http(stream).await,
            Some(tls) => self.serve_https(stream, &tls).await,
        }
        service.metrics.disconnected();
    }

    async fn serve_https(self, stream: TcpStream, tls: &TlsAcceptor) {
        let handshake = timeout(self.service.settings.read_time, tls.accept(stream)).await;
        match handshake {
            Ok(Ok(stream)) => {
                let client = name_of_client(stream.get_ref().1.peer_certificates());
                tracing::debug!(peer = %self.peer, client, "connected");
                self.serve_http(stream).await;
            }
            Ok(Err(error)) => self.refused(&error.to_string()),
            Err(_) => self.refused("it took too long"),
        }
    }

    fn refused(&self, why: &str) {
        self.service.metrics.handshake_refused();
        tracing::info!(peer = %self.peer, "the TLS handshake failed: {why}");
    }

    async fn serve_http(mut self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let settings = self.service.settings;
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(settings.read_time)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(self.router));
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = &mut connection => Some(ended),
            _ = self.stopped.changed() => None,
            // A client is asked for its certificate once a connection, so that no connection is kept for ever.
            () = sleep(settings.connection_time) => None,
        };
        let ended = match ended {
            Some(ended) => Ok(ended),
            // The request that has begun is finished, and no other is taken.
            None => {
                connection.as_mut().graceful_shutdown();
                // As long as a request may take, and its answer to be fetched.
                let most = settings.read_time.saturating_mul(2);
                timeout(most.saturating_add(settings.judge_time), connection).await
            }
        };
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(peer = %self.peer, "the connection broke: {error}"),
            Err(_) => tracing::debug!(peer = %self.peer, "the connection was cut: its request did not end"),
        }
    }
}
