//! How soon a page at one process hears what another process did, and what it costs when nothing happens.

use std::time::{Duration, Instant};

use reqwest::header::COOKIE;
use sqlx::{AnyConnection, Connection as _, Row as _};

use super::Scene;
use crate::{
    figures::{Durations, millis},
    harness::{browser::Browser, program::pause},
};

/// Posts whose way is followed.
const POSTS: usize = 10;
/// How long the database is watched while nothing happens.
const WATCHED: Duration = Duration::from_secs(20);

pub async fn measure(scene: &Scene) {
    let place = &scene.place;
    let mut db = AnyConnection::connect(&place.database_url).await.unwrap();
    let without = commits(&mut db, WATCHED).await;
    let mut browser = Browser::new(&place.base_url);
    browser.sign_in("person-0@example.com").await;
    let mut stream = place
        .http
        .get(place.url("/events"))
        .header(COOKIE, browser.cookie_header())
        .send()
        .await
        .unwrap();
    let with = commits(&mut db, WATCHED).await;
    println!(
        "transactions a second while nothing happens: {without:.1}, and {with:.1} while a page is open"
    );
    let owner = scene.members[0].user.id.to_string();
    let mut delays = Vec::new();
    let began = Instant::now();
    for post in 0..POSTS {
        // Not by the process that the page is open at: straight into the database, as another one writes it.
        pause(700 + 137 * post as u64).await;
        let id = touch(&mut db, &owner).await;
        let touched = Instant::now();
        let mut text = String::new();
        while !text.contains(&id) {
            let chunk = stream.chunk().await.unwrap().unwrap();
            text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
        delays.push(touched.elapsed());
    }
    let delays = Durations::of(delays);
    println!(
        "a page hears of what another process did after {} (median), {} (longest), in {:.0} s",
        millis(delays.percentile(50)),
        millis(delays.longest()),
        began.elapsed().as_secs_f64()
    );
}

/// Changes a post of the page's user; its id.
async fn touch(db: &mut AnyConnection, owner: &str) -> String {
    let row = sqlx::query(
        "update posts set version = version + 1, \
         updated_at = cast(extract(epoch from clock_timestamp()) * 1000 as bigint) \
         where id = (select min(id) from posts where user_id = $1) returning id",
    )
    .bind(owner)
    .fetch_one(db)
    .await
    .unwrap();
    row.get(0)
}

/// Transactions a second within so long.
async fn commits(db: &mut AnyConnection, time: Duration) -> f64 {
    let before = count(db).await;
    tokio::time::sleep(time).await;
    f64::from(i32::try_from(count(db).await - before).unwrap()) / time.as_secs_f64()
}

async fn count(db: &mut AnyConnection) -> i64 {
    let sql = "select xact_commit from pg_stat_database where datname = current_database()";
    sqlx::query(sql).fetch_one(db).await.unwrap().get(0)
}
