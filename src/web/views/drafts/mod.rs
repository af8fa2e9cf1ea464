//! The drafts: five tabs of posts.

mod first_run;
mod gallery;
mod rows;
mod sheet;
mod tab;

use std::collections::BTreeMap;

use leptos::prelude::*;

pub(in crate::web::views) use self::rows::cancel_dialog;
pub(crate) use self::tab::{ENDED_BY_YOU, Tab};
use super::line::PostLine;
use crate::{
    domain::{clock::Timestamp, page::Cursor, status::Status},
    web::{
        components::{
            icon::{Icon, icon},
            notice::{Tone, advice},
            pager::pager,
        },
        format, paths,
    },
};

/// What the drafts page knows.
#[derive(Debug, Clone)]
pub(crate) struct DraftsView {
    /// Now.
    pub(crate) now: Timestamp,
    /// Which tab is open.
    pub(crate) tab: Tab,
    /// How many posts the person has, by status.
    pub(crate) counts: BTreeMap<Status, u64>,
    /// This page of the open tab.
    pub(crate) posts: Vec<PostLine>,
    /// Where the next page begins.
    pub(crate) older: Option<Cursor>,
    /// Whether this is the first page of the tab.
    pub(crate) is_first: bool,
    /// Under [`Tab::Review`]: the latest few of [`Tab::OnTheWay`].
    pub(crate) moving: Vec<PostLine>,
    /// Under [`Tab::Problems`]: the latest few of [`ENDED_BY_YOU`].
    pub(crate) ended: Vec<PostLine>,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// How long history stays, in days.
    pub(crate) history_days: u32,
}

/// What the page of a newcomer without any post knows.
#[derive(Debug, Clone)]
pub(crate) struct FirstRunView {
    /// Whom to welcome.
    pub(crate) name: String,
    /// Whether a TikTok account is connected.
    pub(crate) is_connected: bool,
    /// Whether there is an API key.
    pub(crate) has_key: bool,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
}

/// The same address for somebody who has no post yet.
pub(crate) fn first_run_page(view: &FirstRunView) -> AnyView {
    first_run::page(view)
}

/// The page with its tabs.
pub(crate) fn drafts_page(view: &DraftsView) -> AnyView {
    let list = if view.posts.is_empty() {
        empty(view)
    } else {
        match view.tab {
            Tab::Review => sheet::sheet(view),
            Tab::OnTheWay | Tab::InTikTok | Tab::Problems => rows::rows(&view.posts, view),
            Tab::Published => gallery::gallery(view),
        }
    };
    let here = paths::drafts(view.tab.as_str(), None::<Cursor>);
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>"Drafts"</h1>
                    <p class="lead">{lead(view)}</p>
                </div>
                <a class="btn btn--quiet btn--small reload" href=here.clone()>
                    {icon(Icon::Retry)}
                    "Reload"
                </a>
            </div>
            {tabs(view)}
            {(view.tab == Tab::InTikTok && !view.posts.is_empty()).then(phone_advice)}
            {list}
            {pager(
                (!view.is_first).then_some(here),
                view.older.map(|cursor| paths::drafts(view.tab.as_str(), Some(cursor))),
            )}
            {below(view)}
        </main>
    }
    .into_any()
}

impl DraftsView {
    /// How many posts a tab holds.
    fn count(&self, tab: Tab) -> u64 {
        tab.statuses()
            .iter()
            .filter_map(|status| self.counts.get(status))
            .sum()
    }
}

fn tabs(view: &DraftsView) -> AnyView {
    let links = Tab::ALL.map(|tab| {
        let count = view.count(tab);
        let tone = (tab == Tab::Problems && count > 0).then_some("bad");
        let current = (tab == view.tab).then_some("page");
        view! {
            <a
                href=paths::drafts(tab.as_str(), None::<Cursor>)
                aria-current=current
                data-tone=tone
            >
                {tab.word()}
                " "
                <b>{format::count(count)}</b>
            </a>
        }
    });
    view! {
        <nav class="tabs" aria-label="Drafts by state">
            {links.collect_view()}
        </nav>
    }
    .into_any()
}

