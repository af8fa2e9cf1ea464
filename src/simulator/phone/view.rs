//! What the phone shows: the inbox of one account, or one draft; beside it, how the world behaves.

use std::fmt::Write as _;

use crate::simulator::{
    fields::Fields,
    page::escape,
    world::{Creator, FAIL_REASONS, Mode, Outcome, Stage, Video, World},
};

pub(super) fn phone(world: &World, fields: &Fields) -> String {
    let creators = world.creators();
    let chosen = fields.get("creator").unwrap_or_default();
    let busiest = || {
        let newest = world.videos().pop()?.open_id;
        creators.iter().find(|creator| creator.is(&newest))
    };
    let creator = creators
        .iter()
        .find(|creator| creator.is(chosen))
        .or_else(busiest);
    let Some(creator) = creator.or_else(|| creators.first()) else {
        return String::new();
    };
    let mut videos = world.videos();
    videos.retain(|video| video.open_id == creator.open_id);
    videos.reverse();
    let draft = fields.get("draft").and_then(|id| {
        videos
            .iter()
            .find(|video| video.publish_id == id && video.stage == Stage::InInbox)
    });
    let (screen, step) = draft.map_or_else(
        || (inbox(world, creator, &videos), "The draft arrives here"),
        |draft| (open_draft(creator, draft), "You press Post"),
    );
    let said = fields.get("said").map_or_else(String::new, |said| {
        format!(r#"<p class="notice" role="status">{}</p>"#, escape(said))
    });
    format!(
        r#"<header class="sim__head"><h1>Simulated phone</h1>
<p class="lead">Here you play the person who holds the phone: open the notification, then press Post. The service learns of it as it would from TikTok.</p>{said}</header>
<div class="phones">
<figure><div class="phone">
<div class="phone__status" aria-hidden="true"><span>@{username}</span><span>Simulator</span></div>
{screen}
</div><figcaption><b>{step}</b>{status}</figcaption></figure>
<div class="stack sim__panels">{accounts}{next}{received}</div>
</div>"#,
        username = escape(&creator.username),
        status = draft.map_or_else(String::new, |draft| {
            format!(
                r#"<span class="hint">At TikTok: <code>{}</code></span>"#,
                draft.status
            )
        }),
        accounts = accounts(world, &creators, creator),
        next = next(world, creator),
        received = received(&videos),
    )
}

fn inbox(world: &World, creator: &Creator, videos: &[Video]) -> String {
    let mut rows = String::new();
    for video in videos.iter().filter(|video| video.mode == Mode::Inbox) {
        let (new, line) = match video.stage {
            Stage::InInbox => (" data-new", "Your video is ready. Tap to edit and post."),
            Stage::Published => ("", "You posted this video."),
            _ => continue,
        };
        let open = if video.stage == Stage::InInbox {
            format!(
                r#"<a class="phone__open" href="/phone?creator={}&amp;draft={}">Open the draft</a>"#,
                escape(&creator.username),
                escape(&video.publish_id),
            )
        } else {
            String::new()
        };
        let _ = write!(
            rows,
            r#"<li{new}><video src="/phone/videos/{id}#t=0.1" preload="auto" muted playsinline tabindex="-1" aria-hidden="true"></video><div><b>AI Video Uploader</b><p>{line}</p><small>{ago}</small> {open}</div></li>"#,
            id = escape(&video.publish_id),
            ago = ago(world.now() - video.completed_at.unwrap_or(video.created_at)),
        );
    }
    if rows.is_empty() {
        rows.push_str("<li><div></div><p>Nothing yet. A draft that arrives shows here.</p></li>");
    }
    format!(
        r#"<div class="phone__screen phone__screen--inbox"><h2>Inbox</h2><ul class="phone__list">{rows}</ul>
<p class="phone__reload"><a class="btn btn--wide" href="/phone?creator={}">Look again</a></p></div>"#,
        escape(&creator.username)
    )
}

fn open_draft(creator: &Creator, draft: &Video) -> String {
    format!(
        r#"<div class="phone__screen phone__screen--post">
<video src="/phone/videos/{id}" controls loop muted playsinline preload="auto" aria-label="The draft"></video>
<form method="post" action="/phone" class="phone__sheet">
<input type="hidden" name="creator" value="{username}"><input type="hidden" name="draft" value="{id}">
<label class="visually-hidden" for="caption">Caption</label>
<textarea class="input caption" id="caption" name="caption" rows="3" placeholder="Describe your video">{caption}</textarea>
<div class="phone__acts"><button class="btn" name="act" value="discard">Discard</button><button class="btn btn--primary" name="act" value="post">Post</button></div>
</form></div>"#,
        id = escape(&draft.publish_id),
        username = escape(&creator.username),
        caption = escape(&draft.caption),
    )
}

/// A post as everybody sees it.
pub(super) fn public_post(creator: &Creator, video: &Video) -> String {
    format!(
        r#"<header class="sim__head"><h1>Simulated TikTok</h1><p class="lead">A public post of @{username}. At the real TikTok everybody could watch it here.</p></header>
<div class="phones"><figure><div class="phone">
<div class="phone__status" aria-hidden="true"><span>@{username}</span><span>Simulator</span></div>
<div class="phone__screen phone__screen--post">
<video src="/phone/videos/{id}" controls loop playsinline preload="auto" aria-label="The post"></video>
<div class="phone__sheet"><p class="caption">{caption}</p></div>
</div></div></figure></div>"#,
        username = escape(&creator.username),
        id = escape(&video.publish_id),
        caption = escape(&video.caption),
    )
}

fn ago(millis: i64) -> String {
    match millis / 60_000 {
        ..1 => "now".to_owned(),
        minutes @ 1..60 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    }
}

fn accounts(world: &World, creators: &[Creator], chosen: &Creator) -> String {
    let mut rows = String::new();
    for creator in creators {
        let current = if creator == chosen {
            r#" aria-current="page""#
        } else {
            ""
        };
        let _ = write!(
            rows,
            r#"<li><a class="account" href="/phone?creator={username}"{current}><img class="avatar" src="/avatars/{avatar}.jpg" alt="" width="40" height="40"><span><b>{name}</b><span class="hint">@{username} · {kind}, {connected}</span></span></a></li>"#,
            username = escape(&creator.username),
            avatar = creator.avatar,
            name = escape(&creator.display_name),
            kind = if creator.settings.private {
                "private"
            } else {
                "public"
            },
            connected = if world.is_connected(&creator.open_id) {
                "app connected"
            } else {
                "not connected"
            },
        );
    }
    let (act, label) = if chosen.settings.private {
        ("public", "Make the account public")
    } else {
        ("private", "Make the account private")
    };
    format!(
        r#"<section class="panel stack"><h2>Whose phone</h2><ul class="accounts">{rows}</ul>
<form method="post" action="/phone" class="acts"><input type="hidden" name="creator" value="{username}">
<button class="btn" name="act" value="{act}">{label}</button>
<button class="btn" name="act" value="disconnect">Disconnect the app</button></form></section>"#,
        username = escape(&chosen.username),
    )
}

fn next(world: &World, creator: &Creator) -> String {
    let set = match world.outcomes().first() {
        None | Some(Outcome::Fair) => "ok",
        Some(Outcome::Silent) => "silent",
        Some(Outcome::Fail(reason)) => reason,
    };
    let choice = |value: &str, label: &str, hint: &str| {
        let checked = if value == set { " checked" } else { "" };
        format!(
            r#"<label class="choice"><input type="radio" name="next" value="{value}"{checked}><span><b>{label}</b><span class="hint">{hint}</span></span></label>"#
        )
    };
    let main = [
        choice("ok", "All goes well", "The file decides."),
        choice(
            "internal",
            "Fails with a fault of its own",
            "A retry helps.",
        ),
        choice(
            "frame_rate_check_failed",
            "Refuses the frame rate",
            "A retry does not help.",
        ),
        choice("silent", "Stops answering", "The post becomes unconfirmed."),
    ]
    .concat();
    let shown = ["internal", "frame_rate_check_failed"];
    let others = FAIL_REASONS.iter().filter(|reason| !shown.contains(reason));
    let others: String = others.map(|reason| choice(reason, reason, "")).collect();
    format!(
        r#"<form class="panel stack" method="post" action="/phone"><h2>What happens next time</h2>
<p class="hint">Choose how the stand-in answers the next video.</p>
<input type="hidden" name="creator" value="{}">
<div class="choices">{main}</div>
<details><summary>Every other reason to fail</summary><div class="choices">{others}</div></details>
<p><button class="btn" name="act" value="next">Set</button></p></form>"#,
        escape(&creator.username)
    )
}

fn received(videos: &[Video]) -> String {
    let mut rows = String::new();
    for video in videos {
        let _ = write!(
            rows,
            "<li><code>{id}</code><br>{status}{reason}, {got} of {size} bytes<br><small><code>{sum}</code></small></li>",
            id = escape(&video.publish_id),
            status = video.status,
            reason = video
                .fail_reason
                .map_or_else(String::new, |reason| format!(" ({reason})")),
            got = video.received,
            size = video.size,
            sum = video.sha256.as_deref().unwrap_or("no checksum yet"),
        );
    }
    if rows.is_empty() {
        rows.push_str("<li>Nothing yet.</li>");
    }
    format!(
        r#"<section class="panel stack"><h2>What arrived</h2><ul class="received">{rows}</ul><p class="hint">Everything as JSON: <a href="/_state">/_state</a></p></section>"#
    )
}
