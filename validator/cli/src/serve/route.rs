//! The routes, and what each answers.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, MatchedPath, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use s1spki_policies::Moment;
use s1spki_validator::Question;
use serde_json::json;
use tokio::time::timeout;

use super::gate::AskedOfGate;
use super::generation::{Generation, Work};
use super::metrics::CONTENT_TYPE;
use super::question::{Asked, Brought, Parameters};
use super::refusal::Refusal;
use super::service::Service;
use crate::arguments::now;

/// What `/openapi.json` says; a test holds it to the routes.
const OPENAPI: &str = include_str!("openapi.json");

/// The schemas to which the description refers.
const VERDICT_SCHEMA: &str = include_str!("../../../../docs/src/schemas/verdict-1.json");
const GATE_SCHEMA: &str = include_str!("../../../../docs/src/schemas/gate-1.json");
const COMMAND_SCHEMA: &str = include_str!("../../../../docs/src/schemas/command-1.json");
const INSTALLATION_SCHEMA: &str = include_str!("../../../../docs/src/schemas/installation-1.json");

pub(super) fn routes(service: Arc<Service>) -> Router {
    Router::new()
        .route("/v1/certificate", post(certificate))
        .route("/v1/chain", post(chain))
        .route("/v1/command", post(command))
        .route("/v1/migration", post(migration))
        .route("/v1/policy", get(policy))
        .route("/openapi.json", get(openapi))
        .route("/schemas/verdict-1.json", get(|| schema(VERDICT_SCHEMA)))
        .route("/schemas/gate-1.json", get(|| schema(GATE_SCHEMA)))
        .route("/schemas/command-1.json", get(|| schema(COMMAND_SCHEMA)))
        .route(
            "/schemas/installation-1.json",
            get(|| schema(INSTALLATION_SCHEMA)),
        )
        .route("/healthz", get(health))
        .route("/readyz", get(readiness))
        .route("/metrics", get(metrics))
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(service.settings.body_limit))
        .layer(from_fn_with_state(Arc::clone(&service), observe))
        .with_state(service)
}

/// What stands in the address after the route.
type InAddress = Result<Query<Parameters>, axum::extract::rejection::QueryRejection>;

async fn certificate(
    State(service): State<Arc<Service>>,
    query: InAddress,
    request: Request,
) -> Result<Response, Refusal> {
    on_certificates(&service, Question::Certificate, query, request).await
}

async fn chain(
    State(service): State<Arc<Service>>,
    query: InAddress,
    request: Request,
) -> Result<Response, Refusal> {
    on_certificates(&service, Question::Chain, query, request).await
}

async fn on_certificates(
    service: &Service,
    question: Question,
    query: InAddress,
    request: Request,
) -> Result<Response, Refusal> {
    let most = service.settings.certificate_limit;
    answer(service, question, query, request, |brought, generation, now| {
        let asked = Asked::read(question, brought, &generation.trust.policy, most, now)?;
        Ok(Work::Certificates(asked))
    })
    .await
}

async fn command(
    State(service): State<Arc<Service>>,
    query: InAddress,
    request: Request,
) -> Result<Response, Refusal> {
    on_gate(&service, Question::Command, query, request).await
}

async fn migration(
    State(service): State<Arc<Service>>,
    query: InAddress,
    request: Request,
) -> Result<Response, Refusal> {
    on_gate(&service, Question::Migration, query, request).await
}

async fn on_gate(
    service: &Service,
    question: Question,
    query: InAddress,
    request: Request,
) -> Result<Response, Refusal> {
    answer(service, question, query, request, |brought, generation, now| {
        with_directory(generation)?;
        AskedOfGate::read(question, &brought, now).map(Work::Gate)
    })
    .await
}

/// Without a directory a gate would say of every Certificate ID that it names nothing, which nobody looked for.
fn with_directory(generation: &Generation) -> Result<(), Refusal> {
    if generation.trust.directory.is_some() {
        return Ok(());
    }
    let refusal = Refusal::new(
        StatusCode::NOT_IMPLEMENTED,
        "the service has no directory of certificates",
    );
    Err(refusal.with_hint("start it with --directory"))
}

