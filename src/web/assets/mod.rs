//! Style sheet, icons and pictures: built into the program, served under names that change with their content.

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};

/// `GET /assets/{file}`: cacheable for ever, because another content has another name.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route(
        "/assets/{file}",
        get(|Path(file): Path<String>| async move { answer(&file) }),
    )
}

fn answer(file: &str) -> Response {
    let _ = file;
    StatusCode::NOT_FOUND.into_response()
}
