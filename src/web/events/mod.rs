//! `GET /events`: what happens to the posts of the person who looks, as server-sent events for `public/modules/live.js`.
//!
//! | event | data | meaning |
//! |---|---|---|
//! | `hello` | a mark | a page made with another mark is out of date |
//! | `parts` | `{name: html}` | new content of the elements with that `data-live` |
//! | `changed` | `{post, counts}` | a page that shows this post, or how many need review, is out of date |
//! | `end` | | signed out: do not come again |
//!
//! The address names nobody and no post: the session alone says whose posts these are.

mod parts;

use std::{convert::Infallible, time::Duration};

use axum::{
    Extension,
    extract::State,
    response::{
        IntoResponse as _, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::{Stream, StreamExt as _, stream};
use http::{HeaderName, HeaderValue, header::CACHE_CONTROL};
use serde_json::json;
use tower_sessions::Session;

use super::error::Problem;
use crate::{
    domain::{clock::SharedClock, error_code::ErrorCode},
    service::{
        Context, SignedIn,
        live::{self, Following, News},
    },
    store::sessions::SessionKey,
};

/// Proxies give up on a connection that is silent for long, most after a minute.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);
/// A page comes again after so many milliseconds and up to twice as many, so that not all come at once after a restart.
const COME_AGAIN: u64 = 2000;

/// The stream. Whoever is not signed in gets an error that ends it: a page cannot be read as events.
pub(super) async fn events(
    State(ctx): State<Context>,
    user: Option<Extension<SignedIn>>,
    session: Option<Extension<Session>>,
) -> Result<Response, Problem> {
    let (Some(Extension(SignedIn(user))), Some(Extension(session))) = (user, session) else {
        return Err(ErrorCode::SignInRequired.into());
    };
    let id = session.id().ok_or(ErrorCode::SignInRequired)?;
    let following = live::follow(&ctx, user, SessionKey::of(id)).await?;
    // Asked only now: whatever is not in the mark yet is heard.
    let hello = Event::default()
        .event("hello")
        .retry(Duration::from_millis(
            COME_AGAIN + rand::random_range(0..=COME_AGAIN),
        ))
        .data(live::mark(&ctx, user).await?);
    let stream = stream::once(async { Ok(hello) }).chain(told(ctx.clock.clone(), following));
    let alive = KeepAlive::new().interval(SIGN_OF_LIFE);
    let mut response = Sse::new(stream).keep_alive(alive).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx gathers answers unless told not to.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}

fn told(clock: SharedClock, following: Following) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(following, move |following| {
        let clock = clock.clone();
        async move {
            let news = following.next().await?;
            let event = match news {
                News::Moved(post) => parts::of_post(&post, clock.now()),
                News::Held(files) => parts::of_files(&files, clock.now()),
                News::Changed(changed) => Event::default().event("changed").data(
                    json!({ "post": changed.post.map(|id| id.to_string()), "counts": changed.counts })
                        .to_string(),
                ),
                // A field without data makes no event.
                News::SignedOut => Event::default().event("end").data("signed_out"),
            };
            Some((Ok(event), following))
        }
    })
}
