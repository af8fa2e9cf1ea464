//! Hourly figures: exact where posts change, added up where requests come in, apart for each user.

use ai_video_uploader::{
    domain::{
        change::Change,
        clock::Timestamp,
        counts::Counts,
        error_code::{ErrorCode, Failure},
        figure::{Figure, HOUR, Kind},
        id::{ApiKeyId, UserId},
        status::{Actor, Status},
    },
    store::figures::{Pending, hour_of},
};

use super::{
    database::Database,
    seed::{Owner, at},
};

on_both_databases!(
    changes_of_posts_are_counted,
    many_at_once_lose_nothing,
    requests_are_added_up,
    hours_stand_apart,
    old_figures_go,
);

const DAY: i64 = 24 * 3600;

async fn of(db: &Database, owner: &Owner, kind: Kind) -> Vec<(String, u64)> {
    let whole = db.figures(owner.user.id, &[at(-DAY)], at(DAY)).await;
    whole.unwrap()[0]
        .iter()
        .filter(|(counted, ..)| *counted == kind)
        .map(|(_, label, amount)| (label.to_owned(), amount))
        .collect()
}

fn one(label: &str) -> (String, u64) {
    (label.to_owned(), 1)
}

async fn changes_of_posts_are_counted(db: &Database) {
    let (alice, mallory) = (db.alice().await, db.mallory().await);
    let post = db.add_post(&alice, at(0)).await;
    db.lead(
        post.id,
        &[
            Status::Downloading,
            Status::Checking,
            Status::Sending,
            Status::Processing,
            Status::InInbox,
            Status::Published,
        ],
        at(4),
    )
    .await;
    let failed = db.add_post(&alice, at(0)).await;
    db.change_post_as_system(failed.id, at(1), |post| {
        let failure = Failure::new(ErrorCode::DownloadNotFound);
        Change::fail(post.status, Actor::System, failure)
    })
    .await
    .unwrap();
    let posts = of(db, &alice, Kind::Posts).await;
    let wanted = [
        one("failed"),
        one("finished"),
        one("in_inbox"),
        ("made".into(), 2),
    ];
    assert_eq!(posts, wanted);
    let stages = of(db, &alice, Kind::Stage).await;
    assert_eq!(stages.len(), 5, "{stages:?}");
    assert!(stages.contains(&one("queued 09")), "4 s: {stages:?}");
    let failures = of(db, &alice, Kind::Failed).await;
    assert_eq!(failures, [one("download_not_found")]);
    assert!(of(db, &mallory, Kind::Posts).await.is_empty());
}

async fn many_at_once_lose_nothing(db: &Database) {
    let alice = db.alice().await;
    let mut all = Vec::new();
    for _ in 0..12 {
        all.push(db.add_post(&alice, at(0)));
    }
    let posts = futures::future::join_all(all).await;
    let ends = posts
        .iter()
        .map(|post| db.lead(post.id, &[Status::Downloading, Status::Failed], at(1)));
    futures::future::join_all(ends).await;
    let wanted = [("failed".to_owned(), 12), ("made".to_owned(), 12)];
    assert_eq!(of(db, &alice, Kind::Posts).await, wanted);
}

async fn requests_are_added_up(db: &Database) {
    let alice = db.alice().await;
    let key = ApiKeyId::new(at(0));
    let figure = Figure::request(key, "/api/posts", 200);
    let pending = |amount| {
        let figure = Figure {
            amount,
            ..figure.clone()
        };
        let of = (alice.user.id, hour_of(at(0)));
        Pending::from([(of, [figure].iter().collect())])
    };
    db.add_figures(&pending(3)).await.unwrap();
    db.add_figures(&pending(4)).await.unwrap();
    let found = of(db, &alice, Kind::Requests).await;
    assert_eq!(found, [(figure.label.clone(), 7)]);
    // Somebody who is gone meanwhile keeps nobody else from being counted.
    let nobody = db.alice().await;
    let mut with_ghost = pending(1);
    let ghost = (UserId::new(at(0)), hour_of(at(0)));
    with_ghost.insert(ghost, [figure.clone()].iter().collect());
    db.add_figures(&with_ghost).await.unwrap();
    assert_eq!(of(db, &nobody, Kind::Requests).await, [(figure.label, 8)]);
}

async fn hours_stand_apart(db: &Database) {
    let alice = db.alice().await;
    for hour in [0, 5, 5, 11, 12] {
        db.add_post(&alice, at(hour * 3600)).await;
    }
    let from = Timestamp::from_millis(hour_of(at(0)));
    let hour = |hour: i64| Timestamp::from_millis(from.as_millis() + hour * HOUR);
    let made = |counts: &Counts| {
        let mut posts = counts.iter().filter(|(kind, ..)| *kind == Kind::Posts);
        posts.next().map(|(_, _, amount)| amount)
    };
    let user = alice.user.id;
    let slots = [hour(0), hour(1), hour(5), hour(6)];
    let found = db.figures(user, &slots, hour(12)).await.unwrap();
    let found: Vec<_> = found.iter().map(made).collect();
    assert_eq!(found, [Some(1), None, Some(2), Some(1)]);
    assert_eq!(db.figures(user, &[], hour(12)).await.unwrap(), []);
}

async fn old_figures_go(db: &Database) {
    let alice = db.alice().await;
    db.add_post(&alice, at(0)).await;
    db.purge_figures(at(-3600)).await.unwrap();
    assert!(!of(db, &alice, Kind::Posts).await.is_empty());
    db.purge_figures(at(3600)).await.unwrap();
    assert!(of(db, &alice, Kind::Posts).await.is_empty());
}
