//! Deleting an account: everything goes, everywhere, whatever breaks on the way; a receipt stays that names nobody.

use std::time::Duration;

use ai_video_uploader::{
    domain::id::DeletionId,
    simulator::{Fault, FaultKind},
};
use reqwest::Method;
use sqlx::{Connection as _, SqliteConnection};

use super::live_a_little;
use crate::{
    harness::{ALICE, Browser, MALLORY, Member, TestApp},
    web::{held_draft, signed_in},
};

const HERS: &str = "Only Alice knows this harbour";

/// Every row of the database as text.
async fn everything(app: &TestApp) -> String {
    let mut db = SqliteConnection::connect(&app.database_url())
        .await
        .unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    let mut all = String::new();
    for table in tables {
        let columns: Vec<String> =
            sqlx::query_scalar(&format!("select name from pragma_table_info('{table}')"))
                .fetch_all(&mut db)
                .await
                .unwrap();
        let quoted: Vec<String> = columns.iter().map(|it| format!("quote({it})")).collect();
        let sql = format!("select {} from {table}", quoted.join(" || ', ' || "));
        let rows: Vec<String> = sqlx::query_scalar(&sql).fetch_all(&mut db).await.unwrap();
        for row in rows {
            all = format!("{all}{table}: {row}\n");
        }
    }
    all
}

/// Fails if anything in the database still tells of `who`.
async fn assert_forgotten(app: &TestApp, who: &Member) {
    let all = everything(app).await;
    for mark in [
        HERS,
        ALICE,
        &who.user.id.to_string(),
        &who.account.id.to_string(),
        &who.account.tiktok_user_id,
    ] {
        let found: Vec<&str> = all.lines().filter(|row| row.contains(mark)).collect();
        assert!(found.is_empty(), "{mark}: {found:#?}");
    }
}

async fn ask_for_it(browser: &mut Browser) {
    browser.visit("/settings").await;
    browser.follow("Delete my account…").await;
    browser.fill("Type your e-mail address to confirm", ALICE);
    browser.press("Delete everything").await;
}

fn receipt_of(browser: &Browser) -> DeletionId {
    let path = browser.page.path();
    path.strip_prefix("/deleted/").unwrap().parse().unwrap()
}

#[tokio::test]
async fn everything_of_a_person_goes_and_a_receipt_stays() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.alice().await, app.mallory().await);
    live_a_little(&app, &alice, HERS).await;
    live_a_little(&app, &mallory, "Mallory was here").await;
    let before = everything(&app).await;
    assert!(before.contains(HERS));
    let files = app.files().len();
    let mut elsewhere = signed_in(&app, ALICE).await;
    let mut browser = signed_in(&app, ALICE).await;
    let mut stream = browser.listen("/events").await;
    stream.chunk().await.unwrap();

    ask_for_it(&mut browser).await;

    browser.page.must_say("Your account is deleted");
    let id = receipt_of(&browser);
    let receipt = app.ctx.store.find_receipt(id).await.unwrap().unwrap();
    assert!(receipt.done_at.is_some());
    assert_eq!(
        (receipt.posts, receipt.revoked, receipt.not_revoked),
        (2, 1, 0)
    );
    assert_eq!(receipt.files, 2, "a held draft and an upload");
    assert!(receipt.rows > 10, "{receipt:?}");
    assert_eq!(app.files().len(), files - 2);
    assert_forgotten(&app, &alice).await;
    assert!(everything(&app).await.contains("Mallory was here"));

    // Out everywhere: in this browser, in the other, by key, and by what was open.
    assert!(browser.cookie("session").is_none());
    browser.visit("/").await;
    assert_eq!(browser.page.path(), "/login");
    elsewhere.visit("/settings").await;
    assert_eq!(elsewhere.page.path(), "/login?next=%2Fsettings");
    assert_eq!(app.get_json("/api/posts", &alice.key).await.0, 401);
    let mut heard = String::new();
    while let Some(block) = tokio::time::timeout(Duration::from_secs(10), stream.chunk())
        .await
        .unwrap()
        .unwrap()
    {
        heard.push_str(&String::from_utf8_lossy(&block));
        if heard.contains("event: end") {
            break;
        }
    }
    assert!(heard.contains("event: end"), "{heard}");

    // The receipt is open to whoever has its number, and a text.
    let path = format!("/deleted/{id}/receipt.txt");
    let mut nobody = Browser::new(&app.base_url);
    let text = nobody.fetch(Method::GET, &path, &[]).await;
    assert_eq!(text.status, 200);
    assert!(text.text().contains(&id.to_string()));
    assert!(!text.text().contains(ALICE));
    nobody
        .visit("/deleted/0193551c-8a40-7d11-b2c6-5f0e91d27f3a")
        .await;
    assert_eq!(nobody.page.status, 404);
    nobody.visit("/deleted/nonsense").await;
    assert_eq!(nobody.page.status, 404);

    // Whoever comes back is somebody new.
    browser.sign_in(ALICE).await;
    assert_eq!(browser.page.path(), "/");
    let again = app.ctx.store.find_user_by_email(ALICE).await.unwrap();
    assert_ne!(again.unwrap().id, alice.user.id);
    assert!(!browser.page.says(HERS));
    app.expect_files();
}

