//! What a page or a form knows about its request.

use axum::http::{Extensions, HeaderMap, Uri, request::Parts};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use tower_sessions::Session;

use super::{
    components::notice::Notice,
    flash::Flash,
    format::{Now, Zone},
    shell::{Frame, Visitor},
    words,
};
use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        status::Status,
        user::User,
    },
    service::{Context, ServiceError},
};

/// The header by which `live.js` tells that it asks for the page that is open already.
const REFRESH: &str = "x-refresh";

/// One request of a browser, and whose it is.
#[derive(Clone)]
pub(super) struct Visit {
    /// Everything below.
    pub ctx: Context,
    /// Who is signed in.
    pub user: Option<User>,
    /// What was asked for.
    pub uri: Uri,
    /// The id under which the log knows the request.
    pub request_id: String,
    session: Option<Session>,
    /// Whether a script asks for the page that is open already.
    is_refresh: bool,
}

impl Visit {
    /// The request with these parts.
    pub(super) fn new(ctx: Context, uri: &Uri, headers: &HeaderMap, found: &Extensions) -> Self {
        Self {
            ctx,
            user: found.get().cloned(),
            uri: uri.clone(),
            request_id: request_id(headers),
            session: found.get().cloned(),
            is_refresh: headers.contains_key(REFRESH),
        }
    }

    /// The request that Leptos is working on.
    pub(super) fn current() -> Self {
        let parts: Parts = expect_context();
        Self::new(
            expect_context(),
            &parts.uri,
            &parts.headers,
            &parts.extensions,
        )
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// `sign_in_required` if nobody is. The layers of this floor keep such requests away already.
    pub(super) fn user(&self) -> Result<&User, ServiceError> {
        self.user
            .as_ref()
            .ok_or_else(|| ServiceError::refused(ErrorCode::SignInRequired))
    }

    /// The present moment, by the clock of whoever is signed in.
    pub(super) fn now(&self) -> Now {
        let zone = self
            .user
            .as_ref()
            .and_then(|user| Zone::named(&user.time_zone));
        Now {
            moment: self.ctx.now(),
            zone: zone.unwrap_or(Zone::UTC),
        }
    }

    /// One value of the query.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let query = self.uri.query()?;
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Path and query.
    pub(super) fn here(&self) -> String {
        self.uri
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string)
    }

    /// What an earlier request left to say.
    pub(super) async fn take_flash(&self) -> Flash {
        if self.is_refresh {
            // It is said once, to the page that the person goes to.
            return Flash::default();
        }
        // Only people who are signed in have a session row, and only their pages show notices.
        let (Some(session), Some(_)) = (&self.session, &self.user) else {
            return Flash::default();
        };
        Flash::take(session).await.unwrap_or_else(|error| {
            tracing::error!(%error, "could not read what the session had to say");
            Flash::default()
        })
    }

    /// Leaves something to say to the next page. A lost notice is no reason to fail what was done.
    pub(super) async fn leave_flash(&self, flash: &Flash) {
        if let (Some(session), Some(_)) = (&self.session, &self.user)
            && let Err(error) = flash.leave(session).await
        {
            tracing::error!(%error, "could not note what the next page should say");
        }
    }

    /// What stands around every page.
    pub(super) async fn frame(&self, notices: Vec<Notice>) -> Frame {
        let settings = &self.ctx.settings;
        Frame {
            app_name: settings.app_name.clone(),
            operator_name: settings.operator_name.clone(),
            version: settings.version,
            here: self.here(),
            visitor: self.visitor().await,
            notices,
        }
    }

    async fn visitor(&self) -> Option<Visitor> {
        let user = self.user.clone()?;
        let counts = self.ctx.store.count_posts(user.id).await;
        let to_review = counts
            .inspect_err(|error| tracing::error!(%error, "could not count the drafts"))
            .ok()
            .and_then(|counts| counts.get(&Status::NeedsReview).copied())
            .unwrap_or(0);
        Some(Visitor { user, to_review })
    }

    /// What people are told about an error. A fault of ours goes into the log, here and nowhere else.
    pub(super) fn failure(&self, error: &ServiceError) -> Failure {
        let failure = error.failure();
        if error.is_fault() {
            tracing::error!(
                request_id = self.request_id,
                path = self.uri.path(),
                error = error as &dyn std::error::Error,
                "could not answer a request"
            );
            return failure.with_detail(words::page::with_request_id(
                ErrorCode::Internal.entry().message,
                &self.request_id,
            ));
        }
        failure
    }
}

/// Sets the status of the answer that Leptos is rendering.
pub(super) fn set_status(code: http::StatusCode) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(code);
    }
}

/// Makes the answer that Leptos is rendering lead to `path`, one of ours.
pub(super) fn redirect(path: &str) {
    if let (Some(options), Ok(path)) = (
        use_context::<ResponseOptions>(),
        http::HeaderValue::from_str(path),
    ) {
        options.set_status(http::StatusCode::SEE_OTHER);
        options.insert_header(http::header::LOCATION, path);
    }
}

/// The id that the outermost layer gave the request.
pub(super) fn request_id(headers: &HeaderMap) -> String {
    headers
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}
