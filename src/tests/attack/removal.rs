//! Somebody is taken off the list of those who may sign in: out at once, by session and by key.

use ai_video_uploader::{
    app::{self, config::Config, router::router},
    service::{Context, Settings},
};
use axum::{body::Body, extract::Request, response::Response};
use tower::ServiceExt as _;

use crate::{
    harness::{ALICE, MALLORY, TestApp},
    web::signed_in,
};

/// The same installation, started anew with another list.
fn restarted(app: &TestApp, emails: &[&str], domains: &[&str]) -> Context {
    let owned = |list: &[&str]| list.iter().map(|&it| it.to_owned()).collect();
    app.ctx.with_settings(Settings {
        allowed_emails: owned(emails),
        allowed_email_domains: owned(domains),
        ..(*app.ctx.settings).clone()
    })
}

async fn get(ctx: &Context, path: &str, header: &str, value: &str) -> Response {
    let request = Request::get(path)
        .header(header, value)
        .body(Body::empty())
        .unwrap();
    router(ctx).oneshot(request).await.unwrap()
}

#[tokio::test]
async fn whoever_is_taken_off_the_list_is_out_with_the_next_request() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    let hers = signed_in(&app, ALICE).await.cookie_header();
    let his = signed_in(&app, MALLORY).await.cookie_header();
    for ctx in [
        restarted(&app, &[ALICE], &[]),
        restarted(&app, &[ALICE], &["studio.example"]),
    ] {
        assert_eq!(get(&ctx, "/", "cookie", &hers).await.status(), 200);
        let answer = get(&ctx, "/settings", "cookie", &his).await;
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["location"], "/login?next=%2Fsettings");
        let answer = get(&ctx, "/auth/oauth-url/tiktok", "cookie", &his).await;
        assert_eq!(answer.status(), 401);

        assert_eq!(
            get(&ctx, "/api/posts", "x-api-key", &alice.key)
                .await
                .status(),
            200
        );
        let answer = get(&ctx, "/api/posts", "x-api-key", &mallory.key).await;
        assert_eq!(answer.status(), 403);
        let body = axum::body::to_bytes(answer.into_body(), 10_000)
            .await
            .unwrap();
        assert!(String::from_utf8_lossy(&body).contains("email_not_allowed"));
    }
    let ctx = restarted(&app, &[], &["example.com"]);
    assert_eq!(
        get(&ctx, "/api/posts", "x-api-key", &mallory.key)
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn no_key_is_made_that_would_not_work() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let values = [
        ("DATABASE_URL", format!("sqlite://{}", path("uploader.db"))),
        ("TEMP_DIR", path("videos")),
        ("TEMP_QUOTA_BYTES", "1000000".to_owned()),
        ("ALLOWED_EMAILS", ALICE.to_owned()),
    ];
    let values = values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    let config = Config::from_values(values.collect()).unwrap();
    let refused = app::keys::create(&config, MALLORY, "n8n", None)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("ALLOWED_EMAILS"), "{refused}");
}
