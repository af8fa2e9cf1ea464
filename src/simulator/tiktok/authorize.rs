//! TikTok's authorize page: refuses a wrong request by a page that names the parameter, sends a
//! signed-in browser straight back, or asks for consent.

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use url::{Host, Url};

use super::consent;
use crate::simulator::{
    fields::Fields,
    options::Options,
    page::{page, refusal},
    world::{ConsentRequest, World},
};

/// A parameter, and what is wrong with it.
type Wrong = (&'static str, &'static str);

/// `GET /v2/auth/authorize/`.
pub(super) async fn show(
    State(world): State<World>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::of_query(query.as_deref());
    let (request, always_ask) = match check(&fields, world.options()) {
        Ok(checked) => checked,
        Err((name, why)) => return refusal("Something went wrong", &format!("{name}: {why}")),
    };
    let signed_in = session(&headers)
        .and_then(|session| world.with(|state, _| state.grants.sessions.get(session).cloned()));
    if let Some(open_id) = signed_in.as_ref().filter(|_| !always_ask)
        && consent::covers(&world, open_id, &request.scopes)
    {
        return consent::send_back(&world, &request, open_id, &request.scopes);
    }
    let id = world.with(|state, _| {
        let id = state.random(24);
        state.grants.requests.insert(id.clone(), request.clone());
        id
    });
    let creators = world.creators();
    page(
        "Allow access",
        &consent::form(&id, &request, &creators, signed_in.as_deref()),
    )
    .into_response()
}

/// The cookie of a browser that has signed in on the simulated tiktok.com.
pub(super) const SESSION: &str = "simulator_tiktok_session";

fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|it| it.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == SESSION)
        .map(|(_, value)| value)
}

fn check(fields: &Fields, options: &Options) -> Result<(ConsentRequest, bool), Wrong> {
    for name in [
        "client_key",
        "response_type",
        "scope",
        "redirect_uri",
        "state",
        "code_challenge",
        "disable_auto_auth",
    ] {
        if fields.all(name).count() > 1 {
            return Err((name, "given twice"));
        }
    }
    let need = |name| fields.get(name).ok_or((name, "missing"));
    if need("client_key")? != options.tiktok_client_key {
        return Err(("client_key", "no such app"));
    }
    if fields.get("client_secret").is_some() {
        return Err(("client_secret", "must never travel through a browser"));
    }
    if need("response_type")? != "code" {
        return Err(("response_type", "must be code"));
    }
    let redirect_uri = need("redirect_uri")?;
    let registered = &options.tiktok_redirect_uris;
    if !registered.is_empty() && !registered.iter().any(|uri| uri == redirect_uri) {
        return Err(("redirect_uri", "not registered"));
    }
    let desktop = platform(redirect_uri)? == Platform::Desktop;
    let scopes: Vec<_> = need("scope")?.split(',').map(str::to_owned).collect();
    if !scopes
        .iter()
        .all(|scope| options.tiktok_scopes.contains(scope))
    {
        return Err((
            "scope",
            "not approved for this app, or not separated by commas",
        ));
    }
    let state = need("state")?.to_owned();
    let always_ask = match fields.get("disable_auto_auth") {
        None | Some("0") => false,
        Some("1") => true,
        Some(_) => return Err(("disable_auto_auth", "must be 0 or 1")),
    };
    let challenge = fields.get("code_challenge").map(str::to_owned);
    if challenge.is_none() && desktop {
        return Err(("code_challenge", "missing"));
    }
    if challenge.is_some() && need("code_challenge_method")? != "S256" {
        return Err(("code_challenge_method", "must be S256"));
    }
    let request = ConsentRequest {
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        state,
        challenge,
    };
    Ok((request, always_ask))
}

/// Which of TikTok's platforms an address can be registered for.
#[derive(Debug, PartialEq, Eq)]
enum Platform {
    Web,
    Desktop,
}

fn platform(address: &str) -> Result<Platform, Wrong> {
    let wrong = |why| Err(("redirect_uri", why));
    let Ok(url) = Url::parse(address) else {
        return wrong("not an absolute address");
    };
    if address.len() >= 512 {
        return wrong("512 characters or longer");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong("has a query or a fragment");
    }
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
    let port = address
        .split('/')
        .nth(2)
        .and_then(|authority| authority.rsplit_once(':'));
    match (url.scheme(), local) {
        ("http" | "https", true) if port.is_some() => Ok(Platform::Desktop),
        ("http" | "https", true) => wrong("has no port"),
        ("https", false) if matches!(url.host(), Some(Host::Domain(_))) => Ok(Platform::Web),
        _ => wrong("must be https on a domain, or localhost or 127.0.0.1 with a port"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Platform, platform};

    #[test]
    fn knows_which_addresses_may_be_registered() {
        for address in [
            "http://localhost:8001/auth/tiktok/callback",
            "https://127.0.0.1:1/cb/",
        ] {
            assert_eq!(platform(address), Ok(Platform::Desktop), "{address}");
        }
        assert_eq!(platform("https://uploader.example/cb"), Ok(Platform::Web));
        for address in [
            "http://uploader.example/cb",
            "http://localhost/cb",
            "https://192.0.2.1/cb",
            "https://uploader.example/cb?a=b",
            "https://uploader.example/cb#a",
            "/cb",
        ] {
            assert!(platform(address).is_err(), "{address}");
        }
    }
}
