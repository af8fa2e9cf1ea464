//! What forms post to: server functions under `/actions`, which delegate to the service.
//!
//! Each one ends in a redirect. What was refused is told by the next page: it is left in the session, never in the address.
//! Another user's object, and one that never was, answer 404.

mod account;
mod bulk;
mod create_key;
mod delete_account;
mod post;
mod publish;
mod upload;
mod uploads;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::Next,
    response::{IntoResponse as _, Response},
    routing::post as on_post,
};
use http::{StatusCode, header::REFERER};
use leptos::{
    prelude::{ServerFnError, provide_context},
    server_fn::axum::{register_explicit, server_fn_paths},
};
use tower_http::limit::RequestBodyLimitLayer;

use super::{
    components::notice::{Notice, Tone},
    context::{Visit, redirect, set_status},
    error::Problem,
    flash::Flash,
    form::FormState,
    paths,
};
use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        status::Status,
    },
    service::{Context, ServiceError},
};

/// Bytes of a form without a file. A caption of the longest kind takes a tenth of it.
const LONGEST_FORM: usize = 64 * 1024;

/// How an action ended well: where to go, and what to say there.
struct Done {
    to: String,
    flash: Flash,
}

impl Done {
    fn go(to: impl Into<String>) -> Self {
        Self {
            to: to.into(),
            flash: Flash::default(),
        }
    }

    fn saying(mut self, title: impl Into<String>) -> Self {
        self.flash = Flash::good(title);
        self
    }

    /// The same for a notice that fits only while the post stays in that status.
    fn saying_while_in(mut self, status: Status, title: impl Into<String>) -> Self {
        self.flash = Notice::new(Tone::Good, title).while_in(status).into();
        self
    }

    fn with(mut self, flash: Flash) -> Self {
        self.flash = flash;
        self
    }
}

/// Does what the form asked and says where to go next: `back` if it is refused, with `typed` in its fields.
async fn act<Running>(
    back: impl Into<String>,
    typed: FormState,
    run: impl FnOnce(Visit) -> Running,
) -> Result<(), ServerFnError>
where
    Running: Future<Output = Result<Done, ServiceError>>,
{
    let visit = Visit::current();
    match run(visit.clone()).await {
        Ok(Done { to, flash }) => {
            visit.leave_flash(&flash).await;
            redirect(&to);
        }
        Err(error) => {
            let failure = visit.failure(&error);
            if failure.code == ErrorCode::NotFound {
                set_status(StatusCode::NOT_FOUND);
            } else {
                let flash = Flash::refused(&failure).with_form(mark(typed, &error, &failure));
                visit.leave_flash(&flash).await;
                redirect(&back.into());
            }
        }
    }
    Ok(())
}

/// Puts the reason to the field that it is about; several reasons each to its own.
fn mark(typed: FormState, error: &ServiceError, failure: &Failure) -> FormState {
    let details = error.details().and_then(|details| details.as_array());
    let each = details.map(Vec::as_slice).unwrap_or_default();
    if each.len() > 1 {
        return each.iter().fold(typed, |typed, detail| {
            match (detail["field"].as_str(), detail["problem"].as_str()) {
                (Some(field), Some(problem)) => typed.problem(field, problem),
                _ => typed,
            }
        });
    }
    let named = each.first().map(|detail| &detail["field"]);
    let field = match (named.and_then(|field| field.as_str()), failure.code) {
        (Some("content"), _) | (None, ErrorCode::CaptionTooLong) => "caption",
        (Some("expires_at"), _) => "ends",
        (Some(field), _) => field,
        (None, ErrorCode::UnknownAccount | ErrorCode::TiktokNotConnected) => "account",
        (None, ErrorCode::MissingVideo | ErrorCode::EmptyFile | ErrorCode::FileTooLarge) => "file",
        (None, _) => return typed,
    };
    typed.problem(field, failure.message())
}

/// The routes that forms post to.
pub(super) fn routes(ctx: &Context) -> Router<Context> {
    register();
    let mut router = Router::new();
    for (path, _) in server_fn_paths().filter(|(path, _)| path.starts_with("/actions/")) {
        let ctx = ctx.clone();
        let handler = move |request: Request| async move {
            leptos_axum::handle_server_fns_with_context(
                move || provide_context(ctx.clone()),
                request,
            )
            .await
        };
        router = router.route(path, on_post(handler));
    }
    router
        .route(
            paths::actions::CREATE_KEY,
            on_post(create_key::create).get(create_key::again),
        )
        .route(
            paths::actions::DELETE_ACCOUNT,
            on_post(delete_account::delete).get(delete_account::again),
        )
        .layer(RequestBodyLimitLayer::new(LONGEST_FORM))
        .layer(axum::middleware::from_fn(only_redirects))
        .route(
            paths::actions::UPLOAD,
            on_post(upload::upload)
                .get(upload::again)
                .layer(DefaultBodyLimit::disable()),
        )
}

/// Keeps server functions from answering in their own way, which goes back to wherever `Referer` says and puts errors into
/// the address. What is neither a redirect of ours, nor a page, nor "not found" is a form that could not be read.
async fn only_redirects(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(REFERER);
    let response = next.run(request).await;
    match response.status() {
        StatusCode::FOUND | StatusCode::BAD_REQUEST | StatusCode::INTERNAL_SERVER_ERROR => {
            Problem::from(ErrorCode::InvalidField).into_response()
        }
        _ => response,
    }
}

/// Registers every server function by name. They register themselves too, but a linker may leave that out.
fn register() {
    register_explicit::<bulk::Bulk>();
    register_explicit::<post::Review>();
    register_explicit::<publish::Publish>();
    register_explicit::<post::Reject>();
    register_explicit::<post::Retry>();
    register_explicit::<post::Cancel>();
    register_explicit::<post::Check>();
    register_explicit::<post::SendAgain>();
    register_explicit::<post::ResendCallback>();
    register_explicit::<account::MakeDefault>();
    register_explicit::<account::Disconnect>();
    register_explicit::<account::RevokeKey>();
    register_explicit::<account::SaveSettings>();
    register_explicit::<account::ChooseTheme>();
    register_explicit::<account::ChooseTimeZone>();
    register_explicit::<uploads::DiscardUpload>();
}
