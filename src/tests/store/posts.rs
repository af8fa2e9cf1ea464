//! Posts: made, found, listed, counted.

use std::{collections::BTreeMap, time::Duration};

use ai_video_uploader::{
    domain::{
        change::Field,
        error_code::{ErrorCode, Failure},
        id::PostId,
        page::Cursor,
        post::{Origin, Post},
        publish::{Choices, Delivery, Privacy},
        secret::{ExposeSecret as _, secret},
        source::Source,
        status::{Actor, Status},
        video::{Container, Video},
    },
    store::{claims::Lane, intake::Alike, posts::PostFilter},
};

use super::{
    database::Database,
    seed::{MACHINE, at, stored},
};

on_both_databases!(
    a_post_comes_back_as_it_was,
    an_uploaded_file_gets_its_post,
    every_field_is_kept,
    a_list_has_pages,
    a_list_shows_one_user_and_chosen_statuses,
    posts_are_counted,
    posts_are_counted_by_account,
    a_duplicate_is_noticed,
    a_list_may_begin_with_the_oldest,
    lists_know_which_posts_may_be_duplicates,
);

async fn a_post_comes_back_as_it_was(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let post = db.add_post(&alice, at(0)).await;
    let found = db.find_post(alice.user.id, post.id).await.unwrap();
    assert_eq!(found, Some(post.clone()));
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(post.clone()));
    assert_eq!(db.find_post(mallory.user.id, post.id).await.unwrap(), None);
    let history = db.history(post.id).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!((history[0].at, history[0].status), (at(0), Status::Queued));
    assert_eq!(
        (history[0].actor, history[0].detail.as_str()),
        (Actor::ApiKey, "Accepted")
    );
    assert!(db.upload_url(post.id).await.unwrap().is_none());
    let (_, claimed) = db.take(Lane::Transfer, at(0)).await.unwrap();
    assert_eq!(claimed, post);
}

async fn an_uploaded_file_gets_its_post(db: &Database) {
    let alice = db.alice().await;
    let file = alice.file(None, at(0));
    db.insert_temporary_file(&file).await.unwrap();
    let mut new = alice.new_post(at(1));
    new.origin = Origin::Browser;
    new.api_key_id = None;
    new.source = Source::File {
        name: Some("my video.mp4".to_owned()),
    };
    new.file = Some((file.id, 1234));
    let post = Post::queued(new, at(1));
    db.insert_post(&post, "", Actor::User, None).await.unwrap();
    let post = stored(post);
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(post.clone()));
    let file = db.find_temporary_file(file.id).await.unwrap().unwrap();
    assert_eq!(file.post_id, Some(post.id));
    let elsewhere = db
        .claim(
            Lane::Transfer,
            "worker-2",
            "machine-2",
            at(2),
            super::seed::LEASE,
        )
        .await;
    assert!(elsewhere.unwrap().is_none(), "the file is not there");
    let here = db
        .claim(
            Lane::Transfer,
            "worker-2",
            MACHINE,
            at(2),
            super::seed::LEASE,
        )
        .await;
    assert!(here.unwrap().is_some());
}

