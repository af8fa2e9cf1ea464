//! Errors by code, and what TikTok still takes.

use leptos::prelude::*;

use super::{ActivityView, charts::table};
use crate::{
    service::activity::ErrorLine,
    web::{
        components::{account, allowance, time},
        format, paths,
        words::activity as say,
    },
};

pub(super) fn errors(view: &ActivityView) -> AnyView {
    let errors = &view.activity.errors;
    let list = if errors.is_empty() {
        view! { <p class="hint">{say::NO_ERRORS}</p> }.into_any()
    } else {
        table(
            say::ERRORS,
            vec![
                (say::CODE, false),
                (say::POSTS, true),
                (say::REQUESTS, true),
                (say::LATEST, false),
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
        let moment = format::moment(*at, view.now);
        view! {
            <a href=paths::post(*post) aria-label=say::post_of(&moment)>
                {time::moment(*at, moment.clone())}
            </a>
        }
    });
    let latest = match (line.posts, line.latest.is_empty()) {
        (0, _) => say::NOTHING.into_any(),
        (_, true) => view! { <span class="hint">{say::NO_LATEST}</span> }.into_any(),
        _ => view! { <span class="latest">{links.collect_view()}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <code>{line.code.as_str()}</code>
                <small>{line.code.entry().message}</small>
            </th>
            <td class="num" data-label=say::POSTS>
                {format::count(line.posts)}
            </td>
            <td class="num" data-label=say::REQUESTS>
                {format::count(line.requests)}
            </td>
            <td data-label=say::LATEST>{latest}</td>
            <td data-label=say::RETRY>{say::retry(line.code)}</td>
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
