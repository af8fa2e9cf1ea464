//! Nothing that pages or workers ask reads a history: every statement finds its rows by an index, in the order of the index.

use ai_video_uploader::{
    domain::{budget::Budget, status::Status},
    store::{
        claims::{Lane, Share},
        intake::Alike,
        posts::PostFilter,
    },
};
use sqlx::{AnyConnection, Connection as _, Executor as _};

use super::{
    database::Database,
    seed::{LEASE, MACHINE, Owner, WORKER, at},
};
use crate::harness::{plans, statements};

on_both_databases!(every_statement_has_an_index);

/// Tables that grow with the history.
const HISTORY: &[&str] = &[
    "posts",
    "post_history",
    "temporary_files",
    "callbacks",
    "callback_attempts",
    "consents",
    "hourly_figures",
    "idempotency_keys",
    "tiktok_events",
];
/// Indexes that hold only what is here or on its way: to read one from end to end is to read no history.
const SHORT: &[&str] = &[
    "posts_to_transfer",
    "posts_to_follow",
    "posts_to_transfer_of_user",
    "posts_due_on_machine",
    "posts_with_readable_callback",
    "temporary_files_present",
    "temporary_files_failed",
    "tiktok_events_open",
    "callbacks_due",
];

/// Asks everything that a page, a program, a worker or a monitor asks again and again.
async fn ask_everything(db: &Database, alice: &Owner) {
    let (user, post) = (alice.user.id, db.add_post(alice, at(0)).await);
    let statuses = [
        vec![],
        vec![Status::NeedsReview],
        vec![Status::InInbox, Status::Failed, Status::Queued],
    ];
    for statuses in statuses {
        for oldest_first in [false, true] {
            let filter = PostFilter {
                statuses: statuses.clone(),
                oldest_first,
            };
            let cursor = ai_video_uploader::domain::page::Cursor {
                created_at: at(5),
                id: post.id,
            };
            for after in [None, Some(cursor)] {
                db.list_posts(user, &filter, after, 24).await.unwrap();
            }
        }
    }
    db.find_post(user, post.id).await.unwrap();
    db.history(post.id).await.unwrap();
    db.callbacks_of(post.id).await.unwrap();
    db.post_by_publish_id("v_pub").await.unwrap();
    db.count_posts(user).await.unwrap();
    db.count_moving_by_account(user).await.unwrap();
    for count in [1, 24] {
        let many = vec![post.id; count];
        db.duplicates_of(user, &many, LEASE).await.unwrap();
    }
    let alike = |url: &str| Alike {
        user,
        account: alice.account.id,
        url: url.to_owned(),
        since: at(0),
    };
    for urls in [
        &["https://a.example/"][..],
        &["https://a.example/", "https://b.example/"],
    ] {
        let asked: Vec<_> = urls.iter().map(|url| alike(url)).collect();
        db.find_duplicates(&asked).await.unwrap();
    }
    let hashes = ["a", "b"].map(str::to_owned);
    db.find_api_keys_by_hash(&hashes).await.unwrap();
    db.find_users(&[user, user]).await.unwrap();
    db.accounts_of_all(&[user, user]).await.unwrap();
    db.posts_mark(user, at(10)).await.unwrap();
    db.posts_changed_since(at(0)).await.unwrap();
    db.held_files().await.unwrap();
    db.figures(user, &[at(0)], at(3600)).await.unwrap();
    db.last_deletions(user, 6).await.unwrap();
    db.last_failures(user, 200).await.unwrap();
    db.used_slots(user, Budget::Drafts, at(0)).await.unwrap();
    db.count_all_posts().await.unwrap();
    db.queue_state(at(10)).await.unwrap();
    db.files_state().await.unwrap();
    db.count_pending_callbacks().await.unwrap();
    db.count_undeletable_files(MACHINE).await.unwrap();
    db.present_files(MACHINE).await.unwrap();
    db.recorded_files(MACHINE).await.unwrap();
    db.files_of_silent_machines(at(0)).await.unwrap();
    for (lane, share) in [
        (Lane::Follow, Share::Anyone),
        (Lane::Transfer, Share::Stranded),
        (Lane::Transfer, Share::Begun),
        (Lane::Transfer, Share::NotOf(user)),
        (Lane::Transfer, Share::Anyone),
    ] {
        db.claim_share(lane, share, WORKER, MACHINE, at(10), LEASE)
            .await
            .unwrap();
    }
    db.take_back(MACHINE).await.unwrap();
    db.lead(post.id, &[Status::Failed], at(20)).await;
    db.wake_post(post.id, at(20)).await.unwrap();
    db.wake_waiting(alice.account.id, at(20)).await.unwrap();
    let file = alice.file(None, at(0));
    db.insert_temporary_file(&file).await.unwrap();
    db.mark_file_deleted(file.id, at(30)).await.unwrap();
    db.claim_callback(WORKER, at(0), at(10)).await.unwrap();
    db.purge_history(at(10)).await.unwrap();
    db.purge_orphans(at(10)).await.unwrap();
    db.purge_figures(at(-100_000)).await.unwrap();
    db.purge_requests(at(10)).await.unwrap();
    db.migrate().await.unwrap();
}

