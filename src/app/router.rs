//! The whole HTTP surface on one screen.

use axum::Router;

use crate::service::Context;

/// Every route, with the layers that each floor brings along.
pub fn router(ctx: &Context) -> Router {
    Router::new().with_state(ctx.clone())
}
