//! Deletes an account. The session ends with it, so the answer leads to a page for everybody: the receipt.

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::mark;
use crate::{
    domain::{error_code::ErrorCode, user::User},
    service::{Context, ServiceError, users},
    web::{auth, error::Problem, flash::Flash, form::FormState, paths, words},
};

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Goodbye {
    email: String,
}

/// `POST /actions/delete-account`.
pub(super) async fn delete(
    State(ctx): State<Context>,
    Extension(user): Extension<User>,
    Extension(session): Extension<Session>,
    Form(form): Form<Goodbye>,
) -> Result<Response, Problem> {
    if form.email.trim().to_lowercase() != user.email {
        let said = words::deletion::OTHER_EMAIL;
        let error = ServiceError::field(ErrorCode::InvalidField, "email", said);
        let typed = mark(
            FormState::default().typed("email", form.email),
            &error,
            &error.failure(),
        );
        let flash = Flash::refused(&error.failure()).with_form(typed);
        if let Err(error) = flash.leave(&session).await {
            tracing::error!(%error, "could not note what the next page should say");
        }
        return Ok(Redirect::to(paths::DELETE_ACCOUNT).into_response());
    }
    let receipt = users::delete(&ctx, user.id).await?;
    // The row is gone already; what this request still knows of it goes too.
    if let Err(error) = session.flush().await {
        tracing::error!(%error, "could not end a session");
    }
    let mut response = Redirect::to(&paths::receipt(receipt)).into_response();
    auth::forget_session(&ctx, &mut response);
    Ok(response)
}

/// `GET` of the same address, as when the browser's address line is opened again: the question.
pub(super) async fn again() -> Redirect {
    Redirect::to(paths::DELETE_ACCOUNT)
}
