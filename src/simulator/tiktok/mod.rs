//! TikTok: consent, tokens, user info, posting, uploads, webhooks. Every path ends in a slash.

mod authorize;
mod caller;
mod consent;
mod creator;
mod examine;
mod keeping;
pub(crate) mod limits;
mod oauth;
mod plan;
mod publish;
mod status;
mod upload;
mod user;
pub(crate) mod webhooks;
pub(crate) mod wire;

use axum::{
    Router,
    routing::{get, post, put},
};

use super::World;

pub(crate) fn routes() -> Router<World> {
    Router::new()
        .route(
            "/v2/auth/authorize/",
            get(authorize::show).post(consent::decide),
        )
        .route("/v2/oauth/token/", post(oauth::token))
        .route("/v2/oauth/revoke/", post(oauth::revoke))
        .route("/v2/user/info/", get(user::info))
        .route("/v2/post/publish/creator_info/query/", post(creator::query))
        .route("/v2/post/publish/inbox/video/init/", post(publish::inbox))
        .route("/v2/post/publish/video/init/", post(publish::direct))
        .route("/v2/post/publish/status/fetch/", post(status::fetch))
        .route("/v2/post/publish/cancel/", post(status::cancel))
        .route("/upload/", put(upload::receive))
}
