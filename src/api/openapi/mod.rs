//! The OpenAPI document, made from the code. What a route takes and answers stands at its handler; what many routes have in
//! common (errors, headers) and what no type says (limits, examples) is written into it here.

mod errors;
mod examples;
mod headers;
mod limits;
mod schemas;

use axum::{Json, extract::State};
use serde_json::Value;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
};

pub(super) use self::schemas::{SubmitForm, SubmitRequest};
use super::{connection, intake, machine, metrics, posts, webhook, wire};
use crate::{
    domain::{post_object::PostObject, status::Status},
    service::Context,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "AI Video Uploader",
        description = "Brings videos to TikTok as private drafts: hand over a video by URL or as a file; it is checked, held for review or sent to the person's TikTok inbox, followed, and deleted here. Nothing is made public without a human.",
        license(name = "MIT"),
    ),
    paths(
        intake::submit,
        intake::submit_from_n8n,
        posts::list,
        posts::get,
        posts::retry,
        posts::cancel,
        connection::test,
        connection::connect_link,
        webhook::receive,
        machine::alive,
        machine::ready,
        metrics::show,
        document,
    ),
    components(schemas(PostObject, Status, wire::ErrorBody, wire::FieldProblem)),
    tags(
        (name = "Posts", description = "Videos on their way to TikTok."),
        (name = "Connection", description = "Whether the key works, and how TikTok gets connected."),
        (name = "For machines", description = "TikTok's webhooks, and whether the service is well."),
    ),
    modifiers(&Keys),
)]
struct Document;

/// The three places for an API key.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let value =
            |name: &str| ApiKeyValue::with_description(name, "An API key of the dashboard.");
        components.add_security_scheme(
            "bearer",
            SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
        );
        components.add_security_scheme(
            "header",
            SecurityScheme::ApiKey(ApiKey::Header(value("X-API-Key"))),
        );
        components.add_security_scheme(
            "query",
            SecurityScheme::ApiKey(ApiKey::Query(value("api_key"))),
        );
    }
}

/// The document of this installation.
pub(super) fn of(ctx: &Context) -> Value {
    let mut document = whole();
    document["info"]["version"] = ctx.settings.version.into();
    document["info"]["title"] = ctx.settings.app_name.as_str().into();
    document["servers"] = serde_json::json!([{ "url": ctx.settings.public_url }]);
    document
}

fn whole() -> Value {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    errors::describe(&mut document);
    examples::describe(&mut document);
    headers::describe(&mut document);
    limits::describe(&mut document);
    document
}

/// Every route of the document: its path, its method and what is said of it.
fn operations(document: &mut Value) -> impl Iterator<Item = (String, String, &mut Value)> {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object_mut().into_iter().flatten();
        methods.map(|(method, operation)| (path.clone(), method.clone(), operation))
    })
}

/// `GET /api/openapi.json`.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "openapi_document",
    tag = "For machines",
    responses((status = 200, description = "This document.", body = Object)),
)]
pub(super) async fn document(State(ctx): State<Context>) -> Json<Value> {
    Json(of(&ctx))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_openapi_3_1_and_closed() {
        let document = whole();
        assert_eq!(document["openapi"], "3.1.0");
        let text = document.to_string();
        for (at, _) in text.match_indices("\"#/components/schemas/") {
            let name = text[at + 22..].split('"').next().unwrap();
            assert!(
                document["components"]["schemas"].get(name).is_some(),
                "{name} is not described"
            );
        }
    }

    #[test]
    fn every_error_code_is_listed() {
        let document = whole();
        let codes = &document["components"]["schemas"]["ErrorCode"]["enum"];
        assert_eq!(
            codes.as_array().unwrap().len(),
            crate::domain::error_code::ErrorCode::ALL.len()
        );
    }

    #[test]
    fn what_is_written_into_it_leaves_no_hole() {
        let mut document = whole();
        for (path, method, operation) in operations(&mut document) {
            for (name, part) in operation.as_object().unwrap() {
                assert!(!part.is_null(), "{method} {path}: {name}");
            }
        }
    }

    #[test]
    fn every_route_is_described() {
        // Pages to read, and a file for Grafana.
        let others = ["/docs", "/metrics/"];
        let document = whole();
        let routes = include_str!("../mod.rs");
        let mut known = 0;
        for (at, _) in routes.match_indices(".route(") {
            let path = routes[at..].split('"').nth(1).unwrap();
            let fallback = path == "/api" || path.contains('*');
            if fallback || others.iter().any(|other| path.starts_with(other)) {
                continue;
            }
            known += 1;
            assert!(document["paths"].get(path).is_some(), "{path}");
        }
        assert!(known > 10);
    }

    #[test]
    fn every_error_of_a_keyed_route_has_its_code_and_headers() {
        let mut document = whole();
        for (path, method, operation) in operations(&mut document) {
            if !operation["security"].is_array() {
                continue;
            }
            for status in ["401", "429", "500"] {
                let answer = &operation["responses"][status];
                let schema = &answer["content"]["application/json"]["schema"];
                let codes = &schema["allOf"][1]["properties"]["error"]["properties"]["code"];
                assert!(codes["enum"][0].is_string(), "{method} {path} {status}");
                assert!(answer["headers"]["X-Request-Id"].is_object());
            }
            let wait = &operation["responses"]["429"]["headers"]["Retry-After"];
            assert!(wait.is_object(), "{method} {path}");
        }
    }
}
