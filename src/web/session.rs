//! Who is signed in: axum-login on a session in the database. A session row exists only for people who signed in.

use std::{convert::Infallible, fmt};

use axum::{
    Extension,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder, AuthUser, AuthnBackend};
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite};

use crate::{
    domain::{clock::Timestamp, id::UserId, user::User},
    service::{Context, SignedIn},
    store::{Store, StoreError, sessions::SessionRows},
};

/// The session as axum-login hands it to handlers.
pub(super) type AuthSession = axum_login::AuthSession<Backend>;

/// When the session was last used, in the session itself.
const SEEN: &str = "seen";

/// How stale [`SEEN`] may become before it is written again: each write is one to the database.
const SEEN_EVERY_MS: i64 = 60 * 60 * 1000;

/// The signed-in user.
#[derive(Clone)]
pub(super) struct Person {
    /// The user.
    pub user: User,
    /// Ends every session when the address gets to belong to another Google account.
    hash: Vec<u8>,
}

impl Person {
    /// The person that Google proved to be `user`.
    pub(super) fn new(user: User) -> Self {
        let hash = user.google_sub.clone().unwrap_or_default().into_bytes();
        Self { user, hash }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.user.id.fmt(f)
    }
}

impl AuthUser for Person {
    type Id = UserId;

    fn id(&self) -> Self::Id {
        self.user.id
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.hash
    }
}

/// Finds the user of a session.
#[derive(Debug, Clone)]
pub(super) struct Backend(Store);

impl AuthnBackend for Backend {
    type User = Person;
    /// Nobody signs in with credentials of ours: Google proves who it is, see `auth`.
    type Credentials = Infallible;
    type Error = StoreError;

    async fn authenticate(&self, nobody: Infallible) -> Result<Option<Person>, StoreError> {
        match nobody {}
    }

    async fn get_user(&self, id: &UserId) -> Result<Option<Person>, StoreError> {
        Ok(self.0.find_user(*id).await?.map(Person::new))
    }
}

/// The layer that reads the session cookie and finds the user.
pub(super) fn layer(ctx: &Context) -> AuthManagerLayer<Backend, SessionRows> {
    let secure = is_secure(ctx);
    let days = i64::from(ctx.settings.session_days);
    let sessions = SessionManagerLayer::new(SessionRows::new(ctx.store.clone(), ctx.clock.clone()))
        .with_name(cookie_name("session", secure))
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::days(days)));
    AuthManagerLayerBuilder::new(Backend(ctx.store.clone()), sessions).build()
}

/// Whether browsers reach this installation by https.
pub(super) fn is_secure(ctx: &Context) -> bool {
    ctx.settings.public_url.starts_with("https://")
}

/// The name of a cookie of ours. Under https its prefix makes browsers refuse it from a subdomain or without TLS.
pub(super) fn cookie_name(name: &str, secure: bool) -> String {
    if secure {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

/// Notes that the session was used and tells everything inside who is signed in: [`SignedIn`] and [`User`] as request
/// extensions. A session that nobody used for too long ends here, by our clock.
pub(super) async fn recognise(
    State(ctx): State<Context>,
    Extension(mut auth): Extension<AuthSession>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut signed_in = None;
    if let Some(person) = auth.user.clone() {
        match touch(&auth.session, ctx.now(), ctx.settings.session_days).await {
            Ok(true) => {
                request.extensions_mut().insert(SignedIn(person.user.id));
                request.extensions_mut().insert(person.user.clone());
                signed_in = Some(person.user);
            }
            Ok(false) => {
                if let Err(error) = auth.logout().await {
                    tracing::error!(error = %error, "could not end an idle session");
                }
                request.extensions_mut().insert(auth);
            }
            Err(error) => tracing::error!(error = %error, "could not read the session"),
        }
    }
    let mut response = next.run(request).await;
    if let Some(user) = signed_in
        && (response.status().is_client_error() || response.status().is_server_error())
    {
        // The layer that gives errors their page stands outside of this one.
        response.extensions_mut().insert(user);
    }
    response
}

/// Whether the session is still fresh; writes the time into it now and then, which also moves its end.
async fn touch(
    session: &Session,
    now: Timestamp,
    days: u32,
) -> Result<bool, tower_sessions::session::Error> {
    let seen: Option<i64> = session.get(SEEN).await?;
    let now = now.as_millis();
    let Some(idle) = seen.map(|seen| now.saturating_sub(seen)) else {
        session.insert(SEEN, now).await?;
        return Ok(true);
    };
    if idle >= i64::from(days) * 24 * 60 * 60 * 1000 {
        return Ok(false);
    }
    if idle >= SEEN_EVERY_MS {
        session.insert(SEEN, now).await?;
    }
    Ok(true)
}
