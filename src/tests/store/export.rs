//! The rows of a person, page by page.

use std::collections::BTreeSet;

use ai_video_uploader::{
    domain::holdings::{TABLES, Table, Whose},
    store::export::Owner,
};

use super::{
    database::Database,
    seed::{Owner as Member, at},
};

on_both_databases!(
    each_table_is_walked_through,
    pages_follow_each_other_without_gaps,
);

async fn walked(db: &Database, table: &Table, owner: &Owner) -> (Vec<String>, usize) {
    let (mut lines, mut pages, mut after) = (Vec::new(), 0, None);
    loop {
        let page = db.export_page(table, owner, after.as_ref()).await.unwrap();
        assert!(page.lines.len() <= 50);
        lines.extend(page.lines.iter().map(|line| format!("{line:?}")));
        pages += 1;
        match page.next {
            Some(next) => after = Some(next),
            None => return (lines, pages),
        }
    }
}

async fn of(db: &Database, table: &Table, member: &Member) -> Vec<String> {
    match table.whose {
        Whose::User(_) => walked(db, table, &Owner::User(member.user.id)).await.0,
        Whose::Profile => {
            let profile = member.account.tiktok_user_id.clone();
            walked(db, table, &Owner::Profile(member.user.id, profile))
                .await
                .0
        }
        Whose::Of(parent, _) => {
            let parent = Table::named(parent).unwrap();
            let (ids, _) = db
                .export_parents(parent, member.user.id, None)
                .await
                .unwrap();
            if ids.is_empty() {
                return Vec::new();
            }
            walked(db, table, &Owner::Rows(ids)).await.0
        }
    }
}

async fn each_table_is_walked_through(db: &Database) {
    let (alice, mallory) = (db.alice().await, db.mallory().await);
    db.add_post(&alice, at(0)).await;
    db.insert_temporary_file(&alice.file(None, at(0)))
        .await
        .unwrap();
    for table in TABLES {
        let hers = of(db, table, &alice).await;
        let is_filled = [
            "users",
            "api_keys",
            "tiktok_accounts",
            "posts",
            "post_history",
            "temporary_files",
            "hourly_figures",
        ]
        .contains(&table.name);
        assert_eq!(hers.len(), usize::from(is_filled), "{}", table.name);
        let theirs = of(db, table, &mallory).await;
        let id = alice.user.id.to_string();
        assert!(theirs.iter().all(|line| !line.contains(&id)), "{theirs:?}");
    }
}

async fn pages_follow_each_other_without_gaps(db: &Database) {
    let alice = db.alice().await;
    let mut ids = BTreeSet::new();
    for number in 0..120 {
        // Many of the same moment: the id decides then.
        let post = db.add_post(&alice, at(number / 60)).await;
        ids.insert(post.id.to_string());
    }
    let table = Table::named("posts").unwrap();
    let (lines, pages) = walked(db, table, &Owner::User(alice.user.id)).await;
    assert_eq!((lines.len(), pages), (120, 3));
    assert!(
        ids.iter()
            .all(|id| lines.iter().any(|line| line.contains(id)))
    );
}
