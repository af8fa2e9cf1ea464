//! Mallory asks every route of the router's own list for what is Alice's: nothing is found, shown or changed.

use std::{collections::BTreeSet, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Method, Response, header::COOKIE};
use serde_json::json;

use super::{
    routes::{Listed, routes},
    rows::{assert_unchanged, rows},
};
use crate::{
    harness::{ALICE, MALLORY, Member, TestApp},
    web::signed_in,
};

/// What stands in Alice's post and nowhere in Mallory's.
const HERS: &str = "Only Alice knows this harbour";

/// Routes that change something, name nothing in their path, and take nothing of which somebody else could be the owner.
/// Server functions are not here: `web/strangers.rs` tries each of them with Alice's ids.
const WITHOUT_AN_OWNER: &[(&str, &str)] = &[
    ("/logout", "ends the session that it came with"),
    (
        "/actions/keys/create",
        "makes a key for whoever is signed in",
    ),
    (
        "/actions/delete-account",
        "deletes whoever is signed in, if they type their own address",
    ),
    (
        "/webhooks/tiktok",
        "signed by TikTok; names no user of ours",
    ),
];

/// Routes that change something and take an account in their body: tried below.
const WITH_AN_ACCOUNT: &[&str] = &[
    "/actions/upload",
    "/api/posts/video",
    "/webhook/n8n/video-upload",
    "/uploads",
    "/uploads/",
];

struct Scene {
    app: TestApp,
    alice: Member,
    mallory: Member,
    /// The `Cookie` header of Mallory's browser.
    session: String,
    /// Alice's held draft.
    post: String,
    /// Her unfinished upload.
    upload: String,
    /// The id of her API key.
    api_key: String,
}

impl Scene {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let alice = app.alice().await;
        let mallory = app.mallory().await;
        let mut wanted = app.sample_post();
        wanted["content"] = HERS.into();
        wanted["external_id"] = "alices-own-number".into();
        let (status, post) = app
            .post_json("/webhook/n8n/video-upload", &alice.key, &wanted)
            .await;
        assert_eq!(status, 202, "{post}");
        app.run_until_idle().await;
        app.expect_files();
        let session = signed_in(&app, MALLORY).await.cookie_header();
        let hers = signed_in(&app, ALICE).await.cookie_header();
        let begun = app.http.post(app.url("/uploads"));
        let begun = begun
            .header(COOKIE, hers)
            .header("sec-fetch-site", "same-origin")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", "1000")
            .send()
            .await
            .unwrap();
        assert_eq!(begun.status(), 201);
        let upload = begun.headers()["location"].to_str().unwrap();
        let keys = app.ctx.store.api_keys_of(alice.user.id).await.unwrap();
        Self {
            api_key: keys[0].id.to_string(),
            upload: upload.rsplit('/').next().unwrap().to_owned(),
            post: post["id"].as_str().unwrap().to_owned(),
            app,
            alice,
            mallory,
            session,
        }
    }

    /// Which of Alice's things stands in the path of a route.
    fn filled(route: &Listed, thing: &str) -> String {
        let mut path = route.path.clone();
        for name in route.parameters() {
            path = path.replace(&format!("{{{name}}}"), thing);
        }
        path
    }

    fn hers(&self, route: &Listed) -> String {
        let first = route
            .path
            .split('/')
            .find(|step| !step.is_empty() && *step != "api");
        match first {
            Some("posts" | "events") => self.post.clone(),
            Some("uploads") => self.upload.clone(),
            Some("api-keys") => self.api_key.clone(),
            Some("accounts" | "avatars") => self.alice.account.id.to_string(),
            // Whoever has a receipt has no account: there is nothing of Alice's.
            Some("deleted") => self.alice.user.id.to_string(),
            _ => panic!("say which of Alice's things stands in {}", route.path),
        }
    }

    async fn by_session(&self, method: &Method, path: &str) -> Response {
        let kind = if path.starts_with("/uploads") {
            "application/offset+octet-stream"
        } else {
            "application/x-www-form-urlencoded"
        };
        let request = self.app.http.request(method.clone(), self.app.url(path));
        request
            .header(COOKIE, &self.session)
            .header("sec-fetch-site", "same-origin")
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", "0")
            .header("x-http-method-override", "DELETE")
            .header("content-type", kind)
            .send()
            .await
            .unwrap()
    }

    async fn by_key(&self, method: &Method, path: &str) -> Response {
        let request = self.app.http.request(method.clone(), self.app.url(path));
        request
            .header("X-API-Key", &self.mallory.key)
            .json(&json!({}))
            .send()
            .await
            .unwrap()
    }

    async fn rows(&self) -> BTreeSet<String> {
        rows(&self.app, &self.mallory.user.id.to_string()).await
    }

    fn assert_not_hers(&self, shown: &str, where_: &str) {
        let account = &self.alice.account;
        for mark in [
            HERS,
            "alices-own-number",
            ALICE,
            &self.post,
            &self.alice.key[..16],
            &account.id.to_string(),
            &account.tiktok_user_id,
            account.username.as_deref().unwrap(),
        ] {
            assert!(!shown.contains(mark), "{where_} shows {mark}: {shown}");
        }
    }
}

