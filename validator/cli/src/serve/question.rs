//! From the body of a request to what is asked.

use axum::http::{HeaderMap, StatusCode, header};
use s1spki_policies::{Moment, Policy};
use s1spki_validator::{Expectation, Question};
use serde::Deserialize;

use super::refusal::Refusal;
use crate::chain::role;
use crate::input::{Object, Wanted, objects_in};
use crate::problem::Problem;

/// What is asked.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) objects: Vec<Object>,
    pub(super) at: Moment,
    pub(super) expectation: Expectation,
}

/// The body in JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    certificates: Vec<String>,
    at: Option<String>,
    expect: Option<Expect>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    role: Option<String>,
}

/// What a body that is no JSON cannot say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Parameters {
    pub(super) at: Option<String>,
    expect_role: Option<String>,
}

impl Parameters {
    pub(super) const fn is_empty(&self) -> bool {
        self.at.is_none() && self.expect_role.is_none()
    }
}

/// In what form certificates come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Json,
    /// PEM, DER or base64.
    Plain,
}

/// What a request brings.
pub(super) struct Brought<'a> {
    pub(super) headers: &'a HeaderMap,
    pub(super) parameters: Parameters,
    pub(super) body: &'a [u8],
}

impl Asked {
    /// Reads a request that came `now`.
    pub(super) fn read(
        question: Question,
        brought: Brought<'_>,
        policy: &Policy,
        most: usize,
        now: Moment,
    ) -> Result<Self, Refusal> {
        let parameters = brought.parameters;
        let (objects, at, role_text) = match form_of(brought.headers)? {
            Form::Plain => {
                let objects = objects_in("body", brought.body, brought.body.len(), Wanted::Certificate)?;
                (objects, parameters.at, parameters.expect_role)
            }
            Form::Json if !parameters.is_empty() => {
                return Err(
                    Refusal::bad_request("a JSON body and parameters in the address are given")
                        .with_hint("say `at` and `expect` in the body"),
                );
            }
            Form::Json => {
                let body: Body = serde_json::from_slice(brought.body).map_err(not_understood)?;
                let expect = body.expect.and_then(|expect| expect.role);
                (objects_of(&body.certificates)?, body.at, expect)
            }
        };
        if objects.is_empty() || objects.len() > most {
            let error = format!("{} certificates are given", objects.len());
            return Err(Refusal::bad_request(error).with_hint(format!("give from 1 to {most}")));
        }
        if question == Question::Certificate && role_text.is_some() {
            return Err(Refusal::bad_request("a role is expected of a certificate alone")
                .with_hint("ask /v1/chain, which holds certificates against what is expected"));
        }
        Ok(Self {
            question,
            objects,
            at: time(at, now)?,
            expectation: Expectation {
                role: role_text.map(|text| role(&text, policy)).transpose()?,
            },
        })
    }
}

/// Each string holds one certificate or more, in PEM or base64.
fn objects_of(certificates: &[String]) -> Result<Vec<Object>, Problem> {
    let mut objects = Vec::new();
    for (index, text) in certificates.iter().enumerate() {
        let label = format!("certificates[{index}]");
        objects.extend(objects_in(
            &label,
            text.as_bytes(),
            text.len(),
            Wanted::Certificate,
        )?);
    }
    Ok(objects)
}

/// The time that is written, or else the present one.
pub(super) fn time(written: Option<String>, now: Moment) -> Result<Moment, Refusal> {
    let at = written.map(|text| text.parse()).transpose();
    let at = at.map_err(|error| Refusal::bad_request(format!("`at`: {error}")))?;
    Ok(at.unwrap_or(now))
}

/// The content type without its parameters, in small letters.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

fn form_of(headers: &HeaderMap) -> Result<Form, Refusal> {
    let media_type = media_type(headers);
    match media_type.as_str() {
        "application/json" => Ok(Form::Json),
        "application/x-pem-file"
        | "application/pem-certificate-chain"
        | "application/pkix-cert"
        | "application/x-x509-ca-cert"
        | "application/octet-stream"
        | "text/plain" => Ok(Form::Plain),
        _ => Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("the content type `{media_type}` is not known here"),
        )
        .with_hint("use application/json; application/x-pem-file for PEM; application/pkix-cert for DER")),
    }
}

fn not_understood(error: serde_json::Error) -> Refusal {
    Refusal::bad_request(format!("the body is not what is asked for: {error}")).with_hint(
        "send {\"certificates\": [\"PEM or base64\"], \"at\": \"2026-03-01T00:00:00Z\", \"expect\": {\"role\": \"02\"}}; `at` and `expect` may be left out",
    )
}
