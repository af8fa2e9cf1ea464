//! How much TikTok still takes of a profile.

use std::time::Duration;

use ai_video_uploader::{
    domain::{budget::Budget, clock::Timestamp, error_code::ErrorCode, id::PostId, status::Status},
    store::{budgets::Slot, seal::Sealer},
};
use futures::future::join_all;

use super::{
    database::{Database, KEY},
    seed::{at, profile, tokens},
};

on_both_databases!(
    workers_together_take_no_more_than_there_are,
    a_slot_is_free_again_after_its_time,
    a_post_keeps_its_place_until_it_needs_none,
    what_tiktok_says_counts_more,
    a_person_gets_one_try,
    everybody_sees_only_their_own,
    a_profile_that_nobody_has_is_forgotten,
);

const PROFILE: &str = "open-id-of-alice@example.com";
const DAY: Duration = Duration::from_secs(24 * 3600);

fn not_before(code: ErrorCode, until: Timestamp) -> Slot {
    Slot::NotBefore { code, until }
}

async fn take(db: &Database, budget: Budget, now: Timestamp) -> Slot {
    db.take_slot(PROFILE, budget, None, now).await.unwrap()
}

async fn take_for(db: &Database, post: PostId, now: Timestamp) -> Slot {
    db.take_slot(PROFILE, Budget::Drafts, Some(post), now)
        .await
        .unwrap()
}

/// Posts that have begun to be sent, in as many of which one takes a place.
async fn sending(db: &Database, count: usize) -> Vec<PostId> {
    let alice = db.alice().await;
    let way = [Status::Downloading, Status::Checking, Status::Sending];
    let mut posts = Vec::new();
    for _ in 0..count {
        let post = db.add_post(&alice, at(0)).await;
        db.lead(post.id, &way, at(1)).await;
        posts.push(post.id);
    }
    posts
}

async fn workers_together_take_no_more_than_there_are(db: &Database) {
    let other = db.connect_again(Sealer::new(KEY, None)).await;
    for budget in [Budget::Init, Budget::Status, Budget::CreatorInfo] {
        let rush = (0..40).map(|number| {
            let other = other.clone();
            async move {
                let store = if number % 2 == 0 { db } else { &other };
                store.take_slot(PROFILE, budget, None, at(1)).await.unwrap()
            }
        });
        let slots = join_all(rush).await;
        let taken = slots.iter().filter(|slot| **slot == Slot::Taken).count();
        assert_eq!(taken, budget.most() as usize, "{budget:?}");
    }
    other.close().await;
}

async fn a_slot_is_free_again_after_its_time(db: &Database) {
    for second in 0..6 {
        assert_eq!(take(db, Budget::Init, at(second)).await, Slot::Taken);
    }
    let full = not_before(ErrorCode::TiktokRateLimit, at(61));
    assert_eq!(take(db, Budget::Init, at(10)).await, full);
    let other = db.take_slot("another", Budget::Init, None, at(10)).await;
    assert_eq!(other.unwrap(), Slot::Taken);
    assert_eq!(take(db, Budget::Status, at(10)).await, Slot::Taken);
    assert_eq!(take(db, Budget::Init, at(61)).await, Slot::Taken);
    let full = not_before(ErrorCode::TiktokRateLimit, at(62));
    assert_eq!(take(db, Budget::Init, at(61)).await, full);
}

async fn a_post_keeps_its_place_until_it_needs_none(db: &Database) {
    let posts = sending(db, 7).await;
    for post in &posts[..5] {
        assert_eq!(take_for(db, *post, at(10)).await, Slot::Taken);
    }
    assert_eq!(
        take_for(db, posts[0], at(11)).await,
        Slot::Taken,
        "it has one"
    );
    let full = not_before(ErrorCode::TiktokInboxFull, at(10) + DAY);
    assert_eq!(take_for(db, posts[5], at(20)).await, full);

    db.lead(posts[1], &[Status::Processing, Status::InInbox], at(30))
        .await;
    assert_eq!(
        take_for(db, posts[5], at(30)).await,
        full,
        "it lies in the inbox"
    );
    db.lead(posts[1], &[Status::Published], at(40)).await;
    assert_eq!(take_for(db, posts[5], at(40)).await, Slot::Taken);
    assert_eq!(take_for(db, posts[6], at(40)).await, full);
    db.return_slot(posts[2], PROFILE, Budget::Drafts)
        .await
        .unwrap();
    assert_eq!(take_for(db, posts[6], at(41)).await, Slot::Taken);
    assert_eq!(take_for(db, posts[2], at(10) + DAY).await, Slot::Taken);
}

