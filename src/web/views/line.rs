//! A post with all that pages say about it in one line: words, account, where it came in.

use leptos::prelude::*;

use crate::{
    domain::{
        account::Account, error_code::Failure, id::PostId, post::Post, post_object, status::Status,
        temporary_file::TemporaryFile,
    },
    web::{
        components::{
            account,
            icon::{Icon, icon},
            sign,
        },
        paths, words,
    },
};

/// A post and what belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct PostLine {
    /// The post.
    pub(crate) post: Post,
    /// Its TikTok account.
    pub(crate) account: Option<Account>,
    /// The temporary file that it has or had last.
    pub(crate) file: Option<TemporaryFile>,
    /// The name of the API key that made it.
    pub(crate) key_name: Option<String>,
    /// An earlier post that brought the same video to the same account.
    pub(crate) duplicate_of: Option<PostId>,
    /// The origin of what stands in for TikTok; none for TikTok itself.
    pub(crate) stand_in: Option<String>,
}

impl PostLine {
    /// The id of its element in a list: by it a page that follows the work tells which one stays.
    pub(crate) fn element_id(&self) -> String {
        format!("post-{}", self.post.id)
    }

    /// Whether the whole video is here and known to be one.
    pub(crate) fn has_picture(&self) -> bool {
        self.post.video.is_some() && self.file.as_ref().is_some_and(TemporaryFile::is_present)
    }

    /// Where a person watches the public post. What stands in for TikTok shows it itself: TikTok never heard of it.
    pub(crate) fn watch_url(&self) -> Option<String> {
        let url = post_object::post_url(&self.post, self.account.as_ref())?;
        Some(match &self.stand_in {
            Some(origin) => url.replacen(post_object::TIKTOK, origin, 1),
            None => url,
        })
    }

    /// Whether a retry can help, and against which failure.
    pub(crate) fn retryable(&self) -> Option<&Failure> {
        self.post
            .error
            .as_ref()
            .filter(|_| self.post.status == Status::Failed)
            .filter(|failure| post_object::can_retry(&self.post, failure, self.file.as_ref()))
    }

    /// Whether it can still be stopped: TikTok has not been given the end of the video.
    pub(crate) fn can_be_cancelled(&self) -> bool {
        matches!(
            self.post.status,
            Status::Queued | Status::Downloading | Status::Checking
        ) || (self.post.status == Status::Sending && !self.post.tiktok.last_chunk_started)
    }

    /// Whether anything can still happen to it by itself: work, TikTok's word, the end of its file.
    pub(crate) fn can_change(&self) -> bool {
        let post = &self.post;
        let holds_file = self.file.as_ref().is_some_and(TemporaryFile::is_present);
        holds_file
            || !post.status.is_terminal()
            || post.status == Status::InInbox
            || (post.status == Status::Published && post.tiktok.post_id.is_none())
    }

    /// The handle of its account, to be named in a sentence.
    pub(crate) fn handle(&self) -> String {
        self.account
            .as_ref()
            .map_or_else(|| words::page::YOUR_ACCOUNT.to_owned(), Account::handle)
    }

    /// The name of the API key that made it, or the way it came in.
    pub(crate) fn sender(&self) -> String {
        self.key_name
            .clone()
            .unwrap_or_else(|| words::status::origin(self.post.origin).to_owned())
    }

    /// What stands for a caption that there is not: a held draft may still get one.
    fn no_caption(&self) -> &'static str {
        match self.post.status {
            Status::NeedsReview => words::page::NO_CAPTION_YET,
            Status::Queued | Status::Downloading | Status::Checking if !self.post.auto_approve => {
                words::page::NO_CAPTION_YET
            }
            _ => words::page::NO_CAPTION,
        }
    }

    /// The caption as a link to the post.
    pub(crate) fn caption_link(&self, class: &str) -> AnyView {
        let is_none = self.post.caption.trim().is_empty();
        let (class, text) = if is_none {
            (
                format!("{class} caption--none"),
                self.no_caption().to_owned(),
            )
        } else {
            (class.to_owned(), self.post.caption.clone())
        };
        view! {
            <p class=class>
                <a href=paths::post(self.post.id) data-open>
                    {text}
                </a>
            </p>
        }
        .into_any()
    }

    /// Account and sender.
    pub(crate) fn meta(&self) -> AnyView {
        self.meta_with(().into_any())
    }

    /// Account, sender, and one more fact.
    pub(crate) fn meta_with(&self, more: AnyView) -> AnyView {
        let sign = sign::origin_icon(self.post.origin);
        view! {
            <p class="meta">
                {self.account.as_ref().map(account::handle)} <span>{icon(sign)}{self.sender()}</span>
                {self.duplicate_of.map(duplicate)}
                {more}
            </p>
        }
        .into_any()
    }
}

/// A warning that may be a mistake of whoever handed it in, with a way to compare.
fn duplicate(earlier: PostId) -> AnyView {
    view! {
        <a class="meta__warning" href=paths::post(earlier)>
            {icon(Icon::Copy)}
            {words::post::POSSIBLE_DUPLICATE}
        </a>
    }
    .into_any()
}
