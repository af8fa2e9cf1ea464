//! The OpenAPI document, made from the code. What it says of each route stands at the route's handler.

mod schemas;

use axum::{Json, extract::State};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Server,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

pub(super) use self::schemas::{Failed, SubmitForm, SubmitRequest};
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
pub(super) fn of(ctx: &Context) -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    ctx.settings.version.clone_into(&mut document.info.version);
    document.info.title.clone_from(&ctx.settings.app_name);
    document.servers = Some(vec![Server::new(&ctx.settings.public_url)]);
    document
}

/// `GET /api/openapi.json`.
pub(super) async fn document(State(ctx): State<Context>) -> Json<utoipa::openapi::OpenApi> {
    Json(of(&ctx))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_openapi_3_1_and_closed() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
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
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let codes = &document["components"]["schemas"]["ErrorCode"]["enum"];
        assert_eq!(
            codes.as_array().unwrap().len(),
            crate::domain::error_code::ErrorCode::ALL.len()
        );
    }
}