async fn what_tiktok_says_counts_more(db: &Database) {
    let code = ErrorCode::TiktokActiveUserCap;
    for until in [at(500), at(100)] {
        db.pause_budget(PROFILE, Budget::Posts, code, until)
            .await
            .unwrap();
    }
    assert_eq!(
        take(db, Budget::Posts, at(100)).await,
        not_before(code, at(500))
    );
    assert_eq!(take(db, Budget::Drafts, at(100)).await, Slot::Taken);
    assert_eq!(db.purge_pauses(at(499)).await.unwrap(), 0);
    assert_eq!(take(db, Budget::Posts, at(500)).await, Slot::Taken);
    assert_eq!(db.purge_pauses(at(500)).await.unwrap(), 1);
}

async fn a_person_gets_one_try(db: &Database) {
    let posts = sending(db, 7).await;
    for post in &posts[..5] {
        take_for(db, *post, at(10)).await;
    }
    let code = ErrorCode::TiktokInboxFull;
    db.pause_budget(PROFILE, Budget::Drafts, code, at(900))
        .await
        .unwrap();
    db.make_room(PROFILE, Budget::Drafts, at(20)).await.unwrap();
    assert_eq!(take_for(db, posts[5], at(20)).await, Slot::Taken);
    assert_ne!(take_for(db, posts[6], at(20)).await, Slot::Taken);
}

async fn everybody_sees_only_their_own(db: &Database) {
    let posts = sending(db, 3).await;
    let mallory = db.mallory().await;
    let alice = db.ensure_user("alice@example.com", at(0)).await.unwrap();
    for (second, post) in (10..).zip(&posts) {
        take_for(db, *post, at(second)).await;
    }
    let used = db
        .used_slots(alice.id, Budget::Drafts, at(20))
        .await
        .unwrap();
    assert_eq!(
        (used[PROFILE].slots, used[PROFILE].next_at),
        (3, Some(at(10) + DAY))
    );
    assert_eq!(used[PROFILE].refused_until, None);
    let code = ErrorCode::TiktokInboxFull;
    db.pause_budget(PROFILE, Budget::Drafts, code, at(90))
        .await
        .unwrap();
    db.lead(posts[0], &[Status::Failed], at(30)).await;
    let used = db
        .used_slots(alice.id, Budget::Drafts, at(40))
        .await
        .unwrap();
    assert_eq!(
        (used[PROFILE].slots, used[PROFILE].next_at),
        (2, Some(at(11) + DAY))
    );
    assert_eq!(used[PROFILE].refused_until, Some(at(90)));
    let others = db.used_slots(mallory.user.id, Budget::Drafts, at(20)).await;
    assert!(others.unwrap().is_empty());
}

async fn a_profile_that_nobody_has_is_forgotten(db: &Database) {
    let (alice, mallory) = (db.alice().await, db.mallory().await);
    let shared = tokens(PROFILE, "second", at(0));
    db.connect_account(mallory.user.id, &profile(PROFILE), &shared, at(0))
        .await
        .unwrap();
    for _ in 0..6 {
        assert_eq!(take(db, Budget::Init, at(1)).await, Slot::Taken);
    }
    db.delete_user(alice.user.id).await.unwrap();
    assert_ne!(
        take(db, Budget::Init, at(2)).await,
        Slot::Taken,
        "the other's"
    );
    db.delete_user(mallory.user.id).await.unwrap();
    assert_eq!(take(db, Budget::Init, at(3)).await, Slot::Taken);
}
