//! The tables themselves, in the order in which an export brings them.

use super::{
    Column,
    Form::{Flag, Json, Moment, Number, Text},
    Table,
    Whose::{Of, Profile, User},
};

/// Tables that hold nothing of a person, and why they are here.
pub const NOBODYS: &[(&str, &str)] = &[
    ("machines", "which machines work for the installation"),
    ("installation", "the random name of the installation"),
    ("_sqlx_migrations", "which migrations were run"),
];

macro_rules! columns {
    ($($name:ident $form:ident),+) => {
        &[$(Column { name: stringify!($name), form: $form }),+]
    };
}

/// Every table that holds something of a person.
pub const TABLES: &[Table] = &[
    Table {
        name: "users",
        file: "user.json",
        about: "Who you are here, and your settings.",
        whose: User("id"),
        key: columns!(id Text),
        columns: columns!(id Text, email Text, name Text, google_sub Text, hold_everything Flag, theme Text, time_zone Text, created_at Moment),
        withheld: &[],
    },
    Table {
        name: "sessions",
        file: "sessions.json",
        about: "The browsers in which you are signed in. Their ids and contents stay here: they open your account.",
        whose: User("user_id"),
        key: columns!(id_hash Text),
        columns: columns!(user_id Text, expires_at Moment),
        withheld: &["id_hash", "data"],
    },
    Table {
        name: "oauth_states",
        file: "oauth_states.json",
        about: "Ways out to TikTok that nobody has come back from yet.",
        whose: User("user_id"),
        key: columns!(state_hash Text),
        columns: columns!(flow Text, user_id Text, next Text, created_at Moment, expires_at Moment),
        withheld: &["state_hash", "browser", "verifier"],
    },
    Table {
        name: "api_keys",
        file: "api_keys.json",
        about: "Your API keys, without the keys themselves and their callback secrets.",
        whose: User("user_id"),
        key: columns!(created_at Moment, id Text),
        columns: columns!(id Text, user_id Text, name Text, prefix Text, created_at Moment, last_used_at Moment, expires_at Moment, revoked_at Moment),
        withheld: &["hash", "callback_secret"],
    },
    Table {
        name: "idempotency_keys",
        file: "idempotency_keys.json",
        about: "Requests that your programs marked with an Idempotency-Key, and what they were answered.",
        whose: Of("api_keys", "api_key_id"),
        key: columns!(api_key_id Text, key_hash Text),
        columns: columns!(api_key_id Text, created_at Moment, renewed_at Moment, status Number, body Json, location Text),
        withheld: &["key_hash", "fingerprint", "token"],
    },
    Table {
        name: "tiktok_accounts",
        file: "tiktok_accounts.json",
        about: "The TikTok accounts that you connected, without our access to them.",
        whose: User("user_id"),
        key: columns!(tiktok_user_id Text),
        columns: columns!(id Text, user_id Text, tiktok_user_id Text, username Text, display_name Text, avatar_url Text, scopes Text, is_default Flag, tiktok_connected Flag, disconnect_reason Text, access_expires_at Moment, refresh_expires_at Moment, refreshing_until Moment, connected_at Moment),
        withheld: &["tiktok_access_token", "tiktok_refresh_token"],
    },
    Table {
        name: "posts",
        file: "posts.json",
        about: "Your posts: where each video came from, its caption, how far it got and what TikTok said.",
        whose: User("user_id"),
        key: columns!(created_at Moment, id Text),
        columns: columns!(id Text, user_id Text, account_id Text, api_key_id Text, origin Text, status Text, source_kind Text, source_url Text, source_hash Text, source_file_name Text, caption Text, video_title Text, video_description Text, auto_approve Flag, delivery Text, choices Json, total_bytes Number, downloaded_bytes Number, sent_bytes Number, most_sent_bytes Number, waiting_code Text, waiting_until Moment, video Json, publish_id Text, upload_url_expires_at Moment, chunk_size Number, last_chunk_started Flag, tiktok_status Text, tiktok_post_id Text, status_fetches Number, error Json, temporary_file_id Text, validator Text, external_id Text, metadata Json, attempts Number, entered_at Moment, progressed_at Moment, created_at Moment, updated_at Moment, version Number, run_at Moment, lease_until Moment, fence Number, woken Flag),
        withheld: &["upload_url", "callback_url", "machine", "worker"],
    },
    Table {
        name: "post_history",
        file: "post_history.json",
        about: "What happened to each post, and who did it.",
        whose: Of("posts", "post_id"),
        key: columns!(post_id Text, version Number),
        columns: columns!(post_id Text, version Number, at Moment, status Text, detail Text, actor Text),
        withheld: &[],
    },
    Table {
        name: "consents",
        file: "publish_consents.json",
        about: "Each press on Publish: what you agreed to, when, for which account, with which choices.",
        whose: User("user_id"),
        key: columns!(id Text),
        columns: columns!(id Text, user_id Text, post_id Text, account_id Text, tiktok_user_id Text, posting_as Text, at Moment, words Text, caption Text, choices Json),
        withheld: &[],
    },
    Table {
        name: "callbacks",
        file: "callbacks.json",
        about: "What your programs were told, or are to be told, about your posts.",
        whose: User("user_id"),
        key: columns!(id Text),
        columns: columns!(id Text, post_id Text, user_id Text, api_key_id Text, event Text, payload Json, version Number, created_at Moment, attempts Number, next_at Moment, delivered_at Moment, lease_until Moment),
        withheld: &["worker"],
    },
    Table {
        name: "callback_attempts",
        file: "callback_attempts.json",
        about: "Each try to tell them.",
        whose: Of("callbacks", "callback_id"),
        key: columns!(callback_id Text, number Number),
        columns: columns!(callback_id Text, number Number, at Moment, status Number, error Text, duration_ms Number),
        withheld: &[],
    },
    Table {
        name: "uploads",
        file: "uploads.json",
        about: "Uploads from your browser, finished or not.",
        whose: User("user_id"),
        key: columns!(created_at Moment, id Text),
        columns: columns!(id Text, user_id Text, account_id Text, total_bytes Number, received Number, file_name Text, caption Text, auto_approve Flag, metadata Text, created_at Moment, expires_at Moment, post_id Text),
        withheld: &[],
    },
    Table {
        name: "temporary_files",
        file: "temporary_files.json",
        about: "Records of the video files that we held for you: when each was made, and when it was proven deleted.",
        whose: User("user_id"),
        key: columns!(id Text),
        columns: columns!(id Text, user_id Text, post_id Text, created_at Moment, held_until Moment, deleted_at Moment, deletion_failures Number, failed_at Moment, failure Text),
        withheld: &["machine"],
    },
    Table {
        name: "tiktok_events",
        file: "tiktok_events.json",
        about: "What TikTok told us about your accounts and your posts.",
        whose: Profile,
        key: columns!(received_at Moment, id Text),
        columns: columns!(id Text, event Text, tiktok_user_id Text, publish_id Text, post_id Text, reason Text, created_at Moment, raw Text, received_at Moment, lease_until Moment, handled_at Moment),
        withheld: &[],
    },
    Table {
        name: "tiktok_slots",
        file: "tiktok_slots.json",
        about: "How much TikTok still takes of your accounts. Which post took a slot stays here: another person may have connected the same account.",
        whose: Profile,
        key: columns!(budget Text, number Number),
        columns: columns!(tiktok_user_id Text, budget Text, number Number, free_at Moment),
        withheld: &["post_id"],
    },
    Table {
        name: "tiktok_pauses",
        file: "tiktok_pauses.json",
        about: "When TikTok said that it takes no more of your accounts for a while.",
        whose: Profile,
        key: columns!(budget Text),
        columns: columns!(tiktok_user_id Text, budget Text, code Text, until Moment),
        withheld: &[],
    },
    Table {
        name: "figures",
        file: "figures.json",
        about: "What was counted of your posts and requests in each hour, for the page of activity.",
        whose: User("user_id"),
        key: columns!(hour Moment, kind Text, label Text),
        columns: columns!(user_id Text, hour Moment, kind Text, label Text, amount Number),
        withheld: &[],
    },
];
