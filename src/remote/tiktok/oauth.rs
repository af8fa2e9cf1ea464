//! Login Kit: the consent page, and tokens.

use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::time::Duration;
use url::Url;

use super::{
    TikTok, TikTokError, Verdict,
    error::Kind,
    wire::{optional_number, optional_text},
};
use crate::domain::{
    account::{Scopes, Tokens},
    clock::Timestamp,
    error_code::{ErrorCode, Failure},
    secret::secret,
};

const TOKEN: &str = "/v2/oauth/token/";
const REVOKE: &str = "/v2/oauth/revoke/";

/// What a verifier may consist of, without the characters that some servers encode. Source: RFC 7636, 4.1.
const UNRESERVED: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A verifier and its challenge (lowercase hex of SHA-256, as TikTok wants it), new for each attempt.
#[derive(Debug)]
pub struct Pkce {
    /// Kept here until the code comes back.
    pub verifier: SecretString,
    /// Sent to the consent page.
    pub challenge: String,
}

impl Pkce {
    /// A new pair.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "every one is different")]
    pub fn new() -> Self {
        let mut rng = rand::rng();
        let verifier: String = (0..64)
            .map(|_| char::from(UNRESERVED[rng.random_range(0..UNRESERVED.len())]))
            .collect();
        Self {
            challenge: challenge(&verifier),
            verifier: secret(verifier),
        }
    }
}

fn challenge(verifier: &str) -> String {
    hex::encode(Sha256::digest(verifier))
}

/// The token endpoint's answer.
#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(default, deserialize_with = "optional_text")]
    access_token: Option<String>,
    #[serde(default, deserialize_with = "optional_number")]
    expires_in: Option<u64>,
    #[serde(default, deserialize_with = "optional_text")]
    refresh_token: Option<String>,
    #[serde(default, deserialize_with = "optional_number")]
    refresh_expires_in: Option<u64>,
    #[serde(default, deserialize_with = "optional_text")]
    open_id: Option<String>,
    #[serde(default, deserialize_with = "optional_text")]
    scope: Option<String>,
}

impl TikTok {
    /// The consent page. `always_ask` shows it even to a browser whose account has consented before.
    #[must_use]
    pub fn authorize_url(
        &self,
        state: &str,
        challenge: &str,
        scopes: &Scopes,
        always_ask: bool,
    ) -> Url {
        let mut url = self.endpoints.auth.clone();
        url.set_path("/v2/auth/authorize/");
        url.set_fragment(None);
        url.query_pairs_mut()
            .clear()
            .append_pair("client_key", &self.credentials.client_key)
            .append_pair("response_type", "code")
            .append_pair("scope", &scopes.to_string())
            .append_pair("redirect_uri", &self.endpoints.redirect)
            .append_pair("state", state)
            .append_pair("code_challenge", challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("disable_auto_auth", if always_ask { "1" } else { "0" });
        url
    }

    /// Turns the code of the callback into tokens.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn exchange_code(
        &self,
        code: &str,
        verifier: &SecretString,
        now: Timestamp,
    ) -> Result<Tokens, TikTokError> {
        let answer = self
            .token(
                Kind::Exchange,
                &[
                    ("grant_type", "authorization_code"),
                    ("code", code),
                    ("redirect_uri", &self.endpoints.redirect),
                    ("code_verifier", verifier.expose_secret()),
                ],
            )
            .await?;
        let missing = |field: &str| {
            let failure = Failure::new(ErrorCode::TiktokInvalidRequest)
                .with_detail(format!("TikTok's answer has no {field}."));
            TikTokError::refused(TOKEN, Verdict::Fail, failure)
        };
        Ok(Tokens {
            access: secret(answer.access_token.ok_or_else(|| missing("access_token"))?),
            access_expires_at: after(now, answer.expires_in),
            refresh: secret(
                answer
                    .refresh_token
                    .ok_or_else(|| missing("refresh_token"))?,
            ),
            refresh_expires_at: answer
                .refresh_expires_in
                .map(|seconds| after(now, Some(seconds)))
                .ok_or_else(|| missing("refresh_expires_in"))?,
            scopes: Scopes::parse(&answer.scope.ok_or_else(|| missing("scope"))?),
            tiktok_user_id: answer.open_id.ok_or_else(|| missing("open_id"))?,
        })
    }

    /// New tokens for `held`. What the answer leaves out (refresh token, its end, scopes, user id) stays as held.
    ///
    /// The held refresh token may be dead afterwards: commit the answer before anything else.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn refresh(&self, held: &Tokens, now: Timestamp) -> Result<Tokens, TikTokError> {
        let answer = self
            .token(
                Kind::Refresh,
                &[
                    ("grant_type", "refresh_token"),
                    ("refresh_token", held.refresh.expose_secret()),
                ],
            )
            .await?;
        let Some(access) = answer.access_token else {
            return Err(TikTokError::garbled(TOKEN, "no access_token"));
        };
        Ok(Tokens {
            access: secret(access),
            access_expires_at: after(now, answer.expires_in),
            refresh: answer
                .refresh_token
                .map_or_else(|| held.refresh.clone(), secret),
            refresh_expires_at: answer
                .refresh_expires_in
                .map_or(held.refresh_expires_at, |seconds| after(now, Some(seconds))),
            scopes: answer
                .scope
                .map_or_else(|| held.scopes.clone(), |scope| Scopes::parse(&scope)),
            tiktok_user_id: answer
                .open_id
                .unwrap_or_else(|| held.tiktok_user_id.clone()),
        })
    }

    /// Takes our access back at TikTok, given an access token.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn revoke(&self, access: &SecretString) -> Result<(), TikTokError> {
        let form = self.with_credentials(&[("token", access.expose_secret())]);
        let request = self.clients.api.post(self.api(REVOKE)).form(&form);
        self.call(REVOKE, Kind::Revoke, request).await.map(|_| ())
    }

    async fn token(&self, kind: Kind, fields: &[(&str, &str)]) -> Result<TokenAnswer, TikTokError> {
        let request = self
            .clients
            .api
            .post(self.api(TOKEN))
            .header("Cache-Control", "no-cache")
            .form(&self.with_credentials(fields));
        let body = self.call(TOKEN, kind, request).await?;
        serde_json::from_value(body)
            .map_err(|error| TikTokError::garbled(TOKEN, &error.to_string()))
    }

    /// Login Kit takes the credentials in the body.
    fn with_credentials<'a>(&'a self, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut form = vec![
            ("client_key", self.credentials.client_key.as_str()),
            (
                "client_secret",
                self.credentials.client_secret.expose_secret(),
            ),
        ];
        form.extend_from_slice(fields);
        form
    }
}

/// The end of something that lives so many seconds; if TikTok does not say, it counts as over and is renewed on use.
fn after(now: Timestamp, seconds: Option<u64>) -> Timestamp {
    now + Duration::from_secs(seconds.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_lowercase_hex() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
        );
        let (one, other) = (Pkce::new(), Pkce::new());
        assert_eq!(one.challenge, challenge(one.verifier.expose_secret()));
        assert_ne!(one.challenge, other.challenge);
        assert_eq!(one.verifier.expose_secret().len(), 64);
    }
}
