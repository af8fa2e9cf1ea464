//! Makes an API key. Its secrets stand in the answer to the form and nowhere else: not in the session, not in a cookie.

use std::time::Duration;

use axum::{
    Extension, Form,
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, Uri};
use serde::Deserialize;
use tower_sessions::Session;

use super::mark;
use crate::{
    domain::{clock::Timestamp, error_code::ErrorCode, user::User},
    service::{Context, ServiceError, api_keys},
    web::{
        context::Visit, error::Problem, flash::Flash, form::FormState, load::account::keys_with,
        paths, render, views::api_keys::FreshKey, words,
    },
};

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewKey {
    name: String,
    ends: String,
}

/// `POST /actions/keys/create`.
pub(super) async fn create(
    State(ctx): State<Context>,
    Extension(user): Extension<User>,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
    Form(form): Form<NewKey>,
) -> Result<Response, Problem> {
    let mut request = Request::default();
    *request.uri_mut() = Uri::from_static(paths::API_KEYS);
    *request.headers_mut() = headers;
    request.extensions_mut().insert(user.clone());
    request.extensions_mut().insert(session);
    let visit = Visit::new(
        ctx.clone(),
        request.uri(),
        request.headers(),
        request.extensions(),
    );

    let made = match ends(&form.ends, ctx.now()) {
        Ok(end) => api_keys::create(&ctx, user.id, &form.name, end).await,
        Err(error) => Err(error),
    };
    let (key, secrets) = match made {
        Ok(made) => made,
        Err(error) => {
            let failure = visit.failure(&error);
            let typed = FormState::default()
                .typed("name", form.name)
                .typed("ends", form.ends);
            let flash = Flash::refused(&failure).with_form(mark(typed, &error, &failure));
            visit.leave_flash(&flash).await;
            return Ok(Redirect::to(paths::API_KEYS).into_response());
        }
    };
    let fresh = FreshKey {
        name: key.name,
        key: secrets.key,
        callback_secret: secrets.callback_secret,
    };
    let page = || render::page(|visit, form| keys_with(visit, form, Some(fresh)));
    Ok(render::answer(ctx, move || crate::web::shell::document(page()), request).await)
}

/// `GET` of the same address, as when the browser's address line is opened again: the keys without the secrets.
pub(super) async fn again() -> Redirect {
    Redirect::to(paths::API_KEYS)
}

fn ends(choice: &str, now: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    let days: u64 = match choice {
        "" | "never" => return Ok(None),
        "30" => 30,
        "90" => 90,
        "365" => 365,
        _ => {
            return Err(ServiceError::field(
                ErrorCode::InvalidField,
                "ends",
                words::api_keys::CHOOSE_END,
            ));
        }
    };
    Ok(Some(now + Duration::from_secs(days * 24 * 60 * 60)))
}
