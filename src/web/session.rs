//! Who is signed in: axum-login on a session in the database. A session row exists only for people who signed in.

use std::{cell::Cell, convert::Infallible, fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{
    Extension,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder, AuthUser, AuthnBackend};
use http::StatusCode;
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store,
};

use super::browser;
use crate::{
    domain::{
        clock::{SharedClock, Timestamp},
        id::UserId,
        user::User,
    },
    service::{Context, Settings, SignedIn, oauth::BrowserCookie},
    store::{
        Store, StoreError,
        sessions::{self, SessionRows},
    },
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

/// Finds the user of a session, if they may still sign in.
#[derive(Debug, Clone)]
pub(super) struct Backend {
    store: Store,
    settings: Arc<Settings>,
}

impl AuthnBackend for Backend {
    type User = Person;
    /// Nobody signs in with credentials of ours: Google proves who it is, see `auth`.
    type Credentials = Infallible;
    type Error = StoreError;

    async fn authenticate(&self, nobody: Infallible) -> Result<Option<Person>, StoreError> {
        match nobody {}
    }

    async fn get_user(&self, id: &UserId) -> Result<Option<Person>, StoreError> {
        let user = self.store.find_user(*id).await.inspect_err(|error| {
            note(error.is_out_of_reach());
        })?;
        // Whoever is taken off the list is out at once, not when the session ends.
        Ok(user
            .filter(|user| self.settings.admits(&user.email))
            .map(Person::new))
    }
}

/// The rows, with the end of a session counted by our clock: `tower-sessions` reads the system's.
#[derive(Clone)]
pub(super) struct Sessions {
    rows: SessionRows,
    clock: SharedClock,
    days: u32,
}

impl Sessions {
    fn end(&self) -> OffsetDateTime {
        let unused = Duration::from_secs(u64::from(self.days) * 24 * 60 * 60);
        (self.clock.now() + unused).to_utc()
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(f)
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        record.expiry_date = self.end();
        noted(self.rows.create(record).await)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let record = Record {
            expiry_date: self.end(),
            ..record.clone()
        };
        noted(self.rows.save(&record).await)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        noted(self.rows.load(id).await)
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        noted(self.rows.delete(id).await)
    }
}

tokio::task_local! {
    /// Whether the session of this request was missed because the database cannot be reached.
    static OUT_OF_REACH: Cell<bool>;
}

fn note(is_out_of_reach: bool) {
    if is_out_of_reach {
        // There is no request to note it for in a test of the rows alone.
        let _ = OUT_OF_REACH.try_with(|noted| noted.set(true));
    }
}

fn noted<T>(outcome: session_store::Result<T>) -> session_store::Result<T> {
    outcome.inspect_err(|error| note(sessions::is_out_of_reach(error)))
}

/// The layers of the session answer every fault with a bare 500. Outside of them a database that cannot be reached becomes
/// what it is everywhere else: a 503 that says when to come back.
pub(super) async fn tell_out_of_reach(request: Request, next: Next) -> Response {
    let answered = async {
        let mut response = next.run(request).await;
        let is_bare = response.status() == StatusCode::INTERNAL_SERVER_ERROR
            && response.extensions().is_empty();
        if is_bare && OUT_OF_REACH.with(Cell::get) {
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        }
        response
    };
    OUT_OF_REACH.scope(Cell::new(false), answered).await
}

/// The layer that reads the session cookie and finds the user.
pub(super) fn layer(ctx: &Context) -> AuthManagerLayer<Backend, Sessions> {
    let secure = is_secure(ctx);
    let days = ctx.settings.session_days;
    let rows = Sessions {
        rows: SessionRows::new(ctx.store.clone(), ctx.clock.clone()),
        clock: ctx.clock.clone(),
        days,
    };
    let sessions = SessionManagerLayer::new(rows)
        .with_name(cookie_name("session", secure))
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::days(days.into())));
    let backend = Backend {
        store: ctx.store.clone(),
        settings: ctx.settings.clone(),
    };
    AuthManagerLayerBuilder::new(backend, sessions).build()
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

/// Tells everything inside who is signed in ([`SignedIn`] and [`User`] as request extensions, and the [`BrowserCookie`] if
/// there is one), gives the browser the cookie that an answer brings along, and notes that the session is in use.
pub(super) async fn recognise(
    State(ctx): State<Context>,
    Extension(auth): Extension<AuthSession>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(Person { user, .. }) = auth.user else {
        return next.run(request).await;
    };
    if let Err(error) = touch(&auth.session, ctx.now()).await {
        tracing::error!(%error, "could not note that a session is in use");
    }
    request.extensions_mut().insert(SignedIn(user.id));
    request.extensions_mut().insert(user.clone());
    if let Some(cookie) = browser::carried(&ctx, request.headers()) {
        request.extensions_mut().insert(cookie);
    }
    let mut response = next.run(request).await;
    if let Some(cookie) = response.extensions_mut().remove::<BrowserCookie>() {
        browser::give(&ctx, cookie, response.headers_mut());
    }
    if response.status().is_client_error() || response.status().is_server_error() {
        // The layer that gives errors their page stands outside of this one.
        response.extensions_mut().insert(user);
    }
    response
}

/// Writes the time into the session now and then, which also moves its end.
async fn touch(session: &Session, now: Timestamp) -> Result<(), tower_sessions::session::Error> {
    let seen: Option<i64> = session.get(SEEN).await?;
    let now = now.as_millis();
    if seen.is_none_or(|seen| now.saturating_sub(seen) >= SEEN_EVERY_MS) {
        session.insert(SEEN, now).await?;
    }
    Ok(())
}
