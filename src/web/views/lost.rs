//! When there is no page: not found, and errors.

use leptos::prelude::*;

use crate::domain::error_code::Failure;

/// Status 404.
pub(crate) fn not_found_page(is_signed_in: bool, history_days: u32) -> AnyView {
    let _ = (is_signed_in, history_days);
    ().into_any()
}

/// Any other error that ends a request. `back` is the page to try again.
pub(crate) fn error_page(failure: &Failure, request_id: &str, back: &str) -> AnyView {
    let _ = (failure, request_id, back);
    ().into_any()
}
