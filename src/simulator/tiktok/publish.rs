//! The two init endpoints for videos: into the inbox, and Direct Post.

use axum::{extract::State, http::HeaderMap};
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    caller::{Gate, object},
    creator::privacy_levels,
    plan::Plan,
    wire::{Answer, Refusal, invalid, ok, refuse},
};
use crate::simulator::{
    options::millis,
    world::{Mode, Outcome, Record, Stage, State as WorldState, Video, World},
};

const INBOX: Gate = Gate {
    endpoint: "inbox_init",
    scopes: &["video.upload"],
    most: |limits| limits.init_per_minute,
};
const DIRECT: Gate = Gate {
    endpoint: "direct_init",
    scopes: &["video.publish"],
    most: |limits| limits.init_per_minute,
};
/// The caps look back this far, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// Longest caption, in UTF-16 code units.
const LONGEST_CAPTION: usize = 2200;

/// `POST /v2/post/publish/inbox/video/init/`.
pub(super) async fn inbox(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Answer {
    let caller = INBOX.admit(&world, &headers)?;
    let body = object(&headers, &body)?;
    world.with(|state, now| {
        let plan = Plan::read(&body, state.limits.video_bytes)?;
        not_banned(state, &caller.open_id)?;
        if pending_shares(state, &caller.open_id, now) >= state.limits.pending_shares {
            let why = "The user has too many pending shares within the last 24 hours.";
            return Err(refuse("spam_risk_too_many_pending_share", why));
        }
        Ok(open(
            &world,
            state,
            now,
            plan,
            Mode::Inbox,
            &caller.open_id,
            None,
        ))
    })
}

/// `POST /v2/post/publish/video/init/`.
pub(super) async fn direct(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Answer {
    let caller = DIRECT.admit(&world, &headers)?;
    let body = object(&headers, &body)?;
    world.with(|state, now| {
        let plan = Plan::read(&body, state.limits.video_bytes)?;
        let info = body.get("post_info").filter(|it| it.is_object());
        let info = info.ok_or_else(|| invalid("The post info is empty or invalid"))?;
        well_formed(info)?;
        may_post(state, &caller.open_id, now)?;
        may_show(state, &caller.open_id, info)?;
        Ok(open(
            &world,
            state,
            now,
            plan,
            Mode::Direct,
            &caller.open_id,
            Some(info),
        ))
    })
}

/// Checks the types and bounds of `post_info`.
fn well_formed(info: &Value) -> Result<(), Refusal> {
    let wrong = |name: &str| invalid(format!("post_info.{name} is invalid"));
    let optional = |name: &str, fits: fn(&Value) -> bool| {
        info.get(name)
            .is_none_or(fits)
            .then_some(())
            .ok_or_else(|| wrong(name))
    };
    optional("title", |title| {
        title
            .as_str()
            .is_some_and(|text| text.encode_utf16().count() <= LONGEST_CAPTION)
    })?;
    for name in [
        "disable_duet",
        "disable_stitch",
        "disable_comment",
        "is_aigc",
    ] {
        optional(name, Value::is_boolean)?;
    }
    optional("video_cover_timestamp_ms", |at| {
        at.as_i64().is_some_and(|at| i32::try_from(at).is_ok())
    })?;
    for name in ["brand_content_toggle", "brand_organic_toggle"] {
        info.get(name)
            .and_then(Value::as_bool)
            .ok_or_else(|| wrong(name))?;
    }
    if info["brand_content_toggle"] == true && info["privacy_level"] == "SELF_ONLY" {
        return Err(invalid(
            "Branded content visibility cannot be set to private.",
        ));
    }
    Ok(())
}

fn not_banned(state: &WorldState, open_id: &str) -> Result<(), Refusal> {
    let settings = state
        .creator(open_id)
        .map(|it| it.settings.clone())
        .unwrap_or_default();
    if settings.app_outdated {
        let why = "The user's TikTok app must be 31.8 or newer.";
        return Err(refuse("app_version_check_failed", why));
    }
    if settings.banned {
        let why = "The user is banned from making new posts.";
        return Err(refuse("spam_risk_user_banned_from_posting", why));
    }
    Ok(())
}

/// Whether TikTok lets a creator post directly now.
pub(super) fn may_post(state: &WorldState, open_id: &str, now: i64) -> Result<(), Refusal> {
    not_banned(state, open_id)?;
    let recent =
        |record: &&Record| record.video.mode == Mode::Direct && record.video.created_at > now - DAY;
    let posts = state
        .records
        .iter()
        .filter(recent)
        .map(|record| record.video.open_id.as_str());
    if posts.clone().filter(|&other| other == open_id).count() >= state.limits.daily_posts {
        let why = "The daily post cap from the API is reached for the current user.";
        return Err(refuse("spam_risk_too_many_posts", why));
    }
    let others: std::collections::BTreeSet<_> = posts.filter(|&other| other != open_id).collect();
    if others.len() >= state.limits.active_creators {
        let why = "The daily quota for active publishing users from your client is reached.";
        return Err(refuse("reached_active_user_cap", why));
    }
    Ok(())
}

/// Whether a creator may post with the privacy that `info` asks for.
fn may_show(state: &WorldState, open_id: &str, info: &Value) -> Result<(), Refusal> {
    let settings = state
        .creator(open_id)
        .map(|it| it.settings.clone())
        .unwrap_or_default();
    let level = info
        .get("privacy_level")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !privacy_levels(&settings).contains(&level) {
        let why = "Privacy level option mismatch. Please check the privacy_level_options.";
        return Err(refuse("privacy_level_option_mismatch", why));
    }
    let hidden = settings.private && level == "SELF_ONLY";
    if !state.audited && !hidden {
        let why = "Unaudited clients can only post to private accounts.";
        return Err(refuse(
            "unaudited_client_can_only_post_to_private_accounts",
            why,
        ));
    }
    Ok(())
}

/// Drafts that take a place: delivered ones until they are posted or deleted, unfinished ones
/// while their upload address lives; a day at most.
fn pending_shares(state: &WorldState, open_id: &str, now: i64) -> usize {
    let pending = |record: &&Record| {
        let video = &record.video;
        let waiting = match video.stage {
            Stage::Uploading => record.url_expires_at > now,
            Stage::Processing | Stage::InInbox => true,
            Stage::Deleted | Stage::Published | Stage::Failed => false,
        };
        video.open_id == open_id
            && video.mode == Mode::Inbox
            && video.created_at > now - DAY
            && waiting
    };
    state.records.iter().filter(pending).count()
}

/// Opens an upload.
fn open(
    world: &World,
    state: &mut WorldState,
    now: i64,
    plan: Plan,
    mode: Mode,
    open_id: &str,
    info: Option<&Value>,
) -> axum::Json<Value> {
    let prefix = match mode {
        Mode::Inbox => "v_inbox_file~v2.",
        Mode::Direct => "v_pub_file~v2-1.",
    };
    let publish_id = format!("{prefix}{}", state.long_number());
    let upload_id = state.long_number().to_string();
    let upload_token = state.random(32);
    let text = |name: &str| info.and_then(|it| it.get(name)).and_then(Value::as_str);
    state.records.push(Record {
        video: Video {
            publish_id: publish_id.clone(),
            open_id: open_id.to_owned(),
            mode,
            stage: Stage::Uploading,
            status: "PROCESSING_UPLOAD",
            fail_reason: None,
            size: plan.size,
            received: 0,
            chunks: 0,
            chunk_size: plan.chunk_size,
            sha256: None,
            media_type: None,
            caption: text("title").unwrap_or_default().to_owned(),
            privacy_level: text("privacy_level").map(str::to_owned),
            post_info: info.cloned(),
            post_ids: Vec::new(),
            created_at: now,
            completed_at: None,
        },
        file: state.records.len() as u64,
        upload_id: upload_id.clone(),
        upload_token: upload_token.clone(),
        url_expires_at: now + millis(world.options().lifetimes.upload_url),
        chunk_count: plan.chunks,
        hasher: Sha256::new(),
        writing: std::sync::Arc::default(),
        outcome: Outcome::Fair,
        moderation: Vec::new(),
    });
    let base_url = world.base_url();
    let upload_url =
        format!("{base_url}/upload/?upload_id={upload_id}&upload_token={upload_token}");
    ok(&json!({ "publish_id": publish_id, "upload_url": upload_url }))
}