async fn every_statement_has_an_index(db: &Database) {
    let alice = db.alice().await;
    let ((), heard) = statements::heard_in(Box::pin(ask_everything(db, &alice))).await;
    assert!(heard.len() > 50, "{heard:#?}");
    let is_postgres = db.folder().is_none();
    let mut asker = AnyConnection::connect(&db.url).await.unwrap();
    if is_postgres {
        // So few rows are always read at once, unless that is forbidden.
        for way in ["enable_seqscan", "enable_bitmapscan"] {
            let sql = format!("set {way} = off");
            asker.execute(sql.as_str()).await.unwrap();
        }
    }
    let mut slow = Vec::new();
    for statement in &heard {
        let plan = plans::plan(&mut asker, is_postgres, statement).await;
        let reads_all = if is_postgres {
            reads_all_on_postgres
        } else {
            reads_all_on_sqlite
        };
        // One page of several statuses is put together from one page of each; of one publish there is one post; those who
        // wait are people, not posts.
        let sorts_all = statement.contains(" limit ")
            && ![" as of_", " publish_id = ", " from waiting "]
                .iter()
                .any(|few| statement.contains(few))
            && plan
                .iter()
                .any(|line| line == "USE TEMP B-TREE FOR ORDER BY");
        // An index is no help that leads to everything that a person has.
        let reads_person = !statement.contains(" limit ")
            && plan.iter().any(|line| {
                let of_history = HISTORY
                    .iter()
                    .any(|table| line.starts_with(&format!("SEARCH {table} ")));
                of_history && line.ends_with("(user_id=?)") || line.contains("source_hash>?")
            });
        // However often a person hands in, a source is found by itself. PostgreSQL plans nothing without types.
        let is_by_source = statement.contains(" asked.source_hash") && !plan.is_empty();
        let reads_person = reads_person
            || is_by_source && !plan.iter().any(|line| line.contains("posts_by_source"));
        if sorts_all || reads_person || plan.iter().any(|line| reads_all(line)) {
            slow.push(format!("{statement}\n    {}", plan.join("\n    ")));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n\n"));
}

/// `SCAN posts`, and `SCAN posts USING INDEX …` for any index that is not short.
fn reads_all_on_sqlite(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_scan =
        words.next() == Some("SCAN") && HISTORY.contains(&words.next().unwrap_or_default());
    is_scan && !SHORT.contains(&words.last().unwrap_or_default())
}

fn reads_all_on_postgres(line: &str) -> bool {
    let of_history = HISTORY.iter().any(|table| {
        let mut words = line.split_whitespace().skip_while(|word| *word != "on");
        words.nth(1) == Some(table)
    });
    of_history && line.contains("Seq Scan")
}