/// The body, or as much of a stream without end as comes soon.
async fn body(mut answer: Response) -> String {
    let mut bytes = Vec::new();
    let soon = Duration::from_millis(500);
    while let Ok(Ok(Some(block))) = tokio::time::timeout(soon, answer.chunk()).await {
        bytes.extend_from_slice(&block);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn what_a_path_names_is_not_found_by_strangers() {
    let scene = Scene::start().await;
    let before = (scene.rows().await, scene.app.files());
    let mut tried = Vec::new();
    for route in routes(&scene.app.ctx) {
        if route.parameters().is_empty()
            || route.is_the_rest()
            || route.path.starts_with("/assets/")
        {
            continue;
        }
        let hers = scene.hers(&route);
        let unknown = "0193551c-8a40-7d11-b2c6-5f0e91d27f3a";
        let methods = route.methods.iter();
        for method in methods.filter(|method| **method != Method::OPTIONS) {
            let mut found = false;
            for thing in [hers.as_str(), unknown] {
                let path = Scene::filled(&route, thing);
                let by_session = scene.by_session(method, &path).await;
                let by_key = scene.by_key(method, &path).await;
                let statuses = (by_session.status().as_u16(), by_key.status().as_u16());
                // Pages do not look at keys, and the API does not look at sessions.
                found |= !matches!(statuses, (404, 303 | 401 | 404) | (401, 404));
                assert!(!found, "{method} {path}: {statuses:?}");
                for answer in [by_session, by_key] {
                    let shown = body(answer).await.replace(&scene.post, "");
                    scene.assert_not_hers(&shown, &path);
                }
            }
            tried.push(format!("{method} {}", route.path));
        }
    }
    for route in [
        "GET /posts/{id}",
        "GET /posts/{id}/video",
        "POST /api/posts/{id}/cancel",
        "HEAD /uploads/{id}",
        "PATCH /uploads/{id}",
        "DELETE /uploads/{id}",
    ] {
        assert!(
            tried.iter().any(|it| it == route),
            "{route} was not tried: {tried:?}"
        );
    }
    assert_unchanged(&before.0, &scene.rows().await);
    assert_eq!(scene.app.files(), before.1);
}

#[tokio::test]
async fn what_a_path_names_is_found_by_its_owner() {
    let scene = Scene::start().await;
    let alice = signed_in(&scene.app, ALICE).await.cookie_header();
    for route in routes(&scene.app.ctx) {
        let names_a_post = route.path.contains("posts/{id}");
        if !names_a_post || !route.methods.contains(&Method::GET) {
            continue;
        }
        let path = Scene::filled(&route, &scene.post);
        let request = scene.app.http.get(scene.app.url(&path));
        let answer = request
            .header(COOKIE, &alice)
            .header("X-API-Key", &scene.alice.key)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn nothing_that_is_listed_or_streamed_shows_what_is_somebody_elses() {
    let scene = Scene::start().await;
    // A worker works here: all is well.
    scene.app.ctx.heartbeat.begin(scene.app.ctx.now());
    let before = scene.rows().await;
    let mut tried = 0;
    for route in routes(&scene.app.ctx) {
        if !route.parameters().is_empty() || !route.methods.contains(&Method::GET) {
            continue;
        }
        let (post, account) = (&scene.post, scene.alice.account.id);
        for query in [
            String::new(),
            format!(
                "?id={post}&post={post}&account={account}&user={}",
                scene.alice.user.id
            ),
        ] {
            let path = format!("{}{query}", route.path);
            for answer in [
                scene.by_session(&Method::GET, &path).await,
                scene.by_key(&Method::GET, &path).await,
            ] {
                let status = answer.status().as_u16();
                assert!(status < 500, "{path}: {status}");
                // A page may repeat its own address.
                let shown = body(answer).await;
                let shown = if query.is_empty() {
                    shown
                } else {
                    shown
                        .replace(post.as_str(), "")
                        .replace(&account.to_string(), "")
                };
                scene.assert_not_hers(&shown, &path);
                tried += 1;
            }
        }
    }
    assert!(tried > 60, "{tried}");
    assert_unchanged(&before, &scene.rows().await);
}

#[tokio::test]
async fn every_route_that_takes_a_body_is_known_here() {
    let app = TestApp::start().await;
    let server_functions: BTreeSet<_> = server_fn_paths().map(|(path, _)| path).collect();
    for route in routes(&app.ctx) {
        if route.changing().next().is_none() || !route.parameters().is_empty() {
            continue;
        }
        let path = route.path.as_str();
        let is_known = server_functions.contains(path)
            || WITH_AN_ACCOUNT.contains(&path)
            || WITHOUT_AN_OWNER.iter().any(|(known, _)| *known == path);
        assert!(
            is_known,
            "say whether {path} takes something that could be somebody else's"
        );
    }
}

#[tokio::test]
async fn an_account_of_somebody_else_takes_no_video() {
    let scene = Scene::start().await;
    let before = (scene.rows().await, scene.app.files());
    let account = scene.alice.account.clone();
    let names = [
        account.id.to_string(),
        account.tiktok_user_id,
        account.username.unwrap(),
    ];
    for name in &names {
        let mut wanted = scene.app.sample_post();
        wanted["account"] = name.as_str().into();
        for path in ["/api/posts/video", "/webhook/n8n/video-upload"] {
            let (status, answer) = scene.app.post_json(path, &scene.mallory.key, &wanted).await;
            assert_eq!(
                (status, &answer["error"]["code"]),
                (422, &json!("unknown_account")),
                "{name}"
            );
        }
        let begun = scene.app.http.post(scene.app.url("/uploads"));
        let begun = begun
            .header(COOKIE, &scene.session)
            .header("sec-fetch-site", "same-origin")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", "1000")
            .header(
                "upload-metadata",
                format!("account {}", STANDARD.encode(name)),
            )
            .send()
            .await
            .unwrap();
        assert_eq!(begun.status(), 422, "{name}");
        let mut browser = signed_in(&scene.app, MALLORY).await;
        let form = format!(
            "--b\r\ncontent-disposition: form-data; name=\"account\"\r\n\r\n{name}\r\n\
             --b\r\ncontent-disposition: form-data; name=\"then\"\r\n\r\ninbox\r\n\
             --b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"v.mp4\"\r\n\r\nvideo\r\n--b--\r\n"
        );
        browser.visit("/upload").await;
        browser
            .post_raw(
                "/actions/upload",
                "multipart/form-data; boundary=b",
                form.into_bytes(),
            )
            .await;
        browser
            .page
            .must_say("No connected TikTok account answers to that name");
    }
    assert_unchanged(&before.0, &scene.rows().await);
    assert_eq!(scene.app.files(), before.1);
}

#[tokio::test]
async fn the_same_idempotency_key_of_two_people_is_two_keys() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    app.expect_files();
    let mut ids = Vec::new();
    for member in [&alice, &mallory] {
        let request = app.http.post(app.url("/api/posts/video"));
        let answer = request
            .header("X-API-Key", &member.key)
            .header("Idempotency-Key", "the-same")
            .json(&app.sample_post())
            .send()
            .await
            .unwrap();
        assert!(answer.headers().get("idempotency-replayed").is_none());
        let post: serde_json::Value = answer.json().await.unwrap();
        assert!(post["id"].is_string(), "{post}");
        ids.push(post["id"].as_str().unwrap().to_owned());
    }
    assert_ne!(ids[0], ids[1]);
}
