//! Icons: a 20-unit grid, drawn by reference to the sprite. They never stand without a word.

use leptos::prelude::*;

use crate::web::assets;

macro_rules! icons {
    ($($name:ident $symbol:literal)+) => {
        /// One symbol of `public/icons.svg`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Icon {
            $(#[doc = $symbol] $name,)+
        }

        impl Icon {
            /// All that pages use.
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),+];

            const fn symbol(self) -> &'static str {
                match self {
                    $(Self::$name => $symbol,)+
                }
            }
        }
    };
}

icons! {
    Alert "alert" ArrowLeft "arrow-left" ArrowRight "arrow-right" Browser "browser" Chart "chart" Check "check"
    CheckCircle "check-circle" Clock "clock" Copy "copy" Download "download" External "external" Eye "eye"
    Film "film" Flow "flow" Globe "globe" Hourglass "hourglass" Inbox "inbox" Key "key" Link "link"
    Lock "lock" Logout "logout" Menu "menu" Pause "pause" Phone "phone" Play "play" Plus "plus" Process "process" Question "question"
    Queue "queue" Retry "retry" Scan "scan" Send "send" Shield "shield" Slash "slash" Sliders "sliders" Tag "tag"
    Trash "trash" Upload "upload" User "user" Users "users" X "x" XSquare "x-square"
}

/// The icon, hidden from screen readers: the word beside it speaks.
pub(crate) fn icon(icon: Icon) -> AnyView {
    classed(icon, "icon")
}

/// The same with a class that colours it: `is-good`, `is-bad`, `is-off`.
pub(crate) fn toned(icon: Icon, tone: &str) -> AnyView {
    classed(icon, &format!("icon {tone}"))
}

fn classed(icon: Icon, class: &str) -> AnyView {
    let href = format!("{}#{}", assets::ICONS.path(), icon.symbol());
    view! {
        <svg class=class.to_owned() viewBox="0 0 20 20" aria-hidden="true">
            <use_ href=href></use_>
        </svg>
    }
    .into_any()
}

/// The sign of the product: a frame and the tick of a pencil.
pub(crate) fn mark() -> AnyView {
    view! {
        <svg class="mark" viewBox="0 0 28 28" aria-hidden="true">
            <rect class="mark__frame" x="5.25" y="2.25" width="14.5" height="23.5" rx="3"></rect>
            <path class="mark__halo" d="m10.5 14.5 4.25 4.75L25 6"></path>
            <path class="mark__tick" d="m10.5 14.5 4.25 4.75L25 6"></path>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_the_sprite() {
        let sprite = include_str!("../../../public/icons.svg");
        for icon in Icon::ALL {
            let symbol = format!("id=\"{}\"", icon.symbol());
            assert!(sprite.contains(&symbol), "{symbol}");
        }
    }
}
