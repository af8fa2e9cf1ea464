//! A change to a post, as the machine or a person decides it and the store writes it: all of it in one transaction.

use secrecy::SecretString;

use super::{
    clock::Timestamp,
    error_code::{ErrorCode, Failure},
    id::{AccountId, TemporaryFileId},
    post::Waiting,
    publish::{Choices, Delivery, consent::Consent},
    status::{Actor, IllegalMove, Move, Status},
    video::Video,
};

/// What becomes of a post.
///
/// A change with a [`Move`] also begins the new status: it clears attempts, waiting and status fetches, and sets
/// `entered_at` and `progressed_at`; a change to anything but `failed` clears the error too. `fields` are applied after that.
#[derive(Debug)]
pub struct Change {
    /// The transition, if the status changes.
    pub step: Option<Move>,
    /// Who caused it.
    pub actor: Actor,
    /// What happened, in words; written to the history unless empty.
    pub detail: String,
    /// When a worker shall take the post next; none if no worker shall.
    pub run_at: Option<Timestamp>,
    /// What else changes.
    pub fields: Vec<Field>,
    /// What a human agreed to by causing it; kept for good with the post.
    pub consent: Option<Box<Consent>>,
}

impl Change {
    /// A change that keeps the status. `run_at` says when a worker shall take the post next.
    #[must_use]
    pub const fn stay(actor: Actor, run_at: Option<Timestamp>) -> Self {
        Self {
            step: None,
            actor,
            detail: String::new(),
            run_at,
            fields: Vec::new(),
            consent: None,
        }
    }

    /// A change of status from `from` to `to`, after which no worker takes the post, unless its new status needs one.
    ///
    /// # Errors
    /// [`IllegalMove`] if the state machine has no such transition.
    pub fn to(
        from: Status,
        to: Status,
        actor: Actor,
        detail: impl Into<String>,
    ) -> Result<Self, IllegalMove> {
        Ok(Self {
            step: Some(from.to(to)?),
            actor,
            detail: detail.into(),
            run_at: None,
            fields: Vec::new(),
            consent: None,
        })
    }

    /// The end as `failed`.
    ///
    /// # Errors
    /// [`IllegalMove`] if the state machine has no such transition.
    pub fn fail(from: Status, actor: Actor, failure: Failure) -> Result<Self, IllegalMove> {
        let change = Self::to(from, Status::Failed, actor, failure.message().to_owned())?;
        Ok(change.with(Field::Error(Some(failure))))
    }

    /// The same change, after which a worker takes the post at `at`.
    #[must_use]
    pub const fn run_at(mut self, at: Timestamp) -> Self {
        self.run_at = Some(at);
        self
    }

    /// The same change with one more field.
    #[must_use]
    pub fn with(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// The same change with what a human agreed to.
    #[must_use]
    pub fn agreed(mut self, consent: Consent) -> Self {
        self.consent = Some(Box::new(consent));
        self
    }

    /// The same change with words for the history.
    #[must_use]
    pub fn saying(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// One thing about a post that changes.
#[derive(Debug, Clone)]
pub enum Field {
    /// The words that go with it.
    Caption(String),
    /// To which TikTok account it goes.
    Account(AccountId),
    /// Which way it goes.
    Delivery(Delivery),
    /// The publish form's answers.
    Choices(Option<Choices>),
    /// Size of the video in bytes.
    TotalBytes(Option<u64>),
    /// Bytes that reached us. More than before also means progress: attempts start anew.
    DownloadedBytes(u64),
    /// Bytes that reached TikTok. More than ever before in this stage also means progress: attempts start anew.
    SentBytes(u64),
    /// What it waits for.
    Waiting(Option<Waiting>),
    /// What the check found.
    Video(Option<Video>),
    /// The answer of an init.
    Publish {
        /// TikTok's id.
        publish_id: String,
        /// Where the chunks go; sealed by the store.
        upload_url: SecretString,
        /// When that ends.
        upload_url_expires_at: Timestamp,
        /// Bytes of a chunk.
        chunk_size: u64,
    },
    /// Forget the publish: a new init is due. Clears `publish_id`, `upload_url`, its expiry, chunk size, sent bytes,
    /// `last_chunk_started` and TikTok's status.
    NoPublish,
    /// The last chunk may reach TikTok from now on.
    LastChunkStarted(bool),
    /// TikTok's status, verbatim.
    TikTokStatus(Option<String>),
    /// The public post.
    TikTokPostId(String),
    /// Why it failed.
    Error(Option<Failure>),
    /// The temporary file.
    TemporaryFile(Option<TemporaryFileId>),
    /// `ETag` or `Last-Modified` of the download.
    Validator(Option<String>),
    /// Whether only a person has it sent again, since a backup was put back.
    RestoredAt(Option<Timestamp>),
    /// Whose memory holds a part of the file that is not on the disk yet.
    UnsyncedBoot(Option<String>),
    /// Tries in a row without progress.
    Attempts(u32),
    /// How often the status was fetched in this stage.
    StatusFetches(u32),
}

impl Field {
    /// The field that makes a post wait for `code` until `until`.
    #[must_use]
    pub const fn waiting(code: ErrorCode, until: Timestamp) -> Self {
        Self::Waiting(Some(Waiting { code, until }))
    }
}
