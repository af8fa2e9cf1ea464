//! `/metrics`: every promised name, labels of closed sets, and who may look.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use ai_video_uploader::simulator::Options;
use serde_json::json;

use super::assert_error;
use crate::harness::TestApp;

/// What monitoring was promised.
const PROMISED: &[&str] = &[
    "http_requests_total",
    "http_request_duration_seconds",
    "errors_total",
    "tiktok_requests_total",
    "tiktok_request_duration_seconds",
    "stage_duration_seconds",
    "bytes_total",
    "temporary_files_created_total",
    "temporary_files_deleted_total",
    "temporary_file_deletion_failures_total",
    "temporary_files",
    "temporary_file_bytes",
    "temporary_file_oldest_age_seconds",
    "posts",
    "queue_oldest_age_seconds",
    "token_refreshes_total",
    "callbacks_total",
    // Beyond the names of the contract: what its text asks for.
    "api_requests_total",
    "temporary_quota_bytes",
    "queue_depth",
];

async fn scrape(app: &TestApp) -> String {
    let answer = app.http.get(app.url("/metrics")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    answer.text().await.unwrap()
}

/// The number behind `series`, which may have labels.
fn value(text: &str, series: &str) -> u64 {
    text.lines()
        .find_map(|line| line.strip_prefix(&format!("uploader_{series} ")))
        .unwrap_or_else(|| panic!("{series} is not in\n{text}"))
        .parse()
        .unwrap()
}

#[tokio::test]
async fn a_delivered_post_leaves_its_marks() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (_, post) = app
        .post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    let size = |body: &serde_json::Value| body["progress"]["total_bytes"].as_u64().unwrap();
    app.run_for(Duration::from_secs(60), Duration::from_secs(5))
        .await;
    let path = format!("/api/posts/{}", post["id"].as_str().unwrap());
    let (_, post) = app.get_json(&path, &alice.key).await;
    assert_eq!(post["status"], "in_inbox", "{post}");
    let text = scrape(&app).await;
    for name in PROMISED {
        assert!(
            text.contains(&format!("# TYPE uploader_{name} ")),
            "{name} is not there"
        );
    }
    let shown = text
        .lines()
        .filter_map(|line| line.strip_prefix("uploader_api_requests_total{key=\""))
        .filter_map(|rest| rest.split('"').next())
        .filter(|shown| alice.key.starts_with(shown));
    assert_eq!(shown.collect::<BTreeSet<_>>().len(), 1, "{text}");
    assert!(!text.contains(&alice.key), "a whole key");
    let labels = "method=\"GET\",route=\"/api/posts/{id}\",status=\"200\"";
    assert_eq!(value(&text, &format!("http_requests_total{{{labels}}}")), 1);
    for (series, wanted) in [
        ("bytes_total{direction=\"in\"}", size(&post)),
        ("bytes_total{direction=\"out\"}", size(&post)),
        ("temporary_files_created_total", 1),
        ("temporary_files_deleted_total", 1),
        ("temporary_files", 0),
        ("temporary_file_bytes", 0),
        ("temporary_quota_bytes", 2_000_000_000),
        ("posts{status=\"in_inbox\"}", 1),
        ("posts{status=\"failed\"}", 0),
        ("queue_depth", 0),
        ("database_up", 1),
        ("stage_duration_seconds_count{stage=\"downloading\"}", 1),
        ("stage_duration_seconds_count{stage=\"processing\"}", 1),
        (
            "tiktok_requests_total{code=\"ok\",endpoint=\"v2/post/publish/inbox/video/init\"}",
            1,
        ),
        ("tiktok_requests_total{code=\"ok\",endpoint=\"upload\"}", 1),
    ] {
        assert_eq!(value(&text, series), wanted, "{series}");
    }
}

