//! A notice: something that happened, said once, above the page or inside it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::icon::{Icon, icon};
use crate::domain::status::Status;

/// How a notice sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tone {
    /// It worked.
    Good,
    /// It did not work.
    Bad,
    /// The person must do something.
    Yours,
    /// For information.
    Plain,
}

impl Tone {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Yours => "yours",
            Self::Plain => "plain",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Good => Icon::CheckCircle,
            Self::Bad => Icon::Alert,
            Self::Yours => Icon::Eye,
            Self::Plain => Icon::Queue,
        }
    }
}

/// Something to be said once. Travels in the session from an action to the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// How it sounds.
    pub(crate) tone: Tone,
    /// What happened.
    pub(crate) title: String,
    /// What to do, or what follows from it; may be empty.
    pub(crate) text: String,
    /// Where to read more: a path of ours, and what the link says.
    #[serde(default)]
    pub(crate) link: Option<(String, String)>,
    /// The status of the post that it is about: once that has changed, it is not said any more.
    #[serde(default)]
    pub(crate) while_in: Option<Status>,
}

impl Notice {
    /// A notice of that tone with a title alone.
    pub(crate) fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self {
            tone,
            title: title.into(),
            text: String::new(),
            link: None,
            while_in: None,
        }
    }

    /// The same with a sentence below.
    pub(crate) fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The same, only while the post is in that status.
    pub(crate) fn while_in(mut self, status: Status) -> Self {
        self.while_in = Some(status);
        self
    }

    /// Whether it still fits a page about a post in `status`, or about none.
    pub(crate) fn fits(&self, status: Option<Status>) -> bool {
        self.while_in.is_none() || self.while_in == status
    }

    /// The same with a link behind the sentence.
    pub(crate) fn leading_to(mut self, path: impl Into<String>, words: impl Into<String>) -> Self {
        self.link = Some((path.into(), words.into()));
        self
    }
}

/// The notice.
pub(crate) fn notice(notice: &Notice) -> AnyView {
    let class = if notice.text.is_empty() {
        "notice notice--line"
    } else {
        "notice"
    };
    let role = match notice.tone {
        Tone::Bad => "alert",
        _ => "status",
    };
    view! {
        <div class=class data-tone=notice.tone.as_str() role=role>
            {icon(notice.tone.icon())}
            <p>
                <strong>{notice.title.clone()}</strong>
            </p>
            {(!notice.text.is_empty())
                .then(|| {
                    let link = notice
                        .link
                        .clone()
                        .map(|(path, words)| view! { " " <a href=path>{words}</a> });
                    view! { <p>{notice.text.clone()} {link}</p> }
                })}
        </div>
    }
    .into_any()
}

/// One line of advice inside a page, not an event.
pub(crate) fn advice(tone: Tone, sign: Icon, text: AnyView) -> AnyView {
    view! {
        <div class="notice notice--line" data-tone=tone.as_str()>
            {icon(sign)}
            <p>{text}</p>
        </div>
    }
    .into_any()
}
