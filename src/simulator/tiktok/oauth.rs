//! TikTok's token and revoke endpoints: form bodies, credentials in the body, flat errors.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::wire::OauthError;
use crate::simulator::{
    fields::Fields,
    world::{Code, IssuedTokens, ScopeSet, World},
};

type Wrong = (&'static str, &'static str);

/// `POST /v2/oauth/token/`.
pub(super) async fn token(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Response {
    answer(&world, grant(&world, &headers, &body))
}

/// `POST /v2/oauth/revoke/`.
pub(super) async fn revoke(
    State(world): State<World>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(&world, take_back(&world, &headers, &body))
}

fn answer(world: &World, result: Result<Value, Wrong>) -> Response {
    match result {
        Ok(body) => {
            let mut response = Json(body).into_response();
            let no_store = HeaderValue::from_static("no-store");
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, no_store);
            response
        }
        Err((error, description)) => {
            let status = match error {
                _ if world.options().oauth_errors_with_200 => StatusCode::OK,
                "invalid_client" => StatusCode::UNAUTHORIZED,
                _ => StatusCode::BAD_REQUEST,
            };
            OauthError {
                status,
                error,
                description: description.to_owned(),
            }
            .into_response()
        }
    }
}

fn grant(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<Value, Wrong> {
    let fields = form(world, headers, body)?;
    match need(&fields, "grant_type")? {
        "authorization_code" => exchange(world, &fields),
        "refresh_token" => refresh(world, need(&fields, "refresh_token")?),
        "client_credentials" => Ok(world.with(|state, _| {
            let token = format!("clt.{}", state.random(40));
            json!({ "access_token": token, "expires_in": 7200, "token_type": "Bearer" })
        })),
        _ => Err(("unsupported_grant_type", "The grant type is not supported.")),
    }
}

fn exchange(world: &World, fields: &Fields) -> Result<Value, Wrong> {
    let presented = need(fields, "code")?;
    let redirect_uri = need(fields, "redirect_uri")?;
    let code = world.with(|state, now| {
        state
            .grants
            .codes
            .remove(presented)
            .filter(|code| code.expires_at > now)
    });
    let code = code.ok_or((
        "invalid_grant",
        "Authorization code is invalid, expired or used.",
    ))?;
    if code.redirect_uri != redirect_uri {
        let why = "Redirect_uri is not matched with the uri when requesting code.";
        return Err(("invalid_grant", why));
    }
    prove(&code, fields.get("code_verifier"))?;
    Ok(issue(world, &code.open_id, &code.scopes))
}

/// The challenge is the hexadecimal SHA-256 of the verifier, whatever S256 means elsewhere.
fn prove(code: &Code, verifier: Option<&str>) -> Result<(), Wrong> {
    const WRONG: Wrong = (
        "invalid_grant",
        "Code verifier or code challenge is invalid.",
    );
    let Some(challenge) = &code.challenge else {
        return Ok(());
    };
    let verifier = verifier.ok_or(("invalid_request", "code_verifier is missing."))?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let well_formed = (43..=128).contains(&verifier.len()) && verifier.bytes().all(allowed);
    let same = hex::encode(Sha256::digest(verifier)) == *challenge;
    if well_formed && same {
        Ok(())
    } else {
        Err(WRONG)
    }
}

/// A refresh token works once: the answer's one replaces it.
fn refresh(world: &World, token: &str) -> Result<Value, Wrong> {
    let grant = world.with(|state, now| {
        state
            .grants
            .refresh
            .remove(token)
            .filter(|grant| grant.expires_at > now)
    });
    let grant = grant.ok_or(("invalid_grant", "Refresh token is invalid or expired."))?;
    Ok(issue(world, &grant.open_id, &grant.scopes))
}

fn issue(world: &World, open_id: &str, scopes: &ScopeSet) -> Value {
    let lifetimes = &world.options().lifetimes;
    let IssuedTokens {
        access_token,
        refresh_token,
        open_id,
        scopes,
    } = world.with(|state, now| {
        state
            .grants
            .issue(&mut state.rng, open_id, scopes, now, lifetimes)
    });
    json!({
        "access_token": access_token,
        "expires_in": lifetimes.access_token.as_secs(),
        "open_id": open_id,
        "refresh_expires_in": lifetimes.refresh_token.as_secs(),
        "refresh_token": refresh_token,
        "scope": scopes.join(","),
        "token_type": "Bearer",
    })
}

fn take_back(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<Value, Wrong> {
    let fields = form(world, headers, body)?;
    let token = need(&fields, "token")?;
    let reason = world.options().webhook_on_revoke.then_some(5);
    world.with(|state, now| {
        let grant = state.grants.living(token, now);
        let open_id = grant.map(|grant| grant.open_id.clone());
        let open_id = open_id.ok_or(("invalid_request", "The token is invalid or expired."))?;
        state.disconnect(&open_id, reason, now);
        Ok(json!({}))
    })
}

/// A form whose client is known.
fn form(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<Fields, Wrong> {
    let fields = Fields::of_body(headers, body).ok_or((
        "invalid_request",
        "Only `application/x-www-form-urlencoded` is accepted as Content-Type.",
    ))?;
    if fields.repeated().is_some() {
        return Err(("invalid_request", "A parameter was given twice."));
    }
    let options = world.options();
    let key = need(&fields, "client_key")?;
    let secret = need(&fields, "client_secret")?;
    if key != options.tiktok_client_key || secret != options.tiktok_client_secret {
        return Err(("invalid_client", "Client key or secret is incorrect."));
    }
    Ok(fields)
}

fn need<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Wrong> {
    fields.get(name).ok_or((
        "invalid_request",
        match name {
            "client_key" => "client_key is missing.",
            "client_secret" => "client_secret is missing.",
            "code" => "code is missing.",
            "redirect_uri" => "redirect_uri is missing.",
            "grant_type" => "grant_type is missing.",
            "refresh_token" => "refresh_token is missing.",
            _ => "A parameter is missing.",
        },
    ))
}