async fn every_field_is_kept(db: &Database) {
    let alice = db.alice().await;
    let post = db.add_post(&alice, at(0)).await;
    let (lease, _) = db.take(Lane::Transfer, at(0)).await.unwrap();
    let choices = Choices {
        privacy: Privacy::SelfOnly,
        allow_comment: true,
        allow_duet: false,
        allow_stitch: true,
        your_brand: false,
        branded_content: true,
    };
    let video = Video {
        container: Container::Mp4,
        codec: "h264".to_owned(),
        width: 1080,
        height: 1920,
        frame_rate: 29.97,
        duration_ms: 15_015,
        size_bytes: 5_000_000_000,
    };
    let failure = Failure::new(ErrorCode::PrivateAddress)
        .with_detail("10.0.0.1")
        .with_log_id(Some("2026".to_owned()));
    let fields = vec![
        Field::Caption("caf\u{e9} \u{1f3ac}".to_owned()),
        Field::Delivery(Delivery::Direct),
        Field::Choices(Some(choices)),
        Field::TotalBytes(Some(5_000_000_000)),
        Field::DownloadedBytes(5_000_000_000),
        Field::Publish {
            publish_id: "v_inbox_file~v2.1".to_owned(),
            upload_url: secret("https://upload.tiktokapis.com/?token=t"),
            upload_url_expires_at: at(3600),
            chunk_size: 10_000_000,
        },
        Field::SentBytes(4_000_000_000),
        Field::waiting(ErrorCode::PrivateAddress, at(60)),
        Field::Video(Some(video)),
        Field::LastChunkStarted(true),
        Field::TikTokStatus(Some("PROCESSING_UPLOAD".to_owned())),
        Field::TikTokPostId("7600000000000000001".to_owned()),
        Field::Error(Some(failure)),
        Field::Validator(Some("\"etag\"".to_owned())),
        Field::Attempts(3),
        Field::StatusFetches(4),
    ];
    let written = db.checkpoint(&lease, at(1), fields).await.unwrap();
    assert_eq!(written.progress.sent_bytes, 4_000_000_000);
    assert_eq!((written.attempts, written.version), (3, 2));
    assert_eq!(db.post_by_id(post.id).await.unwrap(), Some(written.clone()));
    let url = db.upload_url(post.id).await.unwrap().unwrap();
    assert_eq!(
        url.expose_secret(),
        "https://upload.tiktokapis.com/?token=t"
    );
    let found = db.post_by_publish_id("v_inbox_file~v2.1").await.unwrap();
    assert_eq!(found.map(|post| post.id), Some(post.id));
    let forgotten = db.checkpoint(&lease, at(2), vec![Field::NoPublish]).await;
    let tiktok = forgotten.unwrap().tiktok;
    assert_eq!(
        (tiktok.publish_id, tiktok.status, tiktok.chunk_size),
        (None, None, None)
    );
    assert!(!tiktok.last_chunk_started);
    assert!(db.upload_url(post.id).await.unwrap().is_none());
}

async fn a_list_has_pages(db: &Database) {
    let alice = db.alice().await;
    let mut made = Vec::new();
    for second in [1, 2, 2, 2, 3] {
        made.push(db.add_post(&alice, at(second)).await);
    }
    made.sort_by_key(|post| (post.created_at, post.id.to_string()));
    made.reverse();
    let filter = PostFilter::default();
    let mut seen: Vec<Post> = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = db
            .list_posts(alice.user.id, &filter, after, 2)
            .await
            .unwrap();
        assert!(page.items.len() <= 2);
        seen.extend(page.items);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, made);
    let exactly = db
        .list_posts(alice.user.id, &filter, None, 5)
        .await
        .unwrap();
    assert_eq!(exactly.next, None, "no page follows the last post");
}

async fn a_list_shows_one_user_and_chosen_statuses(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let queued = db.add_post(&alice, at(1)).await;
    let cancelled = db.add_post(&alice, at(2)).await;
    let failed = db.add_post(&alice, at(3)).await;
    db.add_post(&mallory, at(4)).await;
    db.lead(cancelled.id, &[Status::Cancelled], at(5)).await;
    db.lead(failed.id, &[Status::Failed], at(5)).await;
    let ids = |statuses: &[Status]| {
        let filter = PostFilter {
            statuses: statuses.to_vec(),
            ..PostFilter::default()
        };
        let user = alice.user.id;
        async move {
            let page = db.list_posts(user, &filter, None, 10).await.unwrap();
            page.items
                .iter()
                .map(|post| post.id)
                .collect::<Vec<PostId>>()
        }
    };
    assert_eq!(ids(&[]).await, [failed.id, cancelled.id, queued.id]);
    assert_eq!(
        ids(&[Status::Failed, Status::Queued]).await,
        [failed.id, queued.id]
    );
    assert!(ids(&[Status::Published]).await.is_empty());
}

