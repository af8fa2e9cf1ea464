//! What surrounds every page: the document, navigation, notices, foot.

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::{Html, Link, MetaTags, Title};

use super::{
    assets,
    components::{
        field,
        icon::{Icon, icon, mark},
        keyboard,
        notice::{self, Notice},
    },
    format::{self, Zone},
    paths, words,
    words::shell as say,
};
use crate::domain::{
    id::PostId,
    user::{Theme, User},
};

/// What every page knows, whoever looks at it.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// The name of the installation.
    pub(crate) app_name: String,
    /// Who runs it.
    pub(crate) operator_name: Option<String>,
    /// The version of the program.
    pub(crate) version: &'static str,
    /// Path and query of this page, to come back to after choosing a theme.
    pub(crate) here: String,
    /// Who is signed in.
    pub(crate) visitor: Option<Visitor>,
    /// What there is to say from the last action.
    pub(crate) notices: Vec<Notice>,
}

/// The signed-in person.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// Who it is.
    pub(crate) user: User,
    /// How many drafts wait for review.
    pub(crate) to_review: u64,
}

/// The part of the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Drafts and posts.
    Drafts,
    /// Upload.
    Upload,
    /// TikTok accounts.
    Accounts,
    /// API keys.
    ApiKeys,
    /// n8n.
    N8n,
    /// What happened lately.
    Activity,
    /// None of them.
    Elsewhere,
}

impl Section {
    /// `aria-current` of a link to `other`.
    fn mark(self, other: Self) -> Option<&'static str> {
        (self == other).then_some("page")
    }
}

/// The HTML document around `body`. Title, icon and theme come from [`page`] by `leptos_meta`.
pub(crate) fn document(body: impl IntoView + 'static) -> AnyView {
    view! {
        <!DOCTYPE html>
        <html lang=words::LANGUAGE>
            <head>
                <meta charset="utf-8" />
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover"
                />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <link rel="stylesheet" href=assets::STYLESHEET.path() />
                <MetaTags />
            </head>
            <body>{body.into_any()}</body>
        </html>
    }
    .into_any()
}

/// Navigation, notices and foot around `main`, which brings its own `<main id="main">`.
/// `title` is what stands before the name of the installation in the window's title.
pub(crate) fn page(frame: &Frame, section: Section, title: &str, main: AnyView) -> AnyView {
    view! {
        {head(frame, title)}
        {skip_link()}
        {topbar(frame, section)}
        {frame.visitor.as_ref().map(|visitor| menu(visitor, &frame.here))}
        {notices(&frame.notices)}
        {main}
        {foot(frame)}
        {frame.visitor.as_ref().map(|_| keyboard::dialog())}
        {frame.visitor.as_ref().map(|_| tabbar(section))}
    }
    .into_any()
}

/// The same for a page outside the navigation, such as the sign-in page: title and theme alone.
pub(crate) fn bare_page(frame: &Frame, title: &str, main: AnyView) -> AnyView {
    view! {
        {head(frame, title)}
        {skip_link()}
        {main}
    }
    .into_any()
}

/// ES modules: they run when the page is there, and the page works without them.
pub(crate) fn modules(modules: &[&assets::Asset]) -> AnyView {
    modules
        .iter()
        .map(|module| view! { <script type="module" src=module.path().to_owned()></script> })
        .collect_view()
        .into_any()
}

/// How a page follows the work.
#[derive(Debug, Clone)]
pub(crate) struct Follows {
    /// What the posts were like when the page was made.
    pub(crate) mark: String,
    /// The one post that the page is about; it shows nothing else but how many need review.
    pub(crate) post: Option<PostId>,
    /// How long the page stays as it is at the least; none for a page that is made quickly.
    pub(crate) pause: Option<Duration>,
}

/// The module that follows the work, with what it must know.
///
/// A page about one post does so only while somebody sees it: browsers open no more than six connections to a server
/// without TLS, and people open many drafts in tabs.
pub(crate) fn follower(follows: &Follows) -> AnyView {
    view! {
        <script
            type="module"
            src=assets::LIVE_MODULE.path()
            data-follows=follows.mark.clone()
            data-events=paths::EVENTS
            data-post=follows.post.map(|id| id.to_string())
            data-pause=follows.pause.map(|pause| pause.as_millis().to_string())
        ></script>
    }
    .into_any()
}

/// What goes into the document's head: the title with the number of drafts that wait, the icon, the theme.
fn head(frame: &Frame, title: &str) -> AnyView {
    let waiting = frame
        .visitor
        .as_ref()
        .map_or(0, |visitor| visitor.to_review);
    let mark = if waiting > 0 {
        &assets::MARK_WAITING
    } else {
        &assets::MARK
    };
    // `leptos_meta` writes the title as it is, and it may contain somebody's caption.
    let title = format::escaped(&say::title(waiting, title, &frame.app_name));
    let theme = frame
        .visitor
        .as_ref()
        .map(|visitor| visitor.user.theme)
        .filter(|theme| *theme != Theme::System)
        .map(Theme::as_str);
    view! {
        <Title text=title />
        <Link rel="icon" type_="image/svg+xml" href=mark.path() />
        <Html attr:data-theme=theme />
    }
    .into_any()
}

fn skip_link() -> AnyView {
    view! {
        <a class="skip-link" href="#main">
            {say::SKIP}
        </a>
    }
    .into_any()
}

