//! Fields of forms: labels, problems, the caption with its counter.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::{
    domain::caption,
    web::{
        form::FormState,
        format,
        words::{caption as words, page},
    },
};

/// The id of the sentence that says what is wrong with `field`.
fn problem_id(field: &str) -> String {
    format!("{field}-problem")
}

/// What is wrong with `field`, if anything is.
pub(crate) fn problem(form: &FormState, field: &str) -> AnyView {
    form.wrong(field)
        .map(|sentence| {
            view! {
                <p class="error-text" id=problem_id(field)>
                    {icon(Icon::Alert)}
                    {sentence.to_owned()}
                </p>
            }
        })
        .into_any()
}

/// `aria-invalid` of `field`.
pub(crate) fn invalid(form: &FormState, field: &str) -> Option<&'static str> {
    form.wrong(field).map(|_| "true")
}

/// `aria-describedby` of `field`: the problem, and what else describes it.
pub(crate) fn described_by(form: &FormState, field: &str, also: Option<&str>) -> Option<String> {
    let wrong = form.wrong(field).map(|_| problem_id(field));
    match (also, wrong) {
        (Some(also), Some(wrong)) => Some(format!("{also} {wrong}")),
        (Some(also), None) => Some(also.to_owned()),
        (None, wrong) => wrong,
    }
}

/// The inside of a text area: Leptos writes it as it is, and a parser drops the first line end.
pub(crate) fn area(text: &str) -> String {
    format!("\n{}", format::escaped(text))
}

/// The caption, with how much of TikTok's limit it takes. `below` stands under the text field.
pub(crate) fn caption(text: &str, rows: u8, form: &FormState, below: AnyView) -> AnyView {
    // Browsers send line ends as CRLF and count them as one, as TikTok gets them.
    let text = form.value("caption").unwrap_or(text).replace("\r\n", "\n");
    let length = caption::length(&text);
    let is_over = length > caption::LONGEST;
    view! {
        <div class="field">
            <div class="label-row">
                <label class="label" for="caption">
                    {page::CAPTION}
                </label>
                <span class="counter" id="caption-count" data-over=is_over>
                    {words::counter(length, caption::LONGEST)}
                </span>
            </div>
            <textarea
                class="input caption"
                id="caption"
                name="caption"
                rows=rows.to_string()
                data-counter="caption-count"
                data-limit=caption::LONGEST.to_string()
                data-template=words::COUNTER
                data-template-over=words::COUNTER_OVER
                data-hashtags="caption-tags"
                data-key="e"
                aria-describedby=described_by(form, "caption", Some("caption-count"))
                aria-invalid=invalid(form, "caption")
            >
                {area(&text)}
            </textarea>
            {problem(form, "caption")}
            {hashtags(&text)}
            {below}
        </div>
    }
    .into_any()
}

/// The hashtags of `text`, as far as they are recognised. A script keeps them up to date.
fn hashtags(text: &str) -> AnyView {
    let tags = caption::hashtags(text);
    let is_empty = tags.is_empty();
    let tags = tags
        .into_iter()
        .map(|tag| view! { <li>{tag.to_owned()}</li> })
        .collect_view();
    view! {
        <div class="tags" hidden=is_empty>
            <span id="caption-tags-label">{words::HASHTAGS}</span>
            <ul id="caption-tags" aria-labelledby="caption-tags-label">
                {tags}
            </ul>
        </div>
    }
    .into_any()
}

/// A field that is sent and not seen.
pub(crate) fn hidden(name: &'static str, value: impl Into<String>) -> AnyView {
    view! { <input type="hidden" name=name value=value.into() /> }.into_any()
}
