//! `/docs`: the OpenAPI document and the error catalogue as one page to read, and `/docs/going-live` (in `guide`), both without
//! any script or outside asset.

pub(super) mod guide;
mod html;
mod operations;
mod schemas;

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::header,
    response::{Html, IntoResponse},
};

use self::html::Escaped;
use super::openapi;
use crate::{
    domain::error_code::{Again, ErrorCode, Who},
    service::Context,
};

const STYLE: &str = include_str!("style.css");
const INTRODUCTION: &str = include_str!("introduction.html");
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `GET /docs`.
pub(super) async fn page(State(ctx): State<Context>) -> impl IntoResponse {
    let document = openapi::of(&ctx);
    let body = format!(
        "{introduction}{operations}{schemas}{errors}",
        introduction =
            INTRODUCTION.replace("{base}", &Escaped(&ctx.settings.public_url).to_string()),
        operations = operations::all(&document, &ctx.settings.public_url),
        schemas = schemas::all(&document),
        errors = errors(),
    );
    secured(Html(frame(&ctx, "API", &body)))
}

/// A page around `body`.
fn frame(ctx: &Context, title: &str, body: &str) -> String {
    let name = Escaped(&ctx.settings.app_name);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · {name}</title><link rel=\"stylesheet\" href=\"/docs/style.css?v={version}\"></head>\
         <body><a class=\"skip\" href=\"#content\">Skip to content</a>\
         <header><a href=\"/\">{name}</a><nav aria-label=\"Documentation\"><a href=\"/docs\">API</a> \
         <a href=\"/docs/going-live\">Going live</a> <a href=\"/api/openapi.json\">openapi.json</a></nav></header>\
         <main id=\"content\"><h1>{title}</h1>{body}</main></body></html>",
        version = Escaped(ctx.settings.version),
    )
}

/// `page` with a policy that lets it load its style and nothing else.
fn secured(page: Html<String>) -> impl IntoResponse {
    (
        [
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::CACHE_CONTROL, "no-cache"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
        page,
    )
}

/// `GET /docs/style.css`.
pub(super) async fn style() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        STYLE,
    )
}

/// The whole catalogue.
fn errors() -> String {
    let rows = ErrorCode::ALL.iter().fold(String::new(), |mut rows, code| {
            let entry = code.entry();
            let who = match entry.who {
                Who::Creator => "the creator",
                Who::Client => "the program",
                Who::Operator => "the operator",
                Who::Nobody => "nobody",
            };
            let again = match entry.again() {
                Again::Never => "never",
                Again::ByItself => "later, by itself",
                Again::AfterActing(_) => "after that",
            };
            let _ = write!(
                rows,
                "<tr id=\"error-{code}\"><td><code>{code}</code></td><td>{status}</td><td>{message} {description}</td>\
                 <td>{who}</td><td>{again}</td></tr>",
                status = entry.status,
                message = Escaped(entry.message),
                description = Escaped(entry.description),
            );
            rows
        });
    format!(
        "<section id=\"errors\"><h2>Errors</h2><p>Codes are stable. The status is the one of an answer; a post carries the \
         same codes in its <code>error</code>.</p><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Error codes\">\
         <table><thead><tr><th scope=\"col\">Code</th><th scope=\"col\">Status</th><th scope=\"col\">What happened, what to do</th>\
         <th scope=\"col\">Who acts</th><th scope=\"col\">A retry helps</th></tr></thead><tbody>{rows}</tbody></table></div></section>"
    )
}
