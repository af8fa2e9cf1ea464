//! A post that arrived: in the TikTok inbox, or published.

use leptos::prelude::*;

use super::{PostView, parts};
use crate::{
    domain::post_object,
    web::components::{
        code::copy_button,
        field,
        icon::{Icon, icon},
        notice::{Tone, advice},
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
                    "Caption to paste"
                </label>
                <textarea class="input caption caption--small" id="said" rows="3" readonly>
                    {field::area(caption)}
                </textarea>
                <p class="cluster">
                    {copy_button("said", "btn btn--primary btn--small", "Copy caption")}
                </p>
            </div>
        }
    });
    let phone = format!(" on the phone of {}.", line.handle());
    let inside = view! {
        <div class="post-said">{line.meta()}</div>
        <section class="next" aria-label="What to do next">
            <ol class="next__steps">
                <li>
                    <span>
                        <b>"Open TikTok"</b>
                        {phone}
                    </span>
                </li>
                <li>
                    <span>
                        <b>"Tap the notification"</b>
                        " in the inbox. It says that a video is ready."
                    </span>
                </li>
                <li>
                    <span>
                        <b>"Paste the caption"</b>
                        " if it is missing, check the rest, post."
                    </span>
                </li>
            </ol>
            {words}
        </section>
        <p class="hint">
            "Nothing is public yet. When you have posted it, this page says Published by itself."
        </p>
    };
    parts::decided(view, "It is in your TikTok inbox", inside.into_any())
}

/// Published.
pub(super) fn published(view: &PostView) -> AnyView {
    let line = &view.line;
    let next = match post_object::post_url(&line.post, line.account.as_ref()) {
        Some(href) => view! {
            <p class="cluster">
                <a class="btn btn--primary" href=href rel="noopener noreferrer">
                    {icon(Icon::External)}
                    "Watch on TikTok"
                </a>
            </p>
        }
        .into_any(),
        None => advice(
            Tone::Good,
            Icon::CheckCircle,
            "TikTok names the public post only after its moderation. Look for it in your TikTok profile."
                .into_any(),
        ),
    };
    let inside = view! { {parts::said(view)} {next} };
    parts::decided(view, "It is on TikTok", inside.into_any())
}
