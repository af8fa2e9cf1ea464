//! The publish form: caption, audience, what people may do. Nothing is preset.
//!
//! Its rules hold by style alone (`style/pages/publish.css`), better with `public/modules/publish.js`, and in any case on
//! the server. The ids `privacy`, `disclose`, `own` and `branded` belong to all three.

use leptos::prelude::*;

use super::{PublishView, end, inbox_instead, posting_as, told};
use crate::{
    domain::publish::{Privacy, rules::CreatorInfo},
    web::{
        components::{
            field,
            icon::{Icon, icon},
        },
        form::FormState,
        format, paths,
        words::{page, publish as say},
    },
};

/// Whether the person has ticked `name` in a form that was refused.
pub(super) fn is_ticked(form: &FormState, name: &str) -> bool {
    form.value(name) == Some("1")
}

/// The form for a creator who may post, unless the video is too long.
pub(super) fn form(view: &PublishView, creator: &CreatorInfo) -> AnyView {
    if view.terms(creator).is_too_long() {
        let length = format::length(view.duration_ms().unwrap_or_default());
        let longest = format::length(creator.longest_ms());
        return view! {
            {posting_as(view, true)}
            {told(
                "bad",
                Icon::Alert,
                say::TOO_LONG,
                say::too_long(&length, &longest, &view.handle()),
                inbox_instead(view),
            )}
            {closed(view, say::TOO_LONG_HINT)}
        }
        .into_any();
    }
    let refused_while_public =
        is_refused_while_public(view, creator).then(|| say::refused_while_public(&view.handle()));
    let post = &view.line.post;
    let account = view.account.as_ref().map(|it| it.id.to_string());
    view! {
        <form class="publish" method="post" action=paths::actions::PUBLISH>
            {field::hidden("post", post.id.to_string())}
            {field::hidden("account", account.unwrap_or_default())}
            {posting_as(view, true)}
            {field::problem(&view.form, "account")}
            {(!view.audited).then(|| unaudited(view, creator))}
            {field::caption(&post.caption, 4, &view.form, ().into_any())}
            {privacy(view, Some(creator))}
            {allow(view, Some(creator))}
            {end::disclosure(view, false)}
            {end::end(None, refused_while_public)}
        </form>
    }
    .into_any()
}

/// The same form with nothing to choose and nothing to press. `why` stands beside the button.
pub(super) fn closed(view: &PublishView, why: &'static str) -> AnyView {
    let caption = &view.line.post.caption;
    let words = if caption.trim().is_empty() {
        view! { <p class="caption caption--none">{page::NO_CAPTION_YET}</p> }.into_any()
    } else {
        view! { <p class="caption">{caption.clone()}</p> }.into_any()
    };
    view! {
        <form class="publish" method="post" action=paths::actions::PUBLISH>
            {words}
            {privacy(view, None)}
            {allow(view, None)}
            {end::disclosure(view, true)}
            {end::end(Some(why), None)}
        </form>
    }
    .into_any()
}

fn unaudited(view: &PublishView, creator: &CreatorInfo) -> AnyView {
    let audit = view! { <a href=paths::AUDIT>{say::AUDIT}</a> };
    if !is_refused_while_public(view, creator) {
        let ways = view! { {audit} {inbox_instead(view)} };
        let text = say::UNAUDITED_TEXT.to_owned();
        return told("plain", Icon::Lock, say::UNAUDITED, text, ways.into_any());
    }
    let ways = view! {
        <a class="btn btn--primary" href=paths::post(view.line.post.id)>
            {icon(Icon::Inbox)}
            {say::INBOX_INSTEAD}
        </a>
        <a class="btn" href=view.here()>
            {icon(Icon::Retry)}
            {say::LOAD_AGAIN}
        </a>
        {audit}
    };
    let text = say::set_to_private(&view.handle());
    told(
        "bad",
        Icon::Lock,
        say::UNAUDITED_PUBLIC,
        text,
        ways.into_any(),
    )
}

/// Whether TikTok takes nothing from this account as it stands: without the audit it must be private. The form can be sent
/// all the same, because TikTok has the last word.
fn is_refused_while_public(view: &PublishView, creator: &CreatorInfo) -> bool {
    !view.audited && creator.is_public()
}

/// The audiences that TikTok offers for this creator, in its order, behind a placeholder. None is preset.
fn privacy(view: &PublishView, creator: Option<&CreatorInfo>) -> AnyView {
    let form = &view.form;
    let typed = form.value("privacy").and_then(Privacy::from_name);
    let options = creator
        .map(|creator| {
            let terms = view.terms(creator);
            let option = |level: Privacy| {
                let is_open = terms.is_open(level);
                let name = say::privacy(level);
                let title =
                    (view.audited && !level.takes_branded_content()).then_some(say::NOT_PRIVATE);
                let words = if is_open {
                    name.to_owned()
                } else {
                    say::after_the_audit(name)
                };
                view! {
                    <option
                        value=level.as_str()
                        disabled=!is_open
                        selected=is_open && typed == Some(level)
                        title=title
                        data-hidden=(!level.takes_branded_content()).then_some("")
                    >
                        {words}
                    </option>
                }
            };
            creator
                .privacy_levels
                .iter()
                .copied()
                .map(option)
                .collect_view()
        })
        .unwrap_or_default();
    view! {
        <div class="field">
            <label class="label" for="privacy">
                {say::PRIVACY}
            </label>
            <select
                class="input"
                id="privacy"
                name="privacy"
                required
                disabled=creator.is_none()
                aria-describedby=field::described_by(form, "privacy", Some("privacy-note"))
                aria-invalid=field::invalid(form, "privacy")
            >
                <option value="">{say::SELECT}</option>
                {options}
            </select>
            {field::problem(form, "privacy")}
            <p class="hint publish__private-note" id="privacy-note">
                {say::NOT_PRIVATE}
            </p>
        </div>
    }
    .into_any()
}

/// What people may do with the video. What the creator has switched off in TikTok is greyed; the rest begins unticked.
fn allow(view: &PublishView, creator: Option<&CreatorInfo>) -> AnyView {
    let form = &view.form;
    let boxes = [
        (
            "comment",
            say::COMMENT,
            creator.is_some_and(|it| it.comment_disabled),
        ),
        (
            "duet",
            say::DUET,
            creator.is_some_and(|it| it.duet_disabled),
        ),
        (
            "stitch",
            say::STITCH,
            creator.is_some_and(|it| it.stitch_disabled),
        ),
    ]
    .into_iter()
    .map(|(name, word, is_off)| {
        let title = is_off.then_some(say::OFF_IN_TIKTOK);
        view! {
            <div>
                <label class="check" title=title>
                    <input
                        type="checkbox"
                        name=name
                        value="1"
                        checked=!is_off && is_ticked(form, name)
                        disabled=is_off || creator.is_none()
                        aria-describedby=field::described_by(form, name, None)
                        aria-invalid=field::invalid(form, name)
                    />
                    <span>{word}</span>
                    {is_off.then(|| view! { <span class="hint">{say::OFF_IN_TIKTOK}</span> })}
                </label>
                {field::problem(form, name)}
            </div>
        }
    })
    .collect_view();
    view! {
        <fieldset class="field">
            <legend class="label">{say::ALLOW}</legend>
            <div class="publish__allow">{boxes}</div>
        </fieldset>
    }
    .into_any()
}
