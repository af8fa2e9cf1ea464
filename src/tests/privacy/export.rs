//! Everything that is held about a person, in one zip: all of it, nothing of others, and no secret.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use ai_video_uploader::{
    domain::{
        holdings::{NOBODYS, TABLES, Whose},
        secret::ExposeSecret as _,
    },
    service::export,
};
use futures::StreamExt as _;
use reqwest::Method;
use sqlx::{Connection as _, SqliteConnection};

use super::{live_a_little, rows, unzipped};
use crate::{
    harness::{ALICE, Browser, TestApp},
    web::signed_in,
};

/// Tables that nothing in `live_a_little` fills.
const EMPTY: &[&str] = &["consents", "tiktok_pauses"];

#[tokio::test]
async fn every_table_and_every_column_is_listed() {
    let app = TestApp::start().await;
    let mut db = SqliteConnection::connect(&app.database_url())
        .await
        .unwrap();
    let tables: BTreeSet<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    )
    .fetch_all(&mut db)
    .await
    .unwrap()
    .into_iter()
    .collect();
    let listed = TABLES.iter().map(|table| table.name);
    let listed: BTreeSet<String> = listed
        .chain(NOBODYS.iter().map(|(name, _)| *name))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, tables, "say in domain/holdings whose its rows are");
    for table in TABLES {
        let columns: BTreeSet<String> = sqlx::query_scalar(&format!(
            "select name from pragma_table_info('{}')",
            table.name
        ))
        .fetch_all(&mut db)
        .await
        .unwrap()
        .into_iter()
        .collect();
        let handed_out = table.columns.iter().map(|column| column.name);
        let listed: BTreeSet<String> = handed_out
            .chain(table.withheld.iter().copied())
            .map(str::to_owned)
            .collect();
        assert_eq!(
            listed, columns,
            "say in domain/holdings what {} hands out",
            table.name
        );
        if let Whose::Of(parent, _) = table.whose {
            assert!(TABLES.iter().any(|table| table.name == parent), "{parent}");
        }
    }
}

