//! Measures every request: by the template of its route, its method and its status.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

use crate::service::Context;

/// What is said of a path that no route is for.
const UNMATCHED: &str = "unmatched";

/// Middleware around everything else.
pub(super) async fn measure(State(ctx): State<Context>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let route = route.as_ref().map_or(UNMATCHED, MatchedPath::as_str);
    ctx.meter.answered(
        route,
        method.as_str(),
        response.status().as_u16(),
        began.elapsed(),
    );
    response
}
