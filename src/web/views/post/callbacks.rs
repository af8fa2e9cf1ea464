//! What the callback URL of a post was told: each try and its answer.

use leptos::prelude::*;

use super::{CallbackLine, CallbackTry, PostView};
use crate::web::{
    components::{
        field,
        icon::{Icon, icon, toned},
        time,
    },
    format::{self, Now},
    paths,
    words::post::callbacks as say,
};

/// What the callback URL was told, and how it answered.
pub(super) fn callbacks(view: &PostView) -> AnyView {
    let [newest, ..] = view.callbacks.as_slice() else {
        return ().into_any();
    };
    let host = view.callback_host.clone();
    let rows = view
        .callbacks
        .iter()
        .flat_map(|callback| callback_rows(callback, view.now))
        .collect_view();
    view! {
        <section class="folds" aria-labelledby="callbacks">
            <div class="cluster cluster--apart fold-title">
                <h2 id="callbacks">{say::TITLE}</h2>
                <form method="post" action=paths::actions::RESEND_CALLBACK>
                    {field::hidden("post", view.line.post.id.to_string())}
                    {field::hidden("callback", newest.id.to_string())}
                    <button class="btn btn--small">{icon(Icon::Retry)} {say::SEND_AGAIN}</button>
                </form>
            </div>
            <p class="hint">{say::TO} <code>{host}</code> {say::SIGNED}</p>
            <table class="table">
                <caption class="visually-hidden">{say::CAPTION}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say::EVENT}</th>
                        <th scope="col">{say::TRY}</th>
                        <th scope="col">{say::ANSWER}</th>
                        <th scope="col" class="num">
                            {say::time(&view.now.clock())}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn callback_rows(callback: &CallbackLine, now: Now) -> Vec<AnyView> {
    let count = callback.tries.len();
    callback
        .tries
        .iter()
        .enumerate()
        .map(|(index, attempt)| {
            let next = callback
                .next_at
                .filter(|_| index == 0)
                .map(|at| say::next(&format::ahead(at, now)));
            callback_row(&callback.event, count - index, attempt, next, now)
        })
        .collect()
}

fn callback_row(
    event: &str,
    number: usize,
    attempt: &CallbackTry,
    next: Option<String>,
    now: Now,
) -> AnyView {
    let (sign, answer) = match &attempt.answer {
        Ok(status) if (200..300).contains(status) => {
            (toned(Icon::CheckCircle, "is-good"), status.to_string())
        }
        Ok(status) => (toned(Icon::Alert, "is-bad"), status.to_string()),
        Err(reason) => (toned(Icon::Alert, "is-bad"), reason.clone()),
    };
    view! {
        <tr>
            <td data-label=say::EVENT>{event.to_owned()}</td>
            <td data-label=say::TRY>{number.to_string()}</td>
            <td data-label=say::ANSWER>
                <span class="cell">{sign} {answer}</span>
                {next.map(|next| view! { <small>{next}</small> })}
            </td>
            <td class="num" data-label=say::time(&now.clock())>
                {time::moment(attempt.at, format::exact(attempt.at, now))}
            </td>
        </tr>
    }
    .into_any()
}
