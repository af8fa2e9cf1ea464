//! A name for every request: in the answer's `X-Request-Id`, in error objects and in the log.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tower_http::request_id::RequestId;

use crate::{domain::id::PostId, service::Context};

/// The header that carries it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware that names the request and its answer. A name that the client sends is not taken over: it could be anything.
/// Applying it twice does no harm.
pub async fn assign(State(ctx): State<Context>, mut request: Request, next: Next) -> Response {
    let id = ensure(&ctx, &mut request);
    let mut response = next.run(request).await;
    response.headers_mut().insert(HEADER, id);
    response
}

/// The request's name, given to it now if it has none yet.
pub(super) fn ensure(ctx: &Context, request: &mut Request) -> HeaderValue {
    if let Some(id) = request.extensions().get::<RequestId>() {
        return id.header_value().clone();
    }
    // Any of our ids would do: they are unique and sort by time.
    let id = HeaderValue::from_str(&PostId::new(ctx.now()).to_string())
        .unwrap_or_else(|_| HeaderValue::from_static("unknown"));
    request.extensions_mut().insert(RequestId::new(id.clone()));
    request.headers_mut().insert(HEADER, id.clone());
    id
}
