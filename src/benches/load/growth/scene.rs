//! An installation with a history, opened in this process: its database, its router on a port, a browser, a worker.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use ai_video_uploader::{
    app::{
        connections::{self, Patience},
        router,
    },
    domain::{
        change::{Change, Field},
        clock::Timestamp,
        id::{PostId, TemporaryFileId, UserId},
        status::{
            Actor, IllegalMove,
            Status::{self, Checking, Downloading, InInbox, NeedsReview, Processing, Sending},
        },
        temporary_file::TemporaryFile,
    },
    pipeline::Worker,
    service::Context,
    simulator,
};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};
use tokio::net::TcpListener;

use super::history::{self, Person};
use crate::harness::{browser::Browser, program::Installation};

/// Whose half of all posts is.
pub const HEAVY: &str = "alice@example.com";
/// Somebody with as many posts in each history.
pub const STEADY: &str = "bob@example.com";
/// People besides these two.
const OTHERS: usize = 200;
/// Where the posts on their way stand.
const ON_THEIR_WAY: &[(usize, &[Status])] = &[
    (12, &[]),
    (12, &[Downloading, Checking, NeedsReview]),
    (3, &[Downloading, Checking, Sending]),
    (3, &[Downloading, Checking, Sending, Processing]),
    (5, &[Downloading, Checking, Sending, Processing, InInbox]),
];

pub struct Scene {
    pub place: Installation,
    pub ctx: Context,
    pub worker: Worker,
    pub browser: Browser,
    pub key: String,
    pub heavy: UserId,
    pub steady: UserId,
    /// A draft that waits for review.
    pub held: PostId,
    /// A post in the middle of the history.
    pub ended: PostId,
    /// Where the middle of the history is, for the cursor of a list.
    pub middle: String,
    /// When the oldest post last changed, and how long after it the next one did.
    pub oldest: Timestamp,
    pub step: Duration,
    pub filled_in: Duration,
    pub is_postgres: bool,
}

impl Scene {
    pub async fn open(url: Option<String>, is_postgres: bool, posts: u64) -> Self {
        let settings = [("API_RATE_PER_MINUTE", "0")];
        let place = Installation::prepare(simulator::Options::default(), url, &settings).await;
        place.simulator.world().add_creators(OTHERS);
        let ctx = place.context().await;
        let address: SocketAddr = place
            .base_url
            .replace("http://localhost", "127.0.0.1")
            .parse()
            .unwrap();
        let listener = TcpListener::bind(address).await.unwrap();
        let (router, stop) = (router::router(&ctx), ctx.stop.clone());
        ctx.tasks.spawn(async move {
            connections::serve(listener, router, Patience::default(), &stop).await;
        });
        let mut db = AnyConnection::connect(&place.database_url).await.unwrap();
        let began = Instant::now();
        let member = place.member(&ctx, HEAVY, 0).await;
        let steady = place.member(&ctx, STEADY, 1).await;
        let is_new = number(&mut db, "select count(*) from posts").await == 0;
        if is_new {
            fill(&place, &ctx, &mut db, is_postgres, posts).await;
            for _ in 0..50 {
                submit(&place, &steady.key).await;
            }
            set_out(&place, &ctx, &member.key).await;
        }
        // Another run had another folder, and what was due then would be overdue by now.
        for table in ["temporary_files", "posts"] {
            let condition = if table == "posts" {
                "machine is not null"
            } else {
                "deleted_at is null"
            };
            let sql = format!("update {table} set machine = $1 where {condition}");
            let machine = ctx.media.machine();
            let update = sqlx::query(&sql).bind(machine);
            update.execute(&mut db).await.unwrap();
        }
        sqlx::query("update posts set run_at = $1 where run_at < $1")
            .bind(ctx.now().as_millis())
            .execute(&mut db)
            .await
            .unwrap();
        let filled_in = began.elapsed();
        let heavy = member.user.id;
        let first = |status: &str, offset: u64| {
            format!(
                "select id, created_at from posts where user_id = '{heavy}' and status = '{status}' \
                 order by created_at, id limit 1 offset {offset}"
            )
        };
        let held = one(&mut db, &first("needs_review", 0)).await;
        let ended = one(&mut db, &first("published", posts / 8)).await;
        let oldest = number(&mut db, "select min(updated_at) from posts").await;
        db.close().await.unwrap();
        let mut browser = Browser::new(&place.base_url);
        browser.sign_in(HEAVY).await;
        Self {
            worker: Worker::new(ctx.clone(), "measured"),
            browser,
            key: member.key,
            heavy,
            steady: steady.user.id,
            held: held.0.parse().unwrap(),
            middle: format!("{}.{}", ended.1, ended.0),
            ended: ended.0.parse().unwrap(),
            oldest: Timestamp::from_millis(oldest),
            step: history::step(posts),
            filled_in,
            is_postgres,
            place,
            ctx,
        }
    }

