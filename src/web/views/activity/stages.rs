//! How long each stage takes: small charts, and the same figures as tables.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    ActivityView,
    charts::{began, fold},
    length,
    tables::{number, table},
};
use crate::{
    domain::status::Status,
    service::activity::{Activity, Lengths, StageFigures},
    web::{components::chart, words::activity as say},
};

/// Stages that have a picture; the tables name all.
const DRAWN: [Status; 4] = [
    Status::Downloading,
    Status::Checking,
    Status::Sending,
    Status::Processing,
];

/// The section.
pub(super) fn stages(view: &ActivityView) -> AnyView {
    let activity = &view.activity;
    let drawn = DRAWN
        .into_iter()
        .filter_map(|stage| activity.stages.iter().find(|line| line.stage == stage))
        .map(|line| spark(line, activity))
        .collect_view();
    view! {
        <section class="section section--wide" aria-labelledby="stages">
            <div class="section__head section__head--row">
                <h2 id="stages">{say::STAGES}</h2>
                <p>{say::stages_hint(activity.range)}</p>
            </div>
            <div class="sparks">{drawn}</div>
            {fold(tables(view))}
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
    let millis = |length: Duration| u64::try_from(length.as_millis()).unwrap_or(0);
    let points: Vec<_> = line
        .slots
        .iter()
        .map(|slot| slot.map(|lengths| (millis(lengths.typical), millis(lengths.slow))))
        .collect();
    let most = points.iter().flatten().map(|(_, slow)| *slow).max();
    let reach = most.map(|most| {
        let words = say::reach(&length(Duration::from_millis(most)));
        view! { <p class="spark__reach">{words}</p> }
    });
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
            {reach}
            {chart::spark(&points, most.unwrap_or(0), says)}
        </figure>
    }
    .into_any()
}

fn tables(view: &ActivityView) -> AnyView {
    let stages = &view.activity.stages;
    let per_slot = say::stages_per(view.activity.range);
    let columns = stages.iter().map(|line| (say::stage(line.stage), true));
    let slots = table(
        per_slot,
        std::iter::once((say::BEGAN, false))
            .chain(columns)
            .collect(),
        slots(view),
    );
    let whole = table(
        say::STAGES_WHOLE,
        vec![
            (say::STAGE, false),
            (say::VIDEOS, true),
            (say::TYPICAL, true),
            (say::SLOWEST, true),
        ],
        stages.iter().filter_map(whole).collect(),
    );
    view! {
        <div class="stack stack--loose">
            <div class="stack stack--tight">
                <h3>{say::STAGES_WHOLE}</h3>
                {whole}
            </div>
            <div class="stack stack--tight">
                <h3>{per_slot}</h3>
                <p class="hint">{say::STAGES_CELLS}</p>
                {slots}
            </div>
        </div>
    }
    .into_any()
}

fn whole(line: &StageFigures) -> Option<AnyView> {
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

/// A row for each slot in which a stage ended, the latest first.
fn slots(view: &ActivityView) -> Vec<AnyView> {
    let stages = &view.activity.stages;
    let slots = view.activity.slots.iter().enumerate().rev();
    slots
        .filter_map(|(index, slot)| {
            let of = |line: &StageFigures| line.slots.get(index).copied().flatten();
            stages.iter().any(|line| of(line).is_some()).then(|| {
                let cells = stages
                    .iter()
                    .map(|line| cell(say::stage(line.stage), of(line)))
                    .collect_view();
                view! { <tr>{began(slot, view)} {cells}</tr> }.into_any()
            })
        })
        .collect()
}

fn cell(label: &'static str, lengths: Option<Lengths>) -> AnyView {
    let words = match lengths {
        Some(lengths) => view! {
            {length(lengths.typical)}
            " "
            <small>{say::up_to(&length(lengths.slow))}</small>
        }
        .into_any(),
        None => say::NOTHING.into_any(),
    };
    view! {
        <td class="num" data-label=label data-none=lengths.is_none()>
            {words}
        </td>
    }
    .into_any()
}
