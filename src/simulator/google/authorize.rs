//! Google's account chooser: checks the request, lets a person pick who they are.

use std::fmt::Write as _;

use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use url::Url;

use super::{Code, SignIn};
use crate::simulator::{
    fields::{Fields, with_query},
    options::{Options, millis},
    page::{escape, go_to, page, refusal},
    world::{Person, World},
};

/// `GET /o/oauth2/v2/auth`.
pub(super) async fn show(State(world): State<World>, RawQuery(query): RawQuery) -> Response {
    match check(&Fields::of_query(query.as_deref()), world.options()) {
        Err((code, why)) => refusal("Access blocked", &format!("Error 400: {code}. {why}")),
        Ok(sign_in) => {
            let id = world.with(|state, _| {
                let id = state.random(24);
                state.google.requests.insert(id.clone(), sign_in);
                id
            });
            page("Choose an account", &chooser(&id, &world.people())).into_response()
        }
    }
}

type Wrong = (&'static str, String);

fn check(fields: &Fields, options: &Options) -> Result<SignIn, Wrong> {
    let invalid = |why: &str| ("invalid_request", why.to_owned());
    let need = |name: &str| {
        fields
            .get(name)
            .ok_or_else(|| invalid(&format!("Missing required parameter: {name}")))
    };
    if let Some(name) = fields.repeated() {
        return Err(invalid(&format!("Parameter given twice: {name}")));
    }
    if need("client_id")? != options.google_client_id {
        return Err((
            "invalid_client",
            "The OAuth client was not found.".to_owned(),
        ));
    }
    let redirect_uri = need("redirect_uri")?;
    let registered = &options.google_redirect_uris;
    let known = registered.is_empty() || registered.iter().any(|uri| uri == redirect_uri);
    if !known || !may_be_registered(redirect_uri) {
        return Err((
            "redirect_uri_mismatch",
            format!("redirect_uri={redirect_uri}"),
        ));
    }
    if need("response_type")? != "code" {
        return Err((
            "unsupported_response_type",
            "response_type must be code".to_owned(),
        ));
    }
    let scopes: Vec<_> = need("scope")?.split(' ').map(str::to_owned).collect();
    let known = |scope: &String| ["openid", "email", "profile"].contains(&scope.as_str());
    if !scopes.iter().all(known) || !scopes.iter().any(|scope| scope == "openid") {
        return Err((
            "invalid_scope",
            "Ask for openid, email, profile.".to_owned(),
        ));
    }
    if need("code_challenge_method")? != "S256" {
        return Err(invalid("code_challenge_method must be S256"));
    }
    let challenge = need("code_challenge")?;
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if challenge.len() != 43 || !challenge.bytes().all(base64url) {
        return Err(invalid("code_challenge is not base64url(sha256(verifier))"));
    }
    Ok(SignIn {
        redirect_uri: redirect_uri.to_owned(),
        state: fields.get("state").map(str::to_owned),
        scopes,
        challenge: challenge.to_owned(),
    })
}

/// Google takes https, and http on this machine only; never a fragment.
fn may_be_registered(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| {
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        url.fragment().is_none() && (url.scheme() == "https" || (url.scheme() == "http" && local))
    })
}

fn chooser(id: &str, people: &[Person]) -> String {
    let mut rows = String::new();
    for person in people {
        let _ = write!(
            rows,
            r#"<li><button class="account" name="email" value="{email}"><b>{name}</b><span>{email}{mark}</span></button></li>"#,
            email = escape(&person.email),
            name = escape(&person.name),
            mark = if person.email_verified {
                ""
            } else {
                " (not verified)"
            },
        );
    }
    format!(
        r#"<div class="card">
<h1>Choose an account</h1>
<p class="lead">Here you play the person who signs in with Google.</p>
<form method="post"><input type="hidden" name="request" value="{id}">
<ul class="accounts">{rows}</ul></form>
<form method="post" class="stack"><input type="hidden" name="request" value="{id}">
<h2>Use another account</h2>
<p class="field"><label class="label" for="email">E-mail</label>
<input class="input" id="email" type="email" name="email" required></p>
<p class="field"><label class="label" for="name">Name</label>
<input class="input" id="name" name="name"></p>
<label class="check"><input type="checkbox" name="unverified" value="1"> <span>Google has not verified this address</span></label>
<p><button class="btn btn--primary">Continue with this account</button></p></form>
<form method="post"><input type="hidden" name="request" value="{id}">
<p><button class="btn" name="cancel" value="1">Cancel</button></p></form>
</div>"#
    )
}

/// `POST /o/oauth2/v2/auth`: the choice.
pub(super) async fn choose(
    State(world): State<World>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = Fields::of_body(&headers, &body).unwrap_or_default();
    let id = fields.get("request").unwrap_or_default();
    let Some(sign_in) = world.with(|state, _| state.google.requests.remove(id)) else {
        return refusal("Access blocked", "This page was used already. Start again.");
    };
    let state = sign_in.state.clone().unwrap_or_default();
    let mut answer: Vec<(&str, &str)> = Vec::new();
    if sign_in.state.is_some() {
        answer.push(("state", &state));
    }
    let redirect_uri = sign_in.redirect_uri.clone();
    let scopes = sign_in.scopes.join(" ");
    let code = match fields.get("email") {
        None => {
            answer.push(("error", "access_denied"));
            return go_to(&with_query(&redirect_uri, &answer));
        }
        Some(email) => {
            let person = find_or_add(&world, email, &fields);
            hand_out_code(&world, person, sign_in)
        }
    };
    answer.extend([
        ("code", code.as_str()),
        ("scope", &scopes),
        ("prompt", "none"),
    ]);
    go_to(&with_query(&redirect_uri, &answer))
}

fn find_or_add(world: &World, email: &str, fields: &Fields) -> Person {
    let known = world
        .people()
        .into_iter()
        .find(|person| person.email == email);
    known.unwrap_or_else(|| {
        let name = fields.get("name").unwrap_or("Sample Person");
        let person = Person::new(email, name, fields.get("unverified").is_none());
        world.add_person(person.clone());
        person
    })
}

fn hand_out_code(world: &World, person: Person, sign_in: SignIn) -> String {
    let lifetime = millis(world.options().lifetimes.code);
    world.with(|state, now| {
        let code = format!("4/0{}", state.random(40));
        let value = Code {
            sub: person.sub,
            sign_in,
            expires_at: now + lifetime,
        };
        state.google.codes.insert(code.clone(), value);
        code
    })
}