    pub async fn close(self) {
        self.ctx.stop.cancel();
        self.ctx.tasks.close();
        self.ctx.tasks.wait().await;
        self.ctx.store.close().await;
    }
}

async fn fill(
    place: &Installation,
    ctx: &Context,
    db: &mut AnyConnection,
    is_postgres: bool,
    posts: u64,
) {
    for number in 0..OTHERS {
        place
            .member(ctx, &format!("person-{number}@example.com"), number + 2)
            .await;
    }
    let rows = sqlx::query(
        "select users.id as user_id, min(tiktok_accounts.id) as account_id, min(api_keys.id) as key_id from users \
         join tiktok_accounts on tiktok_accounts.user_id = users.id join api_keys on api_keys.user_id = users.id \
         where users.email <> $1 group by users.id, users.email order by case when users.email = $2 then 0 else 1 end, users.id",
    )
    .bind(STEADY)
    .bind(HEAVY)
    .fetch_all(&mut *db)
    .await
    .unwrap();
    let people: Vec<Person> = rows
        .iter()
        .map(|row| Person {
            user: row.get(0),
            account: row.get(1),
            key: row.get(2),
        })
        .collect();
    let (machine, now) = (ctx.media.machine(), ctx.now().as_millis());
    history::add(db, is_postgres, &people, machine, posts, now).await;
}

/// Makes the posts that are on their way, by the API, and leads them where they stand.
async fn set_out(place: &Installation, ctx: &Context, key: &str) {
    for (count, way) in ON_THEIR_WAY {
        for _ in 0..*count {
            let post = submit(place, key).await;
            lead(ctx, post, way).await;
        }
    }
}

async fn submit(place: &Installation, key: &str) -> PostId {
    let body = json!({
        "content": "On its way #harbour",
        "platforms": ["tiktok"],
        "video_url": place.simulator.sample_url(),
    });
    let answer = place.http.post(place.url("/api/posts/video"));
    let answer = answer.header("X-API-Key", key).json(&body).send().await;
    let post: Value = answer.unwrap().json().await.unwrap();
    post["id"].as_str().unwrap().parse().unwrap()
}

async fn lead(ctx: &Context, post: PostId, way: &[Status]) {
    let now: Timestamp = ctx.now();
    for status in way {
        let mut fields = Vec::new();
        if *status == Checking {
            let user_id = ctx.store.post_by_id(post).await.unwrap().unwrap().user_id;
            let file = TemporaryFile {
                id: TemporaryFileId::new(now),
                user_id,
                post_id: Some(post),
                machine: ctx.media.machine().to_owned(),
                created_at: now,
                held_until: now + Duration::from_secs(24 * 3600),
                deleted_at: None,
                deletion_failures: 0,
            };
            ctx.store.insert_temporary_file(&file).await.unwrap();
            fields.push(Field::TemporaryFile(Some(file.id)));
        }
        let later = now + Duration::from_secs(24 * 3600);
        let led = ctx.store.change_post_as_system(post, now, |post| {
            let mut change = Change::to(post.status, *status, Actor::System, "")?.run_at(later);
            change.fields = fields;
            Ok::<_, IllegalMove>(change)
        });
        led.await.unwrap();
    }
}

async fn number(db: &mut AnyConnection, question: &str) -> i64 {
    let row = sqlx::query(question).fetch_one(db).await.unwrap();
    row.get(0)
}

async fn one(db: &mut AnyConnection, question: &str) -> (String, i64) {
    let row = sqlx::query(question).fetch_one(db).await.unwrap();
    (row.get(0), row.get(1))
}
