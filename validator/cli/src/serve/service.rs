//! The service: its current generation, its limits, what it counts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use s1spki_policies::Moment;
use tokio::sync::Semaphore;

use super::client::ClientVerifier;
use super::generation::Generation;
use super::held::Held;
use super::metrics::{Metrics, Reload};
use super::readiness::shortcomings;
use super::tls::Identity;
use super::trust::{FileMark, Sources};
use crate::arguments::now;
use crate::problem::Problem;

/// How much is taken on, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// The most octets of a body.
    pub(super) body_limit: usize,
    /// The most certificates of a request.
    pub(super) certificate_limit: usize,
    /// The most time for a handshake, a head, a body.
    pub(super) read_time: Duration,
    /// The most time until a verdict is reached.
    pub(super) judge_time: Duration,
    /// The most time that a connection is kept.
    pub(super) connection_time: Duration,
    /// The most time that requests have when the service stops.
    pub(super) stop_time: Duration,
    /// The most requests that are judged or wait for it.
    pub(super) concurrency: u32,
    /// The most connections.
    pub(super) connections: u32,
}

/// The service: its current generation, its limits, what it counts.
pub(super) struct Service {
    sources: Sources,
    clients: Option<Arc<ClientVerifier>>,
    identity: Option<Arc<Identity>>,
    generation: Held<Generation>,
    /// The marks of the files when they were last read; whoever holds it reloads, and nobody else meanwhile.
    marks: Mutex<Vec<FileMark>>,
    pub(super) settings: Settings,
    pub(super) metrics: Metrics,
    /// Places for requests that are judged or wait for it.
    pub(super) places: Semaphore,
    stopping: AtomicBool,
}

/// What makes the service read its files again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    /// It was told to.
    Told,
    /// If a file has changed.
    Change,
}

impl Service {
    pub(super) fn start(
        sources: Sources,
        clients: Option<Arc<ClientVerifier>>,
        identity: Option<Arc<Identity>>,
        settings: Settings,
    ) -> Result<Self, Problem> {
        let marks = marks(&sources, clients.as_deref(), identity.as_deref());
        let metrics = Metrics::default();
        let generation = generation(&sources, &metrics)?;
        Ok(Self {
            sources,
            clients,
            identity,
            generation: Held::new(generation),
            marks: Mutex::new(marks),
            settings,
            metrics,
            places: places(settings.concurrency),
            stopping: AtomicBool::new(false),
        })
    }

    pub(super) fn generation(&self) -> Arc<Generation> {
        self.generation.current()
    }

    /// Reads all files again, on occasion. If anything cannot be read, everything stays as it is.
    pub(super) fn reload(&self, occasion: Occasion) {
        let mut held = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken before the files are read: what changes meanwhile is seen next time.
        let marks = marks(&self.sources, self.clients.as_deref(), self.identity.as_deref());
        if occasion == Occasion::Change && *held == marks {
            return;
        }
        *held = marks;
        match self.load() {
            Ok(()) => {
                self.metrics.reloaded(Reload::Done);
                tracing::info!("the files were read again");
            }
            Err(problem) => {
                self.metrics.reloaded(Reload::Failed);
                tracing::error!(
                    hint = problem.hint(),
                    "the files could not be read again, so what was read before stays: {}",
                    problem.message()
                );
            }
        }
    }

    fn load(&self) -> Result<(), Problem> {
        let clients = self.clients.as_ref().map(|clients| clients.load()).transpose()?;
        let identity = self
            .identity
            .as_ref()
            .map(|identity| identity.load())
            .transpose()?;
        self.generation.replace(generation(&self.sources, &self.metrics)?);
        if let (Some(verifier), Some(trust)) = (&self.clients, clients) {
            verifier.replace(trust);
        }
        if let (Some(identity), Some(certified)) = (&self.identity, identity) {
            identity.replace(certified);
        }
        Ok(())
    }

    /// Why requests should go elsewhere now; nothing if they should come.
    pub(super) fn shortcomings(&self, at: Moment) -> Vec<String> {
        if self.is_stopping() {
            return vec!["the service is stopping".to_owned()];
        }
        let mut found = shortcomings(&self.generation().trust, at);
        if let Some(clients) = &self.clients {
            let of_clients = shortcomings(&clients.trust(), at).into_iter();
            found.extend(of_clients.map(|shortcoming| format!("for clients: {shortcoming}")));
        }
        found
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// A semaphore with so many places.
pub(super) fn places(number: u32) -> Semaphore {
    Semaphore::new(usize::try_from(number).unwrap_or(Semaphore::MAX_PERMITS))
}

fn generation(sources: &Sources, metrics: &Metrics) -> Result<Generation, Problem> {
    let trust = sources.load()?;
    let at = now().ok_or_else(|| Problem::input("the clock of this machine is wrong"))?;
    let generation = Generation::start(trust, at)
        .map_err(|error| Problem::input(format_args!("no thread can be started: {error}")))?;
    metrics.describe(&generation.trust);
    Ok(generation)
}

fn marks(sources: &Sources, clients: Option<&ClientVerifier>, identity: Option<&Identity>) -> Vec<FileMark> {
    let mut marks = sources.marks();
    marks.extend(clients.map(ClientVerifier::marks).unwrap_or_default());
    marks.extend(identity.map(Identity::marks).unwrap_or_default());
    marks
}
