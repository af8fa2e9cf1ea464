//! The contact sheet: drafts that wait for a human, the one with the least time left first; several can be decided at once.

use leptos::prelude::*;

use super::DraftsView;
use crate::web::{
    components::{
        dialog, frame,
        icon::{Icon, icon},
        time,
    },
    format::Now,
    paths,
    views::line::PostLine,
    words::{bulk, drafts as say},
};

const FORM: &str = "bulk";
const REJECT: &str = "reject-chosen";

/// The sheet, with the form around it.
pub(super) fn sheet(view: &DraftsView) -> AnyView {
    let mut lines: Vec<&PostLine> = view.posts.iter().collect();
    lines.sort_by_key(|line| line.file.as_ref().map(|file| file.held_until));
    let cards = lines
        .into_iter()
        .map(|line| card(line, view.now))
        .collect_view();
    view! {
        <form class="bulk" id=FORM method="post" action=paths::actions::BULK>
            // Enter on a box presses the first button of its form: this one, which decides nothing.
            <button name="decision" value="none" hidden>
                {bulk::NOTHING}
            </button>
            <ul class="sheet">{cards}</ul>
            {bar()}
        </form>
        <p class="visually-hidden" role="status">
            {chosen("")}
        </p>
        {reject_dialog(view.history_days)}
    }
    .into_any()
}

fn card(line: &PostLine, now: Now) -> AnyView {
    let left = line.file.as_ref().map(|file| time::time_left(file, now));
    view! {
        <li class="post-card" id=line.element_id() data-item>
            <div class="post-card__picture">
                {frame::frame(line)}
                <label class="pick">
                    <input
                        type="checkbox"
                        name="posts[]"
                        value=line.post.id.to_string()
                        autocomplete="off"
                        data-choose
                    />
                    <span class="visually-hidden">{bulk::choose(&line.post.caption)}</span>
                </label>
            </div>
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

/// How many are chosen: a script counts.
fn chosen(words: &'static str) -> AnyView {
    view! {
        <span data-chosen data-one=bulk::CHOSEN_ONE data-many=bulk::CHOSEN_MANY>
            {words}
        </span>
    }
    .into_any()
}

/// The decision about all that are chosen. The style sheet shows it while at least one is.
fn bar() -> AnyView {
    view! {
        <div class="bulk__bar" role="group" aria-label=bulk::BAR>
            <p class="bulk__count">
                <b aria-hidden="true">{chosen(bulk::BAR)}</b>
                <button class="btn btn--link" type="button" data-choose-all data-scripted hidden>
                    {bulk::ALL}
                </button>
                <button class="btn btn--link" type="button" data-choose-none data-scripted hidden>
                    {bulk::NONE}
                </button>
            </p>
            <p class="bulk__acts">
                {dialog::opener(
                    REJECT,
                    "btn btn--danger",
                    view! { {icon(Icon::XSquare)} {bulk::REJECT} },
                )}
                <button class="btn btn--primary" name="decision" value="inbox">
                    {icon(Icon::Inbox)}
                    {bulk::SEND}
                </button>
            </p>
        </div>
    }
    .into_any()
}

/// Asks before several drafts are lost. Its button belongs to the form with the boxes.
fn reject_dialog(history_days: u32) -> AnyView {
    let heading = format!("{REJECT}-title");
    view! {
        <div class="dialog" id=REJECT popover="auto" role="dialog" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>
                <span data-chosen data-one=bulk::QUESTION_ONE data-many=bulk::QUESTION_MANY>
                    {bulk::QUESTION}
                </span>
            </h2>
            <p>{bulk::loss(history_days)}</p>
            <p class="cluster dialog__acts">
                <button class="btn btn--stop" form=FORM name="decision" value="reject">
                    {bulk::CONFIRM}
                </button>
                <button
                    class="btn btn--quiet"
                    type="button"
                    popovertarget=REJECT
                    popovertargetaction="hide"
                >
                    {bulk::KEEP}
                </button>
            </p>
        </div>
    }
    .into_any()
}
