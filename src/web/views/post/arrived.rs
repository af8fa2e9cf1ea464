//! A post that arrived: in the TikTok inbox, or published.

use leptos::prelude::*;

use super::{PostView, parts};
use crate::{
    domain::{
        post::Post,
        publish::{Delivery, Privacy},
    },
    web::{
        components::{
            code::copy_button,
            field,
            icon::{Icon, icon},
            notice::{Tone, advice},
        },
        words::{post::arrived as say, publish},
    },
};

/// In the inbox: what the person does next, in their other hand.
pub(super) fn in_inbox(view: &PostView) -> AnyView {
    let line = &view.line;
    let caption = &line.post.caption;
    let words = (!caption.trim().is_empty()).then(|| {
        view! {
            <div class="field">
                <label class="label" for="said">
                    {say::CAPTION_TO_PASTE}
                </label>
                <textarea class="input caption caption--small" id="said" rows="3" readonly>
                    {field::area(caption)}
                </textarea>
                <p class="cluster">
                    {copy_button("said", "btn btn--primary btn--small", say::COPY_CAPTION)}
                </p>
            </div>
        }
    });
    let inside = view! {
        <div class="post-said">{line.meta()}</div>
        <section class="next" aria-label=say::WHAT_NEXT>
            <ol class="next__steps">
                <li>
                    <span>
                        <b>{say::OPEN_TIKTOK}</b>
                        " "
                        {say::on_the_phone_of(&line.handle())}
                    </span>
                </li>
                <li>
                    <span>
                        <b>{say::TAP}</b>
                        " "
                        {say::IN_THE_INBOX}
                    </span>
                </li>
                <li>
                    <span>
                        <b>{say::PASTE}</b>
                        " "
                        {say::IF_MISSING}
                    </span>
                </li>
            </ol>
            {words}
        </section>
        <p class="hint">
            {say::NOT_PUBLIC}
        </p>
    };
    parts::decided(view, say::IN_INBOX, inside.into_any())
}

/// Published.
pub(super) fn published(view: &PostView) -> AnyView {
    let line = &view.line;
    let link = line.watch_url().map(|href| {
        view! {
            <p class="cluster">
                <a class="btn btn--primary" href=href rel="noopener noreferrer">
                    {icon(Icon::External)}
                    {say::WATCH}
                </a>
            </p>
        }
        .into_any()
    });
    let next = link.unwrap_or_else(|| {
        let words = if is_hidden(&line.post) {
            publish::HIDDEN_POST
        } else {
            say::NO_LINK
        };
        advice(Tone::Good, Icon::CheckCircle, words.into_any())
    });
    let inside = view! { {parts::said(view)} {next} };
    parts::decided(view, say::ON_TIKTOK, inside.into_any())
}

/// Whether TikTok will never name it: it names only posts that everyone can see.
fn is_hidden(post: &Post) -> bool {
    post.delivery == Delivery::Direct
        && post
            .choices
            .as_ref()
            .is_some_and(|choices| choices.privacy != Privacy::PublicToEveryone)
}
