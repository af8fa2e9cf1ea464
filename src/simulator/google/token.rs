//! Google's token endpoint and userinfo.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose};
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::Token;
use crate::simulator::{
    fields::{Fields, bearer},
    options::Options,
    world::World,
};

type Wrong = (u16, &'static str, &'static str);

/// Seconds that an access token lives.
const LIFETIME: i64 = 3599;

/// `POST /token`.
pub(super) async fn exchange(
    State(world): State<World>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    no_store(match redeem(&world, &headers, &body) {
        Ok(answer) => Json(answer).into_response(),
        Err(wrong) => refuse(wrong),
    })
}

fn redeem(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<Value, Wrong> {
    let fields = Fields::of_body(headers, body).ok_or((400, "invalid_request", "Not a form."))?;
    if fields.repeated().is_some() {
        return Err((400, "invalid_request", "A parameter was given twice."));
    }
    know_client(headers, &fields, world.options())?;
    if fields.get("grant_type") != Some("authorization_code") {
        return Err((400, "unsupported_grant_type", "Invalid grant_type"));
    }
    let code = fields
        .get("code")
        .ok_or((400, "invalid_request", "Missing code"))?;
    let spent = world.with(|state, now| {
        state
            .google
            .codes
            .remove(code)
            .filter(|code| code.expires_at > now)
    });
    let code = spent.ok_or((
        400,
        "invalid_grant",
        "Malformed auth code or code was already redeemed.",
    ))?;
    if fields.get("redirect_uri") != Some(code.sign_in.redirect_uri.as_str()) {
        return Err((400, "redirect_uri_mismatch", "Bad Request"));
    }
    let verifier = fields.get("code_verifier");
    let verifier = verifier.ok_or((400, "invalid_grant", "Missing code verifier."))?;
    let challenge = general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    if !(43..=128).contains(&verifier.len()) || challenge != code.sign_in.challenge {
        return Err((400, "invalid_grant", "Invalid code verifier."));
    }
    Ok(world.with(|state, now| {
        let token = format!("ya29.{}", state.random(60));
        let scope = code.sign_in.scopes.join(" ");
        let value = Token {
            sub: code.sub,
            scopes: code.sign_in.scopes,
            expires_at: now + LIFETIME * 1000,
        };
        state.google.tokens.insert(token.clone(), value);
        json!({
            "access_token": token,
            "expires_in": LIFETIME,
            "scope": scope,
            "token_type": "Bearer",
        })
    }))
}

/// Client id and secret: in the Basic header or in the body, not in both.
fn know_client(headers: &HeaderMap, fields: &Fields, options: &Options) -> Result<(), Wrong> {
    const UNKNOWN: Wrong = (401, "invalid_client", "The OAuth client was not found.");
    let in_body = fields.get("client_id").zip(fields.get("client_secret"));
    let (id, secret) = match (basic(headers), in_body) {
        (Some(_), Some(_)) => {
            return Err((400, "invalid_request", "Credentials in header and body."));
        }
        (Some(given), None) => given,
        (None, Some((id, secret))) => (id.to_owned(), secret.to_owned()),
        (None, None) => return Err(UNKNOWN),
    };
    if id != options.google_client_id {
        return Err(UNKNOWN);
    }
    if secret != options.google_client_secret {
        return Err((401, "invalid_client", "Unauthorized"));
    }
    Ok(())
}

/// The two halves of a Basic header, each form-encoded as RFC 6749 wants it.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Basic ")?;
    let text = String::from_utf8(general_purpose::STANDARD.decode(value).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |text: &str| {
        let fields = Fields::read(format!("x={text}").as_bytes());
        fields.get("x").unwrap_or_default().to_owned()
    };
    Some((decode(id), decode(secret)))
}

/// `GET /v1/userinfo`.
pub(super) async fn userinfo(State(world): State<World>, headers: HeaderMap) -> Response {
    let found = bearer(&headers).and_then(|token| {
        world.with(|state, now| {
            let token = state
                .google
                .tokens
                .get(token)
                .filter(|token| token.expires_at > now)?;
            let person = state.people.iter().find(|person| person.sub == token.sub)?;
            Some((token.scopes.clone(), person.clone()))
        })
    });
    let Some((scopes, person)) = found else {
        return refuse((401, "invalid_request", "Invalid Credentials"));
    };
    let granted = |scope: &str| scopes.iter().any(|it| it == scope);
    let mut claims = json!({ "sub": person.sub });
    if granted("email") {
        claims["email"] = person.email.into();
        claims["email_verified"] = person.email_verified.into();
    }
    if granted("profile") {
        let given_name = person.name.split(' ').next().unwrap_or_default();
        claims["given_name"] = given_name.into();
        claims["name"] = person.name.into();
    }
    no_store(Json(claims).into_response())
}

fn refuse((status, error, description): Wrong) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    (
        status,
        Json(json!({ "error": error, "error_description": description })),
    )
        .into_response()
}

fn no_store(mut response: Response) -> Response {
    let value = HeaderValue::from_static("no-cache, no-store, max-age=0, must-revalidate");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}