fn parameters(query: InAddress) -> Result<Parameters, Refusal> {
    let Query(parameters) = query.map_err(|rejection| {
        Refusal::bad_request(rejection.body_text())
            .with_hint("`at` and `expect-role` are known in the address")
    })?;
    Ok(parameters)
}

/// The verdict, whatever the decision. The clock is read once, when the body is there.
async fn answer(
    service: &Service,
    question: Question,
    query: InAddress,
    request: Request,
    read: impl FnOnce(Brought<'_>, &Generation, Moment) -> Result<Work, Refusal>,
) -> Result<Response, Refusal> {
    let parameters = parameters(query)?;
    let headers = request.headers().clone();
    let body = body_of(service, request).await?;
    let place = service.places.try_acquire().map_err(|_| {
        let error = format!("{} requests are being judged", service.settings.concurrency);
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error).with_hint("come again later")
    })?;
    let generation = service.generation();
    let brought = Brought {
        headers: &headers,
        parameters,
        body: &body,
    };
    let work = read(brought, &generation, clock()?)?;
    let answered = timeout(service.settings.judge_time, generation.answer(work)).await;
    drop(place);
    let answered = answered.map_err(|_| {
        Refusal::new(StatusCode::GATEWAY_TIMEOUT, "no verdict was reached in time")
            .with_hint("ask about fewer certificates, or come again later")
    })?;
    let answered = answered.map_err(|_| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "no verdict was reached, which is a fault of the service",
        )
        .with_hint("tell whoever runs the service: its log may say more")
    })?;
    service.metrics.decided(question, &answered.decisions);
    Ok(([(header::CONTENT_TYPE, "application/json")], answered.json).into_response())
}

/// The body, within its limits of size and time.
async fn body_of(service: &Service, request: Request) -> Result<Bytes, Refusal> {
    let limit = service.settings.body_limit;
    match timeout(service.settings.read_time, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(rejection)) => Err(unreadable(&rejection, limit)),
        Err(_) => Err(
            Refusal::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time")
                .with_hint("send it without pause"),
        ),
    }
}

fn unreadable(rejection: &BytesRejection, limit: usize) -> Refusal {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let error = format!("the body has more than {limit} octets");
        return Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, error)
            .with_hint("ask about less at once, or raise --body-limit");
    }
    Refusal::bad_request("the body could not be read").with_hint("send it whole")
}

async fn policy(State(service): State<Arc<Service>>) -> Response {
    let generation = service.generation();
    let policy = &generation.trust.policy;
    let environment = policy.environment();
    Json(json!({
        "id": policy.id(),
        "title": policy.title(),
        "environment": environment,
        "hash": policy.hash().to_string(),
    }))
    .into_response()
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

async fn schema(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "application/schema+json")], text).into_response()
}

/// Whether the service runs.
async fn health() -> Response {
    Json(json!({ "status": "running" })).into_response()
}

/// Whether requests should come here.
async fn readiness(State(service): State<Arc<Service>>) -> Result<Response, Refusal> {
    let shortcomings = service.shortcomings(clock()?);
    let (status, word) = if shortcomings.is_empty() {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not-ready")
    };
    let body = json!({ "status": word, "reasons": shortcomings });
    Ok((status, Json(body)).into_response())
}

async fn metrics(State(service): State<Arc<Service>>) -> Result<Response, Refusal> {
    let text = service
        .metrics
        .text()
        .map_err(|_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the metrics cannot be written"))?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response())
}

async fn no_such_route() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "there is nothing at this address")
        .with_hint("/openapi.json lists what there is")
}

async fn no_such_method() -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this address does not take this method",
    )
    .with_hint("/openapi.json lists what there is")
}

fn clock() -> Result<Moment, Refusal> {
    now().ok_or_else(|| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the clock of this machine shows no time between 1970 and 9999",
        )
    })
}

/// Counts every request and writes it to the log. What was sent is not written: only how it was answered.
async fn observe(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "other".to_owned());
    let mut response = next.run(request).await;
    if service.is_stopping() {
        let close = header::HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    let (status, duration) = (response.status().as_u16(), start.elapsed());
    service.metrics.answered(&route, status, duration);
    let microseconds = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(route, status, microseconds, "answered");
    response
}
