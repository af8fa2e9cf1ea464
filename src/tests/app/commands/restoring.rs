//! `backup` and `restore`, tried: everything is there again, and nothing is sent twice.

use std::{os::unix::fs::PermissionsExt as _, time::Duration};

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        error_code::{ErrorCode, Failure},
        id::PostId,
        post::Post,
        secret::{ExposeSecret as _, secret},
        status::{Actor, Status},
    },
    store::{Store, seal::Sealer},
};

use super::desk::{Desk, KEY, add_post, now, person, queued};

async fn change(store: &Store, post: &Post, what: impl Fn(&Post) -> Change + Send + Sync) {
    store
        .change_post_as_system(post.id, now(), |post| Ok::<_, ()>(what(post)))
        .await
        .unwrap();
}

fn to(status: Status) -> impl Fn(&Post) -> Change {
    move |post| Change::to(post.status, status, Actor::System, "").unwrap()
}

/// The posts of [`every_kind`].
struct Kinds {
    queued: PostId,
    to_review: PostId,
    under_review: PostId,
    sending: PostId,
    ahead: PostId,
    waiting: PostId,
    failed: PostId,
    processing: PostId,
}

/// A post at each point where a backup may meet it.
async fn every_kind(store: &Store) -> Kinds {
    let alice = person(store, "alice@example.com").await;
    let queued_post = add_post(store, &alice, "queued").await;
    let mut held = queued(&alice.0, &alice.1, "to be reviewed");
    held.auto_approve = false;
    store
        .insert_post(&held, "Accepted", Actor::ApiKey, None)
        .await
        .unwrap();
    let under_review = add_post(store, &alice, "under review").await;
    let sending = add_post(store, &alice, "sending").await;
    let ahead = add_post(store, &alice, "sent while it comes in").await;
    let waiting = add_post(store, &alice, "waits for its turn").await;
    let failed = add_post(store, &alice, "failed").await;
    let processing = add_post(store, &alice, "processing").await;
    for post in [&under_review, &sending, &waiting, &processing] {
        change(store, post, to(Status::Checking)).await;
    }
    change(store, &under_review, to(Status::NeedsReview)).await;
    for post in [&sending, &waiting, &processing] {
        change(store, post, to(Status::Sending)).await;
    }
    change(store, &ahead, to(Status::Downloading)).await;
    for post in [&sending, &ahead, &processing] {
        change(store, post, |_| {
            Change::stay(Actor::System, None).with(Field::Publish {
                publish_id: "v_inbox_file~v2.1".to_owned(),
                upload_url: secret("https://upload"),
                upload_url_expires_at: now() + Duration::from_secs(3600),
                chunk_size: 1,
            })
        })
        .await;
    }
    change(store, &processing, to(Status::Processing)).await;
    change(store, &failed, |post| {
        let failure = Failure::new(ErrorCode::TiktokUnavailable);
        Change::fail(post.status, Actor::System, failure).unwrap()
    })
    .await;
    Kinds {
        queued: queued_post.id,
        to_review: held.id,
        under_review: under_review.id,
        sending: sending.id,
        ahead: ahead.id,
        waiting: waiting.id,
        failed: failed.id,
        processing: processing.id,
    }
}

async fn standing(store: &Store, id: PostId) -> (Status, Option<ErrorCode>, bool) {
    let post = store.post_by_id(id).await.unwrap().unwrap();
    let code = post.error.as_ref().map(|failure| failure.code);
    (post.status, code, post.may_be_at_tiktok())
}

