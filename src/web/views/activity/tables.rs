//! Errors by code, what TikTok still takes, and how every table is built.

use leptos::prelude::*;

use super::ActivityView;
use crate::{
    service::activity::ErrorLine,
    web::{
        components::{account, allowance, frame::reference, time},
        format, paths,
        words::activity as say,
    },
};

pub(super) fn errors(view: &ActivityView) -> AnyView {
    let errors = &view.activity.errors;
    let latest = say::latest_by(&view.now.clock());
    let list = if errors.is_empty() {
        view! { <p class="hint">{say::NO_ERRORS}</p> }.into_any()
    } else {
        table(
            say::ERRORS,
            vec![
                (say::CODE, false),
                (say::POSTS, true),
                (say::REQUESTS, true),
                (&latest, false),
                (say::RETRY, false),
            ],
            errors.iter().map(|line| error(line, view)).collect(),
        )
    };
    view! {
        <section class="section" aria-labelledby="errors">
            <div class="section__head">
                <h2 id="errors">{say::ERRORS}</h2>
                <p>{say::errors_hint(view.activity.range)}</p>
            </div>
            {list}
        </section>
    }
    .into_any()
}

fn error(line: &ErrorLine, view: &ActivityView) -> AnyView {
    let links = line.latest.iter().map(|(post, at)| {
        let id = reference(*post);
        let moment = format::exact(*at, view.now);
        view! {
            <li>
                <a href=paths::post(*post) aria-label=say::post_of(&id, &moment)>
                    <code>{id.clone()}</code>
                    " "
                    {time::moment(*at, moment.clone())}
                </a>
            </li>
        }
    });
    let latest = match (line.posts, line.latest.is_empty()) {
        (0, _) => say::NOTHING.into_any(),
        (_, true) => view! { <span class="hint">{say::NO_LATEST}</span> }.into_any(),
        _ => view! { <ul class="latest">{links.collect_view()}</ul> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <code>{line.code.as_str()}</code>
                <small>{line.code.entry().message}</small>
            </th>
            {number(say::POSTS, line.posts)}
            {number(say::REQUESTS, line.requests)}
            <td data-label=say::latest_by(&view.now.clock()) data-none=line.posts == 0>
                {latest}
            </td>
            <td data-label=say::RETRY>{say::retry(line.code, line.posts > 0)}</td>
        </tr>
    }
    .into_any()
}

pub(super) fn budgets(view: &ActivityView) -> Option<AnyView> {
    let accounts = &view.activity.accounts;
    let items = accounts
        .iter()
        .map(|(account, used)| {
            view! {
                <li class="budget">
                    <h3>{account::handle(account)}</h3>
                    {allowance::lines(used, view.now)}
                </li>
            }
        })
        .collect_view();
    (!accounts.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="budgets">
                <div class="section__head">
                    <h2 id="budgets">{say::BUDGETS}</h2>
                    <p>{say::BUDGETS_HINT}</p>
                </div>
                <ul class="budgets">{items}</ul>
            </section>
        }
        .into_any()
    })
}

/// A cell with a figure; a phone, where each takes a line of its own, leaves out what is none.
pub(super) fn number(label: &'static str, number: u64) -> AnyView {
    view! {
        <td class="num" data-label=label data-none=number == 0>
            {format::count(number)}
        </td>
    }
    .into_any()
}

/// A table; of each column its head and whether it holds figures.
pub(super) fn table(
    caption: &'static str,
    columns: Vec<(&str, bool)>,
    rows: Vec<AnyView>,
) -> AnyView {
    let heads = columns
        .into_iter()
        .map(|(head, is_number)| {
            view! {
                <th scope="col" class=is_number.then_some("num")>
                    {head.to_owned()}
                </th>
            }
        })
        .collect_view();
    view! {
        <table class="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
