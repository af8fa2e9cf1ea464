//! Settings.

use leptos::prelude::*;

use crate::web::{
    components::{
        field,
        icon::{Icon, icon},
    },
    form::FormState,
    format::{self, Now, Zone},
    paths,
    words::settings as say,
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct SettingsView {
    /// Now, by the clock that was chosen.
    pub(crate) now: Now,
    /// Whether everything is held for review.
    pub(crate) hold_everything: bool,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
    /// How long history stays, in days.
    pub(crate) history_days: u32,
    /// How long a session lives without use, in days.
    pub(crate) session_days: u32,
    /// What a refused form remembers: `zone`.
    pub(crate) form: FormState,
}

/// The page.
pub(crate) fn settings_page(view: &SettingsView) -> AnyView {
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>{say::TITLE}</h1>
                </div>
            </div>
            {review(view.hold_everything)}
            {zone(view)}
            {keep(view)}
            {own_data()}
            {delete_account()}
        </main>
    }
    .into_any()
}

fn review(hold_everything: bool) -> AnyView {
    view! {
        <section class="section" aria-labelledby="review">
            <div class="section__head">
                <h2 id="review">{say::REVIEW.0}</h2>
                <p>{say::REVIEW.1}</p>
            </div>
            <form class="panel stack" method="post" action=paths::actions::SETTINGS>
                <label class="switch">
                    <span class="label">{say::HOLD}</span>
                    <span class="hint">{say::HOLD_HINT} <code>"auto_approve: true"</code>"."</span>
                    <input
                        type="checkbox"
                        role="switch"
                        name="hold"
                        value="1"
                        checked=hold_everything
                    />
                </label>
                <p>
                    <button class="btn">{say::SAVE}</button>
                </p>
            </form>
        </section>
    }
    .into_any()
}

/// The zone: a plain list, in which a browser finds a place by its first letters. A script offers the device's own.
fn zone(view: &SettingsView) -> AnyView {
    let now = view.now;
    let place = (now.zone != Zone::UTC).then(|| now.zone.place());
    let hint = say::time_now(&format::moment(now.moment, now), place.as_deref());
    view! {
        <section class="section" aria-labelledby="time-zone">
            <div class="section__head">
                <h2 id="time-zone">{say::ZONE.0}</h2>
                <p>{say::ZONE.1}</p>
            </div>
            <form class="panel stack" method="post" action=paths::actions::TIME_ZONE>
                <div class="field">
                    <label class="label" for="zone">
                        {say::YOUR_ZONE}
                    </label>
                    <select
                        class="input"
                        id="zone"
                        name="zone"
                        aria-invalid=field::invalid(&view.form, "zone")
                        aria-describedby=field::described_by(&view.form, "zone", Some("zone-hint"))
                    >
                        {zones(now.zone)}
                    </select>
                    <p class="hint" id="zone-hint">
                        {hint}
                    </p>
                    {field::problem(&view.form, "zone")}
                </div>
                <p class="cluster">
                    <button class="btn">{say::SAVE}</button>
                    <button class="btn btn--quiet" type="button" data-device-zone hidden>
                        {say::AS_DEVICE}
                        <b data-place></b>
                    </button>
                </p>
            </form>
        </section>
    }
    .into_any()
}

fn zones(chosen: Zone) -> AnyView {
    let option = move |zone: Zone| {
        view! {
            <option value=zone.name() selected=zone == chosen>
                {zone.place()}
            </option>
        }
    };
    let regions = Zone::by_region().map(|(region, zones)| {
        view! { <optgroup label=region>{zones.into_iter().map(option).collect_view()}</optgroup> }
    });
    view! {
        <optgroup label=say::NO_PLACE>{option(Zone::UTC)}</optgroup>
        {regions.collect_view()}
    }
    .into_any()
}

fn keep(view: &SettingsView) -> AnyView {
    let days = |count| format::counted(u64::from(count), "day", "days");
    let facts = [
        (
            format::counted(view.retention_hours, "hour", "hours"),
            say::KEEP_FILES,
        ),
        (days(view.history_days), say::KEEP_HISTORY),
        (days(view.session_days), say::KEEP_SESSION),
        (say::KEEP_REST.0.to_owned(), say::KEEP_REST.1),
    ]
    .map(|(term, text)| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{text}</dd>
            </div>
        }
    });
    view! {
        <section class="section" aria-labelledby="keep">
            <div class="section__head">
                <h2 id="keep">{say::KEEP.0}</h2>
                <p>{say::KEEP.1} <a href=paths::PRIVACY>{say::ALL_OF_IT}</a></p>
            </div>
            <dl class="keep">{facts.collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn own_data() -> AnyView {
    view! {
        <section class="section" aria-labelledby="data">
            <div class="section__head">
                <h2 id="data">{say::DATA.0}</h2>
                <p>{say::DATA.1}</p>
            </div>
            <div class="stack">
                <p>{say::EXPORTED}</p>
                <p>
                    <a class="btn" href=paths::EXPORT>
                        {icon(Icon::Download)}
                        {say::EXPORT}
                    </a>
                </p>
            </div>
        </section>
    }
    .into_any()
}

fn delete_account() -> AnyView {
    view! {
        <section class="section" aria-labelledby="delete">
            <div class="section__head">
                <h2 id="delete">{say::DELETE.0}</h2>
                <p>{say::DELETE.1}</p>
            </div>
            <div class="stack">
                <p>{say::DELETED}</p>
                <p>
                    <a class="btn btn--danger" href=paths::DELETE_ACCOUNT>
                        {say::DELETE_ACCOUNT}
                    </a>
                </p>
            </div>
        </section>
    }
    .into_any()
}