async fn assert_settled(store: &Store, kinds: &Kinds) {
    let lost = Some(ErrorCode::RestoredFromBackup);
    assert_eq!(
        standing(store, kinds.queued).await,
        (Status::Failed, lost, true)
    );
    assert_eq!(
        standing(store, kinds.waiting).await,
        (Status::Failed, lost, true)
    );
    assert_eq!(
        standing(store, kinds.sending).await,
        (Status::Unconfirmed, None, true)
    );
    // What goes ahead of its download may have arrived since, too: TikTok is asked.
    assert_eq!(
        standing(store, kinds.ahead).await,
        (Status::Unconfirmed, None, true)
    );
    let steps = store.history(kinds.ahead).await.unwrap();
    let steps: Vec<Status> = steps.iter().map(|step| step.status).collect();
    let last = [Status::Downloading, Status::Sending, Status::Unconfirmed];
    assert!(steps.ends_with(&last), "{steps:?}");
    assert_eq!(
        standing(store, kinds.failed).await,
        (Status::Failed, Some(ErrorCode::TiktokUnavailable), true)
    );
    assert_eq!(
        standing(store, kinds.to_review).await,
        (Status::Queued, None, false)
    );
    assert_eq!(
        standing(store, kinds.under_review).await,
        (Status::NeedsReview, None, false)
    );
    assert_eq!(
        standing(store, kinds.processing).await,
        (Status::Processing, None, true),
        "whatever TikTok says of it, a program sends nothing again"
    );
    let history = store.history(kinds.under_review).await.unwrap();
    let note = &history.last().unwrap().detail;
    assert!(note.contains("Look in the TikTok app"), "{note}");
    assert_eq!(store.backed_up_at().await.unwrap(), None);
}

#[tokio::test]
async fn a_backup_made_beside_a_server_is_restored_elsewhere_and_sends_nothing_twice() {
    let desk = Desk::without_simulator();
    let store = desk.store().await;
    let server = desk.serve().await;
    let alice = person(&store, "people@example.com").await;
    for number in 0..50 {
        let post = add_post(&store, &alice, &format!("Clip {number}")).await;
        change(&store, &post, to(Status::Cancelled)).await;
    }
    let backup = desk.path("copy.db");
    let ran = desk.run(&["backup", backup.to_str().unwrap()]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("50 posts"), "{}", ran.out);
    assert!(ran.out.contains("SECRET_KEY"), "{}", ran.out);
    let mode = std::fs::metadata(&backup).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = desk.run(&["backup", backup.to_str().unwrap()]).await;
    assert_eq!(again.code, 1);
    // A server that works is not disturbed.
    let ran = desk
        .run(&["restore", backup.to_str().unwrap(), "--replace"])
        .await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("stop it first"), "{}", ran.err);
    drop(server);
    let kinds = every_kind(&store).await;
    let later = desk.path("later.db");
    let ran = desk.run(&["backup", later.to_str().unwrap()]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);

    let other = Desk::without_simulator();
    let ran = other.run(&["restore", later.to_str().unwrap()]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("58 posts"), "{}", ran.out);
    assert!(ran.out.contains("     2  were being sent"), "{}", ran.out);
    assert!(
        ran.out.contains("     2  would have been sent"),
        "{}",
        ran.out
    );
    let restored = other.store().await;
    assert_settled(&restored, &kinds).await;
    let tokens = restored.tokens(alice.1.id).await.unwrap().unwrap();
    assert_eq!(tokens.refresh.expose_secret(), "rft.first");
    assert_eq!(
        restored.installation().await.unwrap(),
        store.installation().await.unwrap()
    );
    // A program cannot have it sent; only a person may say so.
    let retry = other
        .run(&["posts", "retry", &kinds.queued.to_string()])
        .await;
    assert_eq!(retry.code, 1, "{}", retry.out);
    let server = other.serve().await;
    drop(server);

    let ran = other.run(&["restore", later.to_str().unwrap()]).await;
    assert!(ran.err.contains("--replace"), "{}", ran.err);
    let ran = other
        .run(&["restore", later.to_str().unwrap(), "--replace"])
        .await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    let kept = std::fs::read_dir(other.path(".")).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("uploader.db.before-")
    });
    assert!(kept.count() >= 1);
}

