//! Parts of pages, made anew by the very code that makes them in the page.

use axum::response::sse::Event;
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::{
    domain::{clock::Timestamp, post::Post},
    store::live::Held,
    web::components::{
        progress::{self, Lane},
        time,
    },
};

/// Both bars of a post that moves.
pub(super) fn of_post(post: &Post, now: Timestamp) -> Event {
    let parts = [Lane::Download, Lane::Send].map(|lane| {
        let html = progress::inside(post, lane, now).to_html();
        (progress::name(post, lane), Value::String(html))
    });
    event(parts.into_iter().collect())
}

/// How long the files stay. When one comes to an hour where its page must look different, the page is out of date.
pub(super) fn of_files(files: &[Held], now: Timestamp) -> Event {
    if files
        .iter()
        .any(|held| time::has_just_turned(held.until, now))
    {
        return Event::default()
            .event("changed")
            .data(r#"{"post":null,"counts":false}"#);
    }
    let parts = files.iter().map(|held| {
        let html = time::left(held.until, now).to_html();
        (time::name(held.file), Value::String(html))
    });
    event(parts.collect())
}

fn event(parts: Map<String, Value>) -> Event {
    let parts = Value::Object(parts).to_string();
    Event::default().event("parts").data(parts)
}
