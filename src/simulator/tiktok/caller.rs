//! Who calls a data endpoint: token, scope, limit per minute, media type, in this order.

use axum::http::HeaderMap;
use serde_json::Value;

use super::wire::{Refusal, invalid, refuse};
use crate::simulator::{
    fields::{bearer, media_type},
    options::Limits,
    world::{ScopeSet, World},
};

/// A caller that may call.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) open_id: String,
    pub(super) scopes: ScopeSet,
}

/// An endpoint and what it asks of its callers.
pub(super) struct Gate {
    pub(super) endpoint: &'static str,
    /// Any one of these is enough; none means that a token is.
    pub(super) scopes: &'static [&'static str],
    /// Calls per minute and token.
    pub(super) most: fn(&Limits) -> usize,
}

impl Gate {
    /// Lets a caller through, or says why not.
    pub(super) fn admit(&self, world: &World, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let token = bearer(headers).unwrap_or_default();
        world.with(|state, now| {
            let grant = state.grants.living(token, now).cloned().ok_or_else(|| {
                let why = "The access token is invalid or not found in the request.";
                refuse("access_token_invalid", why)
            })?;
            let granted = |scope: &&str| grant.scopes.contains(*scope);
            if !self.scopes.is_empty() && !self.scopes.iter().any(granted) {
                let why =
                    "The user did not authorize the scope required for completing this request.";
                return Err(refuse("scope_not_authorized", why));
            }
            let most = (self.most)(&state.limits);
            if !state.rates.allow(token, self.endpoint, most, now) {
                let why = "The API rate limit was exceeded. Please try again later.";
                return Err(refuse("rate_limit_exceeded", why));
            }
            Ok(Caller {
                open_id: grant.open_id,
                scopes: grant.scopes,
            })
        })
    }
}

/// Insists on `Content-Type: application/json; charset=UTF-8`.
pub(super) fn must_be_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let (kind, parameters) = media_type(headers);
    if kind == "application/json" && parameters == "charset=utf-8" {
        return Ok(());
    }
    Err(invalid(
        "Content-Type must be application/json; charset=UTF-8",
    ))
}

/// The object in a body.
pub(super) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    must_be_json(headers)?;
    let value: Value = serde_json::from_slice(body).map_err(|_| invalid("The body is not JSON"))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(invalid("The body is not an object"))
    }
}
