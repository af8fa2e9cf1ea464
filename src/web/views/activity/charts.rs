//! The charts, each with its table.

use leptos::prelude::*;

use super::{
    ActivityView,
    tables::{number, table},
};
use crate::{
    service::activity::{KeyLine, Range, Slot},
    web::{
        components::{
            chart::{self, Bar},
            time,
        },
        format,
        words::activity as say,
    },
};

/// What a chart shows of each slot, below and on top, and what both are called in its table.
struct Pair {
    title: &'static str,
    good: &'static str,
    bad: &'static str,
    legend: AnyView,
    bar: fn(&Slot) -> Bar,
}

/// Posts slot by slot.
pub(super) fn posts(view: &ActivityView) -> AnyView {
    let pair = Pair {
        title: say::posts_per(view.activity.range),
        good: say::DELIVERED,
        bad: say::FAILED,
        legend: chart::legend(say::LEGEND_DELIVERED, say::LEGEND_FAILED),
        bar: |slot| Bar {
            good: slot.delivered,
            bad: slot.failed,
        },
    };
    section("posts", figure("posts", view, pair), None)
}

/// Requests of programs slot by slot, and by key and route.
pub(super) fn requests(view: &ActivityView) -> AnyView {
    let pair = Pair {
        title: say::requests_per(view.activity.range),
        good: say::FINE,
        bad: say::REFUSED,
        legend: chart::legend(say::LEGEND_FINE, say::LEGEND_REFUSED),
        bar: |slot| Bar {
            good: slot.fine,
            bad: slot.refused,
        },
    };
    section(
        "requests",
        figure("requests", view, pair),
        Some(by_key(view)),
    )
}

fn by_key(view: &ActivityView) -> AnyView {
    let rows = view.activity.keys.iter().map(key).collect();
    let table = table(
        say::BY_KEY,
        vec![
            (say::KEY, false),
            (say::ROUTE, false),
            (say::REQUESTS, true),
            (say::REFUSED, true),
            (say::FINE, true),
        ],
        rows,
    );
    view! {
        <details class="fold">
            <summary>
                <h3>{say::BY_KEY}</h3>
            </summary>
            {table}
            <p class="hint">{say::REQUESTS_COME}</p>
        </details>
    }
    .into_any()
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
            {number(say::REFUSED, line.requests.saturating_sub(line.fine))}
            <td class="num" data-label=say::FINE>
                {say::percent(line.fine, line.requests)}
            </td>
        </tr>
    }
    .into_any()
}

/// A chart with the same figures as a table.
fn figure(id: &'static str, view: &ActivityView, pair: Pair) -> AnyView {
    let Pair {
        title,
        good,
        bad,
        legend,
        bar,
    } = pair;
    let slots = &view.activity.slots;
    let rows = slots
        .iter()
        .rev()
        .map(|slot| (slot, bar(slot)))
        .filter(|(_, bar)| bar.good + bar.bad > 0)
        .map(|(slot, bar)| {
            view! {
                <tr>
                    {began(slot, view)} {number(good, bar.good)} {number(bad, bar.bad)}
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = table(
        title,
        vec![(say::BEGAN, false), (good, true), (bad, true)],
        rows,
    );
    view! {
        <figure class="chart">
            <figcaption class="chart__head">
                <h2 id=id>{title}</h2>
                {legend}
            </figcaption>
            {plot(view, title, bar)}
            {fold(table)}
        </figure>
    }
    .into_any()
}

/// The head of a slot's row.
pub(super) fn began(slot: &Slot, view: &ActivityView) -> AnyView {
    view! { <th scope="row">{time::moment(slot.at, name(slot, view))}</th> }.into_any()
}

/// A whole day needs no time.
fn name(slot: &Slot, view: &ActivityView) -> String {
    match view.activity.range {
        Range::Month => format::day(slot.at, view.now),
        Range::Day | Range::Week => format::moment(slot.at, view.now),
    }
}

fn plot(view: &ActivityView, what: &str, bar: fn(&Slot) -> Bar) -> AnyView {
    let slots = &view.activity.slots;
    let bars: Vec<Bar> = slots.iter().map(bar).collect();
    let (good, bad) = bars
        .iter()
        .fold((0, 0), |(good, bad), bar| (good + bar.good, bad + bar.bad));
    let most = bars.iter().map(|bar| bar.good + bar.bad).max().unwrap_or(0);
    let at = |index: usize| {
        slots
            .get(index)
            .map(|slot| name(slot, view))
            .unwrap_or_default()
    };
    let times = [at(0), at(slots.len() / 2), say::NOW.to_owned()];
    let says = say::bars(what, view.activity.range, good, bad, most);
    chart::bars(&bars, says, times)
}

/// The section that the heading with `id` names.
fn section(id: &'static str, figure: AnyView, more: Option<AnyView>) -> AnyView {
    view! {
        <section class="section section--wide" aria-labelledby=id>
            {figure}
            {more}
        </section>
    }
    .into_any()
}

/// What stands behind a chart.
pub(super) fn fold(inside: AnyView) -> AnyView {
    view! {
        <details class="fold fold--plain">
            <summary>{say::SAME_FIGURES}</summary>
            {inside}
        </details>
    }
    .into_any()
}