/// One sentence for the whole tab.
fn lead(view: &DraftsView) -> String {
    let count = view.count(view.tab);
    let videos = format!(
        "{} {}",
        format::count_word(count),
        if count == 1 { "video" } else { "videos" }
    );
    match (view.tab, count) {
        (Tab::Review, 0) => "Nothing waits for you.".to_owned(),
        (Tab::Review, 1) => {
            format!("{videos} waits for you. Nothing goes public until you decide.")
        }
        (Tab::Review, _) => format!("{videos} wait for you. Nothing goes public until you decide."),
        (Tab::OnTheWay, 0) => "Nothing is moving.".to_owned(),
        (Tab::OnTheWay, 1) => {
            format!("{videos} is moving. You can close this page, it carries on.")
        }
        (Tab::OnTheWay, _) => {
            format!("{videos} are moving. You can close this page, they carry on.")
        }
        (Tab::InTikTok, 0) => "Your TikTok inbox holds nothing from here.".to_owned(),
        (Tab::InTikTok, 1) => {
            "One draft lies in your TikTok inbox. Only you can finish it, in the TikTok app."
                .to_owned()
        }
        (Tab::InTikTok, _) => format!(
            "{} drafts lie in your TikTok inbox. Only you can finish them, in the TikTok app.",
            format::count_word(count)
        ),
        (Tab::Published, 0) => "Nothing is out yet.".to_owned(),
        (Tab::Published, 1) => format!(
            "One video is out. We keep its history for {} days, not its file.",
            view.history_days
        ),
        (Tab::Published, _) => format!(
            "{videos} are out. We keep their history for {} days, not their files.",
            view.history_days
        ),
        (Tab::Problems, 0) => "Nothing needs a hand.".to_owned(),
        (Tab::Problems, 1) => {
            format!("{videos} needs a hand. It is not sent again without you.")
        }
        (Tab::Problems, _) => {
            format!("{videos} need a hand. None of them is sent again without you.")
        }
    }
}

/// What a tab says when it holds nothing.
fn empty(view: &DraftsView) -> AnyView {
    let (title, text) = match view.tab {
        Tab::Review => (
            "All decided",
            "The next video that a program hands over, or that you upload, appears here and waits for you.",
        ),
        Tab::OnTheWay => (
            "All quiet",
            "Videos show up here while they are fetched, checked and sent.",
        ),
        Tab::InTikTok => (
            "No draft in TikTok",
            "What you send to your TikTok inbox shows up here until you post it in the TikTok app.",
        ),
        Tab::Published => (
            "Nothing published yet",
            "What you post in the TikTok app shows up here by itself.",
        ),
        Tab::Problems => (
            "No problems",
            "A video that fails, or that nobody decided about in time, shows up here with what to do.",
        ),
    };
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
            {(view.tab == Tab::Review)
                .then(|| {
                    view! {
                        <p>
                            <a class="btn" href=paths::UPLOAD>
                                {icon(Icon::Upload)}
                                "Upload a video"
                            </a>
                        </p>
                    }
                })}
        </div>
    }
    .into_any()
}

fn phone_advice() -> AnyView {
    let text = "Open TikTok, tap the notification in your inbox, finish the post there. \
                TikTok takes at most 5 unfinished drafts per account in 24 hours.";
    view! { <div class="spaced">{advice(Tone::Plain, Icon::Phone, text.into_any())}</div> }
        .into_any()
}

/// What stands below the list: what is moving, or what the person ended.
fn below(view: &DraftsView) -> AnyView {
    match view.tab {
        Tab::Review if !view.moving.is_empty() => {
            let all = format!("See all {}", format::count(view.count(Tab::OnTheWay)));
            view! {
                <section class="aside-list" aria-labelledby="moving">
                    <div class="cluster cluster--apart">
                        <h2 id="moving">"On the way"</h2>
                        <a href=paths::drafts(Tab::OnTheWay.as_str(), None::<Cursor>)>{all}</a>
                    </div>
                    {rows::rows(&view.moving, view)}
                </section>
            }
            .into_any()
        }
        Tab::Problems if !view.ended.is_empty() => {
            let count = ENDED_BY_YOU
                .iter()
                .filter_map(|status| view.counts.get(status))
                .sum();
            let hint = format!(
                "{} in the last {} days",
                format::count(count),
                view.history_days
            );
            view! {
                <details class="fold spaced-top">
                    <summary>
                        "Ended by you "<span class="hint">{hint}</span>
                    </summary>
                    {rows::rows(&view.ended, view)}
                </details>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}
