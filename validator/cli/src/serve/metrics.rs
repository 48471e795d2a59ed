//! What the service counts, for Prometheus.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use s1spki_validator::{Decision, Question};

use super::trust::Trust;

/// The form in which metrics go out.
pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the service counts.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram, fn() -> Histogram>,
    verdicts: Family<VerdictLabels, Counter>,
    reloads: Family<ReloadLabels, Counter>,
    next_updates: Family<ListLabels, Gauge>,
    policies: Family<PolicyLabels, Gauge>,
    directories: Family<DirectoryLabels, Gauge>,
    connections: Gauge<i64>,
    handshakes_refused: Counter<u64, AtomicU64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct VerdictLabels {
    question: &'static str,
    decision: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ReloadLabels {
    result: &'static str,
}

/// What came of reading the files again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reload {
    /// They are in use.
    Done,
    /// What was read before stays.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ListLabels {
    issuer: String,
    sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PolicyLabels {
    id: String,
    hash: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DirectoryLabels {
    sha256: String,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("s1spki_validator"),
            requests: Family::default(),
            durations: Family::new_with_constructor(durations),
            verdicts: Family::default(),
            reloads: Family::default(),
            next_updates: Family::default(),
            policies: Family::default(),
            directories: Family::default(),
            connections: Gauge::default(),
            handshakes_refused: Counter::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests, by route and status", self.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time from a request's head to its answer",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register(
            "verdicts",
            "Certificates, messages and installations judged, by question and decision",
            self.verdicts.clone(),
        );
        registry.register("reloads", "Times the files were read again", self.reloads.clone());
        registry.register_with_unit(
            "revocation_list_next_update_timestamp",
            "When the next list of the issuer is due, since 1970",
            Unit::Seconds,
            self.next_updates.clone(),
        );
        registry.register("policy", "The policy in force, always 1", self.policies.clone());
        registry.register(
            "directory_certificates",
            "Certificates in the directory in use",
            self.directories.clone(),
        );
        registry.register("connections", "Open connections", self.connections.clone());
        registry.register(
            "handshakes_refused",
            "Connections that ended in the TLS handshake",
            self.handshakes_refused.clone(),
        );
    }

    /// All of it as text.
    pub(super) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }

    pub(super) fn answered(&self, route: &str, status: u16, duration: Duration) {
        let route = route.to_owned();
        self.durations
            .get_or_create(&RouteLabels { route: route.clone() })
            .observe(duration.as_secs_f64());
        self.requests
            .get_or_create(&RequestLabels { route, status })
            .inc();
    }

    pub(super) fn decided(&self, question: Question, decisions: &[Decision]) {
        let question = question.as_str();
        for decision in decisions {
            let decision = decision.as_str();
            self.verdicts
                .get_or_create(&VerdictLabels { question, decision })
                .inc();
        }
    }

    pub(super) fn reloaded(&self, result: Reload) {
        let result = match result {
            Reload::Done => "done",
            Reload::Failed => "failed",
        };
        self.reloads.get_or_create(&ReloadLabels { result }).inc();
    }

    pub(super) fn connected(&self) {
        self.connections.inc();
    }

    pub(super) fn disconnected(&self) {
        self.connections.dec();
    }

    pub(super) fn handshake_refused(&self) {
        self.handshakes_refused.inc();
    }

    /// Tells of the lists, the directory and the policy in force, and of no others any more.
    pub(super) fn describe(&self, trust: &Trust) {
        self.policies.clear();
        let policy = PolicyLabels {
            id: trust.policy.id().to_owned(),
            hash: trust.policy.hash().to_string(),
        };
        self.policies.get_or_create(&policy).set(1);
        self.directories.clear();
        if let Some(directory) = &trust.directory {
            let labels = DirectoryLabels {
                sha256: hexadecimal(&directory.sha256()),
            };
            self.directories
                .get_or_create(&labels)
                .set(i64::try_from(directory.len()).unwrap_or(i64::MAX));
        }
        self.next_updates.clear();
        for list in &trust.lists {
            let Some(next_update) = list.next_update() else {
                continue;
            };
            let labels = ListLabels {
                issuer: list.issuer().to_string(),
                sha256: hexadecimal(&list.sha256()),
            };
            self.next_updates
                .get_or_create(&labels)
                .set(next_update.unix_seconds());
        }
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// From a verdict alone, to the most that a request may take.
fn durations() -> Histogram {
    Histogram::new([
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
        10.0,
    ])
}
