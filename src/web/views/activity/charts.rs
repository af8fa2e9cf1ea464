//! The charts, each with its table.

use leptos::prelude::*;

use super::{ActivityView, length};
use crate::{
    domain::status::Status,
    service::activity::{Activity, KeyLine, Slot, StageFigures},
    web::{
        components::{
            chart::{self, Bar},
            time,
        },
        format,
        words::activity as say,
    },
};

/// Stages that have a picture; the table names all.
const DRAWN: [Status; 4] = [
    Status::Downloading,
    Status::Checking,
    Status::Sending,
    Status::Processing,
];

/// Posts slot by slot.
pub(super) fn posts(view: &ActivityView) -> AnyView {
    let range = view.activity.range;
    let rows: Vec<AnyView> = view
        .activity
        .slots
        .iter()
        .rev()
        .filter(|slot| slot.delivered + slot.failed > 0)
        .map(|slot| {
            view! {
                <tr>
                    <th scope="row">{time::moment(slot.at, format::moment(slot.at, view.now))}</th>
                    {number(say::DELIVERED, slot.delivered)}
                    {number(say::FAILED, slot.failed)}
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = table(
        say::posts_per(range),
        vec![
            (say::BEGAN, false),
            (say::DELIVERED, true),
            (say::FAILED, true),
        ],
        rows,
    );
    let bar = |slot: &Slot| Bar {
        good: slot.delivered,
        bad: slot.failed,
    };
    let legend = chart::legend(say::LEGEND_DELIVERED, say::LEGEND_FAILED);
    let plot = plot(view, say::posts_per(range), bar);
    figure(
        "posts",
        say::posts_per(range),
        legend,
        plot,
        say::SAME_FIGURES,
        table,
    )
}

/// Requests of programs slot by slot; by key and route in the table.
pub(super) fn requests(view: &ActivityView) -> AnyView {
    let range = view.activity.range;
    let rows = view.activity.keys.iter().map(key).collect();
    let table = table(
        say::requests_per(range),
        vec![
            (say::KEY, false),
            (say::ROUTE, false),
            (say::REQUESTS, true),
            (say::FINE, true),
        ],
        rows,
    );
    let bar = |slot: &Slot| Bar {
        good: slot.fine,
        bad: slot.refused,
    };
    let legend = chart::legend(say::LEGEND_FINE, say::LEGEND_REFUSED);
    let plot = plot(view, say::requests_per(range), bar);
    let table = view! {
        {table}
        <p class="hint">{say::REQUESTS_COME}</p>
    };
    figure(
        "requests",
        say::requests_per(range),
        legend,
        plot,
        say::BY_KEY,
        table.into_any(),
    )
}

fn key(line: &KeyLine) -> AnyView {
    let name = match &line.key {
        Some(key) => view! {
            {key.name.clone()}
            <small class="mono">{format!("{}…", key.prefix)}</small>
        }
        .into_any(),
        None => say::DELETED_KEY.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td data-label=say::ROUTE>
                <code>{line.route.clone()}</code>
            </td>
            {number(say::REQUESTS, line.requests)}
            <td class="num" data-label=say::FINE>
                {say::percent(line.fine, line.requests)}
            </td>
        </tr>
    }
    .into_any()
}

fn plot(view: &ActivityView, what: &str, bar: impl Fn(&Slot) -> Bar) -> AnyView {
    let slots = &view.activity.slots;
    let bars: Vec<Bar> = slots.iter().map(bar).collect();
    let (good, bad) = bars
        .iter()
        .fold((0, 0), |(good, bad), bar| (good + bar.good, bad + bar.bad));
    let most = bars.iter().map(|bar| bar.good + bar.bad).max().unwrap_or(0);
    let at = |index: usize| {
        slots
            .get(index)
            .map(|slot| format::moment(slot.at, view.now))
            .unwrap_or_default()
    };
    let times = [at(0), at(slots.len() / 2), say::NOW.to_owned()];
    let says = say::bars(what, view.activity.range, good, bad, most);
    chart::bars(&bars, says, times)
}

fn figure(
    id: &'static str,
    title: &'static str,
    legend: AnyView,
    plot: AnyView,
    summary: &'static str,
    table: AnyView,
) -> AnyView {
    view! {
        <section class="section section--wide" aria-labelledby=id>
            <figure class="chart">
                <figcaption class="chart__head">
                    <h2 id=id>{title}</h2>
                    {legend}
                </figcaption>
                {plot}
                {fold(summary, table)}
            </figure>
        </section>
    }
    .into_any()
}

fn fold(summary: &'static str, table: AnyView) -> AnyView {
    view! {
        <details class="fold fold--plain">
            <summary>{summary}</summary>
            {table}
        </details>
    }
    .into_any()
}

/// How long the stages take.
pub(super) fn stages(activity: &Activity) -> AnyView {
    let drawn = DRAWN
        .into_iter()
        .filter_map(|stage| activity.stages.iter().find(|line| line.stage == stage))
        .map(|line| spark(line, activity))
        .collect_view();
    let rows = activity.stages.iter().filter_map(stage).collect();
    let table = table(
        say::STAGES,
        vec![
            (say::STAGE, false),
            (say::VIDEOS, true),
            (say::TYPICAL, true),
            (say::SLOWEST, true),
        ],
        rows,
    );
    view! {
        <section class="section section--wide" aria-labelledby="stages">
            <div class="section__head section__head--row">
                <h2 id="stages">{say::STAGES}</h2>
                <p>{say::stages_hint(activity.range)}</p>
            </div>
            <div class="sparks">{drawn}</div>
            {fold(say::SAME_FIGURES, table)}
        </section>
    }
    .into_any()
}

fn spark(line: &StageFigures, activity: &Activity) -> AnyView {
    let name = say::stage(line.stage);
    let (typical, slow) = match line.whole {
        Some(whole) => (length(whole.typical), length(whole.slow)),
        None => (say::NOTHING.to_owned(), say::NOTHING.to_owned()),
    };
    let millis = |length: std::time::Duration| u64::try_from(length.as_millis()).unwrap_or(0);
    let points: Vec<_> = line
        .slots
        .iter()
        .map(|slot| slot.map(|lengths| (millis(lengths.typical), millis(lengths.slow))))
        .collect();
    let says = say::spark(name, &typical, &slow, activity.range);
    view! {
        <figure class="spark">
            <figcaption>{name}</figcaption>
            <p>
                <b>{typical}</b>
                " "
                <span>{say::TYPICAL_AFTER}</span>
                " "
                <span>{say::slowest(&slow)}</span>
            </p>
            {chart::spark(&points, says)}
        </figure>
    }
    .into_any()
}

fn stage(line: &StageFigures) -> Option<AnyView> {
    let whole = line.whole?;
    Some(
        view! {
            <tr>
                <th scope="row">{say::stage(line.stage)}</th>
                {number(say::VIDEOS, whole.posts)}
                <td class="num" data-label=say::TYPICAL>
                    {length(whole.typical)}
                </td>
                <td class="num" data-label=say::SLOWEST>
                    {length(whole.slow)}
                </td>
            </tr>
        }
        .into_any(),
    )
}

fn number(label: &'static str, number: u64) -> AnyView {
    view! {
        <td class="num" data-label=label>
            {format::count(number)}
        </td>
    }
    .into_any()
}

/// A table; of each column its head and whether it holds figures.
pub(super) fn table(
    caption: &'static str,
    columns: Vec<(&'static str, bool)>,
    rows: Vec<AnyView>,
) -> AnyView {
    let heads = columns
        .into_iter()
        .map(|(head, is_number)| {
            view! {
                <th scope="col" class=is_number.then_some("num")>
                    {head}
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
