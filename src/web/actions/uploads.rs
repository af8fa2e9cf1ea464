//! Forms about uploads that wait for the rest of their file.

use leptos::prelude::*;

use super::{Done, act};
use crate::{
    domain::error_code::ErrorCode,
    service::{ServiceError, uploads},
    web::{form::FormState, paths, words::upload as words},
};

/// Ends an unfinished upload and deletes what is here of it.
#[server(prefix = "/actions", endpoint = "uploads/discard")]
pub(super) async fn discard_upload(#[server(default)] upload: String) -> Result<(), ServerFnError> {
    act(paths::UPLOAD, FormState::default(), async |visit| {
        let id = upload
            .parse()
            .map_err(|_| ServiceError::refused(ErrorCode::NotFound))?;
        uploads::discard(&visit.ctx, visit.user()?.id, id).await?;
        Ok(Done::go(paths::UPLOAD).saying(words::DISCARDED))
    })
    .await
}
