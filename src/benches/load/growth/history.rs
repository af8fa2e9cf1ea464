//! A history of any length, made inside the database: what a person, many others and their programs leave behind in
//! ninety days. Half of all posts are one person's.

use std::time::Duration;

use ai_video_uploader::domain::{
    error_code::{ErrorCode, Failure},
    figure::HOUR,
    video::{Container, Video},
};
use sqlx::{AnyConnection, Executor as _};

/// How old the oldest post is, in milliseconds: a day short of what is kept.
const SPAN: i64 = 89 * 24 * HOUR;

/// One of those whose posts these are.
pub struct Person {
    pub user: String,
    pub account: String,
    pub key: String,
}

/// How one database writes what the others write differently.
struct Words {
    is_postgres: bool,
}

impl Words {
    /// The lowest `digits` hexadecimal digits of a number.
    fn hex(&self, number: &str, digits: usize) -> String {
        if self.is_postgres {
            format!("lpad(to_hex({number}), {digits}, '0')")
        } else {
            format!("printf('%0{digits}x', {number})")
        }
    }

    /// An id of the form of all ids; `kind` (one digit of 8 to b) tells those of one moment apart.
    fn id(&self, kind: char) -> String {
        format!(
            "{} || '-' || {} || '-7' || {} || '-{kind}' || {} || '-' || {}",
            self.hex("at / 65536", 8),
            self.hex("at % 65536", 4),
            self.hex("i % 4096", 3),
            self.hex("(i / 4096) % 4096", 3),
            self.hex("i", 12)
        )
    }
}

/// How long after one post the next one was made.
pub fn step(posts: u64) -> Duration {
    Duration::from_millis(SPAN.unsigned_abs() / posts)
}

/// Adds `posts` posts that have come to rest, made up to a minute before `now`, and all that they left behind.
pub async fn add(
    db: &mut AnyConnection,
    is_postgres: bool,
    people: &[Person],
    machine: &str,
    posts: u64,
    now: i64,
) {
    let words = Words { is_postgres };
    // A crash while this goes on is no loss.
    let careless = if is_postgres {
        "set synchronous_commit = off"
    } else {
        "pragma synchronous = off; pragma cache_size = -400000"
    };
    let mut statements = vec![
        careless.to_owned(),
        "create table people (number bigint primary key, user_id text, account_id text, key_id text)".to_owned(),
    ];
    for (number, person) in people.iter().enumerate() {
        statements.push(format!(
            "insert into people values ({number}, '{}', '{}', '{}')",
            person.user, person.account, person.key
        ));
    }
    statements.push(ended_posts(&words, people.len() - 1, posts, now));
    statements.extend(traces(&words, machine));
    statements.extend(figures());
    statements.push("drop table people".to_owned());
    if is_postgres {
        // What the server does by itself after a while.
        statements.push("vacuum analyze".to_owned());
    }
    for statement in &statements {
        db.execute(statement.as_str()).await.unwrap();
    }
}

fn ended_posts(words: &Words, others: usize, posts: u64, now: i64) -> String {
    let begin = now - SPAN;
    let video = serde_json::to_string(&Video {
        container: Container::Mp4,
        codec: "h264".to_owned(),
        width: 1080,
        height: 1920,
        frame_rate: 29.97,
        duration_ms: 15_015,
        size_bytes: 12_345_678,
    })
    .unwrap();
    let failure = |code| serde_json::to_string(&Failure::new(code)).unwrap();
    let (id, file) = (words.id('8'), words.id('9'));
    let hash = format!(
        "{} || {}",
        words.hex("(i * 2654435761) % 4294967296", 16),
        words.hex("i", 48)
    );
    format!(
        "insert into posts (id, user_id, account_id, api_key_id, origin, status, source_kind, source_url, source_hash, \
         caption, video_title, auto_approve, delivery, total_bytes, downloaded_bytes, sent_bytes, video, publish_id, \
         chunk_size, last_chunk_started, tiktok_status, status_fetches, error, temporary_file_id, validator, external_id, \
         metadata, attempts, entered_at, progressed_at, created_at, updated_at, version, fence, woken) \
         with recursive n (i) as (select cast(0 as bigint) union all select i + 1 from n where i < {last}), \
         made (i, at, pick) as (select i, {begin} + i * ({SPAN} - 60000) / {posts}, (i * 7919) % 1000 from n), \
         ended (i, at, status) as (select i, at, case when pick < 500 then 'published' when pick < 650 then 'failed' \
         when pick < 730 then 'rejected' when pick < 850 then 'in_inbox' when pick < 900 then 'cancelled' \
         when pick < 970 then 'expired' when pick < 980 then 'unconfirmed' else 'published' end from made) \
         select {id}, user_id, account_id, case when i % 5 = 0 then null else key_id end, \
         case when i % 5 = 0 then 'browser' else 'api' end, status, 'url', \
         'https://videos.example/library/season-4/clips/' || i || '.mp4?signature=c2lnbmF0dXJlLW9mLXRoaXMtY2xpcA', {hash}, \
         'Clip number ' || i || ': first light over the harbour, and what the gulls think of it #harbour #firstlight #gulls', \
         'Clip ' || i, 1, 'inbox', 12345678, 12345678, case when status in ('published', 'in_inbox') then 12345678 else 0 end, \
         '{video}', case when status in ('published', 'in_inbox', 'unconfirmed') then 'v_inbox_file~v2.' || (7600000000000000000 + i) end, \
         12345678, 1, case when status = 'published' then 'PUBLISH_COMPLETE' end, 3, \
         case when status = 'failed' and i % 3 = 0 then '{timed_out}' when status = 'failed' then '{too_long}' end, {file}, \
         '\"5f3c-1a2b\"', 'row ' || i, '{{\"sheet\":\"spring\",\"row\":' || i || '}}', 0, at + 60000, at + 60000, at, at + 60000, 6, 5, 0 \
         from ended join people on number = case when i % 2 = 0 then 0 else 1 + (i / 2) % {others} end",
        last = posts - 1,
        timed_out = failure(ErrorCode::DiskFull),
        too_long = failure(ErrorCode::VideoTooLongForCreator),
    )
}

