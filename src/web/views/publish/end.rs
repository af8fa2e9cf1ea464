//! How the publish form ends: the disclosure, what people agree to, the button and why it may not be pressed yet.

use leptos::prelude::*;

use super::{PublishView, form::is_ticked};
use crate::{
    domain::publish::consent::{AND, Agreement, BY_POSTING},
    web::{
        components::{
            field,
            icon::{Icon, icon},
        },
        words::publish as say,
    },
};

/// What commercial content is in the video. Off at first, and nothing ticked when it is switched on.
pub(super) fn disclosure(view: &PublishView, is_closed: bool) -> AnyView {
    let form = &view.form;
    let branded_closed = is_closed || !view.audited;
    let why_not = if view.audited {
        say::BRANDED_HINT
    } else {
        say::BRANDED_CLOSED
    };
    let label = |when, words| {
        view! {
            <p class="disclose__label" data-when=when>
                {icon(Icon::Tag)}
                {words}
            </p>
        }
    };
    view! {
        <fieldset class="field disclose">
            <legend class="visually-hidden">{say::COMMERCIAL}</legend>
            <label class="switch">
                <span class="label">{say::DISCLOSE}</span>
                <span class="hint">{say::DISCLOSE_HINT}</span>
                <input
                    type="checkbox"
                    role="switch"
                    name="disclose"
                    id="disclose"
                    value="1"
                    checked=!is_closed && is_ticked(form, "disclose")
                    disabled=is_closed
                    aria-describedby=field::described_by(form, "disclose", None)
                />
            </label>
            {field::problem(form, "disclose")}
            <div class="disclose__body">
                <label class="check">
                    <input
                        type="checkbox"
                        name="your_brand"
                        id="own"
                        value="1"
                        checked=!is_closed && is_ticked(form, "your_brand")
                        disabled=is_closed
                    />
                    <span>{say::YOUR_BRAND}</span>
                    <span class="hint">{say::YOUR_BRAND_HINT}</span>
                </label>
                <label class="check">
                    <input
                        type="checkbox"
                        name="branded"
                        id="branded"
                        value="1"
                        checked=!branded_closed && is_ticked(form, "branded")
                        disabled=branded_closed
                        data-closed=branded_closed.then_some("")
                        aria-describedby=field::described_by(form, "branded", None)
                        aria-invalid=field::invalid(form, "branded")
                    />
                    <span>{say::BRANDED}</span>
                    <span class="hint" data-when="not-hidden">
                        {why_not}
                    </span>
                    <span class="hint" data-when="hidden">
                        {if view.audited { say::NOT_PRIVATE } else { why_not }}
                    </span>
                </label>
                {field::problem(form, "branded")}
                {label("own", say::LABEL_OWN)}
                {label("branded", say::LABEL_BRANDED)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// TikTok's sentence, with its links.
fn consent(agreement: Agreement, when: &'static str) -> AnyView {
    let policies = agreement
        .policies()
        .iter()
        .enumerate()
        .map(|(index, policy)| {
            view! {
                {(index > 0).then_some(AND)}
                <a href=policy.url rel="noreferrer">
                    {policy.name}
                </a>
            }
        })
        .collect_view();
    view! {
        <p class="consent" data-when=when>
            {BY_POSTING}
            {policies}
        </p>
    }
    .into_any()
}

/// What people agree to, always in sight, and the button. `why_not` closes it for good; with `refused`, what TikTok will
/// refuse as things are, it stands back.
///
/// Without a script the style shows one of four buttons; a script keeps the first and says by itself when it can be
/// pressed.
pub(super) fn end(why_not: Option<&'static str>, refused: Option<String>) -> AnyView {
    let class = if refused.is_some() {
        "btn"
    } else {
        "btn btn--primary"
    };
    let cannot_press = |when, why| cannot_press(class, when, why);
    let acts = match why_not {
        Some(why) => view! {
            {cannot_press("closed", why)}
            {because("closed", why)}
        }
        .into_any(),
        None => view! {
            <button class=class type="submit" data-when="ready">
                {say::PUBLISH}
            </button>
            {cannot_press("no-disclosure", say::INDICATE)}
            {cannot_press("no-privacy", say::SELECT_FIRST)}
            {cannot_press("no-conflict", say::NOT_PRIVATE)}
            {because("no-disclosure", say::INDICATE)}
            {because("no-privacy", say::SELECT_FIRST)}
            {because("no-conflict", say::NOT_PRIVATE)}
            {because("no-room", say::SHORTEN_FIRST)}
            {because("ready", refused.unwrap_or_else(|| say::STARTS_WHEN.to_owned()))}
        }
        .into_any(),
    };
    view! {
        <div class="publish__end">
            {consent(Agreement::Music, "music")}
            {consent(Agreement::BrandedContentAndMusic, "branded")}
            <div class="publish__act">{acts}</div>
            <p class="hint publish__after">
                {icon(Icon::Clock)}
                <span>{say::MINUTES}</span>
            </p>
        </div>
    }
    .into_any()
}

fn cannot_press(class: &'static str, when: &'static str, why: &'static str) -> AnyView {
    view! {
        <button
            class=class
            type="button"
            disabled
            data-when=when
            title=why
            aria-describedby=format!("why-{when}")
        >
            {say::PUBLISH}
        </button>
    }
    .into_any()
}

fn because(when: &'static str, why: impl Into<String>) -> AnyView {
    view! {
        <p class="hint" data-when=when id=format!("why-{when}")>
            {why.into()}
        </p>
    }
    .into_any()
}
