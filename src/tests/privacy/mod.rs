//! What people may ask about themselves: everything that is held, and that it ends.

mod acceptance;
mod deletion;
mod export;

use std::{collections::BTreeMap, io::Cursor, time::Duration};

use ai_video_uploader::{
    service::uploads::{self, Announced},
    store::tiktok_events::TikTokEvent,
};
use serde_json::Value;
use zip::ZipArchive;

use crate::harness::{Member, TestApp};

/// The files of a zip, by name.
pub fn unzipped(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|number| {
            let mut file = zip.by_index(number).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut file, &mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// The rows of one file of an export.
fn rows(files: &BTreeMap<String, String>, name: &str) -> Vec<Value> {
    serde_json::from_str(&files[name]).unwrap()
}

/// Gives a person a row in every table: posts with callbacks that were tried, one delivered and one held; an upload;
/// a repeated request; a way out to TikTok.
async fn live_a_little(app: &TestApp, who: &Member, caption: &str) {
    let mut wanted = app.sample_post();
    wanted["content"] = caption.into();
    wanted["auto_approve"] = true.into();
    wanted["callback_url"] = "http://127.0.0.1:9/hook?signature=theirs".into();
    wanted["metadata"] = serde_json::json!({"sheet": caption});
    for (path, key) in [
        ("/api/posts/video", "once"),
        ("/webhook/n8n/video-upload", "twice"),
    ] {
        let request = app.http.post(app.url(path)).header("X-API-Key", &who.key);
        let answer = request
            .header("Idempotency-Key", key)
            .json(&wanted)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 202);
        wanted["auto_approve"] = false.into();
    }
    app.run_until_idle().await;
    app.advance(Duration::from_secs(5));
    app.world().settle();
    app.world().deliver_webhooks().await;
    app.run_until_idle().await;
    let event = TikTokEvent {
        event: "post.publish.inbox_delivered".to_owned(),
        tiktok_user_id: who.account.tiktok_user_id.clone(),
        publish_id: None,
        post_id: None,
        reason: None,
        created_at: app.ctx.now(),
        raw: serde_json::json!({"user_openid": who.account.tiktok_user_id}).to_string(),
    };
    let now = app.ctx.now();
    assert!(app.ctx.store.store_event(&event, now).await.unwrap());
    let (status, _) = app.get_json("/auth/oauth-url/tiktok", &who.key).await;
    assert_eq!(status, 200);
    let announced = Announced {
        total_bytes: 1000,
        caption: caption.to_owned(),
        ..Announced::default()
    };
    let begun = uploads::begin(&app.ctx, &who.user, announced).await;
    begun.unwrap();
    // What comes next is later than all of this.
    app.advance(Duration::from_secs(1));
}
