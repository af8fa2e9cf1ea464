//! Badges: icon and word carry the meaning, colour only helps.

use leptos::prelude::*;

use super::{
    icon::{Icon, icon},
    sign,
};
use crate::{domain::status::Status, web::words};

/// The badge of a status.
pub(crate) fn badge(status: Status) -> AnyView {
    view! {
        <span class="badge" data-status=status.as_str()>
            {icon(sign::status_icon(status))}
            {words::status::status(status)}
        </span>
    }
    .into_any()
}

/// A badge of a tone: `good`, `bad`, `yours` or `plain`.
pub(crate) fn toned_badge(tone: &'static str, sign: Option<Icon>, word: &'static str) -> AnyView {
    view! {
        <span class="badge" data-tone=tone>
            {sign.map(icon)}
            {word}
        </span>
    }
    .into_any()
}
