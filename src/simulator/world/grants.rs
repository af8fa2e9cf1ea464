//! TikTok's consents: open requests, codes, tokens and who is signed in on tiktok.com.

use std::collections::{BTreeSet, HashMap};

use rand::{Rng, distr::Alphanumeric, rngs::StdRng};

use crate::simulator::options::{Lifetimes, millis};

/// Scopes by name, in alphabetical order.
pub(crate) type ScopeSet = BTreeSet<String>;

/// Tokens handed to an app.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedTokens {
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: String,
    /// Whose they are.
    pub open_id: String,
    /// Granted scopes.
    pub scopes: Vec<String>,
}

/// An authorize request that waits for the person's answer.
#[derive(Debug, Clone)]
pub(crate) struct ConsentRequest {
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: String,
    pub(crate) challenge: Option<String>,
}

/// A code on its way to the token endpoint.
pub(crate) struct Code {
    pub(crate) open_id: String,
    pub(crate) scopes: ScopeSet,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<String>,
    pub(crate) expires_at: i64,
}

/// What a token stands for.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) open_id: String,
    pub(crate) scopes: ScopeSet,
    pub(crate) expires_at: i64,
}

/// Everything that OAuth remembers.
#[derive(Default)]
pub(crate) struct Grants {
    pub(crate) requests: HashMap<String, ConsentRequest>,
    pub(crate) codes: HashMap<String, Code>,
    pub(crate) access: HashMap<String, Grant>,
    pub(crate) refresh: HashMap<String, Grant>,
    /// Browser session to creator.
    pub(crate) sessions: HashMap<String, String>,
    /// What each creator has granted the app.
    pub(crate) consents: HashMap<String, ScopeSet>,
}

impl Grants {
    /// Hands out a pair of tokens.
    pub(crate) fn issue(
        &mut self,
        rng: &mut StdRng,
        open_id: &str,
        scopes: &ScopeSet,
        now: i64,
        lifetimes: &Lifetimes,
    ) -> IssuedTokens {
        let access_token = format!("act.{}!{}.va", random(rng, 40), random(rng, 4));
        let refresh_token = format!("rft.{}!{}.va", random(rng, 40), random(rng, 4));
        let grant = |length| Grant {
            open_id: open_id.to_owned(),
            scopes: scopes.clone(),
            expires_at: now + millis(length),
        };
        self.access
            .insert(access_token.clone(), grant(lifetimes.access_token));
        self.refresh
            .insert(refresh_token.clone(), grant(lifetimes.refresh_token));
        self.consents
            .entry(open_id.to_owned())
            .or_default()
            .extend(scopes.iter().cloned());
        IssuedTokens {
            access_token,
            refresh_token,
            open_id: open_id.to_owned(),
            scopes: scopes.iter().cloned().collect(),
        }
    }

    /// The grant behind a living access token.
    pub(crate) fn living(&self, access_token: &str, now: i64) -> Option<&Grant> {
        self.access
            .get(access_token)
            .filter(|grant| grant.expires_at > now)
    }

    /// The app leaves the creator's connected apps.
    pub(crate) fn remove(&mut self, open_id: &str) {
        self.access.retain(|_, grant| grant.open_id != open_id);
        self.refresh.retain(|_, grant| grant.open_id != open_id);
        self.codes.retain(|_, code| code.open_id != open_id);
        self.consents.remove(open_id);
    }
}

/// `length` random letters and digits.
pub(crate) fn random(rng: &mut StdRng, length: usize) -> String {
    rng.sample_iter(Alphanumeric)
        .take(length)
        .map(char::from)
        .collect()
}
