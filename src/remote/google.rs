//! Sign-in with Google: OAuth 2 with PKCE, and who the person is.
#![expect(unused_variables, clippy::unused_async, reason = "bodies follow")]

use secrecy::SecretString;
use url::Url;

use super::http::Clients;

/// Where Google answers: whole endpoints.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// The consent page.
    pub auth: Url,
    /// Where a code becomes a token.
    pub token: Url,
    /// Who the token belongs to.
    pub userinfo: Url,
    /// Our callback, as registered with Google.
    pub redirect: Url,
}

/// What Google knows this installation by.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// `GOOGLE_CLIENT_ID`.
    pub client_id: String,
    /// `GOOGLE_CLIENT_SECRET`.
    pub client_secret: SecretString,
}

/// A verifier and its challenge (S256, base64url), new for each attempt.
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
        unimplemented!()
    }
}

/// An access token of Google, good for one look at the profile.
#[derive(Debug)]
pub struct GoogleToken(SecretString);

/// Who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoogleUser {
    /// Google's stable id.
    pub sub: String,
    /// The address.
    pub email: String,
    /// Whether Google has verified the address.
    pub email_verified: bool,
    /// The person's name; the address if Google gives none.
    pub name: String,
}

/// Why signing in failed.
#[derive(Debug, thiserror::Error)]
pub enum GoogleError {
    /// Google said no: the code is spent or wrong, or access was not allowed.
    #[error("Google refused: {0}")]
    Refused(String),
    /// Our credentials or redirect address are wrong.
    #[error("Google does not accept this installation: {0}")]
    Operator(String),
    /// No answer, or one that cannot be understood.
    #[error("Google did not answer as expected: {0}")]
    Unreachable(String),
}

/// Google as an identity provider.
#[derive(Debug, Clone)]
pub struct Google {
    clients: Clients,
    endpoints: Endpoints,
    credentials: Credentials,
}

impl Google {
    /// Google at these endpoints.
    #[must_use]
    pub fn new(clients: &Clients, endpoints: Endpoints, credentials: Credentials) -> Self {
        Self {
            clients: clients.clone(),
            endpoints,
            credentials,
        }
    }

    /// The consent page, with the scopes `openid email profile` and an account chooser.
    #[must_use]
    pub fn authorize_url(&self, state: &str, challenge: &str) -> Url {
        let _ = (&self.clients, &self.endpoints, &self.credentials);
        unimplemented!()
    }

    /// Turns the code of the callback into a token.
    ///
    /// # Errors
    /// [`GoogleError`].
    pub async fn exchange(
        &self,
        code: &str,
        verifier: &SecretString,
    ) -> Result<GoogleToken, GoogleError> {
        unimplemented!()
    }

    /// Asks whose token it is.
    ///
    /// # Errors
    /// [`GoogleError`].
    pub async fn userinfo(&self, token: &GoogleToken) -> Result<GoogleUser, GoogleError> {
        let _ = &token.0;
        unimplemented!()
    }
}
