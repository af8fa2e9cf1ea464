//! `/`: the drafts in their tabs, or the first steps for somebody without any.

use super::{follows, lines, retention_hours};
use crate::{
    domain::{
        page::{Cursor, Page},
        post::Post,
        status::Status,
    },
    service::{Context, ServiceError, accounts, api_keys, posts},
    store::posts::PostFilter,
    web::{
        assets,
        context::Visit,
        form::FormState,
        render::{Loaded, Loading},
        shell::Section,
        views::drafts::{DraftsView, ENDED_BY_YOU, FirstRunView, Tab, drafts_page, first_run_page},
        words,
    },
};

/// Posts on one page of a tab.
const PER_PAGE: u32 = 24;

/// Posts in the short lists beside a tab.
const BESIDE: u32 = 6;

/// The page.
pub(in crate::web) async fn load(visit: Visit, _form: FormState) -> Loading {
    let ctx = &visit.ctx;
    let user = visit.user()?;
    let follows = follows(ctx, user.id, None).await?;
    let counts = posts::counts(ctx, user.id).await?;
    if counts.values().all(|count| *count == 0) {
        return Ok(first_run(&visit).await?.following(follows));
    }
    let tab = Tab::from_name(&visit.query("tab").unwrap_or_default());
    // A cursor that is none of ours leads to the first page.
    let cursor: Option<Cursor> = visit.query("cursor").and_then(|text| text.parse().ok());
    let page = some(&visit, tab.statuses(), cursor, PER_PAGE).await?;
    let moving = match tab {
        Tab::Review => some(&visit, Tab::OnTheWay.statuses(), None, BESIDE).await?,
        _ => nothing(),
    };
    let ended = match tab {
        Tab::Problems => some(&visit, ENDED_BY_YOU, None, BESIDE).await?,
        _ => nothing(),
    };
    let waiting = match tab {
        Tab::OnTheWay => posts::waiting(ctx, user.id).await?,
        _ => 0,
    };
    // What belongs to the posts of all lists is asked for together.
    let (shown, with_moving) = (page.items.len(), page.items.len() + moving.items.len());
    let all = [page.items, moving.items, ended.items].concat();
    let mut posts = lines(ctx, user.id, all).await?;
    let ended = posts.split_off(with_moving);
    let moving = posts.split_off(shown);
    let view = DraftsView {
        now: visit.now(),
        tab,
        counts,
        waiting,
        posts,
        older: page.next,
        is_first: cursor.is_none(),
        moving,
        ended,
        retention_hours: retention_hours(ctx),
        history_days: ctx.settings.history_days,
    };
    let page = Loaded::new(Section::Drafts, words::drafts::TITLE, drafts_page(&view));
    Ok(page.with(&assets::LIST_MODULE).following(follows))
}

async fn first_run(visit: &Visit) -> Loading {
    let ctx: &Context = &visit.ctx;
    let user = visit.user()?;
    let accounts = accounts::list(ctx, user.id).await?;
    let keys = api_keys::list(ctx, user.id).await?;
    let view = FirstRunView {
        name: user.name.clone(),
        is_connected: accounts.iter().any(|account| account.connected),
        has_key: keys.iter().any(|key| key.is_valid_at(ctx.now())),
        retention_hours: retention_hours(ctx),
    };
    Ok(Loaded::new(
        Section::Drafts,
        words::drafts::TITLE,
        first_run_page(&view),
    ))
}

async fn some(
    visit: &Visit,
    statuses: &[Status],
    cursor: Option<Cursor>,
    limit: u32,
) -> Result<Page<Post>, ServiceError> {
    let filter = PostFilter {
        statuses: statuses.to_vec(),
        // Files go in the order in which they came: what has the least time left is decided first.
        oldest_first: statuses == Tab::Review.statuses(),
    };
    posts::list(&visit.ctx, visit.user()?.id, &filter, cursor, limit).await
}

const fn nothing() -> Page<Post> {
    Page {
        items: Vec::new(),
        next: None,
    }
}
