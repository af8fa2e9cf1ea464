//! Google: authorize page, token, userinfo.

use super::World;
use axum::Router;
#[derive(Default)]
pub(crate) struct Desk {}
pub(crate) fn routes() -> Router<World> {
    Router::new()
}
