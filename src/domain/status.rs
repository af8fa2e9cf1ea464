//! The life of a post: its statuses and the only transitions between them.
//!
//! A [`Move`] is the sole thing the store accepts as a change of status, and [`Status::to`] is the sole way to make one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a post stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Accepted and durable, waits for a worker.
    Queued,
    /// The source flows into the temporary file.
    Downloading,
    /// The file is examined against TikTok's rules.
    Checking,
    /// A private draft, held here until a human decides.
    NeedsReview,
    /// Bytes flow to TikTok, or wait for their turn.
    Sending,
    /// TikTok has every byte and works on it.
    Processing,
    /// The draft lies in the person's TikTok inbox.
    InInbox,
    /// TikTok says that it is posted.
    Published,
    /// TikTok's answer is unknown; kept under observation, never sent again by itself.
    Unconfirmed,
    /// Ended with a named error.
    Failed,
    /// A human said no.
    Rejected,
    /// Stopped on request.
    Cancelled,
    /// Nobody decided before the deadline.
    Expired,
}

use Status::{
    Cancelled, Checking, Downloading, Expired, Failed, InInbox, NeedsReview, Processing, Published,
    Queued, Rejected, Sending, Unconfirmed,
};

impl Status {
    /// Every status, in the order of a post's life.
    pub const ALL: [Self; 13] = [
        Queued,
        Downloading,
        Checking,
        NeedsReview,
        Sending,
        Processing,
        InInbox,
        Published,
        Unconfirmed,
        Failed,
        Rejected,
        Cancelled,
        Expired,
    ];

    /// Where posts come to rest, for ever if nobody does anything: these grow with the history. Elsewhere there are only
    /// those that are being worked on or wait for a person.
    pub const RESTING: [Self; 7] = [
        InInbox,
        Published,
        Unconfirmed,
        Failed,
        Rejected,
        Cancelled,
        Expired,
    ];

    /// The name used in JSON, in the database and in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Queued => "queued",
            Downloading => "downloading",
            Checking => "checking",
            NeedsReview => "needs_review",
            Sending => "sending",
            Processing => "processing",
            InInbox => "in_inbox",
            Published => "published",
            Unconfirmed => "unconfirmed",
            Failed => "failed",
            Rejected => "rejected",
            Cancelled => "cancelled",
            Expired => "expired",
        }
    }

    /// The statuses this one may leave to: the one table of the state machine.
    #[must_use]
    pub const fn leaves_to(self) -> &'static [Self] {
        match self {
            Queued => &[Downloading, Checking, Sending, Failed, Cancelled],
            Downloading => &[Checking, Sending, Queued, Failed, Cancelled],
            Checking => &[NeedsReview, Sending, Queued, Failed, Cancelled],
            NeedsReview => &[Sending, Rejected, Expired, Cancelled, Queued, Failed],
            Sending => &[Processing, Queued, Failed, Unconfirmed, Cancelled],
            Processing => &[InInbox, Published, Failed, Unconfirmed],
            InInbox => &[Published],
            Unconfirmed => &[InInbox, Published, Failed, Queued],
            Failed => &[Queued, NeedsReview],
            Expired => &[Queued],
            Published | Rejected | Cancelled => &[],
        }
    }

    /// The transition to `next`, if the table allows it.
    ///
    /// # Errors
    /// [`IllegalMove`] if a post in this status never becomes `next`.
    pub fn to(self, next: Self) -> Result<Move, IllegalMove> {
        if self.leaves_to().contains(&next) {
            Ok(Move {
                from: self,
                to: next,
            })
        } else {
            Err(IllegalMove {
                from: self,
                to: next,
            })
        }
    }

    /// Whether the machine has nothing more to do (a retry or a person may still revive it).
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(
            self,
            InInbox | Published | Failed | Rejected | Cancelled | Expired
        )
    }

    /// Whether this is one of [`RESTING`](Self::RESTING).
    #[must_use]
    pub fn is_resting(self) -> bool {
        Self::RESTING.contains(&self)
    }

    /// Whether a worker acts on posts in this status.
    #[must_use]
    pub const fn is_worked_on(self) -> bool {
        matches!(
            self,
            Queued
                | Downloading
                | Checking
                | Sending
                | Processing
                | Unconfirmed
                | InInbox
                | Published
        )
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no status \"{0}\"")]
pub struct UnknownStatus(pub String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

/// One allowed transition. Only [`Status::to`] makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    from: Status,
    to: Status,
}

impl Move {
    /// The status that the post must have now.
    #[must_use]
    pub const fn from(self) -> Status {
        self.from
    }

    /// The status that it will have.
    #[must_use]
    pub const fn to(self) -> Status {
        self.to
    }
}

/// A transition that the table does not contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a post cannot go from {from} to {to}")]
pub struct IllegalMove {
    /// Where it stands.
    pub from: Status,
    /// Where it was meant to go.
    pub to: Status,
}

/// Who caused a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The service itself.
    System,
    /// A signed-in human.
    User,
    /// A program with an API key.
    ApiKey,
    /// TikTok, by a status answer or a webhook.
    #[serde(rename = "tiktok")]
    TikTok,
}

impl Actor {
    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::ApiKey => "api_key",
            Self::TikTok => "tiktok",
        }
    }
}

/// The text names no actor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no actor \"{0}\"")]
pub struct UnknownActor(pub String);

impl FromStr for Actor {
    type Err = UnknownActor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::System, Self::User, Self::ApiKey, Self::TikTok]
            .into_iter()
            .find(|actor| actor.as_str() == text)
            .ok_or_else(|| UnknownActor(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }

    #[test]
    fn final_statuses_lead_nowhere() {
        for status in [Published, Rejected, Cancelled] {
            assert!(status.leaves_to().is_empty());
            assert!(status.is_terminal());
        }
    }

    #[test]
    fn a_move_outside_the_table_cannot_be_made() {
        assert!(InInbox.to(Sending).is_err());
        assert!(Processing.to(Sending).is_err());
        assert!(Unconfirmed.to(Sending).is_err());
        assert!(NeedsReview.to(Sending).is_ok());
    }
}
