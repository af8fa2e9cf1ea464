//! Pages that follow the work: what they hear, who hears nothing, and when it ends.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        id::PostId,
        post::Post,
        status::{Actor, IllegalMove, Status},
    },
    service::live::MOST_FOLLOWING,
    store::{Store, seal::Sealer},
};
use serde_json::{Value, json};

use super::{held_draft, signed_in, text};
use crate::harness::{ALICE, Browser, MALLORY, Member, TestApp, events::Events};

const MANY: u64 = 100_000_000;

/// A post that nobody works on, because the worker does not run.
async fn queued(app: &TestApp, owner: &Member) -> PostId {
    let path = "/webhook/n8n/video-upload";
    let (status, post) = app.post_json(path, &owner.key, &app.sample_post()).await;
    assert_eq!(status, 202, "{post}");
    text(&post["id"]).parse().unwrap()
}

async fn change(
    store: &Store,
    id: PostId,
    now: Timestamp,
    decide: impl FnOnce(&Post) -> Result<Change, IllegalMove> + Send,
) {
    store.change_post_as_system(id, now, decide).await.unwrap();
}

async fn enters(store: &Store, id: PostId, now: Timestamp, status: Status) {
    change(store, id, now, |post| {
        Change::to(post.status, status, Actor::System, "")
    })
    .await;
}

async fn has_bytes(store: &Store, id: PostId, now: Timestamp, bytes: u64) {
    let change_of = Change::stay(Actor::System, Some(now))
        .with(Field::TotalBytes(Some(MANY)))
        .with(Field::DownloadedBytes(bytes));
    change(store, id, now, |_| Ok(change_of)).await;
}

fn about(id: PostId) -> Value {
    json!(id.to_string())
}

#[tokio::test]
async fn a_page_hears_what_changes_and_how_the_bytes_move() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = queued(&app, &alice).await;
    let browser = signed_in(&app, ALICE).await;
    let mut events = Events::opened(&browser).await;
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
        ("content-encoding", ""),
    ] {
        assert_eq!(events.header(name), value, "{name}");
    }
    assert_eq!(events.next().await.unwrap().name, "hello");

    let (store, now) = (&app.ctx.store, app.ctx.now());
    enters(store, id, now, Status::Downloading).await;
    let changed = events.next().await.unwrap();
    assert_eq!(changed.name, "changed");
    assert_eq!(changed.json(), json!({"post": about(id), "counts": false}));

    // The size becomes known: the page shows more than before.
    has_bytes(store, id, now, 1_000_000).await;
    assert_eq!(events.next().await.unwrap().name, "changed");
    app.advance(Duration::from_secs(4));
    has_bytes(store, id, app.ctx.now(), 40_000_000).await;
    let moved = events.next().await.unwrap();
    assert_eq!(moved.name, "parts");
    let bar = text(&moved.json()[format!("download-{id}")]);
    assert!(bar.contains("value=\"40000000\""), "{bar}");
    assert!(bar.contains("40.0 of 100.0 MB"), "{bar}");
    assert!(bar.contains("10.0 MB/s, "), "{bar}");
    assert!(bar.contains("about 6 s left"), "{bar}");

    enters(store, id, app.ctx.now(), Status::Checking).await;
    assert_eq!(events.next().await.unwrap().name, "changed");
    enters(store, id, app.ctx.now(), Status::NeedsReview).await;
    let changed = events.next().await.unwrap();
    assert_eq!(changed.json(), json!({"post": about(id), "counts": true}));
    enters(store, id, app.ctx.now(), Status::Rejected).await;
    assert_eq!(events.next().await.unwrap().json()["counts"], true);
}

