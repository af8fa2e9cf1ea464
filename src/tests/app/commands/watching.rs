//! A process that only works, watched: it answers monitors, and nobody else.

use super::desk::Desk;

#[tokio::test]
async fn a_worker_shows_how_it_does_and_nothing_else() {
    let mut desk = Desk::new().await;
    let address = desk.value("LISTEN_ADDR").to_owned();
    desk.set("ROLE", "worker");
    desk.set("METRICS_ADDR", address);
    // It waits until `/healthz` answers.
    let server = desk.serve().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = |path: &str| http.get(format!("{}{path}", desk.base_url)).send();
    let scrape = ask("/metrics").await.unwrap();
    assert_eq!(scrape.status(), 200);
    let scrape = scrape.text().await.unwrap();
    for series in [
        "uploader_stage_duration_seconds",
        "uploader_worker_heartbeat_age_seconds",
    ] {
        assert!(scrape.contains(&format!("# TYPE {series} ")), "{series}");
    }
    let ready = ask("/readyz").await.unwrap();
    assert_eq!(ready.status(), 200);
    assert!(ready.text().await.unwrap().contains("last went round"));
    for path in [
        "/",
        "/login",
        "/docs",
        "/api/posts",
        "/events",
        "/webhooks/tiktok",
    ] {
        let answer = ask(path).await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.headers().contains_key("x-request-id"), "{path}");
        let body: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(body["error"]["code"], "not_found", "{path}");
    }
    drop(server);
}