/// What each post leaves in other tables.
fn traces(words: &Words, machine: &str) -> Vec<String> {
    let callback = words.id('a');
    // The post as its events carry it.
    let payload = "x".repeat(1100);
    let raw = "y".repeat(280);
    let numbered = "numbered as (select posts.*, created_at as at, cast(substr(external_id, 5) as bigint) as i from posts)";
    vec![
        "insert into post_history (post_id, version, at, status, detail, actor) \
         with steps (version, step, detail) as (values (1, 'queued', 'Accepted'), (2, 'downloading', 'Fetching the video.'), \
         (3, 'checking', 'The video is here.'), (4, 'sending', 'The video fits TikTok.'), (5, 'processing', 'TikTok has every byte.'), \
         (6, '', 'TikTok says how it ended.')) \
         select id, steps.version, created_at + steps.version * 2000, case when step = '' then status else step end, detail, 'system' \
         from posts cross join steps"
            .to_owned(),
        format!(
            "insert into temporary_files (id, user_id, post_id, machine, created_at, held_until, deleted_at, deletion_failures) \
             select temporary_file_id, user_id, id, '{machine}', created_at + 2000, created_at + 86402000, created_at + 60000, 0 from posts"
        ),
        format!(
            "insert into callbacks (id, post_id, user_id, api_key_id, event, payload, version, created_at, attempts, delivered_at) \
             with {numbered} select {callback}, id, user_id, api_key_id, status, '{payload}', 6, at, 1, at + 60100 from numbered where i % 10 < 1"
        ),
        "insert into callback_attempts (callback_id, number, at, status, duration_ms) \
         select id, 1, created_at, 200, 45 from callbacks"
            .to_owned(),
        format!(
            "insert into tiktok_events (id, event, tiktok_user_id, publish_id, created_at, raw, received_at, handled_at) \
             select 'event of ' || posts.id, 'post.publish.complete', tiktok_user_id, publish_id, created_at, '{raw}', \
             created_at + 60000, created_at + 60010 from posts join tiktok_accounts on tiktok_accounts.id = posts.account_id \
             where posts.status = 'published'"
        ),
        "insert into resting_posts (user_id, status, posts) select user_id, status, count(*) from posts group by user_id, status"
            .to_owned(),
        "insert into deleted_files (machine, files) select machine, count(*) from temporary_files group by machine".to_owned(),
    ]
}

/// What was counted when these posts came and went.
fn figures() -> Vec<String> {
    let hour = format!("created_at - created_at % {HOUR}");
    let of = |kind: &str, label: &str, amount: &str, condition: &str| {
        format!(
            "insert into figures (user_id, hour, kind, label, amount) \
             select user_id, {hour}, '{kind}', {label}, {amount} from posts where {condition} group by 1, 2, 4"
        )
    };
    let mut all = vec![
        "create table figures (user_id text not null, hour bigint not null, kind text not null, label text not null, \
         amount bigint not null)"
            .to_owned(),
        of("posts", "'made'", "count(*)", "1 = 1"),
        of(
            "posts",
            "case when status in ('rejected', 'cancelled') then 'ended' else status end",
            "count(*)",
            "status <> 'unconfirmed'",
        ),
        of(
            "failed",
            "case when error like '%too_long%' then 'video_too_long_for_creator' else 'disk_full' end",
            "count(*)",
            "status = 'failed'",
        ),
        of("bytes", "'in'", "count(*) * 12345678", "1 = 1"),
        of("bytes", "'out'", "count(*) * 12345678", "sent_bytes > 0"),
        of(
            "requests",
            "api_key_id || ' fine POST /api/posts/video'",
            "count(*)",
            "api_key_id is not null",
        ),
        of(
            "requests",
            "api_key_id || ' fine GET /api/posts/{id}'",
            "count(*) * 9",
            "api_key_id is not null",
        ),
    ];
    // Each stage takes one of six lengths.
    for (stage, shortest) in [
        ("queued", 0),
        ("downloading", 7),
        ("checking", 1),
        ("sending", 8),
        ("processing", 10),
    ] {
        let number = "cast(substr(external_id, 5) as bigint)";
        let span = format!("{shortest} + ({number} / 7) % 6");
        let label = format!(
            "case when {span} < 10 then '{stage} 0' || ({span}) else '{stage} ' || ({span}) end"
        );
        all.push(of("stage", &label, "count(*)", "status <> 'failed'"));
    }
    all.push(
        "insert into hourly_figures (user_id, hour, counts) \
         select user_id, hour, '{' || string_agg('\"' || kind || ' ' || label || '\":' || amount, ',') || '}' \
         from figures group by user_id, hour"
            .to_owned(),
    );
    all.push("drop table figures".to_owned());
    all
}