#[tokio::test]
async fn the_mark_tells_whether_a_page_is_out_of_date() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = queued(&app, &alice).await;
    let mut browser = signed_in(&app, ALICE).await;
    for path in ["/".to_owned(), format!("/posts/{id}")] {
        let page = browser.visit(&path).await;
        let made_with = page.attribute("script[data-follows]", "data-follows");
        assert_eq!(
            page.attribute("script[data-follows]", "data-events"),
            "/events"
        );
        let mut events = Events::opened(&browser).await;
        assert_eq!(events.next().await.unwrap().data, made_with, "{path}");
    }
    let before = Events::opened(&browser).await.next().await.unwrap().data;
    enters(&app.ctx.store, id, app.ctx.now(), Status::Downloading).await;
    let after = Events::opened(&browser).await.next().await.unwrap().data;
    assert_ne!(before, after);
}

#[tokio::test]
async fn a_stranger_hears_nothing() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let mallory = app.mallory().await;
    let id = queued(&app, &alice).await;
    let own = queued(&app, &mallory).await;
    let stranger = signed_in(&app, MALLORY).await;
    let mut events = Events::of(&stranger).await;
    let (store, now) = (&app.ctx.store, app.ctx.now());
    enters(store, id, now, Status::Downloading).await;
    has_bytes(store, id, now, 10).await;
    has_bytes(store, id, now, 20).await;
    enters(store, own, now, Status::Downloading).await;
    let first = events.next().await.unwrap();
    assert_eq!(first.json()["post"], about(own));
}

#[tokio::test]
async fn nobody_signed_in_is_told_so_in_a_way_that_ends_it() {
    let app = TestApp::start().await;
    let nobody = Browser::new(&app.base_url);
    let answer = nobody.listen("/events").await;
    assert_eq!(answer.status(), 401);
    let error: Value = answer.json().await.unwrap();
    assert_eq!(error["error"]["code"], "sign_in_required");
}

#[tokio::test]
async fn one_change_costs_one_look_however_many_pages_are_open() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = queued(&app, &alice).await;
    let browser = signed_in(&app, ALICE).await;
    let mut pages = Vec::new();
    for _ in 0..MOST_FOLLOWING {
        pages.push(Events::of(&browser).await);
    }
    let before = app.ctx.live.looks();
    enters(&app.ctx.store, id, app.ctx.now(), Status::Downloading).await;
    for page in &mut pages {
        assert_eq!(page.next().await.unwrap().json()["post"], about(id));
    }
    // Every second there is a look for what other processes did; one a page would be twenty.
    let looks = app.ctx.live.looks() - before;
    assert!((1..10).contains(&looks), "{looks} looks");
}

#[tokio::test]
async fn one_change_costs_one_look_however_many_people_look() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = queued(&app, &alice).await;
    let mut pages = vec![Events::of(&signed_in(&app, ALICE).await).await];
    for number in 0..12 {
        let other = signed_in(&app, &format!("person-{number}@example.com")).await;
        pages.push(Events::of(&other).await);
    }
    let before = app.ctx.live.looks();
    enters(&app.ctx.store, id, app.ctx.now(), Status::Downloading).await;
    assert_eq!(pages[0].next().await.unwrap().json()["post"], about(id));
    let looks = app.ctx.live.looks() - before;
    assert!((1..10).contains(&looks), "{looks} looks");
}

