//! `move-to`: everything from SQLite to a real PostgreSQL, which then goes on with the work.

use ai_video_uploader::domain::{
    change::Change,
    secret::ExposeSecret as _,
    status::{Actor, Status},
};

use super::desk::{Desk, add_post, now, person};
use crate::store::database::Database;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_database_moves_and_the_work_goes_on_there() {
    let Some(target) = Database::postgres().await else {
        return;
    };
    let mut desk = Desk::new().await;
    let store = desk.store().await;
    let alice = person(&store, "alice@example.com").await;
    let words = [
        "keys",
        "create",
        "--email",
        "alice@example.com",
        "--name",
        "n8n",
    ];
    assert_eq!(desk.run(&words).await.code, 0);
    // More than a batch, with what is hard to carry: nothing, quotes, other scripts.
    for number in 0..410 {
        let post = add_post(&store, &alice, &format!("Clip {number} 'ä' \"日本\" 🎬")).await;
        if number > 0 {
            store
                .change_post_as_system(post.id, now(), |post| {
                    Change::to(post.status, Status::Cancelled, Actor::System, "")
                })
                .await
                .unwrap();
        }
    }
    let server = desk.serve().await;
    let ran = desk.run(&["move-to", &target.url]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("stop it first"), "{}", ran.err);
    drop(server);

    let ran = desk.run(&["move-to", &target.url]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = |name: &str| {
        let line = ran
            .out
            .lines()
            .find(|line| line.split_whitespace().next() == Some(name));
        let words: Vec<String> = line
            .unwrap_or_else(|| panic!("{name}: {}", ran.out))
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        (words[1].clone(), words[2].clone())
    };
    assert_eq!(line("posts"), ("410".to_owned(), "410".to_owned()));
    assert_eq!(line("installation"), ("1".to_owned(), "1".to_owned()));
    let (here, there) = line("post_history");
    assert_eq!(here, there);
    assert!(!ran.out.contains(&target.url), "it may hold a password");

    // The former database works no more, and the new one takes nothing a second time.
    for words in [&["keys", "list"][..], &["serve"]] {
        let ran = desk.run(words).await;
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("moved to PostgreSQL"), "{}", ran.err);
    }
    let again = desk.run(&["move-to", &target.url]).await;
    assert!(again.err.contains("--again"), "{}", again.err);
    let again = desk.run(&["move-to", &target.url, "--again"]).await;
    assert_eq!(again.code, 1);
    assert!(again.err.contains("not empty"), "{}", again.err);

    assert_eq!(
        store.installation().await.unwrap(),
        target.installation().await.unwrap()
    );
    let tokens = target.tokens(alice.1.id).await.unwrap().unwrap();
    assert_eq!(tokens.access.expose_secret(), "act.first", "seals hold");
    desk.set("DATABASE_URL", target.url.clone());
    let server = desk.serve().await;
    let listed = desk
        .run(&["posts", "list", "--limit", "1000", "--status", "cancelled"])
        .await;
    assert_eq!(listed.out.lines().count(), 410, "{}", listed.err);
    let post = add_post(&target, &alice, "There").await;
    // Its source answers nobody: that the worker says so is work done there.
    for _ in 0..600 {
        let post = target.post_by_id(post.id).await.unwrap().unwrap();
        if post.attempts > 0 || post.status != Status::Queued {
            drop(server);
            target.discard().await;
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("nobody works there");
}