#[tokio::test]
async fn errors_are_counted_where_they_are_met() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.get_json("/api/posts/nothing", &alice.key).await;
    app.get_json("/api/posts", "avu_wrong").await;
    let mut gone = app.sample_post();
    gone["video_url"] = json!(format!("{}/gone.mp4", app.simulator.base_url()));
    app.post_json("/api/posts/video", &alice.key, &gone).await;
    app.run_until_idle().await;
    let text = scrape(&app).await;
    for code in ["not_found", "invalid_api_key", "download_not_found"] {
        let series = format!("errors_total{{code=\"{code}\"}}");
        assert!(value(&text, &series) >= 1, "{series}");
    }
    let wrong = "api_requests_total{key=\"none\",route=\"/api/posts\",status=\"401\"}";
    assert_eq!(value(&text, wrong), 1);
    assert_eq!(value(&text, "posts{status=\"failed\"}"), 1);
    app.expect_files();
}

#[tokio::test]
async fn nobody_makes_the_list_grow() {
    let app = TestApp::start().await;
    let odd = reqwest::Method::from_bytes(b"BREW").unwrap();
    for number in 0..5 {
        let path = app.url(&format!("/nothing/{number}?x={number}"));
        app.http.get(&path).send().await.unwrap();
        app.http.request(odd.clone(), &path).send().await.unwrap();
        let post = app.url(&format!("/api/posts/{number}"));
        app.http.get(post).send().await.unwrap();
    }
    for number in 0..150 {
        app.ctx
            .meter
            .api_request(&format!("avu_{number:04}"), "/api/posts", 200);
    }
    let text = scrape(&app).await;
    assert!(!text.contains("/nothing/"), "{text}");
    assert!(text.contains("route=\"unmatched\""), "{text}");
    assert!(text.contains("method=\"other\""), "{text}");
    assert!(!text.contains("BREW"));
    let keys: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("uploader_api_requests_total{key=\""))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    // A hundred, and those that stand for the rest and for none.
    assert!(
        keys.contains("other") && keys.len() <= 102,
        "{}",
        keys.len()
    );
}

#[tokio::test]
async fn the_dashboard_draws_every_series_and_no_other() {
    let app = TestApp::start().await;
    let asked = app.http.get(app.url("/metrics/dashboard.json"));
    let text = asked.send().await.unwrap().text().await.unwrap();
    let dashboard: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(dashboard["panels"].as_array().unwrap().len() > 20);
    let drawn: BTreeSet<String> = text
        .split("uploader_")
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(|letter| letter.is_ascii_lowercase() || *letter == '_')
                .collect::<String>()
        })
        .map(|name| format!("uploader_{}", name.trim_end_matches("_bucket")))
        .collect();
    let there: BTreeSet<String> = app.ctx.meter.names().into_iter().collect();
    assert_eq!(drawn, there);
}

/// What stands in `text` between each `begin` and the next `end`.
fn between<'t>(text: &'t str, begin: &'t str, end: char) -> impl Iterator<Item = &'t str> {
    text.split(begin)
        .skip(1)
        .map(move |rest| rest.split(end).next().unwrap_or_default())
}

/// Labels by the name of the series, of all that the scrape shows; and those that Prometheus puts to each by itself.
fn labels_by_series(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut labels = BTreeMap::<String, BTreeSet<String>>::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap().to_owned();
        let own = labels.entry(name).or_default();
        own.insert("instance".to_owned());
        let inside = line
            .split_once('{')
            .and_then(|(_, rest)| rest.rsplit_once('}'));
        // A value of ours holds no comma that is followed by a name.
        for label in inside.map_or("", |(inside, _)| inside).split("\",") {
            let name = label.split_once('=').map(|(name, _)| name.to_owned());
            own.extend(name);
        }
    }
    labels
}

