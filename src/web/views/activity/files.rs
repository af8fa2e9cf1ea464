//! The installation's temporary files: the sum of all that were made, and what proves that they go.

use leptos::prelude::*;

use super::{ActivityView, length};
use crate::{
    domain::{id::PostId, status::Status, temporary_file::TemporaryFile},
    service::activity::FilesPanel,
    store::health::FilesState,
    web::{
        components::{
            badge::toned_badge,
            facts::Facts,
            frame::reference,
            icon::{Icon, toned},
            time,
        },
        format, paths,
        words::activity as say,
    },
};

pub(super) fn files(view: &ActivityView) -> AnyView {
    let panel = &view.activity.files;
    let sum = panel.state.as_ref().map_or_else(
        || view! { <p class="hint">{say::FILES_UNKNOWN}</p> }.into_any(),
        |state| ledger(state, panel),
    );
    view! {
        <section class="section" aria-labelledby="files">
            <div class="section__head">
                <h2 id="files">{say::FILES}</h2>
                <p>{say::FILES_HINT}</p>
            </div>
            <div class="stack stack--loose">
                {sum}
                {quota(view)}
                {facts(view)}
                {(!view.activity.deletions.is_empty()).then(|| deletions(view))}
            </div>
        </section>
    }
    .into_any()
}

fn ledger(state: &FilesState, panel: &FilesPanel) -> AnyView {
    let entry = |figure, word| {
        view! {
            <div>
                <b>{format::count(figure)}</b>
                <span>{word}</span>
            </div>
        }
    };
    let badge = match panel.left_over {
        Some(0) => toned_badge("good", Some(Icon::CheckCircle), say::NOTHING_LEFT),
        Some(_) => toned_badge("bad", Some(Icon::Alert), say::LEFT_OVER),
        None => ().into_any(),
    };
    view! {
        <div
            class="ledger"
            role="group"
            aria-label=say::ledger(state.created, state.deleted, state.present)
        >
            {entry(state.created, say::CREATED)}
            <i aria-hidden="true">"−"</i>
            {entry(state.deleted, say::DELETED)}
            <i aria-hidden="true">"="</i>
            {entry(state.present, say::HERE_NOW)}
            {badge}
        </div>
    }
    .into_any()
}

fn quota(view: &ActivityView) -> AnyView {
    let panel = &view.activity.files;
    let usage = panel.usage;
    let oldest = panel.state.and_then(|state| state.oldest_at);
    let age = oldest.map(|at| format::span(view.now.since(at)));
    let words = say::in_use(&format::bytes(usage.bytes), &format::bytes(usage.quota));
    view! {
        <div class="stack stack--tight">
            <meter
                min="0"
                max=usage.quota
                low=usage.quota / 4 * 3
                high=usage.quota / 10 * 9
                optimum="0"
                value=usage.bytes.min(usage.quota)
                aria-labelledby="quota"
            ></meter>
            <p class="progress-line" id="quota">
                <span>{words}</span>
                <span>{say::oldest(age.as_deref(), &format::span(panel.retention))}</span>
            </p>
        </div>
    }
    .into_any()
}

fn facts(view: &ActivityView) -> AnyView {
    let panel = &view.activity.files;
    let swept = panel.last_sweep.map_or_else(
        || say::NOT_YET.into_any(),
        |at| {
            let moment = time::moment(at, format::moment(at, view.now));
            view! {
                {moment}
                {say::SWEPT_EVERY}
            }
            .into_any()
        },
    );
    Facts::default()
        .known(
            say::FAILED_DELETIONS,
            panel
                .state
                .map(|state| say::failed_deletions(state.failures)),
        )
        .say(
            say::ON_DISK,
            say::on_disk(panel.usage.files, panel.left_over),
        )
        .say(say::LAST_SWEEP, swept)
        .view()
}

fn deletions(view: &ActivityView) -> AnyView {
    let rows = view
        .activity
        .deletions
        .iter()
        .map(|(file, post)| deletion(view, file, *post))
        .collect_view();
    view! {
        <details class="fold" open>
            <summary>
                {say::LAST_DELETIONS} " " <span class="hint">{say::CHECKED_ON_DISK}</span>
            </summary>
            <table class="table">
                <caption class="visually-hidden">{say::LAST_DELETIONS}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say::POST}</th>
                        <th scope="col">{say::WHY}</th>
                        <th scope="col" class="num">
                            {say::LIVED}
                        </th>
                        <th scope="col" class="num">
                            {say::deleted_by(&view.now.clock())}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

fn deletion(view: &ActivityView, file: &TemporaryFile, post: Option<(PostId, Status)>) -> AnyView {
    let deleted = file.deleted_at.unwrap_or(file.created_at);
    let lived = length(deleted.since(file.created_at));
    let name = match post {
        Some((id, _)) => view! {
            <a class="mono" href=paths::post(id)>
                {reference(id)}
            </a>
        }
        .into_any(),
        None => say::NO_POST.into_any(),
    };
    let why = say::why_deleted(post.map(|(_, status)| status));
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td data-label=say::WHY>{why}</td>
            <td class="num" data-label=say::LIVED>
                {lived}
            </td>
            <td class="num" data-label=say::deleted_by(&view.now.clock())>
                <span class="cell">
                    {time::moment(deleted, format::exact(deleted, view.now))}
                    {toned(Icon::CheckCircle, "is-good")}
                </span>
            </td>
        </tr>
    }
    .into_any()
}
