//! What is out in the world. Its files are gone, so slates stand in for the pictures.

use leptos::prelude::*;

use super::DraftsView;
use crate::{
    domain::publish::Privacy,
    web::{
        components::{
            frame,
            icon::{Icon, icon},
            time,
        },
        format::{self, Now},
        views::line::PostLine,
        words,
    },
};

/// The gallery.
pub(super) fn gallery(view: &DraftsView) -> AnyView {
    let pictures = view
        .posts
        .iter()
        .map(|line| picture(line, view.now))
        .collect_view();
    view! { <ul class="gallery">{pictures}</ul> }.into_any()
}

fn picture(line: &PostLine, now: Now) -> AnyView {
    let at = line.post.entered_at;
    let audience = line.post.choices.as_ref().map(|choices| {
        let sign = match choices.privacy {
            Privacy::PublicToEveryone => Icon::Globe,
            Privacy::MutualFollowFriends | Privacy::FollowerOfCreator => Icon::Users,
            Privacy::SelfOnly => Icon::Lock,
        };
        view! { <span>{icon(sign)}{words::drafts::audience(choices.privacy)}</span> }
    });
    let watch = line.watch_url().map(|href| {
        view! {
            <a href=href rel="noopener noreferrer">
                {icon(Icon::External)}
                {words::post::arrived::WATCH}
            </a>
        }
    });
    view! {
        <li id=line.element_id() data-item>
            {frame::frame(line)} {line.caption_link("caption caption--small clamp-2")}
            <p class="meta">{audience} {time::moment(at, format::day(at, now))} {watch}</p>
        </li>
    }
    .into_any()
}