#[tokio::test]
async fn a_person_gets_everything_of_theirs_and_nothing_of_others() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    live_a_little(&app, &alice, "Only Alice knows this harbour").await;
    live_a_little(&app, &mallory, "Mallory was here").await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/settings").await;
    let link = browser.page.link("Export my data");
    assert_eq!(link.path(), "/settings/export");
    let answer = browser.fetch(Method::GET, "/settings/export", &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/zip");
    let name = answer.header("content-disposition");
    assert!(
        name.starts_with("attachment; filename=\"ai-video-uploader-20"),
        "{name}"
    );
    let files = unzipped(&answer.body);

    assert_eq!(files.len(), TABLES.len() + 1);
    let note = &files["README.txt"];
    assert!(note.contains(ALICE) && note.contains("/privacy"), "{note}");
    for table in TABLES {
        assert!(
            note.contains(table.file) && note.contains(table.about),
            "{}",
            table.name
        );
        let rows = rows(&files, table.file);
        assert_eq!(
            rows.is_empty(),
            EMPTY.contains(&table.name),
            "{}",
            table.name
        );
        for row in &rows {
            let names: Vec<&str> = row
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(names.len(), table.columns.len(), "{names:?}");
        }
    }
    let posts = rows(&files, "posts.json");
    assert_eq!(posts.len(), 2);
    assert_eq!(
        posts[0]["metadata"]["sheet"],
        "Only Alice knows this harbour"
    );
    let approved = posts.iter().filter(|post| post["auto_approve"] == true);
    assert_eq!(approved.count(), 1);
    assert!(posts[0]["created_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(rows(&files, "user.json")[0]["email"], ALICE);
    let all = files.values().cloned().collect::<String>();
    let account = &mallory.account;
    for mark in [
        "Mallory was here",
        &mallory.user.id.to_string(),
        &mallory.user.email,
        &account.id.to_string(),
        &account.tiktok_user_id,
    ] {
        assert!(!all.contains(mark), "{mark}");
    }
}

#[tokio::test]
async fn no_secret_is_handed_out() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    live_a_little(&app, &alice, "First light").await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/auth/tiktok").await;
    let answer = browser.fetch(Method::GET, "/settings/export", &[]).await;
    let all: String = unzipped(&answer.body).into_values().collect();
    let tokens = app.ctx.store.tokens(alice.account.id).await.unwrap();
    let tokens = tokens.unwrap();
    let key = app.ctx.store.api_keys_of(alice.user.id).await.unwrap()[0].id;
    let callback_secret = app.ctx.store.callback_secret(key).await.unwrap().unwrap();
    for (name, secret) in [
        ("access token", tokens.access.expose_secret()),
        ("refresh token", tokens.refresh.expose_secret()),
        ("API key", alice.key.as_str()),
        ("callback secret", callback_secret.expose_secret()),
        ("session", browser.cookie("session").unwrap().value.as_str()),
        ("upload address", "upload_token="),
        ("client secret of TikTok", "simulated-tiktok-secret"),
        ("client secret of Google", "simulated-google-secret"),
    ] {
        assert!(secret.len() >= 8, "{name}");
        assert!(!all.contains(secret), "the {name}");
    }
    // Whatever is sealed or hashed in the tables stays there, too.
    let mut db = SqliteConnection::connect(&app.database_url())
        .await
        .unwrap();
    for table in TABLES {
        for column in table.withheld {
            let sql = format!(
                "select {column} from {} where length({column}) >= 20",
                table.name
            );
            let values: Vec<String> = sqlx::query_scalar(&sql).fetch_all(&mut db).await.unwrap();
            for value in values {
                // The id of a post is no secret; which slot it took is.
                let is_secret = *column != "post_id";
                assert!(
                    !is_secret || !all.contains(&value),
                    "{}.{column}",
                    table.name
                );
            }
        }
    }
}

#[tokio::test]
async fn strangers_get_nothing() {
    let app = TestApp::start().await;
    let mut nobody = Browser::new(&app.base_url);
    let answer = nobody.fetch(Method::GET, "/settings/export", &[]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.header("location"),
        "/login?next=%2Fsettings%2Fexport"
    );
    let member = app.mallory().await;
    let (status, _) = app.get_json("/settings/export", &member.key).await;
    assert_eq!(status, 303, "a key opens no page");
}

#[tokio::test]
async fn one_export_of_a_person_goes_on_at_a_time() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    let going = export::stream(&app.ctx, alice.user.id).await.unwrap();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit("/settings/export").await;
    assert_eq!(browser.page.status, 409);
    browser
        .page
        .must_say("An export of your data is going on already");
    assert!(export::stream(&app.ctx, mallory.user.id).await.is_ok());
    // Whoever leaves makes room for the next.
    drop(going);
    assert!(export::stream(&app.ctx, alice.user.id).await.is_ok());
}

/// Takes a little, then nothing more.
struct Short(usize);

impl Write for Short {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_zip_that_cannot_be_written_is_an_error() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for room in [0, 1, 5, 20] {
        let ended = export::write(&app.ctx, alice.user.id, Short(room)).await;
        assert!(ended.is_err(), "{room}");
    }
    let zip = export::write(&app.ctx, alice.user.id, Vec::new())
        .await
        .unwrap();
    assert_eq!(rows(&unzipped(&zip), "user.json").len(), 1);
    let gone = ai_video_uploader::domain::id::UserId::new(app.ctx.now());
    assert!(export::write(&app.ctx, gone, Vec::new()).await.is_err());
}

#[tokio::test]
async fn a_zip_that_breaks_off_does_not_look_whole() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let going = export::stream(&app.ctx, alice.user.id).await.unwrap();
    app.ctx.store.close().await;
    let blocks: Vec<_> = going.collect().await;
    assert!(blocks.last().is_some_and(Result::is_err));
}
