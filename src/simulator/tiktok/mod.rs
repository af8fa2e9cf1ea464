//! TikTok: OAuth, user info, posting, uploads, webhooks.

pub(crate) mod limits;
pub(crate) mod webhooks;
pub(crate) mod wire;
use super::World;
use axum::Router;
pub(crate) fn routes() -> Router<World> {
    Router::new()
}
