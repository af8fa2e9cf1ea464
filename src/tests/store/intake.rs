//! Many requests in one transaction: each is as if it had come alone.

use ai_video_uploader::{
    domain::{counts::Counts, post::Post, status::Actor},
    store::{
        StoreError,
        idempotency::{Begun, Reservation, StoredAnswer},
        intake::{ACCEPTED, Alike, NewPost, NewRequest},
    },
};
use sqlx::{AnyConnection, Column as _, Connection as _, Row as _, any::AnyRow};

use super::{
    database::Database,
    seed::{Owner, at},
};

on_both_databases!(
    a_post_made_in_company_is_as_one_made_alone,
    all_of_a_group_or_nothing_is_written,
    a_key_used_twice_in_a_group_is_given_once,
    duplicates_are_found_for_many_at_once,
);

fn made(post: Post) -> NewPost {
    NewPost {
        post,
        actor: Actor::ApiKey,
        answer: None,
    }
}

fn request(owner: &Owner, key: &str, fingerprint: &str) -> NewRequest {
    NewRequest {
        reservation: Reservation::new(owner.key.id, key),
        fingerprint: fingerprint.to_owned(),
        at: at(0),
    }
}

async fn rows(db: &Database, table: &str, key: &str, post: &Post) -> Vec<Vec<String>> {
    let mut connection = AnyConnection::connect(&db.url).await.unwrap();
    let sql = format!("select * from {table} where {key} = $1");
    let rows = sqlx::query(&sql)
        .bind(post.id.to_string())
        .fetch_all(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    rows.iter().map(written).collect()
}

/// Every column of a row, but for the id of the post.
fn written(row: &AnyRow) -> Vec<String> {
    let columns = row.columns().iter().enumerate();
    columns
        .filter(|(_, column)| !["id", "post_id"].contains(&column.name()))
        .map(|(index, column)| {
            let text = row.try_get::<Option<String>, _>(index);
            let value = text.map(|text| format!("{text:?}"));
            let value = value
                .unwrap_or_else(|_| format!("{:?}", row.try_get::<Option<i64>, _>(index).unwrap()));
            format!("{} = {value}", column.name())
        })
        .collect()
}

async fn a_post_made_in_company_is_as_one_made_alone(db: &Database) {
    let alice = db.alice().await;
    let mut alone = alice.post(at(5));
    // The address to call is sealed anew for each post.
    alone.callback_url = None;
    let company: Vec<Post> = (0..19)
        .map(|_| Post {
            id: alice.post(at(5)).id,
            ..alone.clone()
        })
        .collect();
    db.insert_post(&alone, ACCEPTED, Actor::ApiKey, None)
        .await
        .unwrap();
    let posts: Vec<_> = company.iter().cloned().map(made).collect();
    assert_eq!(db.take_in(&[], &posts).await.unwrap(), []);
    let row = rows(db, "posts", "id", &alone).await;
    let history = rows(db, "post_history", "post_id", &alone).await;
    assert_eq!((row.len(), history.len()), (1, 1));
    for post in &company {
        assert_eq!(rows(db, "posts", "id", post).await, row);
        assert_eq!(rows(db, "post_history", "post_id", post).await, history);
        assert_eq!(db.post_by_id(post.id).await.unwrap().as_ref(), Some(post));
    }
    let counted = db
        .figures(alice.user.id, &[at(-3600)], at(7200))
        .await
        .unwrap();
    let amounts = counted.iter().flat_map(Counts::iter);
    assert_eq!(amounts.map(|(_, _, amount)| amount).sum::<u64>(), 20);
}

async fn all_of_a_group_or_nothing_is_written(db: &Database) {
    let (alice, mallory) = (db.alice().await, db.mallory().await);
    let good = alice.post(at(0));
    let gone = mallory.post(at(0));
    db.delete_user(mallory.user.id).await.unwrap();
    let group = [made(good.clone()), made(gone)];
    let begun = [request(&alice, "k", "f")];
    let error = db.take_in(&begun, &group).await.unwrap_err();
    assert!(error.is_refusal(), "{error:?}");
    assert_eq!(db.post_by_id(good.id).await.unwrap(), None);
    let again = db.take_in(&begun, &group[..1]).await.unwrap();
    assert!(matches!(&again[..], [Begun::Fresh(_)]), "{again:?}");
    assert!(db.post_by_id(good.id).await.unwrap().is_some());
}

async fn a_key_used_twice_in_a_group_is_given_once(db: &Database) {
    let alice = db.alice().await;
    let requests = [
        request(&alice, "k", "f"),
        request(&alice, "k", "f"),
        request(&alice, "k", "other"),
    ];
    let begun = db.take_in(&requests, &[]).await.unwrap();
    let [Begun::Fresh(mine), Begun::InProgress, Begun::Mismatch] = &begun[..] else {
        panic!("{begun:?}");
    };
    let answer = StoredAnswer {
        status: 202,
        body: "{}".to_owned(),
        location: None,
    };
    let post = NewPost {
        answer: Some((mine.clone(), answer.clone())),
        ..made(alice.post(at(0)))
    };
    db.take_in(&[], std::slice::from_ref(&post)).await.unwrap();
    let again = db.take_in(&requests[..1], &[]).await.unwrap();
    assert_eq!(again, [Begun::Replay(answer)]);
    let twice = NewPost {
        post: alice.post(at(0)),
        ..post
    };
    let taken = db.take_in(&[], std::slice::from_ref(&twice)).await;
    assert!(matches!(taken, Err(StoreError::LeaseLost)), "{taken:?}");
    assert_eq!(db.post_by_id(twice.post.id).await.unwrap(), None);
}

async fn duplicates_are_found_for_many_at_once(db: &Database) {
    let (alice, mallory) = (db.alice().await, db.mallory().await);
    let first = db.add_post(&alice, at(0)).await;
    let second = db.add_post(&alice, at(1)).await;
    let url = match &first.source {
        ai_video_uploader::domain::source::Source::Url(url) => url.to_string(),
        ai_video_uploader::domain::source::Source::File { .. } => unreachable!(),
    };
    let mut asked: Vec<Alike> = (0..150)
        .map(|number| Alike {
            user: alice.user.id,
            account: alice.account.id,
            url: format!("{url}?{number}"),
            since: at(0),
        })
        .collect();
    asked[140].url.clone_from(&url);
    let strangers = Alike {
        user: mallory.user.id,
        account: mallory.account.id,
        url: url.clone(),
        since: at(0),
    };
    let later = Alike {
        since: at(2),
        ..asked[140].clone()
    };
    asked.extend([strangers, later]);
    let found = db.find_duplicates(&asked).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found.get(&asked[140]), Some(&second.id));
}