async fn posts_are_counted(db: &Database) {
    let alice = db.alice().await;
    assert!(db.count_posts(alice.user.id).await.unwrap().is_empty());
    for second in 0..3 {
        db.add_post(&alice, at(second)).await;
    }
    let last = db.add_post(&alice, at(4)).await;
    db.lead(last.id, &[Status::Cancelled], at(5)).await;
    let counts = db.count_posts(alice.user.id).await.unwrap();
    assert_eq!(
        counts,
        BTreeMap::from([(Status::Queued, 3), (Status::Cancelled, 1)])
    );
    assert_eq!(db.count_all_posts().await.unwrap(), counts);
}

async fn a_duplicate_is_noticed(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let post = db.add_post(&alice, at(10)).await;
    let url = "https://videos.example/a.mp4?x=1";
    let find = |owner: &super::seed::Owner, url: &'static str, since| {
        let (user, account) = (owner.user.id, owner.account.id);
        async move {
            let alike = Alike {
                user,
                account,
                url: url.to_owned(),
                since,
            };
            let found = db.find_duplicates(std::slice::from_ref(&alike)).await;
            found.unwrap().get(&alike).copied()
        }
    };
    assert_eq!(find(&alice, url, at(10)).await, Some(post.id));
    assert_eq!(find(&alice, url, at(11)).await, None);
    assert_eq!(
        find(&alice, "https://videos.example/b.mp4", at(0)).await,
        None
    );
    assert_eq!(find(&mallory, url, at(0)).await, None);
    db.lead(post.id, &[Status::Failed], at(12)).await;
    assert_eq!(find(&alice, url, at(0)).await, None);
}

async fn a_list_may_begin_with_the_oldest(db: &Database) {
    let alice = db.alice().await;
    let mut ids = Vec::new();
    // Two of the same moment: their ids decide.
    for second in [1, 2, 2, 3, 4] {
        ids.push(db.add_post(&alice, at(second)).await.id);
    }
    ids[1..3].sort_by_key(ToString::to_string);
    let filter = PostFilter {
        statuses: vec![Status::Queued],
        oldest_first: true,
    };
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = db.list_posts(alice.user.id, &filter, cursor, 2).await;
        let page = page.unwrap();
        seen.extend(page.items.iter().map(|post| post.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ids);
}

async fn lists_know_which_posts_may_be_duplicates(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    let hour = Duration::from_secs(3600);
    let foreign = db.add_post(&mallory, at(0)).await;
    let first = db.add_post(&alice, at(0)).await;
    let second = db.add_post(&alice, at(10)).await;
    let third = db.add_post(&alice, at(20)).await;
    let late = db.add_post(&alice, at(20 + 3601)).await;
    let all = [foreign.id, first.id, second.id, third.id, late.id];
    let find = || async {
        let found = db.duplicates_of(alice.user.id, &all, hour).await.unwrap();
        found.into_iter().collect::<BTreeMap<_, _>>()
    };
    assert_eq!(
        find().await,
        BTreeMap::from([(second.id, first.id), (third.id, second.id)])
    );
    db.lead(second.id, &[Status::Cancelled], at(30)).await;
    assert_eq!(
        find().await,
        BTreeMap::from([(second.id, first.id), (third.id, first.id)])
    );
    let none = db.duplicates_of(alice.user.id, &[], hour).await.unwrap();
    assert!(none.is_empty());
}

async fn posts_are_counted_by_account(db: &Database) {
    let alice = db.alice().await;
    let mallory = db.mallory().await;
    db.add_post(&alice, at(0)).await;
    db.add_post(&alice, at(1)).await;
    db.add_post(&mallory, at(2)).await;
    let counts = db.count_moving_by_account(alice.user.id).await.unwrap();
    assert_eq!(
        counts,
        BTreeMap::from([((alice.account.id, Status::Queued), 2)])
    );
}
