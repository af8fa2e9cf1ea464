//! The consent page: which account, which scopes; then the way back with a code.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use bytes::Bytes;

use super::authorize::SESSION;
use crate::simulator::{
    fields::{Fields, with_query},
    options::millis,
    page::{escape, go_to, refusal},
    world::{Code, ConsentRequest, Creator, ScopeSet, World},
};

/// The scope that comes with Login Kit and cannot be switched off.
const BASIC: &str = "user.info.basic";

/// The form; `chosen` is the account that the browser is signed in with.
pub(super) fn form(
    id: &str,
    request: &ConsentRequest,
    creators: &[Creator],
    chosen: Option<&str>,
) -> String {
    let mut accounts = String::new();
    for (at, creator) in creators.iter().enumerate() {
        let checked = chosen.map_or(at == 0, |open_id| open_id == creator.open_id);
        let _ = write!(
            accounts,
            r#"<label class="choice"><input type="radio" name="account" value="{username}"{checked}><img class="avatar" src="/avatars/{avatar}.jpg" alt="" width="40" height="40"><span><b>{name}</b><span class="hint">@{username}{private}</span></span></label>"#,
            username = escape(&creator.username),
            name = escape(&creator.display_name),
            avatar = creator.avatar,
            checked = if checked { " checked" } else { "" },
            private = if creator.settings.private {
                " · private account"
            } else {
                ""
            },
        );
    }
    let mut scopes = String::new();
    for scope in &request.scopes {
        let (fixed, hint) = if scope == BASIC {
            (r#"type="hidden""#, "always")
        } else {
            (r#"type="checkbox" checked"#, "")
        };
        let _ = write!(
            scopes,
            r#"<label class="check"><input {fixed} name="scope" value="{scope}"> <span>{words} <code>{scope}</code> <span class="hint">{hint}</span></span></label>"#,
            scope = escape(scope),
            words = words(scope),
        );
    }
    format!(
        r#"<div class="card">
<h1>Allow access to your TikTok account</h1>
<p class="lead">Here you play the person who connects TikTok. Take away what you do not want to grant.</p>
<form method="post" class="stack"><input type="hidden" name="request" value="{id}">
<fieldset class="choices"><legend class="label">Account</legend>{accounts}</fieldset>
<fieldset class="stack"><legend class="label">This app wants to</legend>{scopes}</fieldset>
<p class="acts"><button class="btn" name="answer" value="cancel">Cancel</button>
<button class="btn btn--primary" name="answer" value="authorize">Authorize</button></p>
</form></div>"#
    )
}

fn words(scope: &str) -> &'static str {
    match scope {
        BASIC => "Read your profile name and picture",
        "user.info.profile" => "Read your handle and profile link",
        "user.info.stats" => "Read your counts of likes, followers and videos",
        "video.upload" => "Put drafts into your inbox",
        "video.publish" => "Post videos for you",
        "video.list" => "List your public videos",
        _ => "Something else",
    }
}

/// `POST /v2/auth/authorize/`: the person's answer.
pub(super) async fn decide(
    State(world): State<World>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = Fields::of_body(&headers, &body).unwrap_or_default();
    let id = fields.get("request").unwrap_or_default();
    let Some(request) = world.with(|state, _| state.grants.requests.remove(id)) else {
        return refusal(
            "Something went wrong",
            "This page was used already. Start again.",
        );
    };
    let Some(creator) = fields.get("account").and_then(|name| world.creator(name)) else {
        return refusal("Something went wrong", "account: no such account");
    };
    let asked = |scope: &&str| request.scopes.iter().any(|it| it == scope);
    let granted: Vec<_> = fields
        .all("scope")
        .filter(asked)
        .map(str::to_owned)
        .collect();
    if fields.get("answer") != Some("authorize") || granted.is_empty() {
        return deny(&request);
    }
    let mut response = send_back(&world, &request, &creator.open_id, &granted);
    let session = world.with(|state, _| {
        let session = state.random(32);
        let open_id = creator.open_id;
        let granted = granted.into_iter().collect();
        state.grants.consents.insert(open_id.clone(), granted);
        state.grants.sessions.insert(session.clone(), open_id);
        session
    });
    let cookie = format!("{SESSION}={session}; Path=/v2/auth/; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn deny(request: &ConsentRequest) -> Response {
    let answer = [
        ("error", "access_denied"),
        ("error_description", "User cancelled the authorization"),
        ("state", &request.state),
    ];
    go_to(&with_query(&request.redirect_uri, &answer))
}

/// Whether a creator has granted all of `scopes` before.
pub(super) fn covers(world: &World, open_id: &str, scopes: &[String]) -> bool {
    world.with(|state, _| {
        let granted = state.grants.consents.get(open_id);
        granted.is_some_and(|granted| scopes.iter().all(|scope| granted.contains(scope)))
    })
}

/// Sends the browser back with a code.
pub(super) fn send_back(
    world: &World,
    request: &ConsentRequest,
    open_id: &str,
    granted: &[String],
) -> Response {
    let scopes: ScopeSet = granted.iter().cloned().collect();
    let listed = scopes.iter().cloned().collect::<Vec<_>>().join(",");
    let lifetime = millis(world.options().lifetimes.code);
    let code = world.with(|state, now| {
        // TikTok's codes hold characters that must be encoded on the way.
        let code = format!("{}*1!{}.va", state.random(48), state.random(4));
        let value = Code {
            open_id: open_id.to_owned(),
            scopes,
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.challenge.clone(),
            expires_at: now + lifetime,
        };
        state.grants.codes.insert(code.clone(), value);
        code
    });
    let answer = [
        ("code", code.as_str()),
        ("scopes", &listed),
        ("state", &request.state),
    ];
    go_to(&with_query(&request.redirect_uri, &answer))
}
