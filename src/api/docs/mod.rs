//! `/docs`: the OpenAPI document and the error catalogue as one page to read, and `/docs/going-live` (in `guide`), both without
//! any script or outside asset.

mod frame;
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

use self::{
    frame::{Page, frame},
    html::Escaped,
};
use super::openapi;
use crate::{
    domain::error_code::{Again, ErrorCode, Who},
    service::Context,
};

/// The tokens of all pages, then what is of these alone.
const STYLE: &str = concat!(
    include_str!("../../../style/tokens.css"),
    include_str!("style.css")
);
const LEAD: &str = "Hand over a video, then look at it until it ends, or let a callback tell you. All routes speak JSON.";
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
    let page = Page {
        title: "API",
        path: "/docs",
        lead: LEAD,
        body: &body,
    };
    secured(Html(frame(&ctx, &page)))
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
                Again::Never => "after a change",
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
         same codes in its <code>error</code>. Where a retry helps only “after a change”, <code>retryable</code> is false: the \
         same again meets the same error, and what was corrected does not.</p><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Error codes\">\
         <table><thead><tr><th scope=\"col\">Code</th><th scope=\"col\">Status</th><th scope=\"col\">What happened, what to do</th>\
         <th scope=\"col\">Who acts</th><th scope=\"col\">A retry helps</th></tr></thead><tbody>{rows}</tbody></table></div></section>"
    )
}
