//! Google: the authorize page with its account chooser, the token endpoint, userinfo.

mod authorize;
mod token;

use std::collections::HashMap;

use axum::{
    Router,
    routing::{get, post},
};

use super::World;

/// Everything Google remembers about sign-ins under way.
#[derive(Default)]
pub(crate) struct Desk {
    requests: HashMap<String, SignIn>,
    codes: HashMap<String, Code>,
    tokens: HashMap<String, Token>,
}

/// An authorize request that waits for the person's choice.
#[derive(Clone)]
struct SignIn {
    redirect_uri: String,
    state: Option<String>,
    scopes: Vec<String>,
    challenge: String,
}

/// A code on its way to the token endpoint.
struct Code {
    sub: String,
    sign_in: SignIn,
    expires_at: i64,
}

/// What an access token opens.
#[derive(Clone)]
struct Token {
    sub: String,
    scopes: Vec<String>,
    expires_at: i64,
}

pub(crate) fn routes() -> Router<World> {
    Router::new()
        .route(
            "/o/oauth2/v2/auth",
            get(authorize::show).post(authorize::choose),
        )
        .route("/token", post(token::exchange))
        .route("/v1/userinfo", get(token::userinfo).post(token::userinfo))
}
