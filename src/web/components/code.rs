//! Code to copy: commands, bodies, secrets.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::web::words::page;

/// A button that copies the element `id`. Only a script can do that, so it is hidden until one shows it.
pub(crate) fn copy_button(id: &str, class: &'static str, words: &'static str) -> AnyView {
    view! {
        <button
            class=class
            type="button"
            data-copy=id.to_owned()
            data-copied=page::COPIED
            hidden
        >
            {icon(Icon::Copy)}
            <span data-label aria-live="polite">
                {words}
            </span>
        </button>
    }
    .into_any()
}

/// A block of code under a title, to be copied.
pub(crate) fn code_block(id: &str, title: &str, code: String) -> AnyView {
    view! {
        <div class="code">
            <div class="code__bar">
                <span>{title.to_owned()}</span>
                {copy_button(id, "btn btn--quiet", page::COPY)}
            </div>
            <pre tabindex="0">
                <code id=id.to_owned()>{code}</code>
            </pre>
        </div>
    }
    .into_any()
}

/// A block of code that shows what comes back: nothing to copy.
pub(crate) fn code_answer(title: &str, code: String) -> AnyView {
    view! {
        <div class="code">
            <div class="code__bar">
                <span>{title.to_owned()}</span>
            </div>
            <pre tabindex="0">
                <code>{code}</code>
            </pre>
        </div>
    }
    .into_any()
}

/// A secret with its label, ready to be selected whole. The button beside it has its words and its class.
pub(crate) fn secret(
    id: &'static str,
    label: &'static str,
    text: String,
    (words, class): (&'static str, &'static str),
) -> AnyView {
    let label_id = format!("{id}-label");
    view! {
        <div class="field">
            <span class="label" id=label_id.clone()>
                {label}
            </span>
            <div class="secret" role="group" aria-labelledby=label_id>
                <code id=id>{text}</code>
                {copy_button(id, class, words)}
            </div>
        </div>
    }
    .into_any()
}
