//! From the body of a request to what a gate is asked, and to its verdict.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use s1spki_policies::Moment;
use s1spki_validator::directory::Directory;
use s1spki_validator::evidence::{CommandEvidence, InstallationEvidence};
use s1spki_validator::gate::{CommandGate, MigrationGate};
use s1spki_validator::{ChainJudge, GateVerdict, Question, Verdict};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::question::{Brought, media_type, time};
use super::refusal::Refusal;
use super::trust::Trust;

/// What a gate is asked about, with what is known of it, and at what time it decides.
#[derive(Debug)]
pub(super) struct AskedOfGate {
    pub(super) at: Moment,
    subject: Subject,
}

#[derive(Debug)]
enum Subject {
    Message {
        octets: Vec<u8>,
        evidence: Box<CommandEvidence>,
    },
    Installation(Box<InstallationEvidence>),
}

/// The body of a question to the command gate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageBody {
    /// XML, or base64 of it.
    message: String,
    #[serde(default)]
    evidence: Box<CommandEvidence>,
    at: Option<String>,
}

/// The body of a question to the migration gate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InstallationBody {
    evidence: Box<InstallationEvidence>,
    at: Option<String>,
}

const MESSAGE_FORM: &str = "send {\"message\": \"XML, or base64 of it\", \"evidence\": {...}, \"at\": \"2026-03-01T00:00:00Z\"}; `evidence` and `at` may be left out";
const INSTALLATION_FORM: &str =
    "send {\"evidence\": {...}, \"at\": \"2026-03-01T00:00:00Z\"}; `at` may be left out";

impl AskedOfGate {
    /// Reads a request that came `now`.
    pub(super) fn read(question: Question, brought: &Brought<'_>, now: Moment) -> Result<Self, Refusal> {
        match question {
            Question::Command => Self::message(brought, now),
            _ => Self::installation(brought, now),
        }
    }

    /// JSON, or the message itself, of which nothing is known then.
    fn message(brought: &Brought<'_>, now: Moment) -> Result<Self, Refusal> {
        let (octets, evidence, at) = match media_type(brought.headers).as_str() {
            "application/json" => {
                let body: MessageBody = json(brought, MESSAGE_FORM)?;
                (octets_of(body.message)?, body.evidence, body.at)
            }
            "application/xml" | "text/xml" => (
                brought.body.to_vec(),
                Box::default(),
                brought.parameters.at.clone(),
            ),
            other => {
                let hint = "use application/json, or application/xml for a message alone";
                return Err(unknown_type(other).with_hint(hint));
            }
        };
        Ok(Self {
            at: time(at, now)?,
            subject: Subject::Message { octets, evidence },
        })
    }

    fn installation(brought: &Brought<'_>, now: Moment) -> Result<Self, Refusal> {
        let media_type = media_type(brought.headers);
        if media_type != "application/json" {
            return Err(unknown_type(&media_type).with_hint("use application/json"));
        }
        let body: InstallationBody = json(brought, INSTALLATION_FORM)?;
        Ok(Self {
            at: time(body.at, now)?,
            subject: Subject::Installation(body.evidence),
        })
    }

    /// The verdict by this judge, who is at the time of the question.
    pub(super) fn verdict(&self, trust: &Trust, judge: &ChainJudge<'_>) -> Verdict {
        let nothing = Directory::default();
        let directory = trust.directory.as_ref().unwrap_or(&nothing);
        let (question, verdict) = match &self.subject {
            Subject::Message { octets, evidence } => {
                let gate = CommandGate::new(&trust.policy, judge, directory);
                (Question::Command, gate.decide("message", octets, evidence))
            }
            Subject::Installation(evidence) => {
                let gate = MigrationGate::new(&trust.policy, judge, directory);
                let gate = match &trust.eligible_products {
                    Some(list) => gate.with_eligible_products(list),
                    None => gate,
                };
                (Question::Migration, on_installation(&gate, evidence))
            }
        };
        Verdict::of_gate(question, self.at, &trust.policy, vec![verdict])
    }
}

/// An installation is called what its evidence calls it.
fn on_installation(gate: &MigrationGate<'_>, evidence: &InstallationEvidence) -> GateVerdict {
    let name = evidence.installation.as_deref().unwrap_or("installation");
    gate.decide(name, evidence)
}

fn json<T: DeserializeOwned>(brought: &Brought<'_>, form: &'static str) -> Result<T, Refusal> {
    if !brought.parameters.is_empty() {
        return Err(
            Refusal::bad_request("a JSON body and parameters in the address are given")
                .with_hint("say `at` in the body"),
        );
    }
    serde_json::from_slice(brought.body).map_err(|error| {
        Refusal::bad_request(format!("the body is not what is asked for: {error}")).with_hint(form)
    })
}

/// No base64 has a `<`, and every message has one.
fn octets_of(message: String) -> Result<Vec<u8>, Refusal> {
    if message.contains('<') {
        return Ok(message.into_bytes());
    }
    let base64: String = message.split_ascii_whitespace().collect();
    STANDARD.decode(base64).map_err(|error| {
        Refusal::bad_request(format!("`message` is neither XML nor base64: {error}"))
            .with_hint("give the octets of the message in base64, as they were signed")
    })
}

fn unknown_type(media_type: &str) -> Refusal {
    Refusal::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!("the content type `{media_type}` is not known here"),
    )
}
