//! `posts`: listed, shown, tried again.

use ai_video_uploader::domain::{
    change::{Change, Field},
    publish::Delivery,
    status::{Actor, Status},
};
use serde_json::Value;

use super::desk::{Desk, add_post, fail, now, person};

const NOBODY: &str = "01932c07-1d2f-7c3b-9d53-7a6f1e0b2c4d";

#[tokio::test]
async fn posts_are_listed_newest_first_of_everybody_or_of_one_person() {
    let desk = Desk::without_simulator();
    let store = desk.store().await;
    let alice = person(&store, "alice@example.com").await;
    let bob = person(&store, "bob@example.com").await;
    let first = add_post(&store, &alice, "First light\u{1b}[31m #harbour").await;
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    let second = add_post(&store, &bob, "Bread").await;
    fail(&store, &second).await;

    let ran = desk.run(&["posts", "list"]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("ID"), "{}", ran.out);
    assert!(lines[1].starts_with(&second.id.to_string()));
    assert!(lines[1].contains("failed (download_unreachable)"));
    assert!(lines[2].starts_with(&first.id.to_string()));
    assert!(
        !ran.out.contains('\u{1b}'),
        "the terminal is not told what to do"
    );
    assert_eq!(lines[1].find("bob@"), lines[2].find("alice@"), "aligned");

    let only = desk
        .run(&["posts", "list", "--email", "ALICE@example.com", "--json"])
        .await;
    let objects: Value = serde_json::from_str(&only.out).unwrap();
    assert_eq!(objects.as_array().unwrap().len(), 1);
    assert_eq!(objects[0]["id"], first.id.to_string());
    let failed = desk.run(&["posts", "list", "--status", "failed"]).await;
    assert_eq!(failed.out.lines().count(), 2, "{}", failed.out);
    let newest = desk.run(&["posts", "list", "--limit", "1"]).await;
    assert_eq!(newest.out.lines().count(), 2);
    let none = desk.run(&["posts", "list", "--status", "expired"]).await;
    assert_eq!(
        (none.code, none.out.as_str()),
        (0, "There are no such posts.\n")
    );
    let nobody = desk
        .run(&["posts", "list", "--email", "x@example.com"])
        .await;
    assert_eq!((nobody.code, nobody.out.as_str()), (1, ""));
    assert!(nobody.err.contains("x@example.com"), "{}", nobody.err);
}

#[tokio::test]
async fn a_post_is_shown_with_what_to_do_and_its_history() {
    let desk = Desk::without_simulator();
    let store = desk.store().await;
    let alice = person(&store, "alice@example.com").await;
    let post = add_post(&store, &alice, "First light").await;
    fail(&store, &post).await;
    let id = post.id.to_string();

    let ran = desk.run(&["posts", "show", &id]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    for words in [
        "failed (download_unreachable)",
        "alice@example.com",
        "Check the host name",
        "First light",
        "Accepted",
        "/posts/",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let ran = desk.run(&["posts", "show", &id, "--json"]).await;
    let object: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(object["history"].as_array().unwrap().len(), 2);
    let ran = desk.run(&["posts", "show", NOBODY]).await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains(NOBODY), "{}", ran.err);
}

#[tokio::test]
async fn a_retry_follows_the_rules_of_the_api() {
    let desk = Desk::without_simulator();
    let store = desk.store().await;
    let alice = person(&store, "alice@example.com").await;
    let post = add_post(&store, &alice, "First light").await;
    let id = post.id.to_string();
    let retry = async || desk.run(&["posts", "retry", &id]).await;

    let early = retry().await;
    assert_eq!(early.code, 0);
    assert!(early.out.contains("nothing to try again"), "{}", early.out);
    fail(&store, &post).await;
    let ran = retry().await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("failed (download_unreachable) → queued"),
        "{}",
        ran.out
    );
    assert_eq!(
        store.post_by_id(post.id).await.unwrap().unwrap().status,
        Status::Queued
    );

    // What TikTok may have is for a person to decide, and a Direct Post is published by nobody but a person.
    fail(&store, &post).await;
    let change = Change::stay(Actor::System, None)
        .with(Field::Delivery(Delivery::Direct))
        .with(Field::LastChunkStarted(true));
    store
        .change_post_as_system(post.id, now(), |_| Ok::<_, ()>(change))
        .await
        .unwrap();
    let ran = retry().await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("not_retryable"), "{}", ran.err);
    let change = Change::stay(Actor::System, None).with(Field::LastChunkStarted(false));
    store
        .change_post_as_system(post.id, now(), |_| Ok::<_, ()>(change))
        .await
        .unwrap();
    assert_eq!(retry().await.code, 0);
    let post = store.post_by_id(post.id).await.unwrap().unwrap();
    assert_eq!(post.delivery, Delivery::Inbox, "it stops for review");
    assert_eq!(desk.run(&["posts", "retry", NOBODY]).await.code, 1);
}
