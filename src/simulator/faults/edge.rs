//! Where faults strike, and how a person or a browser test sets them: `POST /_faults` with, say,
//! `{"endpoint": "PUT /upload/", "skip": 2, "times": 1, "kind": "status", "status": 502}`.

use std::time::Duration;

use axum::{
    Json, Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};

use super::{Fault, FaultKind};
use crate::simulator::{connection::Connection, tiktok::wire, world::World};

/// `GET` lists, `POST` adds one rule or a list of them, `DELETE` clears.
pub(crate) fn routes() -> Router<World> {
    Router::new().route("/_faults", get(list).post(add).delete(clear))
}

/// One rule or several.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Wanted {
    One(Fault),
    Many(Vec<Fault>),
}

async fn list(State(world): State<World>) -> Json<Vec<Fault>> {
    Json(world.faults())
}

async fn add(State(world): State<World>, Json(wanted): Json<Wanted>) -> Json<Vec<Fault>> {
    match wanted {
        Wanted::One(fault) => world.add_fault(fault),
        Wanted::Many(faults) => faults.into_iter().for_each(|fault| world.add_fault(fault)),
    }
    Json(world.faults())
}

async fn clear(State(world): State<World>) -> StatusCode {
    world.clear_faults();
    StatusCode::NO_CONTENT
}

/// Counts every call and lets the faults strike.
pub(crate) async fn watch(
    State(world): State<World>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
    next: Next,
) -> Response {
    let (method, path) = (request.method().as_str(), request.uri().path());
    if path == "/_faults" || path == "/_state" {
        return next.run(request).await;
    }
    let struck = world.with(|state, _| {
        *state.calls.entry(format!("{method} {path}")).or_default() += 1;
        state.faults.strike(method, path)
    });
    match struck {
        None => next.run(request).await,
        Some(FaultKind::Status { status, body }) => {
            swallow(request).await;
            answer(status, body)
        }
        Some(FaultKind::Code { code }) => {
            swallow(request).await;
            wire::refuse(&code, "A fault was asked for.").into_response()
        }
        Some(FaultKind::Delay { millis }) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            next.run(request).await
        }
        Some(FaultKind::LostReply) => {
            let response = next.run(request).await;
            connection.cut();
            response
        }
        Some(FaultKind::Cut) => {
            connection.cut();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Some(FaultKind::CutAfter { bytes }) => {
            connection.cut_after(bytes.max(1));
            next.run(request).await
        }
        Some(FaultKind::Garbage) => {
            let response = next.run(request).await;
            let (mut parts, _) = response.into_parts();
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from("<html>\u{fffd}{\"data\":"))
        }
    }
}

fn answer(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = serde_json::from_str::<serde::de::IgnoredAny>(&body).is_ok();
    let kind = if json {
        "application/json"
    } else {
        "text/html; charset=utf-8"
    };
    let mut response = (status, body).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Reads the rest of a request, so that the client gets to read the answer.
pub(crate) async fn swallow(request: Request) {
    use futures::StreamExt as _;
    let mut body = request.into_body().into_data_stream();
    while let Some(Ok(_)) = body.next().await {}
}
