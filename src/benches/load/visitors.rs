//! People who are signed in, without the way by Google: a session as the program writes it.

use std::collections::HashMap;

use ai_video_uploader::{domain::user::User, service::Context, store::sessions::SessionRows};
use serde_json::json;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

/// The `Cookie` header of a session of `user`.
pub async fn cookie(ctx: &Context, user: &User) -> String {
    let now = ctx.now();
    let proof = user.google_sub.clone().unwrap_or_default().into_bytes();
    let mut record = Record {
        id: Id::default(),
        data: HashMap::from([
            (
                "axum-login.data".to_owned(),
                json!({ "user_id": user.id, "auth_hash": proof }),
            ),
            ("seen".to_owned(), json!(now.as_millis())),
        ]),
        expiry_date: (now + std::time::Duration::from_secs(24 * 3600)).to_utc(),
    };
    let sessions = SessionRows::new(ctx.store.clone(), ctx.clock.clone());
    sessions.create(&mut record).await.unwrap();
    format!("session={}", record.id)
}

/// A `GET` of somebody who is signed in.
pub fn get(path: &str, cookie: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{more}\r\n").into_bytes()
}
