//! The contact sheet: drafts that wait for a human, the one with the least time left first.

use leptos::prelude::*;

use super::DraftsView;
use crate::web::{
    components::{frame, time},
    format::Now,
    paths,
    views::line::PostLine,
    words::drafts as say,
};

/// The sheet.
pub(super) fn sheet(view: &DraftsView) -> AnyView {
    let mut lines: Vec<&PostLine> = view.posts.iter().collect();
    lines.sort_by_key(|line| line.file.as_ref().map(|file| file.held_until));
    let cards = lines
        .into_iter()
        .map(|line| card(line, view.now))
        .collect_view();
    view! { <ul class="sheet">{cards}</ul> }.into_any()
}

fn card(line: &PostLine, now: Now) -> AnyView {
    let left = line.file.as_ref().map(|file| time::time_left(file, now));
    view! {
        <li class="post-card" id=line.element_id()>
            {frame::frame(line)}
            <div class="post-card__body">
                {line.caption_link("caption clamp-4")} {line.meta()}
                <div class="post-card__foot">
                    <p>{left}</p>
                    <a class="btn btn--tint" href=paths::post(line.post.id)>
                        {say::REVIEW}
                    </a>
                </div>
            </div>
        </li>
    }
    .into_any()
}