#[tokio::test]
async fn only_the_address_of_the_account_deletes_it() {
    let app = TestApp::start().await;
    app.alice().await;
    let mut browser = signed_in(&app, ALICE).await;
    for typed in ["", MALLORY, "alice"] {
        browser.visit("/settings/delete").await;
        browser.fill("Type your e-mail address to confirm", typed);
        browser.press("Delete everything").await;
        assert_eq!(browser.page.path(), "/settings/delete", "{typed}");
        browser
            .page
            .must_say("That is not the e-mail address of this account");
    }
    browser.visit("/settings/delete").await;
    browser.fill("Type your e-mail address to confirm", " Alice@Example.COM ");
    browser.press("Delete everything").await;
    browser.page.must_say("Your account is deleted");
}

#[tokio::test]
async fn a_deletion_does_not_depend_on_tiktok() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.world().add_fault(Fault::every(
        "POST /v2/oauth/revoke/",
        FaultKind::Status {
            status: 500,
            body: String::new(),
        },
    ));
    let mut browser = signed_in(&app, ALICE).await;
    ask_for_it(&mut browser).await;
    browser.page.must_say("Your account is deleted");
    browser
        .page
        .must_say("TikTok accounts that TikTok did not answer for");
    let receipt = app.ctx.store.find_receipt(receipt_of(&browser)).await;
    assert_eq!(receipt.unwrap().unwrap().not_revoked, 1);
    assert_forgotten(&app, &alice).await;
}

#[tokio::test]
async fn a_deletion_that_broke_off_is_carried_on() {
    // After the beginning; after TikTok was told; after some posts; after the files; after all but the end.
    for steps in 0..5 {
        let mut app = TestApp::start().await;
        let alice = app.alice().await;
        live_a_little(&app, &alice, HERS).await;
        let (store, now) = (app.ctx.store.clone(), app.ctx.now());
        let until = now + Duration::from_secs(60);
        let begun = store.begin_deletion(alice.user.id, now, until).await;
        let open = begun.unwrap().unwrap();
        if steps > 0 {
            store
                .wipe_access(open, alice.account.id, true)
                .await
                .unwrap();
        }
        if steps > 1 {
            store.delete_posts_of(open).await.unwrap();
        }
        if steps > 2 {
            store.release_files(alice.user.id, now).await.unwrap();
        }
        if steps > 3 {
            store.delete_rest_of(open).await.unwrap();
        }
        app.restart().await;
        assert_eq!(app.get_json("/api/posts", &alice.key).await.0, 401);
        // Whoever was at work on it may still be: nobody else touches it before the lease is over.
        app.worker("other").sweep().await.unwrap();
        app.advance(Duration::from_secs(61));
        app.worker("other").sweep().await.unwrap();
        let receipt = app.ctx.store.find_receipt(open.id).await.unwrap().unwrap();
        assert!(receipt.done_at.is_some(), "{steps}: {receipt:?}");
        assert_eq!((receipt.posts, receipt.files), (2, 2), "{steps}");
        assert_eq!((receipt.revoked, receipt.not_revoked), (1, 0), "{steps}");
        app.assert_no_files();
        assert_forgotten(&app, &alice).await;
    }
}

#[tokio::test]
async fn a_worker_that_is_at_it_writes_nothing_afterwards() {
    use ai_video_uploader::{pipeline::Effects, store::claims::Lane};

    // At every point at which a worker has changed something, up to the end of the way.
    for stop in 1..60 {
        let app = TestApp::start().await;
        let alice = app.alice().await;
        let mut wanted = app.sample_post();
        wanted["content"] = HERS.into();
        wanted["auto_approve"] = true.into();
        let (status, _) = app.post_json("/api/posts/video", &alice.key, &wanted).await;
        assert_eq!(status, 202);
        let effects = Effects::stop_after(stop);
        let frozen = app.worker("frozen").with_effects(effects.clone());
        let at_work = async {
            while frozen.run_one(Lane::Transfer).await.unwrap()
                | frozen.run_one(Lane::Follow).await.unwrap()
            {}
        };
        tokio::select! {
            () = at_work => {
                assert!(stop > 10, "the way has more points than {stop}");
                app.expect_files();
                return;
            }
            () = effects.stopped() => {}
        }
        let deleted = ai_video_uploader::service::users::delete(&app.ctx, alice.user.id).await;
        assert!(deleted.is_ok());
        app.run_until_idle().await;
        app.worker("sweeper").sweep().await.unwrap();
        app.assert_no_files();
        assert_forgotten(&app, &alice).await;
    }
}

#[tokio::test]
async fn mallory_deletes_nobody_else() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.mallory().await;
    held_draft(&app, &alice).await;
    app.expect_files();
    let mut mallory = signed_in(&app, MALLORY).await;
    mallory.visit("/settings/delete").await;
    assert!(!mallory.page.says(ALICE));
    let fields = [("email", ALICE), ("user", ALICE)];
    mallory.post("/actions/delete-account", &fields).await;
    assert_eq!(mallory.page.path(), "/settings/delete");
    let mut nobody = Browser::new(&app.base_url);
    nobody.post("/actions/delete-account", &fields).await;
    assert_eq!(nobody.page.path(), "/login");
    assert!(everything(&app).await.contains(ALICE));
}