#[tokio::test]
async fn a_backup_put_in_place_by_hand_is_settled_by_the_start() {
    let desk = Desk::without_simulator();
    let store = desk.store().await;
    let kinds = every_kind(&store).await;
    let backup = desk.path("copy.db");
    let ran = desk.run(&["backup", backup.to_str().unwrap()]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);

    let other = Desk::without_simulator();
    std::fs::copy(&backup, other.path("uploader.db")).unwrap();
    // Any command that works with it will do; no worker runs here that would go on with what may go on.
    let ran = other.run(&["keys", "list"]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_settled(&other.store().await, &kinds).await;
}

/// A desk whose server was killed: the newest rows are in the log beside the file alone. With a backup of before that.
async fn killed_after_a_backup() -> (Desk, std::path::PathBuf, Vec<u8>) {
    let desk = Desk::without_simulator();
    let store = desk.store().await;
    let alice = person(&store, "alice@example.com").await;
    let backup = desk.path("copy.db");
    let ran = desk.run(&["backup", backup.to_str().unwrap()]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    for number in 0..50 {
        add_post(&store, &alice, &format!("since the backup {number}")).await;
    }
    let log = std::fs::read(desk.path("uploader.db-wal")).unwrap();
    assert!(!log.is_empty());
    store.close().await;
    // A connection that came back to its pool just then ends with the pool; the thread of the last one folds the log away
    // after it has said that it ends.
    drop(store);
    for _ in 0..1000 {
        if !desk.path("uploader.db-wal").exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!desk.path("uploader.db-wal").exists(), "still open");
    (desk, backup, log)
}

#[tokio::test]
async fn a_log_left_by_a_killed_server_is_not_played_over_the_backup() {
    let (desk, backup, log) = killed_after_a_backup().await;
    std::fs::remove_file(desk.path("uploader.db")).unwrap();
    std::fs::write(desk.path("uploader.db-wal"), &log).unwrap();
    let loose = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&backup, loose).unwrap();
    let ran = desk.run(&["restore", backup.to_str().unwrap()]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mode = std::fs::metadata(desk.path("uploader.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let posts = desk.store().await.count_all_posts().await.unwrap();
    assert_eq!(posts.values().sum::<u64>(), 0);
}

#[tokio::test]
async fn a_backup_copied_over_a_killed_servers_database_is_refused_until_the_log_is_gone() {
    let (desk, backup, log) = killed_after_a_backup().await;
    std::fs::copy(&backup, desk.path("uploader.db")).unwrap();
    std::fs::write(desk.path("uploader.db-wal"), &log).unwrap();
    let ran = desk.run(&["keys", "list"]).await;
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.err.contains("uploader.db-wal"), "{}", ran.err);
    std::fs::remove_file(desk.path("uploader.db-wal")).unwrap();
    let ran = desk.run(&["keys", "list"]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[tokio::test]
async fn a_backup_that_does_not_fit_changes_nothing() {
    let mut desk = Desk::without_simulator();
    let store = desk.store().await;
    person(&store, "alice@example.com").await;
    store.close().await;
    let backup = desk.path("copy.db");
    assert_eq!(
        desk.run(&["backup", backup.to_str().unwrap()]).await.code,
        0
    );
    let mut other = Desk::without_simulator();
    other.unset("SECRET_KEY");
    let ran = other.run(&["restore", backup.to_str().unwrap()]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("secret.key"), "{}", ran.err);
    assert!(
        !ran.err.contains("SECRET_KEY_PREVIOUS"),
        "one way is enough: {}",
        ran.err
    );
    assert!(!other.path("uploader.db").exists());
    let broken = desk.path("broken.db");
    let mut bytes = std::fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xA5);
    std::fs::write(&broken, bytes).unwrap();
    let ran = desk
        .run(&["restore", broken.to_str().unwrap(), "--replace"])
        .await;
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.err.contains("the backup is broken"), "{}", ran.err);
    assert!(!ran.err.contains("ERROR"), "told once: {}", ran.err);
    assert!(desk.path("uploader.db").exists());
    let intact = Store::connect(desk.value("DATABASE_URL"), Sealer::new(KEY, None))
        .await
        .unwrap();
    let user = intact.find_user_by_email("alice@example.com").await;
    assert!(user.unwrap().is_some());

    desk.set("DATABASE_URL", "postgres://nobody@localhost/nothing");
    let ran = desk.run(&["backup", "x.dump"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("pg_dump --format=custom"), "{}", ran.err);
}