fn topbar(frame: &Frame, section: Section) -> AnyView {
    let visitor = frame.visitor.as_ref();
    view! {
        <header class="topbar">
            <div class="topbar__in">
                <a class="brand" href=paths::DRAFTS>
                    {mark()}
                    {frame.app_name.clone()}
                </a>
                {visitor.map(|visitor| navigation(section, visitor.to_review))}
                <div class="topbar__end">
                    {match visitor {
                        Some(visitor) => tools(visitor),
                        None => {
                            view! {
                                <a class="btn" href=paths::LOGIN>
                                    {say::SIGN_IN}
                                </a>
                            }
                                .into_any()
                        }
                    }}
                </div>
            </div>
        </header>
    }
    .into_any()
}

fn navigation(section: Section, to_review: u64) -> AnyView {
    let count = (to_review > 0).then(|| {
        view! {
            <span class="count" title=say::to_review(to_review)>
                {format::count(to_review)}
            </span>
        }
    });
    view! {
        <nav class="topbar__nav" aria-label=say::NAVIGATION>
            <a href=paths::DRAFTS aria-current=section.mark(Section::Drafts)>
                {say::DRAFTS}
                " "
                {count}
            </a>
            <a href=paths::ACCOUNTS aria-current=section.mark(Section::Accounts)>
                {say::TIKTOK_ACCOUNTS}
            </a>
            <a href=paths::API_KEYS aria-current=section.mark(Section::ApiKeys)>
                {say::API_KEYS}
            </a>
            <a href=paths::N8N aria-current=section.mark(Section::N8n)>
                {say::N8N}
            </a>
            <a href=paths::ACTIVITY aria-current=section.mark(Section::Activity)>
                {say::ACTIVITY}
            </a>
        </nav>
    }
    .into_any()
}

fn tools(visitor: &Visitor) -> AnyView {
    view! {
        <span class="topbar__wide">
            <a class="btn" href=paths::UPLOAD>
                {icon(Icon::Plus)}
                {say::UPLOAD}
            </a>
        </span>
        <button
            class="btn btn--quiet btn--icon"
            type="button"
            popovertarget="menu"
            aria-label=say::MENU
        >
            <span class="initials">{visitor.user.initials()}</span>
        </button>
    }
    .into_any()
}

/// The account menu: a popover, so that it opens without a script.
fn menu(visitor: &Visitor, here: &str) -> AnyView {
    let links = [
        (paths::ACCOUNTS, Icon::Users, say::TIKTOK_ACCOUNTS),
        (paths::API_KEYS, Icon::Key, say::API_KEYS),
        (paths::N8N, Icon::Flow, say::N8N),
        (paths::SETTINGS, Icon::Sliders, say::SETTINGS),
        (paths::PRIVACY, Icon::Shield, say::PRIVACY),
    ]
    .map(|(href, sign, word)| {
        view! {
            <a href=href>
                {icon(sign)}
                {word}
            </a>
        }
    });
    let themes = [Theme::System, Theme::Light, Theme::Dark].map(|theme| {
        let is_chosen = visitor.user.theme == theme;
        view! {
            <button name="theme" value=theme.as_str() aria-pressed=is_chosen.to_string()>
                {say::theme(theme)}
            </button>
        }
    });
    view! {
        <nav class="menu" id="menu" popover="auto" aria-label=say::MENU>
            <p class="menu__who">
                <b>{visitor.user.name.clone()}</b>
                <span>{visitor.user.email.clone()}</span>
            </p>
            <hr />
            {links.collect_view()}
            <hr />
            <form class="seg" method="post" action=paths::actions::THEME aria-label=say::THEME>
                {field::hidden("back", here)}
                {themes.collect_view()}
            </form>
            <hr />
            <form method="post" action=paths::LOGOUT>
                <button>{icon(Icon::Logout)} {say::SIGN_OUT}</button>
            </form>
        </nav>
    }
    .into_any()
}

fn notices(notices: &[Notice]) -> AnyView {
    (!notices.is_empty())
        .then(|| {
            view! {
                <div class="said">{notices.iter().map(notice::notice).collect_view()}</div>
            }
        })
        .into_any()
}

fn foot(frame: &Frame) -> AnyView {
    let clock = frame.visitor.as_ref().map(|visitor| {
        let zone = Zone::named(&visitor.user.time_zone).unwrap_or(Zone::UTC);
        view! { <a href=paths::TIME_ZONE>{say::times_in(&zone.place())}</a> }
    });
    view! {
        <footer class="site-foot">
            <div class="site-foot__in">
                <span>{say::run_by(frame.operator_name.as_deref())}</span>
                <a href=paths::PRIVACY>{say::PRIVACY}</a>
                <a href=paths::TERMS>{say::TERMS}</a>
                <a href=paths::DOCS>{say::DOCS}</a>
                {frame.visitor.as_ref().map(|_| keyboard::opener())}
                {clock}
                <span>{say::version(frame.version)}</span>
            </div>
        </footer>
    }
    .into_any()
}

/// The same navigation within reach of a thumb; shown on narrow screens.
fn tabbar(section: Section) -> AnyView {
    let links = [
        (paths::DRAFTS, Section::Drafts, Icon::Film, say::DRAFTS),
        (paths::UPLOAD, Section::Upload, Icon::Upload, say::UPLOAD),
        (
            paths::ACCOUNTS,
            Section::Accounts,
            Icon::Users,
            say::ACCOUNTS,
        ),
        (
            paths::ACTIVITY,
            Section::Activity,
            Icon::Chart,
            say::ACTIVITY,
        ),
    ]
    .map(|(href, target, sign, word)| {
        view! {
            <a href=href aria-current=section.mark(target)>
                {icon(sign)}
                {word}
            </a>
        }
    });
    view! {
        <nav class="tabbar" aria-label=say::SHORT_NAVIGATION>
            {links.collect_view()}
            <button type="button" popovertarget="menu">
                {icon(Icon::Menu)}
                {say::MORE}
            </button>
        </nav>
    }
    .into_any()
}
