//! Pages and forms, as a person without JavaScript uses them.

mod accounts;
mod activity;
mod again;
mod allowance;
mod api_keys;
mod avatars;
mod bulk;
mod connect;
mod events;
mod first_run;
mod headers;
mod lost;
mod n8n;
mod origin;
mod publish;
mod review;
mod settings;
pub mod sign_in;
mod strangers;
mod tus;
mod upload;
mod video;
mod watch;

use serde_json::Value;

use crate::harness::{Browser, Member, TestApp};

/// A browser in which that person is signed in.
pub async fn signed_in(app: &TestApp, email: &str) -> Browser {
    let mut browser = Browser::new(&app.base_url);
    browser.sign_in(email).await;
    assert_eq!(browser.page.path(), "/", "{email} could not sign in");
    browser
}

/// A draft that waits for review; its id.
pub async fn held_draft(app: &TestApp, owner: &Member) -> String {
    let path = "/webhook/n8n/video-upload";
    let (status, post) = app.post_json(path, &owner.key, &app.sample_post()).await;
    assert_eq!(status, 202, "{post}");
    app.run_until_idle().await;
    let id = text(&post["id"]);
    assert_eq!(app.post(&id).await.status.as_str(), "needs_review");
    id
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