#[tokio::test]
async fn what_the_dashboard_asks_for_is_in_the_scrape() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    app.run_for(Duration::from_secs(60), Duration::from_secs(5))
        .await;
    app.ctx.heartbeat.begin(app.ctx.now());
    let labels = labels_by_series(&scrape(&app).await);
    let asked = app.http.get(app.url("/metrics/dashboard.json"));
    let dashboard: serde_json::Value = asked.send().await.unwrap().json().await.unwrap();
    let mut ids = BTreeSet::new();
    let mut questions = 0;
    for panel in dashboard["panels"].as_array().unwrap() {
        let title = panel["title"].as_str().unwrap();
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{title}: id");
        for side in ["h", "w", "x", "y"] {
            assert!(panel["gridPos"][side].is_u64(), "{title}: gridPos.{side}");
        }
        if panel["type"] == "row" {
            continue;
        }
        assert_eq!(panel["datasource"]["uid"], "${source}", "{title}");
        for target in panel["targets"].as_array().unwrap() {
            let question = target["expr"].as_str().unwrap();
            let mut known = BTreeSet::from(["le"]);
            for rest in question.split("uploader_").skip(1) {
                let (name, rest) = rest.split_once('{').unwrap();
                let name = format!("uploader_{name}");
                let own = labels.get(&name);
                let own = own.unwrap_or_else(|| panic!("{title}: {name} is not in the scrape"));
                known.extend(own.iter().map(String::as_str));
                for matcher in rest.split('}').next().unwrap().split(',') {
                    let label = matcher.split(['=', '!']).next().unwrap();
                    assert!(own.contains(label), "{title}: {name} has no {label}");
                }
            }
            let grouped = between(question, "by (", ')').flat_map(|list| list.split(", "));
            let grouped: BTreeSet<&str> = grouped.collect();
            let legend = target["legendFormat"].as_str().unwrap();
            let shown: BTreeSet<&str> = between(legend, "{{", '}').collect();
            assert!(
                grouped.is_subset(&known),
                "{title}: {grouped:?} of {known:?}"
            );
            assert!(
                shown.is_subset(&grouped),
                "{title}: {shown:?} of {grouped:?}"
            );
            questions += 1;
        }
    }
    assert!(questions > 25, "{questions}");
}

#[tokio::test]
async fn two_installations_in_one_process_count_apart() {
    let (one, other) = (TestApp::start().await, TestApp::start().await);
    one.http.get(one.url("/docs")).send().await.unwrap();
    assert!(scrape(&one).await.contains("route=\"/docs\""));
    assert!(!scrape(&other).await.contains("route=\"/docs\""));
}

#[tokio::test]
async fn only_this_machine_or_the_token_is_answered() {
    let settings = [("METRICS_TOKEN", "a long word for monitors")];
    let app = TestApp::start_with(&settings, Options::default()).await;
    let ask = |name: &'static str, value: &'static str| {
        app.http.get(app.url("/metrics")).header(name, value).send()
    };
    for (name, value) in [
        ("x-forwarded-for", "203.0.113.9"),
        ("forwarded", "for=203.0.113.9"),
        ("x-real-ip", "203.0.113.9"),
        ("host", "clips.example"),
        ("host", "localhost.clips.example:8001"),
    ] {
        let answer = ask(name, value).await.unwrap();
        assert_error(answer, 403, "metrics_not_allowed").await;
    }
    for (token, status) in [
        ("Bearer a long word for monitors", 200),
        ("bearer a long word for monitors", 200),
        ("Bearer a long word", 403),
        ("Bearer ", 403),
        ("Basic a long word for monitors", 403),
    ] {
        let asked = app.http.get(app.url("/metrics"));
        let asked = asked
            .header("x-forwarded-for", "203.0.113.9")
            .header("authorization", token);
        assert_eq!(asked.send().await.unwrap().status(), status, "{token}");
    }
    // Without a token nobody has it.
    let closed = TestApp::start().await;
    let asked = closed.http.get(closed.url("/metrics"));
    let asked = asked
        .header("x-forwarded-for", "203.0.113.9")
        .header("authorization", "Bearer ");
    assert_eq!(asked.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_scrape_does_not_ask_the_database_each_time() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let queued = "posts{status=\"queued\"}";
    assert_eq!(value(&scrape(&app).await, queued), 0);
    app.post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    assert_eq!(value(&scrape(&app).await, queued), 0, "an answer is kept");
    app.advance(Duration::from_secs(6));
    let text = scrape(&app).await;
    assert_eq!(value(&text, queued), 1);
    assert_eq!(value(&text, "queue_depth"), 1);
    assert_eq!(value(&text, "queue_oldest_age_seconds"), 6);
}

#[tokio::test]
async fn without_a_database_the_counters_are_still_told() {
    let app = TestApp::start().await;
    app.ctx.store.close().await;
    let text = scrape(&app).await;
    assert_eq!(value(&text, "database_up"), 0);
    assert!(text.contains("uploader_errors_total"));
}
