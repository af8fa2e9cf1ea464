//! OAuth round trips under way: each state is good for one return, in the browser that set out.

use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::{Result, Store, columns::Columns as _, seal::Place};
use crate::domain::{clock::Timestamp, id::UserId};

/// To whom the browser was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Google, to sign in.
    Google,
    /// TikTok, to connect an account.
    TikTok,
}

impl Flow {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::TikTok => "tiktok",
        }
    }
}

/// One round trip.
#[derive(Debug, Clone)]
pub struct OauthState {
    /// The `state` parameter; only its hash is stored.
    pub state: String,
    /// To whom the browser was sent.
    pub flow: Flow,
    /// Who connects.
    pub user_id: Option<UserId>,
    /// A hash of the browser's cookie.
    pub browser: Option<String>,
    /// The PKCE verifier; sealed.
    pub verifier: SecretString,
    /// Where to go afterwards.
    pub next: Option<String>,
    /// When it set out.
    pub created_at: Timestamp,
    /// When it is too late to return.
    pub expires_at: Timestamp,
}

/// Round trips of one user that may be under way: the newest count. Nobody connects so many accounts at once.
const MOST_OF_A_USER: i64 = 20;

impl Store {
    /// Keeps a round trip.
    pub async fn insert_oauth_state(&self, state: &OauthState) -> Result<()> {
        let hash = hash(&state.state);
        sqlx::query(
            "insert into oauth_states (state_hash, flow, user_id, browser, verifier, next, created_at, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&hash)
        .bind(state.flow.as_str())
        .bind(state.user_id.map(|id| id.to_string()))
        .bind(state.browser.as_deref())
        .bind(self.sealer().seal(&state.verifier, verifier_of(&hash)))
        .bind(state.next.as_deref())
        .bind(state.created_at.as_millis())
        .bind(state.expires_at.as_millis())
        .execute(self.writers())
        .await?;
        if let Some(user) = state.user_id {
            sqlx::query(
                "delete from oauth_states where user_id = $1 and created_at < \
                 (select created_at from oauth_states where user_id = $1 \
                  order by created_at desc limit 1 offset $2)",
            )
            .bind(user.to_string())
            .bind(MOST_OF_A_USER - 1)
            .execute(self.writers())
            .await?;
        }
        Ok(())
    }

    /// Ends the round trip and returns it; none if it is unknown, of another flow, or too late. It works once.
    pub async fn take_oauth_state(
        &self,
        state: &str,
        flow: Flow,
        now: Timestamp,
    ) -> Result<Option<OauthState>> {
        let hash = hash(state);
        let rows = sqlx::query(
            "delete from oauth_states where state_hash = $1 and flow = $2 \
             returning user_id, browser, verifier, next, created_at, expires_at",
        )
        .bind(&hash)
        .bind(flow.as_str())
        .fetch_all(self.writers())
        .await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let expires_at = row.moment("expires_at")?;
        if expires_at <= now {
            return Ok(None);
        }
        let verifier = row.text("verifier")?;
        Ok(Some(OauthState {
            state: state.to_owned(),
            flow,
            user_id: row.optional_parsed("user_id")?,
            browser: row.optional_text("browser")?,
            verifier: self.sealer().open(&verifier, verifier_of(&hash))?,
            next: row.optional_text("next")?,
            created_at: row.moment("created_at")?,
            expires_at,
        }))
    }
}

fn verifier_of(hash: &str) -> Place<'_> {
    Place {
        table: "oauth_states",
        column: "verifier",
        row: hash,
    }
}

fn hash(state: &str) -> String {
    hex::encode(Sha256::digest(state.as_bytes()))
}
