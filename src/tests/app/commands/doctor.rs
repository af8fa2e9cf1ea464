//! `doctor`: one test for each thing that can be wrong.

use std::os::unix::fs::PermissionsExt as _;

use axum::{Router, http::StatusCode, routing::get};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use tokio_util::task::TaskTracker;

use super::desk::{Desk, KEY, Ran, person};

/// The findings of `doctor --json` as `verdict: words`.
fn findings(ran: &Ran) -> Vec<String> {
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let sections = report["sections"].as_array().unwrap();
    let all = sections
        .iter()
        .flat_map(|section| section["findings"].as_array().unwrap());
    all.map(|finding| {
        let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        format!("{}: {} {}", text("verdict"), text("what"), text("copy"))
    })
    .collect()
}

async fn look(desk: &Desk) -> (i32, Vec<String>) {
    let ran = desk.run(&["doctor", "--json"]).await;
    (ran.code, findings(&ran))
}

#[track_caller]
fn assert_found(found: &[String], verdict: &str, words: &str) {
    assert!(
        found
            .iter()
            .any(|finding| finding.starts_with(verdict) && finding.contains(words)),
        "{verdict}: {words} is not in {found:#?}"
    );
}

/// A server that answers everything alike, on a port of its own.
async fn answering(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

#[tokio::test]
async fn beside_a_running_server_everything_is_in_order() {
    let desk = Desk::new().await;
    let server = desk.serve().await;
    let ran = desk.run(&["doctor"]).await;
    assert_eq!(ran.code, 0, "{}", ran.out);
    for words in [
        "✓ ok    Google and TikTok are set up.",
        "platform Desktop",
        "The database answers, can be written, and is up to date.",
        "TikTok answers",
        "Google answers",
        "The clock is right.",
        "leads to this installation",
        "/webhooks/tiktok refuses what TikTok did not sign.",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let redirect = format!("\n            {}/auth/tiktok/callback\n", desk.base_url);
    assert!(ran.out.contains(&redirect), "a line to copy");
    assert!(!ran.out.contains('\u{1b}'));
    let store = desk.store().await;
    let event = store.claim_event(super::desk::now()).await.unwrap();
    assert!(event.is_none(), "nothing is stored");
    drop(server);

    let (code, found) = look(&desk).await;
    assert_eq!(code, 0, "a server may stand still");
    assert_found(&found, "warn", "does not run here");
}

#[tokio::test]
async fn a_first_start_says_exactly_what_is_missing() {
    let mut desk = Desk::without_simulator();
    let ran = desk.run(&["doctor"]).await;
    assert_eq!(ran.code, 1);
    for name in [
        "GOOGLE_CLIENT_ID",
        "GOOGLE_CLIENT_SECRET",
        "TIKTOK_CLIENT_KEY",
        "TIKTOK_CLIENT_SECRET",
    ] {
        assert!(ran.out.contains(&format!("✗ FIX   {name} is not set.")));
    }
    assert!(ran.out.contains("`demo`") && ran.out.contains("→ "));
    assert!(!desk.path("uploader.db").exists(), "it changes nothing");

    desk.unset("SECRET_KEY");
    let database = desk.path("data/uploader.db");
    let before = desk.value("DATABASE_URL").to_owned();
    desk.set("DATABASE_URL", format!("sqlite://{}", database.display()));
    let (_, found) = look(&desk).await;
    assert_found(&found, "info", "SECRET_KEY is not set and not made yet");
    let made: Vec<_> = std::fs::read_dir(desk.path(".")).unwrap().collect();
    assert!(made.is_empty(), "it makes nothing: {made:?}");
    desk.set("DATABASE_URL", before);

    let server = desk.serve().await;
    let said = std::fs::read_to_string(desk.path("said")).unwrap();
    for word in [
        "GOOGLE_CLIENT_ID",
        "TIKTOK_CLIENT_SECRET",
        "`demo`",
        "`doctor`",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    drop(server);
}

#[tokio::test]
async fn every_wrong_value_is_found_at_once() {
    let mut desk = Desk::without_simulator();
    desk.set("LISTEN_ADDR", "8001");
    desk.set("RETENTION_HOURS", "48");
    desk.set("SECRET_KEY", "short");
    let (code, found) = look(&desk).await;
    assert_eq!(code, 1);
    for name in ["LISTEN_ADDR", "RETENTION_HOURS", "SECRET_KEY"] {
        assert_found(&found, "fix", name);
    }
}

#[tokio::test]
async fn a_key_that_sealed_nothing_here_is_found() {
    let mut desk = Desk::without_simulator();
    let store = desk.store().await;
    store.installation().await.unwrap();
    person(&store, "alice@example.com").await;
    let words = "SECRET_KEY is not the key that sealed the secrets";
    let (_, found) = look(&desk).await;
    assert!(!found.iter().any(|it| it.contains(words)), "{found:#?}");
    desk.set("SECRET_KEY", STANDARD.encode([8; 32]));
    let (code, found) = look(&desk).await;
    assert_eq!(code, 1);
    assert_found(&found, "fix", words);
    desk.set("SECRET_KEY_PREVIOUS", STANDARD.encode(KEY));
    let (_, found) = look(&desk).await;
    assert!(!found.iter().any(|it| it.contains(words)), "{found:#?}");
    // Nor does a lost file make a new one look right.
    desk.unset("SECRET_KEY_PREVIOUS");
    desk.unset("SECRET_KEY");
    assert_found(&look(&desk).await.1, "fix", words);
    assert!(!desk.path("secret.key").exists());
}

#[tokio::test]
async fn odd_keys_and_open_files_are_warned_of() {
    let mut desk = Desk::new().await;
    drop(desk.serve().await);
    desk.unset("SECRET_KEY");
    desk.set("TIKTOK_CLIENT_SECRET", "\"quoted by mistake\"");
    std::fs::write(desk.path("secret.key"), STANDARD.encode(KEY)).unwrap();
    for name in ["uploader.db", "secret.key"] {
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(desk.path(name), open).unwrap();
    }
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(desk.path("videos"), open).unwrap();
    let (code, found) = look(&desk).await;
    assert_eq!(code, 0, "{found:#?}");
    assert_found(&found, "warn", "GOOGLE_CLIENT_ID does not end");
    assert_found(&found, "warn", "TIKTOK_CLIENT_KEY does not look");
    assert_found(
        &found,
        "warn",
        "TIKTOK_CLIENT_SECRET is very short, or holds",
    );
    assert_found(
        &found,
        "warn",
        "uploader.db can be used by others: its mode is 644",
    );
    assert_found(
        &found,
        "warn",
        "secret.key can be used by others: its mode is 644",
    );
    assert_found(
        &found,
        "warn",
        "videos can be used by others: its mode is 755",
    );
    assert_found(&found, "warn", "the largest video allowed has 4.0 GB");
}

#[tokio::test]
async fn who_does_not_answer_and_what_time_they_have_is_found() {
    let mut desk = Desk::new().await;
    let ahead = [("date", "Fri, 01 Jan 2100 00:00:00 GMT")];
    let router = Router::new().fallback(get(move || async move { (ahead, "fine") }));
    let late = answering(router).await;
    desk.set("TIKTOK_API_URL", late.clone());
    desk.set("GOOGLE_TOKEN_URL", "http://127.0.0.1:9/token");
    let (code, found) = look(&desk).await;
    assert_eq!(code, 1);
    assert_found(&found, "fix", "Google does not answer");
    assert_found(&found, "fix", "s behind: tokens");
}

#[tokio::test]
async fn a_stranger_at_our_address_is_not_taken_for_us() {
    let mut desk = Desk::new().await;
    let server = desk.serve().await;
    let other = Desk::new().await;
    let other_server = other.serve().await;
    desk.set("PUBLIC_URL", other.base_url.clone());
    let (code, found) = look(&desk).await;
    assert_eq!(code, 1);
    assert_found(&found, "fix", "another program or another installation");
    drop(other_server);
    // A proxy that leads nowhere, while the service itself runs.
    let gateway = Router::new().fallback(|| async { (StatusCode::BAD_GATEWAY, "down") });
    desk.set("PUBLIC_URL", answering(gateway).await);
    let (code, found) = look(&desk).await;
    assert_eq!(code, 1);
    assert_found(&found, "fix", "The service runs at");
    drop(server);
}

#[tokio::test]
async fn a_proxy_that_keeps_webhooks_away_is_warned_of() {
    let mut desk = Desk::new().await;
    let server = desk.serve().await;
    let healthz = format!("{}/healthz", desk.base_url);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(healthz).send().await.unwrap();
    let whose = answer.headers()["x-installation"].clone();
    let proxy = Router::new()
        .route(
            "/healthz",
            get(move || async move { [("x-installation", whose)] }),
        )
        .fallback(|| async { (StatusCode::UNAUTHORIZED, "log in at the proxy") });
    desk.set("PUBLIC_URL", answering(proxy).await);
    let (code, found) = look(&desk).await;
    assert_found(&found, "ok", "leads to this installation");
    assert_found(&found, "warn", "webhooks do not get through");
    assert_eq!(code, 0, "they are optional: {found:#?}");
    drop(server);
}