#[tokio::test]
async fn only_so_many_pages_of_one_person_follow() {
    let app = TestApp::start().await;
    app.alice().await;
    app.mallory().await;
    let browser = signed_in(&app, ALICE).await;
    let mut pages = Vec::new();
    for _ in 0..MOST_FOLLOWING {
        pages.push(Events::of(&browser).await);
    }
    let refused = browser.listen("/events").await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "60");
    let error: Value = refused.json().await.unwrap();
    assert_eq!(error["error"]["code"], "too_many_streams");
    Events::of(&signed_in(&app, MALLORY).await).await;

    drop(pages.pop());
    // The server learns by the closed connection.
    loop {
        let answer = browser.listen("/events").await;
        if answer.status() == 200 {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn signing_out_ends_what_that_session_follows() {
    let app = TestApp::start().await;
    app.alice().await;
    let mut here = signed_in(&app, ALICE).await;
    let there = signed_in(&app, ALICE).await;
    let mut ends = Events::of(&here).await;
    let mut stays = Events::of(&there).await;
    here.visit("/settings").await;
    here.press("Sign out").await;
    assert_eq!(ends.next().await.unwrap().name, "end");
    assert_eq!(ends.next().await, None);

    let alice = app.alice().await;
    let id = queued(&app, &alice).await;
    assert_eq!(stays.next().await.unwrap().json()["post"], about(id));
}

#[tokio::test]
async fn a_session_that_runs_out_ends_it_too() {
    let app = TestApp::start().await;
    app.alice().await;
    let browser = signed_in(&app, ALICE).await;
    let mut events = Events::of(&browser).await;
    app.advance(Duration::from_secs(15 * 24 * 3600));
    app.ctx.store.purge_sessions(app.ctx.now()).await.unwrap();
    assert_eq!(events.next().await.unwrap().name, "end");
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn a_page_that_followed_for_long_comes_again() {
    let app = TestApp::start().await;
    app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    let mut events = Events::of(&browser).await;
    app.advance(Duration::from_secs(3600));
    // Somebody signs out: sessions are looked at.
    let mut other = signed_in(&app, MALLORY).await;
    other.visit("/settings").await;
    other.press("Sign out").await;
    assert_eq!(events.next().await, None, "without a word: it comes again");
    browser.visit("/").await;
    Events::of(&browser).await;
}

#[tokio::test]
async fn what_another_process_does_is_found() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = queued(&app, &alice).await;
    let browser = signed_in(&app, ALICE).await;
    let mut events = Events::of(&browser).await;
    let url = app.database_url();
    let elsewhere = Store::connect(&url, Sealer::new([1; 32], None))
        .await
        .unwrap();
    enters(&elsewhere, id, app.ctx.now(), Status::Downloading).await;
    assert_eq!(events.next().await.unwrap().json()["post"], about(id));
    elsewhere
        .end_sessions_of(alice.user.id)
        .await
        .expect("signed out elsewhere");
    assert_eq!(events.next().await.unwrap().name, "end");
    elsewhere.close().await;
}

#[tokio::test]
async fn a_process_that_stops_lets_every_page_go() {
    let app = TestApp::start().await;
    app.alice().await;
    let browser = signed_in(&app, ALICE).await;
    let mut events = Events::of(&browser).await;
    app.ctx.stop.cancel();
    assert_eq!(events.next().await, None, "without a word: it comes again");
    app.ctx.tasks.close();
    let drained = tokio::time::timeout(Duration::from_secs(10), app.ctx.tasks.wait());
    drained.await.expect("nothing holds the process up");
}

#[tokio::test]
async fn a_page_on_which_nothing_can_change_does_not_follow() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    let mut browser = signed_in(&app, ALICE).await;
    let path = format!("/posts/{id}");
    let page = browser.visit(&path).await;
    assert_eq!(page.attribute("script[data-follows]", "data-post"), id);
    page.must_say("Reload");
    let mut events = Events::of(&browser).await;
    browser.press("Reject and delete").await;
    assert_eq!(events.until("changed").await.json()["counts"], true);
    let page = browser.visit(&path).await;
    assert!(!page.html.contains("data-follows"), "rejected is final");
    assert!(!page.says("Reload"));
}

#[tokio::test]
async fn a_page_asked_for_again_takes_no_notice_away() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = held_draft(&app, &alice).await;
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{id}")).await;
    let saved = browser.press_without_following("Reject and delete").await;
    assert_eq!(saved.status, 303);
    let headers = [("accept", "text/html"), ("x-refresh", "1")];
    let again = browser.fetch(reqwest::Method::GET, "/", &headers).await;
    assert_eq!(again.status, 200);
    assert!(!again.text().contains("role=\"status\""));
    browser.visit("/").await;
    assert!(browser.page.html.contains("role=\"status\""));
}
