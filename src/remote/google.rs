//! Sign-in with Google: OAuth 2 with PKCE, and who the person is.

use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, TokenResponse, TokenUrl,
    basic::{BasicClient, BasicErrorResponseType},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::http::{Clients, read_body, reason};
use crate::domain::secret::secret;

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

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
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        Self {
            verifier: secret(verifier.into_secret()),
            challenge: challenge.as_str().to_owned(),
        }
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
    userinfo: Url,
    oauth: BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>,
}

impl Google {
    /// Google at these endpoints.
    #[must_use]
    pub fn new(clients: &Clients, endpoints: Endpoints, credentials: Credentials) -> Self {
        let client_secret = credentials.client_secret.expose_secret().to_owned();
        let oauth = BasicClient::new(ClientId::new(credentials.client_id))
            .set_client_secret(ClientSecret::new(client_secret))
            .set_auth_type(AuthType::RequestBody)
            .set_auth_uri(AuthUrl::from_url(endpoints.auth))
            .set_token_uri(TokenUrl::from_url(endpoints.token))
            .set_redirect_uri(RedirectUrl::from_url(endpoints.redirect));
        Self {
            clients: clients.clone(),
            userinfo: endpoints.userinfo,
            oauth,
        }
    }

    /// The consent page, with the scopes `openid email profile` and an account chooser.
    #[must_use]
    pub fn authorize_url(&self, state: &str, challenge: &str) -> Url {
        let scopes = ["openid", "email", "profile"];
        let (url, _) = self
            .oauth
            .authorize_url(|| CsrfToken::new(state.to_owned()))
            .add_scopes(scopes.map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("code_challenge", challenge)
            .add_extra_param("code_challenge_method", "S256")
            .add_extra_param("prompt", "select_account")
            .url();
        url
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
        let client = self.clients.api.clone();
        let http = move |request: HttpRequest| send(client.clone(), request);
        let token = self
            .oauth
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned()))
            .request_async(&http)
            .await
            .map_err(judge)?;
        Ok(GoogleToken(secret(token.access_token().secret().as_str())))
    }

    /// Asks whose token it is.
    ///
    /// # Errors
    /// [`GoogleError`].
    pub async fn userinfo(&self, token: &GoogleToken) -> Result<GoogleUser, GoogleError> {
        let response = self
            .clients
            .api
            .get(self.userinfo.clone())
            .bearer_auth(token.0.expose_secret())
            .send()
            .await
            .map_err(lost)?;
        let status = response.status();
        if !status.is_success() {
            let answer = format!("userinfo: HTTP {}", status.as_u16());
            return Err(match status.as_u16() {
                401 | 403 => GoogleError::Refused(answer),
                _ => GoogleError::Unreachable(answer),
            });
        }
        let body = read_body(response, LONGEST_ANSWER).await.map_err(lost)?;
        read_user(&body)
    }
}

/// Carries a request of the OAuth library over our own client, and reads no endless answer.
async fn send(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, Lost> {
    let request = request.try_into().map_err(Lost::from)?;
    let response = client.execute(request).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut answer = HttpResponse::new(read_body(response, LONGEST_ANSWER).await?);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    Ok(answer)
}

/// No answer came.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Lost(String);

impl From<reqwest::Error> for Lost {
    fn from(error: reqwest::Error) -> Self {
        Self(reason(error))
    }
}

fn lost(error: reqwest::Error) -> GoogleError {
    GoogleError::Unreachable(reason(error))
}

fn judge(
    error: RequestTokenError<Lost, oauth2::StandardErrorResponse<BasicErrorResponseType>>,
) -> GoogleError {
    match error {
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
                GoogleError::Operator(answer.to_string())
            }
            BasicErrorResponseType::Extension(code) if code == "redirect_uri_mismatch" => {
                GoogleError::Operator(answer.to_string())
            }
            _ => GoogleError::Refused(answer.to_string()),
        },
        // Not its words: they may hold a token.
        RequestTokenError::Parse(..) => {
            GoogleError::Unreachable("the token endpoint's answer cannot be read".to_owned())
        }
        RequestTokenError::Request(Lost(why)) | RequestTokenError::Other(why) => {
            GoogleError::Unreachable(why)
        }
    }
}

/// The userinfo of `OpenID` Connect; Google's older one says `id` and `verified_email`.
#[derive(Deserialize)]
struct Userinfo {
    #[serde(alias = "id")]
    sub: String,
    #[serde(default)]
    email: String,
    #[serde(default, alias = "verified_email")]
    email_verified: Value,
    #[serde(default)]
    name: String,
}

fn read_user(body: &[u8]) -> Result<GoogleUser, GoogleError> {
    let user: Userinfo = serde_json::from_slice(body)
        .map_err(|error| GoogleError::Unreachable(format!("userinfo: {error}")))?;
    if user.sub.is_empty() || user.email.is_empty() {
        return Err(GoogleError::Refused(
            "the e-mail address was not shared".to_owned(),
        ));
    }
    let name = if user.name.trim().is_empty() {
        user.email.clone()
    } else {
        user.name
    };
    Ok(GoogleUser {
        sub: user.sub,
        // A truth written as text is one too; anything else is none.
        email_verified: user.email_verified == true || user.email_verified == "true",
        email: user.email,
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn userinfo_is_read_in_its_variants() {
        for (body, verified, name) in [
            (
                r#"{"sub":"1","email":"a@b.c","email_verified":true,"name":"Ann"}"#,
                true,
                "Ann",
            ),
            (
                r#"{"sub":"1","email":"a@b.c","email_verified":"true","name":"Ann"}"#,
                true,
                "Ann",
            ),
            (
                r#"{"id":"1","email":"a@b.c","verified_email":true}"#,
                true,
                "a@b.c",
            ),
            (
                r#"{"sub":"1","email":"a@b.c","email_verified":"false","name":" "}"#,
                false,
                "a@b.c",
            ),
            (
                r#"{"sub":"1","email":"a@b.c","email_verified":1}"#,
                false,
                "a@b.c",
            ),
            (r#"{"sub":"1","email":"a@b.c"}"#, false, "a@b.c"),
        ] {
            let user = read_user(body.as_bytes()).unwrap();
            assert_eq!(
                (user.email_verified, user.name.as_str()),
                (verified, name),
                "{body}"
            );
        }
        assert!(read_user(br#"{"sub":"1"}"#).is_err());
        assert!(read_user(b"<html>").is_err());
    }

    #[test]
    fn every_attempt_has_its_own_verifier() {
        assert_ne!(Pkce::new().challenge, Pkce::new().challenge);
        assert_eq!(Pkce::new().challenge.len(), 43);
    }
}
