//! `sweep`: what is deleted, what is kept beside a running server, what could not be deleted.

use std::{path::PathBuf, process::Command, time::Duration};

use ai_video_uploader::{
    domain::{
        change::{Change, Field},
        id::{PostId, TemporaryFileId, UserId},
        status::{Actor, Status},
        temporary_file::TemporaryFile,
    },
    media::Name,
    meter::Gauges,
    pipeline::Worker,
};

use super::desk::{Desk, add_post, now, person};

const HOUR: Duration = Duration::from_secs(3600);

/// Bytes in the folder, last written `age` ago.
fn leave(desk: &Desk, age: Duration) -> TemporaryFileId {
    let id = TemporaryFileId::new(now() - age);
    let path = desk.path("videos").join(id.to_string());
    std::fs::write(&path, b"bytes").unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    let now = file.metadata().unwrap().modified().unwrap();
    file.set_modified(now - age).unwrap();
    id
}

fn record(
    id: TemporaryFileId,
    user_id: UserId,
    post_id: Option<PostId>,
    machine: &str,
    age: Duration,
) -> TemporaryFile {
    TemporaryFile {
        id,
        user_id,
        post_id,
        machine: machine.to_owned(),
        created_at: now() - age,
        held_until: now() - age + 24 * HOUR,
        deleted_at: None,
        deletion_failures: 0,
    }
}

fn names(desk: &Desk) -> Vec<String> {
    std::fs::read_dir(desk.path("videos"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect()
}

#[tokio::test]
async fn what_nobody_owns_goes_and_what_is_young_stays() {
    let desk = Desk::without_simulator();
    // The first one makes the folder.
    let ran = desk.run(&["sweep"]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Deleted  0 files"), "{}", ran.out);
    leave(&desk, Duration::from_secs(600));
    let young = leave(&desk, Duration::from_secs(1));

    let ran = desk.run(&["sweep"]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("and 1 that nobody owned"), "{}", ran.out);
    assert!(ran.out.contains("and 1 that are too young"), "{}", ran.out);
    assert_eq!(names(&desk), [young.to_string()]);
}

#[tokio::test]
async fn beside_a_running_server_drafts_stay_and_what_is_overdue_goes() {
    let desk = Desk::new().await;
    let ctx = desk.context().await;
    let machine = ctx.media.machine().to_owned();
    let alice = person(&ctx.store, "alice@example.com").await;
    leave(&desk, HOUR);
    let server = desk.serve().await;
    // Its round at the start deletes what nobody owns last of all; its next one is a minute away.
    for _ in 0..1200 {
        if names(&desk).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(names(&desk).is_empty(), "the round at the start");
    // A draft under review, and an upload that was given up a day ago.
    let draft = leave(&desk, HOUR);
    let post = add_post(&ctx.store, &alice, "Under review").await;
    let kept = record(draft, alice.0.id, Some(post.id), &machine, HOUR);
    ctx.store.insert_temporary_file(&kept).await.unwrap();
    for status in [Status::Checking, Status::NeedsReview] {
        ctx.store
            .change_post_as_system(post.id, now(), |post| {
                let change = Change::to(post.status, status, Actor::System, "");
                change.map(|change| change.with(Field::TemporaryFile(Some(draft))))
            })
            .await
            .unwrap();
    }
    let overdue = leave(&desk, 25 * HOUR);
    let old = record(overdue, alice.0.id, None, &machine, 25 * HOUR);
    ctx.store.insert_temporary_file(&old).await.unwrap();

    let ran = desk.run(&["sweep"]).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Deleted  1 files"), "{}", ran.out);
    assert!(ran.out.contains("Kept     1 files"), "{}", ran.out);
    assert!(ran.out.contains("Failed   0"), "{}", ran.out);
    assert_eq!(names(&desk), [draft.to_string()]);
    let gone = ctx.store.find_temporary_file(overdue).await.unwrap();
    assert!(gone.unwrap().deleted_at.is_some(), "proven");
    drop(server);
}

/// A file that not even the superuser can delete, as long as this lives.
struct Immutable(PathBuf);

impl Immutable {
    fn chattr(&self, change: &str) -> bool {
        let ran = Command::new("chattr").arg(change).arg(&self.0).output();
        ran.is_ok_and(|ran| ran.status.success())
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        self.chattr("-i");
    }
}

#[tokio::test]
#[expect(
    clippy::print_stderr,
    reason = "a skipped test must not look like a passed one"
)]
async fn what_nobody_owns_and_stays_is_a_failure() {
    let desk = Desk::without_simulator();
    let ctx = desk.context().await;
    let stray = leave(&desk, Duration::from_secs(300));
    let stuck = Immutable(desk.path("videos").join(stray.to_string()));
    if !stuck.chattr("+i") {
        eprintln!("SKIPPED: nothing can be made immutable here");
        return;
    }
    let ran = desk.run(&["sweep"]).await;
    assert_eq!(ran.code, 1, "{}", ran.out);
    for words in ["and 0 that are too young", "Failed   1", &stray.to_string()] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let worker = Worker::new(ctx.clone(), "sweeper");
    assert_eq!(worker.sweep().await.unwrap(), [Name::File(stray)]);
    let figures = ctx.meter.text(&Gauges::default());
    let counted = "uploader_temporary_file_deletion_failures_total 1";
    assert!(figures.contains(counted), "{figures}");
    drop(stuck);

    let ran = desk.run(&["sweep"]).await;
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(names(&desk), Vec::<String>::new());
}
