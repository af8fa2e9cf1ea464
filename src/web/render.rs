//! From a view to an answer: Leptos renders the whole page on the server, and no script of its own goes out with it.

use std::pin::Pin;

use axum::{body::Body, extract::Request, response::Response};
use futures::{Stream, StreamExt as _, stream};
use http::header::CONTENT_SECURITY_POLICY;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;

use super::{
    assets::{self, Asset},
    components::notice::{Notice, Tone},
    context::{Visit, set_status},
    flash::Flash,
    form::FormState,
    guard, paths,
    shell::{self, Follows, Frame, Section},
    views::lost,
    words,
};
use crate::{
    domain::{
        error_code::{ErrorCode, Failure},
        status::Status,
        terms,
    },
    service::{Context, ServiceError},
};

/// What a loader found out and made of it.
pub(super) struct Loaded {
    /// Where the navigation stands; none for a page without one.
    pub section: Option<Section>,
    /// What stands in the window's title.
    pub title: String,
    /// The page itself.
    pub main: AnyView,
    /// The modules that make it livelier, beside those of every page.
    modules: Vec<&'static Asset>,
    /// How it follows the work.
    follows: Option<Follows>,
    /// The status of the post that it is about.
    status: Option<Status>,
}

impl Loaded {
    /// A page of that part of the navigation.
    pub(super) fn new(section: Section, title: impl Into<String>, main: AnyView) -> Self {
        Self {
            section: Some(section),
            title: title.into(),
            main,
            modules: Vec::new(),
            follows: None,
            status: None,
        }
    }

    /// A page without navigation.
    pub(super) fn bare(title: impl Into<String>, main: AnyView) -> Self {
        Self {
            section: None,
            title: title.into(),
            main,
            modules: Vec::new(),
            follows: None,
            status: None,
        }
    }

    /// The same page, following the work as long as it is open.
    pub(super) fn following(mut self, follows: Follows) -> Self {
        self.follows = Some(follows);
        self
    }

    /// The same page, about a post in that status.
    pub(super) fn about(mut self, status: Status) -> Self {
        self.status = Some(status);
        self
    }

    /// The same with an ES module that makes it livelier. Everything must work without it, too.
    pub(super) fn with(mut self, module: &'static Asset) -> Self {
        self.modules.push(module);
        self
    }

    /// That the texts changed since whoever is signed in accepted them: said on the first page after signing in, until
    /// they sign in again.
    fn news(&self, visit: &Visit) -> Option<Notice> {
        let user = visit.user.as_ref()?;
        let is_news = user.accepted_version.as_deref() != Some(terms::VERSION);
        (is_news && self.section == Some(Section::Drafts)).then(|| {
            Notice::new(Tone::Yours, words::legal::NEW_TEXTS)
                .saying(words::legal::CHANGED)
                .leading_to(paths::PRIVACY, words::legal::READ_THEM)
        })
    }

    fn within(self, frame: &Frame) -> AnyView {
        let page = match self.section {
            Some(section) => shell::page(frame, section, &self.title, self.main),
            None => shell::bare_page(frame, &self.title, self.main),
        };
        let keys =
            (self.section.is_some() && frame.visitor.is_some()).then_some(&assets::KEYS_MODULE);
        let modules: Vec<&Asset> = [&assets::PAGE_MODULE]
            .into_iter()
            .chain(keys)
            .chain(self.modules)
            .collect();
        let follower = self.follows.as_ref().map(shell::follower);
        view! { {page} {shell::modules(&modules)} {follower} }.into_any()
    }
}

/// How loading ended.
pub(super) type Loading = Result<Loaded, ServiceError>;

/// A page that shows what `load` makes of the request and of what a refused form remembers.
pub(super) fn page<Load, Running>(load: Load) -> impl IntoView
where
    Load: FnOnce(Visit, FormState) -> Running + Send + 'static,
    Running: Future<Output = Loading> + Send + 'static,
{
    let visit = Visit::current();
    view! {
        <Suspense>
            {Suspend::new(async move {
                let Flash { notices, form } = visit.take_flash().await;
                let loaded = match load(visit.clone(), form).await {
                    Ok(loaded) => loaded,
                    Err(error) => failed(&visit, &visit.failure(&error)),
                };
                let news = loaded.news(&visit);
                let fitting = notices.into_iter().filter(|it| it.fits(loaded.status));
                let notices = news.into_iter().chain(fitting).collect();
                loaded.within(&visit.frame(notices).await)
            })}
        </Suspense>
    }
}

/// The page that stands for an error; also sets the status.
pub(super) fn failed(visit: &Visit, failure: &Failure) -> Loaded {
    let entry = failure.code.entry();
    set_status(http::StatusCode::from_u16(entry.status).unwrap_or_default());
    let main = match failure.code {
        ErrorCode::NotFound => {
            lost::not_found_page(visit.user.is_some(), visit.ctx.settings.history_days)
        }
        _ => lost::error_page(failure, &visit.request_id, &visit.here()),
    };
    let title = match failure.code {
        ErrorCode::NotFound => words::lost::NOT_FOUND,
        _ => words::lost::ERROR,
    };
    Loaded::new(Section::Elsewhere, title, main)
}

/// Lets Leptos answer `request` with `app`.
///
/// This is `leptos_axum`'s asynchronous rendering without the two scripts that it puts behind the page: they carry data
/// for a client that we do not have.
pub(super) async fn answer<View>(
    ctx: Context,
    app: impl FnOnce() -> View + Send + 'static,
    request: Request,
) -> Response
where
    View: IntoView + 'static,
{
    let provide = move || {
        provide_context(ctx.clone());
        leptos_meta::provide_meta_context();
        if let (Some(nonce), Some(options)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Some(policy) = guard::page_policy(&nonce.to_string())
        {
            options.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    };
    leptos_axum::handle_response_inner(provide, app, request, whole_page).await
}

type Chunks = Pin<Box<dyn Stream<Item = String> + Send>>;

fn whole_page<View: IntoView + 'static>(
    app: View,
    _scripts: Box<dyn FnOnce() -> Chunks + Send>,
    _out_of_order: bool,
) -> Pin<Box<dyn Future<Output = Chunks> + Send>> {
    Box::pin(async move {
        let page = app.to_html_stream_in_order().collect::<String>().await;
        Box::pin(stream::once(async move { page })) as Chunks
    })
}

/// The page for an error that ended a request before there was one.
pub(super) async fn error_page(visit: Visit, failure: Failure) -> Response {
    let frame = visit.frame(Vec::new()).await;
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = visit.uri.clone();
    let ctx = visit.ctx.clone();
    let app = move || shell::document(failed(&visit, &failure).within(&frame));
    answer(ctx, app, request).await
}
