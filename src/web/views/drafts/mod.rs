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
    domain::{page::Cursor, status::Status},
    web::{
        components::{
            icon::{Icon, icon},
            live::live,
            notice::{Tone, advice},
            pager::pager,
        },
        format::{self, Now},
        paths,
        words::{bulk, drafts as say, page},
    },
};

/// What the drafts page knows.
#[derive(Debug, Clone)]
pub(crate) struct DraftsView {
    /// Now.
    pub(crate) now: Now,
    /// Which tab is open.
    pub(crate) tab: Tab,
    /// How many posts the person has, by status.
    pub(crate) counts: BTreeMap<Status, u64>,
    /// Under [`Tab::OnTheWay`]: how many of them wait for TikTok.
    pub(crate) waiting: u64,
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
                    <h1>{say::TITLE}</h1>
                    <p class="lead" data-live-say>
                        {lead(view)}
                    </p>
                </div>
                {live(here.clone(), "btn--quiet btn--small")}
            </div>
            {tabs(view)}
            {(view.tab == Tab::InTikTok && !view.posts.is_empty()).then(phone_advice)}
            {list}
            {pages(view, here)}
            {below(view)}
        </main>
    }
    .into_any()
}

/// The way through a long tab. What needs review comes oldest first, everything else newest first.
fn pages(view: &DraftsView, here: String) -> AnyView {
    let (first, next) = match view.tab {
        Tab::Review => (bulk::FIRST_PAGE, bulk::NEXT_PAGE),
        _ => (page::NEWEST, page::OLDER),
    };
    pager(
        (!view.is_first).then_some((here, first)),
        view.older
            .map(|cursor| (paths::drafts(view.tab.as_str(), Some(cursor)), next)),
    )
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
                {say::tab(tab)}
                " "
                <b>{format::count(count)}</b>
            </a>
        }
    });
    view! {
        <nav class="tabs" aria-label=say::TABS>
            {links.collect_view()}
        </nav>
    }
    .into_any()
}

/// One sentence for the whole tab.
fn lead(view: &DraftsView) -> String {
    say::lead(
        view.tab,
        view.count(view.tab),
        view.waiting,
        view.history_days,
    )
}

/// What a tab says when it holds nothing.
fn empty(view: &DraftsView) -> AnyView {
    let (title, text) = say::empty(view.tab);
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
                                {say::UPLOAD}
                            </a>
                        </p>
                    }
                })}
        </div>
    }
    .into_any()
}

fn phone_advice() -> AnyView {
    let text = say::ON_YOUR_PHONE.into_any();
    view! { <div class="spaced">{advice(Tone::Plain, Icon::Phone, text)}</div> }.into_any()
}

/// What stands below the list: what is moving, or what the person ended.
fn below(view: &DraftsView) -> AnyView {
    match view.tab {
        Tab::Review if !view.moving.is_empty() => {
            let all = say::see_all(view.count(Tab::OnTheWay));
            view! {
                <section class="aside-list" aria-labelledby="moving">
                    <div class="cluster cluster--apart">
                        <h2 id="moving">{say::ON_THE_WAY}</h2>
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
            let hint = say::in_days(count, view.history_days);
            view! {
                <details class="fold spaced-top">
                    <summary>
                        {say::ENDED_BY_YOU} " " <span class="hint">{hint}</span>
                    </summary>
                    {rows::rows(&view.ended, view)}
                </details>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}
