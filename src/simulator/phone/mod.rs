//! The page where a person plays the person who holds the phone.

use super::World;
use axum::Router;
pub(crate) fn routes() -> Router<World> {
    Router::new()
}
